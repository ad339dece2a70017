"""Evidence: files and links, who sees them, and what withdrawing one stops."""

from datetime import timedelta

import pytest

from checklists import actions
from checklists.models import Evidence, Item
from contracts.readers.uploads import Unreadable
from history.models import Entry, NotAllowed
from tests import make, make_checklists, make_contracts
from vendors.models import Engagement

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    return make.vendor()


def test_a_file_is_kept_under_a_name_that_tells_nothing(vendor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    contact = make.contact(vendor).person

    piece = actions.add_evidence(vendor, by=contact, upload=make_contracts.upload("report.pdf"))

    assert (piece.file_name, piece.media_type, len(piece.sha256)) == ("report.pdf", "application/pdf", 64)
    assert "report" not in piece.file.name
    with piece.file as kept:
        assert kept.read() == make_contracts.PDF
    assert Entry.objects.of(piece).get().agent == contact.agent


def test_a_file_that_is_not_what_it_says_is_refused(vendor):
    with pytest.raises(Unreadable):
        actions.add_evidence(vendor, by=make.user("requester"), upload=make_contracts.upload("a.pdf", b"<html>"))
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/a", "nonsense", "https://"])
def test_a_link_is_a_web_address(vendor, link):
    with pytest.raises(NotAllowed, match="whole address"):
        actions.add_evidence(vendor, by=make.user("requester"), link=link)


def test_a_file_or_a_link_one_of_the_two(vendor):
    with pytest.raises(NotAllowed, match="one of the two"):
        actions.add_evidence(vendor, by=make.user("requester"))


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"issued_on": make.TODAY + timedelta(days=1)}, "must not be in the future"),
        ({"expires_on": make.TODAY - timedelta(days=1)}, "has expired"),
        ({"issued_on": make.TODAY, "expires_on": make.TODAY - timedelta(days=1)}, "must not be before the date"),
        ({"covers_from_on": make.TODAY, "covers_until_on": make.TODAY - timedelta(days=1)}, "Covers until"),
    ],
)
def test_dates_of_evidence_are_in_order(vendor, about, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        actions.add_evidence(
            vendor,
            by=make.user("requester"),
            link="https://vendor.example",
            about=actions.About(**about),
            today=make.TODAY,
        )


def test_only_the_vendors_own_contacts_add_evidence_through_the_portal(vendor):
    stranger = make.contact(make.vendor()).person

    with pytest.raises(NotAllowed, match="not a contact"):
        actions.add_evidence(vendor, by=stranger, link="https://vendor.example")


def accepted_on(piece, checklist):
    item = checklist.items.get()
    answer = make_checklists.answer(item, is_accepted=True, evidence=[piece])
    Item.objects.filter(pk=item.pk).update(status="accepted", accepted_answer=answer)
    return item


def test_withdrawing_stops_every_answer_that_rests_on_it(vendor):
    piece = make_checklists.evidence(vendor)
    items = [accepted_on(piece, make_checklists.checklist({}, vendor=vendor)) for _ in range(2)]
    other = make_checklists.item("accepted", of=make_checklists.checklist({}, vendor=vendor))

    actions.withdraw_evidence(piece, by=make.user("reviewer-security"), why="It is of another firm.", at=make.AT)

    for item in items:
        item.refresh_from_db()
        assert (item.status, item.accepted_answer) == ("rejected", None)
        assert Engagement.objects.get(pk=item.checklist.engagement_id).epoch == 2
    other.refresh_from_db()
    assert other.status == "accepted"
    assert Engagement.objects.get(pk=other.checklist.engagement_id).epoch == 1
    vendor.refresh_from_db()
    assert (vendor.epoch, vendor.outstanding_count) == (1, 2)


def test_withdrawing_under_a_vendor_wide_answer_raises_the_vendors_epoch(vendor):
    piece = make_checklists.evidence(vendor)
    accepted_on(piece, make_checklists.checklist({}, vendor=vendor, is_vendor_wide=True))

    actions.withdraw_evidence(piece, by=make.user("reviewer-security"), why="Forged.", at=make.AT)

    vendor.refresh_from_db()
    assert vendor.epoch == 2


def test_a_contact_withdraws_only_their_own_and_what_nothing_rests_on(vendor):
    contact = make.contact(vendor).person
    theirs, ours = make_checklists.evidence(vendor, by=contact), make_checklists.evidence(vendor)
    used = make_checklists.evidence(vendor, by=contact)
    accepted_on(used, make_checklists.checklist({}, vendor=vendor))

    for piece in (ours, used):
        with pytest.raises(NotAllowed, match="Tell the reviewer"):
            actions.withdraw_evidence(piece, by=contact, why="Wrong file.", at=make.AT)
    assert actions.withdraw_evidence(theirs, by=contact, why="Wrong file.", at=make.AT).withdrawn_at == make.AT
    with pytest.raises(NotAllowed, match="withdrawn already"):
        actions.withdraw_evidence(theirs, by=contact, why="Wrong file.", at=make.AT)


def test_evidence_for_reviewers_eyes_is_seen_by_reviewers_auditors_and_who_uploaded_it(vendor):
    procurement, reviewer = make.user("procurement"), make.user("reviewer-legal")
    reserved = make_checklists.evidence(vendor, is_for_reviewers=True)
    own = make_checklists.evidence(vendor, is_for_reviewers=True, by=procurement.person)

    assert set(Evidence.objects.visible_to(procurement)) == {own}
    assert set(Evidence.objects.visible_to(reviewer)) == {own, reserved}
    assert not Evidence.objects.visible_to(make.user("requester")).exists()
