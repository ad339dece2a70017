"""How a dossier writes people, days, instants and exact numbers."""

from datetime import date, datetime
from fractions import Fraction

from accounts.models import Person
from history.models.entry import stamp


def who(person_id: int | None) -> str | None:
    return Person(pk=person_id).agent if person_id else None


def instant(value: datetime | None) -> str | None:
    return stamp(value) if value else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
