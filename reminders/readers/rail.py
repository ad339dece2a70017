"""The reminders of one sharing request: what was said, and what will be, as they come."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reminders.models import Anchor, Reminder
from reminders.readers import preview
from reminders.readers.moment import IMMEDIATE, Moment
from reminders.readers.preview import Ahead
from reminders.rules.stages import label
from sharing.models import SharingRequest

SHOWN = 6
READ = 100  # lines of the past; who is told at one stage are few
WEEKS = timedelta(days=120)
UNSAID = (Reminder.Status.CANCELLED, Reminder.Status.SUPERSEDED)


@dataclass(frozen=True)
class Step:
    """One stage, with everybody who was told at it, or will be."""

    what: str
    status: str
    day: date | datetime
    names: list[str] = field(default_factory=list)
    is_escalation: bool = False


@dataclass(frozen=True)
class Rail:
    past: list[Step]
    ahead: list[Step]
    more: int


def of_sharing(sharing: SharingRequest, at: datetime) -> Rail:
    """A fixed number of statements; for `reminders/_rail.html`."""
    today = Moment(at).today
    lines = Reminder.objects.of(sharing).exclude(status__in=UNSAID).select_related("person").order_by("-pk")[:READ]
    past = sorted(_said(lines), key=lambda step: _day(step.day))
    ahead = preview.between(
        today + timedelta(days=1),
        today + WEEKS,
        at,
        {"sharing.sharingrequest": [sharing.pk]},
        [Anchor.SHARING_PLANNED, Anchor.CLEARANCE_END],
    )
    coming = _coming(ahead)
    return Rail(past[-SHOWN:], coming[:SHOWN], max(0, len(coming) - SHOWN))


def _said(lines: Iterable[Reminder]) -> Iterable[Step]:
    """The lines of one stage, of one date and on one day, as one step."""
    steps: dict[tuple[object, ...], Step] = {}
    for line in lines:
        day = line.sent_at or line.due_on
        key = (line.anchor, line.stage, line.anchor_on, line.status, _day(day), line.is_escalation)
        what = str(Anchor(line.anchor).label)
        if line.anchor not in IMMEDIATE:
            what = f"{what}: {label(line.stage)}"
        step = steps.setdefault(key, Step(what, line.status, day, is_escalation=line.is_escalation))
        step.names.append(line.person.name)
    return steps.values()


def _coming(lines: Iterable[Ahead]) -> list[Step]:
    steps: dict[tuple[object, ...], Step] = {}
    for line in lines:
        key = (line.due_on, line.anchor, line.stage, line.is_escalation)
        step = Step(line.said, Reminder.Status.PLANNED, line.due_on, is_escalation=line.is_escalation)
        steps.setdefault(key, step).names.append(line.name)
    return list(steps.values())


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when
