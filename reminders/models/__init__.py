"""When people are told of what, what they were told, and what waits to be told."""

from reminders.models.calendar import ClosingDay, Snooze
from reminders.models.digest import Digest
from reminders.models.ladder import Anchor, Audience, Direction, Ladder, Stage, Unit
from reminders.models.reminder import Reminder

__all__ = [
    "Anchor",
    "Audience",
    "ClosingDay",
    "Digest",
    "Direction",
    "Ladder",
    "Reminder",
    "Snooze",
    "Stage",
    "Unit",
]
