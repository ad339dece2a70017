"""Deciding on answers, by whom, what stops counting when, and taking a decision back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from checklists import actions
from checklists.models import Answer, Item
from history.models import Entry, NotAllowed
from tests import make, make_checklists
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make.user("reviewer-security", name="Ravi Menon")


def epoch(item):
    return Engagement.objects.get(pk=item.checklist.engagement_id).epoch


def fresh(item):
    return Item.objects.select_related("checklist", "accepted_answer").get(pk=item.pk)


def test_an_accepted_answer_counts_and_completes_the_round(reviewer):
    item = make_checklists.item("submitted")

    answer = actions.accept(item, by=reviewer, note="Seen on screen.", at=make.AT)

    item = fresh(item)
    assert (item.status, item.accepted_answer, answer.decided_by) == ("accepted", answer, reviewer.person)
    assert (item.checklist.outstanding_count, item.checklist.completed_at) == (0, make.AT)
    assert Entry.objects.of(item).first().changes[0] == ["status", "submitted", "accepted"]
    assert Entry.objects.of(item.checklist).first().act == "completed"
    assert epoch(item) == 1


def test_accepting_counts_until_the_first_end_of_answer_evidence_and_the_reviewers_own_date(reviewer):
    item = make_checklists.item(answer_days=365)
    piece = make_checklists.evidence(item.checklist.vendor, expires_on=make.TODAY + timedelta(days=90))
    make_checklists.answer(item, evidence=[piece])
    Item.objects.filter(pk=item.pk).update(status="submitted")

    answer = actions.accept(item, by=reviewer, good_until_on=make.TODAY + timedelta(days=120), at=make.AT)

    assert answer.good_until_on == make.TODAY + timedelta(days=90)


def submitted(by=None, evidence=(), **asked):
    item = make_checklists.item(**asked)
    pieces = [make_checklists.evidence(item.checklist.vendor, **piece) for piece in evidence]
    make_checklists.answer(item, by=by, evidence=pieces)
    Item.objects.filter(pk=item.pk).update(status="submitted")
    return fresh(item)


def test_nobody_accepts_or_sends_back_what_they_submitted(reviewer):
    item = submitted(by=reviewer.person)

    with pytest.raises(NotAllowed, match="You submitted this answer"):
        actions.accept(item, by=reviewer, at=make.AT)
    with pytest.raises(NotAllowed, match="You submitted this answer"):
        actions.send_back(item, by=reviewer, note="No.", at=make.AT)


def test_the_database_refuses_a_decision_by_who_submitted(reviewer):
    answer = actions.pending(submitted(by=reviewer.person))

    with pytest.raises(IntegrityError):
        Answer.objects.filter(pk=answer.pk).update(is_accepted=True, decided_by=reviewer.person, decided_at=make.AT)


def test_nobody_accepts_an_answer_that_rests_on_evidence_they_uploaded(reviewer):
    with pytest.raises(NotAllowed, match="You uploaded evidence"):
        actions.accept(submitted(evidence=[{"by": reviewer.person}]), by=reviewer, at=make.AT)


def test_reviewers_decide_in_their_own_areas_only(reviewer):
    item = submitted(area="privacy")

    for act in (actions.accept, actions.mark_not_applicable, actions.send_back, actions.reopen):
        words = {"note": "So."} if act in (actions.accept, actions.send_back) else {"why": "So."}
        with pytest.raises(NotAllowed, match="area Privacy"):
            act(item, by=reviewer, at=make.AT, **words)


def test_who_asked_for_the_engagement_does_not_review_in_it(reviewer):
    item = submitted()
    Engagement.objects.filter(pk=item.checklist.engagement_id).update(requester=reviewer.person)

    with pytest.raises(NotAllowed, match="You asked for"):
        actions.accept(item, by=reviewer, at=make.AT)


@pytest.mark.parametrize(
    ("asked", "evidence", "sentence"),
    [
        ({"is_evidence_wanted": True}, [], "Evidence is wanted"),
        ({}, [{"withdrawn_at": make.AT}], "was withdrawn"),
        ({}, [{"expires_on": make.TODAY - timedelta(days=1)}], "counted until"),
        ({"evidence_days": 365}, [{"issued_on": make.TODAY - timedelta(days=420)}], "counted until"),
        ({"expected": "no"}, [], "where “no” is expected"),
    ],
)
def test_an_answer_that_does_not_hold_is_not_accepted(reviewer, asked, evidence, sentence):
    item = submitted(evidence=evidence, **asked)

    with pytest.raises(NotAllowed, match=sentence):
        actions.accept(item, by=reviewer, at=make.AT)
    assert fresh(item).status == "submitted"


def test_an_unexpected_answer_is_accepted_with_a_note(reviewer):
    assert actions.accept(submitted(expected="no"), by=reviewer, note="Covered by B-02.", at=make.AT).is_accepted


def test_a_newer_answer_is_not_accepted_unread(reviewer):
    item = submitted()
    contact = make.contact(item.checklist.vendor, name="Lena Fuchs").person
    actions.submit(item, by=contact, value="no", at=make.AT)

    with pytest.raises(NotAllowed, match="Lena Fuchs changed") as refusal:
        actions.accept(item, by=reviewer, seen="submitted.1", at=timezone.now())
    assert refusal.value.code == "stale"
    assert "Your note is kept" in str(refusal.value)


def test_of_two_reviewers_the_second_is_told_who_was_first(reviewer):
    item, other = submitted(), make.user("reviewer-security")
    actions.accept(item, by=reviewer, at=make.AT, seen="submitted.1")

    for act, words in ((actions.send_back, {"note": "Too old."}), (actions.mark_not_applicable, {"why": "None."})):
        with pytest.raises(NotAllowed, match=r"Ravi Menon changed .*B-01 a moment ago"):
            act(item, by=other, at=timezone.now(), seen="submitted.1", **words)
    assert fresh(item).status == "accepted"


def test_sending_back_needs_a_note(reviewer):
    with pytest.raises(NotAllowed, match="Write a note"):
        actions.send_back(submitted(), by=reviewer, note="", at=make.AT)


def test_sending_back_what_was_submitted_closes_nothing(reviewer):
    item = submitted()

    actions.send_back(item, by=reviewer, note="Name the owner.", at=make.AT)

    assert (fresh(item).status, fresh(item).note, epoch(item)) == ("rejected", "Name the owner.", 1)


def test_sending_back_what_was_accepted_stops_it_and_raises_the_epoch(reviewer):
    item = make_checklists.item("accepted")

    actions.send_back(item, by=reviewer, note="The report is forged.", at=make.AT)

    item = fresh(item)
    assert (item.status, item.accepted_answer, item.checklist.outstanding_count) == ("rejected", None, 1)
    assert epoch(item) == 2


def test_sending_back_an_accepted_item_of_a_vendor_wide_checklist_raises_the_vendors_epoch(reviewer):
    item = make_checklists.item("accepted", of=make_checklists.checklist({}, is_vendor_wide=True))

    actions.send_back(item, by=reviewer, note="Not any more.", at=make.AT)

    assert Vendor.objects.get(pk=item.checklist.vendor_id).epoch == 2


def test_sending_a_renewal_back_leaves_the_accepted_answer(reviewer):
    item = make_checklists.item("accepted")
    actions.submit(item, by=make.user("requester"), value="yes", at=make.AT)

    actions.send_back(item, by=reviewer, note="Wrong file.", at=make.AT)

    assert (fresh(item).status, fresh(item).accepted_answer) == ("rejected", item.accepted_answer)
    assert epoch(item) == 1
    assert not Item.objects.outstanding(make.TODAY).exists()


@pytest.mark.parametrize("status", ["accepted", "not-applicable", "submitted", "rejected", "declined"])
def test_reopening_asks_anew_and_raises_the_epoch(reviewer, status):
    item = make_checklists.item(status)

    actions.reopen(item, by=reviewer, why="The vendor moved its data centre.", at=make.AT)

    item = fresh(item)
    assert (item.status, item.accepted_answer, item.not_applicable_confirmed_by) == ("open", None, None)
    assert (item.note, epoch(item)) == ("The vendor moved its data centre.", 2)
    with pytest.raises(NotAllowed, match="Write why"):
        actions.reopen(item, by=reviewer, why="", at=make.AT)


def test_what_is_waived_is_not_reopened_past_its_waiver(reviewer):
    item = make_checklists.item("waived")

    with pytest.raises(NotAllowed, match="Revoke its waiver"):
        actions.reopen(item, by=reviewer, why="Why not.", at=make.AT)
    assert epoch(item) == 1


def test_not_applicable_counts_once_a_second_reviewer_confirms_it(reviewer):
    item, second = make_checklists.item(), make.user("reviewer-security")

    actions.mark_not_applicable(item, by=reviewer, why="They have no office.", at=make.AT)

    assert fresh(item).checklist.outstanding_count == 1
    with pytest.raises(NotAllowed, match="another reviewer confirms"):
        actions.confirm_not_applicable(item, by=reviewer, at=make.AT)

    actions.confirm_not_applicable(item, by=second, at=make.AT)

    assert (fresh(item).checklist.outstanding_count, fresh(item).not_applicable_confirmed_by) == (0, second.person)


def test_the_database_refuses_one_person_marking_and_confirming(reviewer):
    item = make_checklists.item()

    with pytest.raises(IntegrityError):
        Item.objects.filter(pk=item.pk).update(
            not_applicable_by=reviewer.person, not_applicable_confirmed_by=reviewer.person
        )


def test_an_acceptance_is_taken_back_within_ten_minutes(reviewer):
    item = make_checklists.item("submitted")
    actions.accept(item, by=reviewer, at=make.AT)

    actions.undo(item, by=reviewer, at=timezone.now() + timedelta(minutes=9))

    item = fresh(item)
    assert (item.status, item.accepted_answer, actions.pending(item).is_accepted) == ("submitted", None, None)
    assert (item.checklist.outstanding_count, epoch(item)) == (1, 2)


def test_taking_back_a_renewals_acceptance_restores_the_answer_before(reviewer):
    item = make_checklists.item("accepted")
    actions.submit(item, by=make.user("requester"), value="yes", at=make.AT)
    actions.accept(item, by=reviewer, at=make.AT)

    actions.undo(item, by=reviewer, at=timezone.now())

    assert (fresh(item).status, fresh(item).accepted_answer) == ("submitted", item.accepted_answer)


def test_sending_back_an_accepted_item_and_undoing_it_leaves_it_to_be_decided(reviewer):
    item = make_checklists.item("accepted")
    actions.send_back(item, by=reviewer, note="Oops.", at=make.AT)

    actions.undo(item, by=reviewer, at=timezone.now())

    item = fresh(item)
    assert (item.status, item.accepted_answer, item.note) == ("submitted", None, "")
    assert actions.pending(item) is not None


def test_not_applicable_is_taken_back_to_what_it_was(reviewer):
    item = make_checklists.item("submitted")
    actions.mark_not_applicable(item, by=reviewer, why="None here.", at=make.AT)

    actions.undo(item, by=reviewer, at=timezone.now())

    assert (fresh(item).status, fresh(item).not_applicable_by) == ("submitted", None)


def test_only_ones_own_last_decision_is_undone_in_time_and_while_nothing_rests_on_it(reviewer):
    item = make_checklists.item("submitted")
    actions.accept(item, by=reviewer, at=make.AT)

    with pytest.raises(NotAllowed, match="Only your own"):
        actions.undo(item, by=make.user("reviewer-security"), at=timezone.now())
    with pytest.raises(NotAllowed, match="for 10 minutes"):
        actions.undo(item, by=reviewer, at=timezone.now() + timedelta(minutes=11))
    with pytest.raises(NotAllowed, match="CLR-0001 rests on this"):
        actions.undo(item, by=reviewer, at=timezone.now(), rests_on_it="CLR-0001")
    assert fresh(item).status == "accepted"


def test_one_item_accepted_again_does_not_make_the_whole_assessment_fresh(reviewer):
    checklist = make_checklists.checklist({}, {})
    for item in checklist.items.all():
        make_checklists.answer(item)
        Item.objects.filter(pk=item.pk).update(status="submitted")
        actions.accept(item, by=reviewer, at=make.AT)
    first, second = checklist.items.all()
    later = make.AT + timedelta(days=300)

    actions.send_back(first, by=reviewer, note="Newer, please.", at=later)
    actions.submit(first, by=make.user("requester"), value="yes", at=later)
    actions.accept(first, by=reviewer, at=later)
    checklist.refresh_from_db()
    assert (checklist.outstanding_count, checklist.completed_at) == (0, make.AT)

    actions.submit(second, by=make.user("requester"), value="yes", at=later)
    actions.accept(second, by=reviewer, at=later)
    checklist.refresh_from_db()
    assert checklist.completed_at == later
