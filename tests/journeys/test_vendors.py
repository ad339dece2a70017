"""Vendors and engagements in a browser: each page in each look, and the way from a fact to its confirmation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from selection.models import Award, Candidate
from tests import make
from tests.vendors.test_vendor_actions import sharing
from vendors import actions
from vendors.models import FACTS, Benefit, Engagement, FactConfirmation

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def records():
    """A vendor and an engagement with something in every section."""
    buyer = make.user("procurement", name="Maeve Doran")
    vendor = make.vendor("Wislok Support", status="approved", owner=buyer.person, website="https://wislok.example")
    engagement = make.engagement("IT service desk", status="evaluating", planned_sharing_on=timezone.localdate())
    actions.make_link(make.contact(vendor, "Ewa Wójcik"), timezone.localdate() + timedelta(days=20), buyer)
    chosen = Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    Candidate.objects.create(engagement=engagement, vendor=make.vendor(), status="rejected", reason="Too small")
    Award.objects.create(engagement=engagement, candidate=chosen, reason="Best", proposed_by=make.person("Owen Kerr"))
    Benefit.objects.create(
        engagement=engagement, kind="cost", expected="A tenth less", baseline="€ 1 m", measure="Bills"
    )
    sharing(vendor, engagement=engagement, status="requested")
    return buyer, vendor, engagement


def test_the_pages_are_accessible_in_each_look(records, in_each_look):
    buyer, vendor, engagement = records
    reader = make.user("procurement", "approver", "reviewer-security", name="Ines Duarte")

    in_each_look(buyer, "/vendors/", "vendors")
    in_each_look(buyer, "/vendors/?q=nothing&status=approved", "vendors-none")
    in_each_look(reader, f"/vendors/{vendor.ref}/", "vendor")
    in_each_look(buyer, "/vendors/new/", "vendor-new")
    in_each_look(buyer, "/engagements/", "engagements")
    in_each_look(reader, f"/engagements/{engagement.ref}/", "engagement")
    in_each_look(buyer, "/engagements/new/", "engagement-new")
    in_each_look(buyer, f"/engagements/{engagement.ref}/facts/", "facts")
    in_each_look(reader, f"/engagements/{engagement.ref}/facts/confirm/", "facts-confirm")


def test_the_pages_of_the_fit_assessment_are_accessible_in_each_look(in_each_look):
    engagement = make.engagement("IT service desk", status="sourcing", is_fit_demanded=True)
    condition = make.fit_condition(engagement, "Names are taken out", status="reported")
    make.fit_condition(engagement, "The process is written down", status="met", question="complex")
    make.fit(engagement, "sensitive", "complex")
    reader = make.user("procurement", "approver", "reviewer-privacy", name="Ines Duarte")
    address = f"/engagements/{engagement.ref}"

    in_each_look(reader, f"{address}/", "fit-engagement")
    in_each_look(reader, f"{address}/fit/", "fit-assess")
    in_each_look(reader, f"{address}/fit/decide/", "fit-decide")
    in_each_look(reader, f"{address}/fit/{condition.ref}/judge/", "fit-judge")


def test_without_a_script_a_fact_is_changed_by_one_and_confirmed_by_another(records, browser_page):
    buyer, _vendor, engagement = records
    page = browser_page(buyer, script=False)
    page.goto(f"/engagements/{engagement.ref}/facts/")
    page.get_by_label("Volume").select_option("2")
    page.get_by_role("button", name="Save facts").click()
    expect(page.get_by_role("cell", name="100,000 records or more")).to_be_visible()

    reviewer = browser_page(make.user("reviewer-security"), script=False)
    reviewer.goto(f"/engagements/{engagement.ref}/")
    reviewer.get_by_role("link", name="Confirm facts").click()
    reviewer.get_by_role("button", name="Confirm ticked facts").click()

    expect(reviewer.get_by_text("8 facts are confirmed.")).to_be_visible()
    assert FactConfirmation.objects.filter(engagement=engagement, ended_at=None).count() == len(FACTS)


def test_without_a_script_several_benefits_are_asked_for_on_one_form(records, browser_page):
    page = browser_page(make.user("requester", name="Owen Kerr"), script=False)
    page.goto("/engagements/new/")
    page.get_by_label("Title").fill("Night shift")
    page.get_by_label("Country").select_option("DE")
    for number, (kind, words) in enumerate([("Cost", "A tenth less"), ("Customer service", "Open at night")]):
        page.get_by_label("Kind").nth(number + 1).select_option(kind)
        page.get_by_label("What is expected").nth(number).fill(words)
        page.get_by_label("Today").nth(number).fill("Closed from eight to six")
        page.get_by_label("How it is measured").nth(number).fill("The yearly account")
    page.get_by_role("button", name="Ask for engagement").click()

    expect(page.get_by_role("heading", name="Facts of Night shift")).to_be_visible()
    engagement = Engagement.objects.get(title="Night shift")
    assert list(engagement.benefits.values_list("expected", flat=True)) == ["A tenth less", "Open at night"]


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_change(records, browser_page, axe):
    buyer, vendor, _engagement = records
    page = browser_page(buyer)
    page.goto(f"/vendors/{vendor.ref}/edit/")
    page.get_by_label("Delivery countries").fill("DE, Atlantis")
    page.get_by_role("button", name="Save vendor").click()

    expect(page.get_by_label("Delivery countries")).to_have_value("DE, Atlantis")
    expect(page.get_by_role("alert").get_by_text("These are no countries: Atlantis")).to_be_visible()
    axe(page)
