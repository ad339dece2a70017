"""What the audit trail knows: its entries, their chain and seals, and the bases of the records that it follows."""

from history.models.chain import Link, Seal
from history.models.entry import Entry, EntryQuerySet, PersonalValue, Thread
from history.models.press import Press
from history.models.record import EVERY_ACT, FIRST_DAY, LAST_DAY, NotAllowed, Record, RecordQuerySet, Stateful

__all__ = [
    "EVERY_ACT",
    "FIRST_DAY",
    "LAST_DAY",
    "Entry",
    "EntryQuerySet",
    "Link",
    "NotAllowed",
    "PersonalValue",
    "Press",
    "Record",
    "RecordQuerySet",
    "Seal",
    "Stateful",
    "Thread",
]
