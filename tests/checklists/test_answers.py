"""Answering: what is handed in, by whom, and what counts meanwhile."""

import pytest

from checklists import actions
from checklists.models import Item
from history.models import Entry, NotAllowed
from tests import make, make_checklists

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    return make.vendor()


@pytest.fixture
def contact(vendor):
    return make.contact(vendor).person


@pytest.fixture
def item(vendor, contact):
    return make_checklists.checklist({}, vendor=vendor).items.get()


def test_a_contact_hands_in_an_answer_with_evidence(item, contact, vendor):
    piece = make_checklists.evidence(vendor, by=contact)

    answer = actions.submit(item, by=contact, value="yes", text="Since 2020.", evidence=[piece], at=make.AT)

    item.refresh_from_db()
    item.checklist.refresh_from_db()
    assert (item.status, answer.number, list(answer.evidence.all())) == ("submitted", 1, [piece])
    assert (item.checklist.submitted_count, item.checklist.outstanding_count) == (1, 1)
    assert Entry.objects.of(item).first().agent == contact.agent


def test_a_renewal_keeps_the_accepted_answer_and_the_epoch(vendor, contact):
    item = make_checklists.item("accepted", of=make_checklists.checklist({}, vendor=vendor))
    epoch = item.checklist.engagement.epoch

    actions.submit(item, by=contact, value="yes", at=make.AT)

    fresh = Item.objects.get(pk=item.pk)
    assert (fresh.status, fresh.accepted_answer) == ("submitted", item.accepted_answer)
    assert fresh.checklist.engagement.epoch == epoch
    assert not Item.objects.outstanding(make.TODAY).exists()


def test_an_answer_can_be_handed_in_anew_before_it_is_reviewed(item, contact):
    actions.submit(item, by=contact, value="no", at=make.AT)

    answer = actions.submit(item, by=contact, value="yes", at=make.AT)

    assert (answer.number, actions.pending(item)) == (2, answer)
    assert Entry.objects.of(item).first().act == "submitted anew"


@pytest.mark.parametrize(
    ("asked", "value", "sentence"),
    [
        ({"answer_kind": "yes-no"}, "perhaps", "Answer yes or no"),
        ({"answer_kind": "yes-no"}, "", "Choose or write"),
        ({"answer_kind": "text"}, " ", "Write an answer"),
        ({"answer_kind": "choice", "choices": ["a", "b"]}, "c", "one of the answers"),
        ({"answer_kind": "date"}, "30.11.2026", "year-month-day"),
        ({"answer_kind": "number"}, "many", "Write a number"),
        ({"answer_kind": "number"}, "NaN", "Write a number"),
        ({"answer_kind": "text"}, "x" * 301, "at most 300"),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for(vendor, contact, asked, value, sentence):
    item = make_checklists.item(of=make_checklists.checklist(asked, vendor=vendor))

    with pytest.raises(NotAllowed, match=sentence):
        actions.submit(item, by=contact, value=value, at=make.AT)
    assert not item.answers.exists()


@pytest.mark.parametrize(
    ("kind", "value"), [("date", "2026-11-30"), ("number", "99.5"), ("text", "in words"), ("yes-no", "no")]
)
def test_sound_answers_of_each_kind_are_taken(vendor, contact, kind, value):
    item = make_checklists.item(of=make_checklists.checklist({"answer_kind": kind}, vendor=vendor))

    assert actions.submit(item, by=contact, value=value, at=make.AT).value == value


def test_a_contact_of_another_vendor_cannot_answer(item):
    stranger = make.contact(make.vendor()).person

    for act in (actions.submit, actions.save_draft):
        with pytest.raises(NotAllowed, match="not asked of you"):
            act(item, by=stranger, value="yes", text="", at=make.AT)


def test_a_contact_does_not_answer_what_asks_us_nor_after_leaving(vendor, contact):
    ours = make_checklists.item(of=make_checklists.checklist({"asks": "us"}, vendor=vendor))
    theirs = make_checklists.item(of=make_checklists.checklist({}, vendor=vendor))
    with pytest.raises(NotAllowed, match="not asked of you"):
        actions.submit(ours, by=contact, value="yes", at=make.AT)

    vendor.contacts.update(is_active=False)

    with pytest.raises(NotAllowed, match="not asked of you"):
        actions.submit(theirs, by=contact, value="yes", at=make.AT)


def test_evidence_of_another_vendor_or_withdrawn_is_refused(item, contact, vendor):
    for piece in (make_checklists.evidence(make.vendor()), make_checklists.evidence(vendor, withdrawn_at=make.AT)):
        with pytest.raises(NotAllowed, match="withdrawn or belongs to another"):
            actions.submit(item, by=contact, value="yes", evidence=[piece], at=make.AT)


def test_a_draft_is_kept_and_is_no_answer(item, contact):
    actions.save_draft(item, by=contact, value="yes", text="half a sen", at=make.AT)

    item.refresh_from_db()
    assert (item.status, item.draft["text"], item.answers.count()) == ("open", "half a sen", 0)


def test_declining_needs_a_reason(item, contact):
    with pytest.raises(NotAllowed, match="Write why"):
        actions.decline(item, by=contact, why=" ", at=make.AT)

    actions.decline(item, by=contact, why="Trade secret.", at=make.AT)

    item.refresh_from_db()
    assert (item.status, item.decline_reason) == ("declined", "Trade secret.")


def test_what_is_accepted_is_not_declined_afterwards(vendor, contact):
    item = make_checklists.item("accepted", of=make_checklists.checklist({}, vendor=vendor))

    with pytest.raises(NotAllowed):
        actions.decline(item, by=contact, why="No.", at=make.AT)


def test_nothing_changes_in_a_closed_checklist(item, contact):
    item.checklist.closed_at = make.AT
    item.checklist.save()

    with pytest.raises(NotAllowed, match="is closed"):
        actions.submit(item, by=contact, value="yes", at=make.AT)


def test_an_item_is_taken_from_the_queue_and_given_on(item, vendor):
    by = make.user("reviewer-security")

    actions.assign(item, by.person, by=by, at=make.AT)

    item.refresh_from_db()
    assert item.owner == by.person
    with pytest.raises(NotAllowed, match="not asked of you"):
        actions.assign(item, make.contact(make.vendor()).person, by=by, at=make.AT)
    with pytest.raises(NotAllowed, match="not active"):
        actions.assign(item, make.person(is_active=False), by=by, at=make.AT)
