"""What will be said when, as things stand: computed by the statement that plans, so nothing goes stale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Person
from reminders.models import Anchor
from reminders.readers import reach
from reminders.readers.moment import Found, Moment
from reminders.rules.calendar import Calendar
from reminders.rules.stages import Rung, coming, label, past

DATED = [anchor for anchor in Anchor if anchor != Anchor.NOW]


@dataclass(frozen=True)
class Ahead:
    """One reminder that has not been planned yet."""

    due_on: date
    person_id: int
    name: str
    email: str
    anchor: str
    subject_type: str
    subject_id: int
    subject_ref: str
    anchor_on: date
    stage: str
    is_escalation: bool

    @property
    def said(self) -> str:
        """The anchor and stage in words."""
        return f"{Anchor(self.anchor).label}: {label(self.stage)}"


def between(
    first: date,
    last: date,
    at: datetime,
    only: dict[str, list[int]] | None = None,
    anchors: Iterable[Anchor] = DATED,
) -> list[Ahead]:
    """Every reminder of a period, to whom and when; `only` limits it to these keys of these kinds of subject."""
    now = Moment(at)

    def which(rungs: list[Rung], dates: list[date], today: date, calendar: Calendar) -> Found:
        start = max(first, date.fromordinal(today.toordinal() + 1))
        for anchor_on in dates:
            come = past(rungs, anchor_on, today, calendar)[:1] if first <= today else []
            found = [due for due in come if due.due_on >= first]
            found += coming(rungs, anchor_on, start, last, today, calendar)
            yield anchor_on, [(due, True) for due in found]

    rows: list[tuple[Any, ...]] = []
    for anchor in anchors:
        rows += [(anchor, *row) for row in reach.listed(now, anchor, max(last, now.today), which, only)]
    people = Person.objects.in_bulk({row[2] for row in rows})
    found = {_ahead(row, people[row[2]]): None for row in rows}
    return sorted(found, key=lambda row: (row.due_on, row.name, row.subject_ref, row.anchor))


def _ahead(row: tuple[Any, ...], person: Person) -> Ahead:
    anchor, _audience, _person, kind, number, ref, anchor_on, _occasion, stage, due_on, is_escalation, _at_once = row
    return Ahead(
        _day(due_on),
        person.pk,
        person.name,
        person.email,
        anchor,
        kind,
        number,
        ref,
        _day(anchor_on),
        stage,
        bool(is_escalation),
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
