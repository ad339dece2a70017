"""Two at the same moment write something of which there is one: who comes second is told so, and nothing breaks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import ApiClient, Person
from checklists.actions import create_template
from checklists.models import Template
from history.models import NotAllowed
from reminders.actions import start_version
from reminders.models import Ladder
from sharing.actions import draft_policy, issue_client
from sharing.models import GatePolicy
from tests import make, make_sharing
from vendors.actions import add_contact, log_vendor
from vendors.models import Vendor

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def together(*acts: Callable[[], Any]) -> list[str]:
    """Do these at once, each on a connection of its own; what was refused. Any other fault is raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            act()
        except NotAllowed as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [told for told in pool.map(run, acts) if told]


@pytest.mark.parametrize("kind", ["policy", "ladder"])
def test_two_drafts_of_the_next_version(kind: str) -> None:
    by = make.user("administrator")
    rules = make_sharing.rules_of()
    model, act = {
        "policy": (GatePolicy, lambda: draft_policy(by=by, title="Next", rules=rules)),
        "ladder": (Ladder, lambda: start_version(by, "Next")),
    }[kind]
    for _ in range(ROUNDS):
        before = model.objects.count()

        told = together(act, act)

        assert model.objects.count() + len(told) == before + 2
        assert all(one.startswith("Somebody else has just drafted the next") for one in told)


def test_two_clients_of_one_name() -> None:
    by = make.user("administrator")
    given = {"by": by, "at": make.AT, "scope": "ask", "until_on": make.TODAY + timedelta(days=9)}
    for n in range(ROUNDS):
        told = together(*[lambda n=n: issue_client(name=f"Pipeline {n}", **given)] * 2)

        assert told == ["There is a client of this name already. Give each its own."]
        assert ApiClient.objects.filter(name=f"Pipeline {n}").count() == 1


def test_two_templates_of_one_key() -> None:
    by = make.user("administrator")
    for n in range(ROUNDS):
        told = together(*[lambda n=n: create_template(by=by, key=f"key-{n}", title="Ours")] * 2)

        assert told == [f"There is a template “key-{n}” already. Choose another key."]
        assert Template.objects.filter(key=f"key-{n}").count() == 1


def test_two_vendors_of_one_number() -> None:
    by = make.user("procurement")
    for n in range(ROUNDS):
        given = {"kind": "company", "sourcing_channel": "referral", "country": "CZ", "own_number": f"K-{n}"}

        told = together(*[lambda n=n, one=one, given=given: log_vendor(by, name=f"{one} {n}", **given) for one in "AB"])

        assert len(told) == 1
        assert f"our number K-{n}." in told[0]
        assert Vendor.objects.filter(own_number=f"K-{n}").count() == 1


def test_one_address_at_two_vendors() -> None:
    by = make.user("procurement")
    for n in range(ROUNDS):
        vendors, email = [make.vendor(), make.vendor()], f"ann-{n}@vendor.example"

        told = together(
            *[lambda one=one, email=email: add_contact(one, by, name="Ann", email=email) for one in vendors]
        )

        assert Person.objects.filter(email=email).count() == 1
        assert set(told) <= {f"Somebody else has just entered {email}. Try again: it is found now."}
        assert sum(one.contacts.count() for one in vendors) + len(told) == 2
