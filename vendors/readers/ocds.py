"""Suppliers out of contracting data in the Open Contracting Data Standard (OCDS 1.1, release and record packages)."""

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vendors.readers import tables, vendor_rows
from vendors.readers.tables import Table, Unreadable
from vendors.readers.vendor_cells import NO_NAME
from vendors.readers.vendor_rows import Problem, VendorRows
from vendors.rules.names import is_same_name, name_key
from vendors.rules.places import country_code

HEADER = ["name", "legal name", "country", "address", "registration number", "lei", "duns"]
TELLING = (2, 4, 5, 6)  # the cells that tell two vendors of one name apart
NO_IDENTIFIERS = {"", "0", "-", "n/a", "none", "null"}


class _Refused(Exception):
    """Why this is no contracting data."""


@dataclass(frozen=True)
class Entry:
    """One supplier of one award: where it stands, and its cells in the order of HEADER."""

    where: str
    cells: list[str]


def read(path: Path) -> VendorRows:
    """The suppliers of all awards, each vendor once; Unreadable where the file holds no contracting data.

    Entries of one name (without legal form) are one vendor, unless what identifies them differs: a notice names a
    supplier in each of its lots. Identifiers that are empty or zero identify nobody.
    """
    content = tables.content_of(path)
    try:
        entries = [entry for release in _releases(_package(content)) for entry in _entries(release)]
    except _Refused as refusal:
        raise Unreadable(f"{path.name}: {refusal}") from refusal
    if not entries:
        raise Unreadable(_("%(file)s: no award in it names a supplier.") % {"file": path.name})
    gathered = _gathered(entries)
    sha256 = hashlib.sha256(content).hexdigest()
    rows = vendor_rows.read(Table(path.name, sha256, HEADER, [entry.cells for entry in gathered]))
    # A table's first row is its second line; here the numbers are those of the vendors, as wheres names them.
    rows.wheres = {number: entry.where for number, entry in enumerate(gathered, 2)}
    nameless = [Problem(number, "", str(NO_NAME)) for number, entry in enumerate(gathered, 2) if not any(entry.cells)]
    rows.problems = [replace(one, where=rows.wheres[one.row]) for one in (*rows.problems, *nameless)]
    rows.repeated = len(entries) - len(gathered)
    return rows


def _package(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise _Refused(_("this is not UTF-8. Save it as JSON in UTF-8.")) from fault
    except json.JSONDecodeError as fault:
        facts = {"line": fault.lineno, "why": fault.msg}
        raise _Refused(_("line %(line)s is no JSON (%(why)s); the file may be cut off.") % facts) from fault
    except (RecursionError, ValueError) as fault:  # the latter for a number of thousands of digits
        raise _Refused(_("a number in it is too long, or its parts lie too deep in each other.")) from fault


def _releases(package: Any) -> Iterator[dict[str, Any]]:
    """The releases of a package; of a record the compiled one, which has gathered all others."""
    if isinstance(package, dict) and "ocid" in package:
        package = {"releases": [package]}
    elif isinstance(package, list):
        package = {"releases": package}
    if not isinstance(package, dict) or not ("releases" in package or "records" in package):
        raise _Refused(_("this is no contracting data: it has neither releases nor records."))
    for record in _dicts(package.get("records")):
        compiled = record.get("compiledRelease")
        yield from [compiled] if isinstance(compiled, dict) else _dicts(record.get("releases"))
    yield from _dicts(package.get("releases"))


def _entries(release: dict[str, Any]) -> Iterator[Entry]:
    parties = {key: party for party in _dicts(release.get("parties")) if (key := _identifier(party.get("id")))}
    for award in _dicts(release.get("awards")):
        for number, supplier in enumerate(_dicts(award.get("suppliers")), 1):
            facts = {"release": _text(release.get("ocid")), "award": _text(award.get("id")), "number": number}
            where = _("release %(release)s, award %(award)s, supplier %(number)s") % facts
            yield Entry(where, _cells(supplier, parties.get(_identifier(supplier.get("id")), {})))


def _cells(supplier: dict[str, Any], party: dict[str, Any]) -> list[str]:
    """What an award and the list of parties say of a supplier, the award first."""
    said = [supplier, party]
    identifiers = [one for source in said for one in _identifiers(source)]
    address: dict[str, Any] = next((found for source in said if (found := _dict(source.get("address")))), {})
    lines = ("streetAddress", "locality", "region", "postalCode", "countryName")
    name = next(filter(None, (_text(source.get("name")) for source in said)), "")
    legal = next(filter(None, (_text(one.get("legalName")) for one in identifiers)), "")
    numbers = {"registration": "", "lei": "", "duns": "", "country": ""}
    for one in identifiers:
        _add_identifier(numbers, _text(one.get("scheme")).upper(), _identifier(one.get("id")))
    written = _text(address.get("countryName")) or _text(address.get("country"))
    country = country_code(written) or written or numbers["country"]
    place = ", ".join(filter(None, (_text(address.get(line)) for line in lines[:-1])))
    return [name, legal, country, place, numbers["registration"], numbers["lei"], numbers["duns"]]


def _add_identifier(numbers: dict[str, str], scheme: str, number: str) -> None:
    """A LEI, a D-U-N-S number, or the first number of a register, whose scheme begins with its country (GB-COH)."""
    if not number:
        return
    kind = next((name for name in ("lei", "duns") if name in scheme.casefold()), "registration")
    if not numbers[kind]:
        numbers[kind] = number
        if kind == "registration":
            numbers["country"] = country_code(scheme.partition("-")[0])


def _gathered(entries: list[Entry]) -> list[Entry]:
    """Each vendor once, where it is first named, with what the other entries of it add."""
    by_name: dict[str, list[Entry]] = {}
    found: list[Entry] = []
    for entry in entries:
        same = by_name.setdefault(name_key(entry.cells[0]), [])
        known = next((one for one in same if _is_one(one.cells, entry.cells)), None)
        if known is None:
            same.append(entry)
            found.append(entry)
        else:
            known.cells[:] = [mine or theirs for mine, theirs in zip(known.cells, entry.cells, strict=True)]
    return found


def _is_one(one: list[str], other: list[str]) -> bool:
    """The same name, and nothing that both say tells them apart; who has no name is nobody else."""
    differ = any(one[place] and other[place] and one[place] != other[place] for place in TELLING)
    return bool(one[0]) and is_same_name(one[0], other[0]) and not differ


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _identifiers(source: dict[str, Any]) -> list[dict[str, Any]]:
    return [_dict(source.get("identifier")), *_dicts(source.get("additionalIdentifiers"))]


def _text(value: Any) -> str:
    """A text on one line; notices carry HTML entities, as they come out of web forms.

    Half of a surrogate pair, which JSON can escape and no text can hold, becomes the sign of what is unreadable.
    """
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(html.unescape(whole).split())


def _identifier(value: Any) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    return "" if text.casefold() in NO_IDENTIFIERS or not text.strip("0") else text
