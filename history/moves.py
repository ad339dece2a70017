"""The one door through which records come to be, change and move; each passage leaves an entry.

`create`, `change` and `move` write the record and its entry in one transaction; `record` and `record_set`
write an entry alone. Nothing else writes a status, and nothing else writes the audit trail.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol, TypeVar

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models.entry import Entry, PersonalValue, canonical, keyed
from history.models.record import FIRST_DAY, LAST_DAY, NotAllowed, Record, Stateful

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Stateful)


class Agent(Protocol):
    """Somebody who acts: a user, or a person who came through a link. None stands for the system itself."""

    @property
    def agent(self) -> str: ...


class Held(Protocol):
    """The proof that the rows which guard a record are locked in this transaction (vendors.locks.Held)."""

    def covers(self, vendor_id: int | None, engagement_id: int | None) -> bool: ...


NEXT = """INSERT INTO history_thread (subject_type, subject_id, length) VALUES (%s, %s, 1)
          ON CONFLICT (subject_type, subject_id) DO UPDATE SET length = history_thread.length + 1 RETURNING length"""


_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def before_writing(check: Callable[[], None]) -> Iterator[None]:
    """Call this once before the first entry within is written: what it raises stops the action that writes."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def _plain(value: Any) -> Any:
    """A value as the chain and JSON can hold it."""
    if isinstance(value, Record):
        return value.ref
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _aside(field: str, value: Any, beside: list[PersonalValue]) -> Any:
    """A personal value's salted hash; the text itself goes beside the chain."""
    if value in (None, ""):
        return value
    salt = secrets.token_hex(16)
    beside.append(PersonalValue(field=field, salt=salt, value=str(value)))
    return {"salted": keyed(canonical([salt, str(value)]))}


def record(
    subject: Record,
    act: str,
    *,
    by: Agent | None,
    changes: Iterable[tuple[str, Any, Any]] = (),
    why: str = "",
    at: datetime | None = None,
    count: int = 1,
    digest: str = "",
    agent: str = "",
) -> Entry:
    """Write one entry to a record's history, in the caller's transaction; returns it."""
    if check := _CHECK.get():
        _CHECK.set(None)
        check()
    beside: list[PersonalValue] = []
    lines = []
    for field, was, now in changes:
        was, now = _plain(was), _plain(now)
        if field in subject.PERSONAL:
            was, now = _aside(f"{field}.from", was, beside), _aside(f"{field}.to", now, beside)
        lines.append([field, was, now])
    if why:
        lines.append(["why", None, _aside("why", why, beside)])
    with transaction.atomic(savepoint=False):  # nobody goes on where an entry cannot be written
        kind = subject._meta.label_lower
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [kind, subject.pk])
            sequence = cursor.fetchone()[0]
        entry = Entry(
            subject_type=kind,
            subject_id=subject.pk,
            subject_ref=subject.ref,
            sequence=sequence,
            at=at or timezone.now(),
            act=act,
            actor=by if isinstance(by, get_user_model()) else None,
            agent=agent or (by.agent if by is not None else "system"),
            changes=lines,
            count=count,
            digest=digest,
        )
        entry.mac = entry.expected_mac()
        entry.save(force_insert=True)
        for value in beside:
            value.entry = entry
        if beside:
            PersonalValue.objects.bulk_create(beside)
    return entry


def record_set(subject: Record, act: str, members: Iterable[Any], *, by: Agent | None, why: str = "") -> Entry:
    """One entry for a set-based act: how many members, and the SHA-256 of their canonical list."""
    listed = [_plain(member) for member in members]
    digest = hashlib.sha256(canonical(listed)).hexdigest()
    return record(subject, act, by=by, why=why, count=len(listed), digest=digest)


def _tracked(subject: Record) -> list[str]:
    skipped = {"id", *subject.UNTRACKED}
    return [field.attname for field in subject._meta.concrete_fields if field.attname not in skipped]


def _refuse_far_days(values: Iterable[tuple[str, Any]]) -> None:
    """A day out of all reckoning is a slip of the pen, and whatever counts days from it would stop."""
    for name, value in values:
        if isinstance(value, date) and not FIRST_DAY.year <= value.year <= LAST_DAY.year:
            facts = {"year": value.year, "first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise NotAllowed(
                _("Nothing here is of the year %(year)d: write a day between %(first)d and %(last)d, or none.") % facts,
                code=name,
            )


def create(subject: R, *, by: Agent | None, why: str = "") -> R:
    """Save a new record with its first entry; every value that is set is in it."""
    values = [(name, None, getattr(subject, name)) for name in _tracked(subject)]
    _refuse_far_days((name, now) for name, _was, now in values)
    with transaction.atomic():
        subject.save(force_insert=True)
        values = [(name, None, getattr(subject, name)) for name in _tracked(subject)]
        record(
            subject,
            "created",
            by=by,
            why=why,
            changes=[row for row in values if row[2] not in (None, "", [], {})],
        )
    return subject


@contextmanager
def only_one(sentence: object, code: str = "stale") -> Iterator[None]:
    """What is done within writes something of which there is one: the sentence refuses who comes second."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise NotAllowed(sentence, code) from clash


def change(subject: R, *, by: Agent | None, why: str = "", act: str = "changed", **values: Any) -> R:
    """Write these values to the record and say in its history what they were; nothing where nothing differs.

    Never a status: that is `move`'s. What must not change under the caller's feet is read again under a lock first.
    """
    if isinstance(subject, Stateful) and "status" in values:
        raise NotAllowed(_("A status changes only by a move."))
    changes = []
    for name, now in values.items():
        if (was := getattr(subject, name)) != now:
            changes.append((name, was, now))
    if not changes:
        return subject
    _refuse_far_days((name, now) for name, _was, now in changes)
    with transaction.atomic():
        type(subject)._default_manager.filter(pk=subject.pk).update(**{name: now for name, _was, now in changes})
        tracked = [row for row in changes if row[0] not in subject.UNTRACKED]
        if tracked:
            record(subject, act, by=by, why=why, changes=tracked)
    for name, _was, now in changes:
        setattr(subject, name, now)
    return subject


def move(subject: S, to: str, *, by: Agent | None, why: str = "", held: Held | None = None, **stamps: Any) -> S:
    """Move a record to another status, once, with its history; NotAllowed otherwise."""
    was = subject.status
    if to not in subject.MOVES.get(was, ()):
        raise NotAllowed(_("%(ref)s cannot go from %(was)s to %(to)s.") % {"ref": subject.ref, "was": was, "to": to})
    if subject.GUARDED and (held is None or not held.covers(*subject.held_by())):
        raise NotAllowed(_("%(ref)s moves only under the lock of its vendor and engagement.") % {"ref": subject.ref})
    _refuse_far_days(stamps.items())
    with transaction.atomic():
        if not type(subject)._default_manager.filter(pk=subject.pk, status=was).update(status=to, **stamps):
            raise NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
        tracked = [(name, getattr(subject, name), now) for name, now in stamps.items() if name not in subject.UNTRACKED]
        record(subject, "moved", by=by, why=why, changes=[("status", was, to), *tracked])
    subject.status = to
    for name, now in stamps.items():
        setattr(subject, name, now)
    return subject


def remove(subject: Record, *, by: Agent | None, why: str = "") -> None:
    """Delete what nothing rests on (the database refuses the rest); its history stays and says so."""
    with transaction.atomic():
        values = [(name, getattr(subject, name), None) for name in _tracked(subject)]
        record(subject, "removed", by=by, why=why, changes=[row for row in values if row[1] not in (None, "", [], {})])
        subject.delete()
