"""Money in contracts: exact, rounded once, never across currencies."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.rules import prices

RATES = st.integers(0, 10**9)
MINUTES = st.integers(0, 10**6)
CURRENCIES = st.sampled_from(["EUR", "JPY", "BHD"])
DIGITS = {"EUR": 2, "JPY": 0, "BHD": 3}


@dataclass
class Line:
    rate_e4: int
    minutes: int | None


@dataclass
class Stone:
    amount: int


@dataclass
class Charge:
    amount: int | None = None
    unit_price_e4: int | None = None
    volume: int | None = None
    share_bp: int | None = None
    period: str = "month"


@pytest.mark.parametrize(
    ("rate_e4", "minutes", "currency", "minor"),
    [
        (950_000, 60, "EUR", 9500),
        (950_000, 90, "EUR", 14250),
        (1_234_567, 60, "EUR", 12346),
        (50, 60, "EUR", 1),
        (49, 60, "EUR", 0),
        (95_000_000, 60, "JPY", 9500),
        (950_000, 60, "BHD", 95000),
    ],
)
def test_a_rate_times_its_minutes_is_rounded_half_up(rate_e4, minutes, currency, minor):
    assert prices.of_minutes(rate_e4, minutes, currency) == minor


@given(RATES, MINUTES, CURRENCIES)
def test_a_line_is_never_more_than_half_a_minor_unit_off(rate_e4, minutes, currency):
    exact = Fraction(rate_e4 * minutes * 10 ** DIGITS[currency], 10_000 * 60)

    assert abs(prices.of_minutes(rate_e4, minutes, currency) - exact) <= Fraction(1, 2)


@given(st.lists(st.tuples(RATES, MINUTES)), CURRENCIES)
def test_a_rate_card_is_the_sum_of_its_lines(rows, currency):
    lines = [Line(*row) for row in rows]

    assert prices.hourly_total(lines, currency) == sum(prices.of_minutes(*row, currency) for row in rows)


def test_a_line_without_minutes_adds_nothing():
    assert prices.hourly_total([Line(950_000, None), Line(950_000, 60)], "EUR") == 9500


@pytest.mark.parametrize(
    ("cap_amount", "cap_minutes", "left", "is_kept"),
    [
        (None, None, (None, None), True),
        (9500, 60, (0, 0), True),
        (9499, None, (-1, None), False),
        (None, 59, (None, -1), False),
    ],
)
def test_an_estimate_stands_against_its_caps(cap_amount, cap_minutes, left, is_kept):
    cap = prices.against_cap([Line(950_000, 60)], "EUR", cap_amount, cap_minutes)

    assert ((cap.amount_left, cap.minutes_left), cap.is_kept) == (left, is_kept)


@given(st.lists(st.integers(0, 10**12)), st.none() | st.integers(0, 20_000))
def test_an_allowance_comes_on_top_of_the_milestones(amounts, allowance_bp):
    total, most = prices.project_total([Stone(amount) for amount in amounts], allowance_bp)

    assert total == sum(amounts)
    assert abs(Fraction(total * (10_000 + (allowance_bp or 0)), 10_000) - most) <= Fraction(1, 2)


def test_charges_are_brought_to_a_year():
    charges = [
        Charge(amount=100_00),
        Charge(amount=50_00, period="quarter"),
        Charge(unit_price_e4=12_345, volume=1000, period="year"),
        Charge(amount=7_00, period="once"),
    ]

    assert prices.charges_total(charges, "EUR") == prices.Charges(7_00, 1200_00 + 200_00 + 1234_50, False)


@pytest.mark.parametrize("charge", [Charge(share_bp=500), Charge(unit_price_e4=100)])
def test_a_price_that_nobody_can_know_leaves_the_sum_open(charge):
    assert prices.charges_total([charge], "EUR") == prices.Charges(0, 0, True)


@given(st.lists(st.tuples(st.sampled_from(["EUR", "USD", "JPY"]), st.integers(0, 10**12))))
def test_amounts_of_different_currencies_are_never_added(rows):
    sums = prices.by_currency(rows)

    assert sum(sums.values()) == sum(amount for _currency, amount in rows)
    assert all(sums[one] == sum(a for c, a in rows if c == one) for one in sums)
    assert list(sums) == sorted(sums)


def test_half_goes_up():
    assert [prices.halves_up(Decimal(text)) for text in ("0.5", "1.5", "2.49")] == [1, 2, 2]
