"""Bring contracts in from a CSV or XLSX file; exits 0 when done, 1 with errors in rows, 2 when it cannot be read."""

from pathlib import Path
from typing import Any

from babel.numbers import list_currencies
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from contracts.actions.importing import import_contracts
from contracts.readers import contract_rows
from vendors.actions.importing import Report
from vendors.readers import tables

MOST_SHOWN = 200
DAY_FIRST = {"": None, "dmy": True, "mdy": False}


class Command(BaseCommand):
    help = "Bring contracts in from a CSV or XLSX file as drafts, all or nothing. Run it twice: nothing doubles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--by", metavar="E-MAIL", required=True, help="whose import it is; they own the contracts")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--partial", action="store_true", help="take the rows that are in order, leave the others")
        parser.add_argument(
            "--format", choices=tables.FORMATS, default="", help="what the file is; else it is looked at"
        )
        parser.add_argument("--currency", default="EUR", help="of rows that name none (EUR)")
        parser.add_argument("--dates", choices=["dmy", "mdy"], default="", help="the order in dates like 3/4/2026")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['by']}.", returncode=2)
        currency = options["currency"].upper()
        if currency not in list_currencies():
            raise CommandError(f"{options['currency']} is no currency.", returncode=2)
        try:
            table = tables.read(options["file"], options["format"])
            rows = contract_rows.read(table, currency, DAY_FIRST[options["dates"]])
        except tables.Unreadable as fault:
            raise CommandError(str(fault), returncode=2) from fault
        dry_run = options["dry_run"]
        report = import_contracts(rows, user, timezone.now(), partial=options["partial"], dry_run=dry_run)
        self._tell(report, dry_run)
        if report.problems:
            raise CommandError(_outcome(report, dry_run), returncode=1)

    def _tell(self, report: Report, dry_run: bool) -> None:
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


def _outcome(report: Report, dry_run: bool) -> str:
    if report.run:
        return f"{report.file_name}: the rows with errors were left out, the others are in."
    if dry_run:
        return f"{report.file_name}: nothing was written, as you asked."
    return f"{report.file_name}: nothing was imported. Mend the rows above, or give --partial to import the others."
