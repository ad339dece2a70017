"""May it go now, and is it ready? Exit 0 allowed, 3 blocked, 4 hypothetical, 2 error."""

import json
import sys
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from sharing.actions import Judgement, ask, judge
from sharing.models import SharingRequest
from sharing.writers import answers

ALLOWED, ERROR, BLOCKED, HYPOTHETICAL = 0, 2, 3, 4


def instant(text: str) -> datetime:
    """An instant; without a zone it is the organisation's, and a day alone is its beginning."""
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
    except ValueError as fault:
        raise CommandError(f"--at {text}: {fault}", returncode=ERROR) from fault
    if at is None and day is not None:
        at = datetime.combine(day, time.min)
    if at is None:
        raise CommandError(f"--at {text}: write it like 2026-12-01 or 2026-12-01T09:00:00Z.", returncode=ERROR)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", help="the sharing request, like SR-0031")
        parser.add_argument("--at", metavar="ISO", help="what if it were this instant: an answer that lets nothing go")
        parser.add_argument("--json", action="store_true", help="the answer as the API gives it")

    def handle(self, *args: Any, ref: str, at: str | None, json: bool, **options: Any) -> None:
        judgement = self._judgement(ref, instant(at) if at else None)
        said = answers.answer(judgement.facts, judgement.decision, judgement.answer, judgement.at)
        (self._print_json if json else self._print)(said, hypothetical=at is not None)
        sys.exit(HYPOTHETICAL if at else ALLOWED if judgement.answer.allowed else BLOCKED)

    def _judgement(self, ref: str, at: datetime | None) -> Judgement:
        try:
            sharing = SharingRequest.objects.with_ref(ref).first()
            if sharing is None:
                raise CommandError(f"There is no sharing request {ref}.", returncode=ERROR)
            return judge(sharing.pk, at) if at else ask(sharing.pk, at=timezone.now())
        except DatabaseError as fault:
            raise CommandError(f"The database does not answer: {fault}", returncode=ERROR) from fault

    def _print_json(self, said: dict[str, Any], *, hypothetical: bool) -> None:
        self.stdout.write(json.dumps({**said, "hypothetical": hypothetical}, ensure_ascii=False, indent=1))

    def _print(self, said: dict[str, Any], *, hypothetical: bool) -> None:
        if hypothetical:
            self.stdout.write(f"Hypothetical, for {said['at']}: this lets nothing go.")
        state = "may go now" if said["allowed"] else "ready, but may not go now" if said["ready"] else "blocked"
        until = f" until {said['valid_until']}" if said["valid_until"] else ""
        self.stdout.write(f"{said['sharing']}: {state}{until} (policy {said['policy']})")
        for reason in said["reasons"]:
            waits = f" Waits for {', '.join(reason['waits_for'])}." if reason["waits_for"] else ""
            self.stdout.write(f"  {reason['code']}  {reason['subject']}  {reason['message']}{waits}")
