"""What this machine has for the tests, and what to do where it lacks something."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import redis

from selection.writers import pdf

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The browser for the journeys: CHROMIUM, else the first on the PATH; empty when there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


def samples() -> Path:
    """The folder of the sample data."""
    return Path(os.environ["SAMPLE_DATA"])


def _no_postgresql() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return "" if url.startswith(("postgres://", "postgresql://")) else "DATABASE_URL names no PostgreSQL"


def _no_redis() -> str:
    url = os.environ.get("REDIS_URL", "")
    if not url:
        return "REDIS_URL is not set"
    try:
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            client.ping()
    except redis.RedisError as fault:
        return f"Redis does not answer: {fault}"
    return ""


def _no_chromium() -> str:
    path = chromium()
    return "" if path and os.access(path, os.X_OK) else "there is no Chromium"


def _no_samples() -> str:
    if not os.environ.get("SAMPLE_DATA"):
        return "SAMPLE_DATA is not set"
    return "" if (samples() / "vendors").is_dir() else f"SAMPLE_DATA is {samples()}, which lacks the samples"


def _no_pango() -> str:
    return "" if pdf.is_possible() else "WeasyPrint finds no Pango"


@dataclass
class Need:
    """Something outside that some tests need."""

    name: str
    marker: str
    look: Callable[[], str]
    remedy: str

    @cached_property
    def problem(self) -> str:
        return self.look()


NEEDS = [
    Need(
        "PostgreSQL",
        "postgresql",
        _no_postgresql,
        "set DATABASE_URL=postgres://user:password@host/name, of a user who may create databases.",
    ),
    Need("Redis", "redis", _no_redis, "set REDIS_URL=redis://host:6379/5, a database of its own."),
    Need("Chromium", "journey", _no_chromium, "install Chromium, or set CHROMIUM to its path."),
    Need(
        "Pango", "pdf", _no_pango, "install libpangoft2-1.0-0 and libharfbuzz-subset0, or what your system calls them."
    ),
    Need("sample data", "samples", _no_samples, "set SAMPLE_DATA to the folder of the sample files."),
]


def demanded_but_missing() -> list[str]:
    """What REQUIRE (names of markers, separated by commas) asks for and the machine lacks."""
    demanded = set(filter(None, os.environ.get("REQUIRE", "").split(",")))
    unknown = demanded - {need.marker for need in NEEDS}
    return [f"{name}: there is no such thing to demand" for name in sorted(unknown)] + [
        f"{need.name}: {need.problem}; {need.remedy}" for need in NEEDS if need.marker in demanded and need.problem
    ]
