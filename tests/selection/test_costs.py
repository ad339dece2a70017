"""What a selection's costs are read from, in a number of statements that does not grow."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from selection.readers.budget import overruns
from selection.readers.costs import basis_of, cost_of, costs_of
from selection.rules.budget import covers, is_over
from selection.rules.cost import Spread
from tests import make, make_selection

pytestmark = pytest.mark.django_db


def statements(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def candidates(engagement, number, currency="USD"):
    for _ in range(number):
        quote = make_selection.quote(make_selection.candidate(engagement), currency=currency)
        make_selection.line(quote, quantity=(60, 120, 240))
        make_selection.line(quote, quantity=(60, 60, 60))


def test_each_quote_that_counts_is_brought_to_the_engagements_currency():
    engagement = make.engagement()
    make_selection.rate("USD", 1.25)
    one = make_selection.candidate(engagement)
    make_selection.line(make_selection.quote(one, currency="USD"), quantity=(60, 60, 60))
    make_selection.line(make_selection.quote(one, status="draft"), "milestone")
    make_selection.line(make_selection.quote(engagement), "overhead", amount=500, period="month")

    found = costs_of(engagement)

    assert {key: priced.cost.mean for key, priced in found.by_key.items()} == {one.ref: 36_00, "in-house": 180_00}
    assert (found.basis.horizon_months, found.basis.priced_on, found.basis.seed) == (36, make.TODAY, engagement.pk)
    assert [*found.basis.rates.used_for({"USD"})] == ["USD"]


def test_each_kind_of_line_means_what_it_says():
    engagement = make.engagement()
    quote = make_selection.quote(
        make_selection.candidate(engagement),
        "other",
        own_rate_e4=60_0000,
        supervision_low=1,
        supervision_likely=2,
        supervision_high=3,
    )
    make_selection.line(quote, "retainer", amount=1000_00, period="month")
    make_selection.line(quote, "per-unit", (10, 20, 30), rate_e4=1_2500)
    make_selection.line(quote, "outcome", (10_000_00, 10_000_00, 10_000_00), share_bp=500, period="year")

    _basis, priced = cost_of(quote)

    assert [(one.each, one.quantity, one.period) for one in priced.terms.lines] == [
        (1000_00, Spread(1, 1, 1), "month"),
        (125, Spread(10, 20, 30), "once"),
        (Fraction(5, 100), Spread(10_000_00, 10_000_00, 10_000_00), "year"),
    ]
    # 36,000 and 25 and 1,500; two minutes of supervision a month at 1 each
    assert priced.cost.parts["recurring"] == 36_000_00 + 25_00 + 1500_00
    assert priced.cost.parts["supervision"] == 72_00


@pytest.mark.parametrize(
    ("kind", "line", "words"),
    [
        ("hourly", "role", "the hours of “Developer” are not estimated"),
        ("other", "per-unit", "the volume of “Developer” is not estimated"),
        ("other", "outcome", "what “Developer” is a share of is not estimated"),
    ],
)
def test_what_is_not_estimated_is_not_comparable(kind, line, words):
    quote = make_selection.quote(make_selection.candidate(make.engagement()), kind)
    make_selection.line(quote, line)

    priced = cost_of(quote)[1]

    assert priced.cost is None
    assert words in priced.why_not


def test_a_rate_from_after_the_pricing_day_is_none():
    engagement = make.engagement()
    candidates(engagement, 1)
    make_selection.rate("USD", 1.25, on=make.TODAY + timedelta(days=1))

    (priced,) = costs_of(engagement).by_key.values()
    assert "no exchange rate for USD/EUR on or before the pricing day" in priced.why_not
    make_selection.comparison(engagement, make.TODAY + timedelta(days=2))
    (priced,) = costs_of(engagement).by_key.values()
    assert priced.cost.mean == 120_00  # 3.33 hours at 45 dollars


def test_before_the_first_quote_there_is_no_pricing_day():
    basis = basis_of(make.engagement(), {"USD"})

    assert (basis.horizon_months, basis.priced_on) == (36, None)
    assert basis.rates.factor("USD") is None


def test_the_statements_do_not_grow_with_candidates_lines_and_rates():
    engagement = make.engagement(budget_amount=1)
    candidates(engagement, 1)
    make_selection.rate("USD", 1.25)
    one = statements(lambda: overruns(engagement, costs_of(engagement).by_key))
    candidates(engagement, 11)
    for days in range(30):
        make_selection.rate("USD", 1.25, on=make.TODAY - timedelta(days=1 + days))

    many = statements(lambda: overruns(engagement, costs_of(engagement).by_key))

    assert (one, many) == (5, 5)


def test_another_candidate_changes_no_figure_of_those_that_are_there():
    engagement = make.engagement()
    candidates(engagement, 2, "EUR")
    before = {key: one.cost.samples.tobytes() for key, one in costs_of(engagement).by_key.items()}
    candidates(engagement, 1, "EUR")

    after = {key: one.cost.samples.tobytes() for key, one in costs_of(engagement).by_key.items()}

    assert len(after) == 3
    assert before.items() <= after.items()


def test_what_is_over_the_budget_is_listed_with_its_yes():
    engagement = make.engagement(budget_amount=100_00)
    candidates(engagement, 1, "EUR")

    (over,) = overruns(engagement, costs_of(engagement).by_key).values()

    assert over.p90 > over.budget == 100_00
    assert over.accepted is None
    engagement.budget_amount = 10**6
    assert overruns(engagement, costs_of(engagement).by_key) == {}
    engagement.budget_amount = None
    assert overruns(engagement, costs_of(engagement).by_key) == {}


@pytest.mark.parametrize(
    ("budget", "p90", "over"), [(None, None, False), (None, 5, False), (5, 5, False), (5, 6, True), (5, None, True)]
)
def test_over_is_what_exceeds_the_budget_or_is_not_known(budget, p90, over):
    assert is_over(budget, p90) is over


class Yes:
    def __init__(self, quote_id, p90, budget, currency="EUR"):
        self.quote_id, self.p90_amount, self.budget_amount, self.currency = quote_id, p90, budget, currency


AMOUNT = st.none() | st.integers(0, 9)


@given(AMOUNT, st.integers(0, 9), AMOUNT, st.integers(0, 9), st.booleans(), st.booleans())
def test_a_yes_never_covers_more_than_was_said(said, budget, p90, budget_now, same_quote, same_currency):
    yes = Yes(1, said, budget)

    covered = covers(yes, 1 if same_quote else 2, p90, budget_now, "EUR" if same_currency else "USD")

    within = p90 == said or (p90 is not None and said is not None and p90 < said)
    assert covered == (same_quote and same_currency and budget_now >= budget and within)
