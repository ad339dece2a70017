"""Which facts of an engagement count, and which changes of them are for the worse."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from vendors.models import DATA_CLASS_ORDER, FACTS


class Confirmation(Protocol):
    """What is read of a FactConfirmation, or of a row of its values."""

    @property
    def fact(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def confirmed_by_id(self) -> int: ...
    @property
    def ended_at(self) -> datetime | None: ...


class Turn(StrEnum):
    """What a change of a fact means for what must be done."""

    NONE = "none"
    WORSE = "worse"
    MILDER = "milder"


def is_known(fact: str, value: Any) -> bool:
    """Whether a fact has been said at all: no categories is an answer, no country is not."""
    if fact == "delivery_countries":
        return bool(value)
    return value is not None and value != ""


def values_of(engagement: Any) -> dict[str, Any]:
    """The facts of an engagement by name, as they are confirmed and compared."""
    return {fact: plain(getattr(engagement, fact)) for fact in FACTS}


def entered_by(engagement: Any, fact: str) -> int:
    """The person who entered a fact; the requester of the engagement where nobody else is known to have."""
    return engagement.facts_entered_by.get(fact) or engagement.requester_id


def plain(value: Any) -> Any:
    """A fact's value as JSON keeps it; lists are sets and their order means nothing."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(set(value))
    return getattr(value, "value", value)


def unconfirmed(
    values: Mapping[str, Any], confirmations: Iterable[Confirmation], *, not_counting: Collection[int] = ()
) -> list[str]:
    """The facts that do not count yet, in the order of FACTS: unknown, or not confirmed as they stand now.

    `not_counting` holds the people whose confirmation does not count: whoever asked for the sharing.
    """
    confirmed = {
        one.fact: plain(one.value)
        for one in confirmations
        if one.ended_at is None and one.confirmed_by_id not in not_counting
    }
    return [
        fact
        for fact in FACTS
        if not is_known(fact, values.get(fact)) or fact not in confirmed or confirmed[fact] != plain(values.get(fact))
    ]


def turn(fact: str, was: Any, now: Any) -> Turn:
    """Whether a new value asks for more or for less than the old one; an unknown value is the worst there is."""
    was, now = plain(was), plain(now)
    if was == now:
        return Turn.NONE
    if not is_known(fact, was):
        return Turn.MILDER
    if not is_known(fact, now):
        return Turn.WORSE
    return Turn.WORSE if _asks_for_more(fact, was, now) else Turn.MILDER


def _asks_for_more(fact: str, was: Any, now: Any) -> bool:
    if fact in ("data_categories", "delivery_countries"):
        return bool(set(now) - set(was))
    if fact == "data_class":
        worst = len(DATA_CLASS_ORDER)
        return DATA_CLASS_ORDER.get(now, worst) > DATA_CLASS_ORDER.get(was, worst)
    if fact == "is_substitutable":
        return not now
    if fact == "processing_role":
        return bool(now != "none")
    return bool(now > was)
