"""Money: integers in minor units of one currency (ISO 4217), rounded half up once, at the end of each line.

A rate (`…_e4`) is in ten-thousandths of the major unit, since rates are finer than cents.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from babel.numbers import get_currency_precision

RATE_SCALE = 10_000
BASIS_POINTS = 10_000
PERIODS_A_YEAR = {"month": 12, "quarter": 4, "year": 1}


class Hours(Protocol):
    rate_e4: int
    minutes: int | None


class Amount(Protocol):
    amount: int


class Price(Protocol):
    amount: int | None
    unit_price_e4: int | None
    volume: int | None
    share_bp: int | None
    period: str


@dataclass(frozen=True)
class Cap:
    """How an hourly estimate stands against its cap; None where there is no cap of that kind."""

    amount_left: int | None
    minutes_left: int | None

    @property
    def is_kept(self) -> bool:
        return (self.amount_left or 0) >= 0 and (self.minutes_left or 0) >= 0


@dataclass(frozen=True)
class Charges:
    """What charges come to: once, in a year, and whether some price cannot be known beforehand."""

    once: int
    a_year: int
    is_open: bool


def halves_up(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def of_rate(rate_e4: int, quantity: Decimal, currency: str) -> int:
    """A rate times a quantity, in minor units."""
    major = Decimal(rate_e4) / RATE_SCALE * quantity
    return halves_up(major.scaleb(get_currency_precision(currency)))


def of_minutes(rate_e4: int, minutes: int, currency: str) -> int:
    """What so many minutes cost at a rate an hour, in minor units."""
    minor = Decimal(rate_e4) * minutes * 10 ** get_currency_precision(currency) / (RATE_SCALE * 60)
    return halves_up(minor)


def hourly_total(lines: Iterable[Hours], currency: str) -> int:
    """The estimate of a rate card; a line without estimated minutes adds nothing."""
    return sum(of_minutes(line.rate_e4, line.minutes or 0, currency) for line in lines)


def against_cap(lines: Iterable[Hours], currency: str, cap_amount: int | None, cap_minutes: int | None) -> Cap:
    listed = list(lines)
    total = hourly_total(listed, currency)
    minutes = sum(line.minutes or 0 for line in listed)
    return Cap(
        None if cap_amount is None else cap_amount - total,
        None if cap_minutes is None else cap_minutes - minutes,
    )


def project_total(milestones: Iterable[Amount], allowance_bp: int | None) -> tuple[int, int]:
    """The milestones' sum, and the same with the allowance for change requests."""
    total = sum(milestone.amount for milestone in milestones)
    return total, total + halves_up(Decimal(total) * (allowance_bp or 0) / BASIS_POINTS)


def of_charge(charge: Price, currency: str) -> int | None:
    """What a charge comes to in one of its periods; None where that cannot be known beforehand."""
    if charge.amount is not None:
        return charge.amount
    if charge.unit_price_e4 is not None and charge.volume is not None:
        return of_rate(charge.unit_price_e4, Decimal(charge.volume), currency)
    return None


def charges_total(charges: Iterable[Price], currency: str) -> Charges:
    once, a_year, is_open = 0, 0, False
    for charge in charges:
        value = of_charge(charge, currency)
        is_open = is_open or value is None or charge.share_bp is not None
        if charge.period in PERIODS_A_YEAR:
            a_year += (value or 0) * PERIODS_A_YEAR[charge.period]
        else:
            once += value or 0
    return Charges(once, a_year, is_open)


def by_currency(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums per currency, by name; amounts of different currencies are never added."""
    sums: defaultdict[str, int] = defaultdict(int)
    for currency, amount in amounts:
        sums[currency] += amount
    return dict(sorted(sums.items()))
