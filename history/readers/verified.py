"""Reading the whole trail again, in a constant amount of memory, and naming each break."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Sum

from history import rules
from history.models import Entry, Link, PersonalValue, Seal, Stateful, Thread
from history.rules import Break

CHUNK = 2_000
REPLACED = "personal-values-replaced"


def verify(anchor: tuple[int, str] | None = None) -> Iterator[Break]:
    """Every break of the audit trail; none where it is whole.

    `anchor` is a chain length and head that were noted outside the database (the seals are logged): it shows
    that nothing was cut off consistently since.
    """
    with snapshot():
        yield from _entries()
        yield from _chain(anchor)
        yield from _threads()
        yield from _statuses()
        yield from _replaced()


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for all that is read, without holding up a writer."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _entries() -> Iterator[Break]:
    for entry in Entry.objects.order_by("pk").prefetch_related("personal_values").iterator(CHUNK):
        yield from rules.entry_breaks(entry)


def _chain(anchor: tuple[int, str] | None) -> Iterator[Break]:
    wanted = set(Seal.objects.values_list("length", flat=True)) | ({anchor[0]} if anchor else set())
    heads: dict[int, str] = {}
    length = 0

    def walk() -> Iterator[tuple[Link, str, str]]:
        nonlocal length
        for link in Link.objects.order_by("position").select_related("entry").iterator(CHUNK):
            length = link.position
            if link.position in wanted:
                heads[link.position] = link.mac
            yield link, link.entry.mac, f"entry {link.entry.sequence} of {link.entry.subject_ref}"

    yield from rules.chain_breaks(walk())
    yield from rules.seal_breaks(Seal.objects.order_by("number").iterator(CHUNK), heads, length)
    if anchor and heads.get(anchor[0]) != anchor[1]:
        yield Break("removed or altered", f"link {anchor[0]}", "the chain does not reach the head that was noted")


def _threads() -> Iterator[Break]:
    """Each record's entries against the counted length, kind by kind."""
    kinds = set(Entry.objects.order_by().values_list("subject_type", flat=True).distinct())
    kinds |= set(Thread.objects.order_by().values_list("subject_type", flat=True).distinct())
    for kind in sorted(kinds):
        lengths = dict(Thread.objects.filter(subject_type=kind).values_list("subject_id", "length"))
        there = _existing(kind)
        rows = Entry.objects.filter(subject_type=kind).order_by("subject_id", "sequence")
        listed = rows.values_list("subject_id", "sequence", "subject_ref", "act").iterator(CHUNK)
        for key, group in groupby(listed, key=lambda row: row[0]):
            entries = list(group)
            yield from rules.thread_breaks(
                entries[0][2], [row[1] for row in entries], lengths.pop(key, None), key in there, entries[-1][3]
            )
        for key, length in sorted(lengths.items()):
            yield from rules.thread_breaks(f"{kind} {key}", [], length, key in there, "")


def _existing(kind: str) -> set[int]:
    try:
        return set(apps.get_model(kind)._base_manager.values_list("pk", flat=True))
    except LookupError:
        return set()


def _statuses() -> Iterator[Break]:
    """The status of each record against its last move."""
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        kind = model._meta.label_lower
        recorded: dict[int, str] = {}
        rows = Entry.objects.filter(subject_type=kind, act__in=["created", "moved"]).order_by("subject_id", "sequence")
        for key, changes in rows.values_list("subject_id", "changes").iterator(CHUNK):
            for field, _was, now in changes:
                if field == "status":
                    recorded[key] = now
        for record in model._base_manager.order_by("pk").iterator(CHUNK):
            if record.pk in recorded:
                yield from rules.status_break(record.ref, recorded[record.pk], record.status)


def _replaced() -> Iterator[Break]:
    """Texts emptied at the end of their retention against the entries that say so."""
    key = ("entry__subject_type", "entry__subject_id")
    emptied = PersonalValue.objects.exclude(replaced_at=None).order_by().values(*key).annotate(n=Count("pk"))
    said = {
        (row["subject_type"], row["subject_id"]): row["n"]
        for row in Entry.objects.filter(act=REPLACED)
        .order_by()
        .values("subject_type", "subject_id")
        .annotate(n=Sum("count"))
    }
    for row in emptied:
        kind, number = row["entry__subject_type"], row["entry__subject_id"]
        yield from rules.replaced_breaks(row["n"], said.get((kind, number), 0), f"{kind} {number}")
