"""What is done to the audit trail itself: sealing it, and replacing personal values whose retention has ended."""

from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from history import moves
from history.models import Entry, Link, PersonalValue, Press, Record, Seal
from history.readers import witness

BATCH = 5_000
LOOK_BACK = 50_000  # keys: how far below the newest linked entry a late commit is looked for each minute
REMEMBERED = timedelta(days=7)

log = structlog.get_logger(__name__)


def seal(at: datetime, *, everything: bool = False) -> int:
    """Link all new entries into the global chain and close a seal over it; returns how many were linked.

    Writers never wait for it. Two sealers at once are harmless: positions are unique, so the slower one's batch
    is rolled back whole. `everything` looks below LOOK_BACK too, for entries committed very late.
    """
    linked = 0
    while True:
        try:
            done = _seal_batch(at, everything)
        except IntegrityError:
            return linked
        linked += done
        if done < BATCH:
            return linked


def _seal_batch(at: datetime, everything: bool) -> int:
    with transaction.atomic():
        last = Link.objects.order_by("-position").first()
        rows = Entry.objects.unsealed()
        if last and not everything:
            rows = rows.filter(pk__gt=last.entry_id - LOOK_BACK)
        links, position, mac = [], last.position if last else 0, last.mac if last else ""
        for entry_id, entry_mac in rows.values_list("pk", "mac")[:BATCH]:
            position += 1
            mac = Link.mac_of(position, entry_mac, mac)
            links.append(Link(position=position, entry_id=entry_id, mac=mac))
        if not links:
            return 0
        Link.objects.bulk_create(links)
        previous = Seal.objects.order_by("-number").first()
        closed = Seal(number=previous.number + 1 if previous else 1, at=at, length=position, head=mac)
        closed.mac = closed.expected_mac(previous.mac if previous else "")
        closed.save(force_insert=True)
    log.info("history.sealed", number=closed.number, length=closed.length, head=closed.head)
    note(closed.length, closed.head)
    return len(links)


def forget_presses(at: datetime) -> int:
    """Sent forms are remembered for a week: longer than anybody's second press, or browser's reload, takes."""
    return Press.objects.filter(at__lt=at - REMEMBERED).delete()[0]


def note(length: int, head: str) -> None:
    """Note outside the database how far the chain reaches; what a cut chain no longer reaches stays noted.

    Sealing goes on where the file cannot be written: the log has the same line.
    """
    try:
        before = witness.noted()
        if before and not witness.is_reached(before):
            log.error("history.cut", noted_length=before[0], noted_head=before[1])
            return
        fresh = witness.path().with_name("history-head.new")
        fresh.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(f"{length}:{head}\n")
        fresh.replace(witness.path())
    except (OSError, ValueError) as fault:
        log.error("history.not_noted", fault=str(fault))


def replace_personal_values(subject: Record, *, by: moves.Agent | None, why: str, at: datetime) -> int:
    """Empty the personal values beside one record's entries; the chain stays whole, and the act is an entry."""
    with transaction.atomic():
        values = PersonalValue.objects.filter(
            entry__subject_type=subject._meta.label_lower, entry__subject_id=subject.pk, replaced_at=None
        )
        replaced = sorted(f"{entry}/{field}" for entry, field in values.values_list("entry_id", "field"))
        if replaced:
            values.update(value="", replaced_at=at)
            moves.record_set(subject, "personal-values-replaced", replaced, by=by, why=why)
    return len(replaced)
