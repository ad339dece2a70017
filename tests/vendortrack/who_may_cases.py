"""What each address is asked about, with which input, and what is brought about before, so that somebody may do it.

An address that is about nothing and asks for nothing more than WORDS needs no line here.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import Role
from sharing.actions import mark
from tests import make, make_checklists, make_contracts, make_selection, make_sharing
from tests.vendortrack.who_may_scene import SOON, TODAY, Scene, put
from vendors.models import FitQuestion

Of = Callable[[Scene], Any]
ABOUT: dict[str, Of] = {}
GIVEN: dict[str, Of] = {}
BEFORE: dict[str, Of] = {}
RATES = b"on,base,currency,rate,source\n2026-11-20,EUR,USD,1.1,ECB\n"


def about(of: Of, names: str) -> None:
    """What these addresses are about: the parts of their path, in order."""
    for name in names.split():
        ABOUT[name] = of


def given(names: str, of: Of) -> None:
    for name in names.split():
        GIVEN[name] = of


def before(names: str, of: Of) -> None:
    for name in names.split():
        BEFORE[name] = of


# History, accounts, wiring ------------------------------------------------------------------------
about(lambda s: ["no-such-token"], "accounts:setup")
about(lambda s: ["mail.eml"], "dev-mail dev-mail-html")
given("accounts:profile", lambda s: {"name": "New name", "time_zone": "UTC", "language": "en", "theme": "dark"})
given("accounts:delegate", lambda s: {"delegate": s.colleague.pk, "delegate_from_on": TODAY})

# Vendors ------------------------------------------------------------------------------------------
about(
    lambda s: [s.vendor.ref],
    "vendors:vendor vendors:edit vendors:approve vendors:suspend vendors:contact-new",
)
about(lambda s: [s.twin.ref], "vendors:offboard")
about(lambda s: [s.prospect.ref], "vendors:review vendors:reject selection:merge vendors:reinstate")
about(lambda s: [s.vendor.ref, s.second.ref], "vendors:contact-edit vendors:contact-remove vendors:link")
about(lambda s: [s.vendor.ref, s.link.ref], "vendors:link-withdraw")
about(
    lambda s: [s.upload.ref],
    "vendors:upload vendors:upload-state vendors:upload-run vendors:upload-again vendors:upload-drop",
)
about(lambda s: [s.pair.ref], "vendors:tell-apart")
about(lambda s: [s.vendor.ref], "vendors:staff-new")
about(
    lambda s: [s.vendor.ref, s.staff.ref],
    "vendors:staff vendors:staff-edit vendors:staff-screening vendors:staff-leaving vendors:staff-take-back "
    "vendors:staff-removal",
)
STAFF = {"email": "staff@vendor.example", "role": "Tester", "starts_on": TODAY}
given("vendors:staff-new vendors:staff-edit", lambda s: STAFF)
given("vendors:staff-screening", lambda s: {"screening": "passed", "on": TODAY})
given("vendors:staff-leaving", lambda s: {"on": TODAY})
before(
    "vendors:staff-take-back vendors:staff-removal",
    lambda s: put(s.staff, status="left", leaves_on=make.TODAY, left_at=make.AT),
)
about(lambda s: [s.vendor.ref], "vendors:incident-new")
about(
    lambda s: [s.prospect.ref, s.incident.ref],
    "vendors:incident vendors:incident-edit vendors:incident-stop vendors:incident-close vendors:incident-dismiss "
    "vendors:incident-reopen",
)
INCIDENT = {"kind": "outage", "title": "Down", "happened_on": TODAY, "reassess_on": TODAY, "is_stopping": "stop"}
given("vendors:incident-new vendors:incident-edit", lambda s: INCIDENT)
given("vendors:incident-close vendors:incident-dismiss", lambda s: {"finding": "Mended"})
given("vendors:incident-reopen", lambda s: {"why": "Again", "reassess_on": TODAY})
before(
    "vendors:incident-reopen",
    lambda s: put(s.incident, status="closed", closed_at=make.AT, closed_by=make.person()),
)
CONTACT = {"email": "new@vendor.example", "role": "security", "time_zone": "UTC", "language": "en"}
given("vendors:contact-new vendors:contact-edit", lambda s: CONTACT)
VENDOR = {"name": "Ostrel Code", "kind": "company", "sourcing_channel": "referral", "country": "CZ"}
given("vendors:new selection:new", lambda s: VENDOR)
given("vendors:edit", lambda s: {**VENDOR, "owner": s.asker.pk})
given("vendors:approve", lambda s: {"data_class": "internal"})
given("vendors:upload", lambda s: {"column-0": "name", "column-1": "country"})
given("vendors:upload-new selection:import", lambda s: {"file": make_contracts.upload("a.csv", b"name\nOne\n")})
given("selection:merge", lambda s: {"vendor": s.vendor.ref})
before("vendors:reject", lambda s: put(s.prospect, status="under-review"))
before("vendors:offboard", lambda s: put(s.twin, status="suspended"))
before("vendors:reinstate", lambda s: put(s.prospect, status="rejected"))
before("vendors:upload-run vendors:upload-again", lambda s: put(s.upload, status="checked", report={"problems": []}))

# Engagements --------------------------------------------------------------------------------------
about(
    lambda s: [s.awarded.ref],
    "vendors:engagement vendors:engagement-edit vendors:facts vendors:live",
)
about(lambda s: [s.draft.ref], "vendors:source vendors:cancel")
about(
    lambda s: [s.sourcing.ref],
    "vendors:evaluate vendors:fit vendors:fit-decide vendors:facts-confirm vendors:risks vendors:risk-new "
    "vendors:risk-take-up vendors:subcontractor-new",
)
about(lambda s: [s.choosing.ref], "vendors:close")
about(
    lambda s: [s.sourcing.ref, s.risk.ref],
    "vendors:risk-edit vendors:risk-assess vendors:risk-close vendors:risk-reopen vendors:risk-waiver",
)
about(
    lambda s: [s.sourcing.ref, s.sub.ref],
    "vendors:subcontractor-edit vendors:subcontractor-approve vendors:subcontractor-object vendors:subcontractor-end",
)
about(
    lambda s: [s.choosing.ref, s.condition.ref],
    "vendors:fit-report vendors:fit-judge vendors:fit-reopen vendors:fit-edit",
)
ENGAGEMENT = {"title": "Help desk", "it_kind": "it", "country": "DE", "currency": "EUR"}
given("vendors:engagement-new vendors:engagement-edit", lambda s: {**ENGAGEMENT, "owner": s.asker.pk})
given("vendors:facts", lambda s: {"data_class": "restricted"})
given(
    "vendors:facts-confirm",
    lambda s: {"fact": ["volume"], "seen-volume": json.dumps(s.sourcing.volume)},
)
RISK = {
    "category": "security",
    "inherent_likelihood": "4",
    "inherent_impact": "4",
    "response": "undecided",
    "treatment": "",
}
given("vendors:risk-new", lambda s: {**RISK, "vendor": s.vendor.pk, "owner": s.asker.pk})
given("vendors:risk-edit", lambda s: {**RISK, "category": "culture", "owner": s.asker.pk})
given("vendors:risk-assess", lambda s: {"likelihood": "2", "impact": "2"})
given("vendors:risk-take-up", lambda s: {"vendor": s.vendor.pk, "key": "sole-source"})
SUB = {"name": "Callbase", "service": "Telephony", "countries": "DE", "notified_on": TODAY, "window_days": "30"}
given("vendors:subcontractor-new vendors:subcontractor-edit", lambda s: {**SUB, "vendor": s.vendor.pk})
given(
    "vendors:fit",
    lambda s: {
        f"{one}-{part}": word
        for one in FitQuestion.values
        for part, word in (("reply", "no"), ("note", "We looked."), ("condition", ""))
    },
)
given("vendors:fit-edit", lambda s: {"text": "Names and numbers are taken out.", "owner": s.asker.pk})
given("vendors:fit-decide", lambda s: {"decision": "keep"})
given("vendors:fit-judge", lambda s: {"judgement": "meet"})
REPORTED = {"status": "reported", "report": "Done", "reported_at": make.AT}
before("vendors:fit-judge", lambda s: put(s.condition, **REPORTED, reported_by=s.condition.owner))
before(
    "vendors:fit-reopen",
    lambda s: put(s.condition, status="met", judgement="Yes", judged_by=make.person(), judged_at=make.AT),
)
before("vendors:close", lambda s: put(s.choosing, status="live"))
before("vendors:risk-assess", lambda s: put(s.risk, response="reduce", treatment="Desktops only."))
before(
    "vendors:risk-close vendors:risk-waiver",
    lambda s: put(
        s.risk, response="reduce", treatment="Desktops only.", residual_likelihood=4, residual_impact=4,
        assessed_by=make.person(), assessed_at=make.AT,
    ),
)  # fmt: skip
before("vendors:risk-reopen", lambda s: put(s.risk, status="closed", closed_by=make.person(), closed_why="Gone"))

# Contracts ----------------------------------------------------------------------------------------
about(
    lambda s: [s.contract.ref],
    "contracts:contract contracts:edit contracts:prices contracts:charges contracts:add_document "
    "contracts:send_for_review contracts:return_to_draft contracts:send_for_signature contracts:return_to_review "
    "contracts:sign contracts:give_notice contracts:withdraw_notice contracts:drop contracts:terminate",
)
about(lambda s: [s.contract.ref, "exit"], "contracts:clause contracts:confirm_clause")
about(
    lambda s: [s.agreement.ref],
    "contracts:agreement contracts:edit_agreement contracts:add_agreement_document contracts:sign_agreement "
    "contracts:end_agreement",
)
about(lambda s: [s.document.ref], "contracts:download")
about(
    lambda s: [s.milestone.ref],
    "contracts:start_milestone contracts:deliver_milestone contracts:accept_milestone contracts:send_back_milestone",
)
CONTRACT = {"title": "Frame", "kind": "other", "currency": "EUR", "starts_on": TODAY}
given("contracts:new contracts:edit", lambda s: {**CONTRACT, "owner": s.asker.pk, "?": f"vendor={s.vendor.ref}"})
AGREEMENT = {"kind": "nda", "starts_on": TODAY}
given(
    "contracts:new_agreement contracts:edit_agreement",
    lambda s: {**AGREEMENT, "owner": s.asker.pk, "?": f"vendor={s.vendor.ref}"},
)
given("contracts:add_document contracts:add_agreement_document", lambda s: {"upload": make_contracts.upload()})
given("contracts:clause", lambda s: {"state": "present", "place": "7.2", "reason": ""})
CHARGE = {"kind": "retainer", "title": "Support", "amount": "10", "period": "month"}
ROWS = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}
given(
    "contracts:prices contracts:charges",
    lambda s: {**ROWS, **{f"rows-0-{key}": value for key, value in CHARGE.items()}},
)


def state(status: str, **more: Any) -> Of:
    return lambda s: put(s.contract, status=status, **more)


before("contracts:send_for_review contracts:drop contracts:send_for_signature", state("draft", signed_on=None))
before("contracts:return_to_draft", state("in-review", signed_on=None))
before("contracts:return_to_review contracts:sign", state("awaiting-signature", signed_on=None))
before("contracts:withdraw_notice", state("active", notice_given_on=make.TODAY))
before("contracts:accept_milestone contracts:send_back_milestone", lambda s: put(
    s.milestone, status="delivered", delivered_on=make.TODAY))  # fmt: skip
before("contracts:confirm_clause", lambda s: put(
    s.contract.clauses.get(kind__key="exit"), state="not-needed", reason="None"))  # fmt: skip

# Choosing -----------------------------------------------------------------------------------------
about(
    lambda s: [s.choosing.ref],
    "selection:add selection:new selection:import selection:scorecard selection:scorecard-weights "
    "selection:scorecard-reopen selection:scorecard-invite selection:criterion-add selection:in-house-add",
)
about(lambda s: [s.sourcing.ref], "selection:scorecard-set-up")
about(lambda s: [s.choosing.ref, s.card.criteria.first().ref], "selection:criterion-remove")
about(
    lambda s: [s.evaluation.ref],
    "selection:evaluation selection:evaluation-declare selection:evaluation-recuse selection:evaluation-submit "
    "selection:evaluation-withdraw selection:evaluation-reopen",
)
about(lambda s: [s.evaluation.ref, s.one.ref], "selection:score")
about(lambda s: [s.other.ref], "selection:shortlist selection:quote-add")
about(lambda s: [s.one.ref], "selection:put-back selection:reject selection:accept-cost")
about(lambda s: [s.quote.ref], "selection:quote selection:quote-revise selection:quote-withdraw")
about(lambda s: [s.drafted.ref], "selection:quote-edit selection:quote-lines selection:quote-submit")
about(lambda s: [s.award.ref], "selection:confirm selection:refuse selection:withdraw")
given("selection:add", lambda s: {"vendor": s.prospect.ref})
given("selection:scorecard-set-up", lambda s: {"criteria_set": s.criteria_set.pk})
given("selection:scorecard-weights", lambda s: {f"weight_{one.pk}": 7 for one in s.card.criteria.all()})
given("selection:scorecard-invite", lambda s: {"person": s.users["evaluator"].person_id})
given(
    "selection:criterion-add",
    lambda s: {"weight": 5, "source": "scored", **{f"level_{n}": f"Level {n}" for n in range(1, 6)}},
)
given("selection:evaluation-declare", lambda s: {"is_free": "on"})
given("selection:score", lambda s: {f"level_{one.pk}": 4 for one in s.card.criteria.all()})
given("selection:quote-add selection:quote-edit", lambda s: {"kind": "hourly", "currency": "EUR", "exit_amount": "5"})
given("selection:in-house-add", lambda s: {"kind": "in-house", "currency": "EUR"})
LINE = {"title": "Developer", "rate_e4": "50", "quantity_low": "1", "quantity_likely": "2", "quantity_high": "3"}
given(
    "selection:quote-lines", lambda s: {**ROWS, **{f"rows-0-{k}": v for k, v in LINE.items()}, "rows-0-period": "once"}
)
before("selection:scorecard-reopen", lambda s: make_selection.lock(s.card))
before("selection:evaluation-declare", lambda s: put(s.evaluation, status="invited", statement="", declared_at=None))
before("selection:accept-cost", lambda s: put(s.choosing, budget_amount=1))
before("selection:evaluation-submit", lambda s: s.score())
before("selection:evaluation-reopen", lambda s: put(s.evaluation, status="submitted", submitted_at=make.AT))

about(
    lambda s: [s.criteria_set.ref],
    "selection:criteria-set selection:criteria-edit selection:criteria-copy selection:criteria-retire "
    "selection:criteria-bring-back selection:set-criterion-add",
)
about(
    lambda s: [s.criteria_set.ref, s.criteria_set.criteria.last().ref],
    "selection:set-criterion-edit selection:set-criterion-remove",
)
about(lambda s: [s.choosing.ref], "selection:compare selection:comparison")
about(lambda s: [s.awarding.ref], "selection:dossier selection:dossier-json selection:dossier-pdf")
given("selection:rates", lambda s: {"file": make_contracts.upload("a.csv", RATES)})
given("selection:comparison", lambda s: {"horizon_months": "24", "priced_on": TODAY})
given("selection:set-criterion-add selection:set-criterion-edit", GIVEN["selection:criterion-add"])
before("selection:dossier selection:dossier-json selection:dossier-pdf", lambda s: s.confirm())
before("selection:criteria-bring-back", lambda s: put(s.criteria_set, is_active=False))

# Checklists ---------------------------------------------------------------------------------------
about(lambda s: [s.checklist.ref], "checklists:checklist")
about(lambda s: [s.open.ref], "checklists:bulk checklists:send checklists:due")
about(
    lambda s: [s.open.ref, "B-02"],
    "checklists:item checklists:answer checklists:assign checklists:accept checklists:send-back "
    "checklists:not-applicable checklists:confirm checklists:reopen checklists:undo checklists:ask-waiver",
)
about(lambda s: [s.version.ref], "checklists:version checklists:publish")
about(lambda s: [s.published.template.key], "checklists:draft checklists:retire")
about(
    lambda s: [s.sourcing.ref, s.vendor.ref],
    "checklists:tier checklists:tier-raise checklists:tier-lower",
)
about(lambda s: [s.sourcing.ref, s.vendor.ref, s.lower.ref], "checklists:tier-approve checklists:tier-refuse")
about(lambda s: [s.sourcing.ref, s.vendor.ref, s.raised.ref], "checklists:tier-end")
about(lambda s: [s.asked.ref], "checklists:waiver checklists:grant checklists:refuse")
about(lambda s: [s.granted.ref], "checklists:revoke")
about(lambda s: [s.evidence.ref], "checklists:evidence checklists:withdraw")
about(lambda s: [s.vendor.ref, s.awarded.ref], "checklists:lay-out")
about(lambda s: [s.theirs.ref], "checklists:portal-evidence")
about(lambda s: [s.link.token], "checklists:portal-door checklists:portal-open")
given("checklists:bulk", lambda s: {"act": "accept", "pick": "B-02"})
given("checklists:answer", lambda s: {"value": "yes"})
given("checklists:assign", lambda s: {"owner": s.users[Role.REVIEWER_SECURITY].person_id})
given("checklists:tier-raise", lambda s: {"level": "critical"})
given("checklists:tier-lower", lambda s: {"level": "low"})
given("checklists:portal", lambda s: {"item": s.items[0].pk, f"i{s.items[0].pk}-value": "yes"})


def item(status: str) -> Of:
    """The second item, with the answer that this status needs."""

    def bring(s: Scene) -> None:
        one = s.items[1]
        stamps: dict[str, Any] = {}
        if status in ("submitted", "accepted"):
            answer = make_checklists.answer(one, is_accepted=True if status == "accepted" else None)
            stamps = {"accepted_answer": answer} if status == "accepted" else {}
        if status == "not-applicable":
            stamps = {"not_applicable_by": make.person()}
        put(one, status=status, **stamps)

    return bring


before("checklists:accept checklists:send-back checklists:bulk", item("submitted"))
before("checklists:reopen", item("accepted"))
before("checklists:confirm", item("not-applicable"))
before("checklists:undo", lambda s: s.decide())

# Sharing ------------------------------------------------------------------------------------------
about(
    lambda s: [s.request.ref],
    "sharing:sharing sharing:state sharing:new_version sharing:approve sharing:clear sharing:move sharing:withdraw "
    "sharing:under_way sharing:refuse sharing:end sharing:start sharing:transfer sharing:suspend "
    "sharing:api-detail sharing:api-pass sharing:api-check sharing:api-transfers",
)
about(lambda s: [s.unasked.ref], "sharing:edit sharing:ask")
about(lambda s: [s.ending.ref], "sharing:finish")
about(lambda s: [s.client.ref], "sharing:revoke_client")
about(lambda s: [s.policy.ref], "sharing:policy sharing:publish_policy")
given("sharing:confirm_restored", lambda s: {"mark": mark()})
given("sharing:clients", lambda s: {"scope": "ask", "references": "SR-0001"})
given("sharing:policy", lambda s: {"rules": json.dumps(s.policy.rules)})
given("sharing:publish_policy", lambda s: {"counts_from_on": SOON})
given("sharing:new sharing:edit", lambda s: s.asked_for() | {"?": f"engagement={s.awarded.ref}"})
before("sharing:confirm_restored", lambda s: make_sharing.restore())
before("sharing:clear", lambda s: s.withhold())
before("sharing:start sharing:transfer sharing:suspend sharing:api-pass sharing:api-transfers", lambda s: s.approve())

# Reminders ----------------------------------------------------------------------------------------
about(lambda s: [s.request.ref], "reminders:snooze")
about(lambda s: [s.snooze.ref], "reminders:unsnooze")
given("reminders:remind_now", lambda s: {"person": s.asker.ref, "subject": s.request.ref})
given("reminders:remind_all", lambda s: {"line": f"{s.asker.ref} {s.request.ref}"})
given("reminders:snooze", lambda s: {"until_on": (make.TODAY + timedelta(days=2)).isoformat()})
before("reminders:remind_now reminders:remind_all reminders:snooze", lambda s: put(
    s.request, planned_on=make.TODAY + timedelta(days=9)))  # fmt: skip
before("contracts:sign_agreement", lambda s: put(s.agreement, starts_on=make.TODAY))
before("checklists:tier-raise", lambda s: put(s.raised, status="ended"))
before("checklists:tier-lower", lambda s: put(s.lower, status="refused"))
before("checklists:lay-out", lambda s: put(s.published.template, is_retired=False))
before("selection:propose", lambda s: put(s.award, status="withdrawn"))
about(lambda s: [s.award.candidate.ref], "selection:propose")
about(lambda s: [s.one.ref], "selection:candidate-note")
given("selection:candidate-note", lambda s: {"references": "Two", "benefits": "Speed"})
