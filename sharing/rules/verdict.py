"""The gate's answer in one word, as pages show it: facts first, the stored word after; only *cleared* lets data go."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sharing.models.request import SharingRequest
from sharing.rules.reasons import Code, Reason, day_of

Status = SharingRequest.Status
WAITING = {Code.TOO_EARLY.value, Code.ALREADY_USED.value}


def verdict(status: str, *, is_ready: bool, reasons: Iterable[Reason]) -> str:
    """The word of `vendortrack.status` for a request: `reasons` are those of the whole answer, approval included."""
    if status == Status.REQUESTED:
        return "ready" if is_ready else "blocked"
    if status not in (Status.CLEARED, Status.ACTIVE):
        return str(status)
    codes = {reason.code for reason in reasons}
    if Code.ALREADY_USED.value in codes and codes <= WAITING:
        return "active"
    return "cleared" if codes <= WAITING else "blocked"


def last_day(until: datetime | None) -> date | None:
    """The last good day of what is valid until an instant: until midnight is until the day before."""
    return day_of(until - timedelta(microseconds=1)) if until else None
