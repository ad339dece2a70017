"""Who leads a selection: the weighted scores, what keeps a candidate from winning, and the order.

A score is a level from 1 to 5, or the mean of several people's; None is a missing one. Weights are integers of which
only their proportions matter. All arithmetic is exact (fractions), so that no order of addition changes a rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LOWEST, HIGHEST = Fraction(1), Fraction(5)


@dataclass(frozen=True)
class Weights:
    """The weight of each criterion by its key; at least one is above zero, and none below."""

    by_key: Mapping[str, int]

    def __post_init__(self) -> None:
        if not self.by_key or min(self.by_key.values()) < 0 or not sum(self.by_key.values()):
            raise ValueError("weights are zero or more, and not all zero")

    @property
    def total(self) -> int:
        return sum(self.by_key.values())

    def share(self, key: str) -> Fraction:
        """This criterion's part of the whole, from 0 to 1."""
        return Fraction(self.by_key[key], self.total)


@dataclass(frozen=True)
class Standing:
    """What a candidate brings into the ranking.

    `scores` has a level for each criterion, None where one is missing; `low` and `high` are the lowest and highest that
    anybody gave (the score itself where they are not said); `ruled_out` names the deal-breakers that it fails; `cost`
    is its comparable cost at P50 in minor units, None where it cannot be compared.
    """

    key: str
    scores: Mapping[str, Fraction | None]
    low: Mapping[str, Fraction] | None = None
    high: Mapping[str, Fraction] | None = None
    ruled_out: tuple[str, ...] = ()
    cost: int | None = None

    def missing(self, weights: Weights) -> list[str]:
        """The criteria without a score, in the order of the weights."""
        return [key for key in weights.by_key if self.scores.get(key) is None]

    def may_win(self, weights: Weights) -> bool:
        return not self.ruled_out and not self.missing(weights)


@dataclass(frozen=True)
class Ranked:
    """A candidate's place: 1 is the leader; candidates that are alike in everything share a rank."""

    key: str
    total: Fraction
    rank: int
    may_win: bool
    missing: tuple[str, ...]
    ruled_out: tuple[str, ...]


def cost_scores(costs: Mapping[str, int | None]) -> dict[str, Fraction | None]:
    """Five times the lowest cost over one's own, so that twice the price is half the score; None where not comparable.

    Nothing costs less than one minor unit here: a price of nothing would make every other one worthless. A cost that is
    more than five times the lowest scores the lowest level, as every scale ends there.
    """
    known = {key: max(cost, 1) for key, cost in costs.items() if cost is not None}
    lowest = min(known.values(), default=1)
    return {key: max(LOWEST, HIGHEST * Fraction(lowest, known[key])) if key in known else None for key in costs}


def weighted(weights: Weights, scores: Mapping[str, Fraction | None]) -> Fraction:
    """The weighted mean, from 1 to 5; a missing score counts as the lowest level, so that unknown never scores well."""
    given = {key: scores.get(key) for key in weights.by_key}
    points = sum(
        (weight * (LOWEST if (score := given[key]) is None else score) for key, weight in weights.by_key.items()),
        Fraction(0),
    )
    return points / weights.total


def ranking(weights: Weights, standings: Sequence[Standing]) -> list[Ranked]:
    """The candidates from the leader on; those that may not win come after all that may.

    Equal totals are decided by the plain sum of scores, then by the lower cost (an unknown one is the highest), so that
    a candidate that another one equals or beats in everything, and beats in something, never ranks before it.
    """
    order = sorted(standings, key=lambda one: (_sort_key(weights, one), one.key))
    ranked: list[Ranked] = []
    for place, one in enumerate(order, 1):
        is_alike = place > 1 and _sort_key(weights, order[place - 2]) == _sort_key(weights, one)
        ranked.append(
            Ranked(
                key=one.key,
                total=weighted(weights, one.scores),
                rank=ranked[-1].rank if is_alike else place,
                may_win=one.may_win(weights),
                missing=tuple(one.missing(weights)),
                ruled_out=one.ruled_out,
            )
        )
    return ranked


def leader(ranked: Sequence[Ranked]) -> Ranked | None:
    """The one that leads alone and may win; None where nobody may, or where several are alike."""
    first = [one for one in ranked if one.rank == 1 and one.may_win]
    return first[0] if len(first) == 1 else None


def dominates(weights: Weights, one: Standing, other: Standing) -> bool:
    """Whether one is nowhere worse than the other, scores and cost, and somewhere better; a missing score is the worst.

    Only a candidate that may win dominates.
    """
    if not one.may_win(weights):
        return False
    levels = [(_or_lowest(one.scores.get(key)), _or_lowest(other.scores.get(key))) for key in weights.by_key]
    pairs = [*levels, (-_cost_key(one), -_cost_key(other))]
    return all(mine >= theirs for mine, theirs in pairs) and any(mine > theirs for mine, theirs in pairs)


def _or_lowest(score: Fraction | None) -> Fraction:
    return LOWEST if score is None else score


def _cost_key(one: Standing) -> Fraction | float:
    return float("inf") if one.cost is None else Fraction(one.cost)


def _sort_key(weights: Weights, one: Standing) -> tuple[bool, Fraction, Fraction, Fraction | float]:
    plain = sum((_or_lowest(one.scores.get(key)) for key in weights.by_key), Fraction(0))
    return not one.may_win(weights), -weighted(weights, one.scores), -plain, _cost_key(one)
