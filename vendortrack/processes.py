"""What each of our processes is started as; the same on a developer's machine and in the image."""

import ctypes
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def web(bind: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "--config", "python:vendortrack.web", "--bind", bind]


def worker() -> list[str]:
    return [*_celery(), "worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]


def beat(var_dir: Path) -> list[str]:
    schedule = var_dir / "run" / "beat"
    schedule.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [*_celery(), "beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={schedule}"]


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--app=vendortrack.celery:app", "--quiet", "--skip-checks"]


def fresh_metrics(var_dir: Path) -> Path:
    """An empty folder for the metrics of the processes about to start."""
    folder = var_dir / "run" / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def die_with_parent(parent: int | None = None) -> None:
    """Be killed when the parent process is (Linux; elsewhere a killed parent leaves its children)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # it went in the moment between fork and this line


def before_exec() -> Callable[[], None]:
    """What a child does between fork and exec: tie its life to ours."""
    parent = os.getpid()
    return lambda: die_with_parent(parent)
