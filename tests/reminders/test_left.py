"""Whoever has left is told nothing, and what was theirs reaches the next."""

import pytest
from django.core import mail

from reminders import actions
from tests import make, make_reminders
from tests.make import AT, TODAY
from tests.make_reminders import planned
from vendors.actions import remove_contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["open", "rejected"])
def test_what_a_contact_owned_who_was_let_go_is_told_to_the_next_contact(status):
    vendor = make.vendor()
    gone = make_reminders.contact(vendor, is_main=True)
    stays = make_reminders.contact(vendor, is_main=False)
    checklist = make_reminders.checklist(vendor, sent_at=AT)
    make_reminders.item(checklist, "vendor", status, owner=gone, due_on=TODAY)

    remove_contact(gone.contact_of.get(), make.user("procurement"))
    actions.plan(AT)

    assert planned(gone) == []
    assert planned(stays, anchor="checklist-due" if status == "open" else "sent-back") != []


def test_where_no_contact_is_left_the_engagements_owner_is_told():
    vendor = make.vendor()
    gone = make_reminders.contact(vendor, is_main=True)
    checklist = make_reminders.checklist(vendor, sent_at=AT)
    make_reminders.item(checklist, "vendor", owner=gone, due_on=TODAY)

    remove_contact(gone.contact_of.get(), make.user("procurement"))
    actions.plan(AT)

    assert planned(gone) == []
    assert planned(checklist.engagement.owner) != []


def test_the_mail_names_the_questions_of_who_left_beside_ones_own():
    vendor = make.vendor()
    stays = make_reminders.contact(vendor, is_main=True)
    gone = make_reminders.contact(vendor, is_main=False)
    checklist = make_reminders.checklist(vendor, sent_at=AT)
    own = make_reminders.item(checklist, "vendor", owner=stays, due_on=TODAY)
    left = make_reminders.item(checklist, "vendor", owner=gone, due_on=TODAY)
    remove_contact(gone.contact_of.get(), make.user("procurement"))

    actions.plan(AT)
    actions.send(AT)

    said = next(one for one in mail.outbox if one.to == [stays.email] or stays.email in one.to[0]).body
    assert [one.code in said for one in (own, left)] == [True, True]
