"""The schedule light of a planned sharing: will it be cleared in time?"""

from collections.abc import Iterable
from datetime import date, timedelta

NEAR_DAYS = 7  # with anything outstanding, that is too close
TIGHT_DAYS = 3  # a due date this close to the sharing leaves no room


def light(
    planned_on: date,
    today: date,
    due: Iterable[date | None],
    *,
    ends_before: bool = False,
    is_undelivered: bool = False,
) -> str:
    """“on_track”, “at_risk” or “off_track” of a sharing with these due dates outstanding.

    Off track: something is overdue, or 7 days or fewer are left with anything outstanding. At risk: a due date lies
    within 3 days of the sharing, evidence ends before it, or a reminder was not delivered.
    """
    dates = list(due)
    if not dates:
        return "at_risk" if ends_before or is_undelivered else "on_track"
    if any(day is not None and day < today for day in dates) or (planned_on - today).days <= NEAR_DAYS:
        return "off_track"
    tight = planned_on - timedelta(days=TIGHT_DAYS)
    if ends_before or is_undelivered or any(day is not None and day >= tight for day in dates):
        return "at_risk"
    return "on_track"
