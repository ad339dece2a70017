"""Questionnaires as tables (CSV, XLSX): one question a row, in the order in which they are asked."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area
from checklists.models import AnswerKind, Asks
from checklists.models.template import MOST_DAYS
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
from vendors.readers.tables import Table, Unreadable

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})


class _Wrong(Exception):
    """Why a cell cannot be taken."""


def _one_of(choices: Any) -> Callable[[str], str]:
    labels = {str(label).lower(): value for value, label in choices.choices}

    def read(cell: str) -> str:
        value = cell.lower()
        if value in choices.values:
            return value
        if value in labels:
            return str(labels[value])
        raise _Wrong(_("“%(cell)s” is none of %(list)s.") % {"cell": line(cell, 60), "list": ", ".join(choices.values)})

    return read


def _flag(cell: str) -> bool:
    if cell.lower() in YES | NO:
        return cell.lower() in YES
    raise _Wrong(_("“%(cell)s” is neither yes nor no.") % {"cell": line(cell, 60)})


def _days(cell: str) -> int:
    if cell.isascii() and cell.isdecimal() and len(cell) < 7 and 0 < int(cell) <= MOST_DAYS:
        return int(cell)
    raise _Wrong(_("“%(cell)s” is no number of days from 1 to %(most)d.") % {"cell": line(cell, 60), "most": MOST_DAYS})


def _choices(cell: str) -> list[str]:
    return [choice for one in cell.split("|") if (choice := line(one, 200))]


COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "title": ("title", lambda cell: line(cell, 300)),
    "question": ("question", plain),
    "why": ("why", plain),
    "guidance": ("guidance", plain),
    "source": ("source", lambda cell: line(cell, 200)),
    "asks": ("asks", _one_of(Asks)),
    "area": ("area", _one_of(Area)),
    "answer": ("answer_kind", _one_of(AnswerKind)),
    "choices": ("choices", _choices),
    "expected": ("expected", lambda cell: line(cell, 200)),
    "required": ("is_required", _flag),
    "evidence": ("is_evidence_wanted", _flag),
    "evidence days": ("evidence_days", _days),
    "answer days": ("answer_days", _days),
}
OTHERS = ("section", "key")


def read(table: Table) -> Questionnaire:
    """The questions of a table; Unreadable without a column “question”, problems by row otherwise."""
    header = [" ".join(name.replace("_", " ").lower().split()) for name in table.header]
    if "question" not in header:
        raise Unreadable(
            _("%(file)s: there is no column “question”. Known columns are %(list)s.")
            % {"file": table.file_name, "list": ", ".join([*OTHERS, *COLUMNS])}
        )
    title = line(table.file_name.rpartition(".")[0].replace("_", " ").replace("-", " "), 200) or table.file_name
    found = Questionnaire(table.file_name, table.sha256, slug(title), title, source=table.file_name[:300])
    found.left_out = [name for name in header if name and name not in COLUMNS and name not in OTHERS]
    parts: dict[str, Part] = {}
    keys: dict[str, int] = {}
    for number, row in enumerate(table.rows, 2):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
        if cells:
            _row(found, parts, keys, number, cells)
    found.parts = list(parts.values())
    if not found.count() and not found.problems:
        found.problems.append(Problem("", _("there is no question in it.")))
    return found


def _row(
    found: Questionnaire, parts: dict[str, Part], keys: dict[str, int], number: int, cells: dict[str, str]
) -> None:
    place = _("row %(row)d") % {"row": number}
    values, problems = _values(cells)
    key = line(cells.get("key", ""), 100) or slug(cells.get("title") or cells.get("question", ""), 90)
    section = line(cells.get("section", ""), 200) or found.title
    if key in keys:
        problems.append(_("the key “%(key)s” is that of row %(row)d already.") % {"key": key, "row": keys[key]})
    if not values.get("question"):
        problems.append(_("there is no question."))
    if (section not in parts and len(parts) >= MOST_PARTS) or len(keys) >= MOST_ITEMS:
        problems.append(_("there are too many sections or questions. Split the file."))
    found.problems += [Problem(place, problem) for problem in problems]
    if not problems:
        keys[key] = number
        values.setdefault("title", line(values["question"], 120))
        parts.setdefault(section, Part(section)).questions.append(Question(key, values))


def _values(cells: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    problems = []
    for name, (field, read_cell) in COLUMNS.items():
        if name not in cells:
            continue
        try:
            values[field] = read_cell(cells[name])
        except _Wrong as wrong:
            problems.append(f"{name}: {wrong}")
    return values, problems
