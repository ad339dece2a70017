"""Makes the people of a journey in a VendorTrack that runs on its own; argv[1] says who they are, as JSON."""

import json
import sys

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402 (after the settings)

from accounts.models import Person, User  # noqa: E402
from history import moves  # noqa: E402

asked = json.loads(sys.argv[1])
boss = None
for name, roles in asked["roles"].items():  # the first is everybody's manager
    email = f"{name.split()[0].lower()}@halden.example"
    person = Person(name=name, email=email, country=asked["country"], time_zone=asked["zone"], manager=boss)
    moves.create(person, by=None, why="people of a journey")
    user = User.objects.create_user(email, asked["pass_phrase"], person=person)
    user.groups.set(Group.objects.filter(name__in=roles))
    boss = boss or person
