"""After a restore everything is on hold, until an approver has confirmed what the backup brought."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from history.models import Entry, NotAllowed
from reminders import actions as reminding
from reminders.models import Reminder
from reminders.readers import work
from sharing import actions
from sharing.models import Restore, SharingRequest
from tests import make, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db
AT = make.AT + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    made = make_sharing.cleared()
    assert actions.judge(made.sharing.pk, AT).answer.allowed
    return made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def codes(sharing: SharingRequest) -> list[str]:
    return [reason.code for reason in actions.judge(sharing.pk, AT).answer.reasons]


def test_what_was_cleared_is_blocked_after_a_restore_and_says_whom_it_waits_for(scene: Scene) -> None:
    make_sharing.restore()

    answer = actions.judge(scene.sharing.pk, AT).answer

    assert not answer.allowed
    (reason,) = answer.reasons
    assert (reason.code, reason.path) == ("restored-unconfirmed", "/sharing/restored/")
    assert {who.id for who in reason.waits_for} == {scene.approver.person_id, scene.second.person_id}


def test_every_sharing_is_on_hold_in_whatever_state(scene: Scene) -> None:
    make_sharing.restore()
    others = [make_sharing.sharing(status=one) for one in ("draft", "requested", "suspended", "ending", "ended")]

    assert all("restored-unconfirmed" in codes(one) for one in [scene.sharing, *others])


def test_no_program_is_let_through_before_it_is_confirmed(scene: Scene, client: Client) -> None:
    token = {"Authorization": f"Bearer {make_sharing.client()[1]}"}
    url = f"/api/v1/sharing/{scene.sharing.ref}"
    assert client.get(f"{url}/pass", headers=token).status_code == 204
    make_sharing.restore()

    asked = client.get(f"{url}/pass", headers=token)
    checked = client.post(f"{url}/check", headers=token).json()
    moved = client.post(f"{url}/transfers", "{}", content_type="application/json", headers=token)
    with pytest.raises(SystemExit) as ended:
        call_command("gate", scene.sharing.ref)

    assert (asked.status_code, ended.value.code) == (403, 3)
    assert (checked["allowed"], checked["clearance"]) == (False, None)
    assert [reason["code"] for reason in checked["reasons"]] == ["restored-unconfirmed"]
    assert moved.status_code not in (200, 201)


def test_the_sweep_leaves_what_is_on_hold_as_it_is(scene: Scene) -> None:
    make_sharing.restore()
    SharingRequest.objects.update(judged_at=None)

    assert actions.sweep(AT) == []
    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "cleared"


def test_what_is_approved_while_all_is_on_hold_waits_as_well() -> None:
    scene = make_sharing.scene()
    make_sharing.restore()

    actions.approve(scene.sharing.ref, by=scene.approver, at=AT)

    assert codes(scene.sharing) == ["restored-unconfirmed"]


def test_once_an_approver_has_confirmed_it_what_is_cleared_goes_again(scene: Scene) -> None:
    restore = make_sharing.restore()

    actions.confirm_restored(by=scene.approver, at=AT, seen=actions.mark())

    restore.refresh_from_db()
    assert (restore.confirmed_by, restore.confirmed_at) == (scene.approver.person, AT)
    assert actions.judge(scene.sharing.pk, AT).answer.allowed
    acts = Entry.objects.of(restore).values_list("act", "actor", "count")
    assert list(acts) == [
        ("clearances confirmed", scene.approver.pk, 1),
        ("confirmed", scene.approver.pk, 1),
        ("created", None, 1),
    ]


def test_two_restores_are_confirmed_together(scene: Scene) -> None:
    make_sharing.restore()
    make_sharing.restore()

    assert len(actions.confirm_restored(by=scene.approver, at=AT)) == 2
    assert actions.judge(scene.sharing.pk, AT).answer.allowed


@pytest.mark.parametrize("role", ["administrator", "procurement", "reviewer-security", "auditor"])
def test_nobody_else_confirms_it(scene: Scene, role: str) -> None:
    make_sharing.restore()

    with pytest.raises(NotAllowed):
        actions.confirm_restored(by=make.user(role), at=AT)

    assert codes(scene.sharing) == ["restored-unconfirmed"]


def test_a_list_that_has_changed_since_it_was_read_is_not_confirmed(scene: Scene) -> None:
    make_sharing.restore()
    read = actions.mark()
    actions.suspend(scene.sharing.ref, by=scene.second, why="Stopped after the backup", at=AT)

    with pytest.raises(NotAllowed) as refused:
        actions.confirm_restored(by=scene.approver, at=AT, seen=read)

    assert refused.value.code == "stale"
    assert Restore.objects.unconfirmed().exists()


def test_a_second_confirmation_changes_nothing(scene: Scene) -> None:
    restore = make_sharing.restore()
    actions.confirm_restored(by=scene.approver, at=AT)

    with pytest.raises(NotAllowed):
        actions.confirm_restored(by=scene.second, at=AT)

    restore.refresh_from_db()
    assert restore.confirmed_by == scene.approver.person


def test_a_confirmed_restore_never_changes(scene: Scene) -> None:
    make_sharing.restore()
    actions.confirm_restored(by=scene.approver, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Restore.objects.update(confirmed_at=None, confirmed_by=None)


def test_the_page_lists_what_the_backup_brought_and_an_approver_confirms_it_there(scene: Scene) -> None:
    make_sharing.restore(length=40, noted=f"52:{'a' * 64}")
    approver = browser(scene.approver)

    page = approver.get("/sharing/restored/")
    done = approver.post("/sharing/restored/confirm/", {"mark": page.context["mark"]}, follow=True)

    read = page.content.decode()
    assert scene.sharing.ref in read
    assert scene.sharing.clearance.ref in read
    assert "At least 12 entries of the history are gone." in read
    assert "Confirmed. What is cleared may be shared again." in done.content.decode()
    assert f"confirmed by {scene.approver.person.name}" in done.content.decode()


def test_the_page_of_a_request_says_that_it_is_on_hold_and_where_to_confirm_it(scene: Scene) -> None:
    make_sharing.restore()

    read = browser(scene.requester).get(f"/sharing/{scene.sharing.ref}/").content.decode()

    assert "before an approver has confirmed what a backup brought" in read
    assert 'href="/sharing/restored/"' in read


def test_who_confirms_nothing_reads_the_list_and_is_told_so(scene: Scene) -> None:
    make_sharing.restore()
    auditor = browser(make.user("auditor"))

    assert "Only an approver can confirm it." in auditor.get("/sharing/restored/").content.decode()
    assert auditor.post("/sharing/restored/confirm/", {"mark": actions.mark()}).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_the_same_statements_for_one_and_for_thirty(
    scene: Scene, rows: int, django_assert_num_queries: Any
) -> None:
    make_sharing.restore()
    for _each in range(rows - 1):
        SharingRequest.objects.create(
            **{
                field.attname: getattr(scene.sharing, field.attname)
                for field in SharingRequest._meta.concrete_fields
                if field.name not in ("id", "supersedes")
            }
        )
    approver = browser(scene.approver)
    approver.get("/sharing/restored/")

    with django_assert_num_queries(24):
        approver.get("/sharing/restored/")


def test_it_waits_in_my_work_of_each_approver_and_of_nobody_else(scene: Scene) -> None:
    make_sharing.restore()

    def waiting(user: User) -> list[str]:
        return [task.path for task in work.tasks(user, make.TODAY) if task.path == "/sharing/restored/"]

    assert (len(waiting(scene.approver)), len(waiting(scene.second)), waiting(scene.requester)) == (1, 1, [])

    actions.confirm_restored(by=scene.approver, at=AT)

    assert waiting(scene.approver) == []


def test_approvers_are_told_at_once_and_until_it_is_done(scene: Scene) -> None:
    restore = make_sharing.restore()

    reminding.tell(AT)
    reminding.plan(AT + timedelta(days=3))

    lines = Reminder.objects.of(restore).filter(person=scene.approver.person)
    assert {line.anchor for line in lines} == {"restored", "waiting"}
    assert not Reminder.objects.of(restore).filter(person=scene.requester.person).exists()
