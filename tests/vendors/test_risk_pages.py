"""The pages of an engagement's risks: who sees and does what, and that their cost does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checklists.models import Waiver
from selection.models import Candidate, Quote
from tests import make, make_selection
from vendors.models import Risk

pytestmark = pytest.mark.django_db
WITH_RISK = ["risk-edit", "risk-assess", "risk-close", "risk-reopen", "risk-waiver"]


def login(client, *roles, **fields):
    user = make.user(*roles, **fields)
    client.force_login(user)
    return user


def scene(**facts):
    """An engagement with a shortlisted vendor that delivers from far away."""
    engagement = make.engagement(status="evaluating", **facts)
    vendor = make.vendor("Arundaya", delivery_countries=["IN"])
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    return engagement, vendor


def address(name, engagement, *more):
    return reverse(f"vendors:{name}", args=[engagement.ref, *more])


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def given(**more):
    typed = {
        "category": "control",
        "title": "Only they know the routing",
        "inherent_likelihood": 3,
        "inherent_impact": 4,
        "response": "reduce",
        "treatment": "Runbooks with us",
        "review_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
    }
    return {**typed, **more}


@pytest.mark.parametrize("name", ["risks", "risk-new"])
def test_the_risks_are_for_who_works_on_the_engagement_hidden_from_strangers(client, name):
    engagement, _vendor = scene()
    path = address(name, engagement)

    assert client.get(path).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(path).status_code == 404
    login(client, "auditor")
    assert client.get(path).status_code == (200 if name == "risks" else 403)
    login(client, "procurement")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", WITH_RISK)
def test_a_risks_own_pages_are_for_who_may_act_hidden_from_strangers(client, name):
    engagement, vendor = scene()
    path = address(name, engagement, make.risk(engagement, vendor).ref)

    assert client.get(path).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(path).status_code == 404
    login(client, "auditor")
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403
    login(client, "reviewer-security")
    assert client.get(path).status_code == 200


def test_a_risk_of_another_engagement_is_not_found_here(client):
    engagement, vendor = scene()
    other = make.risk(make.engagement(), vendor)
    login(client, "reviewer-security")

    assert client.get(address("risk-assess", engagement, other.ref)).status_code == 404


def test_the_owner_of_an_engagement_logs_its_risks_without_a_role(client):
    engagement, vendor = scene()
    user = make.user("requester", person=engagement.owner)
    client.force_login(user)

    posted = client.post(address("risk-new", engagement), given(vendor=vendor.pk, owner=user.person_id))

    assert posted.url == address("risks", engagement)
    risk = Risk.objects.get()
    assert (risk.vendor, risk.owner, risk.logged_by, risk.inherent_score) == (vendor, user.person, user.person, 12)


def test_what_is_refused_keeps_what_was_typed(client):
    engagement, vendor = scene()
    buyer = login(client, "procurement")
    typed = given(vendor=vendor.pk, owner=buyer.person_id, treatment="")

    response = client.post(address("risk-new", engagement), typed)

    assert response.status_code == 422
    assert "Write what is done about it" in response.content.decode()
    assert "Only they know the routing" in response.content.decode()
    assert not Risk.objects.exists()


def test_only_vendors_that_are_considered_can_be_chosen(client):
    engagement, _vendor = scene()
    buyer = login(client, "procurement")
    stranger = make.vendor()
    rejected = make.vendor()
    Candidate.objects.create(engagement=engagement, vendor=rejected, status="rejected", reason="Too dear.")

    for one in (stranger, rejected):
        response = client.post(address("risk-new", engagement), given(vendor=one.pk, owner=buyer.person_id))
        assert response.status_code == 422


def test_a_suggested_risk_is_taken_up_with_one_click_and_suggested_no_more(client):
    engagement, vendor = scene(is_substitutable=False)
    login(client, "procurement")
    page = text(client, address("risks", engagement))
    assert "Work far away is seen and steered less" in page
    assert "Nobody else could take over" in page

    client.post(address("risk-take-up", engagement), {"vendor": vendor.pk, "key": "offshore"})

    risk = Risk.objects.get()
    assert (risk.suggested_as, risk.vendor, risk.owner) == ("offshore", vendor, engagement.owner)
    assert 'name="key" value="offshore"' not in text(client, address("risks", engagement))


@pytest.mark.parametrize("typed", [{"key": "offshore"}, {"key": "contractor"}, {}, {"key": "../"}])
def test_what_the_facts_do_not_suggest_is_not_taken_up(client, typed):
    engagement, vendor = scene()
    vendor.delivery_countries = ["DE"]
    vendor.save()
    login(client, "procurement")

    client.post(address("risk-take-up", engagement), {"vendor": vendor.pk, **typed})

    assert not Risk.objects.exists()


def test_taking_up_is_a_post_of_who_may_log(client):
    engagement, vendor = scene()
    login(client, "procurement")
    assert client.get(address("risk-take-up", engagement)).status_code == 405
    login(client, "auditor")
    assert client.post(address("risk-take-up", engagement), {"vendor": vendor.pk, "key": "offshore"}).status_code == 403


def test_a_currency_other_than_the_engagements_is_suggested(client):
    engagement, vendor = scene()
    make.contract(vendor=vendor, engagement=engagement, currency="GBP")
    login(client, "procurement")

    assert "The price in our currency moves" in text(client, address("risks", engagement))


def test_a_quote_in_another_currency_suggests_it_too_but_not_while_it_is_a_draft(client):
    engagement, vendor = scene()
    quote = make_selection.quote(engagement.candidates.get(vendor=vendor), currency="GBP", status="draft")
    login(client, "procurement")
    page = address("risks", engagement)
    assert "The price in our currency moves" not in text(client, page)

    Quote.objects.filter(pk=quote.pk).update(status="submitted", submitted_by=quote.entered_by, submitted_at=make.AT)

    assert "The price in our currency moves" in text(client, page)
    taken = {"vendor": vendor.pk, "key": "currency"}
    client.post(address("risk-take-up", engagement), taken)
    assert Risk.objects.get().suggested_as == "currency"


def test_an_evaluator_who_is_blind_learns_nothing_of_a_quotes_currency(client):
    engagement, vendor = scene()
    make_selection.quote(engagement.candidates.get(vendor=vendor), currency="GBP")
    user = login(client, "procurement", "evaluator")
    make_selection.evaluation(make_selection.scorecard(engagement), user.person)

    assert "The price in our currency moves" not in text(client, address("risks", engagement))
    client.post(address("risk-take-up", engagement), {"vendor": vendor.pk, "key": "currency"})
    assert not Risk.objects.exists()


def test_a_reviewer_says_what_remains_and_the_owner_is_not_offered_it(client):
    engagement, vendor = scene()
    owner = make.user("reviewer-security")
    risk = make.risk(engagement, vendor, 16, owner=owner.person, treatment="So.", response="reduce")
    path = address("risk-assess", engagement, risk.ref)
    client.force_login(owner)
    assert path not in text(client, address("risks", engagement))

    login(client, "reviewer-privacy")
    assert path in text(client, address("risks", engagement))
    review_on = (timezone.localdate() + timedelta(days=30)).isoformat()
    client.post(path, {"likelihood": 1, "impact": 3, "note": "", "review_on": review_on})

    risk.refresh_from_db()
    assert risk.residual_score == 3


def test_a_risk_is_closed_and_reopened_on_its_pages(client):
    engagement, vendor = scene()
    risk = make.risk(engagement, vendor)
    login(client, "reviewer-security")

    client.post(address("risk-close", engagement, risk.ref), {"why": "The process stays with us."})
    page = text(client, address("risks", engagement))
    assert "The process stays with us." in page
    client.post(address("risk-reopen", engagement, risk.ref), {"why": "It does not."})

    risk.refresh_from_db()
    assert risk.status == "open"


def test_a_waiver_is_asked_for_what_is_above_the_appetite_at_its_level(client):
    engagement, vendor = scene()
    risk = make.risk(engagement, vendor, 25, 16)
    login(client, "reviewer-security")
    path = address("risk-waiver", engagement, risk.ref)
    assert path in text(client, address("risks", engagement))

    ends_on = (timezone.localdate() + timedelta(days=30)).isoformat()
    words = {"reason": "No other vendor.", "compensating_control": "Weekly steering.", "ends_on": ends_on}
    posted = client.post(path, words)

    waiver = Waiver.objects.get()
    assert (waiver.subject, waiver.vendor, waiver.engagement) == (f"{risk.ref}/high", vendor, engagement)
    assert posted.url == reverse("checklists:waiver", args=[waiver.ref])
    assert f"{risk.ref}/high" in text(client, posted.url)
    assert path not in text(client, address("risks", engagement))


def test_the_engagement_shows_the_worst_of_each_kind_by_vendor(client):
    engagement, vendor = scene()
    make.risk(engagement, vendor, 16, 4)
    make.risk(engagement, vendor, 16, 16)
    login(client, "auditor")

    cells = dict(client.get(reverse("vendors:engagement", args=[engagement.ref])).context["risks"]["rows"])

    assert [(one.level.value, one.is_assessed, one.is_above) for one in cells["Security and compliance"]] == [
        ("high", True, True)
    ]
    assert [one.level for one in cells["Culture"]] == [None]


def test_the_heat_maps_hold_each_risk_where_it_was_and_where_it_is(client):
    engagement, vendor = scene()
    treated, untreated = make.risk(engagement, vendor, 16, 4), make.risk(engagement, vendor, 9)
    login(client, "auditor")

    before, after = client.get(address("risks", engagement)).context["maps"]

    def places(heat):
        return {
            risk.ref: (likely, right + 1)
            for likely, _word, row in heat.rows
            for right, (_level, risks) in enumerate(row)
            for risk in risks
        }

    assert places(before) == {treated.ref: (4, 4), untreated.ref: (3, 3)}
    assert places(after) == {treated.ref: (2, 2), untreated.ref: (3, 3)}
    assert [level.value for level, _risks in before.rows[0][2]] == ["medium", "medium", "high", "high", "high"]


@pytest.mark.parametrize("name", ["risks", "engagement"])
def test_it_takes_the_same_number_of_statements_for_many_risks_and_vendors_as_for_few(client, name):
    engagement, vendor = scene()
    login(client, "procurement")

    def fill(count):
        for _number in range(count):
            another = make.vendor(delivery_countries=["IN"])
            Candidate.objects.create(engagement=engagement, vendor=another, status="shortlisted")
            make.risk(engagement, another, 25, 16)
            make.risk(engagement, vendor, 9)

    fill(2)
    few = statements(client, address(name, engagement))
    fill(8)

    assert statements(client, address(name, engagement)) == few


def test_the_vendors_page_lists_its_risks_of_the_engagements_that_the_reader_sees(client):
    engagement, vendor = scene()
    make.risk(engagement, vendor, title="Seen by all who see the engagement")
    make.risk(make.engagement(), vendor, title="Of another engagement")
    owner = make.user("requester", person=engagement.owner)
    path = reverse("vendors:vendor", args=[vendor.ref])

    client.force_login(owner)
    page = text(client, path)
    assert "Seen by all who see the engagement" in page
    assert "Of another engagement" not in page
    login(client, "auditor")
    assert "Of another engagement" in text(client, path)
