"""A tier set by hand: up at once, down by two and until a day; the derived one is never hidden."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from checklists import actions
from checklists.models import TierOverride
from checklists.readers.facts import known_about
from checklists.rules.tier import LEVELS, Inputs, Level, Override, derive, set_by_hand
from history.models import NotAllowed
from reminders.readers import work
from sharing.actions import judge
from tests import make, make_sharing
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
UNTIL = make.TODAY + timedelta(days=60)


def of(level):
    """A derived tier of this level."""
    facts = {"low": {}, "moderate": {"criticality": 2}, "high": {"access": 3}, "critical": {"access": 4}}[level]
    return derive(Inputs(**{**MILD, **facts}))


MILD = {
    "data_class": "public",
    "categories": (),
    "access": 0,
    "criticality": 0,
    "volume": 0,
    "is_substitutable": True,
    "is_third_country": False,
}


def test_whatever_is_set_by_hand_a_worse_derived_tier_never_gives_a_milder_one():
    for to, since in product(Level.values, ["", *Level.values]):
        ranks = [
            LEVELS.index(set_by_hand(of(level), [Override("TOV-0001", to, since, UNTIL)], make.TODAY).level)
            for level in Level.values
        ]
        assert ranks == sorted(ranks), (to, since)


def test_a_raise_is_a_floor_and_a_lowering_counts_only_for_the_level_it_was_approved_for():
    raised = [Override("TOV-0001", "high", "", None)]
    lowered = [Override("TOV-0002", "low", "high", UNTIL)]

    assert [set_by_hand(of(level), raised, make.TODAY).level for level in Level.values] == [
        "high", "high", "high", "critical",
    ]  # fmt: skip
    assert [set_by_hand(of(level), lowered, make.TODAY).level for level in Level.values] == [
        "low", "low", "low", "critical",
    ]  # fmt: skip
    assert set_by_hand(of("high"), lowered, UNTIL).level == "low"
    after = set_by_hand(of("high"), lowered, UNTIL + timedelta(days=1))
    assert (after.level, after.override) == ("high", None)
    kept = set_by_hand(of("high"), lowered, make.TODAY)
    assert (kept.derived, kept.override.ref, kept.kept()["derived"]) == ("high", "TOV-0002", "high")


@pytest.fixture
def scene():
    return make_sharing.scene()


def level(scene):
    return known_about(scene.vendor, Engagement.objects.get(pk=scene.engagement.pk), make.TODAY).tier.level


def raised(scene, to="high", by=None):
    by = by or make.user("reviewer-security")
    return actions.raise_tier(scene.vendor, scene.engagement, to, by=by, reason="A breach nearby.", at=make.AT)


def asked(scene, to="low", by=None, until_on=UNTIL):
    return actions.ask_lower_tier(
        scene.vendor,
        scene.engagement,
        to,
        by=by or make.user("reviewer-security"),
        reason="Made-up data until May.",
        until_on=until_on,
        at=make.AT,
    )


def test_one_person_raises_at_once_and_the_gate_and_the_checklists_read_it(scene):
    assert level(scene) == "moderate"

    raised(scene)

    assert level(scene) == "high"
    assert judge(scene.sharing.pk, make.AT).decision.tier == "high"
    assert Engagement.objects.get(pk=scene.engagement.pk).epoch == 2
    with pytest.raises(NotAllowed, match="raised as high already"):
        raised(scene)
    assert raised(scene, "critical").status == "standing"
    assert level(scene) == "critical"


def test_a_raise_is_ended_by_somebody_else(scene):
    by = make.user("reviewer-security")
    one = raised(scene, by=by)

    with pytest.raises(NotAllowed, match="somebody else ends that"):
        actions.end_tier(one, by=by, why="It was nothing.")
    actions.end_tier(one, by=make.user("approver"), why="It was nothing.")

    assert level(scene) == "moderate"


def test_a_lower_tier_counts_once_a_second_person_agrees_and_ends_by_itself(scene):
    one = asked(scene)
    assert level(scene) == "moderate"

    actions.approve_lower_tier(one, by=make.user("approver"), at=make.AT)

    assert level(scene) == "low"
    decision = judge(scene.sharing.pk, make.AT).decision
    assert decision.tier == "low"
    assert ("Tier lowered from Moderate by hand", UNTIL) in [(g.title, g.until_on) for g in decision.grounds]
    late = make.AT + timedelta(days=61)
    assert judge(scene.sharing.pk, late).decision.tier == "moderate"
    before = Engagement.objects.get(pk=scene.engagement.pk).epoch
    assert (actions.lapse_tiers(make.AT), actions.lapse_tiers(late), actions.lapse_tiers(late)) == (0, 1, 0)
    assert Engagement.objects.get(pk=scene.engagement.pk).epoch == before + 1


def test_who_asks_for_a_lower_tier_does_not_approve_it_in_the_database_either(scene):
    by = make.user("approver", "reviewer-security")
    one = asked(scene, by=by)

    with pytest.raises(NotAllowed, match="You asked for this lower tier"):
        actions.approve_lower_tier(one, by=by, at=make.AT)
    for wrong in ({"approved_by": by.person}, {"status": "standing"}, {"until_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TierOverride.objects.filter(pk=one.pk).update(**wrong)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"to": "high"}, "no lower tier"), ({"until_on": make.TODAY - timedelta(days=1)}, "Choose an end")],
)
def test_what_is_no_lowering_is_refused(scene, fields, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        asked(scene, **fields)


def test_a_lowering_is_not_approved_once_the_facts_have_got_worse(scene):
    one = asked(scene)
    Engagement.objects.filter(pk=scene.engagement.pk).update(access=4)

    with pytest.raises(NotAllowed, match="by now"):
        actions.approve_lower_tier(one, by=make.user("approver"), at=make.AT)


def test_the_page_says_rule_inputs_raises_and_what_was_set_by_hand(client, scene):
    one = asked(scene)
    path = reverse("checklists:tier", args=[scene.engagement.ref, scene.vendor.ref])
    assert client.get(path).url.startswith(reverse("account_login"))
    client.force_login(make.user("requester"))
    assert client.get(path).status_code == 404
    client.force_login(make.user("auditor"))
    assert "9: internal data, or access that reads" in client.get(path).content.decode()
    for name, more in (("raise", []), ("lower", []), ("approve", [one.ref]), ("end", [one.ref])):
        address = reverse(f"checklists:tier-{name}", args=[scene.engagement.ref, scene.vendor.ref, *more])
        assert client.post(address).status_code == 403

    approver = make.user("approver")
    assert [task.path for task in work.tasks(approver, make.TODAY) if "/tier/" in task.path] == [path]
    client.force_login(approver)
    client.post(reverse("checklists:tier-approve", args=[scene.engagement.ref, scene.vendor.ref, one.ref]))

    one.refresh_from_db()
    assert (one.status, one.approved_by) == ("standing", approver.person)
    assert "lowered from" in client.get(path).content.decode()
