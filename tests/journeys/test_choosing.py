"""From what is to be outsourced to the award: three people score, three kinds of quote, and nobody sees too early."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from contracts.models import Contract
from selection.models import Evaluation, Quote
from tests import make
from tests.journeys.firm import Look, click, each, save
from vendors.models import DataClass, Engagement

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
BUDGET = "€90,000"
EVALUATORS = ("Niall Keane", "Ravi Menon", "Petra Novak")
MEANS = re.compile(r">\s*[1-5]\.\d\d\b")  # as they write weighted scores
PRICES = re.compile(r"€\d")  # as the pages write what anybody asks
# a level for each criterion, of the nearer candidate, the cheaper one, and the one with a subscription
LEVELS = {"Niall Keane": (4, 3, 3), "Ravi Menon": (5, 3, 4), "Petra Novak": (4, 2, 3)}
VENDORS = ("Saltmarsh Apps", "Arundaya Systems", "Oakhollow Software")


@pytest.fixture
def people() -> dict[str, User]:
    """Petra administers, and is asked to score as well: the administration is no way round."""
    roles = {
        "Sinéad Walsh": ["requester"],
        "Maeve Doran": ["procurement"],
        "Ines Duarte": ["approver"],
        "Aoife Brennan": ["procurement-head"],
        "Niall Keane": ["evaluator"],
        "Ravi Menon": ["reviewer-security"],
        "Petra Novak": ["administrator", "evaluator"],
    }
    made = {name: make.user(*given, person=make.person(name)) for name, given in roles.items()}
    made["Petra Novak"].is_staff = True
    made["Petra Novak"].save()
    for name, countries in zip(VENDORS, (["IE"], ["IN"], ["IE"]), strict=True):
        make.vendor(name, status="approved", delivery_countries=countries)
    return made


@pytest.fixture
def page_of(people: dict[str, User], browser_page: Callable[..., Page]) -> Callable[[str], Page]:
    pages: dict[str, Page] = {}

    def find(name: str) -> Page:
        if name not in pages:
            pages[name] = browser_page(people[name])
        return pages[name]

    return find


def test_three_people_and_three_kinds_of_quote_lead_to_an_award(
    page_of: Callable[[str], Page], axe: Callable[[Page], None], shot: Callable[..., None]
) -> None:
    look = Look(axe, shot, "choosing")
    ref = an_engagement_is_asked_for(page_of("Sinéad Walsh"), look)
    somebody_else_lets_it_be_outsourced(page_of("Ines Duarte"), ref, look)
    candidates_are_found(page_of("Maeve Doran"), ref, look)
    they_ask_in_three_ways(page_of("Maeve Doran"), ref, look)
    a_scorecard_is_set_up(page_of("Maeve Doran"), ref, look)

    one, *others = EVALUATORS
    score(page_of(one), ref, one, look)
    for name in others:
        nothing_is_seen_early(page_of(name), ref)
    nothing_is_seen_in_the_administration(page_of("Petra Novak"))
    scores_are_not_open_before_all_are_in(page_of("Sinéad Walsh"), ref)
    for name in others:
        score(page_of(name), ref, name, look)

    candidates_stand_side_by_side(page_of("Maeve Doran"), ref, look)
    the_sponsor_accepts_the_cost(page_of("Sinéad Walsh"), ref, look)
    who_proposed_cannot_confirm(page_of("Maeve Doran"), ref, look)
    another_confirms(page_of("Aoife Brennan"), ref, look)
    the_award_leaves_a_dossier_and_a_contract(page_of("Maeve Doran"), ref, look)


def an_engagement_is_asked_for(page: Page, look: Look) -> str:
    page.goto("/engagements/")
    click(page, "New engagement")
    look(page, "intake", narrow=True)
    save(
        page,
        "Ask for engagement",
        Title="Claims platform",
        Country="IE",
        Skills_needed="Java, claims handling",
        Skills_missing="Java",
        Planned_start=f"{make.TODAY.year + 2}-03-01",
        Budget="90000",
        Sponsor="Sinéad Walsh",
    )
    facts = {"Highest": "confidential", "Volume": "1", "Access": "1", "Criticality": "2", "Could_another": "yes"}
    save(page, "Save facts", None_of_these=True, Countries="IE, IN", Processing="processor", **facts)
    click(page.locator("#fit"), "Assess")
    for question in ("growth", "tied-up", "gain", "sensitive", "complex", "quality"):
        page.locator(f"[name={question}-reply]").select_option("yes" if question in ("growth", "gain") else "no")
        page.locator(f"[name={question}-note]").fill("As the heads of the units say.")
    look(page, "fit", narrow=True)
    save(page, "Send to an approver")
    return Engagement.objects.get().ref


def somebody_else_lets_it_be_outsourced(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/")
    click(page.locator("#fit"), "Decide")
    look(page, "fit-decision", narrow=True)
    save(page, "Record the decision", Outsourcing_fits=True)


def candidates_are_found(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/")
    click(page, "Start sourcing", "button")
    for name in VENDORS:
        click(page, "Add candidate")
        save(page, "Add candidate", Vendor=name)
        click(page, "Shortlist", "button")
    look(page, "candidates", narrow=True)


def they_ask_in_three_ways(page: Page, ref: str, look: Look) -> None:
    """By the hour, per project, and by the month."""
    hourly, project, other = VENDORS
    start(page, ref, hourly, "hourly", Transition_cost="15000", **own(20, 30, 50))
    row = page.locator("tbody tr").first
    fill(row, Role="Developer", Rate_an_hour="45")
    for name, hours in (("low", "1500"), ("likely", "2000"), ("high", "3000")):
        row.get_by_label(f"Hours, {name}").fill(hours)
    submit(page, look)

    allowance = {f"Change_requests_in_per_cent,_{name}": value for name, value in SPREAD.items()}
    start(page, ref, project, "project", Transition_cost="8000", **allowance, **own(10, 15, 20))
    for place, amount in enumerate(("60000", "40000")):
        fill(page.locator("tbody tr").nth(place), Milestone=f"Release {place + 1}", Amount=amount)
    submit(page, look)

    start(page, ref, other, "other", **own(5, 10, 15))
    row = page.locator("tbody tr").first
    row.get_by_label("Kind").select_option("subscription")
    fill(row, What_for="Everything", Amount="3100")
    submit(page, look)
    assert Quote.objects.submitted().count() == 3


SPREAD = {"low": "5", "likely": "10", "high": "20"}


def own(low: int, likely: int, high: int) -> dict[str, str]:
    """What it costs us to supervise."""
    return {
        "Own_hours_a_month_to_supervise": str(low),
        "Own_hours_a_month,_likely": str(likely),
        "Own_hours_a_month,_high": str(high),
        "What_an_own_hour_costs": "60",
    }


def start(page: Page, ref: str, vendor: str, kind: str, **terms: str) -> None:
    page.goto(f"/engagements/{ref}/")
    click(page.locator("#quotes tr", has_text=vendor), "Add quote")
    save(page, "Continue to the prices", Kind=kind, **terms)


def fill(row: Any, **fields: str) -> None:
    for name, value in fields.items():
        row.get_by_label(name.replace("_", " "), exact=True).fill(value)


def submit(page: Page, look: Look) -> None:
    look(page, "prices", narrow=True)
    page.get_by_role("button", name="Save", exact=True).click()
    click(page, "Submit quote", "button")
    expect(page.get_by_text("The quote counts now.")).to_be_visible()
    look(page, "quote", narrow=True)


def a_scorecard_is_set_up(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/")
    click(page, "Start evaluating", "button")
    page.goto(f"/engagements/{ref}/scorecard/set-up/")
    save(page, "Set up")
    look(page, "scorecard-set-up", narrow=True)
    for name in EVALUATORS:
        page.goto(f"/engagements/{ref}/scorecard/invite/")
        save(page, "Invite", Evaluator=name)


def score(page: Page, ref: str, name: str, look: Look) -> None:
    """States that there is no conflict, gives every candidate a level on each criterion, and submits."""
    page.goto("/")
    click(page, "Score the candidates")
    page.locator("[name=is_free]").check()
    click(page, "State and start scoring", "button")
    look(page, f"scoring-{name}", narrow=True)
    for vendor, level in zip(VENDORS, LEVELS[name], strict=True):
        click(page.locator("tr", has_text=vendor), "Score")
        for radio in each(page.locator(f"input[type=radio][value='{level}']")):
            radio.check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("button", name="Submit scores")).to_be_visible()
    look(page, f"scored-{name}", narrow=True)
    click(page, "Submit scores", "button")
    expect(page.locator("h1")).to_contain_text("Submitted")


def nothing_is_seen_early(page: Page, ref: str) -> None:
    """Neither prices nor scores, on any page that has them, nor in what they lead to."""
    for path in ("", "compare/", "scorecard/", "dossier/", "dossier.json"):
        answer = page.context.request.get(f"/engagements/{ref}/{path}")
        said = answer.text()
        assert set(PRICES.findall(said.replace(BUDGET, ""))) == set(), path
        assert not MEANS.search(said), path
    for quote in Quote.objects.all():
        assert page.context.request.get(reverse("selection:quote", args=[quote.ref])).status == 404
    first = Evaluation.objects.submitted().get()
    assert page.context.request.get(reverse("selection:evaluation", args=[first.ref])).status == 404
    listed = page.context.request.get("/api/v1/sharing/")
    assert (listed.status, PRICES.findall(listed.text()), MEANS.findall(listed.text())) == (200, [], [])
    known = page.context.request.get("/api/v1/openapi.json").json()["paths"]
    assert all(path.startswith("/api/v1/sharing/") for path in known)


def nothing_is_seen_in_the_administration(page: Page) -> None:
    for model, key in (("quote", Quote), ("score", Evaluation.objects.submitted().get().scores.model)):
        listed = page.context.request.get(f"/admin/selection/{model}/").text()
        assert not [one.ref for one in key.objects.all() if one.ref in listed], model
        answer = page.context.request.get(f"/admin/selection/{model}/{key.objects.first().pk}/change/")
        assert not answer.url.endswith("/change/"), model  # it leads back to the index


def scores_are_not_open_before_all_are_in(page: Page, ref: str) -> None:
    page.goto(f"/engagements/{ref}/scorecard/")
    assert not MEANS.search(page.content())


def candidates_stand_side_by_side(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/compare/")
    expect(page.locator("main")).to_contain_text(VENDORS[0])
    assert PRICES.search(page.locator("main").inner_text())
    look(page, "compare", narrow=True)
    page.goto(f"/engagements/{ref}/scorecard/")
    assert MEANS.search(page.content())
    look(page, "results", narrow=True)


def the_sponsor_accepts_the_cost(page: Page, ref: str, look: Look) -> None:
    """Every cost is above the budget of 90,000."""
    page.goto(f"/engagements/{ref}/")
    click(page.locator("#quotes tr", has_text=VENDORS[0]), "Accept the cost")
    look(page, "accept", narrow=True)
    save(page, "Accept", Reasons="The old platform costs more each year.")


def who_proposed_cannot_confirm(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/")
    click(page.locator("#candidates tr", has_text=VENDORS[0]), "Propose award")
    page.locator("[name=why]").fill("Best on all criteria, and near.")
    for field in each(page.locator("main textarea:not([name=why])")):
        field.fill("Far from our working hours.")
    look(page, "propose", narrow=True)
    save(page, "Propose award")
    expect(page.locator("#award")).to_contain_text("Proposed")
    expect(page.get_by_role("button", name="Confirm award")).to_have_count(0)


def another_confirms(page: Page, ref: str, look: Look) -> None:
    page.goto("/")
    click(page, "Confirm an award: Claims platform")
    click(page, "Confirm award", "button")
    expect(page.locator("#award")).to_contain_text("Aoife Brennan")
    look(page, "awarded", narrow=True)
    assert Engagement.objects.get().status == "awarded"
    assert Engagement.objects.get().data_class == DataClass.CONFIDENTIAL


def the_award_leaves_a_dossier_and_a_contract(page: Page, ref: str, look: Look) -> None:
    page.goto(f"/engagements/{ref}/dossier/")
    for name in (*EVALUATORS, *VENDORS):
        expect(page.locator("main")).to_contain_text(name)
    look(page, "dossier", narrow=True)
    contract = Contract.objects.get()
    assert (contract.kind, contract.status, contract.vendor.name) == ("hourly", "draft", VENDORS[0])
