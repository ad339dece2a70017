"""Several planners and senders at once, on PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from reminders import actions
from reminders.actions.send import claim
from reminders.models import Digest, Reminder
from tests import make_reminders
from tests.make import AT, TODAY
from tests.make_reminders import colleague

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(what: Callable[[], object], times: int) -> list[object]:
    """Run it in so many threads, each with a connection of its own; their results, or what went wrong."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(what())
        except Exception as fault:
            results.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_four_sweeps_at_once_plan_everything_once_and_never_lock_each_other_out():
    owners = [colleague() for _ in range(20)]
    of = make_reminders.checklist()
    for number in range(200):
        make_reminders.item(of, owner=owners[number % 20], due_on=TODAY + timedelta(days=number % 31))

    planned = at_once(lambda: actions.plan(AT), 4)

    assert [one for one in planned if isinstance(one, Exception)] == []
    assert sum(planned) == Reminder.objects.count()
    fields = ("person", "anchor", "subject_type", "subject_id", "anchor_on", "stage", "occasion")
    assert Reminder.objects.values(*fields).distinct().count() == Reminder.objects.count()
    assert Digest.objects.filter(kind="daily").count() == Digest.objects.values("person").distinct().count()
    assert not Reminder.objects.filter(status="planned", digest=None).exists()


def test_four_claims_at_once_share_no_digest_and_leave_none():
    for _ in range(80):
        make_reminders.digest(colleague())

    claimed = at_once(lambda: [digest.pk for digest in claim(AT)], 4)

    keys = [key for one in claimed for key in one]
    assert len(keys) == len(set(keys)) == 80
