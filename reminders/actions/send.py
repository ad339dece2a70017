"""Sending: claim under a lease, look again, send, mark. A worker that dies leaves its mails to the next one.

What is claimed is sent through one connection, with no transaction open. The lease is longer than the time limit of
a task, which is longer than what one operation of the mail server may take.
"""

import re
import secrets
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F

from accounts.models import Person
from history.models import NotAllowed
from history.moves import change
from reminders import mails, moves
from reminders.actions.links import links
from reminders.models import Digest, Reminder
from reminders.readers import dialect, letters
from reminders.readers.letters import Batch, Draft
from reminders.readers.moment import Moment, stored

log = structlog.get_logger(__name__)

BATCH = 20
BUDGET_SECONDS = 30  # after that the task ends, so that a slow server keeps no worker from other work; beat wakes it
LONGEST_WAIT = timedelta(hours=1)
MARK_TRIES = 5
TRIES_TOGETHER = 3
AWAY = (OperationalError, InterfaceError)  # the database itself: nothing can be read, whosever it is
# What is refused so often while others' mails get through is refused for good: hours of permanent answers, days of
# temporary ones.
PERMANENT_TRIES, TEMPORARY_TRIES = 10, 80
RECENTLY = timedelta(days=1)
# RFC 3463: bad mailbox, system or syntax of the destination, mailbox moved, null MX (RFC 7505), mailbox disabled.
DEAD = re.compile(r"5\.(1\.(0|1|2|3|6|10)|2\.1)\b")
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
ABOUT_US = re.compile(r"relay|denied|block|polic|spam|reput|auth|sender|quota|full|limit", re.IGNORECASE)

# materialised: PostgreSQL would look for twenty others for each row that it updates
CLAIM = """WITH due AS MATERIALIZED (SELECT id FROM reminders_digest WHERE status = 'waiting' AND send_after <= %(at)s
        AND (claimed_until IS NULL OR claimed_until < %(at)s) ORDER BY send_after, id LIMIT {batch} {unlocked})
    UPDATE reminders_digest SET claimed_until = %(until)s, claim = %(claim)s, attempts = attempts + 1
    WHERE id IN (SELECT id FROM due) AND status = 'waiting' AND (claimed_until IS NULL OR claimed_until < %(at)s)"""


@dataclass
class Tally:
    """What one round of sending did."""

    sent: int = 0
    empty: int = 0
    later: int = 0
    failed: int = 0


class Unreachable(Exception):
    """The mail server does not answer, or too slowly: nothing more is tried in this round."""


def send(at: datetime) -> Tally:
    """Send what is due, batch by batch, until nothing is left or the time is up."""
    started, tally = time.monotonic(), Tally()

    def clock() -> datetime:
        return at + timedelta(seconds=time.monotonic() - started)

    while time.monotonic() - started < BUDGET_SECONDS:
        digests = claim(clock())
        if not digests:
            break
        try:
            _deliver(digests, clock, tally)
        except Unreachable as fault:
            log.warning("mail_server_unreachable", fault=str(fault))
            break
    return tally


def claim(at: datetime) -> list[Digest]:
    """Take up to BATCH due digests for this process alone, until the lease ends."""
    mark = secrets.token_hex(16)
    lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM.format(batch=BATCH, unlocked=dialect.unlocked()),
            {"until": stored(at + lease), "claim": mark, "at": stored(at)},
        )
        if not cursor.rowcount:
            return []
    rows = Digest.objects.filter(claim=mark, status=Digest.Status.WAITING)
    return list(rows.select_related("person__user").order_by("send_after", "pk"))


def _deliver(digests: list[Digest], clock: Callable[[], datetime], tally: Tally) -> None:
    claimed, lease = clock(), timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    letters_ready = _look_again(_apart(digests, claimed), claimed, tally)
    deadline = min(clock() + timedelta(seconds=BUDGET_SECONDS), claimed + lease / 2)
    server = get_connection()
    try:
        for place, (draft, mail) in enumerate(letters_ready):
            left = [other.digest for other, _mail in letters_ready[place + 1 :]]
            # The first one goes though reading took long, or the same would be read in vain for ever.
            if clock() > (deadline if place else claimed + lease * 0.9):
                _release([draft.digest, *left], clock(), "", is_tried=False)
                raise Unreachable("the mail server is slow")
            try:
                _deliver_one(server, draft, mail, clock, tally)
            except OSError as fault:  # every fault of smtplib is one, and so is a time-out
                tally.later += 1 + len(left)
                _release([draft.digest], clock(), _said(fault), is_tried=True)
                _release(left, clock(), _said(fault), is_tried=False)
                raise Unreachable(_said(fault)) from fault
    finally:
        _close(server)


def _apart(digests: list[Digest], at: datetime) -> list[Digest]:
    """What was taken up so often in vain waits for the others, and then goes alone.

    If it is what kills its worker, it takes nobody else's mail along.
    """
    fresh = [digest for digest in digests if digest.attempts <= TRIES_TOGETHER]
    chosen = fresh or digests[:1]
    _release([digest for digest in digests if digest not in chosen], at, None, is_tried=False)
    return chosen


def _look_again(digests: list[Digest], at: datetime, tally: Tally) -> list[tuple[Draft, EmailMessage]]:
    """The mails of what is still outstanding; what is not is cancelled, and an empty digest is settled."""
    now = Moment(at)
    known = links([digest.person_id for digest in letters.contacts_in(digests)], now.today)
    ready: list[tuple[Draft, EmailMessage]] = []
    for digest, batch in _read(digests, now, tally):
        try:
            draft = letters.draft(digest, batch, known.get(digest.person_id))
            mail = mails.build(draft.letter) if draft.letter else None
        except Exception as fault:  # one letter that cannot be written must not hold up the others'
            log.exception("letter_failed", digest=digest.ref)
            _refused(digest, batch.lines[digest.pk], fault, at, tally)
            continue
        moves.cancelled(digest, draft.cancelled)
        if mail:
            ready.append((draft, mail))
        else:
            tally.empty += 1
            moves.emptied(digest)
    return ready


def _read(digests: list[Digest], now: Moment, tally: Tally) -> list[tuple[Digest, Batch]]:
    """Each digest with what was read for it: for all at once; one by one where one of them cannot be read."""
    try:
        batch = letters.read(digests, now)
    except AWAY:
        raise
    except Exception:
        log.exception("digests_unreadable", digests=[digest.ref for digest in digests])
        return [(digest, alone) for digest in digests if (alone := _read_alone(digest, now, tally))]
    return [(digest, batch) for digest in digests]


def _read_alone(digest: Digest, now: Moment, tally: Tally) -> Batch | None:
    try:
        return letters.read([digest], now)
    except AWAY:
        raise
    except Exception as fault:  # named in its ledger, and tried again: it must not hold up the others
        lines = list(Reminder.objects.filter(digest=digest, status=Reminder.Status.PLANNED))
        _refused(digest, lines, fault, now.at, tally)
        return None


def _deliver_one(
    server: BaseEmailBackend, draft: Draft, mail: EmailMessage, clock: Callable[[], datetime], tally: Tally
) -> None:
    """Send one mail and mark it; a refusal concerns this mail only."""
    server.open()  # does nothing where the connection stands; what fails here concerns all
    try:
        server.send_messages([mail])
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPException, ValueError) as fault:  # ValueError: an address that no mail can carry
        _refused(draft.digest, draft.told, fault, clock(), tally)
        return
    _mark(draft, clock())
    tally.sent += 1


def _mark(draft: Draft, at: datetime) -> None:
    """Write down that it has left; when the database is away for a moment, wait for it rather than send twice."""
    for attempt in range(MARK_TRIES):
        try:
            moves.sent(draft.digest, draft.told, at)
            return
        except NotAllowed:
            log.warning("digest_marked_by_another", digest=draft.digest.ref)
            return
        except OperationalError:
            if attempt == MARK_TRIES - 1:
                raise
            connection.close()
            time.sleep(2**attempt / 4)


def _refused(digest: Digest, lines: list[Reminder], fault: Exception, at: datetime, tally: Tally) -> None:
    """What is refused for good fails, and somebody else is told; anything else is tried again later."""
    if not (_is_dead_address(fault) or _is_hopeless(digest, fault, at)):
        tally.later += 1
        _release([digest], at, _said(fault), is_tried=True)
        return
    tally.failed += 1
    Digest.objects.filter(pk=digest.pk).update(last_error=_said(fault))
    moves.failed(digest, lines)
    change(Person.objects.get(pk=digest.person_id), by=None, act="bounced", bounced_at=at)


def _is_dead_address(fault: Exception) -> bool:
    """A permanent refusal (RFC 5321, 4.2.1) that is about the address, not about us."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused) or not fault.recipients:
        return False
    return all(_is_about_address(code, _text(text)) for code, text in fault.recipients.values())


def _is_about_address(code: int, said: str) -> bool:
    """By its enhanced status code (RFC 3463); where it has none, by what it does not speak of."""
    if code not in (550, 551, 553):
        return False
    return bool(DEAD.match(said)) if ENHANCED.match(said) else not ABOUT_US.search(said)


def _is_hopeless(digest: Digest, fault: Exception, at: datetime) -> bool:
    """Refused again and again, while the same server takes the mails of others: it is not us."""
    if digest.attempts < (PERMANENT_TRIES if _is_permanent(fault) else TEMPORARY_TRIES):
        return False
    others = Digest.objects.filter(status=Digest.Status.SENT, sent_at__gt=at - RECENTLY)
    return others.exclude(person=digest.person_id).exists()


def _is_permanent(fault: Exception) -> bool:
    """Whether the answer was that asking again does not help; a fault of our own is no answer."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in fault.recipients.values())
    return not isinstance(fault, smtplib.SMTPResponseException) or fault.smtp_code >= 500


def _release(digests: list[Digest], at: datetime, error: str | None, *, is_tried: bool) -> None:
    """Give claims back: tried ones with a growing pause, the others as if nothing had been. Error None: as it was."""
    said = {} if error is None else {"last_error": error}
    for digest in digests:
        ours = Digest.objects.filter(pk=digest.pk, claim=digest.claim, status=Digest.Status.WAITING)
        if is_tried:
            pause = min(timedelta(minutes=2 ** min(digest.attempts - 1, 10)), LONGEST_WAIT)
            ours.update(claimed_until=None, claim="", send_after=at + pause, **said)
        else:
            ours.update(claimed_until=None, claim="", attempts=F("attempts") - 1, **said)


def _said(fault: Exception) -> str:
    """What went wrong, in one line, for the ledger and the administrators."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        fault_text = "; ".join(f"{code} {_text(text)}" for code, text in fault.recipients.values())
    elif isinstance(fault, smtplib.SMTPResponseException):
        fault_text = f"{fault.smtp_code} {_text(fault.smtp_error)}"
    else:
        fault_text = f"{type(fault).__name__}: {fault}"
    return fault_text[:300]


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException) as fault:
        log.info("mail_server_hung_up", fault=_said(fault))
