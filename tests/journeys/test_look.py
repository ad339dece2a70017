"""The parts of every page, seen with a browser's eyes."""

import pytest
from django.urls import reverse

from selection.models import Candidate
from tests import make
from tests.journeys.conftest import NARROW, WIDE

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


def test_a_name_without_a_space_breaks_in_its_box_and_pushes_no_page_wide(browser_page):
    buyer = make.user("procurement")
    engagement = make.engagement("Policyholderadministrationplatform" * 3)
    vendor = make.vendor("Datenverarbeitungsdienstleistungsgesellschaft" * 2 + "Softwareentwicklungsberatungen")
    candidate = Candidate.objects.create(engagement=engagement, vendor=vendor, status=Candidate.Status.SHORTLISTED)
    other = Candidate.objects.create(engagement=engagement, vendor=make.vendor(), status=candidate.status)
    pages = (
        reverse("vendors:engagement", args=[engagement.ref]),
        reverse("vendors:vendor", args=[vendor.ref]),
        reverse("vendors:risks", args=[engagement.ref]),
        reverse("selection:merge", args=[vendor.ref]),
        reverse("selection:propose", args=[other.ref]),
    )
    for size in (WIDE, NARROW, (320, 844)):
        page = browser_page(buyer, size=size)
        for path in pages:
            page.goto(path)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{path} scrolls sideways by {wider} px at {size[0]} px"
            assert page.evaluate(STICKS_OUT) == [], f"{path} at {size[0]} px"


# what is wider than the box that it is in, but for what scrolls there by itself
STICKS_OUT = """() => [...document.querySelectorAll(".vt-box .vt-tbl")]
    .filter(one => !one.closest(".vt-scroll"))
    .filter(one => one.getBoundingClientRect().right > one.closest(".vt-box").getBoundingClientRect().right + 1)
    .map(one => one.innerText)"""
