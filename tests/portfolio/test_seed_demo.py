"""The demonstration: true on the day it is loaded, made through the actions, and loaded once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from accounts.models import Person, Role, User
from checklists.models import Checklist, Evidence, Item, Waiver
from contracts.models import Contract, ContractKind
from contracts.readers import uploads
from history.models import Entry
from history.readers import verify
from portfolio.demo import cast
from portfolio.demo.papers import pdf
from reminders.models import Digest, Reminder
from reminders.readers import work
from sharing.actions import judge_all
from sharing.models import SharingRequest
from vendors.models import Engagement, NamedStaff, PortalLink, Vendor

pytestmark = pytest.mark.xdist_group("demonstration")  # loaded once, by one process
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def load() -> str:
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One demonstration for all tests of this module, taken back at its end."""
    folder = tmp_path_factory.mktemp("documents")
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True, MEDIA_ROOT=folder, EMAIL_FILE_PATH=folder / "mail"),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(said: str, db: None) -> str:
    """The demonstration, and a savepoint of each test's own."""
    return said


def judged() -> dict[str, Any]:
    keys = SharingRequest.objects.values_list("pk", flat=True)
    return {one.facts.sharing.title: one for one in judge_all(keys, NOW)}


def test_every_state_of_every_record_has_an_example(demo: str):
    sharings = set(SharingRequest.objects.values_list("status", flat=True))
    assert sharings >= {"draft", "requested", "cleared", "active", "suspended", "ended", "refused", "under-way"}
    assert set(Item.objects.values_list("status", flat=True)) == set(Item.Status.values)
    assert set(Engagement.objects.values_list("status", flat=True)) == set(Engagement.Status.values)
    assert set(Vendor.objects.values_list("status", flat=True)) >= {"prospect", "under-review", "approved", "suspended"}
    assert set(Contract.objects.values_list("kind", flat=True)) == set(ContractKind.values)
    assert set(Waiver.objects.values_list("status", flat=True)) >= {"asked", "granted"}
    assert {one.state(NOW.date()) for one in NamedStaff.objects.all()} >= {"working", "leaving", "overdue", "removed"}
    assert Engagement.objects.count() >= 12


def test_the_gate_says_of_each_request_what_its_story_says(demo: str):
    found = judged()

    assert Counter(one.answer.allowed for one in found.values()) == {False: len(found) - 1, True: 1}
    assert found["Policy documents for posting"].answer.allowed
    assert found["Payroll master data"].decision.ready
    assert "approval-missing" in codes(found["Payroll master data"].answer)
    assert found["Staff access list, site plans"].decision.ready
    assert codes(found["Staff access list, site plans"].answer) == {"too-early"}
    assert codes(found["Network diagrams, admin accounts"].decision) == {"item-outstanding"}
    blocked = codes(found["Service desk customer contact data"].decision)
    assert blocked == {
        "item-outstanding",
        "evidence-expired",
        "contract-not-in-force",
        "clause-missing",
        "risk-above-appetite",
        "subcontractor-objection-open",
        "transfer-basis-missing",
    }


def codes(answer: Any) -> set[str]:
    return {str(reason.code) for reason in answer.reasons}


def test_something_ends_soon_and_something_is_overdue(demo: str):
    today = NOW.date()

    assert Evidence.objects.filter(expires_on__range=(today, today + timedelta(days=60))).count() >= 2
    assert Item.objects.outstanding(today).filter(due_on__lt=today).exists()
    assert Contract.objects.filter(ends_on__range=(today, today + timedelta(days=120)), notice_days__gt=0).exists()


def test_reminders_were_sent_and_escalated_and_the_people_were_told_of_the_stop(demo: str):
    assert set(Reminder.objects.values_list("status", flat=True)) >= {"sent", "escalated"}
    assert Digest.objects.filter(status="sent", kind="daily").count() >= 5
    stopped = SharingRequest.objects.get(status="suspended")
    told = Reminder.objects.filter(anchor="sharing-suspended", subject_ref=stopped.ref)
    assert stopped.requested_by_id in told.values_list("person", flat=True)
    assert not told.filter(sent_at__date__lt=NOW.date()).exists()


def test_all_of_it_has_a_history_that_verifies(demo: str):
    assert list(verify()) == []
    for model in (Vendor, Engagement, Contract, SharingRequest, Evidence, Person):
        for record in model.objects.all():
            assert Entry.objects.of(record).filter(act="created").exists(), record


def test_there_is_a_login_for_each_role_and_all_are_printed(demo: str):
    held = set(User.objects.values_list("groups__name", flat=True))
    assert held == set(Role.values)
    for user in User.objects.filter(groups__isnull=False):
        assert user.check_password(cast.PASSWORD)
        assert not user.is_superuser
    for key in cast.SHOWN:
        assert f"{key}@{cast.DOMAIN}" in demo
    assert cast.PASSWORD in demo


def test_the_printed_address_is_a_contacts_portal_link_that_works(demo: str):
    token = demo.rpartition("/portal/")[2].strip().strip("/")

    assert PortalLink.objects.with_token(token, NOW.date()) is not None


LISTS = ["", "vendors", "engagements", "contracts", "checklists", "checklists/waivers", "checklists/templates"]
LISTS += ["sharing", "reminders", "reminders/ladder", "history"]
PAGES = {Vendor: "vendors", Engagement: "engagements", Contract: "contracts", Checklist: "checklists"}
PAGES |= {SharingRequest: "sharing"}


def signed_in(key: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(email=f"{key}@{cast.DOMAIN}"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.mark.parametrize("key", cast.SHOWN)
def test_every_login_finds_its_lists(demo: str, key: str):
    client = signed_in(key)

    answers = {name: client.get(f"/{name}/" if name else "/").status_code for name in LISTS}

    assert set(answers.values()) <= {200, 403}, answers
    assert answers[""] == 200


def test_the_number_in_the_navigation_is_that_of_the_list_for_everybody(demo: str):
    waiting = {user.email: len(work.tasks(user, NOW.date())) for user in User.objects.all()}

    assert {user.email: work.count(user, NOW.date()) for user in User.objects.all()} == waiting
    assert sum(number > 0 for number in waiting.values()) >= 10


def test_every_record_has_a_page_that_the_auditor_can_read(demo: str):
    client = signed_in("carla")

    answers = {
        record.ref: client.get(f"/{folder}/{record.ref}/").status_code
        for model, folder in PAGES.items()
        for record in model.objects.all()
    }

    assert len(answers) > 50
    assert {ref: code for ref, code in answers.items() if code != 200} == {}


def test_the_vendors_contact_gets_to_the_questions_by_the_printed_address(demo: str):
    client, token = Client(), demo.rpartition("/portal/")[2].strip().strip("/")

    landed = client.get(f"/portal/{token}/")
    client.post(f"/portal/{token}/open/")
    asked = client.get("/portal/")

    assert (landed.status_code, asked.status_code) == (200, 200)
    assert "Wislok Support" in asked.content.decode()


def test_a_second_run_says_that_it_is_there_and_changes_nothing(demo: str):
    before = Entry.objects.count()

    again = load()

    assert "already there" in again
    assert cast.PASSWORD in again
    assert Entry.objects.count() == before


def test_its_documents_are_taken_for_what_they_are():
    found = uploads.inspect(pdf("a (b).pdf", "A \\ line (with brackets)", "Zając"))

    assert found.media_type == "application/pdf"
