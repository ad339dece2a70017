"""Workers that are killed, brokers that are lost, two beats: every mail arrives, hardly any twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scene import Scene
from tests.postman import Postman
from tests.vendortrack.running import OURS, ROOT, migrated, running, until

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Scene]:
    postman = Postman()
    office = postman.open()
    folder = migrated(database, tmp_path_factory.mktemp("faults"))
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
