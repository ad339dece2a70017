"""A whole VendorTrack with its worker and beat, a mail server that it sends to, and digests that are due."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from tests.postman import Postman
from tests.vendortrack.running import OURS, ROOT, Running

FILL = """
from itertools import count
from django.db import transaction
from django.utils import timezone
from tests import make, make_reminders
make._numbers = make_reminders._numbers = count({first})
with transaction.atomic():
    for number in range({count}):
        make_reminders.digest(make_reminders.colleague(email=f"{kind}-{{number}}@halden.example"), at=timezone.now())
"""


@dataclass
class Scene:
    """A whole VendorTrack with its worker and beat, and the mail server that it sends to."""

    it: Running
    postman: Postman
    filled: int = 0

    def fill(self, kind: str, count: int) -> None:
        """So many digests that are due now."""
        self.filled += 1
        self.does(FILL.format(kind=kind, count=count, first=self.filled * 10_000))  # no number meets another's

    def does(self, code: str) -> str:
        """What this prints when its shell runs it."""
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
        env |= {"VAR_DIR": str(self.it.var_dir)}
        return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout.strip()

    def arrived(self, kind: str) -> Counter[str]:
        """How often each mail of this kind came."""
        mine = [str(mail["Message-ID"]) for mail in self.postman.mails if f"<{kind}-" in str(mail["To"])]
        return Counter(mine)

    def left(self) -> int:
        """How many digests the ledger does not call sent."""
        with sqlite3.connect(self.it.var_dir / "vendortrack.sqlite3", timeout=20) as database:
            return database.execute("SELECT count(*) FROM reminders_digest WHERE status <> 'sent'").fetchone()[0]
