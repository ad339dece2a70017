"""How bad a risk is, and what the facts suggest: pure, so each rule stands alone."""

from dataclasses import replace
from itertools import product

import pytest

from vendors.models import RiskLevel
from vendors.rules.risks import (
    ALL,
    Known,
    covering_subjects,
    is_above,
    level_of,
    suggested,
    worst,
)

PLAIN = Known(
    location="onshore",
    is_substitutable=True,
    is_core=False,
    vendor_kind="company",
    own_currency="EUR",
    currencies=frozenset({"EUR"}),
    own_languages=frozenset({"en"}),
    languages=frozenset({"en", "pl"}),
)


def test_the_level_of_every_product_of_likelihood_and_impact():
    levels = {score: level_of(score).value for score in {a * b for a, b in product(range(1, 6), repeat=2)}}

    assert {score for score, level in levels.items() if level == "low"} == {1, 2, 3, 4}
    assert {score for score, level in levels.items() if level == "medium"} == {5, 6, 8, 9, 10, 12}
    assert {score for score, level in levels.items() if level == "high"} == {15, 16, 20, 25}


def test_a_higher_likelihood_or_impact_never_gives_a_lower_level():
    order = list(RiskLevel)
    for likelihood, impact in product(range(1, 5), range(1, 6)):
        assert order.index(level_of((likelihood + 1) * impact)) >= order.index(level_of(likelihood * impact))


@pytest.mark.parametrize(
    ("level", "ceiling", "above"),
    [
        ("low", "low", False),
        ("medium", "low", True),
        ("medium", "medium", False),
        ("high", "medium", True),
        ("high", "high", False),
        ("dreadful", "high", True),
        ("low", "whatever", True),
    ],
)
def test_a_level_is_above_a_ceiling_also_where_one_of_them_is_not_known(level, ceiling, above):
    assert is_above(level, ceiling) is above


def test_the_worst_of_several_counts_and_of_none_nothing():
    assert worst([3, 12, 4]) == RiskLevel.MEDIUM
    assert worst([]) is None


def test_a_waiver_for_a_level_covers_it_and_what_is_milder():
    assert covering_subjects("RSK-0007", "medium") == ["RSK-0007/medium", "RSK-0007/high"]
    assert covering_subjects("RSK-0007", "high") == ["RSK-0007/high"]


def test_a_plain_engagement_suggests_nothing():
    assert suggested(PLAIN) == []


@pytest.mark.parametrize(
    ("change", "key", "category"),
    [
        ({"location": "offshore"}, "offshore", "control"),
        ({"is_substitutable": False}, "sole-source", "dependency"),
        ({"is_core": True}, "core", "control"),
        ({"vendor_kind": "contractor"}, "contractor", "dependency"),
        ({"currencies": frozenset({"EUR", "GBP"})}, "currency", "dependency"),
        ({"languages": frozenset({"pl"})}, "language", "communication"),
    ],
)
def test_each_fact_suggests_its_risk_and_no_other(change, key, category):
    found = suggested(replace(PLAIN, **change))

    assert [(one.key, one.category.value) for one in found] == [(key, category)]


@pytest.mark.parametrize(
    "change",
    [
        {"location": "nearshore"},
        {"is_substitutable": None},
        {"currencies": frozenset()},
        {"languages": frozenset()},
    ],
)
def test_what_is_not_known_suggests_nothing(change):
    assert suggested(replace(PLAIN, **change)) == []


def test_what_somebody_has_taken_up_is_suggested_no_more():
    known = replace(PLAIN, location="offshore", is_core=True)

    assert [one.key for one in suggested(known, taken=["offshore"])] == ["core"]


def test_every_suggestion_is_on_the_scale_and_more_than_low():
    for one in ALL:
        assert 1 <= one.likelihood <= 5
        assert 1 <= one.impact <= 5
        assert level_of(one.score) != RiskLevel.LOW
    assert len({one.key for one in ALL}) == len(ALL)
