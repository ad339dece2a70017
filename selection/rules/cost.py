"""What a quote comes to: in one currency, over one horizon, with the range that its estimates leave.

Every amount becomes minor units of the engagement's currency. What is certain is added up exactly (fractions). Each
estimate (low, likely, high) is one triangular number, drawn by the inverse CDF from a stream of its own that hangs on
seed, candidate and line, so that another line or candidate changes no number. One draw is the level over the whole
horizon: where a month turns out dear, the other months do too, which makes the range wider, never narrower. The mean
is the closed form, (low + likely + high) / 3 of each estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from selection.rules.exchange import Rates
from selection.rules.streams import Floats, make_triangular, stream

NUMPY = np.__version__  # the dossier keeps it beside the seed
DRAWS = 10_000
RATE_SCALE = 10_000
BASIS_POINTS = 10_000
MINUTES = 60
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
PARTS = ("recurring", "one-off", "transition", "exit", "supervision", "tax")
# Up to here every whole number of minor units is exact as a float (IEEE 754, 53 bits).
MOST = 2**53


@dataclass(frozen=True)
class Spread:
    """An estimate: low, likely, high, in this order."""

    low: int
    likely: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high:
            raise ValueError("an estimate is low, likely, high")

    @property
    def mean(self) -> Fraction:
        """Of the triangular distribution: (a + b + c) / 3."""
        return Fraction(self.low + self.likely + self.high, 3)


@dataclass(frozen=True)
class Line:
    """One price: `each` is in minor units of the quote's currency, exact; `quantity` is an estimate, or unknown."""

    key: str
    each: Fraction
    quantity: Spread | None
    lacks: str = "no-hours"  # the reason where the quantity is unknown
    period: str = "once"
    title: str = ""


@dataclass(frozen=True)
class Terms:
    """A quote as it is compared. `key` is the candidate's reference; allowance and supervision may be missing (none).

    `allowance` is in basis points of the lines' sum, `supervision` in our own minutes a month, `own_each` what one of
    them costs in minor units of `own_currency`.
    """

    key: str
    currency: str
    lines: tuple[Line, ...]
    one_off: int = 0
    transition: int = 0
    exit: int = 0
    tax_bp: int = 0
    allowance: Spread | None = None
    supervision: Spread | None = None
    own_each: Fraction = Fraction(0)
    own_currency: str = ""

    @property
    def currencies(self) -> list[str]:
        """Those in which something is paid: the quote's, and ours where somebody supervises."""
        own = [self.own_currency] if self.supervision and self.own_currency else []
        return list(dict.fromkeys([self.currency, *own]))


@dataclass(frozen=True)
class NotComparable:
    """Why a quote has no comparable cost; `what` is the line or the currency that is meant."""

    reason: str
    what: str = ""

    @property
    def sentence(self) -> str:
        return _sentences()[self.reason] % {"what": self.what}


@dataclass(frozen=True, eq=False)
class Cost:
    """What a quote comes to, in minor units of `currency`; `parts` add up to the mean."""

    currency: str
    parts: Mapping[str, int]
    p10: int
    p50: int
    p90: int
    samples: Floats = field(repr=False)

    @cached_property
    def mean(self) -> int:
        return sum(self.parts.values())


def comparable(
    quote_terms: Terms, horizon_months: int, rates: Rates, seed: int, draws: int = DRAWS
) -> Cost | NotComparable:
    """The cost of a quote over the horizon, or the reason why it has none. An unknown is never taken for zero."""
    if problem := _problem(quote_terms, rates):
        return problem
    exact = _Exact(quote_terms, horizon_months, rates)
    if exact.highest > MOST:
        return NotComparable("too-large")
    samples = exact.samples(seed, draws)
    p10, p50, p90 = (at(samples, share) for share in (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)))
    parts = {name: halves_up(value) for name, value in exact.parts().items()}
    return Cost(rates.into, parts, p10, p50, p90, samples)


def mean_parts(terms: Terms, horizon_months: int, rates: Rates) -> dict[str, Fraction] | None:
    """The exact mean of each part; None where no rate is known. Lines of unknown quantity are left out."""
    if any(rates.factor(currency) is None for currency in terms.currencies):
        return None
    return _Exact(terms, horizon_months, rates).parts()


def at(samples: Floats, share: Fraction) -> int:
    """The smallest sample that at least this share of all does not exceed, in whole minor units."""
    place = max(-(-len(samples) * share.numerator // share.denominator) - 1, 0)
    return halves_up(Fraction(float(np.partition(samples, place)[place])))


def halves_up(value: Fraction) -> int:
    return int((value + Fraction(1, 2)) // 1)


def times_in(period: str, horizon_months: int) -> Fraction:
    """How often a period lies in the horizon, in parts too; what is due once counts once."""
    return Fraction(horizon_months, MONTHS_OF[period]) if period in MONTHS_OF else Fraction(1)


def by_rate(rate_e4: int, currency: str, *, an_hour: bool) -> Fraction:
    """Minor units for one unit, or for one minute of a rate an hour."""
    each = Fraction(rate_e4, RATE_SCALE) * 10 ** get_currency_precision(currency)
    return each / MINUTES if an_hour else each


class _Exact:
    """A quote's estimates, each with what one unit of it costs over the horizon, and the sum of what is certain."""

    def __init__(self, terms: Terms, horizon_months: int, rates: Rates) -> None:
        factor = rates.factor(terms.currency) or Fraction(0)  # known: that was looked at before
        own = rates.factor(terms.currencies[-1]) or Fraction(0)
        self.terms = terms
        self.taxed = 1 + Fraction(terms.tax_bp, BASIS_POINTS)
        self.lines = [
            (line.key, line.each * factor * times_in(line.period, horizon_months), line.quantity)
            for line in sorted(terms.lines, key=lambda line: line.key)
            if line.quantity is not None
        ]
        self.supervision = terms.own_each * own * horizon_months
        self.once = {
            "one-off": terms.one_off * factor,
            "transition": terms.transition * factor,
            "exit": terms.exit * factor,
        }

    def parts(self) -> dict[str, Fraction]:
        """The mean of each part, by the closed form."""
        terms = self.terms
        work = sum((each * quantity.mean for _key, each, quantity in self.lines), Fraction(0))
        if terms.allowance:
            work += work * terms.allowance.mean / BASIS_POINTS
        charged = work + sum(self.once.values())
        own = self.supervision * terms.supervision.mean if terms.supervision else Fraction(0)
        return {"recurring": work, **self.once, "supervision": own, "tax": charged * (self.taxed - 1)}

    @property
    def highest(self) -> Fraction:
        """What no draw exceeds."""
        terms = self.terms
        work = sum((each * quantity.high for _key, each, quantity in self.lines), Fraction(0))
        if terms.allowance:
            work += work * terms.allowance.high / BASIS_POINTS
        own = self.supervision * terms.supervision.high if terms.supervision else 0
        return (work + sum(self.once.values())) * self.taxed + own

    def samples(self, seed: int, draws: int) -> Floats:
        """Each draw's total. Certain lines are not drawn; the order of the sums hangs on the keys alone."""
        terms = self.terms
        drawing = _Drawing(terms.key, seed, draws)
        certain = sum((each * q.likely for _key, each, q in self.lines if q.low == q.high), Fraction(0))
        total = np.full(draws, float(certain * self.taxed))
        for key, each, quantity in self.lines:
            if quantity.low < quantity.high:
                total += drawing.of(key, quantity, float(each * self.taxed))
        if terms.allowance:
            total *= 1 + drawing.of("allowance", terms.allowance, 1 / BASIS_POINTS)
        total += float(sum(self.once.values(), Fraction(0)) * self.taxed)
        if terms.supervision:
            total += drawing.of("supervision", terms.supervision, float(self.supervision))
        return total


class _Drawing:
    """The numbers of one candidate, drawn into the same two arrays again and again: making new ones takes longer."""

    def __init__(self, candidate: str, seed: int, draws: int) -> None:
        self.candidate, self.seed = candidate, seed
        self.numbers, self.spare = np.empty(draws), np.empty(draws)

    def of(self, key: str, estimate: Spread, each: float) -> Floats:
        """The estimate's draws times what one of it costs; good until the next are drawn."""
        stream(self.seed, "cost", self.candidate, key).random(out=self.numbers)
        low, likely, high = float(estimate.low), float(estimate.likely), float(estimate.high)
        make_triangular(self.numbers, self.spare, low, likely, high)
        np.multiply(self.numbers, each, out=self.numbers)
        return self.numbers


def _problem(terms: Terms, rates: Rates) -> NotComparable | None:
    if not terms.lines:
        return NotComparable("no-lines")
    for line in terms.lines:
        if line.quantity is None:
            return NotComparable(line.lacks, line.title)
    if all(line.quantity and not line.quantity.high for line in terms.lines):
        return NotComparable(terms.lines[0].lacks, terms.lines[0].title)
    if terms.supervision and terms.supervision.high and not terms.own_each:
        return NotComparable("no-own-rate")
    for currency in terms.currencies:
        if rates.factor(currency) is None:
            return NotComparable("no-rate", f"{currency}/{rates.into}")
    return None


def _sentences() -> dict[str, str]:
    return {
        "no-lines": _("Not comparable: it has no prices yet."),
        "no-hours": _("Not comparable: the hours of “%(what)s” are not estimated."),
        "no-volumes": _("Not comparable: the volume of “%(what)s” is not estimated."),
        "no-base": _("Not comparable: what “%(what)s” is a share of is not estimated."),
        "no-own-rate": _("Not comparable: what an own hour of supervision costs is not said."),
        "no-rate": _("Not comparable: there is no exchange rate for %(what)s on or before the pricing day."),
        "too-large": _("Not comparable: the amounts are larger than any price can be."),
    }
