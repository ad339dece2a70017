"""The tier: the table, what raises it, and that nothing worse ever lowers it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.rules import tier
from checklists.rules.tier import LEVELS, Inputs, Level, derive

MILD = Inputs("public", (), 0, 0, 0, True, False)
# From the mildest to the worst; None is unknown.
SCALES = {
    "data_class": ["none", "public", "internal", "confidential", "restricted", None],
    "access": [0, 1, 2, 3, 4, None],
    "criticality": [0, 1, 2, 3, 4, None],
    "volume": [0, 1, 2, None],
    "is_substitutable": [True, False, None],
    "is_third_country": [False, True, None],
    **{name: [False, True, None] for name in tier.RAISES},
}
CATEGORIES = [(), ("personal",), ("personal", "special"), None]


@pytest.mark.parametrize(
    ("changes", "level", "rule"),
    [
        ({"data_class": "restricted", "access": 2}, Level.CRITICAL, 1),
        ({"access": 4}, Level.CRITICAL, 2),
        ({"criticality": 4, "is_substitutable": False}, Level.CRITICAL, 3),
        ({"criticality": 4, "data_class": "confidential"}, Level.CRITICAL, 3),
        ({"criticality": 4, "access": 3}, Level.CRITICAL, 3),
        ({"categories": ("credentials",)}, Level.HIGH, 4),
        ({"categories": ("source-code",), "access": 2}, Level.HIGH, 5),
        ({"access": 3}, Level.HIGH, 6),
        ({"criticality": 3}, Level.HIGH, 7),
        ({"criticality": 4}, Level.HIGH, 7),
        ({"data_class": "confidential", "volume": 2}, Level.HIGH, 8),
        ({"data_class": "confidential", "is_third_country": True}, Level.HIGH, 8),
        ({"data_class": "confidential"}, Level.MODERATE, 9),
        ({"data_class": "internal"}, Level.MODERATE, 9),
        ({"criticality": 2}, Level.MODERATE, 9),
        ({}, Level.LOW, 10),
    ],
)
def test_the_first_rule_of_the_table_that_matches_gives_the_tier(changes, level, rule):
    derived = derive(replace(MILD, **changes))

    assert (derived.level, derived.rule) == (level, rule)


@pytest.mark.parametrize("name", ["data_class", "categories", "access"])
def test_an_unknown_input_counts_as_the_worst(name):
    worst = {"data_class": "restricted", "categories": ("special",), "access": 4}

    assert derive(replace(MILD, **{name: None})).level == derive(replace(MILD, **{name: worst[name]})).level


def test_a_class_that_is_not_ours_counts_as_the_worst():
    assert tier.data_level("secret", ()) == 4
    assert tier.data_level("public", ("biometric",)) == 4


@pytest.mark.parametrize("name", tier.RAISES)
def test_each_raise_lifts_the_tier_by_one_step_and_is_kept(name):
    derived = derive(replace(MILD, **{name: True}))

    assert (derived.level, derived.raises) == (Level.MODERATE, (name,))


def test_several_raises_together_lift_by_one_step_and_never_above_critical():
    both = {"is_incident_recent": True, "is_group_critical": True}

    assert derive(replace(MILD, **both)).level == Level.MODERATE
    assert derive(replace(MILD, access=4, **both)).level == Level.CRITICAL


def test_the_tier_keeps_its_inputs_and_its_rule():
    kept = derive(replace(MILD, access=3, is_incident_recent=None)).kept()

    assert kept["level"] == "critical"
    assert kept["rule"] == 6
    assert kept["raises"] == ["is_incident_recent"]
    assert kept["inputs"]["access"] == 3


def test_no_step_to_the_worse_lowers_the_tier_in_the_whole_table():
    names = list(SCALES)[:6]
    for values in product(*(SCALES[name] for name in names)):
        here = Inputs(categories=(), **dict(zip(names, values, strict=True)))
        level = LEVELS.index(derive(here).level)
        for name in names:
            for worse in SCALES[name][SCALES[name].index(getattr(here, name)) + 1 :][:1]:
                assert LEVELS.index(derive(replace(here, **{name: worse})).level) >= level, (here, name, worse)


@given(data=st.data())
def test_making_any_inputs_worse_never_lowers_the_tier(data):
    milder, worse = {}, {}
    for name, scale in SCALES.items():
        first = data.draw(st.integers(0, len(scale) - 1))
        milder[name], worse[name] = scale[first], scale[data.draw(st.integers(first, len(scale) - 1))]
    place = data.draw(st.integers(0, len(CATEGORIES) - 1))
    milder["categories"], worse["categories"] = CATEGORIES[place], CATEGORIES[data.draw(st.integers(place, 3))]

    assert LEVELS.index(derive(Inputs(**worse)).level) >= LEVELS.index(derive(Inputs(**milder)).level)
