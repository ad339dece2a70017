"""A form that is sent twice, and one that is older than what it changes (history.twice)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.utils import timezone

from contracts.models import Charge
from history import actions
from history.models import Entry, Press
from tests import make
from tests.vendortrack.test_twice import found
from vendors.actions import edit_vendor, log_vendor
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
VENDOR = {"name": "Ostrel Code", "kind": "company", "sourcing_channel": "referral", "country": "CZ"}
PRICE = {
    "rows-TOTAL_FORMS": "1",
    "rows-INITIAL_FORMS": "0",
    "rows-0-kind": "retainer",
    "rows-0-title": "Support",
    "rows-0-amount": "10",
    "rows-0-period": "month",
}
SAID = "This form was sent twice. The first press counts, and led here."


def signed_in(*roles, **about):
    client = Client()
    client.force_login(make.user(*roles, **about))
    return client


@pytest.fixture
def buyer():
    return signed_in("procurement", name="Maeve Doran")


def field(client, address):
    return dict([found(client.get(address).content.decode())])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def logged():
    """A vendor with its history, the address of its form, and what that is sent with unchanged."""
    vendor = log_vendor(make.user("procurement", name="Tomas Zeman"), **VENDOR)
    return vendor, f"/vendors/{vendor.ref}/edit/", {**VENDOR, "owner": vendor.owner_id}


def test_a_second_press_leads_to_what_the_first_one_made_and_says_so(buyer):
    number = field(buyer, "/vendors/new/")

    first = buyer.post("/vendors/new/", {**VENDOR, **number})
    second = buyer.post("/vendors/new/", {**VENDOR, "name": "Ostrel Code s.r.o.", **number})

    assert [one.name for one in Vendor.objects.all()] == ["Ostrel Code"]
    assert second["Location"] == first["Location"]
    assert SAID in said(second)


def test_each_opened_form_makes_its_own(buyer):
    for name in ("Ostrel Code", "Wislok Systems"):
        buyer.post("/vendors/new/", {**VENDOR, "name": name, **field(buyer, "/vendors/new/")})

    assert Vendor.objects.count() == 2


def test_a_form_that_is_refused_can_be_mended_and_sent_again(buyer):
    number = field(buyer, "/vendors/new/")

    refused = buyer.post("/vendors/new/", {**VENDOR, "name": "", **number})
    mended = buyer.post("/vendors/new/", {**VENDOR, **number})

    assert (refused.status_code, mended.status_code) == (422, 302)
    assert Vendor.objects.count() == 1


def test_the_number_of_somebody_elses_form_leads_nowhere(buyer):
    number = field(buyer, "/vendors/new/")
    buyer.post("/vendors/new/", {**VENDOR, **number})

    signed_in("procurement").post("/vendors/new/", {**VENDOR, "name": "Wislok Systems", **number})

    assert Vendor.objects.count() == 2


def test_a_change_by_somebody_else_is_told_and_not_overwritten_until_one_saves_again(buyer):
    vendor, address, given = logged()
    opened = field(buyer, address)
    other = make.user("procurement", name="Ines Duarte")
    edit_vendor(vendor, other, country="PL")

    late = buyer.post(address, {**given, "name": "Ostrel", **opened})
    page = late.content.decode()
    kept = Vendor.objects.get()
    again = buyer.post(address, {**given, "name": "Ostrel", **dict([found(page)])})

    assert late.status_code == 422
    assert (kept.name, kept.country) == ("Ostrel Code", "PL")
    assert re.search(rf"Ines Duarte, [^:]+:\d\d, {vendor.ref}: Changed: Country of registration: CZ → PL\.", page)
    assert 'value="Ostrel"' in page
    assert again.status_code == 302
    vendor.refresh_from_db()
    assert (vendor.name, vendor.country) == ("Ostrel", "CZ")


def test_going_back_changing_the_form_and_sending_it_again_loses_nothing(buyer):
    _vendor, address, given = logged()
    opened = field(buyer, address)
    buyer.post(address, {**given, "name": "Ostrel", **opened})

    back = buyer.post(address, {**given, "name": "Ostrel Group", **opened})

    assert back.status_code == 422
    assert "Maeve Doran" in back.content.decode()
    assert 'value="Ostrel Group"' in back.content.decode()


def test_rows_that_are_sent_twice_are_there_once(buyer):
    contract = make.contract(kind="other", status="draft")
    address = f"/contracts/{contract.ref}/prices/"
    opened = field(buyer, address)

    first = buyer.post(address, {**PRICE, **opened})
    second = buyer.post(address, {**PRICE, **opened})

    assert Charge.objects.count() == 1
    assert second["Location"] == first["Location"]


def test_rows_that_somebody_else_changed_are_not_overwritten(buyer):
    contract = make.contract(kind="other", status="draft")
    address = f"/contracts/{contract.ref}/prices/"
    opened = field(buyer, address)
    signed_in("procurement", name="Ines Duarte").post(address, {**PRICE, "rows-0-title": "Hosting"})

    late = buyer.post(address, {**PRICE, **opened})

    assert late.status_code == 422
    assert "Ines Duarte" in late.content.decode()
    assert [one.title for one in Charge.objects.all()] == ["Hosting"]


def test_a_change_of_something_else_is_in_nobodys_way(buyer):
    _vendor, address, given = logged()
    opened = field(buyer, address)
    log_vendor(make.user("procurement"), **{**VENDOR, "name": "Wislok Systems"})

    assert buyer.post(address, {**given, "name": "Ostrel", **opened}).status_code == 302


def test_a_program_that_names_no_state_of_before_is_taken_at_its_word(buyer):
    vendor, address, given = logged()
    edit_vendor(vendor, make.user("procurement"), country="PL")

    assert buyer.post(address, given).status_code == 302


@pytest.mark.parametrize(
    "as_of", ["x", "0.1", "-", "99.9.9", "0." + "9" * 40 + ".1", "0.1.1," * 3000, "\u0661.\u0661.\u0661"]
)
def test_what_no_page_of_ours_wrote_counts_as_too_old(buyer, as_of):
    _vendor, address, given = logged()

    assert buyer.post(address, {**given, "name": "Ostrel", "as_of": as_of}).status_code == 422


def test_sent_forms_are_forgotten_after_a_week():
    now = timezone.now()
    for days in (6, 8):
        Press.objects.create(number=str(days), led_to="/", at=now - timedelta(days=days))

    actions.forget_presses(now)

    assert [one.number for one in Press.objects.all()] == ["6"]


def together(*posts):
    """Send these at the same moment, each on a connection of its own; their answers."""
    barrier = Barrier(len(posts))

    def run(post):
        client, address, data = post
        try:
            barrier.wait()
            return client.post(address, data)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(run, posts))


def copies(client, number):
    """Browsers with the same session: the tabs of one person."""
    twins = [Client() for _ in range(number)]
    for twin in twins:
        twin.cookies = client.cookies.copy()
    return twins


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_makes_it_and_both_lead_there(buyer):
    for n in range(8):
        given = {**VENDOR, "name": f"Vendor {n}", **field(buyer, "/vendors/new/")}

        answers = together(*[(twin, "/vendors/new/", given) for twin in copies(buyer, 2)])

        assert Vendor.objects.filter(name=f"Vendor {n}").count() == 1
        assert {one.status_code for one in answers} == {302}
        assert len({one["Location"] for one in answers}) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_same_at_once_one_is_told_of_the_other():
    vendor, address, given = logged()
    for n in range(8):
        buyers = [signed_in("procurement", name=f"Buyer {n}{who}") for who in "ab"]
        posts = [
            (one, address, {**given, "name": f"Name {n}{who}", **field(one, address)})
            for one, who in zip(buyers, "ab", strict=True)
        ]

        answers = together(*posts)

        assert sorted(one.status_code for one in answers) == [302, 422]
        vendor.refresh_from_db()
        assert vendor.name == f"Name {n}{'ab'[[one.status_code for one in answers].index(302)]}"
        assert Entry.objects.of(vendor).filter(act="changed").count() == n + 1
