"""From how many hours a fixed price is cheaper."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.break_even import break_even
from selection.rules.cost import Line, Spread, Terms, by_rate, comparable
from selection.rules.exchange import Rate, Rates

EUR = Rates("EUR")
FIXED = Terms("CAN-0002", "EUR", (Line("m", Fraction(100_000_00), Spread(1, 1, 1)),))


def role(rate, quantity=None, key="r", period="once"):
    minutes = quantity and Spread(*(one * 60 for one in quantity))
    return Line(key, by_rate(rate * 10_000, "EUR", an_hour=True), minutes, period=period)


def hourly(*lines, **more):
    return Terms("CAN-0001", more.pop("currency", "EUR"), lines, **more)


def meet(one, other=FIXED, months=36, rates=EUR):
    found = break_even(one, other, months, rates)
    assert found is not None
    return found


def test_a_hundred_thousand_fixed_against_forty_five_an_hour_meet_at_2222_hours():
    found = meet(hourly(role(45)))

    assert found.hours == Fraction(20_000, 9)
    assert f"{float(found.hours):,.1f}" == "2,222.2"
    assert (found.an_hour, found.start, found.estimate) == (45_00, 0, None)


def test_everything_besides_the_hours_counts_on_both_sides():
    one = hourly(role(50, (1, 2, 3)), one_off=4000_00, tax_bp=1000, supervision=Spread(60, 60, 60), own_each=100)
    other = Terms("b", "EUR", FIXED.lines, exit=10_000_00, tax_bp=1000, allowance=Spread(0, 0, 3000))

    found = meet(one, other)

    # 55 an hour, 4,400 and 36 hours at 60 besides; 110,000 and 10,000, both taxed
    assert (found.start, found.an_hour, found.fixed) == (4400_00 + 2160_00, 55_00, 132_000_00)
    assert found.hours == Fraction(132_000 - 6560, 55)
    assert found.estimate == (1, 2, 3)


def test_roles_are_mixed_as_they_are_estimated_and_alike_where_they_are_not():
    known = meet(hourly(role(30, (0, 300, 400)), role(60, (0, 25, 25), "s", "quarter")))
    unknown = meet(hourly(role(30, (0, 300, 400)), role(60, None, "s")))

    # over 36 months the second role works 300 hours too
    assert (known.an_hour, known.is_mix_assumed) == (45_00, False)
    assert known.estimate == (0, 600, 700)
    assert (unknown.an_hour, unknown.is_mix_assumed, unknown.estimate) == (45_00, True, None)


def test_a_fixed_price_may_always_be_cheaper_or_never():
    assert meet(hourly(role(45), one_off=100_001_00)).hours == 0
    assert meet(hourly(role(0))).hours is None
    assert meet(hourly(role(0), one_off=100_001_00)).hours == 0


def test_both_are_brought_to_one_currency():
    rates = Rates("EUR", "EUR", {"INR": Rate(Fraction(100), date(2026, 11, 23), "ECB")})

    assert meet(hourly(role(4500), currency="INR"), rates=rates).hours == Fraction(20_000, 9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (hourly(), FIXED),
        (hourly(role(45)), Terms("b", "EUR", ())),
        (hourly(role(45)), Terms("b", "USD", FIXED.lines)),
        (hourly(role(45), currency="USD"), FIXED),
    ],
    ids=["no roles", "no milestones", "no rate", "no rate either"],
)
def test_without_prices_or_rates_there_is_none(one, other):
    assert break_even(one, other, 36, EUR) is None


@given(st.integers(1, 300), st.integers(0, 10**5), st.integers(0, 2500), st.integers(1, 120))
def test_where_they_meet_both_cost_the_same(rate, one_off, tax_bp, months):
    one = hourly(role(rate), one_off=one_off * 100, tax_bp=tax_bp)

    found = meet(one, months=months)

    if found.hours:
        assert found.hourly_at(found.hours) == found.fixed
        minutes = found.hours * 60
        exact = Line("r", by_rate(rate * 10_000, "EUR", an_hour=True) * minutes, Spread(1, 1, 1))
        cost = comparable(Terms("a", "EUR", (exact,), one_off=one_off * 100, tax_bp=tax_bp), months, EUR, 1, 10)
        assert abs(cost.mean - 100_000_00) <= 2
