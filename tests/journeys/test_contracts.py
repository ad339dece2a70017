"""Contracts in a browser: every page in each look, and the whole way without a script."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from contracts.models import Contract, RateLine
from tests import make
from tests.make_contracts import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
TODAY = date.today()  # the pages ask the clock  # noqa: DTZ011


@pytest.fixture(autouse=True)
def _documents_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT, name="Maeve Doran")


def active(kind, **fields):
    contract = make.contract(
        "Service desk transition",
        kind=kind,
        status=Contract.Status.ACTIVE,
        vendor=make.vendor("Wislok Support"),
        engagement=make.engagement("IT service desk"),
        starts_on=TODAY - timedelta(days=200),
        ends_on=TODAY + timedelta(days=100),
        notice_days=90,
        **fields,
    )
    make.clause(contract, "audit-right", place="§ 7")
    make.clause(contract, "breach-notice", "not-needed")
    make.document(contract, is_signed=True)
    make.agreement(vendor=contract.vendor)
    return contract


@pytest.mark.parametrize("kind", ["hourly", "project", "other"])
def test_the_page_of_each_kind_has_no_barrier_in_any_look(in_each_look, buyer, kind):
    contract = active(kind, cap_amount=100_000_00)
    make.rate_line(contract, "Engineer", minutes=60_000)
    make.charge(contract, "Support")
    make.milestone(contract, "Kick-off", due_on=TODAY - timedelta(days=150), status="accepted", accepted_on=TODAY)
    make.milestone(contract, "Pilot", due_on=TODAY - timedelta(days=3), status="delivered", delivered_on=TODAY)
    make.milestone(contract, "Go-live", due_on=TODAY - timedelta(days=1))

    in_each_look(buyer, reverse("contracts:contract", args=[contract.ref]), f"contract-{kind}")
    in_each_look(buyer, reverse("contracts:prices", args=[contract.ref]), f"contract-{kind}-prices")


def test_the_list_the_forms_and_the_acts_have_no_barrier_in_any_look(in_each_look, buyer):
    contract = active("hourly")

    in_each_look(buyer, reverse("contracts:list") + "?q=service", "contracts")
    in_each_look(buyer, reverse("contracts:edit", args=[contract.ref]), "contract-edit")
    in_each_look(buyer, reverse("contracts:terminate", args=[contract.ref]), "contract-terminate")
    in_each_look(buyer, reverse("contracts:clause", args=[contract.ref, "exit"]), "contract-clause")
    agreement = contract.vendor.agreements.get()
    in_each_look(buyer, reverse("contracts:agreement", args=[agreement.ref]), "agreement")


def test_a_contract_is_drafted_priced_signed_and_its_document_fetched_without_a_script(browser_page, buyer, tmp_path):
    make.vendor("Wislok Support")
    page = browser_page(buyer, script=False)

    page.goto(reverse("contracts:list"))
    page.get_by_role("link", name="New contract").first.click()
    page.get_by_role("searchbox", name="Name of the vendor").fill("wislok")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Wislok Support").click()
    page.get_by_label("Title").fill("Service desk")
    page.get_by_label("Paid").select_option("hourly")
    page.get_by_label("Starts").fill("2026-01-01")
    page.get_by_label("Currency").fill("XX")
    page.get_by_role("button", name="Draft contract").click()
    expect(page.get_by_label("Title")).to_have_value("Service desk")
    page.get_by_label("Currency").fill("eur")
    page.get_by_role("button", name="Draft contract").click()

    page.get_by_role("link", name="Enter rates").click()
    page.get_by_label("Role").first.fill("Agent")
    page.get_by_label("Rate an hour").first.fill("31.50")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Send for signature")).to_be_visible()
    assert RateLine.objects.get().rate_e4 == 315_000

    page.get_by_role("button", name="Send for signature").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="Record signature").click()
    page.get_by_role("button", name="Record signature").click()
    expect(page.get_by_text("Signed: it is in force from its start.")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="signed.pdf").click()

    assert Path(fetched.value.path()).read_bytes() == PDF
    assert Contract.objects.get().status == Contract.Status.ACTIVE
