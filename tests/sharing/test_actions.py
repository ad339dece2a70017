"""What people and the clock do to sharing requests: allowed, each refusal, history written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import Person, Role
from checklists.models import Answer, Item
from history.models import Entry, NotAllowed
from history.moves import create
from sharing import actions
from sharing.models import Approval, Clearance, Decision, GatePolicy, SharingRequest
from sharing.rules import gate
from sharing.rules.reasons import Code
from sharing.tasks import sweep as sweep_task
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=1)
TOMORROW = make.TODAY + timedelta(days=1)


def moves(record: Any) -> list[tuple[str, str]]:
    """The statuses that a record went through, as its history tells them."""
    entries = Entry.objects.of(record).filter(act="moved").order_by("sequence")
    return [(was, now) for entry in entries for field, was, now in entry.changes if field == "status"]


def refused(act: Callable[[], Any]) -> NotAllowed:
    with pytest.raises(NotAllowed) as caught:
        act()
    return caught.value


def fields(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Call notes",
        "vendor": scene.vendor,
        "engagement": scene.engagement,
        "contract": scene.contract,
        "data_class": "confidential",
        "data_categories": ["personal"],
        "description": "Notes of calls",
        "purpose": "Support",
        "destination": "sftp.vendor.example",
        "countries": ["DE"],
        "planned_on": TOMORROW,
        "until_on": make.TODAY + timedelta(days=90),
        **changes,
    }


# Asking ----------------------------------------------------------------------------------------------


def test_a_draft_belongs_to_who_drafts_it_and_its_history_begins() -> None:
    scene = make_sharing.scene()

    made = actions.draft(by=scene.requester, **fields(scene))

    assert (made.status, made.requested_by, made.owner) == ("draft", scene.requester.person, scene.requester.person)
    assert Entry.objects.of(made).get().act == "created"


def test_who_has_no_role_to_ask_drafts_nothing() -> None:
    scene = make_sharing.scene()

    refused(lambda: actions.draft(by=make.user("auditor"), **fields(scene)))

    assert SharingRequest.objects.count() == 1


def test_a_request_that_is_asked_for_is_judged_and_can_be_approved_by_another() -> None:
    scene = make_sharing.scene()
    made = actions.draft(by=scene.requester, **fields(scene))

    asked = actions.request(made.ref, by=scene.requester, at=make.AT)

    made.refresh_from_db()
    assert (made.status, made.requested_at, asked.clearance) == ("requested", make.AT, None)
    assert moves(made) == [("draft", "requested")]


WRONG = [
    {"title": " "},
    {"description": ""},
    {"purpose": ""},
    {"destination": ""},
    {"countries": []},
    {"countries": ["Germany"]},
    {"data_class": "secret"},
    {"data_categories": ["biometric"]},
    {"planned_on": make.TODAY - timedelta(days=1)},
    {"transfer_bases": {"IN": {"basis": "derogation", "reason": "x"}}},
    {"countries": ["IN"], "transfer_bases": {"IN": {"basis": "derogation", "reason": ""}}},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_request_that_does_not_say_enough_is_not_asked_for(wrong: dict[str, Any]) -> None:
    scene = make_sharing.scene()
    made = actions.draft(by=scene.requester, **fields(scene, **wrong))

    fault = refused(lambda: actions.request(made.ref, by=scene.requester, at=make.AT))

    made.refresh_from_db()
    assert (fault.code, made.status) == ("fields", "draft")


def test_a_contract_with_another_vendor_or_for_another_engagement_is_not_asked_under() -> None:
    scene = make_sharing.scene()
    for contract in (make.contract(), make.contract(vendor=scene.vendor, engagement=make.engagement())):
        made = actions.draft(by=scene.requester, **fields(scene, contract=contract))

        assert refused(lambda: actions.request(made.ref, by=scene.requester, at=make.AT)).code == "fields"  # noqa: B023


def test_only_who_drafted_asks() -> None:
    scene = make_sharing.scene()
    made = actions.draft(by=scene.requester, **fields(scene, owner=scene.approver.person))

    refused(lambda: actions.request(made.ref, by=scene.approver, at=make.AT))

    made.refresh_from_db()
    assert made.status == "draft"


def test_nobody_who_could_approve_is_said_on_the_day_of_the_request() -> None:
    scene = make_sharing.scene(status="draft")
    scene.approver.groups.clear()
    scene.second.groups.clear()

    asked = actions.request(scene.sharing.ref, by=scene.requester, at=make.AT)

    assert "1 more person who can approve is needed." in asked.warnings[0]


def test_too_short_a_lead_is_said_on_the_day_of_the_request() -> None:
    scene = make_sharing.scene(status="draft", planned_on=make.TODAY + timedelta(days=10))

    asked = actions.request(scene.sharing.ref, by=scene.requester, at=make.AT)

    assert asked.warnings == (actions.lead_warning(make.TODAY + timedelta(days=10), make.TODAY),)
    assert asked.warnings[0].startswith("Only 10 days are left until 3 Dec 2026.")


def test_public_data_is_cleared_at_once_and_the_decision_is_recorded() -> None:
    scene = make_sharing.scene()
    given = fields(scene, data_class="public", data_categories=[], planned_on=make.TODAY)
    made = actions.draft(by=scene.requester, **given)

    asked = actions.request(made.ref, by=scene.requester, at=make.AT)

    assert asked.clearance is not None
    assert asked.sharing.status == "cleared"
    assert actions.judge(made.pk, LATER).answer.allowed
    assert list(made.decisions.values_list("act", "is_allowed")) == [("clear", True)]


def test_what_was_asked_for_is_withdrawn_by_its_own_people_and_is_a_draft_again() -> None:
    scene = make_sharing.scene()
    refused(lambda: actions.withdraw(scene.sharing.ref, by=scene.approver, at=LATER))

    actions.withdraw(scene.sharing.ref, by=scene.requester, at=LATER, why="Too early.")

    scene.sharing.refresh_from_db()
    assert (scene.sharing.status, scene.sharing.requested_at) == ("draft", None)


def test_the_scope_of_what_was_asked_for_does_not_change() -> None:
    scene = make_sharing.scene()

    refused(lambda: actions.change_draft(scene.sharing.ref, by=scene.requester, purpose="Another"))

    scene.sharing.refresh_from_db()
    assert scene.sharing.purpose == "First-line support"


def test_a_draft_changes_with_its_history() -> None:
    scene = make_sharing.scene(status="draft")

    actions.change_draft(scene.sharing.ref, by=scene.requester, volume=7)

    assert Entry.objects.of(scene.sharing).get().changes == [["volume", 5_000, 7]]
    refused(lambda: actions.change_draft(scene.sharing.ref, by=scene.approver, volume=8))


def test_a_new_version_is_an_uncleared_draft_and_ends_the_old_one_once_it_is_cleared() -> None:
    scene = make_sharing.cleared()

    made = actions.new_version(scene.sharing.ref, by=scene.requester)
    assert (made.status, made.supersedes, made.purpose) == ("draft", scene.sharing, scene.sharing.purpose)
    assert actions.judge(scene.sharing.pk, LATER).answer.allowed
    refused(lambda: actions.new_version(scene.sharing.ref, by=scene.requester))

    actions.change_draft(made.ref, by=scene.requester, purpose="Second-line support")
    actions.request(made.ref, by=scene.requester, at=LATER)
    actions.approve(made.ref, by=scene.approver, at=LATER)

    assert actions.judge(made.pk, LATER).answer.allowed
    assert not actions.judge(scene.sharing.pk, LATER).answer.allowed
    assert actions.sweep(LATER) == [scene.sharing.ref]
    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "ending"


def test_a_date_moves_with_a_reason_and_every_move_stays() -> None:
    scene = make_sharing.scene()
    for days in (10, 20):
        actions.move_date(
            scene.sharing.ref, make.TODAY + timedelta(days), by=scene.requester, why="They are late.", at=make.AT
        )

    entries = Entry.objects.of(scene.sharing).filter(act="date moved").order_by("sequence")
    assert [entry.changes[0] for entry in entries] == [
        ["planned_on", "2026-11-23", "2026-12-03"],
        ["planned_on", "2026-12-03", "2026-12-13"],
    ]
    assert [value.value for entry in entries for value in entry.personal_values.all()] == ["They are late."] * 2


@pytest.mark.parametrize(
    ("planned", "why", "code"),
    [
        (make.TODAY - timedelta(days=1), "Late", "planned_on"),
        (make.TODAY + timedelta(days=400), "", "why"),
    ],
)
def test_a_date_does_not_move_into_the_past_or_without_a_reason(planned: date, why: str, code: str) -> None:
    scene = make_sharing.scene()

    fault = refused(lambda: actions.move_date(scene.sharing.ref, planned, by=scene.requester, why=why, at=make.AT))

    assert fault.code == code


def test_a_later_date_moves_the_end_where_it_must() -> None:
    scene = make_sharing.scene()
    later = make.TODAY + timedelta(days=400)

    actions.move_date(scene.sharing.ref, later, by=scene.requester, why="Late", at=make.AT)

    scene.sharing.refresh_from_db()
    assert (scene.sharing.planned_on, scene.sharing.until_on) == (later, later)


def test_an_approver_refuses_with_a_reason_and_who_asked_does_not() -> None:
    scene = make_sharing.scene()
    assert refused(lambda: actions.refuse(scene.sharing.ref, by=scene.approver, why=" ", at=make.AT)).code == "why"
    refused(lambda: actions.refuse(scene.sharing.ref, by=scene.reviewer, why="No.", at=make.AT))
    scene.requester.groups.set(scene.approver.groups.all())
    own = refused(lambda: actions.refuse(scene.sharing.ref, by=scene.requester, why="No.", at=make.AT))
    assert own.code == "same-person"

    actions.refuse(scene.sharing.ref, by=scene.approver, why="Not this data.", at=make.AT)

    assert moves(scene.sharing) == [("requested", "refused")]
    assert scene.sharing.decisions.get().is_allowed is False


def test_what_is_under_way_says_since_when_and_by_when_it_is_cleared_or_stopped() -> None:
    scene = make_sharing.scene()
    mark = actions.mark_under_way
    ref, why = scene.sharing.ref, "Found in the logs."
    assert refused(lambda: mark(ref, TOMORROW, by=scene.requester, why=why, at=make.AT)).code == "since_on"
    assert refused(lambda: mark(ref, make.TODAY, by=scene.requester, why=why, at=make.AT)).code == "clear_by_on"
    refused(lambda: mark(ref, make.TODAY, by=make.user("requester"), why=why, at=make.AT, clear_by_on=TOMORROW))

    mark(ref, make.TODAY, by=scene.requester, why=why, at=make.AT, clear_by_on=TOMORROW)

    assert not actions.judge(scene.sharing.pk, LATER).answer.allowed
    actions.approve(ref, by=scene.approver, at=LATER)
    scene.sharing.refresh_from_db()
    assert (scene.sharing.status, scene.sharing.clear_by_on) == ("cleared", None)


# Approving -------------------------------------------------------------------------------------------


def test_an_approval_clears_with_a_signed_snapshot_under_the_epochs_of_the_moment() -> None:
    scene = make_sharing.scene()

    outcome = actions.approve(scene.sharing.ref, by=scene.approver, at=LATER, note=" Looked through. ")

    scene.sharing.refresh_from_db()
    clearance = Clearance.objects.get()
    assert (scene.sharing.status, scene.sharing.clearance) == ("cleared", clearance)
    assert (outcome.given, outcome.wanted, outcome.approval.note) == (1, 1, "Looked through.")
    assert clearance.valid_until == scene.sharing.valid_until
    assert clearance.ends_with == f"{scene.checklist.ref}/B-01: Item 1"
    assert (clearance.vendor_epoch, clearance.engagement_epoch) == (1, 1)
    assert clearance.snapshot["approvals"] == [outcome.approval.ref]
    assert [f"{scene.checklist.ref}/B-02", "accepted"] in [row[1:3] for row in clearance.snapshot["rests_on"]]
    assert moves(scene.sharing) == [("requested", "cleared")]
    assert list(scene.sharing.decisions.values_list("act", "is_allowed", "clearance")) == [
        ("approve", True, clearance.pk)
    ]


def test_an_approval_ends_at_the_tiers_next_reassessment_and_so_does_the_clearance() -> None:
    scene = make_sharing.scene()
    Answer.objects.update(good_until_on=None)
    type(scene.checklist).objects.update(completed_at=make.AT - timedelta(days=600))

    outcome = actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)

    assert outcome.approval.until_on == date(2027, 4, 2)
    assert outcome.clearance is not None
    assert outcome.clearance.valid_until.date() == date(2027, 4, 3)


def test_an_approval_never_lasts_more_than_twelve_months() -> None:
    far = make.TODAY + timedelta(days=2000)
    scene = make_sharing.scene(until_on=far)
    Answer.objects.update(good_until_on=None)
    type(scene.contract).objects.update(ends_on=None)
    type(scene.vendor).objects.update(approved_until_on=far)

    outcome = actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)

    assert outcome.approval.until_on == date(2027, 11, 23)
    assert outcome.clearance is not None
    assert (outcome.clearance.valid_until.date(), outcome.clearance.ends_with) == (date(2027, 11, 24), "approval")


def two_wanted() -> Scene:
    return make_sharing.scene(rules=make_sharing.rules_of(confidential={"approvals": 2}))


def test_two_approvals_are_given_by_two_people() -> None:
    scene = two_wanted()

    first = actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)
    assert (first.clearance, first.given, first.wanted) == (None, 1, 2)
    assert not actions.judge(scene.sharing.pk, LATER).answer.allowed
    again = refused(lambda: actions.approve(scene.sharing.ref, by=scene.approver, at=LATER))
    assert "You have approved this already" in str(again)

    second = actions.approve(scene.sharing.ref, by=scene.second, at=LATER)

    assert second.clearance is not None
    assert actions.judge(scene.sharing.pk, LATER).answer.allowed


def test_an_approval_from_before_something_was_taken_away_does_not_count_for_the_second() -> None:
    scene = two_wanted()
    actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)
    type(scene.engagement).objects.update(epoch=2)

    outcome = actions.approve(scene.sharing.ref, by=scene.second, at=LATER)

    assert (outcome.clearance, outcome.given) == (None, 1)


def test_who_asked_cannot_approve_also_in_the_database() -> None:
    scene = make_sharing.scene()
    scene.requester.groups.set(scene.approver.groups.all())

    fault = refused(lambda: actions.approve(scene.sharing.ref, by=scene.requester, at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == ["same-person"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            sharing=scene.sharing,
            requested_by=scene.requester.person,
            by=scene.requester.person,
            at=LATER,
            until_on=TOMORROW,
            scope_digest="",
            vendor_epoch=1,
            engagement_epoch=1,
        )


def test_who_granted_a_waiver_that_it_rests_on_cannot_approve() -> None:
    scene = make_sharing.scene({}, {})
    Item.objects.filter(pk=scene.item.pk).update(status="waived", accepted_answer=None)
    waiver = make_checklists.waiver(scene.item)
    type(waiver).objects.update(granted_by=scene.approver.person)

    fault = refused(lambda: actions.approve(scene.sharing.ref, by=scene.approver, at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == ["same-person"]
    assert actions.approve(scene.sharing.ref, by=scene.second, at=LATER).clearance


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("approver", "security-lead")])
def test_no_other_role_approves(role: str) -> None:
    scene = make_sharing.scene()

    fault = refused(lambda: actions.approve(scene.sharing.ref, by=make.user(role), at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == [Code.NO_ELIGIBLE_APPROVER]


def test_a_superuser_without_a_role_does_not_approve() -> None:
    scene = make_sharing.scene()

    refused(lambda: actions.approve(scene.sharing.ref, by=make.user(is_superuser=True, is_staff=True), at=LATER))

    assert not Approval.objects.exists()


def test_what_is_not_ready_is_not_approved_and_the_refusal_is_recorded_with_every_reason() -> None:
    scene = make_sharing.scene()
    type(scene.vendor).objects.update(status="suspended")
    Item.objects.filter(pk=scene.item.pk).update(status="rejected", accepted_answer=None)

    refused(lambda: actions.approve(scene.sharing.ref, by=scene.approver, at=LATER))

    record = Decision.objects.get()
    assert (record.act, record.is_allowed, record.is_ready, record.by) == (
        "approve",
        False,
        False,
        scene.approver.person,
    )
    assert [reason["code"] for reason in record.reasons] == ["vendor-not-approved", "item-outstanding"]
    assert not Approval.objects.exists()


@pytest.mark.parametrize("status", ["draft", "refused", "ended", "ending"])
def test_what_was_not_asked_for_or_is_over_is_not_approved(status: str) -> None:
    scene = make_sharing.scene(status=status)

    refused(lambda: actions.approve(scene.sharing.ref, by=scene.approver, at=LATER))

    assert not Clearance.objects.exists()


def test_what_is_cleared_is_not_cleared_again() -> None:
    scene = make_sharing.cleared()

    refused(lambda: actions.approve(scene.sharing.ref, by=scene.second, at=LATER))
    refused(lambda: actions.clear(scene.sharing.ref, by=scene.requester, at=LATER))

    assert Clearance.objects.count() == 1


def test_clear_does_not_stand_in_for_an_approval() -> None:
    scene = make_sharing.scene()

    fault = refused(lambda: actions.clear(scene.sharing.ref, by=scene.requester, at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == ["approval-missing"]
    assert not Clearance.objects.exists()


def test_a_clearance_never_changes() -> None:
    make_sharing.cleared()

    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.update(ends_with="never")


def test_the_database_refuses_cleared_without_a_clearance() -> None:
    scene = make_sharing.scene()

    with pytest.raises(IntegrityError), transaction.atomic():
        SharingRequest.objects.filter(pk=scene.sharing.pk).update(status="cleared")


# Using and ending ------------------------------------------------------------------------------------


def test_what_may_go_starts_and_what_may_not_is_refused_with_its_reasons() -> None:
    scene = make_sharing.cleared()
    refused(lambda: actions.start(scene.sharing.ref, by=scene.approver, at=LATER))
    type(scene.vendor).objects.update(status="suspended")
    assert isinstance(refused(lambda: actions.start(scene.sharing.ref, by=scene.requester, at=LATER)), actions.Blocked)
    type(scene.vendor).objects.update(status="approved")

    actions.start(scene.sharing.ref, by=scene.requester, at=LATER)

    assert moves(scene.sharing)[-1] == ("cleared", "active")
    assert list(scene.sharing.decisions.filter(act="start").values_list("is_allowed", flat=True)) == [True, False]


def test_it_does_not_start_before_its_planned_day() -> None:
    scene = make_sharing.cleared(planned_on=TOMORROW)

    fault = refused(lambda: actions.start(scene.sharing.ref, by=scene.requester, at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == ["too-early"]


def test_a_transfer_by_a_person_is_recorded_and_makes_it_active() -> None:
    scene = make_sharing.cleared()

    made = actions.record_transfer(scene.sharing.ref, by=scene.requester, at=LATER, volume=12)

    scene.sharing.refresh_from_db()
    assert (made.by, made.volume, made.clearance) == (scene.requester.person, 12, scene.sharing.clearance)
    assert (scene.sharing.status, scene.sharing.used_at) == ("active", None)


def test_a_one_off_is_used_up_by_its_first_transfer() -> None:
    scene = make_sharing.cleared(frequency="once")
    actions.record_transfer(scene.sharing.ref, by=scene.requester, at=LATER)

    fault = refused(lambda: actions.record_transfer(scene.sharing.ref, by=scene.requester, at=LATER))

    assert isinstance(fault, actions.Blocked)
    assert [reason.code for reason in fault.reasons] == ["already-used"]
    assert scene.sharing.transfers.count() == 1


def test_suspending_needs_an_approver_and_a_reason_and_only_a_new_decision_lifts_it() -> None:
    scene = make_sharing.cleared()
    refused(lambda: actions.suspend(scene.sharing.ref, by=scene.reviewer, why="A breach.", at=LATER))
    assert refused(lambda: actions.suspend(scene.sharing.ref, by=scene.approver, why=" ", at=LATER)).code == "why"

    actions.suspend(scene.sharing.ref, by=scene.approver, why="A breach.", at=LATER)

    answer = actions.judge(scene.sharing.pk, LATER).answer
    assert [reason.code for reason in answer.reasons] == ["suspended", "approval-missing"]
    actions.approve(scene.sharing.ref, by=scene.second, at=LATER)
    assert actions.judge(scene.sharing.pk, LATER).answer.allowed


def test_what_may_have_gone_out_is_ending_until_a_reviewer_accepts_its_end() -> None:
    scene = make_sharing.cleared()
    refused(lambda: actions.end(scene.sharing.ref, by=scene.reviewer, why="Over.", at=LATER))
    actions.end(scene.sharing.ref, by=scene.requester, why="Over.", at=LATER)
    refused(lambda: actions.finish(scene.sharing.ref, by=scene.requester, why="Deleted."))
    assert refused(lambda: actions.finish(scene.sharing.ref, by=scene.reviewer, why="")).code == "why"

    actions.finish(scene.sharing.ref, by=scene.reviewer, why="Certificate of deletion, access removed.")

    assert moves(scene.sharing)[-2:] == [("cleared", "ending"), ("ending", "ended")]


def test_what_never_went_out_ends_at_once() -> None:
    scene = make_sharing.scene()

    actions.end(scene.sharing.ref, by=scene.requester, why="Not needed.", at=LATER)

    assert moves(scene.sharing) == [("requested", "ended")]


# What happens by itself ------------------------------------------------------------------------------


def test_the_sweep_suspends_what_was_taken_away_withdraws_its_approval_and_writes_why() -> None:
    scene = make_sharing.cleared()
    type(scene.vendor).objects.update(status="suspended", epoch=2)

    assert actions.sweep(LATER) == [scene.sharing.ref]
    assert actions.sweep(LATER) == []

    assert moves(scene.sharing)[-1] == ("cleared", "suspended")
    assert Approval.objects.get().withdrawn_at == LATER
    decision = scene.sharing.decisions.get(act="sweep")
    assert "vendor-not-approved" in [reason["code"] for reason in decision.reasons]
    entry = Entry.objects.of(scene.sharing).filter(act="moved").first()
    assert entry is not None
    assert entry.agent == "system"


def test_what_cannot_be_judged_is_closed_and_keeps_no_other_from_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, scene = make_sharing.cleared(), make_sharing.cleared()
    type(scene.vendor).objects.update(epoch=2)
    decide = gate.decide

    def faulty(facts: Any, policy: Any, at: Any) -> Any:
        if facts.sharing.id == broken.sharing.pk:
            raise RuntimeError("a bug")
        return decide(facts, policy, at)

    monkeypatch.setattr("sharing.rules.gate.decide", faulty)

    assert actions.sweep(LATER) == [scene.sharing.ref]
    [judgement] = actions.judge_all([broken.sharing.pk], LATER)
    assert (judgement.answer.allowed, judgement.decision.ready) == (False, False)
    assert [reason.code for reason in judgement.answer.reasons] == ["unknown"]
    broken.sharing.refresh_from_db()
    assert broken.sharing.status == "cleared"  # a fault of ours suspends nothing for good
    with pytest.raises(RuntimeError):
        actions.judge(broken.sharing.pk, LATER)


def test_the_sweep_suspends_what_has_run_out() -> None:
    scene = make_sharing.cleared()

    assert actions.sweep(scene.sharing.valid_until - timedelta(seconds=1)) == []
    assert actions.sweep(scene.sharing.valid_until) == [scene.sharing.ref]


def test_the_sweep_lets_what_has_reached_its_last_day_end() -> None:
    scene = make_sharing.cleared(until_on=TOMORROW)

    actions.sweep(make.AT + timedelta(days=3))

    assert moves(scene.sharing)[-1] == ("cleared", "ending")


@pytest.mark.parametrize("values", [{"planned_on": TOMORROW}, {"frequency": "once"}])
def test_the_sweep_leaves_alone_what_only_waits_or_was_used_up(values: dict[str, Any]) -> None:
    scene = make_sharing.cleared(**values)
    if "frequency" in values:
        actions.record_transfer(scene.sharing.ref, by=scene.requester, at=LATER)

    assert actions.sweep(LATER) == []


def test_a_stricter_policy_suspends_what_it_does_not_let_go_once_it_counts() -> None:
    scene = make_sharing.cleared()
    assert actions.sweep(LATER) == []
    administrator = make.user("administrator")
    rules = make_sharing.rules_of(confidential={"clauses": ["service-levels"]})
    draft = actions.draft_policy(by=administrator, title="Stricter", rules=rules)
    assert actions.preview(draft, LATER) == [scene.sharing.ref]

    actions.publish_policy(draft, by=administrator, at=LATER, counts_from_on=TOMORROW)

    assert actions.judge(scene.sharing.pk, LATER).answer.allowed
    assert actions.sweep(LATER) == []
    assert actions.sweep(LATER + timedelta(days=1)) == [scene.sharing.ref]


def test_what_waits_is_counted_anew_soon_after_anything_was_entered_and_else_now_and_then() -> None:
    scene = make_sharing.scene()
    with time_machine.travel(make.AT, tick=False):
        create(Person(name="Somebody new", email="new@halden.example"), by=None)

    def judged(before: timedelta, at: datetime) -> bool:
        """Whether the sweep of this instant looks at what was judged so long before it."""
        SharingRequest.objects.update(outstanding_count=5, judged_at=at - before)
        actions.sweep(at)
        scene.sharing.refresh_from_db()
        return scene.sharing.outstanding_count == 0

    soon, later = make.AT + timedelta(minutes=1), make.AT + timedelta(minutes=14)
    assert judged(timedelta(seconds=61), soon)
    assert judged(timedelta(seconds=51), soon), "the entry's transaction may have ended later"
    assert not judged(timedelta(seconds=49), soon), "it was judged since"
    assert not judged(timedelta(seconds=5), make.AT), "not at every sweep"
    assert not judged(timedelta(minutes=13), later)
    assert judged(timedelta(minutes=16), later)


def test_a_clock_that_ran_ahead_for_a_while_keeps_nothing_from_being_judged_again() -> None:
    scene = make_sharing.cleared()
    type(scene.sharing).objects.update(judged_at=LATER + timedelta(days=400))
    make_sharing.policy(make_sharing.rules_of(confidential={"clauses": ["service-levels"]}))

    assert actions.sweep(LATER) == [scene.sharing.ref]


def test_a_policy_is_published_by_administrators_when_it_can_be_read_and_counts_thirty_days_on() -> None:
    administrator = make.user("administrator")
    refused(lambda: actions.draft_policy(by=make.user("approver"), title="Mine", rules={}))
    broken = actions.draft_policy(by=administrator, title="Broken", rules={"classes": {}})
    assert refused(lambda: actions.publish_policy(broken, by=administrator, at=make.AT)).code == "rules"
    draft = actions.draft_policy(by=administrator, title="Better", rules=make_sharing.rules_of())
    refused(lambda: actions.publish_policy(draft, by=make.user("approver"), at=make.AT))
    past = refused(lambda: actions.publish_policy(draft, by=administrator, at=make.AT, counts_from_on=date(2026, 1, 1)))
    assert past.code == "counts_from_on"

    draft = actions.publish_policy(draft, by=administrator, at=make.AT)

    assert (draft.status, draft.counts_from_on) == ("published", make.TODAY + timedelta(days=30))
    assert GatePolicy.objects.current(make.TODAY).get().number == 1
    assert GatePolicy.objects.current(make.TODAY + timedelta(days=30)).get() == draft


def test_the_policy_that_ships_can_be_read_and_is_in_force_from_the_first_day() -> None:
    shipped = GatePolicy.objects.get()

    assert (shipped.number, shipped.status) == (1, "published")
    assert actions.policies.policy.faults(shipped.rules) == []
    assert {"DE", "NO", "JP", "CH"} <= set(shipped.rules["approved_countries"])
    assert not {"US", "IN", "CN"} & set(shipped.rules["approved_countries"])


def test_the_lists_learn_how_much_is_outstanding_and_the_gate_never_reads_it() -> None:
    scene = make_sharing.scene()
    Item.objects.filter(pk=scene.item.pk).update(status="rejected", accepted_answer=None)

    actions.sweep(LATER)

    scene.sharing.refresh_from_db()
    assert (scene.sharing.outstanding_count, scene.sharing.judged_at) == (1, LATER)
    SharingRequest.objects.update(outstanding_count=0)
    assert not actions.judge(scene.sharing.pk, LATER).decision.ready


def test_the_task_sweeps() -> None:
    scene = make_sharing.cleared()
    type(scene.vendor).objects.update(status="suspended", epoch=2)

    sweep_task()

    scene.sharing.refresh_from_db()
    assert scene.sharing.status in ("suspended", "ending")
