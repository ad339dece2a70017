"""Subcontractors as the gate reads them: who approved, the window to object, their countries, and the tier."""

from datetime import timedelta

import pytest

from checklists.readers.facts import known_about
from sharing.actions import judge
from sharing.models import SharingRequest
from sharing.rules.reasons import Reason
from tests import make, make_sharing
from tests.make_sharing import Scene
from vendors import actions as vendor_actions
from vendors.models import Engagement, Subcontractor

pytestmark = pytest.mark.django_db


def reasons(scene: Scene) -> tuple[Reason, ...]:
    return judge(scene.sharing.pk, make.AT).decision.reasons


def codes(scene: Scene) -> list[str]:
    return [reason.code for reason in reasons(scene)]


def test_an_approved_one_is_what_the_decision_rests_on() -> None:
    scene = make_sharing.scene()
    one = make.subcontractor(scene.engagement, scene.vendor, "Rheintal", status="approved")

    decision = judge(scene.sharing.pk, make.AT).decision

    assert decision.ready
    assert (one.ref, "Rheintal") in [(ground.subject, ground.title) for ground in decision.grounds]


def test_while_it_can_be_objected_to_somebody_has_to_decide_by_the_end_of_the_window() -> None:
    scene = make_sharing.scene()
    one = make.subcontractor(scene.engagement, scene.vendor, "Lumenbay", entered_by=scene.second.person)

    (reason,) = reasons(scene)

    assert reason.code == "subcontractor-objection-open"
    assert reason.message == f"{scene.vendor.name} wants to use Lumenbay. Approve it, or object until 13 Dec 2026."
    assert (reason.subject, reason.due_on) == (one.ref, one.objection_until_on)
    assert {who.id for who in reason.waits_for} == {scene.approver.person_id, scene.reviewer.person_id}
    assert reason.path == f"/engagements/{scene.engagement.ref}/#{one.ref}"


def test_silence_is_no_approval_when_the_window_is_over() -> None:
    scene = make_sharing.scene()
    make.subcontractor(scene.engagement, scene.vendor, "Lumenbay", notified_on=make.TODAY - timedelta(days=31))

    (reason,) = reasons(scene)

    assert reason.code == "subcontractor-not-approved"
    assert reason.message.endswith("uses Lumenbay, and nobody approved it; the time to object ended on 22 Nov 2026.")


def test_what_we_object_to_waits_for_who_works_with_the_vendor() -> None:
    scene = make_sharing.scene()
    make.subcontractor(scene.engagement, scene.vendor, status="objected")

    (reason,) = reasons(scene)

    assert reason.code == "subcontractor-not-approved"
    assert [who.id for who in reason.waits_for] == [scene.engagement.owner_id]


def test_one_that_gets_public_data_only_needs_no_approval() -> None:
    scene = make_sharing.scene()
    make.subcontractor(scene.engagement, scene.vendor, data_class="public", data_categories=[])

    assert codes(scene) == []


def test_what_is_shared_as_public_asks_nobody() -> None:
    scene = make_sharing.scene(data_class="public", data_categories=[])
    make.subcontractor(scene.engagement, scene.vendor, status="objected")

    assert codes(scene) == []


def test_its_countries_need_a_basis_like_the_vendors_own() -> None:
    scene = make_sharing.scene()
    one = make.subcontractor(scene.engagement, scene.vendor, status="approved", countries=["IN"])

    (reason,) = reasons(scene)
    assert (reason.code, reason.title) == ("transfer-basis-missing", "IN")

    make.agreement("scc", vendor=scene.vendor, countries=["IN"])
    assert codes(scene) == []

    Subcontractor.objects.filter(pk=one.pk).update(countries=[])
    (reason,) = reasons(scene)
    assert (reason.code, reason.subject) == ("transfer-basis-missing", one.ref)


@pytest.mark.parametrize(("countries", "tier"), [(["DE"], "moderate"), (["GB"], "moderate"), (["IN"], "high")])
def test_one_outside_raises_the_tier_here_and_for_the_checklists(countries: list[str], tier: str) -> None:
    scene = make_sharing.scene()
    make.subcontractor(scene.engagement, scene.vendor, status="approved", countries=countries)

    assert judge(scene.sharing.pk, make.AT).decision.tier == tier
    known = known_about(scene.vendor, Engagement.objects.get(pk=scene.engagement.pk))
    assert known.tier.level == tier
    assert known.tier.raises == (("is_subcontractor_outside",) if tier == "high" else ())


def test_one_that_has_ended_or_belongs_elsewhere_raises_nothing() -> None:
    scene = make_sharing.scene()
    make.subcontractor(scene.engagement, scene.vendor, countries=["IN"], status="ended")
    make.subcontractor(scene.engagement, make.vendor(), countries=["IN"])
    make.subcontractor(make.engagement(), scene.vendor, countries=["IN"])

    assert known_about(scene.vendor, scene.engagement).tier.raises == ()
    assert codes(scene) == []


def test_adding_one_stops_the_clearance_and_its_approval_alone_does_not_bring_it_back() -> None:
    scene = make_sharing.cleared()
    one = vendor_actions.announce_subcontractor(
        scene.engagement,
        scene.vendor,
        make.user("procurement"),
        name="Lumenbay",
        service="Night shift",
        data_class="confidential",
        data_categories=["personal"],
        countries=["DE"],
        notified_on=make.TODAY,
    )
    answer = judge(scene.sharing.pk, make.AT).answer
    assert not answer.allowed
    assert "subcontractor-objection-open" in [reason.code for reason in answer.reasons]

    vendor_actions.approve_subcontractor(one, scene.reviewer, make.AT)

    answer = judge(scene.sharing.pk, make.AT).answer
    assert [reason.code for reason in answer.reasons if reason.code.startswith("sub")] == []
    assert "clearance-superseded" in [reason.code for reason in answer.reasons]
    assert SharingRequest.objects.get(pk=scene.sharing.pk).status == "cleared"
