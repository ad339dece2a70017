"""What several people's scores come to: the mean and the spread of each cell, and where they disagree most.

A score that an evaluator left out counts as the lowest level in the mean, so that leaving one out never helps; what
nobody has scored is missing, and keeps the candidate from winning. So is a deal-breaker on which anybody gave nothing:
it may have been broken. All arithmetic is exact (fractions).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selection.rules.ranking import LOWEST, Ranked, Standing, Weights, cost_scores, ranking


@dataclass(frozen=True)
class Judged:
    """A criterion: its weight, whether it comes from the cost, and its floor where it is a deal-breaker."""

    key: str
    weight: int
    is_cost: bool = False
    floor: int | None = None

    @property
    def counts(self) -> bool:
        """Without a weight it can still rule out; without that either, nobody is asked."""
        return self.weight > 0 or self.floor is not None


@dataclass(frozen=True)
class Given:
    """One level that one evaluator gave; None is none yet."""

    evaluator: str
    candidate: str
    criterion: str
    value: int | None


@dataclass(frozen=True)
class Cell:
    """A candidate on a criterion. `by` holds what each evaluator gave; `score` is None where nobody gave anything."""

    score: Fraction | None
    by: Mapping[str, int | None]

    @property
    def levels(self) -> list[int]:
        return [level for level in self.by.values() if level is not None]

    @property
    def low(self) -> int | None:
        return min(self.levels, default=None)

    @property
    def high(self) -> int | None:
        return max(self.levels, default=None)

    @property
    def spread(self) -> int:
        """How far the evaluators are apart, in levels."""
        return max(self.levels, default=0) - min(self.levels, default=0)

    @property
    def deviation(self) -> Fraction:
        """The mean square distance from the mean of what was given."""
        if not (levels := self.levels):
            return Fraction(0)
        mean = Fraction(sum(levels), len(levels))
        return sum(((level - mean) ** 2 for level in levels), Fraction(0)) / len(levels)

    @property
    def left_out(self) -> int:
        return len(self.by) - len(self.levels)


@dataclass(frozen=True)
class Disagreement:
    candidate: str
    criterion: str
    spread: int


@dataclass(frozen=True)
class Result:
    """`cells` by candidate and criterion; `ranked` from the leader on; `own` each evaluator's own weighted score."""

    weights: Weights
    cells: Mapping[tuple[str, str], Cell]
    standings: Sequence[Standing]
    ranked: Sequence[Ranked]
    own: Mapping[tuple[str, str], Fraction]
    disagreements: Sequence[Disagreement]


def shares(weights: Sequence[int]) -> list[int]:
    """Each weight in tenths of a per cent of their sum, so rounded that they add up to exactly 1,000.

    By the largest remainder, ties to the earlier; all zero where no weight counts.
    """
    if not (total := sum(weights)):
        return [0] * len(weights)
    exact = [Fraction(1000 * weight, total) for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_remainder[: 1000 - sum(whole)]:
        whole[place] += 1
    return whole


def result(
    criteria: Sequence[Judged],
    candidates: Sequence[str],
    evaluators: Sequence[str],
    given: Iterable[Given],
    costs: Mapping[str, int | None],
) -> Result | None:
    """What the submitted evaluations come to; None where no criterion has a weight."""
    judged = [one for one in criteria if one.counts]
    if not any(one.weight for one in judged):
        return None
    weights = Weights({one.key: one.weight for one in judged})
    levels = {(one.evaluator, one.candidate, one.criterion): one.value for one in given}
    by_cost = cost_scores({candidate: costs.get(candidate) for candidate in candidates})
    cells = {
        (candidate, one.key): Cell(by_cost[candidate], {})
        if one.is_cost
        else _cell({name: levels.get((name, candidate, one.key)) for name in evaluators}, one.floor is not None)
        for candidate in candidates
        for one in judged
    }
    standings = [_standing(candidate, judged, cells, costs.get(candidate)) for candidate in candidates]
    return Result(
        weights=weights,
        cells=cells,
        standings=standings,
        ranked=ranking(weights, standings),
        own={(name, one): _own(weights, judged, cells, name, one) for name in evaluators for one in candidates},
        disagreements=_disagreements(weights, cells),
    )


def _cell(by: Mapping[str, int | None], is_deal_breaker: bool) -> Cell:
    if all(level is None for level in by.values()) or (is_deal_breaker and None in by.values()):
        return Cell(None, by)
    counted = [LOWEST if level is None else Fraction(level) for level in by.values()]
    return Cell(sum(counted, Fraction(0)) / len(counted), by)


def _standing(
    candidate: str, judged: Sequence[Judged], cells: Mapping[tuple[str, str], Cell], cost: int | None
) -> Standing:
    of_it = {one.key: cells[candidate, one.key] for one in judged}
    lows = {key: LOWEST if cell.left_out else Fraction(cell.low or 0) for key, cell in of_it.items() if cell.levels}
    return Standing(
        key=candidate,
        scores={key: cell.score for key, cell in of_it.items()},
        low=lows,
        high={key: Fraction(cell.high or 0) for key, cell in of_it.items() if cell.levels},
        ruled_out=tuple(one.key for one in judged if is_ruled_out(one, of_it[one.key])),
        cost=cost,
    )


def is_ruled_out(criterion: Judged, cell: Cell) -> bool:
    """A deal-breaker rules out whom anybody gives its floor or less."""
    return criterion.floor is not None and cell.low is not None and cell.low <= criterion.floor


def _own(
    weights: Weights, judged: Sequence[Judged], cells: Mapping[tuple[str, str], Cell], name: str, candidate: str
) -> Fraction:
    """One evaluator's weighted score; what comes from the cost is everybody's."""
    points = Fraction(0)
    for one in judged:
        cell = cells[candidate, one.key]
        level = cell.score if one.is_cost else cell.by.get(name)
        points += one.weight * (LOWEST if level is None else level)
    return points / weights.total


def _disagreements(weights: Weights, cells: Mapping[tuple[str, str], Cell]) -> list[Disagreement]:
    """Where at least two levels lie between evaluators; the widest first, then what moves the total most."""
    apart = [(key, cell) for key, cell in cells.items() if cell.spread > 1]
    apart.sort(key=lambda row: (-row[1].spread, -row[1].deviation * weights.by_key[row[0][1]], row[0]))
    return [Disagreement(*key, cell.spread) for key, cell in apart]
