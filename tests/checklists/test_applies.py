"""When a template or an item applies."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.rules import applies
from checklists.rules.applies import Facts, matches
from checklists.rules.tier import Level
from vendors.models import DataClass

FACTS = Facts(
    data_class="internal",
    categories=frozenset({"personal"}),
    tier="moderate",
    vendor_kind="company",
    contract_kinds=frozenset({"hourly"}),
    it_kind="it",
    is_core=False,
)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"data_class": "internal"}, True),
        ({"data_class": "confidential"}, False),
        ({"categories": ["personal", "special"]}, True),
        ({"categories": ["cardholder"]}, False),
        ({"tiers": ["high", "critical"]}, False),
        ({"vendor_kinds": ["contractor"]}, False),
        ({"contract_kinds": ["hourly", "project"]}, True),
        ({"it_kinds": ["ites"]}, False),
        ({"is_core": False}, True),
        ({"data_class": "internal", "is_core": True}, False),
    ],
)
def test_all_conditions_must_hold(conditions, expected):
    assert matches(conditions, FACTS) is expected


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("data_class", {"data_class": "restricted"}),
        ("categories", {"categories": ["cardholder"]}),
        ("tier", {"tiers": ["critical"]}),
        ("contract_kinds", {"contract_kinds": ["project"]}),
        ("is_core", {"is_core": True}),
    ],
)
def test_what_is_not_known_applies(name, conditions):
    assert not matches(conditions, FACTS)
    assert matches(conditions, replace(FACTS, **{name: None}))


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        {"data_class": "secret"},
        {"data_class": ["internal"]},
        {"tier": ["high"]},
        {"tiers": []},
        {"tiers": "high"},
        {"tiers": ["high"]},
        {"tiers": ["low", "critical"]},
        {"categories": ["biometric"]},
        {"is_core": "yes"},
    ],
)
def test_conditions_that_are_not_sound_are_named(conditions):
    assert applies.faults(conditions)


def test_sound_conditions_have_no_faults():
    sound = {"data_class": "internal", "tiers": ["high", "critical"], "contract_kinds": ["other"], "is_core": True}

    assert applies.faults(sound) == []


@given(
    floor=st.sampled_from(DataClass.values),
    lower=st.integers(0, 3),
    step=st.integers(0, 3),
    tiers=st.integers(1, 4),
    here=st.integers(0, 3),
)
def test_lowering_a_data_class_or_a_tier_never_adds_items(floor, lower, step, tiers, here):
    conditions = {"data_class": floor, "tiers": Level.values[-tiers:]}
    higher = min(lower + step, 3)
    milder = replace(FACTS, data_class=DataClass.values[lower], tier=Level.values[min(here, lower)])
    worse = replace(FACTS, data_class=DataClass.values[higher], tier=Level.values[max(min(here, lower), higher)])

    assert matches(conditions, worse) or not matches(conditions, milder)


def test_the_rule_that_brought_an_item_is_said_in_words():
    assert applies.sentence({"tiers": ["high", "critical"], "data_class": "internal"}) == (
        "tier High or above; data class Internal or above"
    )
    assert applies.sentence({}) == "applies always"
