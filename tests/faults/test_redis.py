"""A Redis that is stopped for a while: mails are late, and neither pages nor the gate notice."""

import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.scene import Scene
from tests.postman import Postman
from tests.vendortrack.running import free_port, migrated, running, until
from vendortrack import broker

pytestmark = pytest.mark.xdist_group("faults")
AWAY_SECONDS = 12  # longer than a page or the worker could wait for it
SOMEBODY_AND_A_PROGRAM = """
from django.test import Client
from tests import make, make_sharing
client = Client()
client.force_login(make.user("procurement"))
print(client.cookies["sessionid"].value, make_sharing.client()[1])
"""


class Redis:
    """A Redis of our own on a port, which keeps what it was told."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--appendonly", "yes"]
        self.process = subprocess.Popen([broker.binary(), *options, "--save", ""], stdout=subprocess.DEVNULL)
        broker.wait(self.url)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def scene(redis_server: Redis, tmp_path: Path, database: Path) -> Iterator[Scene]:
    postman = Postman()
    office = postman.open()
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}", "MAIL_LEASE_SECONDS": "20", "MORNING_HOUR": "0"}
    with running(migrated(database, tmp_path / "var"), REDIS_URL=redis_server.url, **mail) as it:
        yield Scene(it, postman)
    office.stop()


def answer(scene: Scene, path: str, **headers: str) -> int:
    """The status of this address, within five seconds."""
    program = urllib.request.build_opener()
    program.addheaders = list(headers.items())
    try:
        return program.open(f"http://127.0.0.1:{scene.it.port}{path}", timeout=5).status
    except urllib.error.HTTPError as refused:
        return refused.code


def guesses(scene: Scene, times: int) -> str:
    """What the sign-in says after so many wrong passwords."""
    address = f"http://127.0.0.1:{scene.it.port}/accounts/login/"
    browser, said = urllib.request.build_opener(urllib.request.HTTPCookieProcessor()), ""
    for _time in range(times):
        page = browser.open(address, timeout=5).read().decode()
        secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        tried = {"csrfmiddlewaretoken": secret, "login": "maeve@halden.example", "password": "a wrong pass phrase"}
        said = browser.open(address, urllib.parse.urlencode(tried).encode(), timeout=5).read().decode()
    return said


def test_redis_stopped_for_a_while_loses_and_doubles_no_mail_and_takes_down_neither_pages_nor_the_gate(
    scene: Scene, redis_server: Redis
) -> None:
    session, token = scene.does(SOMEBODY_AND_A_PROGRAM).split()
    scene.postman.pause = 0.02
    scene.fill("redis", 100)
    until(lambda: scene.arrived("redis").total() >= 10, 120, "mails arrive")

    redis_server.stop()
    stopped = time.monotonic()
    while time.monotonic() - stopped < AWAY_SECONDS:
        assert answer(scene, "/", Cookie=f"sessionid={session}") == 200
        assert answer(scene, "/accounts/login/") == 200
        assert answer(scene, "/api/v1/sharing/SR-9999/pass", Authorization=f"Bearer {token}") == 404
        time.sleep(1)
    assert "Too many failed tries" in guesses(scene, 6)
    redis_server.start()
    until(lambda: len(scene.arrived("redis")) == 100 and not scene.left(), 240, "all arrive")

    assert set(scene.arrived("redis").values()) == {1}
