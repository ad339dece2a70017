"""Who leads: exact, fair to what is unknown, and never the one that another beats in everything."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.ranking import LOWEST, Standing, Weights, cost_scores, dominates, leader, ranking, weighted

KEYS = ["skills", "quality", "security", "cost"]
LEVELS = st.one_of(st.none(), st.sampled_from([Fraction(2), Fraction(2), Fraction(3), Fraction(9, 2)]))
WEIGHTS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([0, 0, 1, 3, 40]), min_size=1).filter(
    lambda given: any(given.values())
)


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    number = draw(st.integers(1, 6))
    return [
        Standing(
            key=f"CAN-{place}",
            scores={key: draw(LEVELS) for key in KEYS},
            ruled_out=draw(st.sampled_from([(), (), ("security",)])),
            cost=draw(st.sampled_from([None, 0, 5, 5, 10**12])),
        )
        for place in range(number)
    ]


def standing(key: str, *levels: int | None, **more: object) -> Standing:
    scores = {name: None if level is None else Fraction(level) for name, level in zip(KEYS, levels, strict=False)}
    return Standing(key, scores, **more)  # type: ignore[arg-type]


def test_the_total_is_the_weighted_mean() -> None:
    weights = Weights({"skills": 1, "quality": 3})

    assert weighted(weights, {"skills": Fraction(1), "quality": Fraction(5)}) == 4
    assert weights.share("quality") == Fraction(3, 4)


@pytest.mark.parametrize("given", [{}, {"skills": 0}, {"skills": -1, "quality": 5}])
def test_weights_that_mean_nothing_are_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Weights(given)


def test_a_missing_score_is_named_counts_as_the_lowest_and_keeps_a_candidate_from_winning() -> None:
    weights = Weights({"skills": 1, "quality": 1})

    ranked = ranking(weights, [standing("a", 5, None), standing("b", 2, 2)])

    assert [(one.key, one.total, one.may_win, one.missing) for one in ranked] == [
        ("b", 2, True, ()),
        ("a", 3, False, ("quality",)),
    ]
    assert leader(ranked) == ranked[0]


def test_who_fails_a_deal_breaker_comes_last_and_nobody_leads_where_nobody_may_win() -> None:
    weights = Weights({"skills": 1})

    ranked = ranking(weights, [standing("a", 5, ruled_out=("skills",)), standing("b", None)])

    assert leader(ranked) is None
    assert [one.key for one in ranked] == ["a", "b"]


def test_of_equal_totals_the_cheaper_one_leads_and_what_is_alike_in_everything_shares_the_rank() -> None:
    weights = Weights({"skills": 1})

    cheaper = ranking(weights, [standing("a", 3, cost=2), standing("b", 3, cost=1)])
    alike = ranking(weights, [standing("a", 3, cost=1), standing("b", 3, cost=1), standing("c", 2)])

    assert [(one.key, one.rank) for one in cheaper] == [("b", 1), ("a", 2)]
    assert [(one.key, one.rank) for one in alike] == [("a", 1), ("b", 1), ("c", 3)]
    assert leader(alike) is None


def test_twice_the_price_is_half_the_score_and_an_unknown_price_has_none() -> None:
    scores = cost_scores({"a": 137, "b": 274, "c": None, "d": 10_000})

    assert scores == {"a": 5, "b": Fraction(5, 2), "c": None, "d": LOWEST}
    assert cost_scores({"a": 0, "b": 4}) == {"a": 5, "b": Fraction(5, 4)}


@given(WEIGHTS, standings(), st.integers(1, 1000), st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_order_or_scale_of_the_weights_nor_on_the_order_of_candidates(
    given_weights: dict[str, int], given: list[Standing], scale: int, dice: random.Random
) -> None:
    mixed = list(given_weights.items())
    dice.shuffle(mixed)
    shuffled = list(given)
    dice.shuffle(shuffled)

    plain = ranking(Weights(given_weights), given)
    other = ranking(Weights({key: weight * scale for key, weight in mixed}), shuffled)

    assert [(one.key, one.total, one.rank, one.may_win, set(one.missing)) for one in plain] == [
        (one.key, one.total, one.rank, one.may_win, set(one.missing)) for one in other
    ]


@given(WEIGHTS, standings())
def test_under_any_weights_scores_and_costs_a_dominated_candidate_never_ranks_before_who_dominates_it(
    given_weights: dict[str, int], given: list[Standing]
) -> None:
    weights = Weights(given_weights)
    rank = {one.key: one.rank for one in ranking(weights, given)}

    for one in given:
        for other in given:
            if dominates(weights, one, other):
                assert rank[one.key] < rank[other.key]


@given(WEIGHTS, standings())
def test_knowing_less_never_scores_better(given_weights: dict[str, int], given: list[Standing]) -> None:
    weights = Weights(given_weights)

    for one in given:
        for key in KEYS:
            assert weighted(weights, {**one.scores, key: None}) <= weighted(weights, one.scores)


def test_of_equal_totals_who_is_better_in_what_has_no_weight_leads_before_the_cheaper() -> None:
    weights = Weights({"skills": 1, "quality": 0})

    ranked = ranking(weights, [standing("a", 3, 4, cost=9), standing("b", 3, 3, cost=1)])

    assert [(one.key, one.rank) for one in ranked] == [("a", 1), ("b", 2)]
