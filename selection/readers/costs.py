"""The comparable cost of every quote that counts in an engagement: four statements, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from selection.models import HORIZON_MONTHS, Comparison, ExchangeRate, LineKind, Quote, QuoteLine
from selection.rules.cost import Cost, Line, NotComparable, Spread, Terms, by_rate, comparable
from selection.rules.exchange import Rates, rates_on
from vendors.models import Engagement

IN_HOUSE = "in-house"
LACKS = {LineKind.PER_UNIT: "no-volumes", LineKind.OUTCOME: "no-base"}
BY_THE_HOUR = (LineKind.ROLE, LineKind.PEOPLE)


@dataclass(frozen=True)
class Basis:
    """What all quotes of an engagement are brought to. The seed is the engagement's own: nobody chooses it."""

    horizon_months: int
    priced_on: date | None
    rates: Rates
    seed: int


@dataclass(frozen=True, eq=False)
class Priced:
    """A quote with what it comes to; `key` is the candidate's reference, or `in-house`."""

    key: str
    quote: Quote
    terms: Terms
    result: Cost | NotComparable

    @property
    def cost(self) -> Cost | None:
        return self.result if isinstance(self.result, Cost) else None

    @property
    def why_not(self) -> str:
        return self.result.sentence if isinstance(self.result, NotComparable) else ""


@dataclass(frozen=True)
class Costs:
    """All of them by key, and what they were brought to."""

    basis: Basis
    by_key: dict[str, Priced]


def costs_of(engagement: Engagement) -> Costs:
    """What counts in this engagement: each candidate's submitted quote, and the in-house one."""
    quotes = Quote.objects.filter(engagement=engagement).submitted()
    return priced(engagement, quotes.select_related("candidate__vendor").prefetch_related("lines"))


def cost_of(quote: Quote) -> tuple[Basis, Priced]:
    """What one quote comes to, a draft too."""
    found = priced(quote.engagement, [quote])
    return found.basis, found.by_key[key_of(quote)]


def priced(engagement: Engagement, quotes: Iterable[Quote]) -> Costs:
    terms = {key_of(quote): (quote, terms_of(quote, quote.lines.all())) for quote in quotes}
    currencies = {currency for _quote, one in terms.values() for currency in one.currencies}
    basis = basis_of(engagement, currencies)
    return Costs(
        basis,
        {
            key: Priced(key, quote, one, comparable(one, basis.horizon_months, basis.rates, basis.seed))
            for key, (quote, one) in terms.items()
        },
    )


def basis_of(engagement: Engagement, currencies: set[str]) -> Basis:
    """The horizon, pricing day and rates of an engagement; there is no pricing day before the first quote."""
    said = Comparison.objects.filter(engagement=engagement).first()
    day = said.priced_on if said else None
    return Basis(
        said.horizon_months if said else HORIZON_MONTHS,
        day,
        rates_on(_newest(day, currencies | {engagement.currency}), engagement.currency, currencies),
        engagement.pk,
    )


def _newest(day: date | None, currencies: set[str]) -> Iterable[ExchangeRate]:
    """Each pair's rows by that day, the newest first; none are asked for where all is one currency."""
    if day is None or len(currencies) < 2:
        return []
    return ExchangeRate.objects.on_or_before(day).newest().filter(currency__in=currencies)


def key_of(quote: Quote) -> str:
    return quote.candidate.ref if quote.candidate else IN_HOUSE


def terms_of(quote: Quote, lines: Iterable[QuoteLine]) -> Terms:
    """A quote as it is compared."""
    return Terms(
        key=key_of(quote),
        currency=quote.currency,
        lines=tuple(_line(line, quote.currency) for line in lines),
        one_off=quote.one_off_amount,
        transition=quote.transition_amount,
        exit=quote.exit_amount,
        tax_bp=quote.tax_bp,
        allowance=_spread(quote.allowance_low, quote.allowance_likely, quote.allowance_high),
        supervision=_spread(quote.supervision_low, quote.supervision_likely, quote.supervision_high),
        own_each=by_rate(quote.own_rate_e4, quote.own_currency, an_hour=True),
        own_currency=quote.own_currency,
    )


def _line(line: QuoteLine, currency: str) -> Line:
    quantity = _spread(line.quantity_low, line.quantity_likely, line.quantity_high)
    if line.amount is not None:
        each, quantity = Fraction(line.amount), Spread(1, 1, 1)
    elif line.rate_e4 is not None:
        each = by_rate(line.rate_e4, currency, an_hour=line.kind in BY_THE_HOUR)
    else:
        each = Fraction(line.share_bp or 0, 10_000)
    return Line(line.ref, each, quantity, LACKS.get(LineKind(line.kind), "no-hours"), line.period, line.title)


def _spread(low: int | None, likely: int | None, high: int | None) -> Spread | None:
    return None if low is None or likely is None or high is None else Spread(low, likely, high)
