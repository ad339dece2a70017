"""The ledger as people read it: each line with what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Person, User
from history.models import Record
from reminders.models import Anchor, Digest, Reminder, Snooze
from reminders.readers.about import abouts
from reminders.readers.about_line import About
from reminders.readers.subjects import is_named
from reminders.rules.stages import label

PAGE = 50


@dataclass(frozen=True)
class Line:
    reminder: Reminder
    about: About | None

    @property
    def what(self) -> str:
        return str(Anchor(self.reminder.anchor).label)

    @property
    def stage(self) -> str:
        return label(self.reminder.stage)

    @property
    def can_be_put_off(self) -> bool:
        """Whether the thing has a name by which it can be put off, and was not done before it was due."""
        return is_named(self.reminder.subject_ref) and self.reminder.status != Reminder.Status.CANCELLED


def filtered(user: User, wanted: dict[str, Any]) -> Any:
    """The lines that a user may see and a filter leaves, newest first."""
    rows = Reminder.objects.visible_to(user)
    if wanted.get("status"):
        rows = rows.filter(status=wanted["status"])
    if wanted.get("anchor"):
        rows = rows.filter(anchor=wanted["anchor"])
    if wanted.get("ref"):
        rows = rows.filter(subject_ref=wanted["ref"].strip().upper())
    if wanted.get("person"):
        rows = rows.filter(person__in=_people(wanted["person"]))
    if wanted.get("from_on"):
        rows = rows.filter(due_on__gte=wanted["from_on"])
    if wanted.get("until_on"):
        rows = rows.filter(due_on__lte=wanted["until_on"])
    if wanted.get("before"):
        rows = rows.filter(pk__lt=wanted["before"])
    return rows.order_by("-pk")


def _people(words: str) -> Any:
    return Person.objects.filter(Q(name__icontains=words) | Q(email__iexact=words))


def lines(rows: Iterable[Reminder]) -> list[Line]:
    found = list(rows)
    known = abouts((row.subject_type, row.subject_id) for row in found)
    return [Line(row, known.get((row.subject_type, row.subject_id))) for row in found]


def about(subject: Record) -> About | None:
    """One record in words."""
    key = (subject._meta.label_lower, subject.pk)
    return abouts([key]).get(key)


def put_off(user: User, today: date) -> list[Snooze]:
    """What this user does not hear of for a while, by its end."""
    return list(Snooze.objects.in_force(today).filter(person=user.person_id).order_by("until_on", "pk"))


def troubled() -> list[Digest]:
    """Mails that did not arrive, the newest first: for administrators."""
    return list(Digest.objects.troubled().select_related("person").order_by("-pk")[:10])
