"""What holds whatever the facts are: the gate never opens by what gets worse, and closes on what it does not know."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.models import Item
from sharing.actions import judge
from sharing.models.asked import Who
from sharing.models.facts import ConditionFacts, Facts, PolicyFacts, RiskFacts, SubcontractorFacts
from sharing.models.gathering import gather
from sharing.rules import gate
from sharing.rules.reasons import day_of, end_of
from tests import make, make_sharing
from vendors.models import DATA_CLASS_ORDER, DataCategory
from vendors.rules.days import months_after

pytestmark = pytest.mark.django_db
often = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def gathered() -> tuple[Facts, PolicyFacts]:
    scene = make_sharing.scene({}, {}, {})
    found = gather([scene.sharing.pk], make.TODAY)
    assert found.policy is not None
    return found.facts[scene.sharing.pk], found.policy


def changed(facts: Facts, part: str, **values: Any) -> Facts:
    return dataclasses.replace(facts, **{part: dataclasses.replace(getattr(facts, part), **values)})


def with_item(facts: Facts, **values: Any) -> Facts:
    """One more required item in the checklist."""
    checklist = facts.checklists[0]
    more = checklist.items[0]._replace(id=10_000, code="Z-99", template_item_id=10_000, **values)
    longer = dataclasses.replace(checklist, items=(*checklist.items, more))
    return dataclasses.replace(facts, checklists=(longer, *facts.checklists[1:]))


def with_risk(facts: Facts, **values: Any) -> Facts:
    """One more open risk, high before and after what was done about it."""
    more = RiskFacts(9_000, facts.vendor.id, facts.engagement.id, "control", "One more", 20, 16, True, Who(1, "A"), 2)
    return dataclasses.replace(facts, risks=(*facts.risks, more._replace(**values)))


def with_subcontractor(facts: Facts, **values: Any) -> Facts:
    """One more subcontractor, announced a while ago and not approved."""
    more = SubcontractorFacts(
        *(9_000, facts.vendor.id, facts.engagement.id, "announced", "One more", make.TODAY, make.TODAY),
        *("confidential", frozenset({"personal"}), frozenset({"DE"}), 1, None),
    )
    return dataclasses.replace(facts, subcontractors=(*facts.subcontractors, more._replace(**values)))


def with_condition(facts: Facts) -> Facts:
    """One more condition of the fit assessment, and nobody has done it."""
    more = ConditionFacts(9_000, facts.engagement.id, "open", "One more", make.TODAY, Who(1, "A"), None, None)
    return dataclasses.replace(facts, conditions=(*facts.conditions, more))


WORSE = {
    "vendor suspended": lambda facts: changed(facts, "vendor", status="suspended"),
    "approval lapsed": lambda facts: changed(facts, "vendor", approved_until_on=date(2026, 1, 1)),
    "merged": lambda facts: changed(facts, "vendor", merged_into_id=5),
    "not awarded": lambda facts: changed(facts, "engagement", status="sourcing"),
    "no confirmation": lambda facts: changed(facts, "engagement", confirmations=()),
    "no contract": lambda facts: dataclasses.replace(facts, contract=None),
    "contract over": lambda facts: changed(facts, "contract", status="expired"),
    "no clause": lambda facts: changed(facts, "contract", clauses={}),
    "no agreement": lambda facts: dataclasses.replace(facts, agreements=()),
    "no checklist": lambda facts: dataclasses.replace(facts, checklists=()),
    "abroad": lambda facts: changed(facts, "sharing", countries=frozenset({"DE", "IN"})),
    "class above": lambda facts: changed(facts, "sharing", data_class="restricted"),
    "risk above appetite": lambda facts: with_risk(facts),
    "fit condition open": lambda facts: with_condition(facts),
    "subcontractor more": lambda facts: with_subcontractor(facts),
    "too late": lambda facts: changed(facts, "sharing", until_on=date(2026, 11, 1)),
}


def worsened(facts: Facts, names: list[str]) -> Facts:
    for name in names:
        if facts.contract is not None or name not in ("no clause", "contract over"):
            facts = WORSE[name](facts)
    return facts


worsenings = st.lists(st.sampled_from(sorted(WORSE)), unique=True)


def test_taking_anything_away_never_opens_the_gate() -> None:
    facts, policy = gathered()
    assert gate.decide(facts, policy, make.AT).ready

    @often
    @given(worsenings, st.sampled_from(sorted(WORSE)))
    def holds(before: list[str], then: str) -> None:
        assert gate.decide(worsened(facts, before), policy, make.AT).ready == (not before)
        assert not gate.decide(worsened(facts, [*before, then]), policy, make.AT).ready

    holds()


def test_an_item_more_that_is_not_settled_never_opens_the_gate() -> None:
    facts, policy = gathered()

    @often
    @given(worsenings, st.sampled_from([s for s in Item.Status.values if s != "not-applicable"]))
    def holds(before: list[str], status: str) -> None:
        worse = worsened(facts, before)
        was = gate.decide(worse, policy, make.AT)
        if not worse.checklists:
            return
        more = with_item(worse, status=status, answer_id=None, is_answer_accepted=None)
        now = gate.decide(more, policy, make.AT)
        assert not now.ready
        assert len(now.reasons) == len(was.reasons) + 1

    holds()


scores = st.sampled_from(sorted({a * b for a in range(1, 6) for b in range(1, 6)}))


def test_a_risk_more_never_opens_the_gate_and_one_that_gets_worse_neither() -> None:
    facts, policy = gathered()

    @often
    @given(worsenings, scores, st.none() | scores, scores)
    def holds(before: list[str], inherent: int, residual: int | None, more: int) -> None:
        worse = worsened(facts, before)
        one = with_risk(worse, inherent=inherent, residual=residual)
        was = gate.decide(one, policy, make.AT)
        assert not was.ready or not before
        for change in ({"inherent": max(inherent, more)}, {"residual": max(residual or inherent, more)}):
            now = gate.decide(
                with_risk(worse, **{"inherent": inherent, "residual": residual, **change}), policy, make.AT
            )
            assert was.ready or not now.ready

    holds()


scopes = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["announced", "objected", "approved"]) | st.text(max_size=5),
        "data_class": st.sampled_from(["public", "internal", "confidential", "restricted", "", "secret"]),
        "categories": st.none() | st.frozensets(st.sampled_from(DataCategory.values), max_size=2),
        "countries": st.none() | st.frozensets(st.sampled_from(["DE", "IN", "GB", "US"]), max_size=2),
        "approved_by_id": st.none() | st.sampled_from([1, 7]),
    }
)


def test_a_subcontractor_more_never_opens_the_gate_whatever_is_known_of_it() -> None:
    facts, policy = gathered()

    @often
    @given(worsenings, scopes)
    def holds(before: list[str], scope: dict[str, Any]) -> None:
        worse = worsened(facts, before)
        was, now = gate.decide(worse, policy, make.AT), gate.decide(with_subcontractor(worse, **scope), policy, make.AT)
        assert was.ready or not now.ready
        assert len(now.reasons) >= len(was.reasons)
        is_harmless = scope["data_class"] == "public" and scope["categories"] == frozenset()
        if not is_harmless and (scope["status"] != "approved" or scope["approved_by_id"] != 7):
            assert not now.ready

    holds()


FIELDS = [
    ("sharing", "data_class", lambda text: text not in DATA_CLASS_ORDER),
    ("sharing", "status", lambda text: text not in gate.data.SharingRequest.Status.values),
    ("sharing", "frequency", lambda text: text not in gate.data.Frequency.values),
    ("vendor", "status", lambda text: text not in gate.data.Vendor.Status.values),
    ("engagement", "status", lambda text: text not in gate.data.Engagement.Status.values),
]


def test_any_value_that_we_do_not_know_blocks() -> None:
    facts, policy = gathered()

    @often
    @given(st.sampled_from(FIELDS), st.text(max_size=12))
    def holds(place: Any, text: str) -> None:
        part, name, is_unknown = place
        decision = gate.decide(changed(facts, part, **{name: text}), policy, make.AT)
        if is_unknown(text):
            assert not decision.ready
            assert "unknown" in {reason.code for reason in decision.reasons}

    holds()


def test_any_category_that_we_do_not_know_blocks() -> None:
    facts, policy = gathered()

    @often
    @given(st.frozensets(st.text(max_size=12) | st.sampled_from(DataCategory.values), max_size=4))
    def holds(categories: frozenset[str]) -> None:
        decision = gate.decide(changed(facts, "sharing", categories=categories), policy, make.AT)
        if not categories <= set(DataCategory.values):
            assert not decision.ready

    holds()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_a_policy_that_is_anything_else_than_a_policy_blocks() -> None:
    facts, policy = gathered()

    @often
    @given(json_values)
    def holds(rules: Any) -> None:
        decision = gate.decide(facts, dataclasses.replace(policy, rules=rules, read={}), make.AT)
        assert [reason.code for reason in decision.reasons] == ["policy-missing"]

    holds()


def test_a_policy_with_anything_strange_in_one_place_blocks() -> None:
    facts, policy = gathered()
    places = ["approved_countries", "reassess_months", "approval_months", "evaluation", "classes", "categories"]

    @often
    @given(st.sampled_from(places), json_values)
    def holds(place: str, value: Any) -> None:
        rules = {**policy.rules, place: value}
        decision = gate.decide(facts, dataclasses.replace(policy, rules=rules, read={}), make.AT)
        if place in ("classes", "categories", "reassess_months", "evaluation"):
            assert not decision.ready

    holds()


def test_what_is_valid_until_an_instant_is_ready_to_the_last_second_before_it_and_not_after() -> None:
    facts, policy = gathered()

    @often
    @given(st.integers(0, 250), st.integers(0, 250), st.sampled_from(["Europe/Berlin", "UTC", "America/Havana"]))
    def holds(answer_days: int, contract_days: int, zone: str) -> None:
        checklist = facts.checklists[0]
        item = checklist.items[0]._replace(answer_until_on=make.TODAY + timedelta(days=answer_days))
        ending = dataclasses.replace(
            changed(facts, "contract", ends_on=make.TODAY + timedelta(days=contract_days)),
            checklists=(dataclasses.replace(checklist, items=(item,)),),
        )
        with override_settings(TIME_ZONE=zone):
            decision = gate.decide(ending, policy, make.AT)
            assert decision.valid_until is not None
            assert gate.decide(ending, policy, decision.valid_until - timedelta(seconds=1)).ready
            assert not gate.decide(ending, policy, decision.valid_until).ready

    holds()


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", date(2026, 11, 23), datetime(2026, 11, 24, tzinfo=UTC)),
        ("Europe/Berlin", date(2027, 3, 27), datetime(2027, 3, 27, 23, tzinfo=UTC)),
        ("Europe/Berlin", date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ("America/Havana", date(2027, 3, 13), datetime(2027, 3, 14, 5, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 12, 31), datetime(2026, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_day_ends_when_the_next_begins_there_also_where_clocks_change(
    settings: Any, zone: str, day: date, end: datetime
) -> None:
    settings.TIME_ZONE = zone

    assert end_of(day) == end
    assert day_of(end) == day + timedelta(days=1)
    assert day_of(end - timedelta(seconds=1)) == day
    assert end.astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)


def test_the_end_of_time_is_an_instant_too() -> None:
    assert end_of(date.max).year == 9999


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_an_instant_without_a_zone_is_an_unsound_clock() -> None:
    scene = make_sharing.scene()
    naive = make.AT.replace(tzinfo=None)
    found = gather([scene.sharing.pk], make.TODAY)

    decision = gate.decide(found.facts[scene.sharing.pk], found.policy, naive)

    assert [reason.code for reason in decision.reasons] == ["clock-unsound"]
    assert judge(scene.sharing.pk, make.AT).decision.ready


def test_no_policy_blocks() -> None:
    facts, _policy = gathered()

    assert [reason.code for reason in gate.decide(facts, None, make.AT).reasons] == ["policy-missing"]
