"""The gate's second question: may it go now? And who may say yes to what. Pure; closed wherever in doubt."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import GRANTS
from history.models.entry import canonical
from sharing.models.asked import Who
from sharing.models.facts import ApprovalFacts, ClearanceFacts, Facts, SharingFacts
from sharing.models.request import Frequency, SharingRequest
from sharing.rules.reasons import Code, Decision, Findings, Reason, day_of, said

Status = SharingRequest.Status
APPROVING = tuple(sorted(role for role, granted in GRANTS.items() if "sharing.approve_sharing" in granted))
OVER = (Status.ENDING, Status.ENDED, Status.REFUSED)
OPEN = (Status.REQUESTED, Status.UNDER_WAY, Status.SUSPENDED)
Epochs = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What machines get: whether it may go now, and every reason why not."""

    allowed: bool
    reasons: tuple[Reason, ...]
    valid_until: datetime | None
    given: int
    wanted: int


def counting(
    sharing: SharingFacts, approvals: Iterable[ApprovalFacts], decision: Decision, epochs: Epochs, at: datetime
) -> list[ApprovalFacts]:
    """The approvals of this very scope, in date, given since anything was last taken away, each by a second person."""
    today = day_of(at)
    return [
        one
        for one in approvals
        if _is_current(one, sharing, epochs) and one.until_on >= today and not is_barred(one.by.id, sharing, decision)
    ]


def shown(facts: Facts, decision: Decision) -> str:
    """What an approver reads before the yes, as the form sends it back: the scope, its days, what is waived."""
    sharing = facts.sharing
    days = [day.isoformat() if day else None for day in (sharing.planned_on, sharing.until_on)]
    waivers = sorted({ground.waiver.ref for ground in decision.waived if ground.waiver})
    return hashlib.sha256(canonical([sharing.scope_digest, days, waivers])).hexdigest()[:32]


def _is_current(one: ApprovalFacts, sharing: SharingFacts, epochs: Epochs) -> bool:
    """Of this very scope, and given since anything was last taken away."""
    given_under = (one.vendor_epoch, one.engagement_epoch)
    return one.withdrawn_at is None and one.scope_digest == sharing.scope_digest and given_under == epochs


def is_barred(person_id: int | None, sharing: SharingFacts, decision: Decision) -> bool:
    """Whether somebody holds the other half already: asked for the sharing, or granted a waiver that it rests on."""
    return person_id == sharing.requested_by.id or person_id in decision.waiver_granters


def may_share(
    sharing: SharingFacts,
    clearance: ClearanceFacts | None,
    approvals: Iterable[ApprovalFacts],
    decision: Decision,
    epochs: Epochs,
    at: datetime,
    *,
    is_sound: bool = True,
    approving: Iterable[Who] = (),
) -> Answer:
    """Whether it may go now: ready, approved, cleared under the epochs of this moment, within its dates, not used up.

    `epochs` are the vendor's and the engagement's as they are now; `is_sound` says that the clearance's signature
    was checked and holds; `approving` are those who may confirm what a backup brought.
    """
    found = Findings()
    approvals = tuple(approvals)
    given = counting(sharing, approvals, decision, epochs, at) if at.tzinfo else []
    _judge_restore(sharing, approving, found)
    _judge_status(sharing, found)
    _judge_approvals(sharing, [one for one in approvals if _is_current(one, sharing, epochs)], given, decision, found)
    _judge_clearance(sharing, clearance, decision, epochs, at, is_sound, found)
    if at.tzinfo:
        _judge_days(sharing, at, found)
    reasons = (*decision.reasons, *found.reasons)
    allowed = decision.ready and not reasons and clearance is not None
    ends = [one for one in (decision.valid_until, clearance.valid_until if clearance else None) if one is not None]
    return Answer(allowed, reasons, min(ends) if allowed else None, len(given), decision.approvals)


def _lacks(found: Findings, sharing: SharingFacts, code: Code, message: str, waits_for: Iterable[Who] = ()) -> None:
    path = f"/sharing/{sharing.ref}/"
    found.lacks(code, message, sharing.ref, waits_for=waits_for, path=path, due_on=sharing.planned_on)


def _judge_restore(sharing: SharingFacts, approving: Iterable[Who], found: Findings) -> None:
    """What was stopped after the backup is open again in it: nothing goes until somebody has looked."""
    if sharing.restore_id is not None:
        message = _(
            "VendorTrack was restored from a backup. An approver has to confirm the clearances that it brought."
        )
        found.lacks(Code.RESTORED_UNCONFIRMED, message, sharing.ref, waits_for=approving, path="/sharing/restored/")


def _judge_status(sharing: SharingFacts, found: Findings) -> None:
    if sharing.status == Status.SUSPENDED:
        _lacks(found, sharing, Code.SUSPENDED, _("This sharing is suspended. It needs a new decision."))
    elif sharing.status == Status.REFUSED:
        _lacks(found, sharing, Code.SHARING_ENDED, _("This request was refused."))
    elif sharing.status in OVER:
        _lacks(found, sharing, Code.SHARING_ENDED, _("This sharing has ended."))
    elif sharing.status == Status.DRAFT:
        _lacks(found, sharing, Code.CLEARANCE_MISSING, _("This is a draft; it was not asked for yet."), [sharing.owner])


def _judge_approvals(
    sharing: SharingFacts,
    approvals: list[ApprovalFacts],
    given: list[ApprovalFacts],
    decision: Decision,
    found: Findings,
) -> None:
    people = {one.by.id for one in given}
    if len(people) < decision.approvals:
        message = _("%(given)d of %(wanted)d approvals are given.")
        _lacks(
            found,
            sharing,
            Code.APPROVAL_MISSING,
            message % {"given": len(people), "wanted": decision.approvals},
        )
    for one in approvals:
        if is_barred(one.by.id, sharing, decision):
            message = _("%(name)s approved, and also asked for this sharing or granted a waiver that it rests on.")
            _lacks(found, sharing, Code.SAME_PERSON, message % {"name": one.by.name})


def _judge_clearance(
    sharing: SharingFacts,
    clearance: ClearanceFacts | None,
    decision: Decision,
    epochs: Epochs,
    at: datetime,
    is_sound: bool,
    found: Findings,
) -> None:
    if sharing.status in OVER or sharing.status == Status.DRAFT:
        return
    if clearance is None or sharing.status not in (Status.CLEARED, Status.ACTIVE):
        if sharing.status != Status.SUSPENDED:
            _lacks(found, sharing, Code.CLEARANCE_MISSING, _("No clearance has been issued."))
        return
    if clearance.sharing_id != sharing.id or not is_sound:
        _lacks(found, sharing, Code.UNKNOWN, _("The signature of %(ref)s does not hold.") % {"ref": clearance.ref})
    if at.tzinfo is None or at >= clearance.valid_until:
        _lacks(found, sharing, Code.CLEARANCE_ENDED, _("%(ref)s has ended.") % {"ref": clearance.ref})
    issued_under = (clearance.vendor_epoch, clearance.engagement_epoch)
    if issued_under != epochs or clearance.scope_digest != sharing.scope_digest or not clearance.is_newest:
        message = _("%(ref)s was issued before something that it rests on was taken away. It needs a new decision.")
        _lacks(found, sharing, Code.CLEARANCE_SUPERSEDED, message % {"ref": clearance.ref})


def _judge_days(sharing: SharingFacts, at: datetime, found: Findings) -> None:
    today = day_of(at)
    if sharing.planned_on is not None and today < sharing.planned_on:
        message = _("The planned sharing date is %(day)s.") % {"day": said(sharing.planned_on)}
        _lacks(found, sharing, Code.TOO_EARLY, message)
    if sharing.until_on is not None and today > sharing.until_on and sharing.status not in OVER:
        message = _("It was to end on %(day)s.") % {"day": said(sharing.until_on)}
        _lacks(found, sharing, Code.SHARING_ENDED, message, [sharing.owner])
    if sharing.frequency != Frequency.REPEATED and sharing.frequency != Frequency.STANDING and sharing.used_at:
        _lacks(found, sharing, Code.ALREADY_USED, _("It was to be shared once, and that has been done."))


@dataclass(frozen=True, slots=True)
class Approvers:
    """Who can approve this request, and who of the approvers cannot, with the reason."""

    able: tuple[Who, ...]
    barred: tuple[tuple[Who, str], ...]


def approvers(facts: Facts, decision: Decision, at: datetime) -> Approvers:
    """Everybody who holds the role, told apart by what each did in this request."""
    epochs = (facts.vendor.epoch, facts.engagement.epoch)
    done = {one.by.id for one in counting(facts.sharing, facts.approvals, decision, epochs, at)}
    able, barred = [], []
    for who in facts.holders_of(*APPROVING):
        why = why_barred(who.id, facts.sharing, decision) or (_("has approved already") if who.id in done else "")
        if why:
            barred.append((who, why))
        else:
            able.append(who)
    return Approvers(tuple(able), tuple(barred))


def why_barred(person_id: int | None, sharing: SharingFacts, decision: Decision) -> str:
    """Why somebody cannot approve this: the words that follow their name; empty where they can."""
    if person_id == sharing.requested_by.id:
        return _("asked for the sharing")
    waivers = [ground.waiver for ground in decision.waived if ground.waiver]
    granted = [waiver.ref for waiver in waivers if waiver.granted_by.id == person_id]
    return _("granted %(list)s, which this rests on") % {"list": ", ".join(dict.fromkeys(granted))} if granted else ""


def too_few(facts: Facts, decision: Decision, at: datetime) -> str:
    """What to do where fewer people can still approve than policy demands; empty where there are enough."""
    people = approvers(facts, decision, at)
    epochs = (facts.vendor.epoch, facts.engagement.epoch)
    given = {one.by.id for one in counting(facts.sharing, facts.approvals, decision, epochs, at)}
    missing = decision.approvals - len(given) - len(people.able)
    if missing <= 0:
        return ""
    barred = [f"{who.name} {why}" for who, why in people.barred if who.id not in given]
    message = ngettext(
        "%(missing)d more person who can approve is needed%(names)s. Give somebody the role Approver.",
        "%(missing)d more people who can approve are needed%(names)s. Give somebody the role Approver.",
        missing,
    )
    return message % {"missing": missing, "names": f" ({'; '.join(barred)})" if barred else ""}


def refusals(facts: Facts, decision: Decision, person_id: int, *, is_approver: bool, at: datetime) -> list[Reason]:
    """Why this person cannot approve this request now; nothing where they can."""
    sharing, found = facts.sharing, Findings()
    if not is_approver:
        _lacks(found, sharing, Code.NO_ELIGIBLE_APPROVER, _("You do not hold the role Approver."))
    if why := why_barred(person_id, sharing, decision):
        _lacks(
            found, sharing, Code.SAME_PERSON, _("You cannot approve this, since it was you who %(why)s.") % {"why": why}
        )
    if sharing.status not in OPEN:
        label = str(dict(Status.choices).get(sharing.status, sharing.status)).lower()
        message = _("There is nothing to approve: the request is %(status)s.") % {"status": label}
        _lacks(found, sharing, Code.CLEARANCE_MISSING, message)
    epochs = (facts.vendor.epoch, facts.engagement.epoch)
    if person_id in {one.by.id for one in counting(sharing, facts.approvals, decision, epochs, at)}:
        _lacks(found, sharing, Code.APPROVAL_MISSING, _("You have approved this already; somebody else is needed."))
    return [*found.reasons, *decision.reasons]
