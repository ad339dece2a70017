"""An empty installation gets its first administrator through an address that works once."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import actions
from accounts.models import Role, User
from history.models import Entry, NotAllowed
from tests import make

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Maeve Doran", "email": "Maeve@Halden.example", "password": "a long enough pass phrase"}


def address() -> str:
    said = StringIO()
    call_command("setup_address", stdout=said)
    return said.getvalue().strip()


def test_the_address_makes_the_first_administrator_who_can_then_sign_in(client):
    printed = address()
    path = urlsplit(printed).path

    answer = client.post(path, ANSWERS)

    assert printed.startswith(settings.BASE_URL)
    assert answer["Location"] == reverse("account_login")
    made = User.objects.get()
    assert (made.email, made.person.name, made.is_staff, made.is_superuser) == (
        "maeve@halden.example",
        "Maeve Doran",
        True,
        False,
    )
    assert made.role_names() == {Role.ADMINISTRATOR}
    assert client.login(email="maeve@halden.example", password=ANSWERS["password"])
    assert list(Entry.objects.of(made.person).values_list("act", flat=True)) == ["given-role", "created"]


def test_looking_at_the_address_changes_nothing(client):
    path = urlsplit(address()).path

    assert [client.get(path).status_code, client.get(path).status_code] == [200, 200]
    assert not User.objects.exists()


def test_the_address_works_once(client):
    path = urlsplit(address()).path
    client.post(path, ANSWERS)

    answer = client.post(path, ANSWERS | {"email": "second@halden.example"})

    assert answer.status_code == 410
    assert client.get(path).status_code == 410
    assert User.objects.count() == 1


def test_the_address_ends_after_a_day(client, time_machine):
    time_machine.move_to(make.AT)
    path = urlsplit(address()).path

    time_machine.shift(24 * 3600 + 1)

    assert client.get(path).status_code == 410
    assert client.post(path, ANSWERS).status_code == 410
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["x", "1abcde:forged", ":"])
def test_a_forged_address_is_refused(client, token):
    assert client.post(reverse("accounts:setup", args=[token]), ANSWERS).status_code == 410
    assert not User.objects.exists()


def test_a_weak_password_is_refused_and_nothing_else_is_lost(client):
    answer = client.post(urlsplit(address()).path, ANSWERS | {"password": "maeve"})

    assert answer.status_code == 422
    assert 'value="Maeve Doran"' in answer.content.decode()
    assert not User.objects.exists()


def test_no_address_is_printed_once_somebody_can_sign_in():
    make.user()

    with pytest.raises(CommandError, match="There is a user already"):
        address()


def test_of_two_first_administrators_the_second_is_refused():
    actions.create_first_administrator(**ANSWERS)

    with pytest.raises(NotAllowed):
        actions.create_first_administrator(**ANSWERS | {"email": "second@halden.example"})
