"""Each reason of the gate: where it appears, and that nothing else does."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checklists.models import Answer, AnswerEvidence, Evidence, Item, Waiver
from contracts.models import Agreement, Clause
from selection.models import Award, Candidate
from sharing.actions import judge, judge_all
from sharing.models import GatePolicy, SharingRequest
from sharing.rules.reasons import Code, Decision
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene
from vendors.models import FactConfirmation, Vendor

pytestmark = pytest.mark.django_db
TOMORROW = make.TODAY + timedelta(days=1)
YESTERDAY = make.TODAY - timedelta(days=1)


def decided(scene: Scene, at: datetime = make.AT) -> Decision:
    return judge(scene.sharing.pk, at).decision


def codes(scene: Scene, at: datetime = make.AT) -> list[str]:
    return [reason.code for reason in decided(scene, at).reasons]


def written(record: Any, **values: Any) -> None:
    """Write to the row directly, as it may have come to be."""
    type(record).objects.filter(pk=record.pk).update(**values)


def test_a_request_with_everything_in_place_is_ready_and_has_no_reason() -> None:
    decision = decided(make_sharing.scene())

    assert (decision.ready, decision.reasons) == (True, ())


def item_is(status: str, **stamps: Any) -> Callable[[Scene], None]:
    return lambda scene: written(scene.item, status=status, **stamps)


def evidence_of(scene: Scene, **fields: Any) -> Evidence:
    """The first item was accepted on this piece, and for as long as it counts."""
    piece = make_checklists.evidence(fields.pop("of", scene.vendor), **fields)
    AnswerEvidence.objects.create(answer_id=scene.item.accepted_answer_id, evidence=piece)
    Answer.objects.filter(pk=scene.item.accepted_answer_id).update(good_until_on=None)
    return piece


def lay_out_another(scene: Scene) -> None:
    make_checklists.version({})


def waived_until(days: int) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        written(scene.item, status="waived", accepted_answer=None)
        make_checklists.waiver(scene.item, days=days)

    return change


BROKEN: dict[Code, list[Callable[[Scene], None]]] = {
    Code.VENDOR_NOT_APPROVED: [
        lambda s: written(s.vendor, status="suspended"),
        lambda s: written(s.vendor, status="under-review"),
        lambda s: written(s.vendor, status="offboarded"),
        lambda s: written(s.vendor, approved_until_on=YESTERDAY),
        lambda s: (
            written(s.vendor, approved_until_on=TOMORROW),
            written(s.sharing, planned_on=make.TODAY + timedelta(days=2)),
        ),
    ],
    Code.VENDOR_MERGED: [lambda s: written(s.vendor, merged_into=make.vendor())],
    Code.ENGAGEMENT_NOT_AWARDED: [
        lambda s: written(s.engagement, status="evaluating"),
        lambda s: written(s.engagement, status="closed"),
        lambda s: Candidate.objects.filter(engagement=s.engagement).update(status="shortlisted"),
        lambda s: Candidate.objects.filter(engagement=s.engagement).delete(),
    ],
    Code.FACTS_UNCONFIRMED: [
        lambda s: FactConfirmation.objects.filter(engagement=s.engagement, fact="access").update(ended_at=make.AT),
        lambda s: written(s.engagement, volume=2),
        lambda s: written(s.engagement, criticality=None),
        lambda s: FactConfirmation.objects.filter(engagement=s.engagement).update(
            confirmed_by=s.sharing.requested_by_id
        ),
        lambda s: written(s.engagement, facts_entered_by={"volume": s.reviewer.person_id}),
        lambda s: written(s.sharing, countries=["DE", "FR"]),
        lambda s: written(s.sharing, volume=100_000),
    ],
    Code.CONTRACT_NOT_IN_FORCE: [
        lambda s: written(s.sharing, contract=None),
        lambda s: written(s.contract, status="terminated"),
        lambda s: written(s.contract, status="awaiting-signature"),
        lambda s: written(s.contract, ends_on=YESTERDAY),
        lambda s: written(s.contract, starts_on=TOMORROW),
        lambda s: written(s.contract, vendor=make.vendor()),
        lambda s: written(s.contract, engagement=make.engagement()),
    ],
    Code.CLAUSE_MISSING: [
        lambda s: Clause.objects.filter(contract=s.contract, kind__key="audit-right").delete(),
        lambda s: Clause.objects.filter(contract=s.contract, kind__key="audit-right").update(state="absent"),
        lambda s: Clause.objects.filter(contract=s.contract, kind__key="audit-right").update(
            state="not-needed", reason="Not needed"
        ),
        lambda s: Clause.objects.filter(contract=s.contract, kind__key="audit-right").update(
            state="not-needed", reason="Not needed", confirmed_by=s.sharing.requested_by_id
        ),
        lambda s: Clause.objects.filter(contract=s.contract, kind__key="confidentiality").delete(),
    ],
    Code.AGREEMENT_MISSING: [
        lambda s: Agreement.objects.filter(vendor=s.vendor).update(status="ended"),
        lambda s: Agreement.objects.filter(vendor=s.vendor).update(ends_on=YESTERDAY),
        lambda s: Agreement.objects.filter(vendor=s.vendor).update(starts_on=TOMORROW),
        lambda s: Agreement.objects.filter(vendor=s.vendor).update(countries=["FR"]),
        lambda s: Agreement.objects.filter(vendor=s.vendor).update(kind="nda"),
        lambda s: Agreement.objects.get(vendor=s.vendor).contracts.add(make.contract(vendor=s.vendor)),
    ],
    Code.CHECKLIST_MISSING: [
        lay_out_another,
        lambda s: written(s.checklist, closed_at=make.AT),
        lambda s: written(s.checklist, vendor=make.vendor()),
    ],
    Code.ITEM_OUTSTANDING: [
        item_is("open", accepted_answer=None),
        item_is("submitted", accepted_answer=None),
        item_is("rejected", accepted_answer=None),
        item_is("declined", accepted_answer=None, decline_reason="No."),
        item_is("not-applicable", accepted_answer=None),
        item_is("waived", accepted_answer=None),
        lambda s: Answer.objects.filter(pk=s.item.accepted_answer_id).update(is_accepted=None),
        lambda s: Answer.objects.filter(pk=s.item.accepted_answer_id).update(good_until_on=YESTERDAY),
        lambda s: (
            Answer.objects.filter(pk=s.item.accepted_answer_id).update(good_until_on=TOMORROW),
            written(s.sharing, planned_on=make.TODAY + timedelta(days=2)),
        ),
        lambda s: (
            written(s.item, status="waived", accepted_answer=None),
            make_checklists.waiver(s.item, "asked"),
        ),
    ],
    Code.EVIDENCE_MISSING: [
        lambda s: evidence_of(s, withdrawn_at=make.AT),
    ],
    Code.EVIDENCE_EXPIRED: [
        lambda s: evidence_of(s, expires_on=YESTERDAY),
        lambda s: (
            evidence_of(s, expires_on=TOMORROW),
            written(s.sharing, planned_on=make.TODAY + timedelta(days=2)),
        ),
    ],
    Code.EVIDENCE_GAP: [
        lambda s: evidence_of(s, kind="soc2-2", covers_until_on=make.TODAY - timedelta(days=400)),
    ],
    Code.WAIVER_EXPIRED: [waived_until(-1)],
    Code.ASSESSMENT_STALE: [
        lambda s: written(s.checklist, laid_out_at=make.AT - timedelta(days=740)),
        lambda s: written(s.checklist, completed_at=make.AT - timedelta(days=740)),
    ],
    Code.FIT_CONDITION_OPEN: [
        lambda s: make.fit_condition(s.engagement),
        lambda s: make.fit_condition(s.engagement, due_on=YESTERDAY),
        lambda s: make.fit_condition(s.engagement, status="reported"),
        lambda s: make.fit_condition(s.engagement, status="met", judged_by=s.sharing.requested_by),
        lambda s: make.fit_condition(s.engagement, status="dropped", judged_by=s.sharing.requested_by),
    ],
    Code.RISK_ABOVE_APPETITE: [
        lambda s: make.risk(s.engagement, s.vendor, 16),
        lambda s: make.risk(s.engagement, s.vendor, 16, 16),
        lambda s: make.risk(s.engagement, s.vendor, 16, 4, assessed_by_id=s.sharing.requested_by_id),
        lambda s: make_sharing.policy({**make_sharing.rules_of(), "assessed_tiers": ["moderate"]}),
    ],
    Code.SUBCONTRACTOR_NOT_APPROVED: [
        lambda s: make.subcontractor(s.engagement, s.vendor, notified_on=make.TODAY - timedelta(days=31)),
        lambda s: make.subcontractor(s.engagement, s.vendor, status="objected"),
        lambda s: make.subcontractor(
            s.engagement, s.vendor, status="approved", approved_by_id=s.sharing.requested_by_id
        ),
        lambda s: make.subcontractor(s.engagement, s.vendor, status="objected", data_class="", data_categories=[]),
    ],
    Code.SUBCONTRACTOR_OBJECTION_OPEN: [
        lambda s: make.subcontractor(s.engagement, s.vendor),
        lambda s: make.subcontractor(s.engagement, s.vendor, notified_on=make.TODAY - timedelta(days=30)),
    ],
    Code.DATA_CLASS_ABOVE_APPROVAL: [
        lambda s: written(s.vendor, approved_data_class="internal"),
        lambda s: written(s.vendor, approved_categories=[]),
        lambda s: written(s.sharing, data_class="restricted"),
        lambda s: written(s.sharing, data_categories=["personal", "financial"]),
    ],
    Code.TRANSFER_BASIS_MISSING: [
        lambda s: written(s.sharing, countries=["IN"]),
        lambda s: written(s.engagement, delivery_countries=["DE", "US"]),
        lambda s: written(s.sharing, countries=["IN"], transfer_bases={"IN": {"basis": "derogation", "reason": " "}}),
        lambda s: written(s.sharing, countries=["IN"], transfer_bases={"IN": {"basis": "scc", "reason": "Signed"}}),
    ],
    Code.SHARING_ENDED: [lambda s: written(s.sharing, planned_on=YESTERDAY, until_on=YESTERDAY)],
    Code.POLICY_MISSING: [
        lambda s: GatePolicy.objects.all().update(counts_from_on=TOMORROW),
        lambda s: make_sharing.policy({}),
        lambda s: make_sharing.policy({**make_sharing.rules_of(), "classes": {"confidential": {}}}),
        lambda s: make_sharing.policy(make_sharing.rules_of(confidential={"approvals": "one"})),
    ],
    Code.CLOCK_UNSOUND: [lambda s: written(s.sharing, requested_at=make.AT + timedelta(hours=1))],
    Code.UNKNOWN: [
        lambda s: written(s.sharing, data_class="secret"),
        lambda s: written(s.sharing, data_categories=["personal", "biometric"]),
        lambda s: written(s.sharing, data_categories="personal"),
        lambda s: written(s.sharing, countries=[]),
        lambda s: written(s.sharing, transfer_bases=["IN"]),
        lambda s: written(s.sharing, frequency="often"),
        lambda s: written(s.vendor, status="fine"),
        lambda s: written(s.engagement, status="fine"),
        lambda s: written(s.engagement, processing_role="none"),
    ],
}
EVERY = [pytest.param(code, change, id=f"{code}-{n}") for code, all_ in BROKEN.items() for n, change in enumerate(all_)]


@pytest.mark.usefixtures("_frozen_rows_can_be_written")
@pytest.mark.parametrize(("code", "change"), EVERY)
def test_what_is_taken_away_is_a_reason_of_its_own(code: Code, change: Callable[[Scene], Any]) -> None:
    scene = make_sharing.scene()
    assert code not in codes(scene)

    change(scene)

    decision = decided(scene)
    assert code in [reason.code for reason in decision.reasons]
    assert (decision.ready, decision.valid_until) == (False, None)
    assert not judge(scene.sharing.pk, make.AT).answer.allowed


def test_every_reason_of_readiness_has_a_test_by_name() -> None:
    of_approval = {
        Code.APPROVAL_MISSING,
        Code.SAME_PERSON,
        Code.NO_ELIGIBLE_APPROVER,
        Code.CLEARANCE_MISSING,
        Code.CLEARANCE_ENDED,
        Code.CLEARANCE_SUPERSEDED,
        Code.TOO_EARLY,
        Code.SUSPENDED,
        Code.RESTORED_UNCONFIRMED,
        Code.ALREADY_USED,
    }

    assert set(BROKEN) | of_approval == set(Code)


def test_all_reasons_come_at_once() -> None:
    scene = make_sharing.scene()
    written(scene.vendor, status="suspended")
    written(scene.contract, status="terminated")
    for item in scene.items:
        written(item, status="open", accepted_answer=None)

    assert sorted(codes(scene)) == [
        "contract-not-in-force",
        "item-outstanding",
        "item-outstanding",
        "item-outstanding",
        "vendor-not-approved",
    ]


def test_a_reason_says_what_whom_it_waits_for_by_when_and_where_to_click() -> None:
    scene = make_sharing.scene({"title": "Penetration test", "code": "B-04", "area": "security"})
    written(scene.item, status="submitted", accepted_answer=None, due_on=TOMORROW)

    (reason,) = decided(scene).reasons

    assert reason.subject == f"{scene.checklist.ref}/B-04"
    assert reason.path == f"/checklists/{scene.checklist.ref}/#B-04"
    assert [who.name for who in reason.waits_for] == [scene.reviewer.person.name]
    assert (reason.due_on, reason.title, reason.state) == (TOMORROW, "Penetration test", "submitted")
    assert reason.message == "Answered, waits for a security review."


def test_a_vendor_that_is_not_approved_has_one_reason_and_waits_for_who_can_approve_it() -> None:
    scene = make_sharing.scene(data_class="restricted")
    written(scene.vendor, status="under-review", entered_by=scene.approver.person)

    (reason,) = [one for one in decided(scene).reasons if one.subject == scene.vendor.ref]

    assert (reason.code, [who.id for who in reason.waits_for]) == ("vendor-not-approved", [scene.second.person_id])


def test_more_than_the_vendors_approval_waits_for_who_can_raise_it() -> None:
    scene = make_sharing.scene()
    written(scene.vendor, approved_data_class="internal", entered_by=scene.second.person)

    (reason,) = decided(scene).reasons

    assert (reason.code, [who.id for who in reason.waits_for]) == (
        "data-class-above-approval",
        [scene.approver.person_id],
    )


def test_an_award_that_is_proposed_waits_for_who_can_confirm_it() -> None:
    scene = make_sharing.scene()
    written(scene.engagement, status="evaluating")
    candidate = Candidate.objects.get(engagement=scene.engagement)
    written(candidate, status="shortlisted")
    Award.objects.create(
        engagement=scene.engagement, candidate=candidate, reason="Best score", proposed_by=scene.approver.person
    )

    (reason,) = decided(scene).reasons

    assert [who.id for who in reason.waits_for] == [scene.second.person_id]
    assert reason.message.endswith("is proposed; a second person has to confirm it.")


def test_an_item_that_waits_for_the_vendor_names_its_owner() -> None:
    scene = make_sharing.scene()
    contact = make.contact(scene.vendor, "Ewa Wójcik").person
    written(scene.item, status="open", accepted_answer=None, owner=contact)

    (reason,) = decided(scene).reasons

    assert [who.name for who in reason.waits_for] == ["Ewa Wójcik"]


def test_an_item_whose_owner_left_waits_for_the_checklists_owner() -> None:
    scene = make_sharing.scene()
    written(scene.item, status="open", accepted_answer=None, owner=make.person(is_active=False))

    (reason,) = decided(scene).reasons

    assert [who.id for who in reason.waits_for] == [scene.checklist.owner_id]


def test_items_that_are_not_required_do_not_stand_in_the_way() -> None:
    scene = make_sharing.scene({}, {"is_required": False, "key": "extra", "code": "B-09"})
    written(scene.items[1], status="open", accepted_answer=None)

    assert codes(scene) == []


def test_not_applicable_counts_once_a_second_person_confirmed_it() -> None:
    scene = make_sharing.scene()
    one, two = make.person(), make.person()
    written(scene.item, status="not-applicable", accepted_answer=None, not_applicable_by=one)
    assert codes(scene) == ["item-outstanding"]

    written(scene.item, not_applicable_confirmed_by=two)

    assert codes(scene) == []


def test_a_waiver_that_covers_the_day_is_not_a_reason_and_is_named_with_its_granter() -> None:
    scene = make_sharing.scene()
    waived_until(30)(scene)

    decision = decided(scene)

    (ground,) = decision.waived
    assert ground.waiver is not None
    assert (decision.ready, ground.until_on) == (True, make.TODAY + timedelta(days=30))
    assert decision.waiver_granters == {ground.waiver.granted_by.id}


def test_a_waiver_of_another_engagement_or_of_later_days_does_not_count() -> None:
    scene = make_sharing.scene()
    waived_until(30)(scene)
    Waiver.objects.update(starts_on=TOMORROW)
    assert codes(scene) == ["item-outstanding"]

    Waiver.objects.update(starts_on=YESTERDAY, engagement=make.engagement())

    assert codes(scene) == ["item-outstanding"]


def test_a_clause_can_be_waived_for_the_engagement() -> None:
    scene = make_sharing.scene()
    Clause.objects.filter(contract=scene.contract, kind__key="audit-right").delete()
    waived_until(30)(scene)
    make_sharing.accept(scene.item)
    Waiver.objects.update(condition="clause-missing", subject="audit-right", item=None)
    assert decided(scene).ready

    Waiver.objects.update(ends_on=YESTERDAY)

    assert codes(scene) == ["waiver-expired"]


def test_what_law_demands_cannot_be_waived() -> None:
    scene = make_sharing.scene()
    Agreement.objects.filter(vendor=scene.vendor).update(status="ended")
    waived_until(30)(scene)
    make_sharing.accept(scene.item)
    Waiver.objects.update(condition="agreement-missing", subject="dpa", item=None)

    assert codes(scene) == ["agreement-missing"]


def test_a_clause_of_a_master_agreement_in_force_counts_and_its_end_with_it() -> None:
    scene = make_sharing.scene()
    Clause.objects.filter(contract=scene.contract, kind__key="audit-right").delete()
    master = make.contract(vendor=scene.vendor, status="active", ends_on=make.TODAY + timedelta(days=5))
    make.clause(master, "audit-right")
    written(scene.contract, master=master)
    decision = decided(scene)
    assert (decision.ready, decision.ends_with) == (True, f"{master.ref}/audit-right: Audit right")

    written(master, status="terminated")

    assert codes(scene) == ["clause-missing"]


def test_a_non_disclosure_agreement_stands_for_the_clause_of_confidentiality() -> None:
    scene = make_sharing.scene()
    Clause.objects.filter(contract=scene.contract, kind__key="confidentiality").delete()

    make.agreement("nda", vendor=scene.vendor)

    assert codes(scene) == []


def test_standard_clauses_that_cover_the_country_are_a_basis_for_the_transfer() -> None:
    scene = make_sharing.scene()
    written(scene.engagement, delivery_countries=["IN"])
    FactConfirmation.objects.filter(fact="delivery_countries").update(value=["IN"])
    written(scene.sharing, countries=["IN"])
    assert codes(scene) == ["transfer-basis-missing"]

    make.agreement("scc", vendor=scene.vendor, countries=["IN"])

    assert codes(scene) == []


def test_standard_clauses_that_name_no_country_are_no_basis() -> None:
    scene = make_sharing.scene()
    written(scene.engagement, delivery_countries=["IN"])
    FactConfirmation.objects.filter(fact="delivery_countries").update(value=["IN"])
    written(scene.sharing, countries=["IN"])

    make.agreement("scc", vendor=scene.vendor, countries=[])

    assert codes(scene) == ["transfer-basis-missing"]


def test_a_derogation_with_a_reason_is_a_basis_for_its_country() -> None:
    scene = make_sharing.scene()
    written(scene.engagement, delivery_countries=["IN"])
    FactConfirmation.objects.filter(fact="delivery_countries").update(value=["IN"])
    written(scene.sharing, countries=["IN"], transfer_bases={"IN": {"basis": "derogation", "reason": "Consent."}})

    assert codes(scene) == []


def test_health_data_wants_a_business_associate_agreement_and_two_approvers() -> None:
    scene = make_sharing.scene(data_categories=["special"])
    written(scene.vendor, approved_categories=["special"])
    written(scene.engagement, data_categories=["special"])
    FactConfirmation.objects.filter(fact="data_categories").update(value=["special"])
    assert [reason.subject for reason in decided(scene).reasons] == [f"{scene.contract.ref}/baa"]

    make.agreement("baa", vendor=scene.vendor)

    assert (codes(scene), decided(scene).approvals) == ([], 2)


def test_public_data_asks_for_nothing_but_known_values_and_a_vendor_that_is_not_suspended() -> None:
    made = make_sharing.sharing(data_class="public", data_categories=[], status="requested")
    decision = judge(made.pk, make.AT).decision
    assert (decision.ready, decision.approvals) == (True, 0)

    Vendor.objects.filter(pk=made.vendor_id).update(status="suspended")

    assert [reason.code for reason in judge(made.pk, make.AT).decision.reasons] == ["vendor-not-approved"]


def test_internal_data_asks_for_no_checklist() -> None:
    scene = make_sharing.scene(data_class="internal", data_categories=[])
    written(scene.item, status="open", accepted_answer=None)

    assert codes(scene) == []


def test_restricted_data_wants_evidence_with_a_known_end_an_exit_clause_and_two_approvers() -> None:
    scene = make_sharing.scene({"is_evidence_wanted": True}, data_class="restricted")
    written(scene.engagement, data_class="restricted")
    FactConfirmation.objects.filter(fact="data_class").update(value="restricted")
    piece = evidence_of(scene)
    assert codes(scene) == ["evidence-gap"]

    written(piece, expires_on=make.TODAY + timedelta(days=90))
    Clause.objects.filter(contract=scene.contract, kind__key="exit").delete()

    assert (codes(scene), decided(scene).approvals) == (["clause-missing"], 2)


def test_evidence_counts_from_its_issue_for_so_many_days() -> None:
    scene = make_sharing.scene({"is_evidence_wanted": True, "evidence_days": 365})
    piece = evidence_of(scene)

    written(piece, issued_on=make.TODAY - timedelta(days=364))
    assert codes(scene) == []

    written(piece, issued_on=make.TODAY - timedelta(days=366))
    assert codes(scene) == ["evidence-expired"]


def test_evidence_covers_the_days_of_its_period_and_no_others() -> None:
    scene = make_sharing.scene({"is_evidence_wanted": True})
    piece = evidence_of(scene, kind="certificate", covers_from_on=make.TODAY + timedelta(days=1))
    assert codes(scene) == ["evidence-gap"]

    written(scene.sharing, planned_on=make.TODAY + timedelta(days=1))
    assert codes(scene) == []

    written(piece, covers_until_on=make.TODAY)
    assert codes(scene) == ["evidence-expired"]


def test_wanted_evidence_that_is_not_there_or_another_vendors_proves_nothing() -> None:
    scene = make_sharing.scene({"is_evidence_wanted": True})
    assert codes(scene) == ["evidence-missing"]

    evidence_of(scene, of=make.vendor(), expires_on=make.TODAY + timedelta(days=90))

    assert codes(scene) == ["evidence-missing"]


def test_a_bridge_letter_carries_an_older_report() -> None:
    scene = make_sharing.scene({"is_evidence_wanted": True})
    evidence_of(scene, kind="soc2-2", covers_until_on=make.TODAY - timedelta(days=400))
    assert codes(scene) == ["evidence-gap"]

    evidence_of(
        scene,
        kind="bridge",
        covers_from_on=make.TODAY - timedelta(days=400),
        covers_until_on=make.TODAY + timedelta(days=20),
    )

    assert codes(scene) == []


def test_a_renewal_that_waits_or_was_sent_back_leaves_the_accepted_answer_standing_until_its_end() -> None:
    scene = make_sharing.scene()
    make_checklists.answer(scene.item)
    for status in ("submitted", "rejected", "open"):
        written(scene.item, status=status)
        assert codes(scene) == []

    Answer.objects.filter(pk=scene.item.accepted_answer_id).update(good_until_on=YESTERDAY)

    assert codes(scene) == ["item-outstanding"]


def test_what_comes_to_apply_after_the_laying_out_is_missing_at_once() -> None:
    worse = {"key": "screening", "code": "B-09", "condition": {"data_class": "restricted"}}
    scene = make_sharing.scene({}, worse)
    Item.objects.filter(checklist=scene.checklist, code="B-09").update(accepted_answer=None, status="open")
    Answer.objects.filter(item__checklist=scene.checklist, item__code="B-09").delete()
    Item.objects.filter(checklist=scene.checklist, code="B-09").delete()
    assert codes(scene) == []

    written(scene.engagement, data_class="restricted")
    FactConfirmation.objects.filter(fact="data_class").update(value="restricted")

    (reason,) = decided(scene).reasons
    assert (reason.code, reason.subject) == ("checklist-missing", scene.checklist.ref)
    assert "B-09" in reason.message


def test_a_newer_version_of_a_template_does_not_close_the_round_under_the_older_one() -> None:
    scene = make_sharing.scene()

    make_checklists.version({}, {}, template=scene.checklist.version.template, number=2)

    assert codes(scene) == []


def test_a_checklist_of_the_vendor_as_a_whole_counts_where_its_template_applies() -> None:
    scene = make_sharing.scene()
    version = make_checklists.version({}, scope="vendor", applies={"data_class": "confidential"})
    assert codes(scene) == ["checklist-missing"]
    whole = make_checklists.checklist(vendor=scene.vendor, is_vendor_wide=True, version=version)
    assert codes(scene) == ["item-outstanding"]

    make_sharing.accept(whole.items.get())

    assert codes(scene) == []


def test_a_template_that_the_policy_names_and_nobody_published_is_missing() -> None:
    scene = make_sharing.scene(rules=make_sharing.rules_of(confidential={"templates": ["no-such-template"]}))

    assert codes(scene) == ["checklist-missing"]


def evaluation(**fields: Any) -> Scene:
    scene = make_sharing.scene(is_evaluation=True, data_class="internal", data_categories=[], **fields)
    written(scene.engagement, status="evaluating")
    Candidate.objects.update(status="shortlisted")
    written(scene.sharing, contract=None)
    return scene


def test_an_evaluation_wants_a_non_disclosure_agreement_instead_of_award_and_contract() -> None:
    scene = evaluation()
    assert codes(scene) == ["agreement-missing"]

    make.agreement("nda", vendor=scene.vendor)

    assert codes(scene) == []


def test_an_evaluation_ends_with_the_award_and_is_for_candidates_only() -> None:
    scene = evaluation()
    make.agreement("nda", vendor=scene.vendor)
    written(scene.engagement, status="awarded")
    assert codes(scene) == ["sharing-ended"]

    written(scene.engagement, status="evaluating")
    Candidate.objects.update(status="rejected", reason="Too dear.")

    assert codes(scene) == ["engagement-not-awarded"]


def test_an_evaluation_gets_no_more_than_the_policy_names_for_it() -> None:
    scene = evaluation()
    make.agreement("nda", vendor=scene.vendor)

    written(scene.sharing, data_class="confidential")

    assert "data-class-above-approval" in codes(scene)


def test_a_last_good_day_holds_until_midnight_in_the_organisations_zone(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    scene = make_sharing.scene()
    Answer.objects.update(good_until_on=make.TODAY)
    last = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)

    assert codes(scene, last) == []
    assert decided(scene, last).valid_until == last + timedelta(seconds=1)
    assert set(codes(scene, last + timedelta(seconds=1))) == {"item-outstanding"}


def test_an_unsound_clock_is_said_and_nothing_else_is_judged_without_a_zone() -> None:
    scene = make_sharing.scene()

    assert "clock-unsound" in codes(scene, make.AT - timedelta(hours=1))


def test_facts_come_in_twelve_statements_for_one_request_and_for_thirty(django_assert_num_queries: Any) -> None:
    scene = make_sharing.scene()
    ids = [scene.sharing.pk]
    for _ in range(29):
        ids.append(
            make_sharing.sharing(
                vendor=scene.vendor, engagement=scene.engagement, contract=scene.contract, status="requested"
            ).pk
        )

    with django_assert_num_queries(12):
        assert len(list(judge_all(ids[:1], make.AT))) == 1
    with django_assert_num_queries(12):
        assert len(list(judge_all(ids, make.AT))) == 30


def test_the_scope_that_is_gathered_has_the_digest_of_the_record() -> None:
    scene = make_sharing.scene(transfer_bases={"IN": {"basis": "derogation", "reason": "Because."}})
    fresh = SharingRequest.objects.get(pk=scene.sharing.pk)

    assert judge(fresh.pk, make.AT).facts.sharing.scope_digest == hashlib.sha256(fresh.scope()).hexdigest()
