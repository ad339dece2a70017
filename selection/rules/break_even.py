"""From how many hours a fixed price is cheaper than a rate an hour; exact.

What the hourly quote costs besides its hours, and everything that belongs to the fixed price, counts at its mean. Hours
are spread over the roles as the quote estimates them; over all roles alike where it does not say.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from selection.rules.cost import MINUTES, Spread, Terms, mean_parts, times_in
from selection.rules.exchange import Rates


@dataclass(frozen=True)
class BreakEven:
    """Two lines over hours, in minor units: `start` + hours x `an_hour`, and `fixed`.

    `hours` is where they meet: None where the fixed price is never cheaper, zero where it always is. `estimate` is how
    many hours the hourly quote expects; None where it does not say. `is_mix_assumed`: several roles, and nobody said
    who works how much.
    """

    start: Fraction
    an_hour: Fraction
    fixed: Fraction
    hours: Fraction | None
    estimate: tuple[Fraction, Fraction, Fraction] | None
    is_mix_assumed: bool

    def hourly_at(self, hours: Fraction) -> Fraction:
        return self.start + self.an_hour * hours


def break_even(hourly: Terms, fixed: Terms, horizon_months: int, rates: Rates) -> BreakEven | None:
    """Where the two quotes cost the same; None where one of them has no prices, or no exchange rate is known."""
    if not hourly.lines or not fixed.lines or any(line.quantity is None for line in fixed.lines):
        return None
    factor = rates.factor(hourly.currency)
    least, most = mean_parts(_without_hours(hourly), horizon_months, rates), mean_parts(fixed, horizon_months, rates)
    if factor is None or least is None or most is None:
        return None
    start, price = sum(least.values(), Fraction(0)), sum(most.values(), Fraction(0))
    an_hour = _an_hour(hourly, horizon_months) * factor * (1 + Fraction(hourly.tax_bp, 10_000))
    meet = None if not an_hour and price > start else max(Fraction(0), price - start) / (an_hour or 1)
    estimate = _estimate(hourly, horizon_months)
    return BreakEven(start, an_hour, price, meet, estimate, estimate is None and len(hourly.lines) > 1)


def _without_hours(terms: Terms) -> Terms:
    return replace(terms, lines=tuple(replace(line, quantity=Spread(0, 0, 0)) for line in terms.lines))


def _an_hour(terms: Terms, horizon_months: int) -> Fraction:
    """The mean price of an hour, before tax, in minor units of the quote's currency."""
    known = [
        (line.each, line.quantity.likely * times_in(line.period, horizon_months))
        for line in terms.lines
        if line.quantity is not None
    ]
    whole = sum((minutes for _each, minutes in known), Fraction(0))
    if len(known) < len(terms.lines) or not whole:
        return sum((line.each for line in terms.lines), Fraction(0)) / len(terms.lines) * MINUTES
    return sum((each * minutes for each, minutes in known), Fraction(0)) / whole * MINUTES


def _estimate(terms: Terms, horizon_months: int) -> tuple[Fraction, Fraction, Fraction] | None:
    low = likely = high = Fraction(0)
    for line in terms.lines:
        if line.quantity is None:
            return None
        times = times_in(line.period, horizon_months) / MINUTES
        low += line.quantity.low * times
        likely += line.quantity.likely * times
        high += line.quantity.high * times
    return low, likely, high
