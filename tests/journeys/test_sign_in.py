"""Signing in, the second factor and the profile, as people do it."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests import make
from tests.journeys.conftest import NARROW

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def digits(secret: str) -> str:
    """What an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def sign_in(page, user: User, password: str = make.PASSWORD) -> None:
    page.goto(f"{reverse('account_login')}?next={reverse('accounts:profile')}")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_wrong_password_is_said_first_and_the_right_one_lets_in(browser_page, axe, shot):
    user = make.user("procurement", name="Maeve Doran", password=make.PASSWORD)
    page = browser_page()

    sign_in(page, user, "wrong")
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    shot(page, "sign-in-refused")
    sign_in(page, user)

    expect(page.get_by_role("heading", level=1)).to_have_text("Maeve Doran")


def test_signing_in_and_out_works_without_a_script_on_a_phone(browser_page):
    user = make.user("procurement", password=make.PASSWORD)
    page = browser_page(script=False, size=NARROW)

    sign_in(page, user)
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_second_factor_is_set_up_with_an_app_and_asked_for_at_the_next_sign_in(browser_page, axe, shot):
    user = make.user("approver", name="Aoife Brennan", password=make.PASSWORD)
    page = browser_page()
    sign_in(page, user)

    page.get_by_role("link", name="Set up or change").click()
    axe(page)
    page.get_by_role("link", name="Set it up").click()
    axe(page)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    axe(page)
    shot(page, "second-factor")
    secret = page.locator("#key").inner_text()
    page.get_by_label("Authenticator code").fill(digits(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator("#codes li")).to_have_count(10)
    axe(page)
    shot(page, "recovery-codes")
    code = page.locator("#codes li").first.inner_text()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, user)
    axe(page)
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoife Brennan")


def test_the_appearance_that_one_chooses_is_the_page_one_gets(browser_page, in_each_look):
    user = make.user("reviewer-security", name="Ravi Menon")
    page = browser_page(user)
    page.goto(reverse("accounts:profile"))

    page.get_by_label("Appearance").select_option("dark")
    page.get_by_label("Letter keys on checklists").uncheck()
    page.get_by_role("button", name="Save profile").click()

    expect(page.get_by_role("status").filter(has_text="Your profile is saved.")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 16, 19)"
    assert page.evaluate("document.body.dataset.letterKeys") == "off"


def test_the_profile_has_no_barrier_in_any_look(in_each_look):
    in_each_look(make.user("reviewer-security", name="Ravi Menon"), reverse("accounts:profile"), "profile")


def test_the_sign_in_page_has_no_barrier_in_any_look(in_each_look):
    in_each_look(None, reverse("account_login"), "sign-in")


@pytest.mark.parametrize("name", ["account_reset_password", "account_reset_password_done", "account_signup"])
def test_the_pages_around_signing_in_have_no_barrier(browser_page, axe, shot, name):
    page = browser_page()
    page.goto(reverse(name))

    axe(page)
    shot(page, name)


@pytest.mark.parametrize("name", ["account_change_password", "account_logout", "usersessions_list"])
def test_the_pages_of_ones_own_access_have_no_barrier(browser_page, axe, shot, name):
    page = browser_page()
    sign_in(page, make.user("procurement", password=make.PASSWORD))
    page.goto(reverse(name))

    axe(page)
    shot(page, name)
