"""Bringing exchange rates in from a table: all rows or none, and nothing doubles."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from accounts.models import Person, User
from history import moves
from selection.models import ExchangeRate
from selection.readers.rate_rows import RateRow, RateRows
from vendors.models import ImportRun
from vendors.readers.vendor_rows import Problem

CHUNK = 2000
LOCK = 0x52415445  # PostgreSQL: two imports at once would not see each other's rates


@dataclass
class RateReport:
    """What an import did, or would have done."""

    file_name: str
    created: int = 0
    updated: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    run: ImportRun | None = None


@transaction.atomic
def import_rates(rows: RateRows, by: User | Person | None, at: datetime, *, dry_run: bool = False) -> RateReport:
    """Keep the rates of a file; one that is known and said otherwise is corrected, with what it was in its history.

    With a problem in any row nothing is written. One record and one entry, with count and digest, stand for the whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    known = _known(rows.rows)
    new = [row for row in rows.rows if row.key not in known]
    changed = [(known[row.key], row) for row in rows.rows if row.key in known and _differs(known[row.key], row)]
    skipped = rows.repeated + len(rows.rows) - len(new) - len(changed)
    report = RateReport(rows.file_name, len(new), len(changed), skipped, list(rows.problems), rows.ignored)
    if dry_run or report.problems:
        return report
    for rate, row in changed:
        moves.change(rate, by=by, why=rows.file_name, rate_e10=row.rate_e10, source=row.source)
    made = ExchangeRate.objects.bulk_create(
        [ExchangeRate(on=r.on, base=r.base, currency=r.currency, rate_e10=r.rate_e10, source=r.source) for r in new],
        batch_size=CHUNK,
    )
    lines = [[one.ref, one.on, one.base, one.currency, one.rate_e10, one.source] for one in made]
    report.run = _record(rows, report, lines, by, at)
    return report


def _known(rows: list[RateRow]) -> dict[tuple[date, str, str], ExchangeRate]:
    """The rates that we have of the days that the file speaks of."""
    days = sorted({row.on for row in rows})
    found: dict[tuple[date, str, str], ExchangeRate] = {}
    for start in range(0, len(days), CHUNK):
        for one in ExchangeRate.objects.filter(on__in=days[start : start + CHUNK]):
            found[one.on, one.base, one.currency] = one
    return found


def _differs(rate: ExchangeRate, row: RateRow) -> bool:
    return (rate.rate_e10, rate.source) != (row.rate_e10, row.source)


def _record(
    rows: RateRows, report: RateReport, lines: list[list[object]], by: User | Person | None, at: datetime
) -> ImportRun:
    run = ImportRun(
        kind="exchange rates",
        file_name=rows.file_name[:255],
        sha256=rows.sha256,
        started_at=at,
        by=by.person if by else None,
        created_count=report.created,
        updated_count=report.updated,
        skipped_count=report.skipped,
        errors=[],
    )
    moves.create(run, by=by)
    moves.record_set(run, "imported", lines, by=by)
    return run
