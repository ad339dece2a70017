"""How lines of the ledger are settled together with their mail: one statement and one entry for a whole digest."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Value, When

from history.moves import move, record_set
from reminders.models import Digest, Reminder

OPEN = (Reminder.Status.PLANNED, Reminder.Status.SUPERSEDED)


def sent(digest: Digest, lines: Iterable[Reminder], at: datetime) -> None:
    """The mail has left: the digest and what it said are settled in one commit."""
    with transaction.atomic():
        move(digest, Digest.Status.SENT, by=None, sent_at=at)
        told = Reminder.objects.filter(pk__in=[line.pk for line in lines], status__in=OPEN)
        word = Case(
            When(is_escalation=True, then=Value(Reminder.Status.ESCALATED)), default=Value(Reminder.Status.SENT)
        )
        told.update(status=word, sent_at=at, digest=digest)


def failed(digest: Digest, lines: Iterable[Reminder]) -> None:
    """The mail cannot be delivered to this person; planning finds who is told instead."""
    with transaction.atomic():
        move(digest, Digest.Status.FAILED, by=None)
        told = [line.pk for line in lines]
        Reminder.objects.filter(pk__in=told, status__in=OPEN).update(status=Reminder.Status.FAILED)


def cancelled(digest: Digest, lines: Iterable[Reminder]) -> None:
    """These were resolved before the mail went; where nothing else is left, the mail does not go."""
    keys = [line.pk for line in lines]
    if not keys:
        return
    with transaction.atomic():
        Reminder.objects.filter(pk__in=keys, status=Reminder.Status.PLANNED).update(status=Reminder.Status.CANCELLED)
        record_set(digest, "cancelled", [f"REM-{key:04d}" for key in keys], by=None)


def emptied(digest: Digest) -> None:
    move(digest, Digest.Status.EMPTY, by=None)
