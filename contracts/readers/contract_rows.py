"""Contracts out of a table: which column is which, and whether each cell can be what it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from contracts.models import ContractKind
from contracts.models.contract import MOST_DAYS, MOST_MONTHS
from vendors.readers.tables import Table, Unreadable, cell_fault
from vendors.readers.vendor_cells import Fault
from vendors.readers.vendor_rows import Problem
from vendors.rules import money

# What other lists call our columns. Compared without case, spaces, hyphens and underscores.
COLUMNS = {
    "vendor": "vendor vendorname supplier suppliername company",
    "title": "title contract contracttitle subject description descriptionofcontractrequirement",
    "number": "number contractnumber ournumber piid",
    "modification": "modification amendment modnumber",
    "kind": "kind pricing paid typeofcontractpricing",
    "starts_on": "starts start startson startdate effectivedate",
    "ends_on": "ends end endson enddate ultimatecompletiondate",
    "ends_before_options": "currentcompletiondate",
    "notice_days": "noticedays noticeindays notice",
    "renewal_months": "renewalmonths renewsformonths renewal",
    "currency": "currency",
    "amount": "amount value contractvalue total baseandalloptionsvalue",
}
FIELD_OF = {name: target for target, names in COLUMNS.items() for name in names.split()}
LONGEST = {"vendor": 200, "title": 200, "number": 60, "modification": 40}
MOST_AMOUNT = Decimal(10**12)

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T00:00:00)?")
_DOTS = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_SLASHES = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")
_AMOUNT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


@dataclass(frozen=True)
class ContractRow:
    """One row as it will be logged; `amount` in minor units, None where the row does not say what the whole costs."""

    number: int
    vendor: str
    facts: dict[str, Any]
    amount: int | None
    modification: str


@dataclass
class ContractRows:
    file_name: str
    sha256: str
    rows: list[ContractRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read(table: Table, currency: str, is_day_first: bool | None = None) -> ContractRows:
    """Every row that is in order, and a problem for every other; Unreadable where the header names no vendors.

    `currency` is for rows that name none. Dates with slashes are read in the order that fits all of them.
    """
    places, ignored = _places(table)
    found = ContractRows(table.file_name, table.sha256, ignored=ignored)
    is_day_first = _order(table, places) if is_day_first is None else is_day_first
    for number, cells in enumerate(table.rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(table.header):
            found.problems.append(Problem(number, "", _("there are more cells than columns")))
            continue
        said = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        titles = {name: table.header[at] for name, at in places.items()}
        row = _row(number, said, titles, currency, is_day_first, found.problems)
        if row is not None:
            found.rows.append(row)
    return found


def _places(table: Table) -> tuple[dict[str, int], list[str]]:
    """The place of each field's column, and the columns that are not read."""
    places: dict[str, int] = {}
    ignored = []
    for at, title in enumerate(table.header):
        target = FIELD_OF.get(re.sub(r"[\s_-]+", "", title).casefold())
        if target is None or target in places:
            ignored.append(title or _("(column %(number)s)") % {"number": at + 1})
        else:
            places[target] = at
    if "vendor" not in places or not {"title", "number"} & places.keys():
        raise Unreadable(
            _("%(file)s, row 1: name the columns; “vendor” and “title” or “number” are needed.")
            % {"file": table.file_name}
        )
    return places, ignored


def _order(table: Table, places: dict[str, int]) -> bool:
    """Whether the day comes first in dates with slashes: some must say, and none may say otherwise."""
    columns = [places[name] for name in ("starts_on", "ends_on", "ends_before_options") if name in places]
    cells = (row[at] for row in table.rows for at in columns if at < len(row))
    found = [(int(match[1]), int(match[2])) for cell in cells if (match := _SLASHES.fullmatch(cell.strip()))]
    day_first, month_first = any(one > 12 for one, _two in found), any(two > 12 for _one, two in found)
    if found and day_first == month_first:
        raise Unreadable(
            _("%(file)s: in dates like 3/4/2026, day and month cannot be told apart. Say --dates dmy or --dates mdy.")
            % {"file": table.file_name}
        )
    return day_first


def _row(
    number: int,
    said: dict[str, str],
    titles: dict[str, str],
    currency: str,
    is_day_first: bool,
    problems: list[Problem],
) -> ContractRow | None:
    """The clean row, or None with its problems noted."""
    values: dict[str, Any] = {}
    before = len(problems)
    for name, cell in said.items():
        try:
            if fault := cell_fault(cell):
                raise Fault(fault)
            values[name] = _date(cell, is_day_first) if name in _DATES else CLEAN.get(name, _text)(cell)
        except Fault as fault:
            problems.append(Problem(number, titles[name], str(fault)))
    if len(problems) > before:
        return None
    try:
        return _whole(number, values, currency)
    except Fault as fault:
        problems.append(Problem(number, "", str(fault)))
        return None


def _whole(number: int, values: dict[str, Any], currency: str) -> ContractRow:
    """What only several cells together can tell."""
    vendor, title, own = values["vendor"], values.get("title", ""), values.get("number", "")
    if not vendor or not (title or own):
        raise Fault(_("the vendor, or both title and number, are missing"))
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on") or values.get("ends_before_options")
    if starts_on and ends_on and ends_on < starts_on:
        raise Fault(_("it ends on %(end)s, before it starts on %(start)s") % {"end": ends_on, "start": starts_on})
    facts: dict[str, Any] = {
        "title": _shortened(title or own, "title"),
        "number": _shortened(own, "number"),
        "kind": values.get("kind") or ContractKind.OTHER,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "notice_days": values.get("notice_days"),
        "renewal_months": values.get("renewal_months"),
        "currency": values.get("currency") or currency,
    }
    modification = values.get("modification", "").strip("0")
    # What a modification says is how much it changes, not what the whole contract costs.
    amount = None if modification else _minor(values.get("amount"), facts["currency"])
    return ContractRow(number, _shortened(vendor, "vendor"), facts, amount, modification)


def _minor(amount: Decimal | None, currency: str) -> int | None:
    if amount is None:
        return None
    if amount < 0:
        raise Fault(_("the amount is below zero; give what the whole contract costs, or leave the cell empty"))
    minor = money.minor(amount, currency)
    if minor is None:
        raise Fault(_("the amount is finer than %(currency)s allows") % {"currency": currency})
    return minor or None


def _shortened(text: str, name: str) -> str:
    return text if len(text) <= LONGEST[name] else text[: LONGEST[name] - 1].rstrip() + "…"


def _text(cell: str) -> str:
    return " ".join(cell.split())


def _date(cell: str, is_day_first: bool) -> date | None:
    if not cell:
        return None
    try:
        if match := _ISO.fullmatch(cell):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DOTS.fullmatch(cell):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SLASHES.fullmatch(cell):
            one, two = int(match[1]), int(match[2])
            return date(int(match[3]), two if is_day_first else one, one if is_day_first else two)
    except ValueError:
        pass
    raise Fault(_("“%(cell)s” is no date. Write it like 2026-12-31") % {"cell": cell[:40]})


def _kind(cell: str) -> str:
    """Our own words; of other lists, what is paid by the hour and what has a fixed price."""
    words = {str(word).casefold(): value for value, label in ContractKind.choices for word in (value, label)}
    text = cell.casefold()
    if text in words:
        return str(words[text])
    if "labor hours" in text or "labour hours" in text or "time and material" in text or text.startswith("hour"):
        return ContractKind.HOURLY
    return ContractKind.PROJECT if "firm fixed price" in text else ContractKind.OTHER


def _whole_number(most: int) -> Callable[[str], int | None]:
    def clean(cell: str) -> int | None:
        if not cell:
            return None
        if not re.fullmatch(r"[0-9]{1,5}", cell) or int(cell) > most:
            raise Fault(_("“%(cell)s” is no whole number up to %(most)s") % {"cell": cell[:40], "most": most})
        return int(cell)

    return clean


def _renewal(cell: str) -> int | None:
    return _whole_number(MOST_MONTHS)(cell) or None


def _currency(cell: str) -> str:
    code = cell.upper()
    if code and code not in list_currencies():
        raise Fault(_("“%(cell)s” is no currency. Write its three letters, like EUR") % {"cell": cell[:40]})
    return code


def _amount(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not _AMOUNT.fullmatch(cell) or abs(Decimal(cell.replace(",", ""))) > MOST_AMOUNT:
        raise Fault(_("“%(cell)s” is no amount. Write it like 1234.56") % {"cell": cell[:40]})
    return Decimal(cell.replace(",", ""))


_DATES = {"starts_on", "ends_on", "ends_before_options"}
CLEAN: dict[str, Callable[[str], Any]] = {
    "kind": _kind,
    "notice_days": _whole_number(MOST_DAYS),
    "renewal_months": _renewal,
    "currency": _currency,
    "amount": _amount,
}
