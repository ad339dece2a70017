"""The pages of vendors and engagements: the right person sees them, a stranger does not, and nobody acts past them."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from selection.models import Award, Candidate
from sharing.models import Clearance, GatePolicy, SharingRequest
from tests import make
from tests.vendors.test_vendor_actions import sharing
from vendors import actions
from vendors.models import FACTS, Engagement, FactConfirmation, PortalLink, Vendor, VendorContact
from vendors.views.vendor_list import COUNTED

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(client):
    user = make.user("procurement", name="Maeve Doran")
    client.force_login(user)
    return user


@pytest.fixture
def approver(client):
    user = make.user("approver", name="Ines Duarte")
    client.force_login(user)
    return user


def login(client, *roles):
    user = make.user(*roles)
    client.force_login(user)
    return user


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


VENDOR_PAGES = ["vendor", "edit", "approve", "suspend", "reinstate", "reject", "offboard", "contact-new"]
ENGAGEMENT_PAGES = ["engagement", "engagement-edit", "facts", "facts-confirm", "close", "cancel"]
LISTS = ["list", "new", "engagements", "engagement-new"]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_without_a_record_asks_the_anonymous_to_sign_in(client, name):
    response = client.get(reverse(f"vendors:{name}"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", VENDOR_PAGES)
def test_a_vendors_page_is_for_who_may_act_hidden_from_strangers_and_closed_to_the_anonymous(client, name):
    address = reverse(f"vendors:{name}", args=[make.vendor(status="approved").ref])

    assert client.get(address).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(address).status_code == 404
    login(client, "procurement", "approver")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ENGAGEMENT_PAGES)
def test_an_engagements_page_is_for_who_may_act_hidden_from_strangers_and_closed_to_the_anonymous(client, name):
    address = reverse(f"vendors:{name}", args=[make.engagement(status="awarded").ref])

    assert client.get(address).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(address).status_code == 404
    login(client, "procurement", "reviewer-security")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", [one for one in VENDOR_PAGES if one != "vendor"])
def test_who_may_only_read_gets_no_page_that_changes_a_vendor(client, name):
    address = reverse(f"vendors:{name}", args=[make.vendor(status="approved").ref])
    login(client, "auditor")

    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403


@pytest.mark.parametrize("name", ["engagement-edit", "facts", "facts-confirm", "close", "cancel", "source", "live"])
def test_who_may_only_read_gets_no_page_that_changes_an_engagement(client, name):
    engagement = make.engagement(status="awarded")
    login(client, "auditor")

    assert client.post(reverse(f"vendors:{name}", args=[engagement.ref])).status_code == 403


@pytest.mark.parametrize("name", ["review", "source", "evaluate", "live"])
def test_a_change_of_state_is_a_post(client, name):
    record = make.vendor() if name == "review" else make.engagement()
    login(client, "procurement")

    assert client.get(reverse(f"vendors:{name}", args=[record.ref])).status_code == 405


def test_a_requester_sees_the_vendors_and_engagements_of_their_own(client):
    user = login(client, "requester")
    engagement = make.engagement("Help desk", requester=user.person)
    vendor = make.vendor("Ostrel")
    Candidate.objects.create(engagement=engagement, vendor=vendor)
    make.vendor("Unseen")
    make.engagement("Unseen too")

    assert client.get(reverse("vendors:vendor", args=[vendor.ref])).status_code == 200
    assert client.get(reverse("vendors:engagement-edit", args=[engagement.ref])).status_code == 200
    assert "Unseen" not in text(client, reverse("vendors:list"))
    assert "Unseen" not in text(client, reverse("vendors:engagements"))


def test_the_list_takes_the_same_six_statements_for_thirty_vendors_as_for_one(client, buyer):
    address = reverse("vendors:list")
    first = make.vendor(owner=buyer.person, status="approved")
    sharing(first, status="requested")
    one = statements(client, address)

    for _number in range(29):
        sharing(make.vendor(owner=make.person(), status="approved"), status="requested")

    assert statements(client, address) == one
    assert one <= 7  # six, and the heartbeat of the banner where the cache is a table


def test_the_vendor_page_takes_the_same_number_of_statements_however_much_there_is(client, buyer):
    def fill(count):
        for _number in range(count):
            engagement = make.engagement()
            Candidate.objects.create(engagement=engagement, vendor=vendor)
            sharing(vendor, engagement=engagement, status="requested")
            make.staff(vendor, engagement=engagement)
            contact = make.contact(vendor, is_main=False)
            actions.make_link(contact, timezone.localdate() + timedelta(days=3), buyer)

    vendor = make.vendor(status="approved")
    fill(2)
    few = statements(client, reverse("vendors:vendor", args=[vendor.ref]))
    fill(8)

    assert statements(client, reverse("vendors:vendor", args=[vendor.ref])) == few


def test_the_engagement_page_takes_the_same_number_of_statements_however_much_there_is(client, buyer):
    def fill(count):
        for _number in range(count):
            vendor = make.vendor()
            make.staff(vendor, engagement=engagement)
            Candidate.objects.create(engagement=engagement, vendor=vendor)
            sharing(vendor, engagement=engagement, status="requested")

    engagement = make.engagement(confirmed_by=make.person())
    fill(2)
    few = statements(client, reverse("vendors:engagement", args=[engagement.ref]))
    fill(8)

    assert statements(client, reverse("vendors:engagement", args=[engagement.ref])) == few


def test_the_list_of_engagements_takes_the_same_number_of_statements_for_thirty_as_for_one(client, buyer):
    make.engagement()
    one = statements(client, reverse("vendors:engagements"))
    for _number in range(29):
        Candidate.objects.create(engagement=make.engagement(), vendor=make.vendor())

    assert statements(client, reverse("vendors:engagements")) == one


def names(client, query=""):
    return [row["name"] for row in client.get(reverse("vendors:list") + query).context["rows"]]


def listed(**fields):
    return [
        make.vendor(name, name_key=name.lower(), **{"outstanding_count": count, **fields})
        for name, count in (("alpha", 3), ("Bravo", 0), ("charlie", 7), ("Delta", 3), ("echo", 0))
    ]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
        ("-name", ["echo", "Delta", "charlie", "Bravo", "alpha"]),
        ("-outstanding", ["charlie", "Delta", "alpha", "echo", "Bravo"]),
        ("outstanding", ["Bravo", "echo", "alpha", "Delta", "charlie"]),
        ("rubbish", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
    ],
)
def test_the_list_is_sorted_and_walked_forwards_and_back_without_losing_a_row(
    client, buyer, monkeypatch, sort, expected
):
    listed()
    monkeypatch.setattr("vendors.views.vendor_list.SIZES", (2, 50))
    monkeypatch.setattr("vendors.views.vendor_list.DEFAULT_SIZE", 2)
    address, forwards, pages = f"?sort={sort}", [], []
    while address:
        context = client.get(reverse("vendors:list") + address).context
        forwards += [row["name"] for row in context["rows"]]
        pages.append(address)
        address, previous = context["following"], context["previous"]
    back = [row["name"] for row in context["rows"]]
    while previous:
        context = client.get(reverse("vendors:list") + previous).context
        back = [row["name"] for row in context["rows"]] + back
        previous = context["previous"]

    assert forwards == back == expected
    assert len(pages) == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=RAV", ["Bravo"]),
        ("?q=nothing", []),
        ("?q=bravo.example", ["Bravo"]),
        ("?q=K-7", ["Delta"]),
        ("?country=FR", ["echo"]),
        ("?country=XX", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
        ("?kind=contractor", ["charlie"]),
        ("?status=suspended", ["alpha"]),
        ("?outstanding=1", ["alpha", "charlie", "Delta"]),
        ("?mine=1", ["Bravo"]),
        ("?q=%00", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
        ("?after=rubbish", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
        ("?per_page=7", ["alpha", "Bravo", "charlie", "Delta", "echo"]),
    ],
)
def test_the_list_is_filtered_and_shrugs_at_nonsense(client, buyer, query, expected):
    alpha, bravo, charlie, delta, echo = listed()
    Vendor.objects.filter(pk=alpha.pk).update(status="suspended")
    Vendor.objects.filter(pk=bravo.pk).update(domain="bravo.example", owner=buyer.person)
    Vendor.objects.filter(pk=charlie.pk).update(kind="contractor")
    Vendor.objects.filter(pk=delta.pk).update(own_number="K-7")
    Vendor.objects.filter(pk=echo.pk).update(country="FR")

    assert names(client, query) == expected


def test_a_reference_finds_its_vendor_and_a_merged_vendor_is_not_listed(client, buyer):
    kept = make.vendor("Kept")
    make.vendor("Gone", merged_into=kept)

    assert names(client, f"?q={kept.ref.lower()}") == ["Kept"]
    assert names(client) == ["Kept"]


def test_the_list_counts_so_far_and_no_further(client, buyer, monkeypatch):
    listed()
    assert "5 vendors" in text(client, reverse("vendors:list"))

    monkeypatch.setattr("vendors.views.vendor_list.COUNTED", 4)

    assert "More than 4 vendors" in text(client, reverse("vendors:list"))
    assert COUNTED == 1000


def test_an_empty_list_says_what_to_do_next(client, buyer):
    assert "Log your first vendor" in text(client, reverse("vendors:list"))
    assert "No vendor matches these filters" in text(client, reverse("vendors:list") + "?q=nothing")
    assert "No engagement yet" in text(client, reverse("vendors:engagements"))
    assert "No engagement matches these filters" in text(client, reverse("vendors:engagements") + "?q=nothing")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Help desk", "Payroll"}),
        ("?q=PAY", {"Payroll"}),
        ("?status=open", {"Help desk"}),
        ("?status=closed", {"Payroll"}),
        ("?mine=1", {"Payroll"}),
        ("?sort=title&status=nonsense&category=!", {"Help desk", "Payroll"}),
        ("?page=99", {"Help desk", "Payroll"}),
    ],
)
def test_engagements_are_filtered(client, buyer, query, expected):
    make.engagement("Help desk")
    make.engagement("Payroll", status="closed", owner=buyer.person)

    page = client.get(reverse("vendors:engagements") + query).context["page"]

    assert {one.title for one in page.object_list} == expected


def test_a_list_never_calls_cleared_what_rests_on_older_facts(client, buyer):
    vendor = make.vendor(status="approved")
    one = sharing(vendor)
    clearance = Clearance.objects.create(
        sharing=one,
        issued_at=make.AT,
        valid_until=make.AT + timedelta(days=30),
        policy=GatePolicy.objects.get(),
        vendor_epoch=vendor.epoch,
        engagement_epoch=one.engagement.epoch,
        scope_digest="0" * 64,
        digest="0" * 64,
        signature="none",
    )
    SharingRequest.objects.filter(pk=one.pk).update(
        status="cleared", clearance=clearance, valid_until=clearance.valid_until
    )
    assert "Cleared" in text(client, reverse("vendors:list"))

    Vendor.objects.filter(pk=vendor.pk).update(epoch=2)

    page = text(client, reverse("vendors:list"))
    assert "Cleared" not in page
    assert "Suspended</span>" in page


def test_a_vendor_is_logged_named_and_shown(client, buyer):
    response = client.post(
        reverse("vendors:new"),
        {
            "name": "Ostrel Code s.r.o.",
            "kind": "company",
            "sourcing_channel": "referral",
            "country": "CZ",
            "delivery_countries": "cz, Germany",
            "delivery_languages": "English",
            "certifications": "SOC 2, ISO/IEC 27001",
            "owner": buyer.person_id,
        },
    )

    vendor = Vendor.objects.get()
    assert response.url == reverse("vendors:vendor", args=[vendor.ref])
    assert (vendor.delivery_countries, vendor.delivery_languages) == (["CZ", "DE"], ["en"])
    assert (vendor.certifications, vendor.name_key) == (["SOC 2", "ISO/IEC 27001"], "ostrel code")
    assert vendor.entered_by == buyer.person


def test_what_was_typed_stays_when_it_is_refused(client, buyer):
    taken = make.vendor(own_number="K-7")
    given = {"name": "Ostrel", "kind": "company", "sourcing_channel": "other", "own_number": "K-7"}

    wrong = client.post(reverse("vendors:new"), {**given, "delivery_countries": "DE, Atlantis", "lei": "529900"})
    refused = client.post(reverse("vendors:new"), given)

    assert wrong.status_code == refused.status_code == 422
    assert "These are no countries: Atlantis" in wrong.content.decode()
    assert "check digits" in wrong.content.decode()
    assert 'value="DE, Atlantis"' in wrong.content.decode()
    assert Vendor.objects.get() == taken


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Ostrel.example/", "ostrel.example"),
        ("www.ostrel.example.", "ostrel.example"),
        ("örtel.example", "örtel.example"),
        ("https://market.example/ostrel", None),
        ("1.234,50", None),
        ("none", None),
        ("ostrel.example/about", None),
    ],
)
def test_a_domain_is_kept_as_it_is_compared_and_what_is_none_is_refused(client, buyer, typed, domain):
    given = {"name": "Ostrel", "kind": "company", "sourcing_channel": "other", "domain": typed}

    answer = client.post(reverse("vendors:new"), given)

    assert list(Vendor.objects.values_list("domain", flat=True)) == ([domain] if domain else [])
    assert answer.status_code == 302 or "This is no domain. Write it like example.com" in answer.content.decode()


@pytest.mark.parametrize("typed", ["SOC\x002", "SOC 2, " * 1000])
def test_no_list_of_certifications_is_kept_that_no_database_or_page_can_hold(client, buyer, typed):
    given = {"name": "Ostrel", "kind": "company", "sourcing_channel": "other", "certifications": typed}

    assert client.post(reverse("vendors:new"), given).status_code == 422


def test_editing_a_vendor_keeps_what_was_not_touched(client, buyer):
    vendor = make.vendor("Ostrel", name_key="ostrel", certifications=["SOC 2"], delivery_countries=["CZ", "DE"])
    address = reverse("vendors:edit", args=[vendor.ref])
    initial = client.get(address).context["form"]
    given = {name: initial[name].value() or "" for name in initial.fields}

    client.post(address, {**given, "address": "Elsewhere 1"})

    vendor.refresh_from_db()
    assert (vendor.address, vendor.certifications, vendor.delivery_countries, vendor.epoch) == (
        "Elsewhere 1",
        ["SOC 2"],
        ["CZ", "DE"],
        1,
    )


def test_an_approver_approves_and_the_page_says_so(client, approver):
    vendor = make.vendor(status="under-review")
    until = timezone.localdate() + timedelta(days=200)
    given = {"data_class": "restricted", "categories": ["personal"], "until_on": until.isoformat()}

    client.post(reverse("vendors:approve", args=[vendor.ref]), given)

    vendor.refresh_from_db()
    assert (vendor.status, vendor.approved_by, vendor.approved_until_on) == ("approved", approver.person, until)
    page = text(client, reverse("vendors:vendor", args=[vendor.ref]))
    assert "Approved" in page
    assert "Change approval" in page


def test_who_approves_reads_which_data_the_engagements_ask_for(client, approver):
    vendor = make.vendor(status="under-review")
    for status, fields in (
        ("shortlisted", {"data_class": "confidential", "data_categories": ["personal"]}),
        ("longlisted", {"data_class": "internal", "data_categories": ["financial"]}),
        ("rejected", {"data_class": "restricted", "data_categories": ["cardholder"]}),
        ("longlisted", {"data_class": "", "data_categories": None}),
    ):
        reason = "Too dear." if status == "rejected" else ""
        Candidate.objects.create(engagement=make.engagement(**fields), vendor=vendor, status=status, reason=reason)

    page = text(client, reverse("vendors:approve", args=[vendor.ref]))

    assert "Its engagements ask for: Confidential, Personal data, Financial records." in page
    assert "ask for" not in text(client, reverse("vendors:approve", args=[make.vendor(status="under-review").ref]))


def test_who_entered_a_vendor_reads_why_they_cannot_approve_it(client, approver):
    vendor = make.vendor(status="under-review", entered_by=approver.person)
    given = {"data_class": "internal", "until_on": timezone.localdate().isoformat()}

    page = text(client, reverse("vendors:vendor", args=[vendor.ref]))
    refused = client.post(reverse("vendors:approve", args=[vendor.ref]), given)

    assert 'aria-disabled="true"' in page
    assert "You entered this vendor, so somebody else must approve it." in page
    assert refused.status_code == 422
    assert "somebody else must approve it" in refused.content.decode()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("suspend", "approved", "suspended"),
        ("reinstate", "suspended", "under-review"),
        ("reject", "under-review", "rejected"),
        ("offboard", "approved", "offboarded"),
    ],
)
def test_an_act_with_a_reason(client, approver, name, before, after):
    vendor = make.vendor(status=before)
    address = reverse(f"vendors:{name}", args=[vendor.ref])

    without = client.post(address, {"why": " "})
    client.post(address, {"why": "The report is out"})

    vendor.refresh_from_db()
    assert (without.status_code, vendor.status) == (422, after)


def test_a_refused_button_says_why_on_the_page_it_came_from(client, buyer):
    vendor = make.vendor(status="under-review")

    response = client.post(reverse("vendors:review", args=[vendor.ref]))

    assert response.url == reverse("vendors:vendor", args=[vendor.ref])
    assert "cannot go from" in said(response)[0]


def test_a_contact_is_added_edited_given_a_link_and_removed(client, buyer):
    vendor = make.vendor()
    given = {
        "name": "Ewa",
        "email": "Ewa@Wislok.example",
        "role": "security",
        "time_zone": "Europe/Warsaw",
        "language": "en",
    }

    client.post(reverse("vendors:contact-new", args=[vendor.ref]), given)
    contact = VendorContact.objects.get()
    edit = reverse("vendors:contact-edit", args=[vendor.ref, contact.ref])
    client.post(edit, {**given, "name": "Ewa Wójcik", "is_main": "on"})
    until = timezone.localdate() + timedelta(days=10)
    client.post(reverse("vendors:link", args=[vendor.ref, contact.ref]), {"until_on": until.isoformat()})
    link = PortalLink.objects.get()

    contact.person.refresh_from_db()
    assert (contact.person.name, contact.person.email, link.until_on) == ("Ewa Wójcik", "ewa@wislok.example", until)
    page = text(client, reverse("vendors:vendor", args=[vendor.ref]))
    assert "not opened yet" in page
    client.post(reverse("vendors:link-withdraw", args=[vendor.ref, link.ref]))
    client.post(reverse("vendors:contact-remove", args=[vendor.ref, contact.ref]))
    contact.refresh_from_db()
    link.refresh_from_db()
    assert (contact.is_active, link.withdrawn_at is not None) == (False, True)


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_works_for_three_months_at_most(client, buyer, days):
    contact = make.contact(make.vendor())
    day = timezone.localdate() + timedelta(days=days)

    response = client.post(
        reverse("vendors:link", args=[contact.vendor.ref, contact.ref]), {"until_on": day.isoformat()}
    )

    assert response.status_code == 422
    assert not PortalLink.objects.exists()


def test_a_contact_is_found_under_its_own_vendor_only(client, buyer):
    contact = make.contact(make.vendor())
    other = make.vendor()

    assert client.get(reverse("vendors:contact-edit", args=[other.ref, contact.ref])).status_code == 404


def test_an_engagement_is_asked_for_and_its_facts_are_entered(client):
    asker = login(client, "requester")
    given = {"title": "Help desk", "it_kind": "it", "country": "DE", "currency": "eur", "budget": "700000.50"}

    response = client.post(reverse("vendors:engagement-new"), {**given, "owner": asker.person_id})
    engagement = Engagement.objects.get()
    facts = {
        "data_class": "confidential",
        "data_categories": ["personal"],
        "volume": "1",
        "access": "2",
        "criticality": "2",
        "is_substitutable": "no",
        "delivery_countries": "DE, India",
        "processing_role": "processor",
    }
    client.post(response.url, facts)

    engagement.refresh_from_db()
    assert (engagement.budget_amount, engagement.currency, engagement.requester) == (70000050, "EUR", asker.person)
    assert (engagement.is_substitutable, engagement.delivery_countries) == (False, ["DE", "IN"])
    assert engagement.facts_entered_by == dict.fromkeys(FACTS, asker.person_id)


@pytest.mark.parametrize(
    ("currency", "budget", "words"),
    [
        ("EUR", "700.000", "may be a thousand times as much"),
        ("EUR", "1.250", "EUR has fewer decimal places than that. Write a thousand as 1000"),
        ("EUR", "1.234,50", "Write a number like 1234.50"),
        ("CLF", "999999999999", "more than any amount can be"),
    ],
)
def test_a_budget_that_may_mean_another_one_is_asked_for_again(client, currency, budget, words):
    asker = login(client, "requester")
    given = {"title": "Help desk", "it_kind": "it", "country": "DE", "owner": asker.person_id, "currency": currency}

    answer = client.post(reverse("vendors:engagement-new"), given | {"budget": budget})

    page = answer.content.decode()
    assert (answer.status_code, Engagement.objects.exists()) == (422, False)
    assert words in page
    assert f'value="{budget}"' in page


def test_the_intake_starts_with_our_own_country_and_an_engagement_keeps_its_own(client, settings):
    settings.HOME_COUNTRY = "IE"
    asker = login(client, "requester")
    abroad = actions.log_engagement(asker, title="Help desk", country="DE")

    new = client.get(reverse("vendors:engagement-new")).content.decode()
    known = client.get(reverse("vendors:engagement-edit", args=[abroad.ref])).content.decode()

    assert '<option value="IE" selected>' in new
    assert '<option value="DE" selected>' in known


def test_facts_that_are_left_open_stay_unknown_and_none_is_an_answer(client):
    asker = login(client, "requester")
    engagement = actions.log_engagement(asker, title="Help desk")
    address = reverse("vendors:facts", args=[engagement.ref])

    client.post(address, {})
    engagement.refresh_from_db()
    assert (engagement.data_categories, engagement.volume, engagement.is_substitutable) == (None, None, None)
    assert engagement.facts_entered_by == {}

    client.post(address, {"has_no_categories": "on"})
    engagement.refresh_from_db()
    assert engagement.data_categories == []
    both = client.post(address, {"has_no_categories": "on", "data_categories": ["personal"]})
    assert both.status_code == 422


def confirmation(engagement, *names):
    seen = {f"seen-{name}": json.dumps(getattr(engagement, name)) for name in names}
    return {"fact": list(names), **seen}


def test_a_reviewer_confirms_all_facts_on_one_page(client):
    login(client, "reviewer-security")
    engagement = make.engagement()
    address = reverse("vendors:facts-confirm", args=[engagement.ref])
    assert "Confirm ticked facts" in text(client, address)

    response = client.post(address, confirmation(engagement, *FACTS))

    assert said(response) == ["8 facts are confirmed."]
    assert FactConfirmation.objects.filter(ended_at=None).count() == 8
    assert "all confirmed" in text(client, reverse("vendors:engagement", args=[engagement.ref]))


def test_a_fact_that_changed_under_the_reviewers_eyes_is_not_confirmed(client):
    login(client, "reviewer-security")
    engagement = make.engagement()
    given = confirmation(engagement, *FACTS)
    actions.change_facts(engagement, make.user(), volume=2)

    response = client.post(reverse("vendors:facts-confirm", args=[engagement.ref]), given)
    broken = client.post(
        reverse("vendors:facts-confirm", args=[engagement.ref]), {"fact": "volume", "seen-volume": "{"}
    )

    assert response.status_code == broken.status_code == 422
    assert "have changed since you opened the page: volume" in response.content.decode()
    assert not FactConfirmation.objects.exists()


@pytest.mark.parametrize("seen", ["[" * 100_000, "9" * 5_000, "[{}]", '["a", 1]', '{"a": 1}', "1.5", "NaN"])
def test_a_value_that_no_page_showed_confirms_nothing(client, seen):
    login(client, "reviewer-security")
    engagement = make.engagement()

    response = client.post(
        reverse("vendors:facts-confirm", args=[engagement.ref]), {"fact": "volume", "seen-volume": seen}
    )

    assert response.status_code == 422
    assert "The page was changed on its way. Try again." in response.content.decode()
    assert not FactConfirmation.objects.exists()


@pytest.mark.parametrize("given", [{"per_page": "9" * 5_000}, {"per_page": "٣"}, {"after": "9" * 5_000 + "~x"}])
def test_an_address_of_the_list_that_says_nothing_shows_the_first_page(client, given):
    login(client, "procurement")
    vendor = make.vendor()

    assert vendor.ref in client.get(reverse("vendors:list"), given).content.decode()


def test_who_entered_a_fact_is_offered_no_tick_for_it(client):
    reviewer = login(client, "reviewer-security")
    engagement = make.engagement()
    actions.change_facts(engagement, reviewer, volume=2)

    page = text(client, reverse("vendors:facts-confirm", args=[engagement.ref]))

    assert 'id="fact-volume"' not in page
    assert 'id="fact-access"' in page
    assert "You entered it, so somebody else must confirm it." in page


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("source", "draft", "sourcing"), ("evaluate", "sourcing", "evaluating"), ("live", "awarded", "live")],
)
def test_a_step_of_an_engagement(client, buyer, name, before, after):
    engagement = make.engagement(status=before)

    client.post(reverse(f"vendors:{name}", args=[engagement.ref]))

    engagement.refresh_from_db()
    assert engagement.status == after


def test_an_engagement_leads_to_the_contract_with_whom_it_goes_to(client, buyer):
    candidate = Candidate.objects.create(engagement=make.engagement(), vendor=make.vendor(), status="shortlisted")
    ref = candidate.engagement.ref
    address = reverse("vendors:engagement", args=[ref])
    assert "New contract" not in text(client, address)

    Award.objects.create(engagement=candidate.engagement, candidate=candidate, reason="Best", proposed_by=buyer.person)

    new = f"{reverse('contracts:new')}?vendor={candidate.vendor.ref}&amp;engagement={ref}"
    assert f'href="{new}"' in client.get(address).content.decode()


@pytest.mark.parametrize(("name", "after"), [("close", "closed"), ("cancel", "cancelled")])
def test_an_engagement_ends_with_a_reason(client, buyer, name, after):
    engagement = make.engagement(status="awarded")

    client.post(reverse(f"vendors:{name}", args=[engagement.ref]), {"why": "No longer needed"})

    engagement.refresh_from_db()
    assert engagement.status == after


def test_a_blocked_sharing_is_the_verdict_of_both_pages(client, buyer):
    vendor = make.vendor("Ostrel", status="approved")
    engagement = make.engagement()
    one = sharing(vendor, engagement=engagement, status="requested")

    for address in (
        reverse("vendors:vendor", args=[vendor.ref]),
        reverse("vendors:engagement", args=[engagement.ref]),
    ):
        page = text(client, address)
        assert "vt-verdict" in page
        assert "outstanding. Nothing may be shared." in page
        assert f"/sharing/{one.ref}/" in page


def test_the_list_is_read_in_its_order_even_where_the_database_has_counted_nothing(client):
    """SQLite: an index of what nearly no vendor has must not be taken for the list of all the others."""
    make.vendor()
    statement = str(Vendor.objects.live().order_by("name_key", "pk")[:51].query)
    plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "

    with connection.cursor() as cursor:
        cursor.execute(plan + statement)
        found = " ".join(str(row) for row in cursor.fetchall())

    assert connection.vendor != "sqlite" or ("vendors_by_key" in found and "TEMP B-TREE" not in found)


@pytest.mark.parametrize("name", ["engagement-edit", "facts", "risk-new", "subcontractor-new", "fit"])
def test_an_auditor_who_is_named_as_owner_reads_and_changes_nothing(client, name):
    auditor = make.user("auditor")
    engagement = make.engagement(status="sourcing", owner=auditor.person)
    client.force_login(auditor)
    path = reverse(f"vendors:{name}", args=[engagement.ref])

    assert path not in client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403


def shortlisted(engagement):
    status = Candidate.Status.SHORTLISTED
    return Candidate.objects.create(engagement=engagement, vendor=make.vendor(), status=status)


def test_each_stage_and_all_that_is_missing_before_an_award_leads_to_its_section_of_the_engagement_page(client, buyer):
    engagement = make.engagement(budget_amount=100_000, status=Engagement.Status.EVALUATING)
    candidate = shortlisted(engagement)

    page = client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    sections = set(re.findall(r'href="#([\w-]+)"', page))

    assert {"facts", "candidates", "award", "checklists", "sharing"} <= sections  # the stages
    assert "quotes" in sections  # what is missing before the award
    assert all(f'id="{one}"' in page for one in sections)
    assert f"Submit a quote of {candidate.vendor}" in page


def test_who_compares_candidates_finds_the_award_and_who_has_none_finds_where_to_add_them(client, buyer):
    engagement = make.engagement()
    own = reverse("vendors:engagement", args=[engagement.ref])
    address = reverse("selection:compare", args=[engagement.ref])
    assert f'<a class="btn btn-secondary" href="{own}#candidates">' in client.get(address).content.decode()

    shortlisted(engagement)
    assert f'<a class="btn btn-primary" href="{own}#award">' in client.get(address).content.decode()
