"""A VendorTrack of its own for one test: real processes on a folder, a database and a port of their own."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vendortrack import broker

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG", "PORT", "BASE_URL", "DJANGO_SETTINGS_MODULE")


@dataclass
class Running:
    """The supervisor of one VendorTrack, and what it has said so far."""

    process: "subprocess.Popen[str]"
    var_dir: Path
    port: int
    said: Path

    def get(self, path: str) -> int:
        """The status with which this address answers; 0 when nobody does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return 0

    def processes(self) -> dict[int, str]:
        """Every living process that was started for this one, by its id, with its command."""
        return {
            pid: command
            for pid, command in living()
            if f"VAR_DIR={self.var_dir}".encode() in environment(pid).split(b"\0")
            or str(broker.socket_path(self.var_dir)) in command  # the broker overwrites its environment
        }

    def pid_of(self, part: str) -> int:
        """The oldest of them whose command has this part."""
        return min(pid for pid, command in self.processes().items() if part in command)

    def stop(self, sign: int = signal.SIGINT, seconds: float = 60) -> int:
        self.process.send_signal(sign)
        return self.process.wait(seconds)


def living() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if ") Z " not in (folder / "stat").read_text():
                    yield int(folder.name), (folder / "cmdline").read_text().replace("\0", " ")


def environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 60, what: str = "") -> None:
    """Return once it is so; fail when it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or true}"
        time.sleep(0.1)


def start(var_dir: Path, port: int | None = None, **settings: str) -> Running:
    """Start everything as `make run` does, without the demonstration."""
    port = port or free_port()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"VAR_DIR": str(var_dir), "PORT": str(port), "DEMO": "0", **settings}
    var_dir.mkdir(parents=True, exist_ok=True)
    said = var_dir / "said"
    with said.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "vendortrack"],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    return Running(process, var_dir, port, said)


def migrate(folder: Path) -> Path:
    """A SQLite file after a first migrate; made by whoever comes first, who else needs it waits."""
    database = folder / "migrated" / "vendortrack.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            making = folder / "migrating"
            env = {name: value for name, value in os.environ.items() if name not in OURS} | {"VAR_DIR": str(making)}
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
            making.rename(database.parent)
    return database


def migrated(database: Path, var_dir: Path) -> Path:
    """A folder for a VendorTrack that has nothing to migrate when it starts."""
    var_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(database, var_dir)
    return var_dir


@contextlib.contextmanager
def running(var_dir: Path, port: int | None = None, **settings: str) -> Iterator[Running]:
    """One that answers; whatever the test leaves of it is ended."""
    it = start(var_dir, port, **settings)
    try:
        until(lambda: "VendorTrack answers" in it.said.read_text() or it.process.poll() is not None, 120)
        assert it.process.poll() is None, it.said.read_text()
        yield it
    finally:
        if it.process.poll() is None:
            it.stop(signal.SIGKILL)
        until(lambda: not it.processes(), 15, f"no process is left: {it.processes()}")
