"""What an import would do with the first rows of a file, row by row, so that somebody can look before it does."""

from typing import Any

from vendors.actions.importing.matching import Match
from vendors.models import Vendor
from vendors.readers.vendor_rows import VendorRows

SHOWN = 50
MOST_CELL = 120
Change = tuple[Vendor, dict[str, Any]]


def preview(rows: VendorRows, found: Match, changes: list[Change]) -> list[dict[str, Any]]:
    """The first good rows in the file's order: what each is taken for, and what it would write."""
    fresh = {vendor.pk: (vendor, values) for vendor, values in changes}
    places = sorted({*found.new, *found.known, *found.merged})[:SHOWN]
    return [_row(rows, place, found, fresh) for place in places]


def _row(rows: VendorRows, place: int, found: Match, fresh: dict[int, Change]) -> dict[str, Any]:
    said = {name: values[place] for name, values in rows.columns.items()}
    row = {"row": rows.numbers[place], "name": _short(said["name"]), "vendor": "", "values": []}
    if place in found.merged:
        return row | {"act": "merged"}
    if place not in found.known:
        values = [(name, "", value) for name, value in said.items() if value and name != "name"]
        return row | {"act": "new", "values": _told(values)}
    pk = found.known[place]
    row["vendor"] = f"{Vendor.REF}-{pk:04d}"
    vendor, anew = fresh.get(pk, (None, {}))
    values = [(name, getattr(vendor, name), value) for name, value in anew.items() if name in said]
    return row | {"act": "changed" if values else "unchanged", "values": _told(values)}


def _told(values: list[tuple[str, Any, Any]]) -> list[list[str]]:
    return [[name, _text(was), _text(now)] for name, was, now in values]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    return _short(", ".join(map(str, value)) if isinstance(value, list) else str(value or ""))


def _short(text: str) -> str:
    return text if len(text) <= MOST_CELL else f"{text[: MOST_CELL - 1]}…"
