"""How many hours a day a vendor's people and ours work at the same time: derived from where both are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

FROM, TO = 9, 17  # local hours of a working day, everywhere
DAY = 24 * 60


@dataclass(frozen=True)
class Common:
    """Hours a day in common: the fewest and the most, over the places, their zones, and winter and summer time."""

    least: float
    most: float


def zones_of(country: str) -> tuple[str, ...]:
    """The time zones of a country, as the Unicode CLDR lists them; none where it is not known."""
    return tuple(get_global("territory_zones").get(country, ()))


def own_zones(country: str, zone: str) -> tuple[str, ...]:
    """Where we work: in our organisation's zone where our country has it, otherwise anywhere in the country."""
    zones = zones_of(country)
    return (zone,) if zone in zones else zones


def in_common(own_zones: Iterable[str], countries: Iterable[str], year: int) -> Common | None:
    """The hours in which 9 to 17 o'clock there is 9 to 17 o'clock here, in January and July of this year.

    None where nobody knows where the vendor delivers from, or a place has no time zone.
    """
    theirs = [zones_of(country) for country in countries]
    ours = tuple(own_zones)
    if not ours or not theirs or not all(theirs):
        return None
    pairs = product(ours, {zone for zones in theirs for zone in zones}, (1, 7))
    minutes = [_both_work(here, there, year, month) for here, there, month in pairs]
    known = [one for one in minutes if one is not None]
    return Common(_hours(min(known)), _hours(max(known))) if known else None


@lru_cache(maxsize=4096)
def _both_work(here: str, there: str, year: int, month: int) -> int | None:
    """Minutes, on the first of a month; clocks that are 23 hours apart are one hour apart."""
    noon = datetime(year, month, 1, 12, tzinfo=UTC)
    try:
        offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in (here, there)]
    except ZoneInfoNotFoundError:
        return None
    one, other = (int(offset.total_seconds()) // 60 for offset in offsets if offset is not None)
    apart = abs(one - other) % DAY
    return max(0, (TO - FROM) * 60 - min(apart, DAY - apart))


def _hours(minutes: int) -> float:
    """Whole hours as a whole number, so that they are written without a fraction."""
    return minutes / 60 if minutes % 60 else minutes // 60
