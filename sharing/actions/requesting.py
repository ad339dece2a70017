"""Asking for a sharing: drafts, the request itself, its dates, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from history.models import NotAllowed
from history.moves import change, create, move
from sharing.actions import decisions
from sharing.actions.approving import clear
from sharing.actions.held import find, hold
from sharing.actions.judging import judge
from sharing.actions.using import was_out, withdraw_approvals
from sharing.models import Clearance, SharingRequest
from sharing.rules import approval
from sharing.rules.reasons import day_of, said
from sharing.rules.request import faults
from vendors import locks
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import Engagement, Vendor

Status = SharingRequest.Status
LEAD_DAYS = 30  # the first stage of the default ladder before a planned sharing
FREE = ("title", "planned_on", "until_on", "owner")
STANDING = (Status.REQUESTED, Status.UNDER_WAY, Status.CLEARED, Status.ACTIVE, Status.SUSPENDED)


@dataclass(frozen=True)
class Asked:
    """A request that was made, its clearance where policy wants no approval, and what its maker should know now."""

    sharing: SharingRequest
    clearance: Clearance | None
    warnings: tuple[str, ...]


def _is_theirs(sharing: SharingRequest, by: User) -> bool:
    return by.person_id in (sharing.requested_by_id, sharing.owner_id)


def _only_theirs(sharing: SharingRequest, by: User) -> None:
    if not _is_theirs(sharing, by):
        raise NotAllowed(_("Only who asked for %(ref)s, or its owner, can do this.") % {"ref": sharing.ref})


def draft(*, by: User, **fields: Any) -> SharingRequest:
    """Begin a request; who drafts it is who asks, and can never approve it."""
    if not by.has_perm("sharing.ask_sharing"):
        raise NotAllowed(_("Your roles do not let you ask for a sharing."))
    unknown = set(fields) - {*SharingRequest.SCOPE, *FREE, "vendor", "engagement", "contract"}
    if unknown:
        raise NotAllowed(_("A request has no %(names)s.") % {"names": ", ".join(sorted(unknown))})
    fields.setdefault("owner", by.person)
    made = SharingRequest(requested_by=by.person, **fields)
    with transaction.atomic():
        _refuse_late(made.vendor_id, made.engagement_id)
        return create(made, by=by)


def _refuse_late(vendor_id: int, engagement_id: int) -> None:
    """Nothing is asked for with a vendor that is gone, nor in an engagement that is over; judged under their lock."""
    locks.hold([vendor_id], [engagement_id])
    refuse_late(Vendor.objects.get(pk=vendor_id), Engagement.objects.get(pk=engagement_id))


def change_draft(ref: str, *, by: User, **fields: Any) -> SharingRequest:
    """Change a draft; the scope of what was asked for is fixed, and a change makes a new version."""
    with transaction.atomic():
        found = find(ref)
        to = [_key(fields, name, getattr(found, f"{name}_id")) for name in ("vendor", "engagement")]
        locks.hold([found.vendor_id, to[0]], [found.engagement_id, to[1]])
        _refuse_late(*to)
        _held, sharing = hold(found)
        _only_theirs(sharing, by)
        if sharing.status != Status.DRAFT:
            raise NotAllowed(_("%(ref)s was asked for already. Make a new version to change it.") % {"ref": ref})
        allowed = {*SharingRequest.SCOPE, *FREE, "vendor", "engagement", "contract"}
        return change(sharing, by=by, **{name: value for name, value in fields.items() if name in allowed})


def _key(fields: dict[str, Any], name: str, now: int) -> int:
    given = fields.get(name)
    return given.pk if given is not None else fields.get(f"{name}_id", now)


def new_version(ref: str, *, by: User) -> SharingRequest:
    """A draft with the same scope, to be changed; the earlier version stands until the new one is cleared."""
    with transaction.atomic():
        _held, sharing = hold(find(ref))
        if not by.has_perm("sharing.ask_sharing"):
            raise NotAllowed(_("Your roles do not let you ask for a sharing."))
        if sharing.status == Status.DRAFT:
            raise NotAllowed(_("%(ref)s is a draft: change it itself.") % {"ref": ref})
        if SharingRequest.objects.filter(supersedes=sharing).exists():
            raise NotAllowed(_("There is a newer version of %(ref)s already.") % {"ref": ref})
        refuse_late(sharing.vendor, sharing.engagement)
        scope = {name: getattr(sharing, name) for name in SharingRequest.SCOPE}
        made = SharingRequest(
            **scope,
            title=sharing.title,
            planned_on=sharing.planned_on,
            until_on=sharing.until_on,
            owner_id=sharing.owner_id,
            requested_by=by.person,
            supersedes=sharing,
        )
        return create(made, by=by)


def request(ref: str, *, by: User, at: datetime) -> Asked:
    """Ask for it: the gate judges it from now on. Says at once who is lacking to approve it, and too short a lead.

    Where policy wants no approval and everything is met, the clearance follows at once.
    """
    with transaction.atomic():
        held, sharing = hold(find(ref))
        if by.person_id != sharing.requested_by_id:
            raise NotAllowed(_("Only %(name)s, who drafted this, can ask for it.") % {"name": sharing.requested_by})
        refuse_late(sharing.vendor, sharing.engagement)
        if wrong := faults(sharing, day_of(at)):
            raise NotAllowed(" ".join(wrong), code="fields")
        move(sharing, Status.REQUESTED, by=by, held=held, requested_at=at)
        judgement = judge(sharing.pk, at)
        short = approval.too_few(judgement.facts, judgement.decision, at)
    clearance = None
    if judgement.decision.ready and judgement.decision.approvals == 0:
        clearance = clear(ref, by=by, at=at)
        sharing.refresh_from_db()
    warnings = [short, lead_warning(sharing.planned_on, day_of(at))]
    return Asked(sharing, clearance, tuple(warning for warning in warnings if warning))


def lead_warning(planned_on: date, today: date) -> str:
    """What to say where the planned day is nearer than the first reminder before it; empty where there is time."""
    left = (planned_on - today).days
    if left >= LEAD_DAYS:
        return ""
    return ngettext(
        "Only %(count)d day is left until %(day)s. Reminders usually begin %(lead)d days before: what was missed "
        "goes out as one.",
        "Only %(count)d days are left until %(day)s. Reminders usually begin %(lead)d days before: what was missed "
        "goes out as one.",
        max(left, 0),
    ) % {"count": max(left, 0), "day": said(planned_on), "lead": LEAD_DAYS}


def withdraw(ref: str, *, by: User, at: datetime, why: str = "") -> SharingRequest:
    """Take a request back; it is a draft again and can be changed, and who had approved it is asked anew."""
    with transaction.atomic():
        held, sharing = hold(find(ref))
        _only_theirs(sharing, by)
        withdraw_approvals(sharing, by=by, at=at)
        return move(sharing, Status.DRAFT, by=by, why=why.strip(), held=held, requested_at=None)


def refuse(ref: str, *, by: User, why: str, at: datetime) -> SharingRequest:
    """An approver's no, with the reason; who asked can withdraw, and does not refuse.

    Where data is out already, the no means that it comes back: the sharing is ending.
    """
    if not why.strip():
        raise NotAllowed(_("Write why, so that the requester knows what to change."), code="why")
    with transaction.atomic():
        held, sharing = hold(find(ref))
        if not by.has_perm("sharing.approve_sharing"):
            raise NotAllowed(_("Only an approver can refuse a sharing request."))
        if by.person_id == sharing.requested_by_id:
            raise NotAllowed(_("You asked for this. Withdraw it instead."), code="same-person")
        move(sharing, Status.ENDING if was_out(sharing) else Status.REFUSED, by=by, why=why.strip(), held=held)
        withdraw_approvals(sharing, by=by, at=at)
        judgement = judge(sharing.pk, at)
        decisions.record(sharing.pk, "refuse", judgement.decision, at=at, by=by, reasons=judgement.answer.reasons)
    return sharing


def move_date(
    ref: str, planned_on: date, *, by: User, why: str, at: datetime, until_on: date | None = None
) -> SharingRequest:
    """Move the planned sharing date (and its end), with a reason; every move stays in the history."""
    if not why.strip():
        raise NotAllowed(_("Write why the date moves."), code="why")
    with transaction.atomic():
        _held, sharing = hold(find(ref))
        _only_theirs(sharing, by)
        if sharing.status not in (Status.DRAFT, *STANDING):
            raise NotAllowed(_("%(ref)s is over; its date does not move any more.") % {"ref": ref})
        refuse_over(sharing.engagement)
        if planned_on < day_of(at):
            raise NotAllowed(_("The planned sharing date must be today or later."), code="planned_on")
        until = until_on or max(sharing.until_on, planned_on)
        if until < planned_on:
            raise NotAllowed(_("“Until” must not be before the planned sharing date."), code="until_on")
        return change(sharing, by=by, why=why.strip(), act="date moved", planned_on=planned_on, until_on=until)


def mark_under_way(
    ref: str, since_on: date, *, by: User, why: str, at: datetime, clear_by_on: date | None = None
) -> SharingRequest:
    """Say that the data is being shared already, since when, and by when this is to be cleared or stopped."""
    today = day_of(at)
    if since_on > today:
        raise NotAllowed(_("“Since” must be today or earlier."), code="since_on")
    if clear_by_on is None or clear_by_on < today:
        raise NotAllowed(_("Name the day by which this is cleared or stopped, today or later."), code="clear_by_on")
    with transaction.atomic():
        held, sharing = hold(find(ref))
        works_on_it = by.has_perm("sharing.view_sharingrequest") and by.has_perm("sharing.ask_sharing")
        if not (_is_theirs(sharing, by) or works_on_it):
            raise NotAllowed(_("Only who works on %(ref)s can say this.") % {"ref": ref})
        stamps: dict[str, Any] = {"under_way_since_on": since_on, "clear_by_on": clear_by_on}
        if sharing.requested_at is None:
            stamps["requested_at"] = at
        return move(sharing, Status.UNDER_WAY, by=by, why=why.strip(), held=held, **stamps)
