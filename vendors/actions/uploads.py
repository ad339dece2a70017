"""A list from upload to import. A worker does what takes long, under a lease, and may be killed at any moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.importing import Report, import_vendors
from vendors.actions.over import refuse_over
from vendors.models import Engagement, Upload
from vendors.readers import tables, vendor_rows

LEASE = timedelta(minutes=15)
SAMPLE, SHOWN = 5, 200
MOST_CELL = 120
Status = Upload.Status


def take(given: File, name: str, by: User | Person, engagement: Engagement | None = None) -> Upload:
    """Keep a list and guess its columns; Unreadable where it is no table. Nothing is imported yet."""
    upload = Upload(file_name=name, by=by.person, engagement=engagement)
    upload.file.save(name, given, save=False)
    try:
        table = _table(upload)
        upload.header, upload.sha256, upload.row_count = table.header, table.sha256, len(table.rows)
        upload.sample = [[cell[:MOST_CELL] for cell in row] for row in table.rows[:SAMPLE]]
        upload.columns = vendor_rows.guess(table.header)
        with transaction.atomic():
            _refuse_over(engagement)
            return moves.create(upload, by=by)
    except BaseException:
        upload.file.delete(save=False)
        raise


@transaction.atomic
def match(upload: Upload, by: User | Person, columns: Sequence[str]) -> Upload:
    """Say which field each column holds; a worker checks the rows next, and writes nothing."""
    upload = _fresh(upload)
    named = [one for one in columns if one]
    if len(columns) != len(upload.header) or set(named) - set(vendor_rows.COLUMNS):
        raise NotAllowed(_("Choose a field for each column, or that it is not read."))
    if "name" not in named:
        raise NotAllowed(_("Say which column holds the vendor's name."), code="columns")
    if len(set(named)) != len(named):
        raise NotAllowed(_("Two columns hold the same. Choose one of them."), code="columns")
    return moves.move(
        upload, Status.CHECKING, by=by, columns=list(columns), report={}, fault="", progress=0, leased_until=None
    )


@transaction.atomic
def start_import(upload: Upload, by: User | Person, *, is_partial: bool = False) -> Upload:
    """Import what was checked: all rows, or the good ones where somebody says that they may go in alone."""
    upload = _fresh(upload)
    _refuse_over(upload.engagement)
    if upload.status == Status.CHECKED and upload.report.get("problem_count") and not is_partial:
        raise NotAllowed(_("Some rows have errors. Mend them in the file, or import the good rows alone."))
    return moves.move(upload, Status.IMPORTING, by=by, is_partial=is_partial, progress=0, leased_until=None)


@transaction.atomic
def match_again(upload: Upload, by: User | Person) -> Upload:
    """Go back to the columns."""
    return moves.move(_fresh(upload), Status.MATCHING, by=by)


@transaction.atomic
def drop(upload: Upload, by: User | Person) -> Upload:
    """Import nothing of it; the file goes, its record stays."""
    upload = moves.move(_fresh(upload), Status.DROPPED, by=by, sample=[])
    _let_go(upload)
    return upload


def work(upload_id: int, at: datetime) -> bool:
    """Check or import one list, if nobody else is at it; whether it was done. May run twice and be killed."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    if not Upload.objects.waiting().filter(free, pk=upload_id).update(leased_until=at + LEASE, progress=10):
        return False
    upload = Upload.objects.select_related("by", "engagement").get(pk=upload_id)
    try:
        rows = vendor_rows.read(_table(upload), upload.columns)
    except tables.Unreadable as fault:
        moves.move(upload, Status.MATCHING, by=None, fault=str(fault), leased_until=None)
        return True
    Upload.objects.filter(pk=upload_id).update(progress=40)
    is_check = upload.status == Status.CHECKING
    with transaction.atomic():
        report = import_vendors(rows, upload.by, at, partial=upload.is_partial, dry_run=is_check)
        to = Status.IMPORTED if report.run else Status.CHECKED
        stamps: dict[str, Any] = {"report": _told(report), "run": report.run, "progress": 100, "leased_until": None}
        moves.move(upload, to, by=None, **stamps)
        if report.run:
            _let_go(upload)
    return True


def _refuse_over(engagement: Engagement | None) -> None:
    """No candidates come into an engagement that is over; the list can be dropped."""
    if engagement is not None:
        locks.hold(engagements=[engagement])
        refuse_over(Engagement.objects.get(pk=engagement.pk))


def _let_go(upload: Upload) -> None:
    """The file goes once nobody needs it any more; its SHA-256 stays."""
    name = str(upload.file.name)
    Upload.objects.filter(pk=upload.pk).update(file="")
    transaction.on_commit(lambda: upload.file.storage.delete(name))


def _told(report: Report) -> dict[str, Any]:
    """The report as the record keeps it."""
    problems = [str(problem) for problem in report.problems[:SHOWN]]
    counts = {name: getattr(report, name) for name in ("created", "updated", "skipped")}
    return {
        **counts,
        "problems": problems,
        "problem_count": len(report.problems),
        "vendors": report.vendor_ids,
        "preview": report.preview,
    }


def _table(upload: Upload) -> tables.Table:
    """The table in the file, which is called by the name that its owner knows."""
    return tables.read(Path(upload.file.path), called=upload.file_name)


def _fresh(upload: Upload) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk)
