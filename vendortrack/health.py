"""Is it alive, can it answer, and does what runs in the background keep up."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from vendortrack.celery import HEARTBEAT_KEY, HEARTBEAT_SECONDS

LATE_SECONDS = 6 * HEARTBEAT_SECONDS
BANNER_SECONDS = 15.0  # how old what the banner says may be: pages do not wait for the broker
_migrated = False  # once all migrations are there, they stay there while this process lives
_seen = ("", float("-inf"))  # what the banner said last, and when


@dataclass(frozen=True)
class Status:
    """What the status page, the banner and the metrics show of the background."""

    broker: bool
    waiting: int | None  # wake-ups in the queue; None where the broker doesn't answer
    heartbeat_age: float | None  # seconds since beat, broker and worker last worked together
    problem: str  # one sentence saying what is late and what to do; empty when all is well

    @property
    def is_late(self) -> bool:
        return bool(self.problem)


class ProbeMiddleware:
    """Answer the probes before host names, sessions or logins are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"alive": True})
        if request.path == "/readyz":
            fault = unready()
            return JsonResponse({"ready": not fault, "fault": fault}, status=503 if fault else 200)
        return self.get_response(request)


def unready() -> str:
    """Why no request can be answered: the database or its migrations; empty when it can."""
    global _migrated
    try:
        if not _migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "migrations are missing: run manage.py migrate"
            _migrated = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return ""


def status(now: float | None = None) -> Status:
    """How the background is doing at this instant (seconds since the epoch)."""
    waiting = _waiting()
    beaten = cache.get(HEARTBEAT_KEY)
    age = None if beaten is None else max(0.0, (now or time.time()) - beaten)
    return Status(broker=waiting is not None, waiting=waiting, heartbeat_age=age, problem=_problem(waiting, age))


def banner(_request: HttpRequest) -> dict[str, Callable[[], str]]:
    """For every page: what is late in the background, looked at when a template asks."""
    return {"background_problem": recent_problem}


def recent_problem() -> str:
    """What is late, as seen within the last seconds by this process."""
    global _seen
    now = time.monotonic()
    if now - _seen[1] > BANNER_SECONDS:
        _seen = (status().problem, now)
    return _seen[0]


def _waiting() -> int | None:
    url = settings.REDIS_URL or f"unix://{settings.BROKER_SOCKET}"
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return int(client.llen("celery"))
    except redis.RedisError:
        return None
    finally:
        client.close()


def _problem(waiting: int | None, age: float | None) -> str:
    if waiting is None:
        return _("The broker does not answer, so reminders wait. Start it; nothing is lost meanwhile.")
    if age is not None and age <= LATE_SECONDS:
        return ""
    if waiting:
        return _("No worker takes up the work, so reminders wait. Start the worker.")
    return _("Nothing wakes the worker, so reminders wait. Start beat.")
