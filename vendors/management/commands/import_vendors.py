"""Bring vendors in from a file; exits 0 when done, 1 with errors in rows, 2 when it cannot be read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from vendors.actions.importing import Report, import_vendors
from vendors.readers import tables, vendor_files

MOST_SHOWN = 200


class Command(BaseCommand):
    help = (
        "Bring vendors in from a CSV or XLSX file, or the suppliers out of Open Contracting Data, all or nothing. "
        "Run it twice: nothing doubles."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--partial", action="store_true", help="take the rows that are in order, leave the others")
        parser.add_argument(
            "--format", choices=vendor_files.FORMATS, default="", help="what the file is; else it is looked at"
        )
        parser.add_argument(
            "--by", metavar="E-MAIL", default="", help="whose import it is; they cannot approve these vendors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.finish(self.bring_in(user_of(options["by"]), options), options)

    def bring_in(self, by: User | None, options: dict[str, Any]) -> Report:
        """Read the file, and import what is in it as the options say."""
        try:
            rows = vendor_files.read(options["file"], options["format"])
        except tables.Unreadable as fault:
            raise CommandError(str(fault), returncode=2) from fault
        return import_vendors(rows, by, timezone.now(), partial=options["partial"], dry_run=options["dry_run"])

    def finish(self, report: Report, options: dict[str, Any]) -> None:
        """Tell what was done; with errors the exit is 1."""
        self._tell(report, options["dry_run"])
        if report.problems:
            raise CommandError(_outcome(report, options["dry_run"]), returncode=1)

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
        if report.repeated:
            self.stdout.write(f"{report.repeated} entries name a vendor again that another one names already.")
        self.stdout.write(
            f"{would}{created} created, {updated} updated, {skipped} unchanged, {len(report.problems)} errors."
        )


def _outcome(report: Report, dry_run: bool) -> str:
    if report.run:
        return f"{report.file_name}: the rows with errors were left out, the others are in."
    if dry_run:
        return f"{report.file_name}: nothing was written, as you asked."
    return f"{report.file_name}: nothing was imported. Mend the rows above, or give --partial to import the others."


def user_of(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.", returncode=2)
    return user
