"""What every test stands on: the database, the cache, and what this machine can and cannot run."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from history import protection
from history.readers import witness
from tests import machine
from tests.vendortrack.running import migrate
from vendortrack import health

# How long an example takes says how busy the machine is, and nothing about the rule.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")

TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server"}
DATABASE_FIXTURES = {"db", "django_db_setup", *TRANSACTIONAL_FIXTURES}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="write pictures of the pages into this folder")


def pytest_configure(config: pytest.Config) -> None:
    """A run that was told to use PostgreSQL, Redis, Chromium or the samples fails without them."""
    if missing := machine.demanded_but_missing():
        pytest.exit("This run demands what this machine lacks:\n" + "\n".join(missing), returncode=3)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what the machine cannot run; after a test that commits, put back what migrations had made."""
    for item in items:
        for need in machine.NEEDS:
            if item.get_closest_marker(need.marker) and need.problem:
                item.add_marker(pytest.mark.skip(reason=need.problem))
        if is_everywhere_alike(item):
            item.add_marker("alike")
        if commits(item):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


def is_everywhere_alike(item: pytest.Item) -> bool:
    """The test uses neither the database nor the cache of the settings, so one run says all that it can say."""
    named = {"django_db", "postgresql", "redis", "journey"} & {marker.name for marker in item.iter_markers()}
    return not named and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))


def commits(item: pytest.Item) -> bool:
    """The test sees real commits, so its tables are emptied when it ends."""
    marker = item.get_closest_marker("django_db")
    told = bool(marker and marker.kwargs.get("transaction"))
    return told or bool(TRANSACTIONAL_FIXTURES & set(getattr(item, "fixturenames", ())))


def _without_triggers(step: Callable[..., None]) -> Callable[..., None]:
    """A step that fills or empties all tables, with the append-only triggers out of its way."""

    def stepping(case: Any) -> None:
        protection.remove(connection)
        step(case)
        protection.install(connection)

    return stepping


TransactionTestCase._fixture_setup = classmethod(_without_triggers(TransactionTestCase._fixture_setup.__func__))
TransactionTestCase._fixture_teardown = _without_triggers(TransactionTestCase._fixture_teardown)


@pytest.fixture(autouse=True)
def _cache_of_its_own() -> None:
    """No test meets another's counters, even where all share one Redis."""
    if django_settings.REDIS_URL:
        cache.key_prefix = f"test-{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file after a first migrate, for processes of their own: once for all that run tests at a time."""
    here = tmp_path_factory.getbasetemp()
    return migrate(here.parent if "PYTEST_XDIST_WORKER" in os.environ else here)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(autouse=True)
def _documents_of_its_own(documents: Path, settings: Any) -> None:
    """No test leaves a file beside the documents of whoever works here, or meets what another has noted."""
    settings.MEDIA_ROOT = documents
    witness.path().unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _nothing_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page looks for a worker that a test has not started."""
    monkeypatch.setattr(health, "_seen", ("", float("inf")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, and how to have it run."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])}
    lacking = [need for need in machine.NEEDS if any(need.problem in reason for reason in reasons if need.problem)]
    if lacking:
        terminalreporter.section("not run on this machine")
        for need in lacking:
            terminalreporter.line(f"{need.name}: {need.remedy}")
