"""Two people at once, on PostgreSQL: what is cleared never rests on what was taken away at the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from checklists import actions as checklists
from checklists.models import Item
from history.models import NotAllowed
from sharing import actions
from sharing.models import Approval, SharingRequest
from tests import make, make_sharing
from tests.make_sharing import Scene

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TRIALS = 300
LATER = make.AT + timedelta(minutes=1)


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run these at the same moment, each on a connection of its own; the refusals of the rules are no faults."""
    gate, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            act()
        except NotAllowed:
            pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return faults


def reset(scene: Scene) -> None:
    """The request is ready again, with nothing approved; epochs stay where they are."""
    Approval.objects.filter(sharing=scene.sharing).update(withdrawn_at=make.AT)
    SharingRequest.objects.filter(pk=scene.sharing.pk).update(status="requested", clearance=None, valid_until=None)
    make_sharing.accept(scene.item)


def is_wrong(scene: Scene) -> bool:
    """It may go, and it rests on an item that is not accepted."""
    answer = actions.judge(scene.sharing.pk, LATER).answer
    return answer.allowed and Item.objects.get(pk=scene.item.pk).status != "accepted"


def clearing(scene: Scene) -> Callable[[], Any]:
    return lambda: actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)


def sending_back(scene: Scene) -> Callable[[], Any]:
    item = scene.item
    return lambda: checklists.send_back(item, by=scene.reviewer, note="Too old.", at=LATER)


def trial(scene: Scene, number: int) -> tuple[bool, bool]:
    """One race; whether the answer is wrong, and whether a clearance stands as if nothing had been taken away."""
    reset(scene)
    acts = [clearing(scene), sending_back(scene)]
    faults = at_once(*(acts if number % 2 else acts[::-1]))
    assert not faults, faults
    return is_wrong(scene), stands_on_what_was_taken(scene)


def stands_on_what_was_taken(scene: Scene) -> bool:
    """The proof itself: its epochs are the present ones, though the item was sent back."""
    sharing = SharingRequest.objects.select_related("clearance", "vendor", "engagement").get(pk=scene.sharing.pk)
    if sharing.clearance is None or Item.objects.get(pk=scene.item.pk).status == "accepted":
        return False
    under = (sharing.clearance.vendor_epoch, sharing.clearance.engagement_epoch)
    return under == (sharing.vendor.epoch, sharing.engagement.epoch)


def test_an_approver_and_a_reviewer_at_once_never_leave_a_clearance_on_an_item_that_was_sent_back() -> None:
    scene = make_sharing.scene()
    outcomes = [trial(scene, number) for number in range(TRIALS)]

    assert [number for number, (wrong, _stands) in enumerate(outcomes) if wrong] == []
    assert [number for number, (_wrong, stands) in enumerate(outcomes) if stands] == []


def cleared_while_it_is_sent_back(scene: Scene) -> bool:
    """The worst moment: it is sent back after the approver read the items, and before the approver reads the epochs.

    Where the reviewer has to wait for the approver, that moment passes. Returns whether a clearance stands on it.
    """
    read, sent_back = threading.Event(), threading.Event()

    def pause(execute: Any, sql: str, *rest: Any) -> Any:
        if "newest_clearance_id" in sql and not read.is_set():
            read.set()
            sent_back.wait(timeout=2)
        return execute(sql, *rest)

    def approve() -> None:
        with connection.execute_wrapper(pause):
            clearing(scene)()

    def send_back_meanwhile() -> None:
        read.wait(timeout=30)
        sending_back(scene)()
        sent_back.set()

    assert at_once(approve, send_back_meanwhile) == []
    return stands_on_what_was_taken(scene)


def test_at_the_worst_moment_the_lock_keeps_a_clearance_from_standing_on_what_was_sent_back() -> None:
    assert not cleared_while_it_is_sent_back(make_sharing.scene())


def test_the_same_moment_goes_wrong_when_the_lock_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above is known to be about the lock."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *_args, **_options: rows)

    assert cleared_while_it_is_sent_back(make_sharing.scene())


def test_with_the_lock_the_reviewer_waits_for_the_approver_and_the_answer_closes() -> None:
    scene = make_sharing.scene()
    assert at_once(clearing(scene)) == []
    assert at_once(sending_back(scene)) == []

    assert not actions.judge(scene.sharing.pk, LATER).answer.allowed
    assert connection.vendor == "postgresql"


def test_two_transfers_of_a_one_off_at_once_leave_one() -> None:
    scene = make_sharing.cleared(frequency="once")

    for _ in range(20):
        SharingRequest.objects.filter(pk=scene.sharing.pk).update(used_at=None, status="cleared")
        scene.sharing.transfers.all().delete()
        transfer = lambda: actions.record_transfer(scene.sharing.ref, by=scene.requester, at=LATER)  # noqa: E731
        assert at_once(transfer, transfer) == []

        assert scene.sharing.transfers.count() == 1


def test_two_approvals_at_once_by_one_person_leave_one_and_one_clearance() -> None:
    scene = make_sharing.scene()

    assert at_once(clearing(scene), clearing(scene)) == []

    assert (scene.sharing.approvals.count(), scene.sharing.clearances.count()) == (1, 1)


def test_two_sweeps_at_once_suspend_once() -> None:
    scene = make_sharing.cleared()
    checklists.send_back(scene.item, by=scene.reviewer, note="Too old.", at=LATER)

    assert at_once(lambda: actions.sweep(LATER), lambda: actions.sweep(LATER)) == []

    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "suspended"
    assert scene.sharing.decisions.filter(act="sweep").count() == 1
