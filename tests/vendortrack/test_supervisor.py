"""One command starts, watches and stops everything."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from tests.vendortrack.running import ROOT, Running, migrated, running, start, until
from vendortrack import broker
from vendortrack.supervisor import LONGEST_PAUSE, Child, Supervisor

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def one(var_dir: Path, database: Path) -> Iterator[Running]:
    with running(migrated(database, var_dir)) as it:
        yield it


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Running]:
    """One that the tests share which leave it running."""
    with running(migrated(database, tmp_path_factory.mktemp("shared") / "var")) as it:
        yield it


def test_it_answers_and_its_worker_and_beat_work(shared: Running) -> None:
    assert (shared.get("/healthz"), shared.get("/readyz")) == (200, 200)
    until(lambda: b"heartbeat_age_seconds nan" not in metrics(shared).lower(), 30)


def metrics(it: Running) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{it.port}/metrics", timeout=5) as answer:
        return bytes(answer.read())


def test_ctrl_c_leaves_no_process(one: Running) -> None:
    code = one.stop(signal.SIGINT)

    assert (code, one.processes()) == (0, {})


def test_ctrl_c_while_it_is_still_starting_leaves_no_process(var_dir: Path) -> None:
    it = start(var_dir)
    until((var_dir / "broker.sock").exists, 60)

    code = it.stop(signal.SIGINT)

    assert (code, it.processes()) == (0, {})
    assert "VendorTrack answers" not in it.said.read_text()


def test_killing_it_leaves_no_process(one: Running) -> None:
    one.stop(signal.SIGKILL)

    until(lambda: not one.processes(), 5, "no process is left")


def test_work_that_is_being_done_is_finished_at_a_stop(var_dir: Path, tmp_path: Path, database: Path) -> None:
    with running(
        migrated(database, var_dir), DJANGO_SETTINGS_MODULE="tests.vendortrack.settings_with_a_slow_task"
    ) as it:
        url = f"redis+socket://{broker.socket_path(var_dir)}"
        with Celery(broker=url) as app:
            app.send_task("tests.slow", [str(tmp_path), 4.0], ignore_result=True)
        until((tmp_path / "begun").exists, 30)

        code = it.stop(signal.SIGINT)

        assert (code, (tmp_path / "finished").exists()) == (0, True)


def test_a_killed_web_server_is_back_and_its_callers_only_wait(shared: Running) -> None:
    os.kill(shared.pid_of("gunicorn"), signal.SIGKILL)

    until(lambda: shared.get("/readyz") == 200, 20)


def test_a_killed_broker_is_back_and_beat_and_worker_find_it_again(shared: Running) -> None:
    until(lambda: b"heartbeat_age_seconds nan" not in metrics(shared).lower(), 30)
    os.kill(shared.pid_of("broker.sock"), signal.SIGKILL)

    until(lambda: b"vendortrack_broker_up 1.0" in metrics(shared), 20)
    killed = time.monotonic()

    until(lambda: age(shared) < time.monotonic() - killed, 60, "a heartbeat since the broker is back")


def age(it: Running) -> float:
    return next(
        float(line.split()[1])
        for line in metrics(it).decode().splitlines()
        if line.startswith("vendortrack_heartbeat_age_seconds")
    )


def test_the_second_start_is_quick_and_keeps_the_data(var_dir: Path) -> None:
    with running(var_dir) as it:
        it.stop()
    keys = (var_dir / "keys" / "HISTORY_KEY").read_text()

    took, floor = start_again(var_dir), bare_start()

    assert took < max(15, 12 * floor), "15 s; longer only where the machine is as slow with Django alone"
    assert (var_dir / "keys" / "HISTORY_KEY").read_text() == keys


def bare_start() -> float:
    """How many seconds Django alone takes to start on this machine right now."""
    began = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - began


def start_again(var_dir: Path) -> float:
    """How many seconds a start on this folder takes."""
    (var_dir / "said").unlink()
    began = time.monotonic()
    with running(var_dir) as it:
        took = time.monotonic() - began
        it.stop()
    return took


def test_a_second_one_on_the_same_folder_is_refused_in_a_sentence(shared: Running) -> None:
    second = start(shared.var_dir)

    assert second.process.wait(30) == 1
    assert f"VendorTrack already runs on {shared.var_dir} (process {shared.process.pid})." in shared.said.read_text()
    assert shared.get("/readyz") == 200


def test_a_port_in_use_is_named_with_what_to_do(shared: Running, tmp_path: Path) -> None:
    second = start(tmp_path / "other", port=shared.port)

    assert second.process.wait(30) == 1
    assert second.said.read_text().endswith(
        f"Port {shared.port} on 127.0.0.1 cannot be used: Address already in use. "
        f"Stop the program that has it, or choose another: PORT={shared.port + 1} make run\n"
    )


def test_a_development_server_serves_this_machine_only(tmp_path: Path) -> None:
    it = start(tmp_path / "var", HOST="0.0.0.0")  # noqa: S104

    assert it.process.wait(30) == 1
    assert "while DEBUG is on only this machine is served" in it.said.read_text()


def test_a_long_folder_name_still_gives_the_broker_a_socket_of_its_own(tmp_path: Path) -> None:
    deep = tmp_path / ("a-folder-with-a-long-name-" * 5)

    path = broker.socket_path(deep)

    assert len(os.fsencode(path)) <= broker.SOCKET_PATH_LIMIT
    assert path != broker.socket_path(tmp_path / ("b" * 120))


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    signs = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    it = Supervisor()
    yield it
    it.stop()
    for sign, handler in signs.items():
        signal.signal(sign, handler)


def test_a_child_that_keeps_failing_is_restarted_later_each_time() -> None:
    child = Child("failing", [sys.executable, "-c", "raise SystemExit(3)"], patience=1)
    now, pauses = 1000.0, []

    for _round in range(9):
        child.watch(now)  # starts it
        assert child.process is not None
        child.process.wait(10)
        child.watch(now)  # sees that it has stopped
        pauses.append(child.due - now)
        child.watch(child.due - 0.01)
        assert child.process is None
        now = child.due

    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_children_stop_in_the_reverse_of_their_order(supervisor: Supervisor, tmp_path: Path) -> None:
    said = tmp_path / "said"
    code = (
        "import signal, sys, time\n"
        "def end(*_): open(sys.argv[1], 'a').write(sys.argv[2] + ' '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "open(sys.argv[1] + sys.argv[2], 'w').close()\n"
        "time.sleep(60)\n"
    )
    for name in ("broker", "web", "worker", "beat"):
        supervisor.add(Child(name, [sys.executable, "-c", code, str(said), name], patience=10))
        until(Path(f"{said}{name}").exists, 10)

    supervisor.stop()

    assert said.read_text().split() == ["beat", "worker", "web", "broker"]


def test_a_child_that_will_not_stop_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import pathlib, signal, sys, time\n"
        "for sign in (signal.SIGTERM, signal.SIGQUIT): signal.signal(sign, signal.SIG_IGN)\n"
        "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)\n"
    )
    child = supervisor.add(Child("stubborn", [sys.executable, "-c", code, str(ready)], patience=0.2))
    until(ready.exists, 10)
    process = child.process
    supervisor.told = 2  # Ctrl-C twice: nobody waits any more

    supervisor.stop()

    assert process is not None
    assert process.wait(5) == -signal.SIGKILL
