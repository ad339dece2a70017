"""Risks in a browser: each page in each look, and from a suggestion to what remains, without a script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from selection.models import Candidate
from tests import make
from vendors.models import Risk

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def records():
    """An engagement with three candidates and risks of every level."""
    buyer = make.user("procurement", name="Maeve Doran")
    engagement = make.engagement("Claims platform", status="evaluating", owner=buyer.person, is_core=True, access=3)
    vendors = [make.vendor("Saltmarsh Apps", delivery_countries=["PT"]), make.vendor("Ostrel Code", kind="contractor")]
    vendors.append(make.vendor("Arundaya Systems", delivery_countries=["IN"]))
    for vendor in vendors:
        Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    today = timezone.localdate()
    near, _small, far = vendors
    make.risk(engagement, near, 16, 4, title="Agents copy data to local devices", review_on=today + timedelta(days=40))
    make.risk(engagement, far, 25, 16, category="control", title="Work far away is steered less", review_on=today)
    make.risk(engagement, far, 9, category="culture", title="A no is hard to say", review_on=today - timedelta(days=3))
    closed = {"status": "closed", "closed_by": make.person("Jonas Lindqvist"), "closed_why": "The calls are recorded."}
    make.risk(engagement, far, 9, category="communication", title="Handover gaps", review_on=today, **closed)
    return buyer, engagement, vendors


def test_the_pages_are_accessible_in_each_look(records, in_each_look):
    buyer, engagement, vendors = records
    reviewer = make.user("reviewer-security", name="Ravi Menon")
    risk = Risk.objects.open().first()

    in_each_look(reviewer, f"/engagements/{engagement.ref}/risks/", "risks")
    in_each_look(buyer, f"/engagements/{engagement.ref}/", "engagement-risks")
    in_each_look(buyer, f"/engagements/{engagement.ref}/risks/new/", "risk-new")
    in_each_look(reviewer, f"/engagements/{engagement.ref}/risks/{risk.ref}/assess/", "risk-assess")
    in_each_look(reviewer, f"/engagements/{engagement.ref}/risks/{risk.ref}/waiver/", "risk-waiver")
    in_each_look(reviewer, f"/vendors/{vendors[2].ref}/", "vendor-risks")


def test_without_a_script_a_suggestion_is_taken_up_treated_and_assessed_by_another(records, browser_page):
    buyer, engagement, _vendors = records
    page = browser_page(buyer, script=False)
    page.goto(f"/engagements/{engagement.ref}/")
    page.get_by_role("link", name="suggested").click()
    page.get_by_role("button", name="One person does the work").click()
    page.get_by_text("The risk is logged.").wait_for()
    risk = Risk.objects.get(suggested_as="contractor")
    page.locator(f"#{risk.ref}").get_by_role("link", name="Edit").click()
    page.get_by_label("Response").select_option("reduce")
    page.get_by_label("Treatment", exact=True).fill("A second engineer knows the code")
    page.get_by_role("button", name="Save risk").click()

    reviewer = browser_page(make.user("reviewer-security"), script=False)
    reviewer.goto(f"/engagements/{engagement.ref}/risks/")
    reviewer.locator(f"#{risk.ref}").get_by_role("link", name="Say what remains").click()
    reviewer.get_by_label("Likelihood after treatment").select_option("2")
    reviewer.get_by_label("Impact after treatment").select_option("2")
    reviewer.get_by_role("button", name="Save what remains").click()

    expect(reviewer.get_by_text("What remains is noted.")).to_be_visible()
    risk.refresh_from_db()
    assert (risk.residual_score, risk.owner) == (4, buyer.person)


def test_the_heat_map_leads_to_each_risk_by_keyboard(records, browser_page):
    _buyer, engagement, _vendors = records
    page = browser_page(make.user("auditor"))
    page.goto(f"/engagements/{engagement.ref}/risks/")
    risk = Risk.objects.get(category="control", status="open")

    page.get_by_role("link", name=risk.title).first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"#{risk.ref}$"))
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("row", name=risk.title).get_by_role("cell", name="4 × 4 = 16")).to_be_visible()
