"""The parts of every page, seen with a browser's eyes."""

import pytest
from django.urls import reverse

from tests import make
from tests.journeys.conftest import NARROW

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_the_style_guide_has_no_barrier_in_any_look(in_each_look):
    in_each_look(make.user("administrator", is_staff=True, name="Maeve Doran"), reverse("styleguide"), "styleguide")


@pytest.fixture
def guide(browser_page):
    """The style guide, whose second list has items with keys."""
    page = browser_page(make.user("administrator", is_staff=True))
    page.goto(reverse("styleguide"))
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_letters_move_and_press_only_while_an_item_has_focus(guide):
    guide.evaluate(
        "document.querySelector('[data-key=a]').addEventListener('click', () => document.title = 'accepted')"
    )
    guide.locator("body").press("a")
    assert guide.title() != "accepted"

    guide.locator("#B-07").focus()
    guide.keyboard.press("j")
    assert focused(guide) == "B-08"
    guide.keyboard.press("k")
    assert focused(guide) == "B-07"
    guide.keyboard.press("x")
    assert guide.get_by_label("Select B-07").is_checked()
    guide.keyboard.press("a")
    assert guide.title() == "accepted"


def test_sending_back_asks_for_the_note_first_and_a_letter_in_a_field_is_a_letter(guide):
    guide.locator("#B-07").focus()

    guide.keyboard.press("r")
    assert focused(guide) == "note-B-07"
    guide.keyboard.type("jar")
    assert guide.locator("#note-B-07").input_value() == "jar"
    guide.keyboard.press("Escape")
    assert focused(guide) == "B-07"


def test_letters_do_nothing_where_they_are_turned_off(browser_page):
    page = browser_page(make.user("administrator", is_staff=True, has_letter_keys=False))
    page.goto(reverse("styleguide"))

    page.locator("#B-07").focus()
    page.keyboard.press("j")

    assert focused(page) == "B-07"


def test_a_slash_goes_to_the_search_and_a_reference_opens_its_page(guide):
    guide.keyboard.press("/")
    assert focused(guide) == "search"


def test_on_a_phone_the_menu_opens_and_closes_without_losing_the_place(browser_page, axe):
    page = browser_page(make.user("procurement"), size=NARROW)
    page.goto(reverse("accounts:profile"))

    page.locator("summary", has_text="Menu").click()
    axe(page)
    page.keyboard.press("Escape")

    assert page.locator("details[data-menu]").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_tab_leads_past_the_navigation(guide):
    guide.evaluate("document.activeElement.blur()")
    guide.goto(reverse("accounts:profile"))

    guide.keyboard.press("Tab")
    guide.keyboard.press("Enter")

    assert focused(guide) == "main"


def test_the_admin_breaks_no_policy(browser_page):
    page = browser_page(make.user("administrator", is_staff=True))

    for name in ("admin:index", "admin:accounts_user_changelist", "admin:accounts_person_add"):
        page.goto(reverse(name))
        assert page.locator("h1").count() >= 1
