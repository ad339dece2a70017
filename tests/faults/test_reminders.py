"""Workers that are killed, brokers that are lost, two beats: every mail arrives, hardly any twice."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postman import Postman
from tests.vendortrack.running import OURS, ROOT, Running, running, until

pytestmark = pytest.mark.xdist_group("faults")
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
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        self.filled += 1
        code = FILL.format(kind=kind, count=count, first=self.filled * 10_000)  # no number meets another's
        command = [sys.executable, "manage.py", "shell", "-c", code]
        subprocess.run(command, cwd=ROOT, env=env | {"VAR_DIR": str(self.it.var_dir)}, check=True, capture_output=True)

    def arrived(self, kind: str) -> Counter[str]:
        """How often each mail of this kind came."""
        mine = [str(mail["Message-ID"]) for mail in self.postman.mails if f"<{kind}-" in str(mail["To"])]
        return Counter(mine)

    def left(self) -> int:
        """How many digests the ledger does not call sent."""
        with sqlite3.connect(self.it.var_dir / "vendortrack.sqlite3", timeout=20) as database:
            return database.execute("SELECT count(*) FROM reminders_digest WHERE status <> 'sent'").fetchone()[0]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    postman = Postman()
    office = postman.open()
    folder: Path = tmp_path_factory.mktemp("faults")
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}", "MAIL_LEASE_SECONDS": "20", "MORNING_HOUR": "0"}
    with running(folder, **mail) as it:
        yield Scene(it, postman)
    office.stop()


def test_a_worker_killed_in_the_middle_of_200_digests_loses_none_and_repeats_at_most_the_one_in_flight(scene):
    scene.postman.pause = 0.02
    scene.fill("killed", 200)

    kills = 0
    for mark in (20, 80, 140):
        until(lambda mark=mark: scene.arrived("killed").total() >= mark, 120, "mails arrive")
        os.kill(scene.it.pid_of(" worker "), signal.SIGKILL)
        kills += 1
    until(lambda: len(scene.arrived("killed")) == 200 and not scene.left(), 240, "all arrive")

    repeated = {key: times for key, times in scene.arrived("killed").items() if times > 1}
    assert len(repeated) <= kills  # one pool process sends at a time a claim of its own
    assert all(times == 2 for times in repeated.values())


def test_a_lost_broker_and_a_second_beat_neither_lose_nor_double_a_mail(scene):
    scene.postman.pause = 0.02
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    schedule = scene.it.var_dir / "second-beat"
    command = [sys.executable, "-m", "celery", "--app=vendortrack.celery:app", "--quiet", "beat"]
    second = subprocess.Popen(
        [*command, "--pidfile=", f"--schedule={schedule}"],
        cwd=ROOT,
        env=env | {"VAR_DIR": str(scene.it.var_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        scene.fill("broker", 100)
        until(lambda: scene.arrived("broker").total() >= 10, 120, "mails arrive")
        os.kill(scene.it.pid_of("broker"), signal.SIGKILL)
        until(lambda: len(scene.arrived("broker")) == 100 and not scene.left(), 240, "all arrive")
    finally:
        second.kill()
        second.wait()

    assert set(scene.arrived("broker").values()) == {1}
