"""What the fit assessment asked to be done, as the gate reads it: done and judged before anything is shared."""

import pytest

from sharing import actions
from sharing.actions import judge
from sharing.models import SharingRequest
from sharing.rules.reasons import Reason
from tests import make, make_sharing
from tests.make_sharing import Scene
from vendors import actions as vendor_actions
from vendors.models import Engagement, FitCondition

pytestmark = pytest.mark.django_db


def reasons(scene: Scene) -> tuple[Reason, ...]:
    return judge(scene.sharing.pk, make.AT).decision.reasons


def test_what_is_open_waits_for_its_owner_until_its_own_day() -> None:
    scene = make_sharing.scene()
    owner = make.person("Jonas")
    one = make.fit_condition(scene.engagement, "Take the names out.", owner=owner)

    (reason,) = reasons(scene)

    assert (reason.code, reason.subject, reason.title) == ("fit-condition-open", one.ref, "Take the names out.")
    assert reason.message == "Jonas has not done it yet, or not said so."
    assert ([who.id for who in reason.waits_for], reason.due_on) == ([owner.pk], one.due_on)
    assert reason.path == f"/engagements/{scene.engagement.ref}/#fit"


def test_what_is_reported_waits_for_somebody_who_may_judge_it_and_neither_owns_nor_reported_it() -> None:
    scene = make_sharing.scene()
    owner = make.user("approver").person
    make.fit_condition(scene.engagement, owner=owner, status="reported")

    (reason,) = reasons(scene)

    assert reason.message == "It is said to be done. Somebody else has to judge that."
    assert scene.approver.person_id in {who.id for who in reason.waits_for}
    assert owner.pk not in {who.id for who in reason.waits_for}


@pytest.mark.parametrize("status", ["met", "dropped"])
def test_what_somebody_else_judged_is_what_the_decision_rests_on(status: str) -> None:
    scene = make_sharing.scene()
    one = make.fit_condition(scene.engagement, "Take the names out.", status=status)

    decision = judge(scene.sharing.pk, make.AT).decision

    assert decision.ready
    assert (one.ref, "Take the names out.") in [(ground.subject, ground.title) for ground in decision.grounds]


def test_a_condition_of_another_engagement_means_nothing_here() -> None:
    scene = make_sharing.scene()
    make.fit_condition(make.engagement())

    assert judge(scene.sharing.pk, make.AT).decision.ready


def test_public_data_waits_for_no_condition() -> None:
    scene = make_sharing.scene()
    make.fit_condition(scene.engagement)
    SharingRequest.objects.filter(pk=scene.sharing.pk).update(data_class="public", data_categories=[])

    assert "fit-condition-open" not in [reason.code for reason in reasons(scene)]


def test_a_condition_that_is_reopened_stops_what_was_cleared_at_once_and_for_good() -> None:
    scene = make_sharing.scene()
    one = make.fit_condition(scene.engagement, status="met")
    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)
    assert judge(scene.sharing.pk, make.AT).answer.allowed

    vendor_actions.reopen_condition(one, scene.second, "The names came back.")

    assert not judge(scene.sharing.pk, make.AT).answer.allowed
    FitCondition.objects.filter(pk=one.pk).update(
        status="met", judgement="Done.", judged_by=make.person(), judged_at=make.AT
    )
    assert not judge(scene.sharing.pk, make.AT).answer.allowed
    assert Engagement.objects.get(pk=scene.engagement.pk).epoch > scene.engagement.epoch
