"""Bring a questionnaire in as a draft template; exits 0 when done, 1 with errors in places, 2 when unreadable."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from checklists.actions.importing import Report, import_questionnaire
from checklists.readers import files
from vendors.readers.tables import Unreadable

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "Bring a questionnaire (OSCAL or VSAQ JSON, CSV, XLSX) in as a draft template, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--partial", action="store_true", help="take the questions that are in order")
        parser.add_argument("--format", choices=files.FORMATS, default="", help="what it is; else it is looked at")
        parser.add_argument("--key", default="", help="the template's key; else it is made of the title")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="whose import it is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = files.read(options["file"], options["format"])
        except Unreadable as fault:
            raise CommandError(str(fault), returncode=2) from fault
        report = import_questionnaire(
            found,
            by=_user(options["by"]),
            at=timezone.now(),
            key=options["key"],
            is_partial=options["partial"],
            is_dry_run=options["dry_run"],
        )
        self._tell(report, options["dry_run"])
        if report.problems:
            raise CommandError(_outcome(report, options["dry_run"]), returncode=1)

    def _tell(self, report: Report, dry_run: bool) -> None:
        for problem in report.problems[:MOST_SHOWN]:
            self.stderr.write(f"{report.file_name}, {problem}")
        if (more := len(report.problems) - MOST_SHOWN) > 0:
            self.stderr.write(f"{report.file_name}: and {more} more errors.")
        if report.left_out:
            self.stdout.write(f"Left out: {', '.join(report.left_out)}.")
        is_told = dry_run or not report.problems or report.version
        created, updated, skipped = (report.created, report.updated, report.skipped) if is_told else (0, 0, 0)
        would = "Would be: " if dry_run else ""
        self.stdout.write(
            f"{would}{created} created, {updated} updated, {skipped} unchanged, {len(report.problems)} errors."
        )
        if report.version:
            self.stdout.write(f"{report.version.ref}: {report.version}, a draft. Publish it to lay it out.")


def _outcome(report: Report, dry_run: bool) -> str:
    if report.version:
        return f"{report.file_name}: what has errors was left out, the rest is in."
    if dry_run:
        return f"{report.file_name}: nothing was written, as you asked."
    return f"{report.file_name}: nothing was imported. Mend the places above, or give --partial to import the others."


def _user(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.", returncode=2)
    return user
