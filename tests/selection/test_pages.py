"""Candidates and awards on the engagement's page."""

import pytest
from django.urls import reverse

from selection.models import Award, Candidate
from tests import make

pytestmark = pytest.mark.django_db


def login(client, *roles):
    user = make.user(*roles)
    client.force_login(user)
    return user


def candidate(engagement=None, name="Ostrel", **fields):
    fields.setdefault("status", "shortlisted")
    return Candidate.objects.create(engagement=engagement or make.engagement(), vendor=make.vendor(name), **fields)


def award(by=None):
    one = candidate(make.engagement(status="evaluating"))
    proposer = by or make.person()
    return Award.objects.create(engagement=one.engagement, candidate=one, reason="Best", proposed_by=proposer)


def page(client, engagement):
    return client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()


@pytest.mark.parametrize("name", ["reject", "propose"])
def test_a_candidates_page_is_for_procurement_hidden_from_strangers_and_closed_to_the_anonymous(client, name):
    address = reverse(f"selection:{name}", args=[candidate().ref])

    assert client.get(address).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(address).status_code == 404
    login(client, "auditor")
    assert client.get(address).status_code == 403
    login(client, "procurement")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("name", "role"), [("refuse", "procurement-head"), ("withdraw", "procurement")])
def test_an_awards_page_is_for_who_decides_hidden_from_strangers_and_closed_to_the_anonymous(client, name, role):
    address = reverse(f"selection:{name}", args=[award().ref])

    assert client.get(address).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(address).status_code == 404
    login(client, "auditor")
    assert client.get(address).status_code == 403
    login(client, role)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["shortlist", "put-back", "confirm"])
def test_a_change_of_state_is_a_post(client, name):
    row = award() if name == "confirm" else candidate()
    login(client, "procurement", "procurement-head")

    assert client.get(reverse(f"selection:{name}", args=[row.ref])).status_code == 405


@pytest.mark.parametrize("typed", ["Ostrel Code s.r.o.", "ostrel code", "Ostrel Code GmbH"])
def test_a_vendor_is_added_by_its_name(client, typed):
    login(client, "procurement")
    engagement = make.engagement()
    vendor = make.vendor("Ostrel Code s.r.o.", name_key="ostrel code")

    client.post(reverse("selection:add", args=[engagement.ref]), {"vendor": typed})

    assert engagement.candidates.get().vendor == vendor


def test_a_vendor_is_added_by_its_reference(client):
    login(client, "procurement")
    engagement, vendor = make.engagement(), make.vendor()

    client.post(reverse("selection:add", args=[engagement.ref]), {"vendor": vendor.ref.lower()})

    assert engagement.candidates.get().vendor == vendor


@pytest.mark.parametrize(
    ("typed", "says"), [("Ostrel", "Which one? Write its reference"), ("Nobody", "No vendor is called so")]
)
def test_a_name_that_is_not_clear_names_those_that_it_may_be(client, typed, says):
    login(client, "procurement")
    engagement = make.engagement()
    one = make.vendor("Ostrel Code")
    make.vendor("Ostrel Data")

    response = client.post(reverse("selection:add", args=[engagement.ref]), {"vendor": typed})

    assert response.status_code == 422
    assert says in response.content.decode()
    assert (one.ref in response.content.decode()) is (typed == "Ostrel")
    assert not engagement.candidates.exists()


def test_a_second_candidate_of_the_same_vendor_is_refused_with_a_sentence(client):
    login(client, "procurement")
    one = candidate()

    response = client.post(reverse("selection:add", args=[one.engagement.ref]), {"vendor": one.vendor.ref})

    assert response.status_code == 422
    assert "Ostrel is a candidate already." in response.content.decode()


def test_what_was_shortlisted_by_mistake_goes_back_to_the_longlist(client):
    login(client, "procurement")
    one = candidate()
    assert "Back to the longlist" in page(client, one.engagement)

    client.post(reverse("selection:put-back", args=[one.ref]))

    one.refresh_from_db()
    assert one.status == "longlisted"
    assert "Back to the longlist" not in page(client, one.engagement)


@pytest.mark.parametrize("what", ["longlisted", "rejected", "selected", "proposed", "awarded to another"])
def test_only_what_is_shortlisted_while_one_is_choosing_goes_back_to_the_longlist(client, what):
    login(client, "procurement")
    engagement = make.engagement(status="awarded" if what == "awarded to another" else "evaluating")
    known = what in ("longlisted", "rejected", "selected")
    one = candidate(engagement, status=what if known else "shortlisted", reason="No." if what == "rejected" else "")
    if what == "proposed":
        Award.objects.create(engagement=engagement, candidate=one, reason="Best", proposed_by=make.person())
    before = one.status

    client.post(reverse("selection:put-back", args=[one.ref]))

    one.refresh_from_db()
    assert one.status == before


def test_from_the_longlist_to_a_proposed_award(client):
    login(client, "procurement")
    one = candidate(status="longlisted")

    client.post(reverse("selection:shortlist", args=[one.ref]))
    client.post(reverse("selection:propose", args=[one.ref]), {"why": "Best score"})

    assert Award.objects.get().reason == "Best score"
    assert "It waits for somebody who may confirm awards" in page(client, one.engagement)


def test_a_second_person_confirms_on_the_engagements_page(client):
    one = award()
    login(client, "procurement-head")
    assert "Confirm award" in page(client, one.engagement)

    client.post(reverse("selection:confirm", args=[one.ref]))

    one.refresh_from_db()
    one.engagement.refresh_from_db()
    assert (one.status, one.engagement.status) == ("confirmed", "awarded")


def test_who_proposed_an_award_reads_why_they_cannot_decide(client):
    user = login(client, "procurement", "procurement-head")
    one = award(by=user.person)

    shown = page(client, one.engagement)
    client.post(reverse("selection:confirm", args=[one.ref]))

    one.refresh_from_db()
    assert "You proposed this award, so somebody else must decide on it." in shown
    assert "Confirm award" not in shown
    assert one.status == "proposed"


@pytest.mark.parametrize(
    ("name", "role", "after"), [("refuse", "approver", "refused"), ("withdraw", "procurement", "withdrawn")]
)
def test_an_award_is_refused_or_withdrawn_with_the_reason(client, name, role, after):
    one = award()
    login(client, role)

    empty = client.post(reverse(f"selection:{name}", args=[one.ref]), {"why": ""})
    client.post(reverse(f"selection:{name}", args=[one.ref]), {"why": "Too dear"})

    one.refresh_from_db()
    assert (empty.status_code, one.status) == (422, after)


def test_a_rejected_candidate_shows_why(client):
    login(client, "procurement")
    one = candidate()

    client.post(reverse("selection:reject", args=[one.ref]), {"why": "Too small for night shifts"})

    assert "Too small for night shifts" in page(client, one.engagement)
