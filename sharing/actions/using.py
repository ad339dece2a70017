"""What happens to a sharing once it was let go: it starts, is handed over, is suspended, and ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiClient, User
from history.models import NotAllowed
from history.moves import change, create, move
from sharing.actions import decisions
from sharing.actions.approving import Blocked
from sharing.actions.held import find, hold
from sharing.actions.judging import Judgement, judge
from sharing.models import Approval, Frequency, SharingRequest, Transfer
from vendors.locks import Held

Status = SharingRequest.Status


def _may_use(sharing: SharingRequest, by: User) -> None:
    if by.person_id not in (sharing.requested_by_id, sharing.owner_id):
        raise NotAllowed(_("Only who asked for %(ref)s, or its owner, can do this.") % {"ref": sharing.ref})


def start(ref: str, *, by: User, at: datetime) -> SharingRequest:
    """Begin a standing or repeated sharing, if it may go now."""
    found = find(ref)
    with transaction.atomic():
        held, sharing = hold(found)
        _may_use(sharing, by)
        judgement = judge(sharing.pk, at)
        if judgement.answer.allowed:
            move(sharing, Status.ACTIVE, by=by, held=held)
            decisions.record(sharing.pk, "start", judgement.decision, at=at, by=by, clearance=sharing.clearance)
            return sharing
    decisions.record(found.pk, "start", judgement.decision, at=at, by=by, reasons=judgement.answer.reasons)
    raise Blocked(judgement.answer.reasons)


def record_transfer(
    ref: str, *, at: datetime, by: User | None = None, client: ApiClient | None = None, volume: int | None = None
) -> Transfer:
    """Record one handing over on the clearance that stands; the first makes the sharing active, a one-off is used up.

    Two at once for a one-off: one is recorded, the other is refused.
    """
    found = find(ref)
    with transaction.atomic():
        held, sharing = hold(found)
        if by is not None:
            _may_use(sharing, by)
        judgement = judge(sharing.pk, at)
        if judgement.answer.allowed:
            return _transfer(sharing, judgement, held, by=by, client=client, volume=volume)
    decisions.record(
        found.pk, "transfer", judgement.decision, at=at, by=by, client=client, reasons=judgement.answer.reasons
    )
    raise Blocked(judgement.answer.reasons)


def _transfer(
    sharing: SharingRequest,
    judgement: Judgement,
    held: Held,
    *,
    by: User | None,
    client: ApiClient | None,
    volume: int | None,
) -> Transfer:
    agent = by or client
    made = create(
        Transfer(
            sharing=sharing,
            clearance_id=sharing.clearance_id,
            at=judgement.at,
            volume=volume,
            by_id=by.person_id if by else None,
            client=client,
        ),
        by=agent,
    )
    if sharing.status == Status.CLEARED:
        move(sharing, Status.ACTIVE, by=agent, held=held)
    if sharing.frequency == Frequency.ONCE:
        change(sharing, by=agent, act="used up", used_at=judgement.at)
    decisions.record(
        sharing.pk, "transfer", judgement.decision, at=judgement.at, by=by, client=client, clearance=sharing.clearance
    )
    return made


def withdraw_approvals(sharing: SharingRequest, *, by: User | None, at: datetime) -> None:
    """What was approved before a stop does not count after it: a new decision shows what changed."""
    for one in Approval.objects.filter(sharing=sharing, withdrawn_at=None):
        change(one, by=by, act="withdrawn", withdrawn_at=at)


def suspend(ref: str, *, by: User, why: str, at: datetime) -> SharingRequest:
    """Stop a cleared or active sharing at once; only a new decision lets it go again."""
    if not why.strip():
        raise NotAllowed(_("Write why, so that the people concerned know."), code="why")
    with transaction.atomic():
        held, sharing = hold(find(ref))
        if not by.has_perm("sharing.approve_sharing"):
            raise NotAllowed(_("Only an approver can suspend a sharing."))
        move(sharing, Status.SUSPENDED, by=by, why=why.strip(), held=held)
        withdraw_approvals(sharing, by=by, at=at)
        judgement = judge(sharing.pk, at)
        decisions.record(sharing.pk, "suspend", judgement.decision, at=at, by=by, reasons=judgement.answer.reasons)
    return sharing


def was_out(sharing: SharingRequest) -> bool:
    """Whether data was shared, or may have been: then it ends only by return or deletion."""
    return sharing.status in (Status.ACTIVE, Status.UNDER_WAY) or (
        sharing.under_way_since_on is not None
        or sharing.transfers.exists()
        or (sharing.clearance_id is not None and sharing.frequency == Frequency.STANDING)
    )


def end(ref: str, *, by: User, why: str, at: datetime) -> SharingRequest:
    """Stop for good. What was shared, or may have been, is ending until return or deletion is shown."""
    with transaction.atomic():
        held, sharing = hold(find(ref))
        if not by.has_perm("sharing.approve_sharing"):
            _may_use(sharing, by)
        to = Status.ENDING if was_out(sharing) else Status.ENDED
        return move(sharing, to, by=by, why=why.strip(), held=held)


def finish(ref: str, *, by: User, why: str) -> SharingRequest:
    """A reviewer's word that the data was returned or deleted and the access removed: it has ended."""
    if not why.strip():
        raise NotAllowed(_("Write what shows that data and access are returned, deleted, removed."), code="why")
    with transaction.atomic():
        held, sharing = hold(find(ref))
        if not by.has_perm("checklists.review_item"):
            raise NotAllowed(_("Only a reviewer can accept that a sharing has ended."))
        if by.person_id in (sharing.requested_by_id, sharing.owner_id):
            raise NotAllowed(_("This is yours, so another reviewer accepts its end."), code="same-person")
        return move(sharing, Status.ENDED, by=by, why=why.strip(), held=held)
