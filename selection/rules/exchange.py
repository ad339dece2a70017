"""Exchange rates of one base on one day: directly, inversely, and between two others through the base. Exact."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from babel.numbers import get_currency_precision

SCALE = 10**10


class Known(Protocol):
    """A row of the rate table: that day one unit of `base` was worth `rate_e10` / 10^10 of `currency`."""

    on: date
    base: str
    currency: str
    rate_e10: int
    source: str


@dataclass(frozen=True)
class Rate:
    """What one unit of the base was worth, since when, and who says so."""

    value: Fraction
    on: date
    source: str


@dataclass(frozen=True)
class Rates:
    """The rates that one comparison uses; `into` is the currency that all amounts are brought to."""

    into: str
    base: str = ""
    of: Mapping[str, Rate] = field(default_factory=dict)

    def factor(self, currency: str) -> Fraction | None:
        """What one minor unit of a currency is in minor units of `into`; None where no rate says so."""
        if currency == self.into:
            return Fraction(1)
        start, end = self._of_base(currency), self._of_base(self.into)
        if start is None or end is None:
            return None
        digits = get_currency_precision(self.into) - get_currency_precision(currency)
        return end / start * Fraction(10) ** digits

    def used_for(self, currencies: Iterable[str]) -> dict[str, Rate]:
        """The rows that these currencies need; none where all are the one they are brought to."""
        others = sorted({one for one in currencies if one != self.into})
        needed = [*others, self.into] if others else []
        return {one: self.of[one] for one in needed if one in self.of}

    def _of_base(self, currency: str) -> Fraction | None:
        if currency == self.base:
            return Fraction(1)
        found = self.of.get(currency)
        return found.value if found else None


def rates_on(table: Iterable[Known], into: str, needed: Collection[str]) -> Rates:
    """The newest rate of each currency (the table begins with the newest), all of one base, so that none contradict.

    Of several bases it is the one that knows the most of what is needed, then the one with the newest rates, then the
    first by name.
    """
    by_base: dict[str, dict[str, Rate]] = {}
    for row in table:
        known = by_base.setdefault(row.base, {})
        if row.currency not in known:
            known[row.currency] = Rate(Fraction(row.rate_e10, SCALE), row.on, row.source)
    wanted = {*needed, into}

    def worth(base: str) -> tuple[int, int, str]:
        known = {one: rate for one, rate in by_base[base].items() if one in wanted}
        oldest = min((rate.on.toordinal() for rate in known.values()), default=0)
        return -len({*known, base} & wanted), -oldest, base

    best = min(by_base, key=worth, default="")
    return Rates(into, best, by_base.get(best, {}))
