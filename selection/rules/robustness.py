"""How robust a ranking is: how often each candidate leads when nothing is known quite exactly, and which change of one
weight would change the leader.

Weights move by up to HALF_WIDTH of themselves either way, scores around their mean between the lowest and the highest
that anybody gave (half a level either way where nobody differed), costs as their simulation says. Every draw is judged
by the rule of `ranking`, so that in no draw a dominated candidate leads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from selection.rules.ranking import HIGHEST, LOWEST, Ranked, Standing, Weights, leader, ranking, weighted
from selection.rules.streams import Floats, stream, triangular

DRAWS = 10_000
HALF_WIDTH = 0.3
ALONE = 0.5  # of a level: how far a score may be off that nobody contradicts


@dataclass(frozen=True)
class Shares:
    """How often each candidate came in at each rank: `by_rank[key][0]` is the share of draws that it led."""

    draws: int
    by_rank: Mapping[str, tuple[Fraction, ...]]

    def win_rate(self, key: str) -> Fraction:
        return self.by_rank[key][0]


@dataclass(frozen=True)
class Turn:
    """Where one criterion's weight makes another candidate lead: at this share of the whole, below or above today's.

    It is today's share itself where the two have equal totals, and any change that way makes the other one lead.
    """

    criterion: str
    share: Fraction
    is_above: bool
    key: str


def shares(
    weights: Weights,
    standings: Sequence[Standing],
    seed: int,
    *,
    costs: Mapping[str, Floats] | None = None,
    cost_criterion: str = "",
    draws: int = DRAWS,
) -> Shares:
    """The share of draws in which each candidate that may win had each rank.

    `costs` has each candidate's simulated costs, `draws` of them; with `cost_criterion` they are also its score there,
    as in `ranking.cost_scores`. The numbers of a candidate depend on the seed and its key only.
    """
    able = sorted((one for one in standings if one.may_win(weights)), key=lambda one: one.key)
    if not able:
        return Shares(draws, {})
    keys = sorted(weights.by_key)
    points = np.stack([_scores(one, keys, seed, draws) for one in able])  # candidate, draw, criterion
    money = np.stack([_costs(one, costs or {}, draws) for one in able])  # candidate, draw
    if cost_criterion in weights.by_key:
        lowest = np.min([_costs(one, costs or {}, draws) for one in standings], axis=0)
        points[:, :, keys.index(cost_criterion)] = np.maximum(float(LOWEST), float(HIGHEST) * lowest / money)
    drawn = _weights(weights, keys, seed, draws)
    totals = np.einsum("cdk,dk->cd", points, drawn) / drawn.sum(axis=1)
    ranks = _ranks(totals, points.sum(axis=2), money)
    counted = {
        one.key: tuple(Fraction(int((ranks[place] == rank).sum()), draws) for rank in range(len(able)))
        for place, one in enumerate(able)
    }
    return Shares(draws, counted)


def turns(weights: Weights, standings: Sequence[Standing]) -> list[Turn]:
    """For each criterion, the nearest shares below and above today's at which another candidate leads.

    The other criteria keep their proportions, so every total is a straight line over the share, and the crossings of
    the lines are exact. Empty where nobody may win, and for a criterion that carries the whole weight.
    """
    able = [one for one in standings if one.may_win(weights)]
    first = leader(ranking(weights, able))
    found: list[Turn] = []
    for key in weights.by_key:
        now = weights.share(key)
        if now == 1:
            continue
        lines = {one.key: line(weights, one, key) for one in able}
        found += [turn for is_above in (False, True) if (turn := _turn(lines, key, now, first, is_above=is_above))]
    return found


def line(weights: Weights, one: Standing, key: str) -> tuple[Fraction, Fraction]:
    """A candidate's total where this criterion has no weight, and where it has all of it."""
    others = {name: weight for name, weight in weights.by_key.items() if name != key}
    alone = weighted(Weights({key: 1}), one.scores)
    return (weighted(Weights(others), one.scores) if sum(others.values()) else alone), alone


def _turn(
    lines: Mapping[str, tuple[Fraction, Fraction]], key: str, now: Fraction, first: Ranked | None, *, is_above: bool
) -> Turn | None:
    """The first crossing of the leader's line on that side; beyond it the other candidate is ahead.

    Who leads of equal totals leads alone (`first`). Of several that are alike, the one that also leads just beyond is
    no change.
    """
    if not lines:
        return None

    def at(name: str, share: Fraction) -> Fraction:
        start, end = lines[name]
        return start + share * (end - start)

    def slope(name: str) -> Fraction:
        return lines[name][1] - lines[name][0]

    ahead = max(sorted(lines), key=lambda name: (at(name, now), slope(name) if is_above else -slope(name)))
    lead = first.key if first else ahead
    crossings: list[tuple[Fraction, Fraction, str]] = []
    for name in sorted(lines):
        steeper = slope(name) - slope(lead)
        if name == lead or (steeper <= 0 if is_above else steeper >= 0):
            continue
        share = now + (at(lead, now) - at(name, now)) / steeper
        if share < 1 if is_above else share > 0:  # where it has all of the weight, or none, nothing lies beyond
            crossings.append((abs(share - now), -abs(steeper), name))
    if not crossings:
        return None
    distance, _steepness, name = min(crossings)
    return Turn(key, now + distance if is_above else now - distance, is_above, name)


def _weights(weights: Weights, keys: list[str], seed: int, draws: int) -> Floats:
    drawn = [
        weights.by_key[key] * (1 + HALF_WIDTH * (2 * stream(seed, "weight", key).random(draws) - 1)) for key in keys
    ]
    return np.stack(drawn, axis=1)


def _scores(one: Standing, keys: list[str], seed: int, draws: int) -> Floats:
    return np.stack([_drawn(one, key, stream(seed, "score", one.key, key), draws) for key in keys], axis=1)


def _drawn(one: Standing, key: str, numbers: np.random.Generator, draws: int) -> Floats:
    """Triangular between the lowest and the highest score, around their mean as far as that can be; on the scale."""
    score = one.scores[key] or LOWEST
    low, high = (one.low or {}).get(key, score), (one.high or {}).get(key, score)
    if low == high:
        low, high = low - Fraction(ALONE), high + Fraction(ALONE)
    low, high = max(low, LOWEST), min(high, HIGHEST)
    mode = min(max(3 * score - low - high, low), high)
    return triangular(numbers.random(draws), float(low), float(mode), float(high))


def _costs(one: Standing, costs: Mapping[str, Floats], draws: int) -> Floats:
    """A candidate's simulated costs; its P50 in each draw where there is no simulation, without end where unknown."""
    if one.key in costs:
        return np.maximum(np.asarray(costs[one.key][:draws], dtype=np.float64), 1.0)
    return np.full(draws, np.inf if one.cost is None else max(float(one.cost), 1.0))


def _ranks(totals: Floats, plain: Floats, money: Floats) -> NDArray[np.int64]:
    """Each candidate's rank in each draw, from 0: by total, then by plain sum, then by cost, then by key."""
    order = np.lexsort((money, -plain, -totals), axis=0)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(totals))[:, None], axis=0)
    return ranks
