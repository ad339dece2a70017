"""Vendors out of a table: which column is which, and whether each cell can be what it says; column by column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vendors.readers.tables import Table, Unreadable, cell_fault
from vendors.readers.vendor_cells import CLEAN, Fault, address
from vendors.rules.identifiers import domain_of

# What other lists call our columns. Compared without case, spaces, hyphens and underscores.
COLUMNS = {
    "name": "name vendor vendorname company companyname supplier suppliername",
    "legal_name": "legalname registeredname",
    "kind": "kind vendorkind",
    "sourcing_channel": "sourcingchannel channel foundvia",
    "service_category": "category servicecategory",
    "country": "country countryofregistration countrycode",
    "delivery_countries": "deliverycountries deliverscountries deliversfrom",
    "delivery_languages": "deliverylanguages languages",
    "services": "services skills servicesandskills description",
    "website": "website websiteurl url homepage",
    "domain": "domain domains",
    "address": "address headquarteraddress headquartersaddress",
    "lei": "lei",
    "registration_number": "registrationnumber companynumber",
    "duns": "duns dunsnumber",
    "own_number": "ownnumber ournumber ourownnumber suppliernumber vendornumber vendorid",
    "certifications": "certifications certificates",
    "page:privacy": "privacypolicyurl privacyurl privacypolicy",
    "page:data-processing": "dataprocessingagreementurl dpaurl",
    "page:subprocessors": "subprocessorslisturl subprocessorsurl",
    "page:security": "securitypageurl securityurl",
    "page:trust": "trustpageurl trusturl",
    "page:status": "statuspageurl statusurl",
    "page:terms": "termsofserviceurl termsurl",
    "page:service-level": "servicelevelagreementurl slaurl",
    "page:business-associate": "businessassociateagreementurl baaurl",
}
FIELD_OF = {name: target for target, names in COLUMNS.items() for name in names.split()}


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a row out: its number as a spreadsheet counts, the column where one is to blame, and why.

    `where` is what a row is called in a file that has none.
    """

    row: int
    column: str
    reason: str
    where: str = ""

    def __str__(self) -> str:
        place = self.where or _("row %(row)s") % {"row": self.row}
        if self.column:
            place = _("%(place)s, column %(column)s") % {"place": place, "column": self.column}
        return f"{place}: {self.reason}."


@dataclass
class VendorRows:
    """The clean columns by field, each as long as `numbers`, which holds the rows' places in the file."""

    file_name: str
    sha256: str
    columns: dict[str, list[Any]]
    numbers: list[int]
    problems: list[Problem]
    ignored: list[str] = field(default_factory=list)
    repeated: int = 0  # entries of a file that names one vendor many times, which were gathered into these rows
    wheres: dict[int, str] = field(default_factory=dict)

    def problem(self, place: int, why: str) -> Problem:
        """What keeps the row at this place out."""
        number = self.numbers[place]
        return Problem(number, "", why, self.wheres.get(number, ""))


def guess(header: Sequence[str]) -> list[str]:
    """The field that each column seems to hold, "" where its title says nothing to us, or a second time the same."""
    found: list[str] = []
    for title in header:
        target = FIELD_OF.get(re.sub(r"[\s_-]+", "", title).casefold(), "")
        found.append("" if target in found else target)
    return found


def read(table: Table, columns: Sequence[str] | None = None) -> VendorRows:
    """Every row that is in order, and a problem for every other; Unreadable where the header names no vendors.

    `columns` says which field each column holds ("" is not read); otherwise the header does.
    """
    targets, ignored = _targets(table) if columns is None else _told(table, columns)
    numbers, rows, problems = _whole_rows(table)
    found: dict[str, list[Any]] = {}
    bad: set[int] = set()
    pages: dict[str, list[str]] = {}
    columns_of_cells = list(zip(*rows, strict=True)) or [()] * len(table.header)
    for place, (target, title) in targets.items():
        values = _clean_column(target, title, columns_of_cells[place], numbers, problems, bad)
        if target.startswith("page:"):
            pages[target.removeprefix("page:")] = values
        else:
            found[target] = values
    _gather(found, pages, len(rows))
    _name_domains(found)
    kept = [place for place in range(len(rows)) if place not in bad]
    clean = {name: [values[place] for place in kept] for name, values in found.items()} if bad else found
    problems.sort(key=lambda problem: problem.row)
    return VendorRows(table.file_name, table.sha256, clean, [numbers[place] for place in kept], problems, ignored)


def _targets(table: Table) -> tuple[dict[int, tuple[str, str]], list[str]]:
    """The field of each column's place, and the columns that are not read."""
    targets: dict[int, tuple[str, str]] = {}
    ignored = []
    taken: dict[str, str] = {}
    for place, title in enumerate(table.header):
        target = FIELD_OF.get(re.sub(r"[\s_-]+", "", title).casefold())
        if target is None:
            ignored.append(title or _("(column %(number)s)") % {"number": place + 1})
        elif target in taken:
            raise Unreadable(
                _("%(file)s, row 1: the columns “%(one)s” and “%(other)s” mean the same. Keep one.")
                % {"file": table.file_name, "one": taken[target], "other": title}
            )
        else:
            taken[target] = title
            targets[place] = (target, title)
    if "name" not in taken:
        raise Unreadable(
            _("%(file)s, row 1: no column is called “name”. The first row must name the columns.")
            % {"file": table.file_name}
        )
    return targets, ignored


def _told(table: Table, columns: Sequence[str]) -> tuple[dict[int, tuple[str, str]], list[str]]:
    """As _targets, by what somebody said of each column."""
    pairs = list(zip(table.header, columns, strict=True))
    targets = {place: (target, title) for place, (title, target) in enumerate(pairs) if target}
    return targets, [title for title, target in pairs if not target]


def _whole_rows(table: Table) -> tuple[list[int], list[list[str]], list[Problem]]:
    """The rows that have as many cells as the header; empty ones are passed over."""
    width = len(table.header)
    numbers, rows, problems = [], [], []
    for number, row in enumerate(table.rows, 2):
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        if len(row) == width:
            if any(row):
                numbers.append(number)
                rows.append(row)
        elif any(row):
            why = _("it has %(count)s cells, but the header has %(width)s") % {"count": len(row), "width": width}
            problems.append(Problem(number, "", why))
    return numbers, rows, problems


def _clean_column(
    target: str, title: str, cells: Sequence[str], numbers: list[int], problems: list[Problem], bad: set[int]
) -> list[Any]:
    """The values of a column; equal cells are looked at once."""
    clean = address if target.startswith("page:") else CLEAN[target]
    known = {cell: _clean_cell(clean, cell.strip()) for cell in set(cells)}
    values = [known[cell] for cell in cells]
    if any(isinstance(value, Fault) for value in known.values()):
        for place, value in enumerate(values):
            if isinstance(value, Fault):
                problems.append(Problem(numbers[place], title, str(value)))
                bad.add(place)
    return values


def _clean_cell(clean: Callable[[str], Any], cell: str) -> Any:
    if fault := cell_fault(cell):
        return Fault(fault)
    try:
        return clean(cell)
    except Fault as fault:
        return fault


def _gather(found: dict[str, list[Any]], pages: dict[str, list[str]], height: int) -> None:
    """Addresses of pages become one value; of several domains the first is the vendor's, the rest are kept beside."""
    domains = found.get("domain")
    if domains is not None:
        more = [value[1:] if isinstance(value, list) else [] for value in domains]
        found["domain"] = [value[0] if isinstance(value, list) and value else "" for value in domains]
        if any(more):
            pages["other-domains"] = [" ".join(names) for names in more]
    if pages:
        names = list(pages)
        found["published_pages"] = [
            {name: page for name, page in zip(names, row, strict=True) if page}
            for row in zip(*pages.values(), strict=True)
        ] or [{}] * height


def _name_domains(found: dict[str, list[Any]]) -> None:
    """A website names the domain where no column does."""
    if "website" in found:
        domains = found.get("domain") or [""] * len(found["website"])
        found["domain"] = [
            domain or (domain_of(website) if isinstance(website, str) else "")
            for domain, website in zip(domains, found["website"], strict=True)
        ]
