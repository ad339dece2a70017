"""The residual risks as the gate reads them: the appetite of the tier, who said so, waivers, what is not assessed."""

from datetime import timedelta
from typing import Any

import pytest

from checklists.models import Waiver
from sharing.actions import judge
from sharing.rules import policy
from sharing.rules.reasons import Reason
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene
from vendors import actions as vendor_actions
from vendors.models import Risk, RiskCategory

pytestmark = pytest.mark.django_db


def reasons(scene: Scene) -> tuple[Reason, ...]:
    return judge(scene.sharing.pk, make.AT).decision.reasons


def codes(scene: Scene) -> list[str]:
    return [reason.code for reason in reasons(scene)]


def at_tier(tier: str) -> Scene:
    """A ready scene of that tier."""
    facts: dict[str, dict[str, Any]] = {
        "critical": {"access": 4},
        "high": {"access": 3},
        "moderate": {},
    }
    reviewer = make.person()
    return make_sharing.scene(engagement=make.engagement(status="awarded", confirmed_by=reviewer, **facts[tier]))


@pytest.mark.parametrize(
    ("tier", "residual", "is_open"),
    [
        ("critical", 4, True),
        ("critical", 9, False),
        ("high", 9, True),
        ("high", 16, False),
        ("moderate", 9, True),
        ("moderate", 16, False),
    ],
)
def test_what_remains_is_judged_by_the_appetite_of_the_tier(tier: str, residual: int, is_open: bool) -> None:
    scene = at_tier(tier)
    make.risk(scene.engagement, scene.vendor, 16, residual)

    assert codes(scene) == ([] if is_open else ["risk-above-appetite"])


def test_a_policy_sets_its_own_appetite() -> None:
    scene = at_tier("moderate")
    make.risk(scene.engagement, scene.vendor, 16, 9)
    strict = dict.fromkeys(policy.TIERS, "low")

    make_sharing.policy({**make_sharing.rules_of(), "appetite": strict})

    assert codes(scene) == ["risk-above-appetite"]


def test_until_somebody_says_what_remains_a_risk_counts_as_it_is_and_waits_for_who_must_act() -> None:
    scene = at_tier("moderate")
    owner = make.person("Olga")
    risk = make.risk(scene.engagement, scene.vendor, 16, owner=owner)

    (reason,) = reasons(scene)
    assert reason.message == (
        "Security and compliance: nobody has said what remains of it, so it counts as high; at tier moderate it may "
        "be medium."
    )
    assert (reason.subject, [who.name for who in reason.waits_for]) == (risk.ref, ["Olga"])
    assert reason.path == f"/engagements/{scene.engagement.ref}/risks/#{risk.ref}"

    Risk.objects.filter(pk=risk.pk).update(response="reduce", treatment="Locked desktops.")

    (reason,) = reasons(scene)
    assert [who.id for who in reason.waits_for] == [scene.reviewer.person_id]


def test_what_the_requester_said_of_it_does_not_count_for_their_own_sharing() -> None:
    scene = at_tier("moderate")
    make.risk(scene.engagement, scene.vendor, 16, 4, assessed_by=scene.requester.person)

    (reason,) = reasons(scene)

    assert reason.message.endswith("who asked for the sharing said what remains of it. Another reviewer has to.")


def test_closed_risks_and_those_of_others_are_none_here() -> None:
    scene = at_tier("moderate")
    make.risk(scene.engagement, scene.vendor, 25, status="closed", closed_by=make.person(), closed_why="Gone.")
    make.risk(scene.engagement, make.vendor(), 25)
    make.risk(make.engagement(), scene.vendor, 25)

    assert codes(scene) == []


def waived(scene: Scene, risk: Risk, level: str, days: int = 60) -> Waiver:
    waiver = make_checklists.waiver(scene.item, days=days)
    Waiver.objects.filter(pk=waiver.pk).update(
        item=None, condition="risk-above-appetite", subject=f"{risk.ref}/{level}"
    )
    return waiver


def test_a_waiver_covers_the_risk_up_to_the_level_that_it_was_granted_for() -> None:
    scene = at_tier("critical")
    risk = make.risk(scene.engagement, scene.vendor, 16, 9)
    waiver = waived(scene, risk, "medium")

    decision = judge(scene.sharing.pk, make.AT).decision
    assert decision.ready
    assert [(one.subject, one.state, one.until_on) for one in decision.waived] == [
        (risk.ref, "waived", Waiver.objects.get(pk=waiver.pk).ends_on)
    ]

    Risk.objects.filter(pk=risk.pk).update(residual_likelihood=4, residual_impact=4)

    assert codes(scene) == ["risk-above-appetite"]
    waived(scene, risk, "high")
    assert codes(scene) == []


def test_a_waiver_that_ends_before_the_day_is_said() -> None:
    scene = at_tier("critical")
    risk = make.risk(scene.engagement, scene.vendor, 16, 9)
    waived(scene, risk, "medium", days=5)
    type(scene.sharing).objects.filter(pk=scene.sharing.pk).update(planned_on=make.TODAY + timedelta(days=30))

    (reason,) = reasons(scene)

    assert reason.code == "waiver-expired"
    assert "its waiver ends on 28 Nov 2026" in reason.message


def test_at_the_tiers_that_policy_names_every_kind_of_risk_is_assessed() -> None:
    scene = at_tier("high")
    make_sharing.policy({**make_sharing.rules_of(), "assessed_tiers": ["critical", "high"]})

    (reason,) = reasons(scene)
    assert reason.code == "risk-above-appetite"
    assert reason.message.endswith(
        "Not assessed yet: Security and compliance, Loss of control, Communication, Culture, Dependency."
    )

    for category in RiskCategory.values[:4]:
        make.risk(scene.engagement, scene.vendor, 4, 4, category=category)
    make.risk(scene.engagement, scene.vendor, 4, category="dependency")
    (reason,) = reasons(scene)
    assert reason.message.endswith("Not assessed yet: Dependency.")

    make.risk(scene.engagement, scene.vendor, 4, 4, category="dependency")
    assert codes(scene) == []


def test_a_policy_from_before_there_were_risks_demands_none_and_can_still_be_read() -> None:
    rules = make_sharing.rules_of(confidential={"risks": False}, restricted={"risks": False})
    for demands in rules["categories"].values():
        demands.pop("risks", None)
    del rules["appetite"]
    del rules["assessed_tiers"]
    scene = at_tier("moderate")
    make.risk(scene.engagement, scene.vendor, 25)

    make_sharing.policy(rules)

    assert policy.faults(rules) == []
    assert codes(scene) == []


@pytest.mark.parametrize(
    "change",
    [
        {"appetite": {"critical": "low"}},
        {"appetite": {**dict.fromkeys(policy.TIERS, "low"), "low": "none"}},
        {"appetite": None},
        {"assessed_tiers": ["severe"]},
        {"assessed_tiers": "high"},
    ],
)
def test_an_appetite_that_cannot_be_read_blocks(change: dict[str, Any]) -> None:
    scene = at_tier("moderate")

    make_sharing.policy({**make_sharing.rules_of(), **change})

    assert codes(scene) == ["policy-missing"]


def test_a_policy_that_wants_risks_names_an_appetite() -> None:
    rules = make_sharing.rules_of()
    del rules["appetite"]

    assert policy.faults(rules) == [
        "“appetite” names for each tier the worst risk that may remain: low, medium or high."
    ]


def test_a_risk_that_gets_worse_stops_the_clearance_until_somebody_decides_anew() -> None:
    scene = make_sharing.cleared()
    risk = vendor_actions.log_risk(
        scene.engagement,
        scene.vendor,
        scene.reviewer,
        category="control",
        title="Only they know the routing",
        inherent_likelihood=4,
        inherent_impact=5,
        treatment="Runbooks with us.",
        owner=scene.engagement.owner,
        review_on=make.TODAY + timedelta(days=90),
    )
    assert "risk-above-appetite" in [one.code for one in judge(scene.sharing.pk, make.AT).answer.reasons]

    vendor_actions.assess_risk(risk, scene.reviewer, 1, 2, make.TODAY + timedelta(days=90), make.AT)

    answer = judge(scene.sharing.pk, make.AT).answer
    assert "risk-above-appetite" not in [one.code for one in answer.reasons]
    assert "clearance-superseded" in [one.code for one in answer.reasons]
