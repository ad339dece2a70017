"""What people say about themselves, and who gets their messages while they are away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Person, User
from history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Maeve Doran", "job_title": "Buyer", "time_zone": "Europe/Dublin", "language": "en", "theme": "dark"}


def test_a_profile_is_saved_with_its_history_and_changes_the_page(client):
    user = make.user("procurement", name="Maeve")
    client.force_login(user)

    answer = client.post(reverse("accounts:profile"), ANSWERS, follow=True)

    assert 'data-bs-theme="dark"' in answer.content.decode()
    saved = User.objects.get(pk=user.pk)
    assert (saved.person.name, saved.person.time_zone, saved.theme, saved.has_letter_keys) == (
        "Maeve Doran",
        "Europe/Dublin",
        "dark",
        False,
    )
    changed = {field for field, _was, _now in Entry.objects.of(user.person).get().changes}
    assert changed == {"name", "job_title", "time_zone"}


def test_nobody_gives_themselves_a_role_or_another_address(client):
    user = make.user("requester")
    client.force_login(user)

    client.post(
        reverse("accounts:profile"), ANSWERS | {"groups": ["1"], "email": "x@example.com", "is_superuser": "on"}
    )

    again = User.objects.get(pk=user.pk)
    assert (again.email, again.is_superuser, again.role_names()) == (user.email, False, {"requester"})


def test_an_unknown_time_zone_is_refused_with_what_was_typed(client):
    client.force_login(make.user())

    answer = client.post(reverse("accounts:profile"), ANSWERS | {"time_zone": "Mars/Olympus"})

    assert answer.status_code == 422
    assert 'value="Maeve Doran"' in answer.content.decode()


def test_messages_go_to_the_delegate_on_the_days_away_only(client):
    user, other = make.user(), make.user(name="Owen Kerr")
    client.force_login(user)
    away = {"delegate": other.person.pk, "delegate_from_on": make.TODAY, "delegate_until_on": make.TODAY}

    client.post(reverse("accounts:delegate"), away)

    person = Person.objects.get(pk=user.person.pk)
    assert person.delegate == other.person
    assert [person.is_away(make.TODAY + timedelta(days=n)) for n in (-1, 0, 1)] == [False, True, False]
    assert Entry.objects.of(person).get().act == "delegated"

    client.post(reverse("accounts:delegate"), {"delegate": ""})
    person.refresh_from_db()
    assert (person.delegate, person.delegate_from_on, person.delegate_until_on) == (None, None, None)


@pytest.mark.parametrize(
    "days",
    [
        {"delegate_from_on": "", "delegate_until_on": ""},
        {"delegate_from_on": "2026-12-02", "delegate_until_on": "2026-12-01"},
    ],
)
def test_days_away_must_begin_and_be_in_order(client, days):
    user, other = make.user(), make.user()
    client.force_login(user)

    answer = client.post(reverse("accounts:delegate"), {"delegate": other.person.pk} | days)

    assert answer.status_code == 422
    assert Person.objects.get(pk=user.person.pk).delegate is None


def test_nobody_stands_in_for_themselves(client):
    user = make.user()
    client.force_login(user)

    answer = client.post(reverse("accounts:delegate"), {"delegate": user.person.pk, "delegate_from_on": make.TODAY})

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["accounts:profile", "accounts:delegate"])
def test_a_profile_is_for_those_who_are_signed_in(client, name):
    answer = client.get(reverse(name)) if name == "accounts:profile" else client.post(reverse(name))

    assert answer["Location"].startswith(reverse("account_login"))
