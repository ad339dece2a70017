"""Reminders: planning over all items, planning when nothing is new, claiming, and mailing.

The portfolio is turned into what the target speaks of: every item is ours and open, every twentieth is due today.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings

from accounts.models import Person
from bench import databases
from bench.frame import Frame, Row
from bench.measure import Figure, Side, Undone, compare
from portfolio.large.people import DOMAIN
from reminders.actions import plan, send
from reminders.actions.send import claim
from reminders.models import Digest, Reminder

MAILS = 1_000
DUE_EACH = 20
ALL_OURS = """UPDATE checklists_item SET asks = 'us', status = 'open', accepted_answer_id = NULL,
    owner_id = %s + id %% %s, due_on = CASE WHEN id %% %s = 0 THEN %s ELSE %s END"""
BY_HAND = """
    INSERT INTO reminders_reminder (status, person_id, anchor, subject_type, subject_id, subject_ref, anchor_on,
                                    occasion, stage, due_on, is_escalation, is_at_once, planned_at)
    SELECT 'planned', i.owner_id, 'item-due', 'checklists.item', i.id, 'CHK-' || c.id || '/' || i.code, i.due_on,
           '', '0', i.due_on, FALSE, FALSE, %s
      FROM checklists_item i JOIN checklists_checklist c ON c.id = i.checklist_id
     WHERE i.asks = 'us' AND i.status IN ('open', 'rejected') AND i.due_on <= %s AND c.closed_at IS NULL
     ORDER BY i.id ON CONFLICT DO NOTHING"""


def _planned(frame: Frame) -> None:
    """Digests, where no row before has left any: each can be measured alone."""
    if not Digest.objects.exists():
        _prepare(frame)
        plan(frame.at)


def _execute(statement: str, parameters: list | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def _prepare(frame: Frame) -> int:
    """All items ours and open, one in twenty due; returns how many are due."""
    colleagues = Person.objects.filter(email__endswith=DOMAIN, contact_of=None).order_by("pk")
    first, count = colleagues.first(), colleagues.count()
    today = frame.at.date()
    far = today.replace(year=today.year + 1)
    with transaction.atomic():
        _execute(ALL_OURS, [first.pk, count, DUE_EACH, today, far])
    _execute("ANALYZE")
    return _execute("UPDATE checklists_item SET position = position WHERE due_on = %s", [today])


def planning(frame: Frame) -> Figure:
    """Everything that has come due, with its digests; against one INSERT … SELECT of the same reminders."""
    due = _prepare(frame)
    undone = Undone()

    def by_hand() -> None:
        _execute(BY_HAND, [frame.at, frame.at.date()])

    ours = Side(lambda: plan(frame.at), prepare=undone.begin, undo=undone.take_back)
    floor = Side(by_hand, prepare=undone.begin, undo=undone.take_back)
    return compare("reminder planning", 1.15, ours, floor, frame.rounds, note=f"{due:,} due")


def nothing_new(frame: Frame) -> Figure:
    """Planning again when all is planned; against the first planning."""
    _planned(frame)
    undone = Undone()

    def forget() -> None:
        undone.begin()
        _execute("DELETE FROM reminders_reminder")
        _execute("DELETE FROM reminders_digest")

    first = Side(lambda: plan(frame.at), prepare=forget, undo=undone.take_back)
    target = 0.1 if frame.is_postgresql else 1
    return compare("nothing new to plan", target, Side(lambda: plan(frame.at)), first, frame.rounds)


def claiming(frame: Frame) -> Figure:
    """Taking all digests, twenty at a time; against one UPDATE of all their reminders."""
    _planned(frame)
    undone = Undone()
    at = frame.at.replace(hour=23)

    def ours() -> None:
        while claim(at):
            pass

    def by_hand() -> None:
        _execute("UPDATE reminders_reminder SET planned_at = %s WHERE status = 'planned'", [at])

    note = f"{Digest.objects.count():,} digests of {Reminder.objects.count():,} reminders"
    sides = (Side(one, prepare=undone.begin, undo=undone.take_back) for one in (ours, by_hand))
    return compare("claiming", 1.5, *sides, frame.rounds, note=note)


def claiming_by_two(frame: Frame) -> Figure:
    """Two workers that take all digests between them, and none twice; against one worker."""
    _planned(frame)
    at = frame.at.replace(hour=23)
    count = Digest.objects.count()

    def give_back() -> None:
        Digest.objects.update(claimed_until=None, claim="", attempts=0)

    def taken_by(workers: int) -> None:
        with ThreadPoolExecutor(workers) as pool:
            taken = [key for keys in pool.map(lambda _worker: _take_all(at), range(workers)) for key in keys]
        if len(taken) != count or len(set(taken)) != count:
            raise AssertionError(f"{len(taken)} claims of {len(set(taken))} digests, where there are {count}")

    two, one = (Side(partial(taken_by, workers), undo=give_back) for workers in (2, 1))
    return compare("claiming by two workers", round(1 / 1.35, 2), two, one, frame.rounds, note=f"{count:,} digests")


def _take_all(at: datetime) -> list[int]:
    """What one worker, on a connection of its own, gets until nothing is left."""
    taken: list[int] = []
    try:
        while digests := claim(at):
            taken += [digest.pk for digest in digests]
    finally:
        connection.close()
    return taken


def mailing(frame: Frame) -> Figure:
    """A thousand digests to a mail server on this machine; against the same messages through a raw socket."""
    _planned(frame)
    at = frame.at.replace(hour=23)
    count = min(MAILS, Digest.objects.count())
    chosen = list(Digest.objects.order_by("pk").values_list("pk", flat=True)[:count])
    with _sink() as (port, last):

        def again() -> None:
            later = at.replace(year=at.year + 1)
            Digest.objects.all().update(send_after=later)
            Digest.objects.filter(pk__in=chosen).update(
                status="waiting", sent_at=None, claimed_until=None, claim="", attempts=0, send_after=frame.at
            )
            Reminder.objects.filter(digest__in=chosen).update(status="planned", sent_at=None)

        def ours() -> None:
            left = count
            while left > 0:  # a round of sending ends after its own time; what is left is the next one's
                if not (tally := send(at)).sent:
                    raise AssertionError(f"{tally}, {left} left of {count}")
                left -= tally.sent

        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            sides = Side(ours, prepare=again), Side(lambda: _raw(port, last.read_bytes(), count))
            return compare(f"mailing {count:,} digests", 4, *sides, frame.rounds)


@contextmanager
def _sink() -> Iterator[tuple[int, Path]]:
    last = databases.folder() / "last-mail"
    command = [sys.executable, "-m", "bench.sink", str(last)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline()), last
        finally:
            server.terminate()


def _raw(port: int, message: bytes, count: int) -> None:
    """What speaking SMTP costs at least: one connection, four words a mail."""
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        answers.readline()
        for words in (b"EHLO bench\r\n", *_mail(message) * count, b"QUIT\r\n"):
            line.sendall(words)
            answers.readline()


def _mail(message: bytes) -> tuple[bytes, ...]:
    return b"MAIL FROM:<a@bench.example>\r\n", b"RCPT TO:<b@bench.example>\r\n", b"DATA\r\n", message


ROWS: dict[str, Row] = {
    "plan": planning,
    "plan-nothing": nothing_new,
    "claim": claiming,
    "claim-two": claiming_by_two,
    "mail": mailing,
}
