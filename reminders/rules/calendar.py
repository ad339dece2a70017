"""Working days of a country: its weekend and public holidays, and for our own people the closing days."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

A_DAY = timedelta(days=1)
LONGEST_PAUSE = 60  # days without a working day; after that any day must do


@lru_cache(maxsize=512)
def _public_days(country: str) -> Any:
    """The country's public holidays and weekend; Monday to Friday where we know nothing of it."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=200_000)
def _is_public_working_day(country: str, day: date) -> bool:
    known = _public_days(country)
    return bool(known.is_working_day(day)) if known is not None else day.weekday() < 5


@dataclass(frozen=True)
class Calendar:
    """The working days of somebody in this country; `closed` are the organisation's closing days."""

    country: str
    closed: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day not in self.closed and _is_public_working_day(self.country, day)

    def on_or_before(self, day: date) -> date:
        """The day itself where it is a working day, else the last one before it."""
        return self._seek(day, -A_DAY)

    def on_or_after(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        return self._seek(day, A_DAY)

    def _seek(self, day: date, step: timedelta) -> date:
        return _sought(self, day, step)

    def shift(self, day: date, count: int) -> date:
        """The count-th working day after (before, where negative) a day; the day itself is never counted."""
        step = A_DAY if count > 0 else -A_DAY
        for _ in range(abs(count)):
            day = self._seek(day + step, step)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last`."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=number)) for number in range(1, days + 1))


@lru_cache(maxsize=32_768)
def _sought(calendar: Calendar, day: date, step: timedelta) -> date:
    """The first working day from this one on; kept, since planning asks the same for every date and audience."""
    found = day
    for _ in range(LONGEST_PAUSE):
        if calendar.is_working(found):
            return found
        found += step
    return day
