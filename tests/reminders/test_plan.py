from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import set_access
from accounts.models import Person, User
from checklists.models import Answer, AnswerEvidence, Checklist, Evidence, Item, Waiver
from contracts.models import Contract, Milestone
from history.models import Entry, NotAllowed
from history.moves import move
from reminders import actions
from reminders.models import Digest, Reminder
from selection.models import Evaluation
from sharing.models import Approval, SharingRequest
from tests import make, make_reminders, make_selection
from tests.make import AT, TODAY
from tests.make_reminders import colleague, planned
from vendors import locks
from vendors.actions import make_link
from vendors.models import Engagement, FactConfirmation, PortalLink

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_item_due_in_a_week_is_planned_for_its_owner_once():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY + 7 * DAY)

    assert actions.plan(AT) > 0
    assert actions.plan(AT) == 0
    assert actions.plan(AT + timedelta(minutes=5)) == 0

    line = Reminder.objects.get(person=owner, status="planned")
    assert (line.subject_ref, line.stage, line.due_on, line.anchor_on) == (item.ref, "-7d", TODAY, TODAY + 7 * DAY)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(30, "-30d"), (14, "-14d"), (7, "-7d"), (3, "-3d"), (1, "-1d"), (0, "0"), (-1, "+1d"), (-4, "+4d"), (-14, "+14d")],
)
def test_each_stage_of_an_item_comes_on_its_day(days, stage):
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + days * DAY)

    actions.plan(AT)

    assert [line.stage for line in Reminder.objects.filter(person=owner, status="planned")] == [stage]


@pytest.mark.parametrize("far", [date.min, date(1899, 12, 31), date.max])
def test_one_date_out_of_all_reckoning_keeps_nobody_else_from_being_told(far):
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + 7 * DAY)
    make_reminders.item(due_on=far)
    make.engagement(planned_sharing_on=far)
    make.risk(make.engagement(), make.vendor(), review_on=far)

    assert actions.plan(AT) > 0

    assert [line.stage for line in Reminder.objects.filter(person=owner, status="planned")] == ["-7d"]


def test_before_its_first_stage_nothing_is_said():
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + 60 * DAY)

    actions.plan(AT)

    assert planned(owner) == []


@pytest.mark.parametrize("status", ["submitted", "accepted", "waived", "not-applicable"])
def test_an_item_that_is_done_reminds_nobody_of_its_date(status):
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY)
    answer = Answer.objects.create(item=item, number=1, submitted_by=owner, submitted_at=AT)
    Item.objects.filter(pk=item.pk).update(status=status, accepted_answer=answer)

    actions.plan(AT)

    assert not Reminder.objects.filter(anchor="item-due").exists()


def test_after_an_outage_only_the_newest_stage_is_said():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY + DAY)

    actions.plan(AT)

    assert planned(owner, anchor="item-due") == [
        (item.ref, "-14d", "superseded"),
        (item.ref, "-1d", "planned"),
        (item.ref, "-3d", "superseded"),
        (item.ref, "-7d", "superseded"),
    ]


def test_stages_from_before_the_thing_existed_are_not_named():
    owner = colleague()
    of = make_reminders.checklist(laid_out_at=AT - 2 * DAY)
    item = make_reminders.item(of, owner=owner, due_on=TODAY + 2 * DAY)

    actions.plan(AT)

    # three days before was Friday, the day before it was laid out by then: the seven-day stage was not missed
    assert planned(owner, anchor="item-due") == [(item.ref, "-3d", "planned")]


def test_a_stage_planned_but_not_sent_gives_way_to_the_next():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY + 7 * DAY)
    actions.plan(AT)

    actions.plan(AT + 4 * DAY)

    lines = {stage: status for ref, stage, status in planned(owner) if ref == item.ref}
    assert lines["-7d"] == "superseded"
    assert lines["-1d"] == "planned"  # the day before is a Sunday, so it is said on Friday


def test_a_date_that_moves_has_stages_of_its_own_and_what_was_sent_stays():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY + 7 * DAY)
    actions.plan(AT)
    actions.send(AT)
    Item.objects.filter(pk=item.pk).update(due_on=TODAY + 14 * DAY)

    actions.plan(AT + timedelta(hours=1))

    lines = Reminder.objects.filter(person=owner).exclude(status="superseded").order_by("pk")
    assert [(line.stage, line.anchor_on, line.status) for line in lines] == [
        ("-7d", TODAY + 7 * DAY, "sent"),
        ("-14d", TODAY + 14 * DAY, "planned"),
    ]


def test_overdue_items_go_on_weekly_for_ever():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY - 1400 * DAY)

    actions.plan(AT)

    assert (item.ref, "+1400d", "planned") in planned(owner)


def test_escalation_reaches_the_manager_the_leads_and_the_sponsor_at_once():
    boss, lead, head, sponsor = colleague(), colleague("security-lead"), colleague("procurement-head"), colleague()
    owner = colleague(manager=boss)
    engagement = make.engagement(owner=colleague(), sponsor=sponsor)
    make_reminders.item(make_reminders.checklist(engagement=engagement), owner=owner, due_on=TODAY - 14 * DAY)

    actions.plan(AT)

    told = Reminder.objects.filter(is_escalation=True, status="planned").values_list("person", "stage", "is_at_once")
    assert set(told) == {
        (boss.pk, "+3d", True),
        (lead.pk, "+7d", True),
        (head.pk, "+7d", True),
        (sponsor.pk, "+14d", True),
    }
    assert Digest.objects.get(person=boss).kind == "at-once"


def test_an_item_in_a_queue_reminds_every_reviewer_of_its_area():
    one, other = colleague("reviewer-legal"), colleague("reviewer-legal")
    colleague("reviewer-security")
    make_reminders.item(area="legal", due_on=TODAY)

    actions.plan(AT)

    told = Reminder.objects.filter(anchor="item-due", status="planned").values_list("person", flat=True)
    assert set(told) == {one.pk, other.pk}


def test_somebody_away_is_represented_by_the_delegate():
    delegate = colleague()
    owner = colleague(delegate=delegate, delegate_from_on=TODAY - DAY, delegate_until_on=TODAY + DAY)
    make_reminders.item(owner=owner, due_on=TODAY)

    actions.plan(AT)

    assert set(Reminder.objects.filter(status="planned").values_list("person", flat=True)) == {delegate.pk}


@pytest.mark.parametrize("gone", [{"is_active": False}, {"bounced_at": AT}])
def test_never_nobody_an_owner_who_cannot_be_reached_is_replaced_up_to_the_administrators(gone):
    administrator = colleague("administrator")
    boss = colleague()
    owner = colleague(manager=boss)
    engagement_owner = colleague()
    engagement = make.engagement(owner=engagement_owner)
    make_reminders.item(make_reminders.checklist(engagement=engagement), owner=owner, due_on=TODAY)

    reached = []
    for person in (owner, engagement_owner, boss):
        actions.plan(AT)
        reached.append(set(Reminder.objects.filter(status="planned").values_list("person", flat=True)))
        Reminder.objects.update(status="cancelled")
        Person.objects.filter(pk=person.pk).update(**gone)
    actions.plan(AT)
    reached.append(set(Reminder.objects.filter(status="planned").values_list("person", flat=True)))

    assert reached == [{owner.pk}, {engagement_owner.pk}, {boss.pk}, {administrator.pk}]


def test_a_colleague_who_may_not_sign_in_any_more_is_not_whom_it_waits_for():
    boss, owner = colleague(), colleague()
    engagement = make.engagement(owner=boss)
    make_reminders.item(make_reminders.checklist(engagement=engagement), owner=owner, due_on=TODAY)

    set_access(User.objects.get(person=owner), by=make.user("administrator"), is_active=False, is_staff=False)
    actions.plan(AT)

    assert set(Reminder.objects.filter(status="planned").values_list("person", flat=True)) == {boss.pk}


def test_a_vendor_contact_is_told_of_a_checklist_that_was_sent_and_is_due():
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    of = make_reminders.checklist(vendor, sent_at=AT - 20 * DAY)
    make_reminders.item(of, asks="vendor", due_on=TODAY + 14 * DAY)

    actions.plan(AT)

    assert planned(contact) == [(of.ref, "-14d", "planned"), (of.ref, "0", "planned")]


def test_a_checklist_that_was_not_sent_says_nothing_to_the_vendor():
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    make_reminders.item(make_reminders.checklist(vendor), asks="vendor", due_on=TODAY)

    actions.plan(AT)

    assert planned(contact) == []


def test_a_vendor_contact_gets_at_most_two_digests_in_seven_days():
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    of = make_reminders.checklist(vendor, sent_at=AT - 20 * DAY)
    for days in (3, 4, 5, 7, 8):
        make_reminders.item(of, asks="vendor", due_on=TODAY + days * DAY)

    for days in range(7):
        actions.plan(AT + days * DAY)
        actions.send(AT + days * DAY)

    assert Digest.objects.filter(person=contact, status="sent").count() == 2
    actions.plan(AT + 7 * DAY)
    assert Digest.objects.filter(person=contact, status="waiting").count() == 1


def test_a_planned_sharing_reminds_owner_and_requester_while_it_waits():
    owner, requester = colleague(), colleague()
    sharing = make_reminders.sharing(planned_on=TODAY + 14 * DAY, owner=owner, requested_by=requester)

    actions.plan(AT)

    assert (sharing.ref, "-10w", "planned") in planned(owner)
    assert (sharing.ref, "-10w", "planned") in planned(requester)


@pytest.mark.parametrize("status", ["refused", "ended", "ending"])
def test_a_sharing_that_is_over_reminds_nobody_of_its_date(status):
    make_reminders.sharing(status, planned_on=TODAY)

    actions.plan(AT)

    assert not Reminder.objects.filter(anchor="sharing-planned").exists()


def test_a_sharing_two_working_days_away_reaches_the_manager_and_the_sponsor():
    boss, sponsor = colleague(), colleague()
    engagement = make.engagement(owner=colleague(), sponsor=sponsor)
    make_reminders.sharing(planned_on=TODAY + 2 * DAY, owner=colleague(manager=boss), engagement=engagement)

    actions.plan(AT)

    told = Reminder.objects.filter(is_escalation=True).values_list("person", "stage", "is_at_once")
    assert set(told) == {(boss.pk, "-2w", True), (sponsor.pk, "-2w", True)}


def test_an_engagement_with_a_planned_sharing_that_nobody_asked_for_is_said():
    owner = colleague()
    engagement = make.engagement(owner=owner, planned_sharing_on=TODAY + 7 * DAY, status="awarded")

    actions.plan(AT)

    assert (engagement.ref, "-5w", "planned") in planned(owner)


def test_the_end_of_a_contract_and_its_notice_are_two_dates():
    owner = colleague()
    contract = make_reminders.contract(owner=owner, ends_on=TODAY + 90 * DAY, notice_days=60)

    actions.plan(AT)

    lines = Reminder.objects.filter(person=owner, status="planned").values_list("anchor", "stage", "anchor_on")
    assert set(lines) == {
        ("contract-end", "-90d", contract.ends_on),
        ("contract-notice", "-30d", contract.ends_on - 60 * DAY),
    }


def test_a_notice_that_was_given_is_not_asked_for_but_the_end_is_said():
    owner = colleague()
    contract = make_reminders.contract(owner=owner, ends_on=TODAY + 30 * DAY, notice_days=16, renewal_months=12)

    actions.plan(AT)
    assert set(Reminder.objects.filter(status="planned").values_list("anchor", "stage")) == {
        ("contract-notice", "-14d")
    }

    Contract.objects.filter(pk=contract.pk).update(notice_given_on=TODAY)
    actions.plan(AT)
    assert ("contract-end", "-30d") in Reminder.objects.filter(status="planned").values_list("anchor", "stage")


def test_a_milestone_is_due_until_it_is_accepted():
    owner = colleague()
    contract = make_reminders.contract(owner=owner)
    milestone = Milestone.objects.create(contract=contract, title="Pilot", amount=1, due_on=TODAY - 7 * DAY)
    actions.plan(AT)
    assert (milestone.ref, "+7d", "planned") in planned(owner)

    Milestone.objects.update(status="accepted", accepted_on=TODAY)
    actions.plan(AT + 7 * DAY)

    assert (milestone.ref, "+14d", "planned") not in planned(owner)


def test_the_end_of_an_approval_tells_its_owner_and_who_approved():
    owner, approver = colleague(), colleague()
    vendor = make.vendor(status="approved", owner=owner, approved_by=approver, approved_until_on=TODAY + 30 * DAY)

    actions.plan(AT)

    assert (vendor.ref, "-30d", "planned") in planned(owner)
    assert (vendor.ref, "-30d", "planned") in planned(approver)


def test_an_accepted_answer_that_ends_tells_owner_and_reviewer():
    owner, reviewer = colleague(), colleague()
    item = make_reminders.item(owner=owner)
    answer = Answer.objects.create(
        item=item,
        number=1,
        submitted_by=owner,
        submitted_at=AT,
        is_accepted=True,
        decided_by=reviewer,
        decided_at=AT,
        good_until_on=TODAY + 14 * DAY,
    )
    Item.objects.filter(pk=item.pk).update(status="accepted", accepted_answer=answer)

    actions.plan(AT)

    assert (item.ref, "-14d", "planned") in planned(owner)
    assert (item.ref, "-14d", "planned") in planned(reviewer)


def test_a_submitted_answer_waits_for_every_reviewer_but_who_gave_it():
    author, reviewer = colleague("reviewer-security"), colleague("reviewer-security")
    item = make_reminders.item(status="submitted")
    Answer.objects.create(item=item, number=1, submitted_by=author, submitted_at=AT - 4 * DAY)

    actions.plan(AT)

    assert [row for row in planned(anchor="waiting") if row[0] == item.ref] == [(item.ref, "+2w", "planned")]
    assert Reminder.objects.get(subject_id=item.pk, anchor="waiting").person == reviewer


def test_who_was_invited_to_score_is_reminded_until_the_scores_are_submitted():
    evaluator = colleague("evaluator")
    evaluation = make_selection.evaluation(
        make_selection.scorecard(), evaluator, status="invited", invited_at=AT - 4 * DAY
    )

    actions.plan(AT)

    assert planned(evaluator, anchor="waiting") == [(evaluation.ref, "+2w", "planned")]
    Evaluation.objects.filter(pk=evaluation.pk).update(status="withdrawn", left_at=AT, reason="On leave")
    assert actions.plan(AT + 7 * DAY) is not None
    assert len(planned(evaluator, anchor="waiting")) == 1


def test_what_waits_goes_at_once_when_a_sharing_is_two_working_days_away():
    reviewer = colleague("reviewer-security")
    of = make_reminders.checklist()
    item = make_reminders.item(of, status="submitted")
    Answer.objects.create(item=item, number=1, submitted_by=colleague(), submitted_at=AT)
    make_reminders.sharing(vendor=of.vendor, engagement=of.engagement, planned_on=TODAY + 2 * DAY)

    actions.plan(AT)

    assert Reminder.objects.get(person=reviewer, subject_ref=item.ref, anchor="waiting-sharing").is_at_once


def test_unconfirmed_facts_under_a_sharing_wait_for_the_reviewers():
    reviewer = colleague("reviewer-privacy")
    sharing = make_reminders.sharing(planned_on=TODAY + 60 * DAY)

    actions.plan(AT)
    waiting = Reminder.objects.get(person=reviewer, anchor="waiting", status="planned")
    assert (waiting.subject_ref, waiting.anchor_on) == (sharing.engagement.ref, TODAY - 60 * DAY)

    Reminder.objects.update(status="cancelled")
    FactConfirmation.objects.bulk_create(
        FactConfirmation(
            engagement=sharing.engagement,
            fact=fact,
            entered_by=sharing.engagement.owner,
            confirmed_by=reviewer,
            confirmed_at=AT,
        )
        for fact, _label in FactConfirmation._meta.get_field("fact").choices
    )
    actions.plan(AT)
    assert not Reminder.objects.filter(person=reviewer, anchor="waiting", status="planned").exists()


def test_facts_that_who_asked_for_the_sharing_confirmed_wait_for_another_reviewer():
    reviewer, requester = colleague("reviewer-privacy"), colleague("reviewer-security")
    sharing = make_reminders.sharing(planned_on=TODAY + 60 * DAY, requested_by=requester)
    FactConfirmation.objects.bulk_create(
        FactConfirmation(
            engagement=sharing.engagement,
            fact=fact,
            entered_by=sharing.engagement.owner,
            confirmed_by=requester,
            confirmed_at=AT,
        )
        for fact, _label in FactConfirmation._meta.get_field("fact").choices
    )

    actions.plan(AT)

    assert [row for row in planned(reviewer) if row[0] == sharing.engagement.ref]


def test_who_has_approved_already_is_not_asked_to_approve_and_is_once_that_counts_no_more():
    one, other = colleague("approver"), colleague("security-lead")
    sharing = make_reminders.sharing(planned_on=TODAY + 60 * DAY, outstanding_count=0)
    Approval.objects.create(
        sharing=sharing,
        requested_by=sharing.requested_by,
        by=one,
        at=AT,
        until_on=TODAY + 90 * DAY,
        vendor_epoch=sharing.vendor.epoch,
        engagement_epoch=sharing.engagement.epoch,
    )

    def asked():
        actions.plan(AT)
        rows = Reminder.objects.filter(anchor="waiting", subject_ref=sharing.ref, status="planned")
        return set(rows.values_list("person", flat=True))

    assert asked() == {other.pk}

    Engagement.objects.update(epoch=7)
    assert asked() == {one.pk, other.pk}


def test_one_end_of_evidence_is_said_once_however_many_answers_rest_on_it():
    owner, reviewer = colleague(), colleague()
    of = make_reminders.checklist()
    piece = Evidence.objects.create(
        vendor=of.vendor, link="https://vendor.example/iso", expires_on=TODAY + 14 * DAY, uploaded_by=owner
    )
    for _ in range(3):
        item = make_reminders.item(of, owner=owner)
        answer = Answer.objects.create(
            item=item,
            number=1,
            submitted_by=owner,
            submitted_at=AT,
            is_accepted=True,
            decided_by=reviewer,
            decided_at=AT,
            good_until_on=piece.expires_on,
        )
        AnswerEvidence.objects.create(answer=answer, evidence=piece)
        Item.objects.filter(pk=item.pk).update(status="accepted", accepted_answer=answer)

    actions.plan(AT)

    assert planned(owner, status="planned") == [(piece.ref, "-14d", "planned")]


def test_a_waiver_asked_for_is_said_at_once_to_who_can_grant_it_but_not_to_who_asked():
    asker, approver = colleague("approver"), colleague("approver")
    item = make_reminders.item()
    waiver = Waiver.objects.create(
        vendor=item.checklist.vendor,
        engagement=item.checklist.engagement,
        item=item,
        reason="Later",
        compensating_control="Watched",
        starts_on=TODAY,
        ends_on=TODAY + 90 * DAY,
        asked_by=asker,
    )
    Waiver.objects.update(asked_at=AT)

    actions.tell(AT)

    assert planned(anchor="waiver-asked") == [(waiver.ref, "0", "planned")]
    assert Reminder.objects.get().person == approver
    assert Digest.objects.get().send_after <= AT


def test_each_suspension_is_said_at_once_even_two_on_one_day():
    owner = colleague()
    sharing = make_reminders.sharing("requested", owner=owner, planned_on=TODAY + 60 * DAY)
    for _ in range(2):
        SharingRequest.objects.filter(pk=sharing.pk).update(status="under-way", under_way_since_on=TODAY)
        sharing.refresh_from_db()
        held = locks.hold([sharing.vendor_id], [sharing.engagement_id])
        SharingRequest.MOVES[SharingRequest.Status.UNDER_WAY].add(SharingRequest.Status.SUSPENDED)
        try:
            move(sharing, SharingRequest.Status.SUSPENDED, by=None, held=held)
        finally:
            SharingRequest.MOVES[SharingRequest.Status.UNDER_WAY].discard(SharingRequest.Status.SUSPENDED)
        actions.tell(datetime.now(UTC))

    lines = Reminder.objects.filter(person=owner, anchor="sharing-suspended")
    assert len({line.occasion for line in lines}) == 2
    assert Digest.objects.filter(person=owner, kind="at-once").count() == 1


def test_a_link_made_by_hand_is_mailed_at_once_and_one_made_for_a_digest_is_not():
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    by = make.user("procurement")
    link = make_link(contact.contact_of.get(), TODAY + 60 * DAY, by)
    PortalLink.objects.update(made_at=AT)

    actions.tell(AT)

    assert planned(contact) == [(link.ref, "0", "planned")]
    assert actions.tell(AT) == 0


def test_a_person_far_east_is_told_in_their_own_morning():
    owner = colleague(time_zone="Pacific/Auckland")
    make_reminders.item(owner=owner, due_on=date(2026, 11, 24))

    actions.plan(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))  # Tuesday, 00:30 there

    line = Reminder.objects.get(person=owner, status="planned")
    assert (line.stage, line.due_on) == ("0", date(2026, 11, 24))
    assert line.digest.send_after == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "morning"), [(date(2026, 3, 30), 5), (date(2026, 10, 26), 6)], ids=["summer time", "winter time"]
)
def test_the_morning_keeps_its_hour_when_the_clock_changes(day, morning):
    owner = colleague(time_zone="Europe/Berlin")
    make_reminders.item(owner=owner, due_on=day)

    actions.plan(datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC))

    assert Digest.objects.get(person=owner).send_after == datetime(day.year, day.month, day.day, morning, tzinfo=UTC)


def test_what_falls_on_a_weekend_comes_the_working_day_before_and_overdue_the_next():
    owner = colleague()
    saturday = date(2026, 11, 28)
    item = make_reminders.item(owner=owner, due_on=saturday)

    actions.plan(datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert (item.ref, "0", "planned") in planned(owner)

    actions.plan(datetime(2026, 11, 29, 9, tzinfo=UTC))
    assert (item.ref, "+1d", "planned") not in planned(owner)
    actions.plan(datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert [row for row in planned(owner) if row[1].startswith("+") and row[2] == "planned"] == [
        (item.ref, "+2d", "planned")
    ]


def test_a_snooze_keeps_one_thing_quiet_until_its_end():
    user = make.user(person=make.person(country="ZZ"))
    item = make_reminders.item(owner=user.person, due_on=TODAY + 7 * DAY)
    actions.snooze(user.person, item, TODAY + 3 * DAY, "On a fair", user, TODAY)

    actions.plan(AT)
    assert planned(user.person) == []

    actions.plan(AT + 4 * DAY)
    assert (item.ref, "-1d", "planned") in planned(user.person)


def snoozed(subject, owner, days=20):
    user = User.objects.get(person=owner)
    return actions.snooze(owner, subject, TODAY + days * DAY, "On a fair", user, TODAY)


def test_a_snooze_ends_when_the_sharing_that_needs_the_thing_moves_before_its_end():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY + 3 * DAY)
    of = item.checklist
    sharing = make_reminders.sharing(vendor=of.vendor, engagement=of.engagement, planned_on=TODAY + 60 * DAY)
    snoozed(item, owner)
    SharingRequest.objects.filter(pk=sharing.pk).update(planned_on=TODAY + 3 * DAY)

    actions.plan(AT + 2 * DAY)
    assert planned(owner, anchor="item-due") == []

    actions.plan(AT + 3 * DAY)
    assert (item.ref, "0", "planned") in planned(owner)


def test_no_kind_of_thing_is_put_off_past_the_sharing_that_needs_it():
    owner = colleague()
    item = make_reminders.item(owner=owner)
    of = item.checklist
    make_reminders.sharing(vendor=of.vendor, engagement=of.engagement, planned_on=TODAY + 10 * DAY)
    contract = make_reminders.contract(vendor=of.vendor, engagement=of.engagement)
    waiver = Waiver.objects.create(
        vendor=of.vendor,
        engagement=of.engagement,
        item=item,
        reason="Later",
        compensating_control="Watched",
        starts_on=TODAY,
        ends_on=TODAY + 90 * DAY,
        asked_by=owner,
    )
    things = (
        item,
        waiver,
        contract,
        make.clause(contract, "audit-right"),
        Milestone.objects.create(contract=contract, title="Pilot", amount=1, due_on=TODAY),
        of.engagement,
    )

    for thing in things:
        with pytest.raises(NotAllowed, match="Choose a day before it"):
            snoozed(thing, owner, 10)
        assert snoozed(thing, owner, 9).subject_ref == thing.ref


def test_an_engagements_own_planned_sharing_is_not_slept_through_either():
    owner = colleague()
    engagement = make.engagement(owner=owner, planned_sharing_on=TODAY + 10 * DAY, status="awarded")

    with pytest.raises(NotAllowed, match="Choose a day before it"):
        snoozed(engagement, owner, 10)


def test_what_becomes_outstanding_again_is_due_again():
    owner = colleague()
    item = make_reminders.item(owner=owner, due_on=TODAY)
    actions.plan(AT)
    Item.objects.filter(pk=item.pk).update(status="submitted")
    actions.send(AT)
    assert [row for row in planned(owner) if row[1] == "0"] == [(item.ref, "0", "cancelled")]

    Item.objects.filter(pk=item.pk).update(status="open")
    actions.plan(AT)

    assert (item.ref, "0", "planned") in planned(owner)


def test_a_reminder_left_behind_by_a_digest_that_had_gone_is_put_into_the_next():
    owner = colleague()
    make_reminders.item(owner=owner, due_on=TODAY + 7 * DAY)
    actions.plan(AT)
    Digest.objects.update(status="sent", sent_at=AT)  # it left just before the line was put into it

    actions.plan(AT + DAY)

    line = Reminder.objects.get(person=owner, status="planned")
    assert line.digest.status == "waiting"
    assert line.digest.local_day == TODAY + DAY


def test_planning_leaves_one_entry_a_kind_with_its_count():
    owner = colleague()
    of = make_reminders.checklist()
    for _ in range(3):
        make_reminders.item(of, owner=owner, due_on=TODAY + 30 * DAY)

    actions.plan(AT)

    entry = Entry.objects.get(act="planned item-due")
    assert (entry.count, entry.agent, len(entry.digest)) == (3, "system", 64)


def test_the_number_of_statements_does_not_grow_with_the_work():
    owner = colleague()
    of = make_reminders.checklist()
    make_reminders.item(of, owner=owner, due_on=TODAY + 30 * DAY)
    with CaptureQueriesContext(connection) as few:
        actions.plan(AT)
    for _ in range(30):
        make_reminders.item(of, owner=owner, due_on=TODAY + 30 * DAY)
    with CaptureQueriesContext(connection) as many:
        actions.plan(AT)

    assert len(many) == len(few)
    assert Checklist.objects.count() == 1
