"""Signing in, second factors, new passwords and sessions, in our own layout."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another long pass phrase"


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def sign_in(client, user: User, password: str = make.PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def begin_second_factor(client) -> str:
    """The secret that the set-up page shows to somebody who has confirmed the password again."""
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client.get(reverse("mfa_activate_totp")).context["form"].secret


def digits(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def test_email_and_password_let_a_colleague_in(client):
    user = make.user("procurement", password=make.PASSWORD)

    answer = sign_in(client, user)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)


@pytest.mark.parametrize("password", ["", "wrong", make.PASSWORD.upper()])
def test_a_wrong_password_keeps_everybody_out_without_saying_what_was_wrong(client, password):
    user = make.user(password=make.PASSWORD)

    answer = sign_in(client, user, password)

    assert answer.status_code == 200
    assert not signed_in(client)


def test_an_inactive_user_is_kept_out(client):
    user = make.user(password=make.PASSWORD, is_active=False)

    sign_in(client, user)

    assert not signed_in(client)


def test_password_managers_find_the_fields_and_pasting_is_allowed(client):
    page = client.get(reverse("account_login")).content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_guessing_is_slowed_down_for_one_address(client):
    user = make.user(password=make.PASSWORD)
    for _try in range(10):
        sign_in(client, user, "wrong")

    answer = sign_in(client, user)

    assert not signed_in(client)
    assert "Too many" in answer.content.decode()


def test_nobody_can_sign_up(client):
    page = client.get(reverse("account_signup"))
    client.post(
        reverse("account_signup"), {"email": "x@example.com", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )

    assert "Ask an administrator for access" in page.content.decode()
    assert not User.objects.filter(email="x@example.com").exists()


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/abc/"])
def test_nobody_changes_their_own_address_behind_the_administrators_back(client, path):
    client.force_login(make.user())

    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "other@example.com", "action_add": ""}).status_code == 404
    assert not EmailAddress.objects.filter(email="other@example.com").exists()


def test_a_get_of_the_sign_out_page_changes_nothing(client):
    client.force_login(make.user())

    client.get(reverse("account_logout"))
    assert signed_in(client)

    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_a_mailed_link_lets_one_choose_a_new_password_once(client, settings):
    settings.BASE_URL = "https://vendortrack.halden.example"
    user = make.user(password=make.PASSWORD)
    client.post(reverse("account_reset_password"), {"email": user.email})
    [letter] = mail.outbox
    link = re.search(r"https://vendortrack\.halden\.example(/\S+)", letter.body)[1]

    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert letter.to == [user.email]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.alternatives[0].mimetype == "text/html"
    assert link in letter.alternatives[0].content
    assert User.objects.get(pk=user.pk).check_password(NEW_PASSWORD)
    assert "This link has ended" in client.get(link, follow=True).content.decode()


def test_a_stranger_who_asks_for_a_link_gets_no_mail_and_no_hint(client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"}, follow=True)

    assert mail.outbox == []
    assert "If somebody signs in with that address" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_is_set_up_asked_for_and_kept_encrypted(client):
    user = make.user(password=make.PASSWORD)
    sign_in(client, user)
    secret = begin_second_factor(client)

    client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})

    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in kept
    assert "An authenticator app was set up" in [letter.subject for letter in mail.outbox]
    client.post(reverse("account_logout"))
    assert sign_in(client, user)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not signed_in(client)


def test_a_recovery_code_works_once_in_place_of_the_device(client):
    user = make.user(password=make.PASSWORD)
    sign_in(client, user)
    client.post(reverse("mfa_activate_totp"), {"code": digits(begin_second_factor(client))})
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

    def with_code() -> bool:
        client.post(reverse("account_logout"))
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        return signed_in(client)

    assert [with_code(), with_code()] == [True, False]


def test_setting_up_a_second_factor_needs_a_fresh_password(client):
    sign_in(client, make.user(password=make.PASSWORD))

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_other_sessions_can_be_seen_and_ended(client, client_of):
    user = make.user(password=make.PASSWORD)
    other = client_of(user)
    sign_in(client, user)

    page = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "this one" in page
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert other.get(reverse("accounts:profile")).status_code == 302


PUBLIC = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
OWN = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index", "usersessions_list"]


@pytest.mark.parametrize("name", PUBLIC + OWN)
def test_every_page_of_signing_in_is_in_our_layout(client, name):
    if name in OWN:
        sign_in(client, make.user(password=make.PASSWORD))

    page = client.get(reverse(name)).content.decode()

    assert '<html lang="en"' in page
    assert re.search(r"<title>[^<·]+ · VendorTrack</title>", page)
    assert "vendortrack.css" in page
    assert page.count("<h1") == 1


@pytest.fixture
def client_of(client):
    """A second browser of somebody who signed in with the password."""

    def make_one(user: User) -> Client:
        other = Client()
        sign_in(other, user)
        other.get(reverse("accounts:profile"))
        return other

    return make_one
