"""What a quote comes to: one currency, one horizon, an honest range; and what is no cost at all."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.cost import MOST, Cost, Line, NotComparable, Spread, Terms, at, by_rate, comparable, times_in
from selection.rules.exchange import Rate, Rates

EUR = Rates("EUR")
SEED = 7
DAY = date(2026, 11, 23)


def fixed(amount, key="QTL-0001", period="once"):
    return Line(key, Fraction(amount), Spread(1, 1, 1), period=period)


def hours(low, likely, high, rate=45, key="QTL-0001", period="once"):
    quantity = Spread(low * 60, likely * 60, high * 60)
    return Line(key, by_rate(rate * 10_000, "EUR", an_hour=True), quantity, period=period)


def terms(*lines, key="CAN-0001", currency="EUR", **more):
    return Terms(key, currency, lines, **more)


def cost(*lines, months=36, rates=EUR, seed=SEED, draws=1000, **more):
    found = comparable(terms(*lines, **more), months, rates, seed, draws)
    assert isinstance(found, Cost), found
    return found


def test_a_certain_price_is_what_it_is():
    found = cost(fixed(100_000_00))

    assert (found.mean, found.p10, found.p50, found.p90) == (100_000_00,) * 4
    assert found.samples.tolist() == [100_000_00.0] * 1000


def test_periods_are_counted_over_the_horizon_in_parts_too():
    assert [times_in(period, 40) for period in ("once", "month", "quarter", "year")] == [
        1,
        40,
        Fraction(40, 3),
        Fraction(10, 3),
    ]
    assert cost(fixed(300_00, period="quarter"), months=40).mean == 4000_00


def test_every_part_is_named_and_they_add_up():
    found = cost(
        hours(100, 200, 600),
        one_off=1000_00,
        transition=2000_00,
        exit=500_00,
        tax_bp=1900,
        supervision=Spread(60, 120, 180),
        own_each=by_rate(60_0000, "EUR", an_hour=True),
        own_currency="EUR",
    )

    # 300 hours at 45; two hours a month at 60 for 36 months; tax on what the vendor charges, not on our own people
    assert found.parts == {
        "recurring": 13_500_00,
        "one-off": 1000_00,
        "transition": 2000_00,
        "exit": 500_00,
        "supervision": 4320_00,
        "tax": 3230_00,
    }
    assert found.mean == 24_550_00


def test_change_requests_come_on_top_of_the_milestones():
    found = cost(fixed(60_000_00), fixed(40_000_00, "QTL-0002"), allowance=Spread(0, 1000, 2000), tax_bp=1000)

    assert found.parts["recurring"] == 110_000_00
    assert found.mean == 121_000_00
    assert 110_000_00 <= found.p10 < found.p50 < found.p90 <= 132_000_00


@pytest.mark.parametrize(
    "lines",
    [
        [hours(100, 200, 600)],
        [hours(0, 0, 1000, key="a"), hours(10, 400, 400, key="b"), fixed(5_000_00, "c")],
    ],
    ids=["one", "several"],
)
def test_the_simulation_agrees_with_the_closed_form(lines):
    found = cost(*lines, draws=200_000, tax_bp=700, supervision=Spread(0, 60, 600), own_each=Fraction(100))

    deviation = float(found.samples.std()) / np.sqrt(200_000)
    assert abs(found.samples.mean() - found.mean) < 4 * deviation


def test_the_percentiles_are_those_of_the_triangle():
    found = cost(hours(0, 0, 1000, rate=1), draws=200_000)

    # F(x) = 1 - ((b - x) / b)^2 where low is likely
    exact = [1000_00 * (1 - np.sqrt(1 - p)) for p in (0.1, 0.5, 0.9)]
    assert [found.p10, found.p50, found.p90] == pytest.approx(exact, rel=0.01)


def test_a_percentile_is_the_sample_that_so_many_do_not_exceed():
    samples = np.array([5.0, 1.0, 4.0, 2.0, 3.0, 10.0, 9.0, 8.0, 7.0, 6.0])

    assert [at(samples, Fraction(n, 10)) for n in (1, 5, 9, 10)] == [1, 5, 9, 10]
    assert at(np.array([2.5]), Fraction(1, 2)) == 3


@pytest.mark.parametrize(
    ("given", "reason", "what"),
    [
        (terms(), "no-lines", ""),
        (terms(Line("a", Fraction(75), None, "no-hours", title="Tester")), "no-hours", "Tester"),
        (terms(hours(1, 2, 3), Line("b", Fraction(9), None, "no-volumes", title="Ticket")), "no-volumes", "Ticket"),
        (terms(Line("a", Fraction(1, 20), None, "no-base", title="Savings")), "no-base", "Savings"),
        (terms(hours(0, 0, 0), hours(0, 0, 0, key="b")), "no-hours", ""),
        (terms(fixed(5), supervision=Spread(0, 0, 1)), "no-own-rate", ""),
        (terms(fixed(5), currency="USD"), "no-rate", "USD/EUR"),
        (terms(fixed(5), supervision=Spread(1, 2, 3), own_each=Fraction(1), own_currency="INR"), "no-rate", "INR/EUR"),
        (terms(fixed(MOST + 1)), "too-large", ""),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_unknown_is_not_comparable_and_never_zero(given, reason, what):
    found = comparable(given, 36, EUR, SEED)

    assert found == NotComparable(reason, what)
    assert found.sentence.startswith("Not comparable: ")
    assert what in found.sentence


def test_quotes_in_other_currencies_are_brought_to_the_engagements():
    rates = Rates("EUR", "EUR", {"USD": Rate(Fraction(5, 4), DAY, "ECB"), "JPY": Rate(Fraction(160), DAY, "ECB")})

    assert cost(fixed(125_00), currency="USD", rates=rates).p50 == 100_00
    assert cost(fixed(16_000), currency="JPY", rates=rates).p50 == 100_00


def test_the_largest_amounts_overflow_nothing():
    found = cost(hours(0, 10**6, 10**6, rate=8 * 10**7), hours(1, 1, 2, key="b"), tax_bp=0)

    assert 0 < found.p10 < found.p50 < found.p90 <= MOST
    assert np.isfinite(found.samples).all()
    # a cent is a cent up to the limit: rounding moves a sum of whole minor units by less than one of them
    assert cost(fixed(MOST - 1)).p50 == MOST - 1
    assert cost(fixed(MOST // 2), fixed(MOST // 2 - 1, "b")).p50 == MOST - 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    lines = [hours(100, 200, 600), hours(1, 5, 9, key="b")]

    assert cost(*lines).samples.tobytes() == cost(*lines).samples.tobytes()
    assert cost(*lines).samples.tobytes() == cost(*reversed(lines)).samples.tobytes()
    assert cost(*lines).samples.tobytes() != cost(*lines, seed=8).samples.tobytes()


SPREADS = st.tuples(*[st.integers(0, 10**6)] * 3).filter(any).map(lambda three: Spread(*sorted(three)))
LINES = st.lists(
    st.builds(
        Line,
        key=st.integers(1, 10**6).map(lambda number: f"QTL-{number:04d}"),
        each=st.fractions(0, 10**4, max_denominator=600),
        quantity=SPREADS,
        period=st.sampled_from(["once", "month", "quarter", "year"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line.key,
)
TERMS = st.builds(
    lambda lines, **more: Terms("CAN-0001", "USD", tuple(lines), own_currency="GBP", **more),
    lines=LINES,
    one_off=st.integers(0, 10**8),
    transition=st.integers(0, 10**8),
    exit=st.integers(0, 10**8),
    tax_bp=st.integers(0, 3000),
    allowance=st.none() | st.tuples(*[st.integers(0, 5000)] * 3).map(lambda three: Spread(*sorted(three))),
    supervision=st.none() | SPREADS,
    own_each=st.fractions(Fraction(1, 60), 200, max_denominator=60),
)
OF_EURO = {"USD": "1.0837", "GBP": "0.86412", "JPY": "163.19", "INR": "90.4345"}
TABLE = {currency: Rate(Fraction(value), DAY, "ECB") for currency, value in OF_EURO.items()}
MONTHS = st.integers(1, 120)


def figures(found):
    return [found.mean, found.p10, found.p50, found.p90]


def run(given, months=36, into="EUR"):
    found = comparable(given, months, Rates(into, "EUR", TABLE), SEED, 400)
    assert isinstance(found, Cost)
    return found


@given(TERMS, MONTHS, st.sampled_from(["USD", "GBP", "JPY", "INR"]))
def test_the_currency_of_display_changes_nothing(given, months, other):
    euro, shown = run(given, months), run(given, months, other)

    factor = Rates(other, "EUR", TABLE).factor("EUR")
    finer = max(1, factor)  # half a minor unit of either may be rounded away, in each of six parts of the mean
    for one, two in zip(figures(euro), figures(shown), strict=True):
        assert abs(one * factor - two) <= 7 * finer
    assert np.allclose(euro.samples * float(factor), shown.samples, rtol=1e-12, atol=0)


@given(TERMS, MONTHS, st.data())
def test_no_cost_falls_when_a_rate_rises(given, months, data):
    place = data.draw(st.integers(0, len(given.lines) - 1))
    more = data.draw(st.fractions(0, 10**3, max_denominator=600))
    line = given.lines[place]
    lines = (*given.lines[:place], replace(line, each=line.each + more), *given.lines[place + 1 :])

    dearer = run(replace(given, lines=lines), months)

    before = run(given, months)
    assert all(one >= other for one, other in zip(figures(dearer), figures(before), strict=True))
    assert (dearer.samples >= before.samples).all()


@given(TERMS, MONTHS, st.data())
def test_no_cost_falls_when_an_hour_is_added_to_any_part_of_an_estimate(given, months, data):
    place = data.draw(st.integers(0, len(given.lines) - 1))
    line = given.lines[place]
    low, likely, high = (data.draw(st.integers(0, 10**5)) for _ in range(3))
    was = line.quantity
    risen = Spread(
        was.low + low,
        max(was.likely + likely, was.low + low),
        0 + max(was.high + high, was.likely + likely, was.low + low),
    )
    lines = (*given.lines[:place], replace(line, quantity=risen), *given.lines[place + 1 :])

    more, before = run(replace(given, lines=lines), months), run(given, months)

    assert all(one >= other - 1 for one, other in zip(figures(more), figures(before), strict=True))
    assert (more.samples >= before.samples * (1 - 1e-12)).all()


@given(TERMS, MONTHS, st.sampled_from(["supervision", "allowance"]), st.tuples(*[st.integers(0, 5000)] * 3))
def test_no_cost_falls_when_we_supervise_longer_or_more_changes_are_allowed_for(given, months, name, more):
    was = getattr(given, name) or Spread(0, 0, 0)
    risen = Spread(
        *sorted(end + added for end, added in zip((was.low, was.likely, was.high), sorted(more), strict=True))
    )

    dearer, before = run(replace(given, **{name: risen}), months), run(replace(given, **{name: was}), months)

    assert all(one >= other - 1 for one, other in zip(figures(dearer), figures(before), strict=True))
    assert (dearer.samples >= before.samples * (1 - 1e-12)).all()
    assert before.mean == run(given, months).mean  # nothing to supervise or to change costs nothing


@given(TERMS, st.sampled_from(["one_off", "transition", "exit", "tax_bp", "own_each"]), st.integers(1, 10**4))
def test_no_cost_falls_when_anything_else_is_dearer(given, name, more):
    dearer = run(replace(given, **{name: getattr(given, name) + more}))

    assert all(one >= other for one, other in zip(figures(dearer), figures(run(given)), strict=True))


@given(TERMS, SPREADS)
def test_another_line_changes_no_number_of_the_others(given, quantity):
    """What the new line adds is what it costs alone: the draws of the others stay."""
    new = Line("QTL-NEW", Fraction(3), quantity)
    given = replace(given, allowance=None)

    both = run(replace(given, lines=(*given.lines, new)))

    alone = run(Terms(given.key, "USD", (new,), tax_bp=given.tax_bp))
    assert np.allclose(both.samples - run(given).samples, alone.samples, rtol=1e-9, atol=1e-3)


@given(TERMS, st.randoms())
def test_the_order_of_the_lines_changes_no_byte(given, random):
    lines = list(given.lines)
    random.shuffle(lines)

    assert run(given).samples.tobytes() == run(replace(given, lines=tuple(lines))).samples.tobytes()


@given(TERMS)
def test_candidates_with_the_same_prices_draw_their_own_numbers(given):
    other = replace(given, key="CAN-0002")

    assert run(given).mean == run(other).mean
    uncertain = any(line.quantity.low < line.quantity.high and line.each > 0 for line in given.lines)
    if uncertain:
        assert run(given).samples.tobytes() != run(other).samples.tobytes()


@given(TERMS, MONTHS)
def test_the_figures_are_in_order_and_within_what_can_be(given, months):
    found = run(given, months)

    assert found.p10 <= found.p50 <= found.p90
    lowest = replace(
        given,
        lines=tuple(replace(one, quantity=Spread(*[one.quantity.low] * 3)) for one in given.lines),
        allowance=given.allowance and Spread(*[given.allowance.low] * 3),
        supervision=given.supervision and Spread(*[given.supervision.low] * 3),
    )
    assert found.p10 >= run(lowest, months).p10 - 1
