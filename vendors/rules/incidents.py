"""How long an incident counts."""

from datetime import date

from vendors.models import Incident
from vendors.rules.days import months_after

COUNTS_MONTHS = 12
REASSESS_DAYS = 14
MOST_REASSESS_DAYS = 90


def counts(status: str, happened_on: date, day: date) -> bool:
    """Whether an incident raises the tier on this day: for twelve months, and as long as it is not reassessed.

    What was no incident after all raises nothing.
    """
    if status == Incident.Status.DISMISSED:
        return False
    return status == Incident.Status.OPEN or day <= months_after(happened_on, COUNTS_MONTHS)
