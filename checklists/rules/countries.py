"""Countries that personal data may reach without further transfer instruments (GDPR 44-46)."""

from collections.abc import Iterable

EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
EEA = frozenset(f"{EU} IS LI NO".split(" "))
# Decisions of the Commission under GDPR 45 that cover a whole country; those for certified or commercial
# organisations only (United States, Canada) do not settle the country.
ADEQUATE = frozenset(["AD", "AR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"])


def is_third_country(countries: Iterable[str] | None) -> bool | None:
    """Whether any of these is a third country without adequacy; None where no country is known."""
    listed = {country.upper() for country in countries or ()}
    if not listed or "" in listed:
        return None
    return not listed <= EEA | ADEQUATE
