"""Bring exchange rates in from a file; exits 0 when done, 1 with errors in rows, 2 when it cannot be read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from selection.actions.importing import RateReport, import_rates
from selection.readers import rate_rows
from vendors.readers import tables

MOST_SHOWN = 200


class Command(BaseCommand):
    help = (
        "Bring exchange rates in from a CSV or XLSX file with the columns on, base, currency, rate, source, "
        "all or nothing. Run it twice: nothing changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="whose import it is")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument(
            "--format", choices=tables.FORMATS, default="", help="what the file is; else it is looked at"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = _user(options["by"])
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        try:
            rows = rate_rows.read(tables.read(options["file"], options["format"]), today)
        except tables.Unreadable as fault:
            raise CommandError(str(fault), returncode=2) from fault
        report = import_rates(rows, by, timezone.now(), dry_run=options["dry_run"])
        self._tell(report, options["dry_run"])
        if report.problems:
            raise CommandError(f"{report.file_name}: nothing was imported. Mend the rows above.", returncode=1)

    def _tell(self, report: RateReport, dry_run: bool) -> None:
        for problem in report.problems[:MOST_SHOWN]:
            self.stderr.write(f"{report.file_name}, {problem}")
        if (more := len(report.problems) - MOST_SHOWN) > 0:
            self.stderr.write(f"{report.file_name}: and {more} more errors.")
        if report.ignored:
            self.stdout.write(f"Columns that are not read: {', '.join(report.ignored)}.")
        is_done = report.run or dry_run
        created, updated, skipped = (report.created, report.updated, report.skipped) if is_done else (0, 0, 0)
        would = "Would be: " if dry_run else ""
        self.stdout.write(
            f"{would}{created} created, {updated} updated, {skipped} unchanged, {len(report.problems)} errors."
        )


def _user(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.", returncode=2)
    return user
