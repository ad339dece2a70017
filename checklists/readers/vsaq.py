"""VSAQ questionnaires (google/vsaq): nearly JSON, with // comments and strings that are added up."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from checklists.models import AnswerKind
from checklists.readers.questionnaires import (
    MOST_ITEMS,
    MOST_PARTS,
    Part,
    Problem,
    Question,
    Questionnaire,
    line,
    plain,
    slug,
)
from vendors.readers.tables import Unreadable

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_RUN = re.compile(r'"\d+"(?:\s*+\+\s*+"\d+")*+')
_COMMA = re.compile(r",(\s*[\]}])")
SILENT = frozenset({"info", "tip", "spacer"})
LINES = frozenset({"line", "box", "check", "checkgroup", "date", "upload"})
DEEPEST = 30


def as_json(text: str) -> str:
    """The same in JSON: without comments, each sum of strings one string, no comma before a closing bracket."""
    strings: list[str] = []

    def put_aside(piece: re.Match[str]) -> str:
        if not piece[0].startswith('"'):
            return "\n" * piece[0].count("\n")
        strings.append(piece[0])
        return f'"{len(strings) - 1}"'

    bare = _COMMA.sub(r"\1", _PIECE.sub(put_aside, text))
    return _RUN.sub(lambda run: _sum(run[0], strings), bare)


def _sum(run: str, strings: list[str]) -> str:
    texts = [strings[int(number)][1:-1] for number in re.findall(r"\d+", run)]
    joined = "".join(texts).replace("\t", "\\t").replace("\r", "").replace("\n", "\\n")
    return f'"{joined}"'


def read(name: str, sha256: str, document: Any) -> Questionnaire:
    """The questions of a VSAQ file; what it asks under a condition is not required."""
    listed = document.get("questionnaire") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise Unreadable(
            _("%(file)s is no VSAQ questionnaire: there is no list “questionnaire” in it.") % {"file": name}
        )
    title = line(name.rpartition(".")[0].replace("_", " "), 200).capitalize() or name
    found = Questionnaire(name, sha256, slug(title), title, source=f"VSAQ, {name}"[:300])
    reading = _Reading(found)
    reading.walk(listed, "questionnaire", False, 0)
    found.parts = [part for part in reading.parts if part.questions]
    if not found.count() and not found.problems:
        found.problems.append(Problem("questionnaire", _("there is no question in it.")))
    return found


class _Reading:
    """One pass over the blocks; the heading that was met last names the section."""

    def __init__(self, found: Questionnaire) -> None:
        self.found = found
        self.parts = [Part(found.title)]
        self.met: set[str] = set()

    def walk(self, listed: list[Any], place: str, is_conditional: bool, depth: int) -> None:
        for number, one in enumerate(listed):
            here = f"{place}[{number}]"
            if not isinstance(one, dict):
                self._wrong(here, _("an object is expected here."))
            elif depth > DEEPEST:
                self._wrong(here, _("this is nested too deeply."))
            elif one.get("type") == "block":
                self._block(one, here, is_conditional, depth)
            else:
                self._question(one, here, is_conditional)

    def _wrong(self, place: str, why: str) -> None:
        self.found.problems.append(Problem(place, why))

    def _block(self, block: dict[str, Any], place: str, is_conditional: bool, depth: int) -> None:
        title = line(_text(block), 200)
        if title and len(self.parts) < MOST_PARTS:
            self.parts.append(Part(title))
        items = block.get("items", [])
        if not isinstance(items, list):
            self._wrong(f"{place}.items", _("a list is expected here."))
            return
        self.walk(items, f"{place}.items", is_conditional or bool(block.get("cond")), depth + 1)

    def _question(self, one: dict[str, Any], place: str, is_conditional: bool) -> None:
        kind = one.get("type")
        if kind in SILENT:
            return
        if kind not in (*LINES, "yesno", "radiogroup", "radio"):
            self._wrong(place, _("“%(kind)s” is no kind of question.") % {"kind": line(str(kind), 40)})
            return
        text = plain(_text(one)) or self.parts[-1].title
        key = _key(one, text)
        if problem := self._fault(key, text):
            self._wrong(place, problem)
            return
        self.met.add(key)
        values = {
            "title": line(text, 120),
            "question": text,
            "source": f"VSAQ, {key}"[:200],
            "is_required": not (is_conditional or bool(one.get("cond"))),
            "is_evidence_wanted": kind == "upload",
            **_answer(one, str(kind)),
        }
        self.parts[-1].questions.append(Question(key, values))

    def _fault(self, key: str, text: str) -> str:
        if len(key) > 100:
            return _("the id has more than 100 characters.")
        if key in self.met:
            return _("the id “%(id)s” occurs twice in the file.") % {"id": line(key, 60)}
        if not text:
            return _("the question has no text.")
        return _("there are too many questions. Split the file.") if len(self.met) >= MOST_ITEMS else ""


def _key(one: dict[str, Any], text: str) -> str:
    """Its id; a group of choices may have none, and is known by its first choice."""
    choices = one.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    named = one.get("id") if isinstance(one.get("id"), str) else next(iter(first), "")
    return str(named).strip() or slug(text, 90)


def _text(one: dict[str, Any]) -> str:
    return next((one[name] for name in ("text", "yes", "title") if isinstance(one.get(name), str)), "")


def _options(one: dict[str, Any]) -> Iterator[str]:
    """Choices are a list of objects of one key each."""
    listed = one.get("choices")
    for option in listed if isinstance(listed, list) else []:
        if isinstance(option, dict):
            for text in option.values():
                if isinstance(text, str) and (said := line(text, 200)):
                    yield said


def _answer(one: dict[str, Any], kind: str) -> dict[str, Any]:
    options = list(dict.fromkeys(_options(one)))[:50]
    if kind == "yesno":
        return {"answer_kind": AnswerKind.YES_NO.value}
    if kind in ("radiogroup", "radio") and len(options) > 1:
        return {"answer_kind": AnswerKind.CHOICE.value, "choices": options}
    if kind == "date":
        return {"answer_kind": AnswerKind.DATE.value}
    hint = _("Name all that apply: %(list)s") % {"list": "; ".join(options)} if options else ""
    return {"answer_kind": AnswerKind.TEXT.value, "guidance": hint}
