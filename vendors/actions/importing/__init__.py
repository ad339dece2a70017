"""Bringing vendors in from a table: all rows or none, unless one says that the good ones may go in alone."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Person, User
from history import moves
from history.models.entry import canonical
from vendors import locks
from vendors.actions.duplicates import suggest
from vendors.actions.importing.matching import match
from vendors.actions.importing.preview import preview
from vendors.actions.importing.writing import insert, update
from vendors.actions.vendor import closes
from vendors.models import ImportRun, Vendor
from vendors.readers.vendor_rows import Problem, VendorRows
from vendors.rules.names import name_key

MOST_KEPT = 1000  # problems that the record of an import keeps; a file that has more is another file
CHUNK = 2000
LOCK = 0x56454E44  # PostgreSQL: two imports at once would not see each other's vendors


@dataclass
class Report:
    """What an import did, or would have done."""

    file_name: str
    created: int = 0
    updated: int = 0
    skipped: int = 0
    repeated: int = 0
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    run: ImportRun | None = None
    vendor_ids: list[int] = field(default_factory=list)  # of the rows that were taken, new and known
    preview: list[dict[str, Any]] = field(default_factory=list)  # of a dry run


@transaction.atomic
def import_vendors(
    rows: VendorRows,
    by: User | Person | None,
    at: datetime,
    *,
    partial: bool = False,
    dry_run: bool = False,
) -> Report:
    """Log the vendors that are new, and change what a file says anew of known ones; an empty cell says nothing.

    With a problem in any row nothing is written, unless `partial`. One record and one entry of history, with
    count and digest, stand for the whole. It sends nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    keys = [name_key(name) for name in rows.columns["name"]]
    found = match(rows, keys)
    problems = sorted([*rows.problems, *found.problems], key=lambda problem: problem.row)
    report = Report(rows.file_name, len(found.new), repeated=rows.repeated, problems=problems, ignored=rows.ignored)
    will_write = not dry_run and (partial or not problems)
    if will_write:
        locks.hold(found.known.values())
    changes = _changes(rows, keys, {vendor_id: place for place, vendor_id in found.known.items()})
    report.updated = len(changes)
    report.skipped = len(found.known) + len(found.merged) - len(changes)
    if dry_run:
        report.preview = preview(rows, found, changes)
    if will_write:
        locks.hold([vendor for vendor, fresh in changes if closes(vendor, fresh)], closing=True)
        new, lines = insert({**rows.columns, "name_key": keys} | _legal_keys(rows), found.new, by, at)
        lines += update(changes)
        report.vendor_ids = sorted({*new, *found.known.values()})
        suggest([*new, *(vendor.pk for vendor, _fresh in changes)])
        report.run = _record(rows, report, lines, by, at)
    return report


def _changes(rows: VendorRows, keys: list[str], places: dict[int, int]) -> list[tuple[Vendor, dict[str, Any]]]:
    """What the file says anew of each known vendor."""
    columns = {**rows.columns, "name_key": keys} | _legal_keys(rows)
    changes = []
    ids = sorted(places)
    for start in range(0, len(ids), CHUNK):
        for vendor in Vendor.objects.filter(pk__in=ids[start : start + CHUNK]).order_by("pk"):
            said = {name: values[places[vendor.pk]] for name, values in columns.items()}
            if said.get("published_pages"):
                said["published_pages"] = {**vendor.published_pages, **said["published_pages"]}
            fresh = {name: value for name, value in said.items() if value and value != getattr(vendor, name)}
            if fresh:
                changes.append((vendor, fresh))
    return changes


def _legal_keys(rows: VendorRows) -> dict[str, list[str]]:
    names = rows.columns.get("legal_name")
    return {} if names is None else {"legal_key": [name_key(name) for name in names]}


def _record(rows: VendorRows, report: Report, lines: list[str], by: User | Person | None, at: datetime) -> ImportRun:
    """The record of the import, whose entry holds the count and the digest of what it wrote."""
    run = ImportRun(
        kind="vendors",
        file_name=rows.file_name,
        sha256=rows.sha256,
        started_at=at,
        by=by.person if by else None,
        created_count=report.created,
        updated_count=report.updated,
        skipped_count=report.skipped,
        errors=[str(problem) for problem in report.problems[:MOST_KEPT]],
    )
    moves.create(run, by=by)
    digest = hashlib.sha256(canonical(lines)).hexdigest()
    moves.record(run, "imported", by=by, at=at, count=len(lines), digest=digest)
    return run
