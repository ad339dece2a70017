"""How sure the ranking is: the same seed says the same, a dominated candidate never leads, and turns are exact."""

import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.ranking import Standing, Weights, leader, ranking
from selection.rules.robustness import shares, turns
from selection.rules.streams import stream, triangular

KEYS = ["skills", "quality", "security"]
FEW = 500
A_LITTLE = Fraction(1, 10**9)


def standing(key: str, *levels: float, **more: object) -> Standing:
    return Standing(key, {name: Fraction(level) for name, level in zip(KEYS, levels, strict=True)}, **more)  # type: ignore[arg-type]


WEIGHTS = Weights({"skills": 50, "quality": 30, "security": 20})


@given(
    st.lists(st.integers(1, 30), min_size=3, max_size=3),
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(0, 2**63),
)
@settings(max_examples=40)
def test_the_shares_of_all_ranks_add_up_and_the_same_seed_says_the_same(
    weights: list[int], levels: list[list[int]], seed: int
) -> None:
    given = [standing(f"CAN-{place}", *row) for place, row in enumerate(levels)]
    held = Weights(dict(zip(KEYS, weights, strict=True)))

    first = shares(held, given, seed, draws=FEW)
    again = shares(Weights(dict(reversed(list(held.by_key.items())))), given[::-1], seed, draws=FEW)

    assert first == again
    assert all(sum(row) == 1 for row in first.by_rank.values())
    assert all(sum(row[rank] for row in first.by_rank.values()) == 1 for rank in range(len(given)))


@given(st.lists(st.integers(1, 4), min_size=3, max_size=3), st.integers(0, 2**63), st.integers(1, 10**15))
@settings(max_examples=40)
def test_a_candidate_that_is_dominated_in_every_draw_never_leads(levels: list[int], seed: int, cost: int) -> None:
    worse = {key: Fraction(level) for key, level in zip(KEYS, levels, strict=True)}
    better = {key: level + Fraction(1, 2) for key, level in worse.items()}
    one = Standing("a", better, low=better, high={key: level + Fraction(1, 4) for key, level in better.items()})
    other = Standing("b", worse, low=worse, high=better)
    samples = stream(seed, "cost").random(FEW) * cost
    money = {"a": samples, "b": samples}

    assert shares(WEIGHTS, [one, other], seed, costs=money, draws=FEW).win_rate("b") == 0


def test_what_may_not_win_has_no_share() -> None:
    unknown = Standing("c", {"skills": Fraction(5), "quality": None, "security": Fraction(5)})
    given = [standing("a", 3, 3, 3), standing("b", 5, 5, 5, ruled_out=("skills",)), unknown]

    assert shares(WEIGHTS, given, 1, draws=FEW).by_rank == {"a": (Fraction(1),)}
    assert shares(WEIGHTS, given[1:], 1, draws=FEW).by_rank == {}


def test_the_numbers_of_a_candidate_do_not_depend_on_who_stands_beside_it() -> None:
    pair = [standing("a", 4, 3, 3), standing("b", 3, 4, 4)]
    hopeless = standing("c", 1, 1, 1)

    two, three = (shares(WEIGHTS, given, 7, draws=FEW) for given in (pair, [hopeless, *pair]))

    assert 0 < two.win_rate("a") < 1
    assert [two.win_rate(key) for key in "ab"] == [three.win_rate(key) for key in "ab"]


def test_costs_move_the_score_of_the_cost_criterion_together() -> None:
    cheap, dear = standing("a", 3, 3, 5, cost=100), standing("b", 3, 3, 2.5, cost=200)
    swapped = {"a": np.full(FEW, 400.0), "b": np.full(FEW, 100.0)}
    weights = Weights({"skills": 1, "quality": 1, "security": 10})

    as_said = shares(weights, [cheap, dear], 3, cost_criterion="security", draws=FEW)
    otherwise = shares(weights, [cheap, dear], 3, costs=swapped, cost_criterion="security", draws=FEW)

    assert (as_said.win_rate("a"), otherwise.win_rate("a")) == (1, 0)


def test_the_smallest_change_of_a_weight_that_changes_the_leader_is_exact() -> None:
    given = [standing("a", 5, 2, 3), standing("b", 2, 5, 3)]

    found = turns(WEIGHTS, given)

    # a leads by 3/2 - 9/10: with a share x of skills and the rest as 3 to 2, the difference is 3x - 9/5 (1 - x).
    assert [(turn.criterion, turn.share, turn.is_above, turn.key) for turn in found] == [
        ("skills", Fraction(9, 24), False, "b"),
        ("quality", Fraction(5, 12), True, "b"),
    ]


@given(
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=5),
)
def test_beyond_a_turn_the_named_candidate_leads_and_before_it_the_leader_stays(
    weights: list[int], levels: list[list[int]]
) -> None:
    held = Weights(dict(zip(KEYS, weights, strict=True)))
    given = [standing(f"CAN-{place}", *row) for place, row in enumerate(levels)]
    now = leader(ranking(held, given))

    for turn in turns(held, given):
        way = 1 if turn.is_above else -1
        if 0 < turn.share < 1:
            assert turn.key in first(held, given, turn.criterion, turn.share + way * A_LITTLE)
        if now and abs(turn.share - held.share(turn.criterion)) > A_LITTLE:
            assert now.key in first(held, given, turn.criterion, turn.share - way * A_LITTLE)


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(lambda given: sum(map(bool, given)) > 1),
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=5),
)
def test_no_smaller_change_of_any_one_weight_changes_the_leader(weights: list[int], levels: list[list[int]]) -> None:
    """Up to the turn, or to the end where there is none, the leader of today has the highest total."""
    held = Weights(dict(zip(KEYS, weights, strict=True)))
    given = [standing(f"CAN-{place}", *row) for place, row in enumerate(levels)]
    now = leader(ranking(held, given))
    found = {(turn.criterion, turn.is_above): turn.share for turn in turns(held, given)}

    for key in KEYS if now else ():
        start = held.share(key)
        for is_above in (False, True):
            end = found.get((key, is_above), Fraction(is_above))
            for part in range(1, 9):
                assert now.key in first(held, given, key, start + (end - start) * Fraction(part, 9))


def test_of_equal_totals_any_change_that_favours_the_other_one_turns_the_lead() -> None:
    """Both have 19/6; b leads since its plain sum is higher, and the least more weight on quality makes a lead."""
    given = [standing("a", 1, 4, 3), standing("b", 2, 3, 4), standing("c", 1, 5, 1)]

    found = turns(Weights({"skills": 1, "quality": 3, "security": 2}), given)

    assert [(turn.share, turn.key) for turn in found if turn.criterion == "quality" and turn.is_above] == [
        (Fraction(1, 2), "a")
    ]


def first(weights: Weights, given: list[Standing], key: str, share: Fraction) -> set[str]:
    """Who has the highest total where this criterion has that share and the others keep their proportions."""
    rest = weights.total - weights.by_key[key]
    whole = {name: Fraction(weight, rest) * (1 - share) for name, weight in weights.by_key.items() if name != key}
    totals = {
        one.key: sum((part * (one.scores[name] or 0) for name, part in [*whole.items(), (key, share)]), Fraction(0))
        for one in given
    }
    return {name for name, total in totals.items() if total == max(totals.values())}


def test_triangular_numbers_have_the_mean_and_the_ends_of_their_distribution() -> None:
    drawn = triangular(stream(5, "line").random(200_000), 10, 20, 60)

    assert (drawn.min() >= 10, drawn.max() <= 60) == (True, True)
    assert abs(drawn.mean() - 30) < 0.1
    assert (triangular(np.array([0.0, 1.0]), 4, 4, 4) == 4).all()


def test_streams_are_kept_apart_by_every_key_and_are_the_same_again() -> None:
    assert stream(1, "a", "bc").random() == stream(1, "a", "bc").random()
    assert len({stream(*keys).random() for keys in [(1, "a", "bc"), (1, "ab", "c"), (2, "a", "bc"), (1, "abc")]}) == 4


DRAWN = """
import hashlib
from fractions import Fraction
from selection.rules.cost import Line, Spread, Terms, comparable
from selection.rules.exchange import Rates
from selection.rules.ranking import Standing, Weights
from selection.rules.robustness import shares, turns

keys = {"skills", "quality", "security"}
lines = {Line(key, Fraction(45), Spread(1, 2, 9)) for key in keys}
cost = comparable(Terms("CAN-1", "EUR", tuple(lines)), 36, Rates("EUR"), 7, 500)
given = {key: Standing(key, dict.fromkeys(keys, Fraction(place, 2)), cost=place) for place, key in enumerate("abc", 4)}
weights = Weights({key: len(key) for key in keys})
drawn = shares(weights, list(given.values()), 7, costs={"a": cost.samples}, cost_criterion="skills", draws=500)
turned = sorted(map(str, turns(weights, list(given.values()))))
told = [cost.samples.tobytes(), sorted(drawn.by_rank.items()), turned]
print(hashlib.sha256(repr(told).encode()).hexdigest())
"""


def test_every_process_draws_the_same_whatever_the_order_of_its_sets() -> None:
    """Python puts sets of words in another order in each process; nothing that is drawn may hang on that."""
    said = set()
    for order in "0123":
        env = {**os.environ, "PYTHONHASHSEED": order}
        run = subprocess.run([sys.executable, "-c", DRAWN], env=env, capture_output=True, text=True, check=True)
        said.add(run.stdout)

    assert len(said) == 1
