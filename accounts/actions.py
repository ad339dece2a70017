"""What changes people: profiles, access, roles, and who stands in for whom."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Role, User
from history.models import NotAllowed
from history.moves import change, create, record


def update_profile(user: User, *, by: User, theme: str, has_letter_keys: bool, **person: Any) -> None:
    """Write what somebody says about themselves; the look of their own pages needs no history."""
    with transaction.atomic():
        change(Person.objects.get(pk=user.person.pk), by=by, **person)
        User.objects.filter(pk=user.pk).update(theme=theme, has_letter_keys=has_letter_keys)


def delegate(person: Person, *, by: User, to: Person | None, from_on: date | None, until_on: date | None) -> None:
    """Name who gets a person's messages while that person is away; nobody ends it."""
    change(
        Person.objects.get(pk=person.pk),
        by=by,
        act="delegated",
        delegate_id=to and to.pk,
        delegate_from_on=from_on if to else None,
        delegate_until_on=until_on if to else None,
    )


def create_first_administrator(*, name: str, email: str, password: str) -> User:
    """Make the one person who may make all others; refused as soon as anybody can sign in."""
    with transaction.atomic():
        administrators = Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
        if User.objects.exists():
            raise NotAllowed(_("This installation is already set up. Sign in, or ask an administrator for access."))
        email = User.objects.normalize_email(email).lower()
        person = Person.objects.filter(email=email).first() or create(Person(name=name, email=email), by=None)
        user = User.objects.create_user(email, password, person=person, is_staff=True)
        user.groups.add(administrators)
        record(person, "given-role", by=None, changes=[("role", None, Role.ADMINISTRATOR.value)])
    return user


def invite(person: Person, roles: Iterable[str], *, by: User, is_staff: bool = False) -> User:
    """Give a person access with these roles; they choose a password by the link that is mailed to them."""
    with transaction.atomic():
        if User.objects.filter(person=person).exists():
            raise NotAllowed(_("%(name)s can sign in already.") % {"name": person.name})
        user = User(email=person.email.lower(), person=person, is_staff=is_staff)
        user.set_unusable_password()
        user.save()
        record(person, "given-access", by=by)
        set_roles(user, roles, by=by)
    return user


def set_roles(user: User, roles: Iterable[str], *, by: User) -> None:
    """Give exactly these roles; nobody changes their own, so that it takes two to widen what one may do."""
    with transaction.atomic():
        wanted = set(roles)
        held = set(user.groups.select_for_update().values_list("name", flat=True))
        if wanted == held:
            return
        if by.pk == user.pk:
            raise NotAllowed(_("Nobody changes their own roles. Ask another administrator."))
        user.groups.set(Group.objects.filter(name__in=wanted))
        for role in sorted(wanted - held):
            record(user.person, "given-role", by=by, changes=[("role", None, role)])
        for role in sorted(held - wanted):
            record(user.person, "taken-role", by=by, changes=[("role", role, None)])


def set_access(user: User, *, by: User, is_active: bool, is_staff: bool) -> None:
    """Let somebody sign in or not, and enter the admin or not; nobody does that to themselves."""
    wanted = {"is_active": is_active, "is_staff": is_staff}
    changes = [(name, getattr(user, name), now) for name, now in wanted.items() if getattr(user, name) != now]
    if not changes:
        return
    if by.pk == user.pk:
        raise NotAllowed(_("Nobody changes their own access. Ask another administrator."))
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(**wanted)
        # who cannot sign in cannot act: what waits for them is told to who comes next
        Person.objects.filter(pk=user.person_id).update(is_active=is_active)
        record(user.person, "changed-access", by=by, changes=changes)


def reset_second_factor(user: User, *, by: User) -> None:
    """For who has lost both the app and the codes: the password alone lets in until a new factor is set up."""
    if by.pk == user.pk:
        raise NotAllowed(_("Nobody takes their own second factor away here. Use your profile, or ask somebody else."))
    with transaction.atomic():
        if Authenticator.objects.filter(user=user).delete()[0]:
            record(user.person, "taken-second-factor", by=by)


def mail_again(person: Person, *, by: User) -> None:
    """The address that refused mail takes it again: from now on the person gets their own messages."""
    change(Person.objects.get(pk=person.pk), by=by, act="mail-works-again", bounced_at=None)


def change_person(person: Person, *, by: User, **values: Any) -> None:
    """Change what is known of a person; a new address is also the one they sign in with, and nothing bounced there.

    A colleague who is not active any more may not sign in, and the other way round.
    """
    if "email" in values:
        values["bounced_at"] = None
    with transaction.atomic():
        user = User.objects.filter(person=person).first()
        if user is not None and values.get("is_active", user.is_active) != user.is_active:
            set_access(user, by=by, is_active=values["is_active"], is_staff=user.is_staff)
        change(Person.objects.get(pk=person.pk), by=by, **values)
        if "email" in values:
            User.objects.filter(person=person).update(email=values["email"].lower())
