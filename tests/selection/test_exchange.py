"""Exchange rates: the newest by the pricing day, both ways, and between two others through the base."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.exchange import SCALE, Rate, rates_on

DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Row:
    currency: str
    rate_e10: int
    on: date = DAY
    base: str = "EUR"
    source: str = "ECB"


def table(*rows):
    return sorted(rows, key=lambda row: row.on, reverse=True)


def row(currency, value, **fields):
    return Row(currency, int(Fraction(str(value)) * SCALE), **fields)


def test_a_rate_goes_both_ways_and_through_the_base():
    rows = table(row("USD", "1.25"), row("GBP", "0.8"))

    assert rates_on(rows, "USD", {"EUR"}).factor("EUR") == Fraction(5, 4)
    assert rates_on(rows, "EUR", {"USD"}).factor("USD") == Fraction(4, 5)
    assert rates_on(rows, "USD", {"GBP"}).factor("GBP") == Fraction(25, 16)
    assert rates_on(rows, "USD", {"USD"}).factor("USD") == 1


def test_minor_units_are_those_of_each_currency():
    rows = table(row("JPY", 160), row("KWD", "0.4"))

    assert rates_on(rows, "JPY", {"EUR"}).factor("EUR") == Fraction(160, 100)
    assert rates_on(rows, "EUR", {"KWD"}).factor("KWD") == Fraction(5, 2) / 10


def test_the_newest_rate_counts_and_keeps_its_day_and_source():
    rows = table(row("USD", 2, on=DAY - timedelta(days=9)), row("USD", 3, on=DAY - timedelta(days=2), source="Bank"))

    rates = rates_on(rows, "EUR", {"USD"})

    assert rates.used_for({"USD", "EUR"}) == {"USD": Rate(Fraction(3), DAY - timedelta(days=2), "Bank")}


def test_what_nobody_said_has_no_rate():
    assert rates_on([], "EUR", {"USD"}).factor("USD") is None
    assert rates_on(table(row("USD", 1)), "EUR", {"XAF"}).factor("XAF") is None
    assert rates_on([], "EUR", {"EUR"}).factor("EUR") == 1
    assert rates_on([], "EUR", {"EUR"}).used_for({"EUR"}) == {}


def test_all_rates_come_from_one_base_the_one_that_knows_the_most_then_the_newest():
    old = DAY - timedelta(days=30)
    rows = table(row("USD", 2), row("GBP", 3, base="USD"), row("EUR", 4, base="USD"), row("INR", 90, on=old))

    assert rates_on(rows, "EUR", {"GBP"}).base == "USD"
    assert rates_on(rows, "EUR", {"INR", "USD"}).base == "EUR"
    assert rates_on(table(row("USD", 2, on=old), row("EUR", 3, base="USD")), "EUR", {"USD"}).base == "USD"


@given(
    st.dictionaries(st.sampled_from(["USD", "GBP", "JPY", "INR", "KWD"]), st.integers(1, 10**13), min_size=1),
    st.data(),
)
def test_by_whatever_currency_one_goes_the_result_is_the_same(values, data):
    rows = table(*(Row(currency, rate) for currency, rate in values.items()))
    one, two, three = (data.draw(st.sampled_from([*values, "EUR"])) for _ in range(3))

    def factor(start, end):
        return rates_on(rows, end, {start}).factor(start)

    assert factor(one, two) * factor(two, three) == factor(one, three)
    assert factor(one, two) * factor(two, one) == 1
