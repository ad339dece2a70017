"""Waivers: asked by one, granted by another, with a reason, a protection and an end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from checklists import actions
from checklists.models import Item, Waiver
from history.models import Entry, NotAllowed
from tests import make, make_checklists
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
UNTIL = make.TODAY + timedelta(days=30)
WORDS = {"reason": "The audit is in May.", "compensating_control": "Only test data until then."}


@pytest.fixture
def asker():
    return make.user("reviewer-security")


@pytest.fixture
def approver():
    return make.user("approver")


def ask(item, by, **fields):
    return actions.ask_waiver(item, by=by, at=make.AT, **{**WORDS, "ends_on": UNTIL, **fields})


def test_a_waiver_that_another_person_granted_settles_the_item(asker, approver):
    item = make_checklists.item()
    waiver = ask(item, asker)

    actions.grant_waiver(waiver, by=approver, note="Until the audit.", at=make.AT)

    item.refresh_from_db()
    waiver.refresh_from_db()
    assert (item.status, waiver.status, waiver.granted_by) == ("waived", "granted", approver.person)
    assert not Item.objects.outstanding(make.TODAY).exists()
    assert Item.objects.outstanding(UNTIL + timedelta(days=1)).exists()
    assert Entry.objects.of(waiver).count() == 2


def test_asking_alone_settles_nothing(asker):
    item = make_checklists.item()

    ask(item, asker)

    item.refresh_from_db()
    assert item.status == "open"
    assert Item.objects.outstanding(make.TODAY).exists()


def test_nobody_grants_or_refuses_what_they_asked_for(approver):
    waiver = ask(make_checklists.item(), approver)

    with pytest.raises(NotAllowed, match="You asked for this waiver"):
        actions.grant_waiver(waiver, by=approver, at=make.AT)
    with pytest.raises(NotAllowed, match="You asked for this waiver"):
        actions.refuse_waiver(waiver, by=approver, note="No.", at=make.AT)
    with pytest.raises(IntegrityError):
        Waiver.objects.filter(pk=waiver.pk).update(granted_by=approver.person)


def test_who_asked_for_the_engagement_does_not_grant_its_waivers(asker, approver):
    item = make_checklists.item()
    Engagement.objects.filter(pk=item.checklist.engagement_id).update(requester=approver.person)

    with pytest.raises(NotAllowed, match="You asked for ENG"):
        actions.grant_waiver(ask(item, asker), by=approver, at=make.AT)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " "}, "Write why"),
        ({"compensating_control": ""}, "protects the data"),
        ({"ends_on": make.TODAY - timedelta(days=1)}, "must not be before"),
        ({"starts_on": make.TODAY - timedelta(days=1)}, "today or later"),
        ({"ends_on": make.TODAY + timedelta(days=400)}, "12 months at most"),
    ],
)
def test_a_waiver_has_a_reason_a_protection_and_an_end(asker, fields, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        ask(make_checklists.item(), asker, **fields)
    assert not Waiver.objects.exists()


def test_one_item_is_asked_for_once_at_a_time(asker, approver):
    item = make_checklists.item()
    first = ask(item, asker)

    with pytest.raises(NotAllowed, match=f"{first.ref} asks for this already"):
        ask(item, asker)
    actions.refuse_waiver(first, by=approver, note="Ask for the report.", at=make.AT)

    assert ask(item, asker).status == "asked"


def test_a_waiver_is_decided_once(asker, approver):
    waiver = ask(make_checklists.item(), asker)
    actions.grant_waiver(waiver, by=approver, at=make.AT)

    for act in (actions.grant_waiver, actions.refuse_waiver):
        with pytest.raises(NotAllowed, match=r"changed WAV|Reload"):
            act(waiver, by=make.user("approver"), note="Late.", at=make.AT)


def test_a_waiver_that_would_have_ended_is_not_granted(asker, approver):
    waiver = ask(make_checklists.item(), asker)

    with pytest.raises(NotAllowed, match="ended already"):
        actions.grant_waiver(waiver, by=approver, at=make.AT + timedelta(days=60))


def test_revoking_blocks_in_the_same_commit(asker, approver):
    item = make_checklists.item()
    waiver = actions.grant_waiver(ask(item, asker), by=approver, at=make.AT)

    actions.revoke_waiver(waiver, by=approver, why="The test data were real.", at=make.AT)

    item.refresh_from_db()
    assert (item.status, Waiver.objects.get().status) == ("open", "revoked")
    assert Item.objects.outstanding(make.TODAY).exists()
    assert Engagement.objects.get(pk=item.checklist.engagement_id).epoch == 2


def test_granting_leaves_an_answer_that_waits_where_it_is(asker, approver):
    item = make_checklists.item("submitted")

    actions.grant_waiver(ask(item, asker), by=approver, at=make.AT)

    item.refresh_from_db()
    assert item.status == "submitted"
    assert not Item.objects.outstanding(make.TODAY).exists()


def test_another_condition_is_waived_by_its_subject(asker, approver):
    vendor, engagement = make.vendor(), make.engagement()
    named = {"vendor": vendor, "engagement": engagement, "condition": "clause-missing", "subject": "audit-right"}

    waiver = ask(None, asker, **named)

    assert actions.grant_waiver(waiver, by=approver, at=make.AT).subject == "audit-right"
    with pytest.raises(NotAllowed, match="Name the item"):
        ask(None, asker, vendor=vendor)


def test_what_is_shown_as_waived_is_open_again_once_the_waiver_has_ended(asker, approver):
    item = make_checklists.item()
    actions.grant_waiver(ask(item, asker), by=approver, at=make.AT)

    assert actions.lapse(make.AT + timedelta(days=30)) == 0
    assert actions.lapse(make.AT + timedelta(days=31)) == 1
    assert actions.lapse(make.AT + timedelta(days=31)) == 0
    item.refresh_from_db()
    assert item.status == "open"


def test_a_waiver_of_a_residual_risk_names_an_open_risk_of_the_engagement_at_its_level_of_now(asker, approver):
    engagement, vendor = make.engagement(), make.vendor()
    risk = make.risk(engagement, vendor, 16, 9)
    asked = {"condition": "risk-above-appetite", "vendor": vendor, "engagement": engagement}

    for wrong in (f"{risk.ref}/high", f"{risk.ref}/low", risk.ref, "RSK-9999/medium", ""):
        with pytest.raises(NotAllowed, match="The risk has changed"):
            ask(None, asker, subject=wrong, **asked)
    with pytest.raises(NotAllowed, match="The risk has changed"):
        ask(None, asker, subject=f"{risk.ref}/medium", **{**asked, "vendor": make.vendor()})

    waiver = ask(None, asker, subject=f"{risk.ref}/medium", **asked)

    actions.grant_waiver(waiver, by=approver, at=make.AT)
    waiver.refresh_from_db()
    assert (waiver.status, waiver.subject) == ("granted", f"{risk.ref}/medium")
    actions.revoke_waiver(waiver, by=approver, why="Too much.", at=make.AT)
    assert Engagement.objects.get(pk=engagement.pk).epoch == 2
