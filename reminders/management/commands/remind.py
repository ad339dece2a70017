"""Plan and send what is due now, or show what would be sent in a period."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reminders import actions
from reminders.readers import preview


class Command(BaseCommand):
    help = "Plan and send the reminders that are due now; with --from, --to and --dry-run show those of a period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="only plan")
        parser.add_argument("--send", action="store_true", help="only send")
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, metavar="DATE", help="first day, 2026-11-30"
        )
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="last day")
        parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")

    def handle(self, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if options["dry_run"] or first or last:
            if not (options["dry_run"] and first and last):
                raise CommandError("A period needs all of --from, --to and --dry-run: nothing is sent for another day.")
            self._show(first, last)
            return
        both = not (options["plan"] or options["send"])
        at = timezone.now()
        if options["plan"] or both:
            self.stdout.write(f"{actions.plan(at)} planned")
        if options["send"] or both:
            tally = actions.send(timezone.now())
            self.stdout.write(f"{tally.sent} sent, {tally.later} later, {tally.failed} failed, {tally.empty} empty")

    def _show(self, first: date, last: date) -> None:
        if last < first:
            raise CommandError("--to is before --from.")
        rows = preview.between(first, last, timezone.now())
        for row in rows:
            self.stdout.write(f"{row.due_on}  {row.subject_ref:<16}  {row.said}  {row.name} <{row.email}>")
        self.stdout.write(f"{len(rows)} reminders from {first} to {last}; nothing was sent")
