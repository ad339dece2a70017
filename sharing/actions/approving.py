"""Approval by a second person, and the clearance that follows from enough of them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import NotAllowed
from history.models.entry import canonical
from history.moves import change, create, move
from sharing.actions import decisions
from sharing.actions.held import find, hold
from sharing.actions.judging import Judgement, judge
from sharing.models import Approval, Clearance, SharingRequest
from sharing.rules import approval
from sharing.rules.reasons import Code, Reason, end_of
from sharing.writers import keys, tokens
from vendors import locks

Status = SharingRequest.Status
SHOWN = 3


class Blocked(NotAllowed):
    """The gate stands in the way; `reasons` says with what."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        sentences = [reason.message for reason in self.reasons[:SHOWN]]
        if len(self.reasons) > SHOWN:
            sentences.append(_("And %(count)d more.") % {"count": len(self.reasons) - SHOWN})
        super().__init__(" ".join(sentences), "blocked")


@dataclass(frozen=True)
class Outcome:
    """What an approval led to: the clearance, or how many people have approved and how many must."""

    approval: Approval
    clearance: Clearance | None
    given: int
    wanted: int


def approve(ref: str, *, by: User, at: datetime, note: str = "", seen: str | None = None) -> Outcome:
    """Say yes as a second person; with enough of them the clearance is issued in the same transaction.

    Everything is judged again under the lock. A refusal is recorded, and raised as Blocked. `seen` is what the
    approver read (`approval.shown`): what changed since is not approved unread.
    """
    found = find(ref)
    with transaction.atomic():
        held, sharing = hold(found)
        judgement = judge(sharing.pk, at)
        if seen is not None and seen != approval.shown(judgement.facts, judgement.decision):
            raise NotAllowed(
                _("Its scope, its dates or its waivers have changed since you opened the page. Read it again."),
                code="stale",
            )
        refusals = approval.refusals(
            judgement.facts,
            judgement.decision,
            by.person_id,
            is_approver=by.has_perm("sharing.approve_sharing"),
            at=at,
        )
        if not refusals:
            return _approve(sharing, judgement, held, by=by, at=at, note=note)
    # In a transaction of its own: a refusal of somebody who asked leaves its record.
    decisions.record(found.pk, "approve", judgement.decision, at=at, reasons=refusals, by=by)
    raise Blocked(refusals)


def _approve(
    sharing: SharingRequest, judgement: Judgement, held: locks.Held, *, by: User, at: datetime, note: str
) -> Outcome:
    decision, before = judgement.decision, judgement.approvals
    if decision.approval_until_on is None:
        raise Blocked(decision.reasons)
    for old in Approval.objects.filter(sharing=sharing, by=by.person_id, withdrawn_at=None):
        change(old, by=by, act="replaced", withdrawn_at=at)  # of an earlier scope, or ended: it counts no more
    given = create(
        Approval(
            sharing=sharing,
            requested_by_id=sharing.requested_by_id,
            by_id=by.person_id,
            at=at,
            until_on=decision.approval_until_on,
            scope_digest=judgement.facts.sharing.scope_digest,
            vendor_epoch=judgement.epochs[0],
            engagement_epoch=judgement.epochs[1],
            note=note.strip(),
        ),
        by=by,
    )
    people = {one.by.id for one in before} | {by.person_id}
    clearance = None
    if len(people) >= decision.approvals:
        approvals = [(one.id, one.until_on) for one in before] + [(given.pk, given.until_on)]
        clearance = _issue(sharing, judgement, approvals, by=by, at=at)
        _let_go(sharing, clearance, held, by=by)
    decisions.record(sharing.pk, "approve", decision, at=at, by=by, clearance=clearance)
    return Outcome(given, clearance, len(people), decision.approvals)


def clear(ref: str, *, by: User, at: datetime) -> Clearance:
    """Issue the clearance of what is ready and lacks no approval: where policy wants none, or all are given.

    For whoever waits for it: who asked, the owner, an approver.
    """
    found = find(ref)
    if by.person_id not in (found.requested_by_id, found.owner_id) and not by.has_perm("sharing.approve_sharing"):
        raise NotAllowed(_("Only who asked for %(ref)s, its owner, or an approver can do this.") % {"ref": ref})
    with transaction.atomic():
        held, sharing = hold(found)
        judgement = judge(sharing.pk, at)
        refusals = [one for one in judgement.answer.reasons if one.code not in _awaited(sharing)]
        if not refusals:
            if sharing.status not in (Status.REQUESTED, Status.UNDER_WAY):
                raise NotAllowed(_("%(ref)s does not wait for a clearance.") % {"ref": sharing.ref})
            approvals = [(one.id, one.until_on) for one in judgement.approvals]
            clearance = _issue(sharing, judgement, approvals, by=by, at=at)
            _let_go(sharing, clearance, held, by=by)
            decisions.record(sharing.pk, "clear", judgement.decision, at=at, by=by, clearance=clearance)
            return clearance
    decisions.record(found.pk, "clear", judgement.decision, at=at, reasons=refusals, by=by)
    raise Blocked(refusals)


def _awaited(sharing: SharingRequest) -> tuple[str, ...]:
    """What a clearance itself brings, or time: these do not stand in its way."""
    return (Code.CLEARANCE_MISSING.value, Code.TOO_EARLY.value) if sharing.status in approval.OPEN else ()


def _let_go(sharing: SharingRequest, clearance: Clearance, held: locks.Held, *, by: User) -> None:
    stamps: dict[str, Any] = {"clearance_id": clearance.pk, "valid_until": clearance.valid_until}
    if sharing.status == Status.UNDER_WAY:
        stamps["clear_by_on"] = None
    move(sharing, Status.CLEARED, by=by, held=held, **stamps)


def _issue(
    sharing: SharingRequest,
    judgement: Judgement,
    approvals: Sequence[tuple[int, date]],
    *,
    by: User,
    at: datetime,
) -> Clearance:
    """The signed proof: what it rested on, under which epochs, until the first expiry of any of it."""
    decision, scope_digest = judgement.decision, judgement.facts.sharing.scope_digest
    if not decision.ready or decision.valid_until is None or decision.policy_id is None:
        raise Blocked(decision.reasons)
    limits = [(decision.valid_until, decision.ends_with), *((end_of(day), _("approval")) for _key, day in approvals)]
    valid_until, ends_with = min(limits)
    snapshot = _snapshot(judgement, [key for key, _day in approvals])
    digest = hashlib.sha256(canonical(snapshot)).hexdigest()
    signature = keys.sign(
        tokens.signed_content(
            sharing_id=sharing.pk,
            issued_at=at,
            valid_until=valid_until,
            policy_id=decision.policy_id,
            epochs=judgement.epochs,
            scope_digest=scope_digest,
            digest=digest,
        )
    )
    return create(
        Clearance(
            sharing=sharing,
            issued_at=at,
            valid_until=valid_until,
            ends_with=ends_with[:200],
            policy_id=decision.policy_id,
            vendor_epoch=judgement.epochs[0],
            engagement_epoch=judgement.epochs[1],
            scope_digest=scope_digest,
            snapshot=snapshot,
            digest=digest,
            signature=signature,
        ),
        by=by,
    )


def _snapshot(judgement: Judgement, approval_ids: Iterable[int]) -> dict[str, Any]:
    """What the clearance rested on, in references and dates: no name and no free text."""
    decision, facts = judgement.decision, judgement.facts
    return {
        "sharing": facts.sharing.ref,
        "vendor": facts.vendor.ref,
        "engagement": facts.engagement.ref,
        "contract": facts.contract.ref if facts.contract else None,
        "data_class": facts.sharing.data_class,
        "data_categories": sorted(facts.sharing.categories or ()),
        "policy": decision.policy_number,
        "tier": decision.tier,
        "day": decision.day.isoformat() if decision.day else None,
        "approvals": [f"{Approval.REF}-{key:04d}" for key in approval_ids],
        "rests_on": [
            [
                ground.code,
                ground.subject,
                ground.state,
                ground.until_on.isoformat() if ground.until_on else None,
                ground.waiver.ref if ground.waiver else None,
            ]
            for ground in decision.grounds
        ],
    }
