"""Reviewing a checklist in a browser, with the mouse."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from checklists.models import Waiver
from tests import make, make_checklists, make_contracts
from tests.journeys.firm import each

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def review(browser_page: Callable[..., Page]) -> Page:
    """A reviewer looks at a checklist whose four answers wait for them."""
    checklist = make_checklists.checklist({}, *({"code": f"B-0{n}", "key": f"key-{n}"} for n in (2, 3, 4)))
    for item in checklist.items.all():
        make_checklists.answer(item)
    checklist.items.update(status="submitted")
    page = browser_page(make.user("reviewer-security"))
    page.goto(f"/checklists/{checklist.ref}/")
    return page


def test_what_opens_and_folds_with_the_focus_never_moves_away_from_under_a_click(
    review: Page, axe: Callable[[Page], None]
) -> None:
    for code in ("B-01", "B-02", "B-03", "B-04", "B-02"):
        review.get_by_label(f"Select {code}").click()

    for code, is_picked in (("B-01", True), ("B-02", False), ("B-03", True), ("B-04", True)):
        expect(review.get_by_label(f"Select {code}")).to_be_checked(checked=is_picked)
    expect(review.locator("#B-02")).to_have_class("vt-item vt-cur")
    axe(review)


def test_the_state_of_an_item_stands_beside_its_buttons_and_not_under_them(review: Page) -> None:
    for row in each(review.locator("[data-item]")):
        state, buttons = row.locator(".vt-st").bounding_box(), row.locator(".vt-btn-bar").bounding_box()

        assert state
        assert buttons
        assert state["x"] + state["width"] <= buttons["x"]


def test_evidence_is_uploaded_and_a_waiver_asked_for_without_leaving_the_page(
    browser_page: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., None], tmp_path: Path
) -> None:
    checklist = make_checklists.checklist({"asks": "us"}, {"code": "B-02", "key": "key-2"})
    make_checklists.answer(checklist.items.get(code="B-02"))
    checklist.items.filter(code="B-02").update(status="submitted")
    report = tmp_path / "report.pdf"
    report.write_bytes(make_contracts.PDF)
    page = browser_page(make.user("reviewer-security"))
    page.goto(f"/checklists/{checklist.ref}/")
    page.evaluate("window.isStill = true")
    ours, theirs = page.locator("#B-01"), page.locator("#B-02")

    ours.get_by_role("link", name="Answer").click()
    axe(page)
    shot(page, "answer-in-the-list")
    ours.get_by_label("New file").set_input_files(report)
    ours.get_by_role("button", name="Submit for review").click()
    expect(ours.get_by_role("alert")).to_contain_text("1 answer needs a change")
    ours.get_by_label("Yes").check()
    ours.get_by_label("New file").set_input_files(report)
    ours.get_by_role("button", name="Submit for review").click()
    expect(ours).to_contain_text("Submitted")
    expect(ours).to_contain_text("report.pdf")
    expect(page.locator("#live")).to_contain_text("B-01 is submitted for review.")

    theirs.get_by_label("Note to the vendor").fill("They renew it in May.")
    theirs.get_by_role("link", name="Waiver").click()
    expect(theirs.get_by_label("Why the condition cannot be met")).to_have_value("They renew it in May.")
    axe(page)
    shot(page, "waiver-in-the-list")
    theirs.get_by_label("What protects the data instead").fill("Copy and print are blocked.")
    theirs.locator("#B-02-ends_on").fill(f"{make.TODAY:%Y-%m-%d}")
    theirs.get_by_role("button", name="Ask for the waiver").click()
    expect(theirs.get_by_role("alert")).to_be_visible()
    theirs.locator("#B-02-ends_on").fill(f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}")
    theirs.get_by_role("button", name="Ask for the waiver").click()
    expect(theirs).to_contain_text("asks for a waiver")

    assert page.evaluate("window.isStill")
    assert Waiver.objects.get().reason == "They renew it in May."
