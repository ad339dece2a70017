"""`manage.py verify_history`: read the audit trail again and name what was touched behind the application's back."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from history import actions, readers
from history.models import Entry, Link
from history.readers import witness


class Command(BaseCommand):
    help = "Re-computes the audit chain and names each break, the first one first. Exit 0: whole; 1: broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", metavar="LENGTH:HEAD", help="a head from the log; else the one noted last")
        parser.add_argument("--most", type=int, default=20, help="how many breaks to print (20)")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = self._anchor(options["anchor"])
        found = list(islice(readers.verify(anchor or self._noted()), options["most"]))
        for one in found:
            self.stdout.write(str(one))
        if found:
            raise CommandError("The audit trail is broken. The first break is the first line above.", returncode=1)
        actions.seal(timezone.now(), everything=True)
        last = Link.objects.order_by("-position").first()
        head = f", head {last.position}:{last.mac}" if last else ""
        self.stdout.write(f"The audit trail is whole: {Entry.objects.count()} entries{head}.")

    def _anchor(self, text: str | None) -> witness.Head | None:
        try:
            return witness.parsed(text) if text else None
        except ValueError:
            raise CommandError("--anchor takes LENGTH:HEAD, as a seal's log line shows them.", returncode=2) from None

    def _noted(self) -> witness.Head | None:
        try:
            return witness.noted()
        except ValueError:
            raise CommandError(f"altered: {witness.path()} holds no head of the chain.", returncode=1) from None
