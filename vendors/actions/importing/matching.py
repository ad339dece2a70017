"""Which row is which vendor: by our own number, else by LEI, registration or name; never by a guess."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from vendors.models import Vendor
from vendors.readers.vendor_rows import Problem, VendorRows
from vendors.rules.names import is_same_name

KEYS = ("name", "own_number", "lei", "registration_number", "country", "domain")


class Marks(NamedTuple):
    """By what a vendor is known; `place` is its key in the database, or minus its row in the file."""

    place: int
    name_key: str
    name: str
    own_number: str
    lei: str
    registration_number: str
    country: str
    domain: str


@dataclass
class Match:
    """The rows' places that are new, those that are known (with the vendor's key), and those of merged vendors."""

    new: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    merged: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Index:
    """Vendors by each of the marks that they are known by."""

    def __init__(self) -> None:
        self.by_mark: dict[tuple[str, str], list[Marks]] = defaultdict(list)

    def add(self, marks: Marks) -> None:
        for mark in _marks_of(marks):
            self.by_mark[mark].append(marks)

    def find(self, row: Marks) -> list[Marks]:
        """Who this row may be: those of its strongest mark that nothing else tells apart from it."""
        for mark in _marks_of(row):
            found = [one for one in self.by_mark.get(mark, ()) if mark[0] == "own" or _may_be(one, row)]
            if mark[0] == "name":
                found = [one for one in found if is_same_name(one.name, row.name)]
                found = [one for one in found if one.domain == row.domain] or found
            if found:
                return found
        return []


def match(rows: VendorRows, keys: list[str]) -> Match:
    """Tell the new rows from the known; a second row of one vendor, or one that may be two vendors, is a problem."""
    index, result = Index(), Match()
    merged = _load(index)
    taken: dict[int, int] = {}
    for place, row in enumerate(_rows(rows, keys)):
        found = index.find(row)
        number = rows.numbers[place]
        if len(found) > 1:
            refs = ", ".join(_title(one.place) for one in found)
            why = _("this may be %(refs)s. Give our own number, so that it is clear which") % {"refs": refs}
            result.problems.append(rows.problem(place, why))
        elif found and (found[0].place < 0 or found[0].place in taken):
            first = taken.get(found[0].place, -found[0].place)
            why = _("this is the same vendor as in row %(row)s") % {"row": first}
            result.problems.append(rows.problem(place, why))
        elif found and found[0].place in merged:
            result.merged.append(place)
        elif found:
            taken[found[0].place] = number
            result.known[place] = found[0].place
        else:
            index.add(row._replace(place=-number))
            result.new.append(place)
    return result


def _load(index: Index) -> frozenset[int]:
    """Put every vendor into the index; returns the keys of those that were merged into another."""
    merged = set()
    columns = ("pk", "name_key", *KEYS, "merged_into_id")
    for *marks, into in Vendor.objects.values_list(*columns).order_by("pk").iterator(chunk_size=5000):
        index.add(Marks(*marks))
        if into:
            merged.add(marks[0])
    return frozenset(merged)


def _rows(rows: VendorRows, keys: list[str]) -> Iterator[Marks]:
    nothing = [""] * len(keys)
    columns = [rows.columns.get(name, nothing) for name in KEYS]
    for marks in zip(keys, *columns, strict=True):
        yield Marks(0, *marks)


def _marks_of(marks: Marks) -> list[tuple[str, str]]:
    """The strongest first; a registration number counts within its country."""
    found = (
        ("own", marks.own_number),
        ("lei", marks.lei),
        ("registration", _registration(marks)),
        ("name", marks.name_key),
    )
    return [(kind, value) for kind, value in found if value]


def _registration(marks: Marks) -> str:
    return f"{marks.country} {marks.registration_number}" if marks.registration_number else ""


def _may_be(one: Marks, row: Marks) -> bool:
    """Nothing that both say differs."""
    return (
        not (one.own_number and row.own_number and one.own_number != row.own_number)
        and not (one.lei and row.lei and one.lei != row.lei)
        and not (_registration(one) and _registration(row) and _registration(one) != _registration(row))
        and not (one.domain and row.domain and one.domain != row.domain)
    )


def _title(place: int) -> str:
    return _("row %(row)s") % {"row": -place} if place < 0 else f"{Vendor.REF}-{place:04d}"
