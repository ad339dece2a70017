"""The worked example of docs/choosing.md: each of its figures is what the rules say today."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from selection.rules.cost import Cost, Line, Spread, Terms, by_rate, comparable
from selection.rules.exchange import Rates
from selection.rules.ranking import Standing, Weights, cost_scores, ranking
from selection.rules.robustness import shares, turns

PAGE = Path(settings.BASE_DIR, "docs/choosing.md").read_text()
SEED, MONTHS = 1, 36
RATE = 45
OWN = by_rate(600_000, "EUR", an_hour=True)


def hours(low: int, likely: int, high: int) -> Spread:
    return Spread(low * 60, likely * 60, high * 60)


def fixed() -> Terms:
    once = Spread(1, 1, 1)
    lines = (Line("design", Fraction(6_000_000), once), Line("build", Fraction(4_000_000), once))
    allowance = Spread(500, 1_000, 2_000)
    own = {"supervision": hours(10, 15, 20), "own_each": OWN}
    return Terms("CAN-0001", "EUR", lines, transition=800_000, allowance=allowance, **own)


def hourly() -> Terms:
    line = Line("engineer", by_rate(RATE * 10_000, "EUR", an_hour=True), hours(1_500, 2_000, 3_000))
    return Terms("CAN-0002", "EUR", (line,), transition=1_500_000, supervision=hours(20, 30, 50), own_each=OWN)


def cost(terms: Terms) -> Cost:
    found = comparable(terms, MONTHS, Rates("EUR"), SEED)
    assert isinstance(found, Cost)
    return found


@pytest.fixture(scope="module")
def costs() -> dict[str, Cost]:
    return {"Fixed": cost(fixed()), "Hourly": cost(hourly())}


def euros(amount: int) -> str:
    return f"{amount / 100:,.0f}"


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def test_the_means_are_those_of_the_closed_form(costs: dict[str, Cost]) -> None:
    assert costs["Fixed"].mean == round(100 * (100_000 * (1 + 0.35 / 3) + 8_000 + 36 * 60 * 15))
    assert costs["Hourly"].mean == 100 * (45 * 6_500 // 3 + 15_000 + 36 * 60 * 100 // 3)
    for name, one in costs.items():
        assert row(name, euros(one.mean), euros(one.p10), euros(one.p50), euros(one.p90)) in PAGE


def test_the_fixed_price_is_cheaper_from_so_many_hours_on() -> None:
    assert f"100,000 / {RATE} = {100_000 / RATE:,.1f} hours" in PAGE


def standings(costs: dict[str, Cost]) -> tuple[Weights, list[Standing]]:
    prices = cost_scores({name: one.p50 for name, one in costs.items()})
    given = {
        "Fixed": {"expertise": Fraction(4), "communication": Fraction(5)},
        "Hourly": {"expertise": Fraction(9, 2), "communication": Fraction(3)},
    }
    scores = {name: {**levels, "cost": prices[name]} for name, levels in given.items()}
    low, high = dict(scores["Hourly"], expertise=Fraction(4)), dict(scores["Hourly"], expertise=Fraction(5))
    weights = Weights({"expertise": 50, "cost": 30, "communication": 20})
    return weights, [
        Standing("Fixed", scores["Fixed"], cost=costs["Fixed"].p50),
        Standing("Hourly", scores["Hourly"], low=low, high=high, cost=costs["Hourly"].p50),
    ]


def test_the_weighted_scores_are_these(costs: dict[str, Cost]) -> None:
    weights, given = standings(costs)

    for one, place in zip(given, ranking(weights, given), strict=True):
        cells = [f"{float(one.scores[key] or 0):.2f}" for key in weights.by_key]
        assert place.key == one.key
        assert row(one.key, *cells, f"{float(place.total):.2f}") in PAGE


def test_the_ranking_is_so_sure_and_would_turn_there(costs: dict[str, Cost]) -> None:
    weights, given = standings(costs)
    samples = {name: one.samples for name, one in costs.items()}

    rate = shares(weights, given, SEED, costs=samples, cost_criterion="cost").win_rate("Fixed")
    turn = next(one for one in turns(weights, given) if one.criterion == "expertise")

    assert f"*Fixed* leads in {float(rate):.1%} of the draws" in PAGE.replace(" %", "%")
    assert turn.key == "Hourly"
    assert f"from {float(turn.share):.1%} on" in PAGE.replace(" %", "%")
