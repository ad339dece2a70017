"""Reviewing a checklist in a browser, with the mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_checklists
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
