"""A questionnaire out of a file, by its format or by what its content says."""

from pathlib import Path

from django.utils.translation import gettext as _

from checklists.readers import documents, oscal, question_rows, vsaq
from checklists.readers.questionnaires import Questionnaire
from vendors.readers import tables
from vendors.readers.tables import Unreadable

FORMATS = ("oscal", "vsaq", "csv", "xlsx")


def read(path: Path, form: str = "") -> Questionnaire:
    """The questionnaire in a file; Unreadable with file, place and reason where there is none."""
    content = documents.content_of(path)
    if form in tables.FORMATS or (not form and not _is_json(content)):
        return question_rows.read(tables.read(path, form))
    text, sha256 = documents.text_of(path.name, content), documents.digest_of(content)
    if not form:
        form = "vsaq" if text.lstrip().startswith(("//", "/*")) or '"questionnaire"' in text[:4000] else "oscal"
    if not _is_json(content):
        raise Unreadable(_("%(file)s is no JSON, so it is no %(form)s.") % {"file": path.name, "form": form.upper()})
    if form == "vsaq":
        return vsaq.read(path.name, sha256, documents.json_of(path.name, vsaq.as_json(text)))
    return oscal.read(path.name, sha256, documents.json_of(path.name, text))


def _is_json(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[", b"/")
