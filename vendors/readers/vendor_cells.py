"""Whether a cell of a list can be what it says of a vendor: the clean value, or why not."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.models import SourcingChannel, Vendor, VendorKind
from vendors.rules.identifiers import is_domain, is_duns, is_lei
from vendors.rules.names import name_key
from vendors.rules.places import country_code, language_code, parts

NO_NAME = gettext_lazy("it says no name, and every vendor needs one")

_ADDRESS = re.compile(r"https?://[^\s/?#@<>\"']+\.[^\s/?#@<>\"']+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z0-9]")
_CODE_WORD = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)*")


class Fault(ValueError):
    """Why one cell cannot be taken."""


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:39]}…"


def _text(name: str) -> Callable[[str], str]:
    """Text that fits its column in the database; on one line, where the column holds a line."""
    most = {one.name: one.max_length for one in Vendor._meta.concrete_fields}[name]

    def clean(cell: str) -> str:
        if most:
            cell = " ".join(cell.split())
        if most and len(cell) > most:
            raise Fault(_("it has %(count)s signs; at most %(most)s fit") % {"count": len(cell), "most": most})
        return cell

    return clean


def _name(cell: str) -> str:
    """A name has at least one letter or digit, by which it can be found again."""
    if not _LETTER.search(cell) and not name_key(cell):
        raise Fault(NO_NAME)
    return _text("name")(cell)


def address(cell: str) -> str:
    if len(cell) > 500:
        raise Fault(_("the address is longer than 500 signs"))
    if cell and not _ADDRESS.fullmatch(cell):
        raise Fault(_("“%(cell)s” is no web address. Write it like https://example.com") % {"cell": _short(cell)})
    return cell


def _website(cell: str) -> str:
    """A web address; one without a scheme is taken for https, as in the form."""
    return address(f"https://{cell}" if cell and ":" not in cell else cell)


def _list(cell: str) -> list[str]:
    return list(dict.fromkeys(part for part in (" ".join(one.split()) for one in re.split(r"[;\n|]", cell)) if part))


def _domains(cell: str) -> list[str]:
    domains = [one.casefold().strip(".") for one in re.split(r"[;,\s|]+", cell) if one]
    for one in domains:
        if not is_domain(one):
            raise Fault(_("“%(cell)s” is no domain. Write it like example.com") % {"cell": _short(one)})
    return list(dict.fromkeys(domains))


def _country(cell: str) -> str:
    code = country_code(cell)
    if cell and not code:
        raise Fault(_("“%(cell)s” is no country. Write its two letters, like DE") % {"cell": _short(cell)})
    return code


def _countries(cell: str) -> list[str]:
    return sorted({_country(one) for one in parts(cell)})


def _languages(cell: str) -> list[str]:
    names = parts(cell)
    for one in names:
        if not language_code(one):
            raise Fault(_("“%(cell)s” is no language. Write its code, like en") % {"cell": _short(one)})
    return sorted(set(map(language_code, names)))


def _choice(choices: Any, default: str) -> Callable[[str], str]:
    """One of our words, by its value or its label."""
    words = {str(word).casefold(): value for value, label in choices.choices for word in (value, label)}

    def clean(cell: str) -> str:
        if cell and cell.casefold() not in words:
            known = ", ".join(str(label) for label in choices.labels)
            raise Fault(_("“%(cell)s” is none of: %(known)s") % {"cell": _short(cell), "known": known})
        return words[cell.casefold()] if cell else default

    return clean


def _category(cell: str) -> str:
    """Codes like CLOUD_PROVIDER are written as words."""
    if len(cell) > 3 and _CODE_WORD.fullmatch(cell):
        cell = cell.replace("_", " ").capitalize()
    return _text("service_category")(cell)


def _lei(cell: str) -> str:
    code = cell.replace(" ", "").upper()
    if code and not is_lei(code):
        raise Fault(_("“%(cell)s” is no LEI: its check digits are wrong") % {"cell": _short(cell)})
    return code


def _duns(cell: str) -> str:
    number = re.sub(r"[\s-]", "", cell)
    if number and not is_duns(number):
        raise Fault(_("“%(cell)s” is no D-U-N-S number: it needs nine digits") % {"cell": _short(cell)})
    return number


CLEAN: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "legal_name": _text("legal_name"),
    "kind": _choice(VendorKind, ""),
    "sourcing_channel": _choice(SourcingChannel, ""),
    "service_category": _category,
    "country": _country,
    "delivery_countries": _countries,
    "delivery_languages": _languages,
    "services": _text("services"),
    "website": _website,
    "domain": _domains,
    "address": _text("address"),
    "lei": _lei,
    "registration_number": _text("registration_number"),
    "duns": _duns,
    "own_number": _text("own_number"),
    "certifications": _list,
}
