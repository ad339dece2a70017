"""What several people's scores come to, whatever they give."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.scoring import Disagreement, Given, Judged, result, shares

CANDIDATES = ["CAN-1", "CAN-2", "CAN-3"]
EVALUATORS = ["EVA-1", "EVA-2", "EVA-3"]
KEYS = ["expertise", "security", "service"]
NO_FLOORS = (None,) * len(KEYS)
LEVEL = st.one_of(st.none(), st.integers(1, 5))

weights = st.tuples(*[st.integers(0, 50)] * len(KEYS)).filter(any)
floors = st.tuples(*[st.one_of(st.none(), st.integers(1, 4))] * len(KEYS))
sheets = st.fixed_dictionaries({(who, one, key): LEVEL for who in EVALUATORS for one in CANDIDATES for key in KEYS})


def criteria(weighted, floored=NO_FLOORS):
    return [Judged(key, weight, floor=floor) for key, weight, floor in zip(KEYS, weighted, floored, strict=True)]


def levels(sheet):
    return [Given(*key, value) for key, value in sheet.items()]


def judged(weighted, sheet, floored=NO_FLOORS):
    return result(criteria(weighted, floored), CANDIDATES, EVALUATORS, levels(sheet), {})


def totals(found):
    return {one.key: one.total for one in found.ranked}


def places(found):
    return {one.key: one.rank for one in found.ranked}


def test_a_weighted_score_with_its_spread():
    sheet = [
        Given("EVA-1", "CAN-1", "expertise", 5),
        Given("EVA-2", "CAN-1", "expertise", 4),
        Given("EVA-1", "CAN-1", "security", 2),
        Given("EVA-2", "CAN-1", "security", 4),
    ]

    found = result([Judged("expertise", 2), Judged("security", 1)], ["CAN-1"], ["EVA-1", "EVA-2"], sheet, {})

    assert found.ranked[0].total == (Fraction(9, 2) * 2 + 3) / 3
    assert found.own == {("EVA-1", "CAN-1"): Fraction(12, 3), ("EVA-2", "CAN-1"): Fraction(12, 3)}
    cell = found.cells["CAN-1", "security"]
    assert (cell.score, cell.low, cell.high, cell.spread, cell.left_out) == (3, 2, 4, 2, 0)
    assert found.disagreements == [Disagreement("CAN-1", "security", 2)]


def test_the_cost_is_scored_by_the_figures_and_an_unknown_one_is_missing():
    costs = {"CAN-1": 100_000, "CAN-2": 125_000}

    found = result([Judged("cost", 1, is_cost=True)], CANDIDATES, [], [], costs)

    assert [found.cells[one, "cost"].score for one in CANDIDATES] == [5, 4, None]
    assert [(one.key, one.may_win, one.missing) for one in found.ranked] == [
        ("CAN-1", True, ()),
        ("CAN-2", True, ()),
        ("CAN-3", False, ("cost",)),
    ]


def test_one_level_at_the_floor_of_a_deal_breaker_rules_out():
    sheet = [
        Given(who, one, "security", 2 if (who, one) == ("EVA-2", "CAN-1") else 5)
        for who in EVALUATORS
        for one in CANDIDATES
    ]

    found = result([Judged("security", 10, floor=2)], CANDIDATES, EVALUATORS, sheet, {})

    assert {one.key: (one.may_win, one.ruled_out) for one in found.ranked} == {
        "CAN-1": (False, ("security",)),
        "CAN-2": (True, ()),
        "CAN-3": (True, ()),
    }
    assert found.ranked[-1].key == "CAN-1"


def test_a_deal_breaker_without_a_weight_rules_out_and_adds_nothing():
    sheet = [Given("EVA-1", one, key, 3) for one in CANDIDATES for key in ("security", "service")]
    sheet[0] = Given("EVA-1", "CAN-1", "security", 1)

    found = result([Judged("security", 0, floor=1), Judged("service", 5)], CANDIDATES, ["EVA-1"], sheet, {})

    assert totals(found) == dict.fromkeys(CANDIDATES, 3)
    assert [one.key for one in found.ranked if one.ruled_out] == ["CAN-1"]


def test_a_deal_breaker_that_somebody_left_out_is_missing_since_it_may_be_broken():
    sheet = [Given("EVA-1", "CAN-1", "security", 5), Given("EVA-2", "CAN-1", "security", None)]

    found = result([Judged("security", 10, floor=1)], ["CAN-1"], ["EVA-1", "EVA-2"], sheet, {})

    assert found.ranked[0].missing == ("security",)
    assert not found.ranked[0].may_win


def test_without_a_weight_nothing_is_asked_and_nothing_comes_out():
    assert not Judged("service", 0).counts
    assert result([Judged("service", 0)], CANDIDATES, EVALUATORS, [], {}) is None


def test_before_anybody_submitted_everything_is_missing():
    found = result([Judged("service", 5)], CANDIDATES, [], [], {})

    assert [(one.total, one.may_win, one.missing) for one in found.ranked] == [(1, False, ("service",))] * 3


@given(weights, sheets, st.integers(1, 7), st.permutations(KEYS), st.permutations(CANDIDATES))
def test_neither_the_order_nor_the_scale_of_the_weights_matters(weighted, sheet, factor, order, candidates):
    first = judged(weighted, sheet)
    by_key = dict(zip(KEYS, weighted, strict=True))

    again = result([Judged(key, by_key[key] * factor) for key in order], candidates, EVALUATORS, levels(sheet), {})

    assert totals(again) == totals(first)
    assert places(again) == places(first)
    assert {(one.candidate, one.criterion) for one in again.disagreements} == {
        (one.candidate, one.criterion) for one in first.disagreements
    }


@given(weights, floors, sheets, st.data())
def test_leaving_a_score_out_never_helps(weighted, floored, sheet, data):
    given_ones = [key for key, value in sheet.items() if value is not None]
    if not given_ones:
        return
    gone = data.draw(st.sampled_from(given_ones))

    full, partial = judged(weighted, sheet, floored), judged(weighted, {**sheet, gone: None}, floored)

    assert totals(partial)[gone[1]] <= totals(full)[gone[1]]
    assert all(totals(partial)[one] == totals(full)[one] for one in CANDIDATES if one != gone[1])


@given(weights, floors, sheets)
def test_who_is_missing_a_score_that_counts_never_wins(weighted, floored, sheet):
    found = judged(weighted, sheet, floored)

    counting = [one.key for one in criteria(weighted, floored) if one.counts]
    for one in found.ranked:
        unknown = any(all(sheet[who, one.key, key] is None for who in EVALUATORS) for key in counting)
        assert not (unknown and one.may_win)


@given(weights, sheets, st.data())
def test_a_candidate_that_nobody_puts_higher_on_anything_never_comes_before(weighted, sheet, data):
    better, worse = CANDIDATES[:2]
    for who in EVALUATORS:
        for key in KEYS:
            top = sheet[who, better, key]
            lower = st.none() if top is None else st.one_of(st.none(), st.integers(1, top))
            sheet = {**sheet, (who, worse, key): data.draw(lower)}

    found = judged(weighted, sheet)

    assert totals(found)[worse] <= totals(found)[better]
    assert places(found)[worse] >= places(found)[better]


PRICES = [0, 1, 2, 10, 11, 10**12, None]  # the unknown one is the dearest


@given(weights, st.integers(0, 1), floors, sheets, st.tuples(*[st.integers(0, 6)] * 3), st.booleans())
def test_who_is_nowhere_better_and_somewhere_worse_or_dearer_comes_after_one_who_can_win(
    weighted, of_the_cost, floored, sheet, drawn, is_only_dearer
):
    """Whether or not the cost is a criterion: where it is none, or is capped, it still breaks the tie."""
    better, worse = CANDIDATES[:2]
    for who in EVALUATORS:
        for key in KEYS:
            pair = [sheet[who, one, key] for one in (better, worse)]
            lower, higher = sorted(pair, key=lambda level: level or 0)
            lower = higher if is_only_dearer else lower
            sheet = {**sheet, (who, better, key): higher, (who, worse, key): lower}
    cheap, dear = sorted(drawn[:2])
    costs = {better: PRICES[cheap], worse: PRICES[dear], CANDIDATES[2]: PRICES[drawn[2]]}
    judges = [*criteria(weighted, floored), Judged("cost", of_the_cost, is_cost=True)]

    found = result(judges, CANDIDATES, EVALUATORS, levels(sheet), costs)

    first, second = (next(one for one in found.ranked if one.key == key) for key in (better, worse))
    is_worse = any(
        (found.cells[worse, one.key].score or 0) < (found.cells[better, one.key].score or 0)
        for one in judges
        if one.counts
    )
    assert first.may_win or not second.may_win
    if first.may_win and (is_worse or cheap < dear):
        assert first.rank < second.rank


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_shares_add_up_to_the_whole_and_keep_the_order_of_the_weights(weighted):
    parts = shares(weighted)

    assert sum(parts) == (1000 if any(weighted) else 0)
    assert all(
        abs(part * sum(weighted) - 1000 * weight) <= sum(weighted) for part, weight in zip(parts, weighted, strict=True)
    )
    pairs = sorted(zip(weighted, parts, strict=True))
    assert all(one <= two for (a, one), (b, two) in pairwise(pairs) if a < b)


@pytest.mark.parametrize(
    ("weighted", "parts"), [((1, 1, 1), [334, 333, 333]), ((0, 0), [0, 0]), ((3, 1), [750, 250]), ((5,), [1000])]
)
def test_weights_are_shown_as_per_cent(weighted, parts):
    assert shares(weighted) == parts
