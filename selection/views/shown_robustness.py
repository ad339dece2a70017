"""How sure a ranking is: how often each candidate leads, and which change of one weight would change the leader."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from selection.models import Candidate, Criterion
from selection.readers.costs import Costs
from selection.readers.scores import Scores
from selection.rules import robustness
from selection.rules.ranking import Ranked, leader
from selection.rules.robustness import Shares, Turn
from selection.rules.scoring import Result
from selection.views.plots import Drawing, Mark, Straight, drawing
from selection.views.words import rounded, share

STOPS = [Fraction(part, 4) for part in range(5)]


@dataclass(frozen=True)
class Often:
    """A candidate with the share of draws in which it had each rank, in words; `tenths` of a per cent that it led."""

    candidate: Candidate
    tenths: int
    rest: int
    by_rank: list[str]


@dataclass(frozen=True)
class Change:
    """What a criterion's weight would have to be for another candidate to lead; empty where no such weight is."""

    criterion: Criterion
    now: str
    below: tuple[str, Candidate] | None
    above: tuple[str, Candidate] | None


def section(found: Scores | None, costs: Costs | None, asked: str) -> dict[str, Any] | None:
    """None where nobody can win; `asked` is the key of the criterion whose weight is drawn."""
    outcome = found.result if found else None
    if found is None or outcome is None or costs is None or not any(one.may_win for one in outcome.ranked):
        return None
    by_cost = next((one.key for one in found.criteria.values() if one.source == "cost"), "")
    samples = {key: one.cost.samples for key, one in costs.by_key.items() if one.cost}
    counted = robustness.shares(
        outcome.weights, outcome.standings, costs.basis.seed, costs=samples, cost_criterion=by_cost
    )
    turns = robustness.turns(outcome.weights, outcome.standings)
    nearest = min(turns, key=lambda turn: abs(turn.share - outcome.weights.share(turn.criterion)), default=None)
    weighty = max(outcome.weights.by_key, key=lambda key: outcome.weights.by_key[key])
    chosen = asked if asked in outcome.weights.by_key else nearest.criterion if nearest else weighty
    return {
        "sentence": _sentence(found, outcome, counted, nearest),
        "often": _often(found, outcome.ranked, counted),
        "draws": f"{counted.draws:,}",
        "changes": _changes(found, outcome, turns),
        "criteria": [found.criteria[key] for key in outcome.weights.by_key],
        "chosen": found.criteria[chosen],
        "drawing": _drawing(found, outcome, chosen, turns),
        "table": _table(found, outcome, chosen, turns),
        "barred": [found.candidates[one.key] for one in outcome.ranked if not one.may_win],
    }


def _sentence(found: Scores, outcome: Result, counted: Shares, nearest: Turn | None) -> str:
    first = leader(outcome.ranked)
    key = first.key if first else max(counted.by_rank, key=counted.win_rate)
    facts = {"vendor": found.candidates[key], "share": share(counted.win_rate(key))}
    if first:
        said = _("%(vendor)s leads in %(share)s of the draws") % facts
    else:
        said = _("Most often %(vendor)s leads, in %(share)s of the draws") % facts
    if nearest is None:
        return said + _("; no change of one weight alone would make another one lead.")
    if nearest.share == outcome.weights.share(nearest.criterion):
        tied = (
            _("; it has as many points as %(other)s, which leads with any more weight on %(criterion)s.")
            if nearest.is_above
            else _("; it has as many points as %(other)s, which leads with any less weight on %(criterion)s.")
        )
        return said + tied % {
            "other": found.candidates[nearest.key],
            "criterion": found.criteria[nearest.criterion].title,
        }
    return said + _("; %(other)s would lead if %(criterion)s had %(then)s of the weight instead of %(now)s.") % {
        "other": found.candidates[nearest.key],
        "criterion": found.criteria[nearest.criterion].title,
        "then": share(nearest.share),
        "now": share(outcome.weights.share(nearest.criterion)),
    }


def _often(found: Scores, ranked: Any, counted: Shares) -> list[Often]:
    rows = []
    for one in ranked:
        if one.key in counted.by_rank:
            tenths = round(counted.win_rate(one.key) * 1000)
            words = [share(part) if part else "–" for part in counted.by_rank[one.key]]
            rows.append(Often(found.candidates[one.key], tenths, 1000 - tenths, words))
    return rows


def _changes(found: Scores, outcome: Result, turns: list[Turn]) -> list[Change]:
    by_side = {(turn.criterion, turn.is_above): (share(turn.share), found.candidates[turn.key]) for turn in turns}
    return [
        Change(
            found.criteria[key],
            share(outcome.weights.share(key)),
            by_side.get((key, False)),
            by_side.get((key, True)),
        )
        for key in outcome.weights.by_key
    ]


def _drawing(found: Scores, outcome: Result, key: str, turns: list[Turn]) -> Drawing:
    """Each candidate's total over the share of one criterion; who cannot win is drawn in dashes."""
    standings = {one.key: one for one in outcome.standings}
    lines = []
    for place, one in enumerate(outcome.ranked):
        start, end = robustness.line(outcome.weights, standings[one.key], key)
        lines.append(Straight(str(found.candidates[one.key]), float(start), float(end), place, not one.may_win))
    ends = [value for one in lines for value in (one.start, one.end)]
    low, high = math.floor(min(ends) * 2) / 2, math.ceil(max(ends) * 2) / 2
    steps = max(round((high - low) * 2), 1)
    y_ticks = [(low + place / 2, f"{low + place / 2:.1f}") for place in range(steps + 1)]
    x_ticks = [(float(stop), share(stop)) for stop in STOPS]
    marks = [Mark(float(turn.share), share(turn.share)) for turn in turns if turn.criterion == key]
    now = outcome.weights.share(key)
    return drawing(
        lines, x_ticks, y_ticks, [Mark(float(now), _("now %(share)s") % {"share": share(now)}, is_now=True), *marks]
    )


def _table(found: Scores, outcome: Result, key: str, turns: list[Turn]) -> dict[str, Any]:
    """The same as numbers: each candidate's total at some shares, today's and those where the lead changes."""
    standings = {one.key: one for one in outcome.standings}
    now = outcome.weights.share(key)
    stops = sorted({*STOPS, now, *(turn.share for turn in turns if turn.criterion == key)})

    def totals(ranked: Ranked) -> list[str]:
        start, end = robustness.line(outcome.weights, standings[ranked.key], key)
        return [rounded(start + stop * (end - start)) for stop in stops]

    columns = [totals(one) for one in outcome.ranked]
    return {
        "candidates": [found.candidates[one.key] for one in outcome.ranked],
        "rows": [(share(stop), stop == now, [column[place] for column in columns]) for place, stop in enumerate(stops)],
    }
