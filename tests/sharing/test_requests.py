"""A request's way: versions, refusals, taking it back, and who may do what to it."""

from datetime import timedelta
from typing import Any

import pytest

from checklists.models import Template
from history.models import NotAllowed
from sharing import actions
from sharing.actions import judge
from sharing.models import Approval, SharingRequest
from tests import make, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=1)
TWO = {"confidential": {"approvals": 2}, "personal": {"approvals": 2}}


def codes(ref: str) -> list[str]:
    return [reason.code for reason in judge(SharingRequest.number_in(ref) or 0, LATER).answer.reasons]


def status(scene: Scene) -> str:
    return str(SharingRequest.objects.get(pk=scene.sharing.pk).status)


@pytest.mark.parametrize(("frequency", "then"), [("standing", "ending"), ("once", "ended")])
def test_a_version_that_goes_to_another_vendor_closes_the_one_before_it_too(frequency: str, then: str) -> None:
    scene, newer = make_sharing.cleared(frequency=frequency), make_sharing.cleared()
    Template.objects.update(is_retired=True)
    assert codes(scene.sharing.ref) == []

    SharingRequest.objects.filter(pk=newer.sharing.pk).update(supersedes=scene.sharing)

    assert codes(newer.sharing.ref) == []
    assert codes(scene.sharing.ref) == ["clearance-superseded"]
    assert actions.sweep(LATER) == [scene.sharing.ref]
    assert status(scene) == then
    actions.suspend(newer.sharing.ref, by=scene.approver, why="A breach.", at=LATER)
    assert "clearance-superseded" in codes(scene.sharing.ref)


def test_a_version_that_was_never_cleared_does_not_hide_the_one_that_was_after_it() -> None:
    scene, newest = make_sharing.cleared(), make_sharing.cleared()
    Template.objects.update(is_retired=True)
    between = make_sharing.sharing(status="refused", supersedes=scene.sharing)

    SharingRequest.objects.filter(pk=newest.sharing.pk).update(supersedes=between)

    assert codes(newest.sharing.ref) == []
    assert codes(scene.sharing.ref) == ["clearance-superseded"]
    assert judge(scene.sharing.pk, LATER).facts.sharing.newer_id == newest.sharing.pk
    assert actions.sweep(LATER) == [scene.sharing.ref]
    assert status(scene) == "ending"


def test_an_approval_ends_with_the_request_that_it_was_given_to() -> None:
    scene = make_sharing.scene(rules=make_sharing.rules_of(**TWO))
    ref = scene.sharing.ref
    actions.approve(ref, by=scene.approver, at=make.AT)

    actions.withdraw(ref, by=scene.requester, at=LATER)
    actions.request(ref, by=scene.requester, at=LATER)

    assert judge(scene.sharing.pk, LATER).answer.given == 0
    actions.approve(ref, by=scene.approver, at=LATER)
    actions.refuse(ref, by=scene.second, why="Too much.", at=LATER)
    actions.withdraw(ref, by=scene.requester, at=LATER)
    actions.request(ref, by=scene.requester, at=LATER)
    assert actions.approve(ref, by=scene.second, at=LATER).clearance is None


def test_who_approved_what_has_changed_since_can_approve_it_anew() -> None:
    scene = make_sharing.scene(rules=make_sharing.rules_of(**TWO))
    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)
    Approval.objects.update(until_on=make.TODAY - timedelta(days=1))

    outcome = actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)

    assert (outcome.given, outcome.clearance) == (1, None)
    assert Approval.objects.filter(withdrawn_at=None).count() == 1


def test_an_approval_of_before_stands_in_nobodys_way_when_its_giver_does_something_else_later() -> None:
    scene = make_sharing.scene(rules=make_sharing.rules_of(**TWO))
    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)
    Approval.objects.update(by=scene.requester.person, requested_by=make.person())
    type(scene.engagement).objects.update(epoch=7)

    actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)
    actions.approve(scene.sharing.ref, by=scene.second, at=LATER)

    assert codes(scene.sharing.ref) == []


@pytest.mark.parametrize(
    ("fields", "then"),
    [
        ({"status": "requested"}, "refused"),
        ({"status": "suspended"}, "refused"),
        ({"status": "under-way", "under_way_since_on": make.TODAY}, "ending"),
        ({"status": "suspended", "under_way_since_on": make.TODAY}, "ending"),
    ],
)
def test_a_refusal_of_what_is_out_already_demands_it_back(fields: dict[str, Any], then: str) -> None:
    scene = make_sharing.scene(**fields)

    actions.refuse(scene.sharing.ref, by=scene.approver, why="Not for this vendor.", at=make.AT)

    assert status(scene) == then


def test_only_who_waits_for_a_clearance_has_it_issued() -> None:
    rules = make_sharing.rules_of(confidential={"approvals": 0}, personal={"approvals": 0})
    scene = make_sharing.scene(rules=rules)

    with pytest.raises(NotAllowed, match="Only who asked"):
        actions.clear(scene.sharing.ref, by=make.user("auditor"), at=make.AT)

    assert actions.clear(scene.sharing.ref, by=scene.requester, at=make.AT).sharing == scene.sharing


@pytest.mark.parametrize("role", ["auditor", "administrator", "evaluator"])
def test_who_only_reads_cannot_mark_a_sharing_as_under_way(role: str) -> None:
    scene = make_sharing.scene()

    with pytest.raises(NotAllowed, match="Only who works on"):
        actions.mark_under_way(
            scene.sharing.ref, make.TODAY, by=make.user(role), why="Seen.", at=make.AT, clear_by_on=make.TODAY
        )
