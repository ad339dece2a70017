"""Colleagues, the vendors' people, and the few who can be signed in as by a program."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Person, User
from portfolio.large import words
from portfolio.large.frame import ROLES, USERS, Frame
from portfolio.large.size import Size
from portfolio.large.writer import Row

DOMAIN = "generated.example"
UNUSABLE = "!generated"  # no password has this hash
PERSON = "id name email job_title time_zone language country manager_id is_active"


def second_contacts(size: Size) -> int:
    """Every fourth vendor has a second contact."""
    return (size.vendors + 3) // 4


def people(frame: Frame) -> Iterator[Row]:
    yield from colleagues(frame)
    yield from contacts(frame)


def colleagues(frame: Frame) -> Iterator[Row]:
    for place in range(frame.size.people):
        key = frame.person + place
        country = words.NEAR_HOME[frame.size.draw(1, place, len(words.NEAR_HOME)) if place % 4 == 0 else 0]
        title = words.JOB_TITLES[frame.size.draw(2, place, len(words.JOB_TITLES))]
        manager = frame.person + place // 8 if place else None
        yield _person(frame, key, 0, title, country, manager)


def contacts(frame: Frame) -> Iterator[Row]:
    """The people behind the vendors' contacts: the main ones, then the second ones."""
    first = frame.contact(0)
    for place in range(frame.size.vendors + second_contacts(frame.size)):
        country = words.COUNTRIES[frame.size.draw(3, place % frame.size.vendors, len(words.COUNTRIES))]
        yield _person(frame, first + place, 1, "Security officer", country, None)


def _person(frame: Frame, key: int, salt: int, title: str, country: str, manager: int | None) -> Row:
    name = words.person_name(frame.size.draw(5 + salt, key - frame.person, 1 << 20))
    language = words.LANGUAGES.get(country, "en") if salt else "en"
    email = f"{name.lower().replace(' ', '.')}.{key}@{DOMAIN}"
    return key, name, email, title, words.ZONES[country], language, country, manager, True


def vendor_contacts(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id vendor_id person_id role is_main."""
    vendors = frame.size.vendors
    for place in range(vendors):
        yield first + place, frame.vendor + place, frame.contact(place), "security", True
    for place in range(second_contacts(frame.size)):
        key = vendors + place
        yield first + key, frame.vendor + place * 4, frame.contact(key), "account", False


def sign_ins(frame: Frame) -> list[User]:
    """A user for each of the first colleagues, who hold the roles in turn; nobody can sign in as them by form."""
    people = Person.objects.filter(pk__gte=frame.person, pk__lt=frame.person + min(USERS, frame.size.people))
    users = [
        User(email=person.email, person=person, password=UNUSABLE, date_joined=frame.size.at)
        for person in people.order_by("pk")
    ]
    User.objects.bulk_create(users)
    groups = {group.name: group for group in Group.objects.filter(name__in=ROLES)}
    held: Any = User.groups.through
    held.objects.bulk_create(
        held(user_id=user.pk, group_id=groups[ROLES[place % len(ROLES)]].pk) for place, user in enumerate(users)
    )
    return users
