"""Choosing a vendor: the simulated costs of twelve candidates, and their ranking drawn again and again."""

from fractions import Fraction

import numpy as np

from bench.frame import Frame, Row
from bench.measure import Figure, Side, compare
from selection.rules.cost import DRAWS, Cost, Line, Spread, Terms, by_rate, comparable
from selection.rules.exchange import Rates
from selection.rules.ranking import Standing, Weights
from selection.rules.robustness import HALF_WIDTH, shares

CANDIDATES, ROLES, CRITERIA = 12, 6, 20
MONTHS, SEED, TARGET = 36, 7, 3
OURS, FLOOR = 3, 5
RATES = Rates("EUR")


def _terms(number: int) -> Terms:
    """A quote by the hour of six roles, with an allowance and own supervision: eight estimates."""
    rate = by_rate(450_000, "EUR", an_hour=True)
    roles = [Line(f"QLN-{place}", rate, Spread(60_000, 90_000 + number, 180_000)) for place in range(ROLES)]
    own = {"supervision": Spread(600, 900, 1_200), "own_each": rate, "own_currency": "EUR"}
    return Terms(f"CAN-{number:04}", "EUR", tuple(roles), allowance=Spread(500, 1_000, 2_000), **own)


def _costs() -> dict[str, Cost]:
    found = {one.key: comparable(one, MONTHS, RATES, SEED) for one in map(_terms, range(CANDIDATES))}
    return {key: one for key, one in found.items() if isinstance(one, Cost)}


def costs(frame: Frame) -> Figure:
    """The costs of twelve quotes with eight estimates each, and their P10, P50 and P90."""

    def ours() -> None:
        for _turn in range(OURS):
            _costs()

    def by_numpy() -> None:
        numbers = np.random.default_rng(SEED)
        for _turn in range(FLOOR * CANDIDATES * (ROLES + 2)):
            numbers.triangular(600, 900, 1_800, DRAWS)

    return compare(
        "simulated costs, 12 candidates", TARGET, Side(ours, times=OURS), Side(by_numpy, times=FLOOR), frame.rounds
    )


def ranking(frame: Frame) -> Figure:
    """How often each of twelve candidates leads, on twenty criteria of which one is the cost."""
    weights = Weights({f"criterion-{place}": 5 + place for place in range(CRITERIA)})
    samples = {key: one.samples for key, one in _costs().items()}
    standings = [_standing(key, number, weights) for number, key in enumerate(samples)]

    def ours() -> None:
        shares(weights, standings, SEED, costs=samples, cost_criterion=next(iter(weights.by_key)))

    def by_numpy() -> None:
        numbers = np.random.default_rng(SEED)
        for _turn in range(CANDIDATES * (CRITERIA - 1)):
            numbers.triangular(1, 3, 5, DRAWS)
        for _turn in range(CRITERIA):
            numbers.uniform(1 - HALF_WIDTH, 1 + HALF_WIDTH, DRAWS)

    return compare("drawn rankings, 12 candidates", TARGET, Side(ours), Side(by_numpy), frame.rounds)


def _standing(key: str, number: int, weights: Weights) -> Standing:
    """Scores between two and four, which the evaluators gave from one to five."""
    scores = {name: Fraction(20 + (7 * number + 3 * place) % 21, 10) for place, name in enumerate(weights.by_key)}
    return Standing(key, scores, dict.fromkeys(scores, Fraction(1)), dict.fromkeys(scores, Fraction(5)), cost=10**7)


ROWS: dict[str, Row] = {"simulate-costs": costs, "simulate-ranking": ranking}
