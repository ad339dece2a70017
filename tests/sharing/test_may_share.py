"""Whether it may go now: each reason of the approval, and the transactions in which the answer closes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from checklists import actions as checklists
from checklists.models import AnswerEvidence, Evidence, Waiver
from contracts import actions as contracts
from contracts.models import Agreement, Clause, ClauseKind
from selection import actions as selection
from selection.models import Award, Candidate
from sharing import actions
from sharing.actions import judge
from sharing.defaults import STANDARD
from sharing.models import Approval, Clearance
from sharing.rules.approval import Answer
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene
from vendors import actions as vendors
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=1)


def asked(scene: Scene, at: Any = LATER) -> Answer:
    return judge(scene.sharing.pk, at).answer


def codes(scene: Scene, at: Any = LATER) -> list[str]:
    return [reason.code for reason in asked(scene, at).reasons]


def written(record: Any, **values: Any) -> None:
    type(record).objects.filter(pk=record.pk).update(**values)


def test_what_is_cleared_may_go_until_the_first_end_of_what_it_rests_on() -> None:
    scene = make_sharing.cleared()

    answer = asked(scene)

    assert (answer.allowed, answer.reasons) == (True, ())
    assert answer.valid_until == scene.sharing.valid_until


def test_what_is_ready_and_not_approved_may_not_go() -> None:
    scene = make_sharing.scene()

    judgement = judge(scene.sharing.pk, LATER)

    assert judgement.decision.ready
    assert not judgement.answer.allowed
    assert codes(scene) == ["approval-missing", "clearance-missing"]


def test_a_draft_may_not_go() -> None:
    assert "clearance-missing" in codes(make_sharing.scene(status="draft"))


def approval_of(scene: Scene, by: Any) -> None:
    Approval.objects.all().delete()
    judgement = judge(scene.sharing.pk, LATER)
    Approval.objects.create(
        sharing=scene.sharing,
        requested_by=make.person(),
        by=by,
        at=make.AT,
        until_on=make.TODAY + timedelta(days=90),
        scope_digest=judgement.facts.sharing.scope_digest,
        vendor_epoch=judgement.epochs[0],
        engagement_epoch=judgement.epochs[1],
    )


def by_a_waivers_granter(scene: Scene) -> None:
    written(scene.item, status="waived", accepted_answer=None)
    waiver = make_checklists.waiver(scene.item)
    assert waiver.granted_by is not None
    approval_of(scene, waiver.granted_by)


CLOSED: dict[str, list[Callable[[Scene], Any]]] = {
    "approval-missing": [
        lambda s: Approval.objects.all().update(withdrawn_at=make.AT),
        lambda s: Approval.objects.all().update(until_on=make.TODAY - timedelta(days=1)),
        lambda s: Approval.objects.all().update(scope_digest="another"),
        lambda s: Approval.objects.all().update(engagement_epoch=0),
        lambda s: make_sharing.policy(make_sharing.rules_of(confidential={"approvals": 2})),
    ],
    "same-person": [
        lambda s: approval_of(s, s.sharing.requested_by),
        by_a_waivers_granter,
    ],
    "clearance-missing": [lambda s: written(s.sharing, status="requested", clearance=None)],
    "clearance-ended": [lambda s: None],
    "clearance-superseded": [
        lambda s: written(s.vendor, epoch=2),
        lambda s: written(s.engagement, epoch=2),
        lambda s: written(s.sharing, purpose="Something else"),
    ],
    "too-early": [lambda s: written(s.sharing, planned_on=make.TODAY + timedelta(days=1))],
    "suspended": [lambda s: written(s.sharing, status="suspended")],
    "already-used": [lambda s: written(s.sharing, frequency="once", used_at=make.AT)],
    "sharing-ended": [
        lambda s: written(s.sharing, status="ending"),
        lambda s: written(s.sharing, status="ended"),
        lambda s: written(s.sharing, status="refused"),
    ],
}
EVERY = [pytest.param(code, change, id=f"{code}-{n}") for code, all_ in CLOSED.items() for n, change in enumerate(all_)]


@pytest.mark.parametrize(("code", "change"), EVERY)
def test_each_reason_of_the_approval_closes_the_answer(code: str, change: Callable[[Scene], Any]) -> None:
    scene = make_sharing.cleared()
    assert codes(scene) == []

    change(scene)

    at = scene.sharing.valid_until if code == "clearance-ended" else LATER
    assert code in codes(scene, at)
    assert (asked(scene, at).allowed, asked(scene, at).valid_until) == (False, None)


@pytest.mark.usefixtures("_frozen_rows_can_be_written")
def test_a_clearance_that_was_altered_behind_our_back_does_not_count() -> None:
    scene = make_sharing.cleared()

    Clearance.objects.update(valid_until=scene.sharing.valid_until + timedelta(days=1))

    assert "unknown" in codes(scene)


@pytest.mark.usefixtures("_frozen_rows_can_be_written")
def test_another_requests_clearance_does_not_count() -> None:
    scene = make_sharing.cleared()
    other = make_sharing.sharing(vendor=scene.vendor, engagement=scene.engagement)

    Clearance.objects.update(sharing=other)

    assert "unknown" in codes(scene)


def test_an_older_clearance_does_not_count_once_a_newer_one_was_issued() -> None:
    scene = make_sharing.cleared()
    first = scene.sharing.clearance_id
    actions.suspend(scene.sharing.ref, by=scene.approver, why="A test", at=LATER)
    actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)
    assert codes(scene) == []

    written(scene.sharing, clearance=first)

    assert "clearance-superseded" in codes(scene)


def test_a_sharing_that_is_under_way_is_blocked_like_any_other() -> None:
    scene = make_sharing.scene(status="under-way", under_way_since_on=make.TODAY)

    assert "clearance-missing" in codes(scene)


def scene_that_closes() -> Scene:
    """Cleared on an answer with evidence, a waiver, a contract and all the rest, each of which can be taken away."""
    wanted = {"clauses": [*STANDARD["classes"]["confidential"]["clauses"], "service-levels"]}
    scene = make_sharing.scene({}, {}, status="draft", rules=make_sharing.rules_of(confidential=wanted))
    piece = make_checklists.evidence(scene.vendor, expires_on=make.TODAY + timedelta(days=90))
    AnswerEvidence.objects.create(answer_id=scene.item.accepted_answer_id, evidence=piece)
    written(scene.items[1], status="waived", accepted_answer=None)
    make_checklists.waiver(scene.items[1])
    master = make.contract(vendor=scene.vendor, status="active")
    make.clause(master, "service-levels")
    written(scene.contract, master=master)
    scene.contract.refresh_from_db()
    Award.objects.create(
        engagement=scene.engagement,
        candidate=Candidate.objects.get(),
        status="confirmed",
        reason="The best.",
        proposed_by=make.person(),
        decided_by=make.person(),
        decided_at=make.AT,
    )
    actions.request(scene.sharing.ref, by=scene.requester, at=make.AT)
    assert actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT).clearance
    return scene


def service_levels() -> ClauseKind:
    return ClauseKind.objects.get(key="service-levels")


def audit_right(scene: Scene) -> Clause:
    return scene.contract.clauses.get(kind__key="audit-right")


# What each room's own action takes away, and the rows as they were before (without their epochs).
CLOSING: dict[str, tuple[Callable[[Scene], Any], Callable[[Scene], Any]]] = {
    "send-back": (
        lambda s: checklists.send_back(s.item, by=s.reviewer, note="Too old.", at=LATER),
        lambda s: make_sharing.accept(s.item),
    ),
    "reopen": (
        lambda s: checklists.reopen(s.item, by=s.reviewer, why="New scope.", at=LATER),
        lambda s: make_sharing.accept(s.item),
    ),
    "withdraw-evidence": (
        lambda s: checklists.withdraw_evidence(
            Evidence.objects.get(), by=s.reviewer, why="Withdrawn by its issuer.", at=LATER
        ),
        lambda s: (Evidence.objects.update(withdrawn_at=None), make_sharing.accept(s.item)),
    ),
    "revoke-waiver": (
        lambda s: checklists.revoke_waiver(Waiver.objects.get(), by=s.second, why="The control failed.", at=LATER),
        lambda s: make_sharing.accept(s.items[1]),
    ),
    "terminate-contract": (
        lambda s: contracts.terminate(s.contract, make.user("procurement"), "They left.", today=make.TODAY),
        lambda s: written(s.contract, status="active"),
    ),
    "clause-absent": (
        lambda s: contracts.set_clause(s.contract, audit_right(s).kind, "absent", make.user("procurement")),
        lambda s: written(audit_right(s), state="present"),
    ),
    "end-agreement": (
        lambda s: contracts.end_agreement(Agreement.objects.get(), make.user("procurement"), "Replaced."),
        lambda s: Agreement.objects.update(status="active"),
    ),
    "suspend-vendor": (
        lambda s: vendors.suspend(s.vendor, s.approver, "A breach."),
        lambda s: written(s.vendor, status="approved"),
    ),
    "give-notice": (
        lambda s: contracts.give_notice(
            s.contract,
            make.user("procurement"),
            make.TODAY - timedelta(days=1),
            make.TODAY - timedelta(days=1),
            today=make.TODAY,
        ),
        lambda s: written(s.contract, ends_on=None, notice_given_on=None),
    ),
    "move-contract": (
        lambda s: contracts.edit(s.contract, make.user("procurement"), "Amended.", engagement=make.engagement()),
        lambda s: written(s.contract, engagement=s.engagement),
    ),
    "shorten-contract": (
        lambda s: contracts.edit(
            s.contract, make.user("procurement"), "Amended.", ends_on=make.TODAY - timedelta(days=1)
        ),
        lambda s: written(s.contract, ends_on=None),
    ),
    "narrow-agreement": (
        lambda s: contracts.edit_agreement(
            Agreement.objects.get(), make.user("procurement"), "Amended.", countries=["FR"]
        ),
        lambda s: Agreement.objects.update(countries=[]),
    ),
    "agreement-for-others": (
        lambda s: contracts.edit_agreement(
            Agreement.objects.get(), make.user("procurement"), "Amended.", [make.contract(vendor=s.vendor)]
        ),
        lambda s: Agreement.objects.get().contracts.clear(),
    ),
    "clause-of-the-master": (
        lambda s: contracts.set_clause(s.contract.master, service_levels(), "absent", make.user("procurement")),
        lambda s: written(s.contract.master.clauses.get(), state="present"),
    ),
    "end-of-the-master": (
        lambda s: contracts.terminate(s.contract.master, make.user("procurement"), "Over.", today=make.TODAY),
        lambda s: written(s.contract.master, status="active"),
    ),
    "another-master": (
        lambda s: contracts.edit(s.contract, make.user("procurement"), "Amended.", master=None),
        lambda s: written(s.contract, master=s.contract.master),
    ),
    "review-vendor": (
        lambda s: vendors.start_review(s.vendor, s.approver),
        lambda s: written(s.vendor, status="approved"),
    ),
    "lower-approval": (
        lambda s: vendors.approve(
            s.vendor, s.approver, "internal", ["personal"], make.TODAY + timedelta(days=300), make.TODAY
        ),
        lambda s: written(s.vendor, approved_data_class="restricted"),
    ),
    "withdraw-award": (
        lambda s: selection.withdraw_award(Award.objects.get(), make.user("procurement"), "A mistake."),
        lambda s: (
            written(s.engagement, status="awarded"),
            Candidate.objects.update(status="selected"),
        ),
    ),
    "change-facts": (
        lambda s: vendors.change_facts(s.engagement, make.user("procurement"), volume=2),
        lambda s: make_sharing.confirm(Engagement.objects.get(pk=s.engagement.pk), s.reviewer.person),
    ),
}


@pytest.mark.parametrize("what", CLOSING)
def test_the_answer_closes_in_the_commit_that_changes_the_fact_and_stays_closed_until_decided_anew(what: str) -> None:
    scene = scene_that_closes()
    assert asked(scene).allowed
    take_away, put_back = CLOSING[what]

    with transaction.atomic():
        take_away(scene)
        assert not asked(scene).allowed
    assert not judge(scene.sharing.pk, LATER).decision.ready

    put_back(scene)
    assert judge(scene.sharing.pk, LATER).decision.reasons == ()
    assert "clearance-superseded" in codes(scene)

    assert actions.sweep(LATER) == [scene.sharing.ref]
    assert not asked(scene).allowed
    actions.approve(scene.sharing.ref, by=scene.approver, at=LATER)
    assert asked(scene).allowed


def test_a_candidate_who_was_rejected_and_came_back_needs_a_new_decision_for_its_evaluation() -> None:
    scene = make_sharing.scene(is_evaluation=True, data_class="internal", data_categories=[], status="draft")
    written(scene.engagement, status="evaluating")
    candidate = Candidate.objects.get()
    written(candidate, status="shortlisted")
    written(scene.sharing, contract=None)
    make.agreement("nda", vendor=scene.vendor)
    actions.request(scene.sharing.ref, by=scene.requester, at=make.AT)
    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)
    assert asked(scene).allowed

    selection.reject(candidate, scene.requester, "Too dear.")
    selection.shortlist(candidate, scene.requester)

    assert codes(scene) == ["approval-missing", "clearance-superseded"]
