"""The pages of what costs are brought to: horizon, pricing day, and the exchange rates with their source."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from history.models import Entry
from selection.models import Comparison, ExchangeRate
from tests import make
from tests import make_selection as making

pytestmark = pytest.mark.django_db
HEADER = "on,base,currency,rate,source\n"
GOOD = HEADER + "2026-11-20,EUR,USD,1.0837,ECB\n2026-11-20,EUR,JPY,163.19,ECB\n"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(make.AT, tick=False):
        yield


def signed_in(client, *roles, person=None):
    user = make.user(*roles, **({"person": person} if person else {}))
    client.force_login(user)
    return user


def address(engagement):
    return reverse("selection:comparison", args=[engagement.ref])


def given(text, name="rates.csv"):
    return {"file": SimpleUploadedFile(name, text.encode(), "text/csv")}


def test_horizon_and_pricing_day_are_changed_and_every_cost_follows(client):
    engagement = make.engagement(status="evaluating")
    making.line(making.quote(making.candidate(engagement), "other"), "retainer", amount=1_000_00, period="month")
    user = signed_in(client, "procurement")
    compare = reverse("selection:compare", args=[engagement.ref])
    assert address(engagement) in client.get(compare).content.decode()
    assert address(engagement) in client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    assert 'value="36"' in client.get(address(engagement)).content.decode()

    answer = client.post(address(engagement), {"horizon_months": 12, "priced_on": "2026-10-01"})

    assert answer.headers["Location"] == compare
    shown = client.get(compare).content.decode()
    assert "over 12 months in EUR" in shown
    assert "€12,000" in shown
    said = Comparison.objects.get(engagement=engagement)
    assert str(said.priced_on) == "2026-10-01"
    assert Entry.objects.of(said).filter(actor=user).exists()


@pytest.mark.parametrize(
    "wrong", [{"horizon_months": 0, "priced_on": "2026-10-01"}, {"horizon_months": 12, "priced_on": ""}]
)
def test_what_is_no_horizon_or_no_day_is_refused(client, wrong):
    engagement = make.engagement(status="evaluating")
    signed_in(client, "procurement")

    assert client.post(address(engagement), wrong).status_code == 422
    assert not Comparison.objects.exists()


def test_after_the_award_nothing_of_it_changes(client):
    engagement = make.engagement(status="awarded")
    signed_in(client, "procurement")

    answer = client.post(address(engagement), {"horizon_months": 12, "priced_on": "2026-10-01"})

    assert answer.status_code == 422
    assert "only while a vendor is being chosen" in answer.content.decode()


def test_only_who_logs_quotes_and_may_see_prices_changes_it(client):
    card = making.scorecard(criteria=1)
    signed_in(client, "auditor")
    assert client.get(address(card.engagement)).status_code == 403
    user = signed_in(client, "procurement")
    making.evaluation(card, user.person)
    assert client.get(address(card.engagement)).status_code == 403
    signed_in(client, "requester")
    assert client.get(address(card.engagement)).status_code == 404


def test_the_rates_are_listed_with_their_source_and_by_currency(client):
    making.rate("USD", 1.0837)
    making.rate("JPY", 163.19, source="Bank of Japan")
    signed_in(client, "auditor")

    shown = client.get(reverse("selection:rates")).content.decode()
    assert "1 EUR = 1.0837 USD" in shown
    assert "Bank of Japan" in shown
    assert "Import rates" not in shown
    assert "1.0837" not in client.get(reverse("selection:rates") + "?currency=JPY").content.decode()
    assert "1.0837" in client.get(reverse("selection:rates") + "?currency=nonsense").content.decode()


@pytest.mark.parametrize("role", ["procurement", "administrator"])
def test_who_may_imports_rates_from_a_file_and_a_second_time_changes_nothing(client, role):
    user = signed_in(client, role)
    start = reverse("selection:rates")
    assert "No rate is known yet" in client.get(start).content.decode()

    said = client.post(start, given(GOOD), follow=True).content.decode()
    assert "2 rates are new, 0 corrected, 0 were known." in said
    assert "1 EUR = 163.19 JPY" in said
    assert Entry.objects.filter(act="imported", actor=user).exists()

    said = client.post(start, given(GOOD), follow=True).content.decode()
    assert "0 rates are new, 0 corrected, 2 were known." in said


def test_one_bad_row_keeps_all_rates_out_and_is_named(client):
    signed_in(client, "procurement")

    answer = client.post(reverse("selection:rates"), given(GOOD + "2026-11-20,EUR,CHF,free,ECB\n"))

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Nothing was imported" in said
    assert "row 4" in said
    assert "“free” is no rate" in said
    assert not ExchangeRate.objects.exists()


def test_a_file_that_is_no_table_is_refused_by_its_name(client):
    signed_in(client, "procurement")

    answer = client.post(reverse("selection:rates"), given("name,city\nOstrel,Brno\n", "cities.csv"))

    assert answer.status_code == 422
    assert "cities.csv, row 1" in answer.content.decode()


def test_who_may_not_import_rates_cannot_and_a_requester_does_not_see_them(client):
    signed_in(client, "auditor")
    assert client.post(reverse("selection:rates"), given(GOOD)).status_code == 403
    signed_in(client, "requester")
    assert client.get(reverse("selection:rates")).status_code == 403
    assert not ExchangeRate.objects.exists()
