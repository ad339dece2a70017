"""The start of everything: what each word of `python -m vendortrack` does."""

import contextlib
import fcntl
import io
import os
import socket
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connections

from vendortrack import broker, health, processes
from vendortrack.supervisor import CannotStart, Child, Supervisor

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run() -> int:
    """Everything on this machine, until Ctrl-C."""
    os.umask(0o077)
    django.setup()
    lock = only_one(settings.VAR_DIR)
    listener = listen(host(), settings.PORT)
    supervisor = Supervisor()
    try:
        if not settings.REDIS_URL:
            start_broker(supervisor)
        prepare()
        more = first_start()
        connections.close_all()
        start_workers(supervisor, listener)
        supervisor.run(until=answers)
        introduce(more)
        supervisor.starting = False
        supervisor.run()
    except KeyboardInterrupt:
        pass  # told to stop before it had started
    finally:
        print("Stopping: what is being done is finished first. Ctrl-C again ends it at once.", flush=True)
        supervisor.stop()
        listener.close()
        lock.close()
    return 0


def only_one(var_dir: Path) -> IO[str]:
    """Hold var/ for this process alone: two brokers or two first starts on it would harm each other."""
    lock = (var_dir / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotStart(
            f"VendorTrack already runs on {var_dir} (process {lock.read().strip() or 'unknown'}). "
            "Stop that one first, or set VAR_DIR to another folder."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def host() -> str:
    """Where to listen: this machine only, unless told otherwise, and never further while DEBUG is on."""
    name = os.environ.get("HOST", "127.0.0.1")
    if settings.DEBUG and name not in LOOPBACK:
        raise CannotStart(f"HOST is {name}, but while DEBUG is on only this machine is served. Set DEBUG=0.")
    return name


def listen(name: str, port: int) -> socket.socket:
    """The listening socket. We hold it, so that a web process that restarts loses no caller."""
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        return socket.create_server((name, port), family=family, backlog=512)
    except OSError as fault:
        raise CannotStart(
            f"Port {port} on {name} cannot be used: {os.strerror(fault.errno or 0)}. "
            f"Stop the program that has it, or choose another: PORT={port + 1} make run"
        ) from fault


def start_broker(supervisor: Supervisor) -> None:
    command = broker.command(settings.BROKER_SOCKET, settings.VAR_DIR / "broker")
    said = settings.VAR_DIR / "broker.log"
    supervisor.add(Child("broker", command, patience=10, output=said))
    broker.wait(f"unix://{settings.BROKER_SOCKET}")


def start_workers(supervisor: Supervisor, listener: socket.socket) -> None:
    env = {"PROMETHEUS_MULTIPROC_DIR": str(processes.fresh_metrics(settings.VAR_DIR))}
    serve = processes.web(f"fd://{listener.fileno()}")
    supervisor.add(Child("web", serve, patience=20, env=env, pass_fds=(listener.fileno(),)))
    supervisor.add(Child("worker", processes.worker(), patience=settings.STOP_SECONDS, env=env))
    supervisor.add(Child("beat", processes.beat(settings.VAR_DIR), patience=5, env=env))


def prepare() -> int:
    """Bring the database up to date, and collect what the web server hands out."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def first_start() -> str:
    """What a new database is given: the demonstration, or the address that makes its first administrator."""
    logins = settings.VAR_DIR / "demo-logins.txt"
    if get_user_model().objects.exists():
        return logins.read_text() if settings.DEBUG and logins.exists() else ""
    commands = get_commands()
    if settings.DEBUG and settings.DEMO and "seed_demo" in commands:
        print("Loading the demonstration portfolio …", flush=True)
        said = _said_by("seed_demo")
        logins.write_text(said)
        return said
    if "setup_address" not in commands:
        return ""
    return "There is nobody yet. Make the first administrator here; this works once:\n" + _said_by("setup_address")


def _said_by(command: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        call_command(command, stdout=said)
    return said.getvalue()


def introduce(more: str) -> None:
    print(f"\nVendorTrack answers at {settings.BASE_URL}/\n{more}\nCtrl-C stops it.", flush=True)


def web() -> int:
    """Only the web server, as a container runs it."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="vendortrack-metrics-")
    return _become(processes.web(f"{host()}:{settings.PORT}"))


def worker() -> int:
    """Only the worker."""
    return _become(processes.worker())


def beat() -> int:
    """Only beat. Two of them do no harm: what they wake is claimed once."""
    return _become(processes.beat(settings.VAR_DIR))


def _become(command: list[str]) -> int:
    os.execv(command[0], command)


def answers() -> bool:
    """The web server is there and ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/readyz", timeout=5):
            return True
    except OSError:
        return False


def healthy(what: str = "web") -> int:
    """Exit 0 when the web server, or the pair of worker and beat, does its work: for health checks."""
    if what == "web":
        return 0 if answers() else 1
    django.setup()
    problem = health.status().problem
    print(problem or "All is well.", file=sys.stderr)
    return 1 if problem else 0
