"""From how many hours each price per project is cheaper than each price by the hour, as a table and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from selection.models import Candidate, QuoteKind
from selection.readers.costs import Costs, Priced
from selection.rules.break_even import BreakEven, break_even
from selection.views.plots import Drawing, Mark, Straight, drawing, nice_step

STEPS = 5


@dataclass(frozen=True)
class Pair:
    """Two quotes against each other; `hours` are whole ones, `why_not` says why they cannot be compared."""

    hourly: Candidate
    fixed: Candidate
    found: BreakEven | None
    why_not: str

    @property
    def hours(self) -> str:
        return _hours(self.found.hours) if self.found and self.found.hours is not None else ""

    @property
    def estimate(self) -> str:
        """How many hours the hourly quote expects: low, likely, high."""
        if self.found is None or self.found.estimate is None:
            return ""
        return " – ".join(dict.fromkeys(_hours(one) for one in self.found.estimate))


def section(costs: Costs | None, candidates: Sequence[Candidate], currency: str) -> dict[str, Any] | None:
    """None where there is no price by the hour, or none per project, to compare; the candidates in their order."""
    if costs is None:
        return None
    quoted = [(one, costs.by_key[one.ref]) for one in candidates if one.ref in costs.by_key]
    hourly = [row for row in quoted if row[1].quote.kind == QuoteKind.HOURLY]
    fixed = [row for row in quoted if row[1].quote.kind == QuoteKind.PROJECT]
    pairs = [_pair(one, other, costs) for one in hourly for other in fixed]
    if not pairs:
        return None
    return {
        "sentence": next((_sentence(one) for one in pairs if one.found), ""),
        "pairs": pairs,
        "is_mix_assumed": any(one.found and one.found.is_mix_assumed for one in pairs),
        "drawing": _drawing([one for one in pairs if one.found], list(candidates), currency),
    }


def _pair(one: tuple[Candidate, Priced], other: tuple[Candidate, Priced], costs: Costs) -> Pair:
    basis = costs.basis
    found = break_even(one[1].terms, other[1].terms, basis.horizon_months, basis.rates)
    return Pair(one[0], other[0], found, "" if found else other[1].why_not or one[1].why_not)


def _sentence(pair: Pair) -> str:
    """What two quotes that can be compared come to, the first of them the nearest to the lead."""
    facts = {"fixed": pair.fixed, "hourly": pair.hourly, "hours": pair.hours}
    found = pair.found
    if found is None or found.hours is None:
        return _("%(fixed)s is never cheaper than %(hourly)s, however many hours are worked.") % facts
    if found.hours == 0:
        return _("%(fixed)s is cheaper than %(hourly)s, however few hours are worked.") % facts
    if found.estimate is None:
        return _("%(fixed)s is cheaper than %(hourly)s from %(hours)s on; nobody said how many are expected.") % facts
    facts["likely"] = _hours(found.estimate[len(found.estimate) // 2])
    return _("%(fixed)s is cheaper than %(hourly)s from %(hours)s on; %(likely)s are expected.") % facts


def _drawing(pairs: list[Pair], order: list[Candidate], currency: str) -> Drawing | None:
    """What each quote costs by the hours that are worked: by the hour it rises, per project it does not."""
    by_hour = {one.hourly: one.found for one in pairs if one.found}
    level = {one.fixed: one.found.fixed for one in pairs if one.found}
    if not by_hour:
        return None
    meetings = [one.found.hours for one in pairs if one.found and one.found.hours is not None]
    expected = [one.estimate[-1] for one in by_hour.values() if one.estimate]
    most = max([*meetings, *expected, Fraction(10)]) * Fraction(6, 5)
    x_ticks = [(at, _hours(Fraction(at))) for at in _axis(float(most))]
    last = Fraction(x_ticks[-1][0])
    scale = 10 ** get_currency_precision(currency)
    highest = max([*level.values(), *(one.hourly_at(last) for one in by_hour.values())])
    y_ticks = [(at, f"{at:,.0f}" if at == int(at) else f"{at:,.2f}") for at in _axis(float(highest / scale))]
    lines = [
        Straight(str(who), float(one.start / scale), float(one.hourly_at(last) / scale), order.index(who))
        for who, one in by_hour.items()
    ]
    for who, price in level.items():
        lines.append(Straight(str(who), float(price / scale), float(price / scale), order.index(who)))
    marks = [Mark(float(meetings[0]), _hours(meetings[0]))] if len(pairs) == 1 and meetings and meetings[0] else []
    return drawing(lines, x_ticks, y_ticks, marks)


def _axis(most: float) -> list[float]:
    """Even steps from zero to the first that reaches the most."""
    step = nice_step(most, STEPS)
    count = int(-(-most // step))
    return [step * place for place in range(max(count, 1) + 1)]


def _hours(hours: Fraction) -> str:
    return _("%(n)s h") % {"n": f"{round(hours):,}"}
