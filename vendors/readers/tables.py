"""Tables out of files that strangers made: CSV and XLSX, read whole or refused with the row and the reason."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vendors.readers import sheets

FORMATS = ("csv", "xlsx")
MOST_COLUMNS = 200

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN_CELL = re.compile(r"#(REF|VALUE|NAME|DIV/0|NUM|N/A|NULL|SPILL|CALC)[!?]?")


class Unreadable(Exception):
    """A file that is no table that we can read; its text names the file, the row where there is one, and why."""


@dataclass(frozen=True)
class Table:
    """A header and its rows; `rows[0]` is row 2 of the file, as a spreadsheet counts."""

    file_name: str
    sha256: str
    header: list[str]
    rows: list[list[str]]


def read(path: Path, form: str = "", called: str = "") -> Table:
    """The table in a file, whose format is `form` or what its content says; Unreadable where there is none.

    `called` is the file's name to people, where it is kept under another one.
    """
    name = called or path.name
    content = content_of(path, called)
    found = _format(content)
    if found not in FORMATS:
        raise Unreadable(_("%(file)s: %(why)s") % {"file": name, "why": found})
    if form and form != found:
        raise Unreadable(
            _("%(file)s is %(found)s, not %(form)s.") % {"file": name, "found": found.upper(), "form": form.upper()}
        )
    try:
        rows = list(_csv_rows(content) if found == "csv" else sheets.rows_of(content))
    except (_Refused, sheets.Refused) as refusal:
        raise Unreadable(f"{name}{refusal}") from refusal
    return _table(name, hashlib.sha256(content).hexdigest(), rows)


class _Refused(Exception):
    """A reason, beginning with `: ` or `, row 7: `, which is put behind the file's name."""


def content_of(path: Path, called: str = "") -> bytes:
    """The bytes of a file that is not too large; Unreadable where it cannot be read, or is empty."""
    name, most = called or path.name, settings.IMPORT_MAX_MB
    try:
        if path.is_file() and path.stat().st_size > most * 1024 * 1024:
            size = -(-path.stat().st_size // (1024 * 1024))
            raise Unreadable(
                _("%(file)s has %(size)s MB; at most %(most)s MB are read at once. Split it.")
                % {"file": name, "size": size, "most": most}
            )
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable(_("%(file)s: %(why)s.") % {"file": name, "why": fault.strerror}) from fault
    if not content.strip():
        raise Unreadable(_("%(file)s is empty.") % {"file": name})
    return content


def _format(content: bytes) -> str:
    """What the content is: one of FORMATS, or the sentence that says why it is neither."""
    if content.startswith(_ZIP):
        return "xlsx"
    if content.startswith(_OLD_EXCEL):
        return _("This is an old or protected Excel file. Save it as XLSX without a password, or as CSV in UTF-8.")
    if content.startswith(b"%PDF"):
        return _("This is a PDF. Give the table itself, as CSV in UTF-8 or as XLSX.")
    if is_json(content):
        return _("This is JSON. The known formats are %(formats)s.") % {"formats": ", ".join(FORMATS)}
    return "csv"


def is_json(content: bytes) -> bool:
    return content.lstrip(codecs.BOM_UTF8 + b" \r\n\t")[:1] in (b"{", b"[")


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    number = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            yield row
    except csv.Error as fault:
        raise _Refused(_(", row %(row)s: %(why)s.") % {"row": number + 1, "why": _csv_reason(str(fault))}) from fault


def _csv_reason(fault: str) -> str:
    if "unexpected end of data" in fault:
        return _("the file ends inside a quoted cell; it is cut off, or a quotation mark is missing")
    if "field larger than field limit" in fault:
        return _("a cell is longer than %(most)s signs; a quotation mark may be missing") % {
            "most": csv.field_size_limit()
        }
    if "expected after" in fault:
        return _("a quotation mark stands inside a cell; write it twice")
    return fault


def _decoded(content: bytes) -> str:
    for mark, name in _OTHER_ENCODINGS:
        if content.startswith(mark):
            raise _Refused(_(": the file is in %(encoding)s. Save it as CSV in UTF-8.") % {"encoding": name})
    if (place := content.find(b"\0")) >= 0:
        if content.count(b"\0") > len(content) // 4:
            raise _Refused(_(": the file seems to be in UTF-16. Save it as CSV in UTF-8."))
        raise _Refused(_(", row %(row)s: there is a NUL byte in it.") % {"row": _row_at(content, place)})
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as fault:
        row = _row_at(content.removeprefix(codecs.BOM_UTF8), fault.start)
        raise _Refused(
            _(", row %(row)s: this is not UTF-8; the file may be in Windows-1252 (Latin-1). Save it as CSV in UTF-8.")
            % {"row": row}
        ) from fault


def _row_at(content: bytes, place: int) -> int:
    """The row of this byte, as a spreadsheet counts: line ends inside quotation marks do not count."""
    before = content[:place]
    return 1 + sum(outside.count(b"\n") for outside in before.split(b'"')[::2])


def _table(file_name: str, sha256: str, rows: list[list[str]]) -> Table:
    while rows and not any(rows[-1]):
        rows.pop()
    header = [" ".join(cell.split()) for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    if not header or not any(header):
        raise Unreadable(_("%(file)s, row 1: there is no header.") % {"file": file_name})
    if len(header) > MOST_COLUMNS:
        raise Unreadable(
            _("%(file)s, row 1: there are %(count)s columns; at most %(most)s are read.")
            % {"file": file_name, "count": len(header), "most": MOST_COLUMNS}
        )
    return Table(file_name, sha256, header, rows[1:])


def cell_fault(cell: str) -> str:
    """Why a cell cannot be taken as text; empty where it can."""
    if cell[:1] == "=":
        return _("this is a formula. Paste its value instead")
    if cell[:1] == "#" and _BROKEN_CELL.fullmatch(cell):
        return _("the spreadsheet could not compute this cell")
    if "\ufffd" in cell or (not cell.isprintable() and _UNREADABLE.search(cell)):
        return _("there are unreadable signs in it")
    return ""
