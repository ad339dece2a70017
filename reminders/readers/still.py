"""The second look, just before sending: which lines are still about something outstanding, and still that person's."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from reminders.models import Anchor, Reminder
from reminders.readers import moment, reach, things
from reminders.readers.moment import Moment
from reminders.readers.reach import SNOOZED

STILL = f"""SELECT DISTINCT t.person_id, t.subject_type, t.subject_id, t.anchor_on, t.occasion FROM told t
    WHERE NOT {SNOOZED}"""
FOREVER = date(9999, 1, 1)


def outstanding(lines: Iterable[Reminder], now: Moment) -> set[int]:
    """The keys of those lines that still say something true: a fixed number of statements for each anchor."""
    by_anchor: dict[str, list[Reminder]] = {}
    for line in lines:
        by_anchor.setdefault(line.anchor, []).append(line)
    found: set[int] = set()
    for anchor, told in by_anchor.items():
        found |= _asked_by_hand(told, now) if anchor == Anchor.NOW else _of_anchor(anchor, told, now)
    return found


def _only(lines: list[Reminder]) -> dict[str, list[int]]:
    only: dict[str, set[int]] = {}
    for line in lines:
        only.setdefault(line.subject_type, set()).add(line.subject_id)
    return {subject: sorted(numbers) for subject, numbers in only.items()}


def _listed(only: dict[str, list[int]]) -> dict[str, str]:
    return {things.only(subject): moment.as_json(numbers) for subject, numbers in only.items()}


def _of_anchor(anchor: str, lines: list[Reminder], now: Moment) -> set[int]:
    """Whose thing, date and recipient are as they were planned."""
    only = _only(lines)
    rungs = [rung for rung in now.rungs if rung.anchor == anchor]
    if not rungs or not things.outstanding(anchor, frozenset(only)):
        return {line.pk for line in lines}  # a new ladder without this anchor takes nothing back
    sql = reach.statement(anchor, rungs, STILL, frozenset(only))
    limits = dict.fromkeys(reach.horizons(rungs, now.today), FOREVER)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**now.tables, **limits, **_listed(only), "slot": "[]"})
        true = {(person, kind, number, str(on), occasion) for person, kind, number, on, occasion in cursor.fetchall()}
    return {
        line.pk
        for line in lines
        if (line.person_id, line.subject_type, line.subject_id, line.anchor_on.isoformat(), line.occasion) in true
    }


def _asked_by_hand(lines: list[Reminder], now: Moment) -> set[int]:
    only = _only(lines)
    sql = things.outstanding(Anchor.NOW, frozenset(only))
    if not sql:
        return set()
    with connection.cursor() as cursor:
        asked = {**_listed(only), "facts": now.tables["facts"], "minutes": now.tables["minutes"]}
        cursor.execute(f"SELECT DISTINCT subject_type, subject_id FROM ({sql}) core", asked)
        true = set(cursor.fetchall())
    return {line.pk for line in lines if (line.subject_type, line.subject_id) in true}
