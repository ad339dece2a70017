"""Quotes by page: entered, submitted, compared, accepted above the budget; blind for who has yet to score."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selection import actions
from selection.models import BudgetAcceptance, Quote
from tests import make, make_selection

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def buyer():
    return signed_in(make.user("procurement"))


@pytest.fixture
def candidate():
    engagement = make.engagement("Claims", status="sourcing", budget_amount=100_00, sponsor=make.person("Sinéad"))
    return make_selection.candidate(engagement, "Ostrel")


def page_of(engagement):
    return reverse("vendors:engagement", args=[engagement.ref])


def rows(*given):
    data = {"rows-TOTAL_FORMS": len(given), "rows-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


ROLE = {"title": "Developer", "rate_e4": "45", "quantity_low": "1", "quantity_likely": "2", "quantity_high": "4"}
LINES = {
    "hourly": ROLE | {"period": "once"},
    "project": {"title": "Go live", "amount": "120.50"},
    "other": {"kind": "outcome", "title": "Savings", "share_bp": "5", "period": "year"}
    | {"quantity_low": "10", "quantity_likely": "20.50", "quantity_high": "30"},
    "in-house": {"kind": "people", "period": "month"} | ROLE,
}
PER_UNIT = {"kind": "per-unit", "title": "Tickets", "rate_e4": "5", "period": "month"}
PER_UNIT |= {"quantity_low": "1", "quantity_likely": "2", "quantity_high": "3"}


@pytest.mark.parametrize("kind", LINES)
def test_a_quote_of_each_kind_is_entered_and_submitted(kind, buyer, candidate):
    if kind == "in-house":
        address = reverse("selection:in-house-add", args=[candidate.engagement.ref])
    else:
        address = reverse("selection:quote-add", args=[candidate.ref])
    assert buyer.get(address).status_code == 200

    buyer.post(address, {"kind": kind, "currency": "EUR", "exit_amount": "12.34", "tax_bp": "19"})
    quote = Quote.objects.get()
    lines = reverse("selection:quote-lines", args=[quote.ref])
    assert buyer.get(lines).status_code == 200
    assert buyer.post(lines, rows(LINES[kind])).status_code == 302
    buyer.post(reverse("selection:quote-submit", args=[quote.ref]))

    quote.refresh_from_db()
    assert (quote.kind, quote.status, quote.exit_amount, quote.tax_bp) == (kind, "submitted", 1234, 1900)
    page = buyer.get(reverse("selection:quote", args=[quote.ref])).content.decode()
    assert LINES[kind]["title"] in page
    assert "P10" in page
    assert "P10" in buyer.get(page_of(candidate.engagement)).content.decode()


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("hourly", LINES["hourly"] | {"quantity_low": "3"}, "Give low, likely and high"),
        ("hourly", LINES["hourly"] | {"quantity_high": ""}, "Give low, likely and high"),
        ("other", LINES["other"] | {"share_bp": ""}, "Enter a share"),
        ("other", LINES["other"] | {"kind": "retainer", "share_bp": "", "amount": "5"}, "An amount has no quantity"),
        ("other", LINES["other"] | {"kind": "per-unit", "share_bp": "", "rate_e4": "5"}, "in whole numbers"),
        ("other", PER_UNIT | {"quantity_high": "10.000"}, "“10.000” may be a thousand times as much"),
        ("hourly", LINES["hourly"] | {"rate_e4": "sNaN"}, "Write a number like 1234.50"),
        ("hourly", LINES["hourly"] | {"rate_e4": "1.234,50"}, "Write a number like 1234.50"),
        ("project", LINES["project"] | {"amount": "1.250"}, "EUR has fewer decimal places than that. Write a thousand"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(kind, row, words, buyer, candidate):
    quote = make_selection.quote(candidate, kind, status="draft")

    answer = buyer.post(reverse("selection:quote-lines", args=[quote.ref]), rows(row))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert row["title"] in answer.content.decode()
    assert not quote.lines.exists()


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"currency": "CLF", "exit_amount": "999999999999"}, "more than any amount can be"),
        ({"currency": "KWD", "exit_amount": "9999999999999"}, "less than or equal to"),
        ({"exit_amount": "12.340"}, "EUR has fewer decimal places"),
        ({"supervision_low": "1", "supervision_likely": "2", "supervision_high": "3"}, "Say what an own hour costs"),
    ],
)
def test_terms_that_would_be_another_figure_are_refused_and_stay(terms, words, buyer, candidate):
    data = {"kind": "hourly", "currency": "EUR", "note": "By phone"} | terms

    answer = buyer.post(reverse("selection:quote-add", args=[candidate.ref]), data)

    page = answer.content.decode()
    assert (answer.status_code, Quote.objects.count()) == (422, 0)
    assert words in page
    assert "By phone" in page


def test_terms_are_edited_revised_and_withdrawn(buyer, candidate):
    quote = make_selection.quote(candidate, status="draft", one_off_amount=500)
    make_selection.line(quote)
    edit = reverse("selection:quote-edit", args=[quote.ref])
    assert 'value="5.00"' in buyer.get(edit).content.decode()

    buyer.post(edit, {"currency": "USD", "one_off_amount": "7", "supervision_low": "1", "supervision_likely": "2"})
    refused = buyer.post(edit, {"currency": "USD", "supervision_low": "3", "supervision_likely": "2"})
    assert refused.status_code == 422
    buyer.post(edit, {"currency": "USD", "one_off_amount": "7"})
    quote.refresh_from_db()
    assert (quote.currency, quote.one_off_amount) == ("USD", 700)

    buyer.post(reverse("selection:quote-submit", args=[quote.ref]))
    buyer.post(reverse("selection:quote-revise", args=[quote.ref]))
    withdraw = reverse("selection:quote-withdraw", args=[quote.ref])
    assert buyer.get(withdraw).status_code == 200
    buyer.post(withdraw, {"why": "They asked us to."})
    assert sorted(Quote.objects.values_list("status", flat=True)) == ["draft", "withdrawn"]


def test_the_sponsor_accepts_what_is_above_the_budget_and_nobody_else(buyer, candidate):
    quote = make_selection.quote(candidate)
    make_selection.line(quote, quantity=(60, 120, 240))
    address = reverse("selection:accept-cost", args=[candidate.ref])
    sponsor = signed_in(make.user(person=candidate.engagement.sponsor))
    page = sponsor.get(page_of(candidate.engagement)).content.decode()
    assert "P90 above the budget" in page
    assert "The P90 of Ostrel is above the budget: Sinéad must accept it." in page
    assert address in page
    assert address not in buyer.get(page_of(candidate.engagement)).content.decode()
    assert buyer.get(address).status_code == 403
    assert sponsor.get(address).status_code == 200

    sponsor.post(address, {"why": "We need them."})

    assert BudgetAcceptance.objects.get().accepted_by == candidate.engagement.sponsor
    assert "Accepted by Sinéad" in buyer.get(page_of(candidate.engagement)).content.decode()


def test_an_expired_quote_and_one_that_is_not_comparable_say_so(buyer, candidate):
    quote = make_selection.quote(candidate, valid_until_on=make.TODAY.replace(year=2020))
    make_selection.line(quote)

    for address in (page_of(candidate.engagement), reverse("selection:quote", args=[quote.ref])):
        page = buyer.get(address).content.decode()
        assert "Expired" in page
        assert "Not comparable: the hours of “Developer” are not estimated." in page


def test_who_has_yet_to_score_sees_no_price(candidate):
    quote = make_selection.quote(candidate)
    make_selection.line(quote, quantity=(60, 120, 240))
    user = make.user("procurement", "evaluator")
    make_selection.evaluation(make_selection.scorecard(candidate.engagement), person=user.person)
    client = signed_in(user)

    page = client.get(page_of(candidate.engagement)).content.decode()

    assert "comparable cost" not in page.lower()
    assert "P90" not in page
    for name in ("quote", "quote-edit", "quote-lines", "quote-withdraw"):
        assert client.get(reverse(f"selection:{name}", args=[quote.ref])).status_code == 404
    assert client.get(reverse("selection:quote-add", args=[candidate.ref])).status_code == 403
    assert client.get(reverse("selection:in-house-add", args=[candidate.engagement.ref])).status_code == 403
    assert client.get(reverse("selection:accept-cost", args=[candidate.ref])).status_code == 403


def test_strangers_auditors_and_nobody(candidate):
    quote = make_selection.quote(candidate, status="draft")
    addresses = [reverse(f"selection:{name}", args=[quote.ref]) for name in ("quote-edit", "quote-lines")]

    for address in [*addresses, reverse("selection:quote", args=[quote.ref])]:
        assert signed_in(make.user("requester")).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    auditor = signed_in(make.user("auditor"))
    assert [auditor.get(address).status_code for address in addresses] == [403, 403]
    assert auditor.get(reverse("selection:quote", args=[quote.ref])).status_code == 200
    assert auditor.post(reverse("selection:quote-submit", args=[quote.ref])).status_code == 403


def test_the_engagements_page_asks_no_more_with_twelve_candidates(buyer, candidate):
    def count():
        with CaptureQueriesContext(connection) as asked:
            buyer.get(page_of(candidate.engagement))
        return len(asked)

    make_selection.line(make_selection.quote(candidate), quantity=(60, 120, 240))
    count()
    one = count()
    for _ in range(11):
        more = make_selection.candidate(candidate.engagement)
        quote = make_selection.quote(more)
        for _ in range(3):
            make_selection.line(quote, quantity=(60, 120, 240))

    assert count() == one


def test_a_draft_says_what_it_would_come_to(buyer, candidate):
    user = make.user("procurement")
    quote = actions.log_quote(candidate.engagement, candidate, "project", user, make.TODAY, currency="EUR")

    page = buyer.get(reverse("selection:quote", args=[quote.ref])).content.decode()

    assert "Not comparable: it has no prices yet." in page
    assert "No prices yet" in page
