"""`manage.py backup FILE`: everything, documents included, into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from archive.actions import back_up
from archive.rules import Refused


class Command(BaseCommand):
    help = (
        "Write the whole database and every document that it names into one file, while VendorTrack runs. Exit 0: all "
        "is in it; 1: it is written, and some documents are missing or not what was uploaded; 2: there is no file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; readable by its owner only")
        parser.add_argument(
            "--force", action="store_true", help="replace a file of this name, once the new one is whole"
        )

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        try:
            saved = back_up(file, at=timezone.now(), is_replacing=force)
        except (Refused, OSError, DatabaseError) as fault:
            raise CommandError(str(fault), returncode=2) from fault
        self.stdout.write(f"{file}: {saved.rows} rows, {saved.documents} documents, {saved.size} bytes.")
        if saved.lacking:
            more = f"\nand {saved.lacking - len(saved.named)} more" if saved.lacking > len(saved.named) else ""
            raise CommandError(
                f"{saved.lacking} documents are not as they were recorded:\n" + "\n".join(saved.named) + more,
                returncode=1,
            )
