"""Days of a contract. A contract that ends on D holds through the end of D; without an end it goes on."""

import calendar
from datetime import date, timedelta
from typing import Protocol

SOON_DAYS = 90  # an end is in sight; the first stage of the default ladder
NOTICE_SOON_DAYS = 30


class Dated(Protocol):
    """What of a contract these rules read."""

    starts_on: date | None
    ends_on: date | None
    notice_days: int | None
    renewal_months: int | None
    notice_given_on: date | None


def runs_on(starts_on: date | None, ends_on: date | None, day: date) -> bool:
    """Whether a day lies within a term; a term without a beginning covers no day."""
    return starts_on is not None and starts_on <= day and (ends_on is None or day <= ends_on)


def notice_by_on(ends_on: date | None, notice_days: int | None) -> date | None:
    """The last day to give notice; None where there is no end, or no notice is agreed."""
    if ends_on is None or notice_days is None:
        return None
    try:
        return ends_on - timedelta(days=notice_days)
    except OverflowError:
        return date.min


def term_after(ends_on: date, months: int) -> date:
    """The last day of the next term, which begins on the day after this one's end.

    A period of months ends on the day before the one with its own number, or with the month where that is too
    short (as in Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c)).
    """
    if ends_on == date.max:
        return ends_on
    starts_on = ends_on + timedelta(days=1)
    years, month = divmod(starts_on.month - 1 + months, 12)
    year, month = starts_on.year + years, month + 1
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month)[1]
    if starts_on.day > last:
        return date(year, month, last)
    return date(year, month, starts_on.day) - timedelta(days=1)


def is_renewal_certain(contract: Dated, today: date) -> bool:
    """Whether nobody can stop the next term any more: its notice day has passed without a notice.

    Where no notice is agreed, the next term is certain on the last day of this one, so that a contract that
    renews by itself is never without force overnight.
    """
    if not contract.renewal_months or contract.ends_on is None or contract.notice_given_on is not None:
        return False
    by_on = notice_by_on(contract.ends_on, max(contract.notice_days or 0, 1))
    return by_on is not None and today > by_on


def renewed_end(contract: Dated, today: date) -> date | None:
    """The end after every renewal that is certain today, counted from the stored one; None where nothing renews."""
    if not is_renewal_certain(contract, today) or contract.ends_on is None or not contract.renewal_months:
        return None
    ends_on, days = contract.ends_on, max(contract.notice_days or 0, 1)
    while ends_on < date.max and today > (notice_by_on(ends_on, days) or today):
        ends_on = term_after(ends_on, contract.renewal_months)
    return ends_on


def end_after_notice(contract: Dated, given_on: date) -> date | None:
    """The day on which a contract ends after a notice given on that day; None where no end follows from the dates."""
    if contract.ends_on is None:
        return given_on + timedelta(days=contract.notice_days) if contract.notice_days is not None else None
    by_on = notice_by_on(contract.ends_on, contract.notice_days)
    if not contract.renewal_months or by_on is None or given_on <= by_on:
        return contract.ends_on
    return term_after(contract.ends_on, contract.renewal_months)


def standing(status: str, contract: Dated, today: date) -> str:
    """The word for a contract on a day: its status, sharpened by its dates where it is active."""
    if status != "active":
        return status
    if contract.ends_on is not None and contract.ends_on < today:
        return "expired"
    by_on = notice_by_on(contract.ends_on, contract.notice_days)
    if by_on is not None and contract.notice_given_on is None and 0 <= (by_on - today).days <= NOTICE_SOON_DAYS:
        return "notice-due"
    if contract.ends_on is None or (contract.renewal_months and contract.notice_given_on is None):
        return status
    return "expiring" if (contract.ends_on - today).days <= SOON_DAYS else status
