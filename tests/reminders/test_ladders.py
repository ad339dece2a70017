"""Ladders: what ships, new versions, and that what is published never changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from history.models import Entry, NotAllowed
from reminders import actions, defaults
from reminders.models import Anchor, ClosingDay, Ladder, Reminder, Stage
from reminders.readers.about import READS, abouts
from tests import make, make_reminders
from tests.make import AT, TODAY
from tests.make_reminders import colleague

pytestmark = pytest.mark.django_db


def test_the_default_ladder_ships_published_and_names_every_anchor():
    ladder = Ladder.objects.current(TODAY).get()

    assert (ladder.number, ladder.status) == (1, "published")
    assert set(ladder.stages.values_list("anchor", flat=True)) == set(Anchor.values) - {"now"}


def test_loading_it_again_changes_nothing():
    before = Stage.objects.count()

    defaults.load_ladder(Ladder, Stage)

    assert (Ladder.objects.count(), Stage.objects.count()) == (1, before)


@pytest.mark.parametrize(
    "act",
    [
        lambda: Ladder.objects.update(title="Another"),
        lambda: Stage.objects.update(offset=99, direction="before"),
        lambda: Stage.objects.all().delete(),
    ],
    ids=["ladder", "stage", "delete"],
)
def test_what_is_published_never_changes(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_a_new_version_counts_from_its_day_and_the_old_until_then():
    by = make.user("administrator")
    ladder = actions.start_version(by, "Calmer")
    ladder.stages.exclude(anchor="item-due", direction="on").delete()
    actions.publish(ladder, by, TODAY + timedelta(days=7), AT)
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + timedelta(days=7))

    actions.plan(AT)
    assert Reminder.objects.get(person=owner, status="planned").stage == "-7d"
    actions.plan(AT + timedelta(days=7))
    assert Reminder.objects.get(person=owner, status="planned").stage == "0"
    assert Entry.objects.of(ladder).filter(act="moved").exists()


@pytest.mark.parametrize(("days", "empty"), [(-1, False), (0, True)])
def test_a_ladder_is_not_published_for_the_past_or_without_a_stage(days, empty):
    by = make.user("administrator")
    ladder = actions.start_version(by, "Calmer")
    if empty:
        ladder.stages.all().delete()

    with pytest.raises(NotAllowed):
        actions.publish(ladder, by, TODAY + timedelta(days=days), AT)


def test_an_administrator_drafts_and_publishes_a_ladder_in_the_admin(client):
    user = make.user("administrator", is_staff=True)
    client.force_login(user)
    stages = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0}
    added = client.post("/admin/reminders/ladder/add/", {"title": "Calmer", **stages})
    assert added.status_code == 302, added.content.decode()
    draft = Ladder.objects.get(status="draft")
    assert (draft.number, draft.stages.count()) == (2, Ladder.objects.get(number=1).stages.count())

    client.post("/admin/reminders/ladder/", {"action": "publish_now", "_selected_action": [draft.pk]})

    draft.refresh_from_db()
    assert (draft.status, draft.counts_from_on, draft.published_by) == ("published", timezone.localdate(), user.person)
    assert client.post(f"/admin/reminders/ladder/{draft.pk}/change/", {"title": "Other", **stages}).status_code == 403


@pytest.mark.parametrize("model", ["ladder", "closingday", "reminder", "digest", "snooze"])
def test_the_admin_lists_each_record(client, model):
    client.force_login(make.user("administrator", is_staff=True))
    make_reminders.digest(colleague())
    ClosingDay.objects.create(day=TODAY, title="Summer party")

    assert client.get(f"/admin/reminders/{model}/?q=a").status_code == 200


def test_a_closing_day_moves_our_reminders_and_not_the_vendor_s():
    ClosingDay.objects.create(day=TODAY + timedelta(days=4), title="Summer party")
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + timedelta(days=4))
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    of = make_reminders.checklist(vendor, sent_at=AT - timedelta(days=20))
    make_reminders.item(of, asks="vendor", due_on=TODAY + timedelta(days=4))

    actions.plan(AT + timedelta(days=3))

    assert Reminder.objects.get(person=owner, status="planned").stage == "0"
    assert Reminder.objects.get(person=contact, anchor="checklist-due", status="planned").stage == "-3d"


def test_every_address_in_a_mail_is_one_of_ours():
    item = make_reminders.item(make_reminders.checklist(), owner=colleague())
    sharing = make_reminders.sharing()
    contract = make_reminders.contract()
    known = abouts(
        [
            ("checklists.item", item.pk),
            ("checklists.checklist", item.checklist_id),
            ("sharing.sharingrequest", sharing.pk),
            ("contracts.contract", contract.pk),
            ("vendors.vendor", contract.vendor_id),
            ("vendors.engagement", sharing.engagement_id),
        ]
    )

    unknown = []
    for about in known.values():
        try:
            resolve(about.path.partition("#")[0])
        except Resolver404:
            unknown.append(about.path)
    assert len(known) == 6
    assert unknown == []


@pytest.mark.parametrize("kind", sorted(READS))
def test_every_kind_can_be_named_though_none_is_there(kind):
    assert abouts([(kind, 1)]) == {}
