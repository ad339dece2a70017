"""What the database itself refuses of quotes, rates and acceptances."""

import pytest
from django.db import DataError, IntegrityError, transaction

from selection.models import BudgetAcceptance, Quote, may_see_prices
from tests import make, make_selection

pytestmark = pytest.mark.django_db


def refused(what, **fields):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        what(**fields)


def quote(**fields):
    return make_selection.quote(make_selection.candidate(make.engagement()), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"currency": "eur"},
        {"currency": "EU"},
        {"own_currency": ""},
        {"kind": "project", "allowance_low": 500, "allowance_likely": 400, "allowance_high": 900},
        {"kind": "project", "allowance_low": 500, "allowance_likely": 600},
        {"kind": "hourly", "allowance_low": 500, "allowance_likely": 600, "allowance_high": 900},
        {"supervision_low": 60, "supervision_likely": 120, "supervision_high": 90},
        {"kind": "in-house"},
        {"one_off_amount": 10**15 + 1},
        {"tax_bp": 100_001},
        {"submitted_by": None, "submitted_at": None},
    ],
    ids=str,
)
def test_a_quote_that_cannot_be(fields):
    refused(quote, **fields)


def test_only_one_quote_of_a_candidate_counts_and_only_one_in_house():
    engagement = make.engagement()
    candidate = make_selection.candidate(engagement)
    make_selection.quote(candidate)
    make_selection.quote(candidate, status="draft")
    make_selection.quote(engagement)

    refused(make_selection.quote, of=candidate)
    refused(make_selection.quote, of=engagement)
    assert Quote.objects.submitted().count() == 2


def test_an_in_house_quote_belongs_to_no_candidate_and_every_other_to_one():
    candidate = make_selection.candidate(make.engagement())

    refused(make_selection.quote, of=candidate, kind="in-house")
    refused(make_selection.quote, of=candidate.engagement, kind="hourly")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("role", {"quantity": (60, 50, 90)}),
        ("role", {"rate_e4": None}),
        ("role", {"amount": 5}),
        ("role", {"quantity_low": 5}),
        ("milestone", {"amount": None}),
        ("milestone", {"quantity": (1, 2, 3)}),
        ("outcome", {"share_bp": None}),
        ("outcome", {"amount": 1}),
        ("per-unit", {"share_bp": 1}),
        ("per-unit", {"rate_e4": 10**15 + 1}),
        ("retainer", {"rate_e4": 1}),
        ("gift", {"amount": 1}),
    ],
    ids=str,
)
def test_a_line_that_cannot_be(kind, fields):
    refused(make_selection.line, of=quote(), kind=kind, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"currency": "EUR"},
        {"currency": "usd"},
        {"value": 0},
        {"source": ""},
        {"base": "EURO"},
    ],
    ids=str,
)
def test_a_rate_that_cannot_be(fields):
    refused(make_selection.rate, **{"currency": "USD", "value": 1.1, **fields})


def test_a_rate_is_said_once_a_day():
    make_selection.rate("USD", 1.1)

    refused(make_selection.rate, currency="USD", value=1.2)


def test_nobody_accepts_the_cost_of_a_quote_that_they_submitted():
    of = quote()
    facts = {
        "engagement": of.engagement,
        "quote": of,
        "budget_amount": 1,
        "currency": "EUR",
        "accepted_at": make.AT,
        "submitted_by": of.submitted_by,
    }

    refused(BudgetAcceptance.objects.create, **facts, accepted_by=of.submitted_by, reason="It is worth it.")
    refused(BudgetAcceptance.objects.create, **facts, accepted_by=make.person(), reason="")


def test_prices_are_seen_by_working_roles_and_by_those_whose_engagement_it_is():
    engagement = make.engagement(sponsor=make.person())
    mine = [make.user(person=person) for person in (engagement.owner, engagement.sponsor)]
    of = make_selection.quote(make_selection.candidate(engagement))

    for user in [*mine, make.user("procurement"), make.user("auditor"), make.user("approver")]:
        assert may_see_prices(user, engagement)
        assert list(Quote.objects.visible_to(user)) == [of]
    for user in [make.user("evaluator"), make.user("requester"), make.user()]:
        assert not may_see_prices(user, engagement)
        assert not Quote.objects.visible_to(user)
