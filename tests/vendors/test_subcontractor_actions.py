"""Subcontractors through their actions: announced by one, decided by another, anew where they get more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import Engagement, Subcontractor
from vendors.rules.subcontractors import gets_data, is_wider

pytestmark = pytest.mark.django_db
SCOPE = {"data_class": "confidential", "data_categories": ["personal"], "countries": ["DE"]}


def announced(by=None, engagement=None, vendor=None, **fields):
    given = {"name": "Lumenbay Contact Inc.", "service": "Night shift", "notified_on": make.TODAY, **SCOPE}
    return actions.announce_subcontractor(
        engagement or make.engagement(), vendor or make.vendor(), by or make.user("procurement"), **{**given, **fields}
    )


def approved(**fields):
    return actions.approve_subcontractor(announced(**fields), make.user("reviewer-privacy"), make.AT)


def epoch(one):
    return Engagement.objects.get(pk=one.engagement_id).epoch


def test_announcing_one_opens_the_window_and_stops_what_is_cleared():
    buyer = make.user("procurement")

    one = announced(buyer)

    assert (one.status, one.name_key, one.entered_by) == ("announced", "lumenbay contact", buyer.person)
    assert one.objection_until_on == make.TODAY + timedelta(days=30)
    assert epoch(one) == 2
    assert announced(window_days=14).objection_until_on == make.TODAY + timedelta(days=14)
    assert [entry.act for entry in Entry.objects.of(one)] == ["created"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Name the subcontractor"),
        ({"service": ""}, "Name the subcontractor"),
        ({"countries": []}, "Name the countries"),
        ({"countries": ["Atlantis"]}, "Name the countries"),
        ({"data_class": "secret"}, "Choose a data class"),
        ({"data_categories": ["gossip"]}, "Choose data categories"),
        ({"window_days": -1}, "at most a year"),
        ({"window_days": 400}, "at most a year"),
        ({"status": "approved"}, "status"),
        ({"approved_by": None}, "approved_by"),
    ],
)
def test_a_faulty_one_is_refused_and_nothing_is_written(fields, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        announced(**fields)

    assert not Subcontractor.objects.exists()


def test_the_same_one_is_logged_once_while_it_is_used():
    engagement, vendor = make.engagement(), make.vendor()
    one = announced(engagement=engagement, vendor=vendor)

    with pytest.raises(NotAllowed, match=f"{one.ref} is this subcontractor already"):
        announced(engagement=engagement, vendor=vendor, name="LUMENBAY CONTACT")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.subcontractor(engagement, vendor, "lumenbay contact")

    actions.end_subcontractor(one, make.user(), make.TODAY, "Deleted, with a certificate.")
    assert announced(engagement=engagement, vendor=vendor).status == "announced"


def test_nothing_is_logged_for_an_engagement_that_is_over():
    with pytest.raises(NotAllowed, match="is over"):
        announced(engagement=make.engagement(status="closed"))


def test_somebody_else_approves_it_in_the_database_too():
    reviewer = make.user("reviewer-privacy")
    one = announced(reviewer)

    with pytest.raises(NotAllowed, match="You entered this subcontractor"):
        actions.approve_subcontractor(one, reviewer, make.AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subcontractor.objects.filter(pk=one.pk).update(
            status="approved", approved_by=reviewer.person, approved_at=make.AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Subcontractor.objects.filter(pk=one.pk).update(status="approved")

    other = make.user("reviewer-security")
    done = actions.approve_subcontractor(one, other, make.AT, "Seen on site.")
    assert (done.status, done.approved_by, done.note) == ("approved", other.person, "Seen on site.")


@pytest.mark.parametrize("unknown", [{"data_class": ""}, {"data_categories": None}])
def test_what_gets_nobody_knows_what_is_not_approved(unknown):
    with pytest.raises(NotAllowed, match="Nobody has said which data"):
        approved(**unknown)


def test_an_objection_has_a_reason_and_stops_what_rested_on_an_approval():
    one, reviewer = approved(), make.user("reviewer-privacy")
    before = epoch(one)

    with pytest.raises(NotAllowed, match="Say why"):
        actions.object_to_subcontractor(one, reviewer, " ")
    objected = actions.object_to_subcontractor(one, reviewer, "No inspection was possible.")

    assert (objected.status, objected.approved_by, epoch(one)) == ("objected", None, before + 1)


def test_an_objection_to_what_was_not_approved_takes_nothing_away():
    one = announced()

    actions.object_to_subcontractor(one, make.user("reviewer-privacy"), "Too far.")

    assert epoch(one) == 2


@pytest.mark.parametrize(
    "wider",
    [
        {"data_class": "restricted"},
        {"data_class": ""},
        {"data_categories": ["personal", "special"]},
        {"data_categories": None},
        {"countries": ["DE", "IN"]},
        {"name": "Somebody else"},
    ],
)
def test_one_that_gets_more_or_is_another_needs_a_new_notice_and_approval(wider):
    one, editor = approved(), make.user("procurement")
    before = epoch(one)
    day = make.TODAY + timedelta(days=5)

    changed = actions.change_subcontractor(one, editor, notified_on=day, window_days=20, **wider)

    changed.refresh_from_db()
    assert (changed.status, changed.approved_by, changed.entered_by) == ("announced", None, editor.person)
    assert changed.objection_until_on == day + timedelta(days=20)
    assert epoch(one) == before + 1


@pytest.mark.parametrize("same", [{"service": "Telephony"}, {"data_class": "internal"}, {"data_categories": []}])
def test_one_that_gets_no_more_stays_approved(same):
    one = approved()
    before = epoch(one)

    changed = actions.change_subcontractor(one, make.user("procurement"), **same)

    assert (changed.status, epoch(one)) == ("approved", before)


def test_one_that_has_ended_changes_no_more():
    one = announced()
    with pytest.raises(NotAllowed, match="Say what became of our data"):
        actions.end_subcontractor(one, make.user(), make.TODAY, "")
    ended = actions.end_subcontractor(one, make.user(), make.TODAY, "It never got any.")

    assert (ended.status, ended.ended_on) == ("ended", make.TODAY)
    with pytest.raises(NotAllowed, match="has ended"):
        actions.change_subcontractor(ended, make.user(), service="More")
    with pytest.raises(NotAllowed, match="cannot go from ended"):
        actions.approve_subcontractor(ended, make.user(), make.AT)


def test_of_an_approval_and_an_objection_at_once_the_later_sees_the_earlier():
    one = announced()
    actions.object_to_subcontractor(one, make.user(), "Too far.")

    settled = actions.approve_subcontractor(one, make.user("reviewer-privacy"), make.AT, "They moved to Cork.")

    assert settled.status == "approved"
    assert [entry.act for entry in Entry.objects.of(one)] == ["moved", "moved", "created"]


@pytest.mark.parametrize(
    ("data_class", "categories", "gets"),
    [
        ("public", [], False),
        ("public", ["personal"], True),
        ("public", None, True),
        ("internal", [], True),
        ("", [], True),
    ],
)
def test_public_data_of_no_category_is_nothing_to_protect(data_class, categories, gets):
    assert gets_data(data_class, categories) is gets


def test_a_scope_is_no_wider_than_itself_nor_than_one_that_nobody_knows():
    unknown = {"data_class": "", "data_categories": None, "countries": ["DE"]}

    assert not is_wider(SCOPE, SCOPE)
    assert not is_wider(unknown, SCOPE)
    assert is_wider(SCOPE, unknown)
