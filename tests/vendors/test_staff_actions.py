"""Named staff: who logs, screens and removes; past the last day it is overdue until the accounts are gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from history.models import Entry, NotAllowed, PersonalValue
from selection import actions as selection_actions
from tests import make
from vendors import actions
from vendors.models import NamedStaff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def vendor():
    return make.vendor("Wislok")


def acts(record):
    return [entry.act for entry in Entry.objects.of(record).order_by("sequence")]


def add(vendor, by=None, **fields):
    given = {"name": "Ewa Wójcik", "email": "ewa@wislok.example", "role": "Operator", "starts_on": make.TODAY}
    return actions.add_staff(vendor, by or make.user(), **{**given, **fields})


def screen(staff, by=None, screening="passed", on=make.TODAY, note="Passport, two references."):
    return actions.record_screening(staff, by or make.user(), screening, on, note, make.TODAY)


def test_somebody_is_named_works_is_screened_leaves_and_the_accounts_go(vendor):
    entered, reviewer = make.user(), make.user()
    staff = add(vendor, entered, accounts="x-ewa\nVPN")

    screen(staff, reviewer)
    actions.change_staff(staff, entered, leaves_on=make.TODAY + 9 * DAY)
    actions.note_leaving(staff, entered, make.TODAY, make.AT, make.TODAY)
    actions.record_removal(staff, reviewer, "Ticket 4711.", make.AT)

    staff.refresh_from_db()
    assert (staff.status, staff.screening, staff.screened_by, staff.leaves_on, staff.removed_by) == (
        "removed",
        "passed",
        reviewer.person,
        make.TODAY,
        reviewer.person,
    )
    assert acts(staff) == ["created", "screened", "changed", "moved", "moved"]


def test_what_is_personal_lies_beside_the_chain(vendor):
    staff = add(vendor, accounts="x-ewa")
    screen(staff)

    assert "x-ewa" not in str([entry.changes for entry in Entry.objects.of(staff)])
    kept = {value.field for value in PersonalValue.objects.filter(entry__in=Entry.objects.of(staff))}
    assert kept == {"role.to", "accounts.to", "screening_note.to"}


def test_who_entered_somebody_neither_screens_them_nor_confirms_that_the_accounts_are_gone(vendor):
    entered = make.user("procurement", "reviewer-security")
    staff = add(vendor, entered)

    with pytest.raises(NotAllowed, match="You entered this person"):
        screen(staff, entered)
    actions.note_leaving(staff, entered, make.TODAY, make.AT, make.TODAY)
    with pytest.raises(NotAllowed, match="You entered this person"):
        actions.record_removal(staff, entered, "Ticket.", make.AT)


@pytest.mark.parametrize(
    "values",
    [
        {"screening": "passed", "screened_on": make.TODAY, "screened_by": None},
        {"screening": "passed", "screened_on": make.TODAY},
        {"status": "removed", "removed_at": make.AT, "leaves_on": make.TODAY, "left_at": make.AT},
        {"status": "left"},
        {"leaves_on": make.TODAY - 31 * DAY},
    ],
)
def test_the_database_holds_it_too(vendor, values):
    staff = make.staff(vendor)
    own = {"screened_by": staff.entered_by} if "screening" in values and "screened_by" not in values else {}
    own |= {"removed_by": staff.entered_by} if values.get("status") == "removed" else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        NamedStaff.objects.filter(pk=staff.pk).update(**values, **own)


def test_nobody_leaves_before_they_start(vendor):
    with pytest.raises(NotAllowed, match="not before the first"):
        add(vendor, leaves_on=make.TODAY - DAY)
    staff = add(vendor)
    with pytest.raises(NotAllowed, match="not before the first"):
        actions.change_staff(staff, make.user(), starts_on=make.TODAY + DAY, leaves_on=make.TODAY)
    with pytest.raises(NotAllowed, match="not before the first"):
        actions.note_leaving(staff, make.user(), make.TODAY - DAY, make.AT, make.TODAY)


def test_a_leaving_or_a_screening_that_is_still_to_come_is_not_noted(vendor):
    staff = make.staff(vendor)

    with pytest.raises(NotAllowed, match="still to come"):
        actions.note_leaving(staff, make.user(), make.TODAY + DAY, make.AT, make.TODAY)
    with pytest.raises(NotAllowed, match="today or before"):
        screen(staff, on=make.TODAY + DAY)


@pytest.mark.parametrize("note", ["", "  "])
def test_what_is_confirmed_says_how_one_knows(vendor, note):
    staff = make.staff(vendor, status="left")

    with pytest.raises(NotAllowed, match="Say what was looked at"):
        screen(staff, note=note)
    with pytest.raises(NotAllowed, match="Say how you know"):
        actions.record_removal(staff, make.user(), note, make.AT)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.take_back_leaving(staff, make.user(), note)


def test_accounts_are_removed_once_and_after_that_nothing_changes(vendor):
    staff = make.staff(vendor, status="left")
    with pytest.raises(NotAllowed, match="only the accounts"):
        actions.change_staff(staff, make.user(), role="Developer")
    actions.change_staff(staff, make.user(), accounts="x-operator\nVPN\nBadge 17")
    actions.record_removal(staff, make.user(), "Ticket.", make.AT)

    with pytest.raises(NotAllowed):
        actions.record_removal(staff, make.user(), "Ticket.", make.AT)
    with pytest.raises(NotAllowed, match="are gone"):
        actions.change_staff(staff, make.user(), accounts="x")
    with pytest.raises(NotAllowed, match="are gone"):
        screen(staff)


def test_who_has_not_left_after_all_works_on(vendor):
    staff = make.staff(vendor, status="left")

    actions.take_back_leaving(staff, make.user(), "She was ill.")

    staff.refresh_from_db()
    assert (staff.status, staff.leaves_on, staff.left_at) == ("working", None, None)


def test_nobody_is_named_twice_for_the_same_work_until_the_accounts_are_gone(vendor):
    staff, engagement = add(vendor), make.engagement()
    other = add(vendor, engagement=engagement)

    with pytest.raises(NotAllowed, match="named there already"):
        add(vendor)
    with pytest.raises(NotAllowed, match="named there already"):
        actions.change_staff(other, make.user(), engagement=None)
    actions.note_leaving(staff, make.user(), make.TODAY, make.AT, make.TODAY)
    actions.record_removal(staff, make.user(), "Ticket.", make.AT)
    assert add(vendor).person == staff.person


def test_a_colleague_is_nobodys_named_staff(vendor):
    colleague = make.user(name="Rosa Lind")

    with pytest.raises(NotAllowed, match="Rosa Lind is a colleague"):
        add(vendor, email=colleague.person.email)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "working"),
        ({"starts_on": make.TODAY + DAY}, "planned"),
        ({"leaves_on": make.TODAY}, "leaving"),
        ({"leaves_on": make.TODAY - DAY}, "overdue"),
        ({"status": "left", "leaves_on": make.TODAY}, "left"),
        ({"status": "left", "leaves_on": make.TODAY - DAY}, "overdue"),
        ({"status": "removed", "leaves_on": make.TODAY - DAY}, "removed"),
    ],
)
def test_who_may_still_get_in_after_the_last_day_is_overdue(vendor, fields, state):
    staff = make.staff(vendor, **fields)

    assert staff.state(make.TODAY) == state
    assert NamedStaff.objects.overdue(make.TODAY).exists() == (state == "overdue")
    assert NamedStaff.objects.leaving().exists() == (state in ("leaving", "left", "overdue"))
    assert NamedStaff.objects.working().exists() == (fields.get("status") is None)


def test_who_reads_vendors_and_who_owns_the_engagement_sees_them(vendor):
    owner, stranger = make.user("requester"), make.user("requester")
    at_large, there = make.staff(vendor), make.staff(vendor, engagement=make.engagement(owner=owner.person))

    def seen(user):
        return set(NamedStaff.objects.visible_to(user))

    assert seen(owner) == {there}
    assert seen(stranger) == set()
    assert seen(make.user("auditor")) == {at_large, there}


def test_named_staff_go_with_a_merged_vendor_unless_the_other_names_them_already(vendor):
    into = make.vendor("Wislok Sp. z o.o.")
    moves, gone = make.staff(vendor), make.staff(vendor, status="removed")
    both = make.staff(vendor)
    make.staff(into, person=both.person)

    selection_actions.merge(vendor, into, make.user(), "Logged twice.")

    assert [NamedStaff.objects.get(pk=one.pk).vendor for one in (moves, gone, both)] == [into, vendor, vendor]
