"""Two people at the same moment, on a database that lets two write at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from checklists import actions
from checklists.models import Checklist, Item
from history.models import NotAllowed
from tests import make, make_checklists

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 15


def together(*acts):
    """Run these at the same moment, each on a connection of its own; the refusals' codes, None where there was none."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            act()
        except NotAllowed as refusal:
            return refusal.code
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told():
    one, other = make.user("reviewer-security"), make.user("reviewer-security")
    for _ in range(ROUNDS):
        item = make_checklists.item("submitted")
        seen = {"seen": "submitted.1", "at": timezone.now()}

        codes = together(
            lambda item=item, seen=seen: actions.accept(item, by=one, **seen),
            lambda item=item, seen=seen: actions.send_back(item, by=other, note="No.", **seen),
        )

        item.refresh_from_db()
        assert sorted(codes, key=str) == [None, "stale"]
        assert item.status == ("accepted" if codes[0] is None else "rejected")
        assert (item.accepted_answer is not None) is (codes[0] is None)


def test_an_answer_is_never_accepted_on_evidence_that_is_withdrawn_at_that_moment():
    one, other = make.user("reviewer-security"), make.user("reviewer-security")
    for _ in range(ROUNDS):
        item = make_checklists.item()
        piece = make_checklists.evidence(item.checklist.vendor)
        make_checklists.answer(item, evidence=[piece])
        Item.objects.filter(pk=item.pk).update(status="submitted")
        at = timezone.now()

        together(
            lambda item=item, at=at: actions.accept(item, by=one, at=at),
            lambda piece=piece, at=at: actions.withdraw_evidence(piece, by=other, why="Forged.", at=at),
        )

        item.refresh_from_db()
        assert item.status != "accepted"
        assert item.accepted_answer is None


def test_counters_stay_right_when_many_decide_on_one_checklist_and_none_waits_for_ever():
    by = make.user("reviewer-security")
    vendor = make.vendor()
    lists = [make_checklists.checklist(*[{} for _ in range(4)], vendor=vendor) for _ in range(2)]
    items = list(Item.objects.filter(checklist__in=lists))
    for item in items:
        make_checklists.answer(item)
    Item.objects.filter(checklist__in=lists).update(status="submitted")
    actions.recount([one.pk for one in lists], timezone.now())

    codes = together(*[lambda item=item: actions.accept(item, by=by, at=timezone.now()) for item in items])

    vendor.refresh_from_db()
    assert codes == [None] * 8
    assert vendor.outstanding_count == 0
    assert list(Checklist.objects.values_list("outstanding_count", "submitted_count")) == [(0, 0), (0, 0)]


def test_laying_out_twice_at_once_makes_one_checklist():
    version = make_checklists.version({}, {})
    vendor, engagement, by = make.vendor(), make.engagement(), make.user("procurement")

    def act():
        actions.lay_out(version, vendor, engagement, by=by, at=timezone.now())

    codes = together(act, act, act)

    assert codes == [None, None, None]
    assert Checklist.objects.get(version=version).item_count == 2
