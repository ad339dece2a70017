"""Countries and languages by their codes, and by the names that people write."""

import re
from functools import cache

from babel import Locale
from django.utils.translation import get_language

NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
OTHER_NAMES = {
    **dict.fromkeys(("usa", "u.s.", "u.s.a.", "united states of america", "the united states"), "US"),
    **dict.fromkeys(("uk", "u.k.", "great britain", "england", "scotland", "wales", "northern ireland"), "GB"),
    **dict.fromkeys(("the netherlands", "holland"), "NL"),
    **dict.fromkeys(("korea", "republic of korea"), "KR"),
    "czech republic": "CZ",
    "hong kong": "HK",
    "ivory coast": "CI",
    "republic of ireland": "IE",
    "russian federation": "RU",
    "turkey": "TR",
    "viet nam": "VN",
}


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))


@cache
def country_codes() -> frozenset[str]:
    """The ISO 3166 codes of countries and territories."""
    return (
        frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)) - NO_COUNTRIES
    )


@cache
def _codes_by_country_name() -> dict[str, str]:
    names = {str(name).casefold(): str(code) for code, name in Locale("en").territories.items()}
    return {name: code for name, code in {**names, **OTHER_NAMES}.items() if code in country_codes()}


@cache
def _codes_by_language_name() -> dict[str, str]:
    return {str(name).casefold(): str(code) for code, name in Locale("en").languages.items()}


def country_code(text: str) -> str:
    """The code of a country that is written by its code or its name; empty where there is none."""
    code = text.strip().upper()
    return code if code in country_codes() else _codes_by_country_name().get(text.strip().casefold(), "")


def language_code(text: str) -> str:
    """The code of a language that is written by its code or its name; empty where there is none."""
    code = text.strip().lower()
    return code if code in Locale("en").languages else _codes_by_language_name().get(text.strip().casefold(), "")


def countries_by_name() -> list[tuple[str, str]]:
    """Every country as a choice, in the order of its name in the active language."""
    names = _locale().territories
    return sorted(((code, str(names.get(code, code))) for code in country_codes()), key=lambda row: row[1])


def parts(text: str) -> list[str]:
    """What a list in one cell or field holds, separated by commas, semicolons, bars or lines."""
    return [part for part in (" ".join(one.split()) for one in re.split(r"[;,|\n]", text)) if part]
