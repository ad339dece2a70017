"""Puts everything back from one file: read and compared whole first, then written in one transaction."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from archive import rules
from archive.readers import members, tables
from archive.readers.members import Checked
from archive.rules import MANIFEST, ROWS, Manifest, Refused, damaged
from archive.writers import documents, rows
from history import protection
from history.actions import note
from history.models import Entry, Link
from history.moves import create
from history.readers import witness
from sharing.models import Restore

LOCK_SECONDS = 20
ROWS_MOST = 512 * 1024 * 1024
COUNTED = (
    ("accounts.user", "users"),
    ("vendors.vendor", "vendors"),
    ("vendors.engagement", "engagements"),
    ("contracts.contract", "contracts"),
    ("sharing.sharingrequest", "sharing requests"),
    ("history.entry", "history entries"),
)


@dataclass(frozen=True)
class Restored:
    """What was put back, with the record of it."""

    record: Restore
    rows: int
    documents: int


def restore(
    path: Path,
    *,
    at: datetime,
    is_replacing: bool = False,
    takes_other_key: bool = False,
    say: Callable[[str], object] = print,
) -> Restored:
    """Put back what the file holds. Refused, or another exception, where nothing has changed.

    Documents are put first, and the database commits last: whoever is killed in between leaves the old state, and
    at most documents that no record names.
    """
    with path.open("rb") as file:
        with tempfile.TemporaryFile() as spool:
            checked = members.check(file, spool)
        _refuse(checked, file, is_replacing=is_replacing, takes_other_key=takes_other_key)
        if lost := _there_is():
            say(f"Taking away: {lost}.")
        noted = _noted()
        with transaction.atomic(durable=True):
            _wait_for_nobody()
            record = _write(checked.manifest, file, noted, at)
    ContentType.objects.clear_cache()
    _note(checked.manifest)
    return Restored(record, sum(one.rows for one in checked.manifest.tables), checked.documents)


def _note(manifest: Manifest) -> None:
    """Outside the database it is noted from now on how far the history reaches that was put back."""
    with suppress(OSError):  # then the next seal says in the log that the note is of a longer history
        witness.path().unlink(missing_ok=True)
        if manifest.head:
            note(manifest.length, manifest.head)


def _refuse(checked: Checked, file: BinaryIO, *, is_replacing: bool, takes_other_key: bool) -> None:
    """All that can be known before anything is written."""
    manifest = checked.manifest
    if not checked.is_ours and not takes_other_key:
        raise Refused(
            "This backup was made under another HISTORY_KEY, or changed since. Put the right key back. With "
            "--other-key it is restored all the same, and verify_history will name every entry."
        )
    rules.refuse_other_version(manifest.migrations, tables.migrations())
    rules.refuse_other_tables(manifest.tables, {one._meta.db_table: tables.columns(one) for one in tables.kept()})
    lost = _there_is()
    if lost and not is_replacing:
        raise Refused(f"This database is not empty. --replace takes away what is in it: {lost}.")
    if not is_replacing:
        _refuse_other_documents(file)


def _there_is() -> str:
    """What a restore would take away, in words; empty where nobody has entered anything."""
    counts = [(apps.get_model(label)._base_manager.count(), words) for label, words in COUNTED]
    listed = ", ".join(f"{count} {words}" for count, words in counts if count)
    last = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    return f"{listed}; the last entry is of {last:%Y-%m-%d %H:%M} UTC" if last else listed


def _refuse_other_documents(file: BinaryIO) -> None:
    """Beside an empty database, a document of the same name that is another belongs to somebody else."""
    for member in members.members(file):
        name = member.name.removeprefix("documents/")
        there = documents.sum_of(documents.place_of(name)) if name != member.name else None
        if there and there != members.sum_of(member):
            raise Refused(f"Where documents are stored there is another {name}. Move it away, or say --replace.")


def _noted() -> witness.Head | None:
    try:
        return witness.noted()
    except ValueError:
        return None


def _wait_for_nobody() -> None:
    """Who still works in the database is not waited for long."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")


def _write(manifest: Manifest, file: BinaryIO, noted: witness.Head | None, at: datetime) -> Restore:
    """Everything in the caller's transaction: triggers away, rows out, rows in, documents, numbers, triggers back."""
    given = {model: tables.last_key(model) or 0 for model in tables.kept()}
    protection.remove(connection)
    rows.empty()
    _load(manifest, file)
    rows.check_links()
    beyond = f"{noted[0]}:{noted[1]}" if noted and noted[0] > manifest.length else ""
    lost = noted[0] - manifest.length if noted and beyond else 0
    last = {one.name: one.last or 0 for one in manifest.tables}
    for model, here in given.items():  # a reference that somebody has seen since the backup never comes again
        rows.number_on(model, max(last[model._meta.db_table] + lost, here))
    protection.install(connection)
    made_at = datetime.fromisoformat(manifest.made_at)
    return create(Restore(at=at, made_at=made_at, length=manifest.length, head=manifest.head, noted=beyond), by=None)


def _load(manifest: Manifest, file: BinaryIO) -> None:
    """Every row and every document, counted against the manifest, and the history up to the head that it names."""
    models = {model._meta.db_table: model for model in tables.kept()}
    counts = dict.fromkeys(models, 0)
    for member in members.members(file):
        if found := ROWS.fullmatch(member.name):
            counts[found[1]] += rows.load(models[found[1]], member.content(ROWS_MOST))
        elif member.name.startswith("documents/"):
            documents.put(member.name.removeprefix("documents/"), member.pieces)
    if counts != {one.name: one.rows for one in manifest.tables}:
        raise damaged(f"its tables do not hold the rows that {MANIFEST} says")
    last = Link.objects.order_by("-position").first()
    if (last.position if last else 0, last.mac if last else "") != (manifest.length, manifest.head):
        raise damaged("its history does not reach the head that it names")
