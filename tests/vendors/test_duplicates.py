"""Vendors that look like one: suggested as soon as they are there, merged only by somebody, never by themselves."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.models import Entry, NotAllowed
from tests import machine, make
from vendors import actions
from vendors.models import Duplicate, Vendor
from vendors.rules.duplicates import MOST, Known, pairs

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def buyer():
    return make.user("procurement")


def suggested():
    return [(one.vendor.name, one.other.name, one.shared) for one in Duplicate.objects.open().order_by("pk")]


def known(pk, name="", legal="", domain="", lei="", country="", number="", duns=""):
    return Known(pk, name, legal, domain, lei, country, number, duns)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (known(1, "snap"), known(2, "snap"), {"name"}),
        (known(1, "snapchat", legal="snap"), known(2, "snap"), {"name"}),
        (known(1, "a", domain="www.snap.com"), known(2, "b", domain="snap.com"), {"domain"}),
        (known(1, "a", lei="X"), known(2, "b", lei="X"), {"lei"}),
        (known(1, "a", country="GB", number="7"), known(2, "b", country="GB", number="7"), {"registration"}),
        (known(1, "a", country="GB", number="7"), known(2, "b", country="DE", number="7"), None),
        (known(1, "a", country="GB", number="7"), known(2, "b", number="7"), {"registration"}),
        (known(1, "a", duns="123456789"), known(2, "b", duns="123456789"), {"duns"}),
        (known(1, "a"), known(2, "b"), None),
        (known(2, "snap", domain="snap.com"), known(1, "snap", domain="snap.com"), {"name", "domain"}),
    ],
)
def test_vendors_look_like_one_by_what_they_share(one, other, shared):
    assert pairs([one, other]) == ({(1, 2): shared} if shared else {})


def test_what_very_many_share_tells_nothing():
    portal = [known(pk, f"firm {pk}", domain="portal.example") for pk in range(MOST + 1)]

    assert pairs(portal) == {}
    assert len(pairs(portal[:-1])) == MOST * (MOST - 1) // 2


def test_a_vendor_that_is_logged_or_renamed_is_compared_with_all_others(buyer):
    actions.log_vendor(buyer, name="Snapchat", legal_name="Snap Inc.")
    other = actions.log_vendor(buyer, name="Gale")
    assert suggested() == []

    actions.edit_vendor(other, buyer, name="SNAP, INC.")

    assert suggested() == [("Snapchat", "SNAP, INC.", ["name"])]


def test_imported_vendors_are_compared_with_each_other_and_with_all_others(tmp_path, buyer):
    actions.log_vendor(buyer, name="Corvane & Sons")
    path = tmp_path / "list.csv"
    path.write_text("name\nCorvane and Sons\nWilker UK\nWilker U.K.\n")

    for _time in range(2):
        call_command("import_vendors", str(path), stdout=StringIO())

    assert suggested() == [
        ("Corvane & Sons", "Corvane and Sons", ["name"]),
        ("Wilker UK", "Wilker U.K.", ["name"]),
    ]


@pytest.mark.samples
def test_of_the_samples_snap_inc_is_suggested_and_not_merged(buyer):
    vendors, contracts = "vendors/well_known_vendors.csv", "contracts/us_treasury_contracts_min.csv"
    call_command("import_vendors", str(machine.samples() / vendors), stdout=StringIO())
    with pytest.raises(CommandError, match="rows with errors were left out"):
        call_command(
            "import_contracts",
            str(machine.samples() / contracts),
            by=buyer.email,
            partial=True,
            stdout=StringIO(),
            stderr=StringIO(),
        )

    assert ("Snapchat", "SNAP, INC.", ["name"]) in suggested()
    assert not Vendor.objects.exclude(merged_into=None).exists()


def test_pairs_that_were_told_apart_are_not_suggested_again(buyer):
    actions.log_vendor(buyer, name="North")
    actions.log_vendor(buyer, name="North Ltd")
    pair = Duplicate.objects.get()

    actions.tell_apart(pair, buyer, AT, "Two firms of one family.")
    actions.suggest()

    assert suggested() == []
    entry = Entry.objects.filter(subject_ref=pair.ref).get()
    assert (entry.act, entry.actor) == ("told apart", buyer)
    with pytest.raises(NotAllowed, match="already"):
        actions.tell_apart(pair, buyer, AT)


def test_comparing_one_vendor_takes_the_same_number_of_statements_whatever_there_is(buyer):
    def cost():
        vendor = make.vendor("North", name_key="north")
        with CaptureQueriesContext(connection) as seen:
            actions.suggest([vendor.pk])
        return len(seen)

    cost()
    few = cost()
    for _number in range(10):
        make.vendor("North", name_key="north", domain="north.example")

    assert cost() == few


# pages -----------------------------------------------------------------------------------------------


def log_in(client, *roles):
    user = make.user(*roles)
    client.force_login(user)
    return user


def filled(**more):
    return {"name": "Snap Inc.", "kind": "company", "sourcing_channel": "established", **more}


def test_a_vendor_that_looks_like_another_is_logged_only_when_somebody_says_that_it_is_another(client):
    log_in(client, "procurement")
    make.vendor("Snap, Incorporated", name_key="snap")

    refused = client.post(reverse("vendors:new"), filled())
    logged = client.post(reverse("vendors:new"), filled(is_another="on"))

    assert refused.status_code == 422
    assert "This looks like Snap, Incorporated (VEN-" in refused.content.decode()
    assert 'type="checkbox" name="is_another"' in refused.content.decode()
    assert logged.status_code == 302
    assert Vendor.objects.filter(name="Snap Inc.").count() == 1
    assert suggested() == []


def test_a_vendor_is_recognised_by_the_domain_that_its_website_names(client, buyer):
    client.force_login(buyer)
    client.post(reverse("vendors:new"), filled(name="Corvane", website="www.corvane.example"))
    assert Vendor.objects.get().domain == "corvane.example"

    refused = client.post(reverse("vendors:new"), filled(name="CN Services", website="https://corvane.example/"))
    portal = client.post(reverse("vendors:new"), filled(name="Asha Rao", website="https://corvane.example/people/7"))

    assert "This looks like Corvane (VEN-" in refused.content.decode()
    assert (refused.status_code, portal.status_code) == (422, 302)


def test_a_vendor_that_looks_like_no_other_is_asked_nothing(client):
    log_in(client, "procurement")

    assert client.post(reverse("vendors:new"), filled()).status_code == 302


def test_the_list_shows_each_pair_with_what_it_shares_and_the_vendors_page_leads_there(client, buyer):
    client.force_login(buyer)
    assert "No vendor looks like another" in client.get(reverse("vendors:duplicates")).content.decode()
    one = actions.log_vendor(buyer, name="North", domain="north.example")
    other = actions.log_vendor(buyer, name="North Ltd", domain="north.example")

    page = client.get(reverse("vendors:duplicates")).content.decode()

    assert "Name, Domain" in page.replace("Domain, Name", "Name, Domain")
    assert reverse("selection:merge", args=[other.ref]) + f"?into={one.ref}" in page
    assert "may be the same vendor as" in client.get(reverse("vendors:vendor", args=[one.ref])).content.decode()


def test_telling_apart_is_a_post_by_who_may_merge(client, buyer):
    actions.log_vendor(buyer, name="North")
    actions.log_vendor(buyer, name="North Ltd")
    address = reverse("vendors:tell-apart", args=[Duplicate.objects.get().ref])

    log_in(client, "reviewer-security")
    assert (client.post(address).status_code, client.get(reverse("vendors:duplicates")).status_code) == (403, 403)
    log_in(client, "requester")
    assert client.post(address).status_code == 404
    client.force_login(buyer)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert suggested() == []


def test_the_list_takes_the_same_number_of_statements_for_thirty_pairs_as_for_one(client, buyer):
    client.force_login(buyer)

    def cost():
        client.get(reverse("vendors:duplicates"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("vendors:duplicates"))
        return len(seen)

    def pair(number):
        for _time in range(2):
            actions.log_vendor(buyer, name=f"Firm {number}")

    pair(0)
    one = cost()
    for number in range(1, 24):
        pair(number)

    assert cost() == one
