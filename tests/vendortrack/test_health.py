"""The probes, the state of the background, and the numbers."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from accounts.models import Role
from tests import make
from vendortrack import health, metrics
from vendortrack.celery import HEARTBEAT_KEY, analyse, heartbeat

NOBODY_WAKES = "Nothing wakes the worker, so reminders wait. Start beat."
NOBODY_WORKS = "No worker takes up the work, so reminders wait. Start the worker."
NO_BROKER = "The broker does not answer, so reminders wait. Start it; nothing is lost meanwhile."


@pytest.fixture
def waiting(monkeypatch) -> None:
    """A broker that answers, with nothing in its queue."""
    monkeypatch.setattr(health, "_waiting", lambda: 0)


def test_the_process_is_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_a_probe_is_answered_whatever_host_it_names(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["vendortrack.example.com"]
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_it_is_ready_once_database_and_migrations_are_there(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "fault": ""})


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["fault"] == "migrations are missing: run manage.py migrate"


@pytest.mark.django_db
def test_a_late_worker_does_not_make_it_unready(client: Client, waiting) -> None:
    cache.set(HEARTBEAT_KEY, time.time() - 3600)

    assert health.status().is_late
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_heartbeat_within_a_minute_is_well(waiting) -> None:
    heartbeat()

    now = health.status()

    assert (now.broker, now.waiting, now.problem) == (True, 0, "")
    assert now.heartbeat_age is not None
    assert now.heartbeat_age < 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("queue", "age", "sentence"),
    [
        (0, health.LATE_SECONDS - 1, ""),
        (0, health.LATE_SECONDS + 1, NOBODY_WAKES),
        (0, None, NOBODY_WAKES),
        (7, health.LATE_SECONDS + 1, NOBODY_WORKS),
        (7, health.LATE_SECONDS - 1, ""),
        (None, 1, NO_BROKER),
    ],
)
def test_what_is_late_is_named_with_what_to_do(monkeypatch, queue, age, sentence) -> None:
    monkeypatch.setattr(health, "_waiting", lambda: queue)
    if age is not None:
        cache.set(HEARTBEAT_KEY, 10_000.0 - age)

    assert health.status(now=10_000.0).problem == sentence


@pytest.mark.django_db
def test_a_broker_that_is_not_there_is_noticed(settings, tmp_path) -> None:
    settings.REDIS_URL = ""
    settings.BROKER_SOCKET = tmp_path / "none.sock"

    assert health.status().problem == NO_BROKER


@pytest.mark.django_db
def test_the_status_page_is_for_people_who_are_signed_in(client: Client) -> None:
    response = client.get("/status/")

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/status/")


@pytest.mark.django_db
def test_the_status_page_says_what_is_late(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(health, "_waiting", lambda: 3)
    client.force_login(make.user(Role.AUDITOR))

    page = client.get("/status/").content.decode()

    assert NOBODY_WORKS in page
    assert "<dt>Wake-ups waiting</dt><dd>3</dd>" in page
    assert "<dt>Last heartbeat of beat and worker</dt><dd>Never</dd>" in page


@pytest.mark.django_db
def test_every_page_says_so_when_the_background_is_late(client: Client, monkeypatch) -> None:
    client.force_login(make.user(Role.AUDITOR))
    monkeypatch.setattr(health, "_seen", ("", float("-inf")))
    monkeypatch.setattr(health, "_waiting", lambda: 3)

    assert NOBODY_WORKS in client.get("/search/").content.decode()


@pytest.mark.django_db
def test_the_numbers_are_for_whoever_has_the_token_or_works_here(client: Client, settings, waiting) -> None:
    settings.DEBUG = False
    settings.METRICS_TOKEN = "told to the collector only"
    token, wrong = f"Bearer {settings.METRICS_TOKEN}", "Bearer guessed"

    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": wrong}).status_code == 401
    assert client.get("/metrics", headers={"authorization": token}).status_code == 200
    client.force_login(make.user(Role.AUDITOR))
    assert client.get("/metrics").status_code == 401
    client.force_login(make.user(is_staff=True))
    assert client.get("/metrics").status_code == 200


@pytest.mark.django_db
def test_without_a_token_set_no_token_is_right(client: Client, settings) -> None:
    settings.DEBUG = False
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 401


@pytest.mark.django_db
def test_requests_are_counted_by_page_and_not_by_address(client: Client, settings, waiting) -> None:
    settings.DEBUG = True
    counted = metrics.REQUESTS.labels("GET", "unknown", 404)
    before = counted._value.get()

    client.get("/portal-of-nobody/a-secret/")
    numbers = client.get("/metrics").content.decode()

    assert counted._value.get() == before + 1
    assert 'vendortrack_requests_total{method="GET",page="unknown",status="404"}' in numbers
    assert "a-secret" not in numbers


@pytest.mark.django_db(transaction=True)
def test_sqlite_looks_at_the_tables_that_have_grown() -> None:
    """Else its planner takes a list of thousands for one of a few."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")
    make.vendor()

    analyse()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'vendors_vendor'")
            assert cursor.fetchone()[0] > 0
