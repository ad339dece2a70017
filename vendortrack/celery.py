"""The queue: a wake-up and no more. What is due stands in the database, and beat asks for it."""

import os
import time

from celery import Celery
from celery.schedules import schedule
from celery.signals import beat_init, setup_logging, worker_process_init
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django_structlog.celery.steps import DjangoStructLogInitStep

from vendortrack.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vendortrack.settings")

app = Celery("vendortrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()

HEARTBEAT_SECONDS = 10
HEARTBEAT_KEY = "heartbeat"

# What beat wakes, how often. A line whose wake-up is older than its own period is dropped: the next
# one does the same work, so a stopped worker never comes back to a queue of them.
WAKES = {
    "vendortrack.heartbeat": HEARTBEAT_SECONDS,
    "reminders.plan": settings.PLAN_SECONDS,
    "reminders.tell": 10,
    "reminders.send": 5,
    "history.tasks.seal": 60,
    "sharing.tasks.sweep": 5,
    "contracts.tasks.expire": 3600,
    "checklists.tasks.lapse": 3600,
    "checklists.tasks.lay_out_awarded": 10,
    "contracts.tasks.remove_orphans": 24 * 3600,
    "vendors.tasks.work_on_uploads": 3,
    "selection.tasks.longlist": 3,
    "vendors.tasks.suggest_duplicates": 24 * 3600,
    "vendortrack.analyse": 3600,
}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": schedule(seconds), "options": {"expires": seconds}}
    for task, seconds in WAKES.items()
}
app.conf.beat_max_loop_interval = 5


@worker_process_init.connect
def _end_with_the_worker(**_kwargs: object) -> None:
    """A worker that is killed leaves no process of its pool behind."""
    die_with_parent()


@beat_init.connect
def _beat_at_once(**_kwargs: object) -> None:
    """The first heartbeat need not wait for its turn."""
    heartbeat.apply_async(expires=HEARTBEAT_SECONDS)


@setup_logging.connect
def _keep_our_logging(**_kwargs: object) -> None:
    """Celery leaves logging as Django's settings have set it up."""


@app.task(name="vendortrack.heartbeat")
def heartbeat() -> None:
    """Beat, broker and worker are all alive at this second."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=None)


@app.task(name="vendortrack.analyse")
def analyse() -> None:
    """Let SQLite look at tables that have grown, as PostgreSQL does by itself: its planner chooses by what it has seen.

    0x10002 asks for every table, also those that this connection has not read (sqlite.org/pragma.html#pragma_optimize).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize = 0x10002")
