"""When each stage of a ladder is due for one date, in one person's calendar.

Stages before and on the day move to the working day before, overdue ones to the next. Of stages that have
come, the newest is the one that is said; the others are superseded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import FIRST_DAY, LAST_DAY
from reminders.models import Direction, Unit
from reminders.models.ladder import counted
from reminders.rules.calendar import Calendar

LOOK_BACK = 31  # days for which missed stages are named one by one


@dataclass(frozen=True)
class Rung:
    """One stage of the ladder, as far as reckoning needs it."""

    anchor: str
    audience: str
    direction: str
    offset: int = 0
    unit: str = Unit.DAY.value
    every: int | None = None
    until: int | None = None
    is_escalation: bool = False
    is_at_once: bool = False

    @property
    def is_immediate(self) -> bool:
        """Said as soon as it has happened, whatever the day."""
        return self.is_at_once and self.direction == Direction.ON


@dataclass(frozen=True, order=True)
class Due:
    """One occurrence of a stage; ordered as they come: by day, then by place in the ladder."""

    due_on: date
    place: int
    key: str
    is_escalation: bool = False
    is_at_once: bool = False


def due_on(rung: Rung, count: int, anchor_on: date, calendar: Calendar) -> date:
    """The day on which a stage is due, `count` days or working days from the anchor's date."""
    if rung.direction == Direction.ON:
        return calendar.on_or_before(anchor_on)
    if rung.unit == Unit.WORKING_DAY:
        return calendar.shift(anchor_on, -count if rung.direction == Direction.BEFORE else count)
    if rung.direction == Direction.BEFORE:
        return calendar.on_or_before(anchor_on - timedelta(days=count))
    return calendar.on_or_after(anchor_on + timedelta(days=count))


def within_reckoning(day: date) -> date:
    """The day itself, or the nearest that can be counted from: one far date must not keep others from being told."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def key_of(rung: Rung, count: int) -> str:
    """The stage's name in the ledger: -30d, -10w (working days), 0, +14d."""
    if rung.direction == Direction.ON:
        return "0"
    sign = "-" if rung.direction == Direction.BEFORE else "+"
    return f"{sign}{count}{'w' if rung.unit == Unit.WORKING_DAY else 'd'}"


def label(key: str) -> str:
    """A stage's name in words."""
    if key == "0":
        return _("on the day")
    if key == "now":
        return _("by a colleague")
    count, unit = int(key[1:-1]), Unit.WORKING_DAY if key.endswith("w") else Unit.DAY
    if key.startswith("-"):
        return _("%(count)s before") % {"count": counted(count, unit)}
    return _("%(count)s after") % {"count": counted(count, unit)}


def past(rungs: Iterable[Rung], anchor_on: date, today: date, calendar: Calendar) -> list[Due]:
    """The stages of one audience that have come by today, newest first: that one, and others as far as LOOK_BACK."""
    anchor_on, since = within_reckoning(anchor_on), today - timedelta(days=LOOK_BACK)
    found = {
        due.key: due
        for rung in rungs
        for due in _occurrences(rung, anchor_on, since, today, calendar, today)
        if due.due_on <= today
    }
    come = sorted(found.values(), reverse=True)
    return come[:1] + [due for due in come[1:] if due.due_on > since]


def coming(
    rungs: Iterable[Rung], anchor_on: date, first: date, last: date, today: date, calendar: Calendar
) -> list[Due]:
    """The stages of one audience that fall into a period, as they come; two on one day are one, the later."""
    anchor_on = within_reckoning(anchor_on)
    found: dict[date, Due] = {}
    for rung in rungs:
        for due in _occurrences(rung, anchor_on, first, last, calendar, today):
            if first <= due.due_on <= last and (due.due_on not in found or found[due.due_on] < due):
                found[due.due_on] = due
    return sorted(found.values())


def _occurrences(
    rung: Rung, anchor_on: date, first: date, last: date, calendar: Calendar, today: date
) -> Iterator[Due]:
    """A stage's occurrences: the one stage, or its repeats from before `first` up to `last`."""
    if rung.is_immediate:
        if anchor_on <= today + timedelta(days=1):  # a day later than ours may have begun where it happened
            yield Due(min(anchor_on, today), 0, "0", rung.is_escalation, rung.is_at_once)
        return
    for count in _counts(rung, anchor_on, first, last, calendar):
        place = -count if rung.direction == Direction.BEFORE else count
        day = due_on(rung, count, anchor_on, calendar)
        yield Due(day, place, key_of(rung, count), rung.is_escalation, rung.is_at_once)


def _counts(rung: Rung, anchor_on: date, first: date, last: date, calendar: Calendar) -> Iterable[int]:
    if not rung.every:
        return [rung.offset]
    if rung.unit == Unit.WORKING_DAY:
        passed = [calendar.between(anchor_on, day) if day > anchor_on else 0 for day in (first, last)]
    else:
        passed = [(first - anchor_on).days, (last - anchor_on).days]
    least, most = passed
    if rung.until:
        most = min(most, rung.until)
    # from the last repeat before the period, since a working day may move it into the period
    skipped = max(0, (min(least, most) - rung.offset) // rung.every - 1)
    return range(rung.offset + skipped * rung.every, most + 1, rung.every)


def lead_days(rungs: Iterable[Rung]) -> int:
    """The longest a stage comes before its date, in days; negative where all come after it."""
    return max(_lead(rung) for rung in rungs)


def _lead(rung: Rung) -> int:
    if rung.is_immediate:
        return 1
    days = rung.offset * 2 + 14 if rung.unit == Unit.WORKING_DAY else rung.offset
    if rung.direction == Direction.AFTER:
        return -rung.offset
    return days + LOOK_BACK  # a working day may lie well before


def distance(days: int) -> str:
    """So far from today, in words."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
