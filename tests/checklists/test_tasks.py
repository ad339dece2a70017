"""What happens by itself when days pass."""

from datetime import timedelta

import pytest
from django.utils import timezone

from checklists import actions, tasks
from checklists.models import Checklist
from tests import make_checklists

pytestmark = pytest.mark.django_db


def test_what_has_ended_is_counted_as_outstanding_without_anybody_doing_anything():
    item = make_checklists.item("accepted", good_until_on=timezone.localdate() - timedelta(days=1))
    assert Checklist.objects.get().outstanding_count == 0

    tasks.lapse()

    assert Checklist.objects.get().outstanding_count == 1
    item.checklist.vendor.refresh_from_db()
    assert item.checklist.vendor.outstanding_count == 1


def test_what_is_waived_no_more_is_shown_as_open():
    item = make_checklists.item("waived")

    tasks.lapse()

    item.refresh_from_db()
    assert item.status == "open"


def test_every_batch_is_counted(monkeypatch):
    monkeypatch.setattr("checklists.actions.counters.BATCH", 2)
    for _ in range(5):
        make_checklists.checklist({})

    actions.recount_all(timezone.now())

    assert set(Checklist.objects.values_list("outstanding_count", flat=True)) == {1}
