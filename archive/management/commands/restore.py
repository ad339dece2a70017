"""`manage.py restore FILE`: everything back from one file, on hold until an approver has confirmed it."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from archive.actions import restore
from archive.rules import Refused
from history.readers import verify

MOST = 20


class Command(BaseCommand):
    help = (
        "Put back what a backup holds, all or nothing. Stop VendorTrack first. Exit 0: done; 1: done, and the history "
        "in it is broken; 2: refused or failed, and nothing has changed. Afterwards nothing may be shared until an "
        "approver has confirmed the clearances that it brought."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file that backup wrote")
        parser.add_argument("--replace", action="store_true", help="into a database that is not empty: take all away")
        parser.add_argument("--other-key", action="store_true", help="although HISTORY_KEY is not what it was then")

    def handle(self, *args: Any, file: Path, replace: bool, other_key: bool, **options: Any) -> None:
        try:
            done = restore(
                file, at=timezone.now(), is_replacing=replace, takes_other_key=other_key, say=self.stdout.write
            )
        except (Refused, OSError, DatabaseError) as fault:
            raise CommandError(f"{fault}\nNothing has changed.", returncode=2) from fault
        record = done.record
        lost = f" At least {record.lost} entries of the history since then are gone." if record.lost else ""
        self.stdout.write(
            f"Restored as it was at {record.made_at:%Y-%m-%d %H:%M} UTC: {done.rows} rows, {done.documents} documents."
            f"{lost}\nNothing may be shared until an approver has confirmed the list at /sharing/restored/."
        )
        if found := list(islice(verify(), MOST)):
            listed = "\n".join(map(str, found))
            raise CommandError(f"It is done, and the history that it brought is broken:\n{listed}", returncode=1)
