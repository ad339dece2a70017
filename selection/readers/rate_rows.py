"""Exchange rates out of a table: which column is which, and whether each cell can be what it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from history.models import FIRST_DAY
from selection.models.exchange import SCALE
from vendors.readers.tables import Table, Unreadable, cell_fault
from vendors.readers.vendor_cells import Fault
from vendors.readers.vendor_rows import Problem

# What other lists call our columns. Compared without case, spaces, hyphens and underscores.
COLUMNS = {
    "on": "on day date timeperiod referencedate",
    "base": "base basecurrency from",
    "currency": "currency quotecurrency to",
    "rate": "rate exchangerate value obsvalue",
    "source": "source provider publisher",
}
FIELD_OF = {name: target for target, names in COLUMNS.items() for name in names.split()}
LONGEST_SOURCE = 200
MOST_RATE = Decimal(900_000_000)  # of 1e-10 each, in 64 bits

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T00:00:00)?", re.ASCII)
_RATE = re.compile(r"\d{1,12}(?:\.\d{1,18})?", re.ASCII)


@dataclass(frozen=True)
class RateRow:
    """One rate as it will be kept."""

    number: int
    on: date
    base: str
    currency: str
    rate_e10: int
    source: str

    @property
    def key(self) -> tuple[date, str, str]:
        return self.on, self.base, self.currency


@dataclass
class RateRows:
    file_name: str
    sha256: str
    rows: list[RateRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    repeated: int = 0


def read(table: Table, today: date) -> RateRows:
    """Every row that is in order, and a problem for every other; Unreadable where the header names no rates."""
    places, ignored = _places(table)
    found = RateRows(table.file_name, table.sha256, ignored=ignored)
    first: dict[tuple[date, str, str], RateRow] = {}
    for number, cells in enumerate(table.rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(table.header):
            found.problems.append(Problem(number, "", _("there are more cells than columns")))
        elif row := _row(number, cells, places, table.header, today, found.problems):
            _keep(row, first, found)
    if not found.rows and not found.problems:
        raise Unreadable(_("%(file)s: there is no rate below the first row.") % {"file": table.file_name})
    return found


def _keep(row: RateRow, first: dict[tuple[date, str, str], RateRow], found: RateRows) -> None:
    """A rate is said once; said again alike it is only counted, said otherwise it is a problem."""
    known = first.setdefault(row.key, row)
    if known is row:
        found.rows.append(row)
    elif (known.rate_e10, known.source) == (row.rate_e10, row.source):
        found.repeated += 1
    else:
        why = _("row %(row)s says something else of %(base)s and %(currency)s on that day")
        facts = {"row": known.number, "base": row.base, "currency": row.currency}
        found.problems.append(Problem(row.number, "", why % facts))


def _places(table: Table) -> tuple[dict[str, int], list[str]]:
    """The place of each field's column, and the columns that are not read."""
    places: dict[str, int] = {}
    ignored = []
    for at, title in enumerate(table.header):
        target = FIELD_OF.get(re.sub(r"[\s_-]+", "", title).casefold())
        if target is None:
            ignored.append(title or _("(column %(number)s)") % {"number": at + 1})
        elif target in places:
            facts = {"file": table.file_name, "one": table.header[places[target]], "other": title}
            raise Unreadable(
                _("%(file)s, row 1: the columns “%(one)s” and “%(other)s” mean the same. Keep one.") % facts
            )
        else:
            places[target] = at
    if missing := [name for name in COLUMNS if name not in places]:
        raise Unreadable(
            _("%(file)s, row 1: name the columns on, base, currency, rate and source; missing: %(missing)s.")
            % {"file": table.file_name, "missing": ", ".join(missing)}
        )
    return places, ignored


def _row(
    number: int, cells: list[str], places: dict[str, int], header: list[str], today: date, problems: list[Problem]
) -> RateRow | None:
    """The clean row, or None with its problems noted."""
    said: dict[str, str] = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
    before = len(problems)
    clean: dict[str, Callable[[str], Any]] = {"on": lambda cell: _day(cell, today), "rate": _rate, "source": _source}
    values: dict[str, Any] = {}
    for name, cell in said.items():
        try:
            if fault := cell_fault(cell):
                raise Fault(fault)
            values[name] = clean.get(name, _currency)(cell)
        except Fault as fault:
            problems.append(Problem(number, header[places[name]], str(fault)))
    if len(problems) == before and values["base"] == values["currency"]:
        problems.append(Problem(number, "", _("a currency has no rate against itself")))
    if len(problems) > before:
        return None
    return RateRow(number, values["on"], values["base"], values["currency"], values["rate"], values["source"])


def _day(cell: str, today: date) -> date:
    match = _DAY.fullmatch(cell)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY:
        raise Fault(_("“%(cell)s” is no day. Write it like 2026-12-31") % {"cell": cell[:40]})
    if day > today:
        raise Fault(_("%(day)s has not come yet, so nobody knows its rate") % {"day": day})
    return day


def _currency(cell: str) -> str:
    code = cell.upper()
    if code not in list_currencies():
        raise Fault(_("“%(cell)s” is no currency. Write its three letters, like EUR") % {"cell": cell[:40]})
    return code


def _rate(cell: str) -> int:
    if not _RATE.fullmatch(cell):
        raise Fault(_("“%(cell)s” is no rate. Write it like 1.0837") % {"cell": cell[:40]})
    value = Decimal(cell)
    scaled = value * SCALE
    if not value or value > MOST_RATE:
        raise Fault(_("a rate is above zero and at most %(most)s") % {"most": f"{MOST_RATE:,}"})
    if scaled != scaled.to_integral_value():
        raise Fault(_("a rate has at most ten decimal places"))
    return int(scaled)


def _source(cell: str) -> str:
    text = " ".join(cell.split())
    if not text:
        raise Fault(_("say where the rate comes from"))
    if len(text) > LONGEST_SOURCE:
        raise Fault(_("the source is longer than %(most)s signs") % {"most": LONGEST_SOURCE})
    return text
