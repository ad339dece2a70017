"""Administrators add people and give roles; nobody gives them to themselves, and every step is in the audit trail."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Person, User
from history.models import Entry, NotAllowed
from sharing.actions import issue_client
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client) -> User:
    user = make.user("administrator", is_staff=True)
    client.force_login(user)
    return user


def role_ids(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def acts(person: Person) -> list[str]:
    return list(Entry.objects.of(person).values_list("act", flat=True))


def test_the_admin_has_the_one_sign_in_with_its_limits_and_second_factor(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_a_person_is_added_and_changed_with_history(client, administrator):
    facts = {
        "name": "Owen Kerr",
        "email": "owen@halden.example",
        "time_zone": "Europe/Dublin",
        "language": "en",
        "country": "IE",
        "is_active": "on",
    }

    client.post(reverse("admin:accounts_person_add"), facts)
    person = Person.objects.get(email="owen@halden.example")
    client.post(reverse("admin:accounts_person_change", args=[person.pk]), facts | {"job_title": "Buyer"})

    assert acts(person) == ["changed", "created"]
    assert Entry.objects.of(person)[0].actor == administrator


@pytest.mark.django_db(transaction=True)
def test_a_new_user_gets_a_link_to_choose_a_password_and_the_roles(client, administrator):
    person = make.person("Owen Kerr")

    client.post(
        reverse("admin:accounts_user_add"),
        {"person": person.pk, "roles": role_ids("procurement", "evaluator"), "is_active": "on"},
    )

    user = User.objects.get(person=person)
    assert user.role_names() == {"procurement", "evaluator"}
    assert not user.has_usable_password()
    assert acts(person) == ["given-role", "given-role", "given-access"]
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "Choose your password" in mail.outbox[0].subject


def test_users_are_found_by_role_and_name(client, administrator):
    make.user("approver", name="Aoife Brennan")
    make.user("auditor", name="Carla Benedetti")

    by_role = client.get(reverse("admin:accounts_user_changelist"), {"role": "approver"}).content.decode()
    by_name = client.get(reverse("admin:accounts_user_changelist"), {"q": "Carla"}).content.decode()

    assert ("Aoife Brennan" in by_role, "Carla Benedetti" in by_role) == (True, False)
    assert ("Aoife Brennan" in by_name, "Carla Benedetti" in by_name) == (False, True)


def test_roles_are_given_and_taken_with_an_entry_each(client, administrator):
    user = make.user("requester")

    client.post(
        reverse("admin:accounts_user_change", args=[user.pk]), {"roles": role_ids("approver"), "is_active": "on"}
    )

    assert User.objects.get(pk=user.pk).role_names() == {"approver"}
    assert acts(user.person) == ["taken-role", "given-role"]


def test_nobody_gives_roles_to_themselves(client, administrator):
    answer = client.post(
        reverse("admin:accounts_user_change", args=[administrator.pk]),
        {"roles": role_ids("administrator", "approver"), "is_active": "on", "is_staff": "on"},
        follow=True,
    )

    page = answer.content.decode()
    assert "Nobody changes their own roles" in page
    assert "was changed successfully" not in page
    assert User.objects.get(pk=administrator.pk).role_names() == {"administrator"}
    assert acts(administrator.person) == []


def test_nobody_ends_their_own_access():
    user = make.user("administrator", is_staff=True)

    with pytest.raises(NotAllowed):
        actions.set_access(user, by=user, is_active=False, is_staff=True)


def test_ending_somebodys_access_keeps_them_out_and_is_in_the_history(client, administrator):
    user = make.user("requester", password=make.PASSWORD)

    client.post(reverse("admin:accounts_user_change", args=[user.pk]), {"roles": role_ids("requester")})

    assert not client.login(email=user.email, password=make.PASSWORD)
    [entry] = Entry.objects.of(user.person)
    assert (entry.act, entry.changes) == ("changed-access", [["is_active", True, False]])
    user.person.refresh_from_db()
    assert not user.person.is_active


def test_a_colleague_who_has_left_may_not_sign_in_and_nobody_leaves_by_their_own_hand():
    administrator, user = make.user("administrator"), make.user("approver")

    with pytest.raises(NotAllowed):
        actions.change_person(administrator.person, by=administrator, is_active=False)
    actions.change_person(user.person, by=administrator, is_active=False)

    user.refresh_from_db()
    assert (user.is_active, user.person.is_active) == (False, False)
    actions.change_person(user.person, by=administrator, is_active=True)
    user.refresh_from_db()
    assert (user.is_active, user.person.is_active) == (True, True)


def test_a_new_address_is_the_one_they_sign_in_with():
    user, by = make.user(password=make.PASSWORD), make.user("administrator")

    actions.change_person(user.person, by=by, email="Maeve.New@Halden.example")

    assert User.objects.get(pk=user.pk).email == "maeve.new@halden.example"


def test_a_corrected_address_gets_mail_again():
    person, by = make.person(bounced_at=timezone.now()), make.user("administrator")

    actions.change_person(person, by=by, email="new@halden.example")

    assert Person.objects.get(pk=person.pk).bounced_at is None


def test_an_address_that_works_again_gets_mail_again_with_an_entry(client, administrator):
    person = make.person(bounced_at=timezone.now())

    client.post(reverse("admin:accounts_person_changelist"), {"action": "mail_again", "_selected_action": [person.pk]})

    assert Person.objects.get(pk=person.pk).bounced_at is None
    assert acts(person) == ["mail-works-again"]


def test_a_lost_second_factor_is_taken_away_by_another_administrator_only(client, administrator):
    user = make.user("approver")
    for one in (user, administrator):
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "kept"})

    chosen = {"action": "reset_second_factor", "_selected_action": [user.pk, administrator.pk]}
    page = client.post(reverse("admin:accounts_user_changelist"), chosen, follow=True).content.decode()

    assert list(Authenticator.objects.values_list("user", flat=True)) == [administrator.pk]
    assert "Nobody takes their own second factor away" in page
    assert (acts(user.person), acts(administrator.person)) == (["taken-second-factor"], [])


def test_a_superuser_has_no_domain_role_and_so_no_domain_permission():
    user = make.user(is_superuser=True, is_staff=True)

    assert user.role_names() == frozenset()
    assert not user.has_perm("sharing.approve_sharing")
    assert not user.has_perm("checklists.review_item")


@pytest.mark.parametrize("path", ["/admin/auth/group/", "/admin/account/emailaddress/", "/admin/mfa/authenticator/"])
def test_roles_and_addresses_cannot_be_edited_aside_even_by_a_superuser(client, path):
    client.force_login(make.user(is_superuser=True, is_staff=True))

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", ["procurement", "approver", "auditor"])
def test_those_who_may_not_manage_people_cannot(client, role):
    client.force_login(make.user(role, is_staff=True))

    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert client.post(reverse("admin:accounts_person_add"), {}).status_code == 403


def test_programs_are_read_in_the_admin_and_issued_on_their_own_page(client, administrator):
    until_on = timezone.localdate() + timedelta(days=30)
    issued, token = issue_client(by=administrator, at=timezone.now(), name="pipeline", scope="ask", until_on=until_on)

    added = client.get(reverse("admin:accounts_apiclient_add"))
    page = client.get(reverse("admin:accounts_apiclient_change", args=[issued.pk])).content.decode()

    assert (added.status_code, added["Location"]) == (302, reverse("sharing:clients"))
    assert "pipeline" in page
    assert token not in page
    assert issued.token_hash not in page
    assert "_save" not in page
