"""After a restore everything is on hold, until an approver has read what the backup brought, and confirms it."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import NotAllowed
from history.models.entry import canonical
from history.moves import change, record_set
from sharing.models import Clearance, Restore, SharingRequest


def mark() -> str:
    """Changes whenever the list to be confirmed does: which restores, and which clearance lets which request go."""
    restores = list(Restore.objects.unconfirmed().order_by("pk").values_list("pk", flat=True))
    return hashlib.sha256(canonical([restores, _clearances()])).hexdigest()[:32]


def _clearances() -> list[list[int]]:
    rows = SharingRequest.objects.standing().order_by("pk").values_list("pk", "clearance_id")
    return [list(row) for row in rows]


def confirm_restored(*, by: User, at: datetime, seen: str | None = None) -> list[Restore]:
    """Confirm every restore that waits, with the list as it was read (`mark`); what changed since is not confirmed."""
    if not by.has_perm("sharing.approve_sharing"):
        raise NotAllowed(_("Only an approver can confirm what a backup brought."))
    with transaction.atomic():
        waiting = list(Restore.objects.unconfirmed().order_by("pk").select_for_update())
        if not waiting:
            raise NotAllowed(_("There is nothing to confirm."), code="done")
        if seen is not None and seen != mark():
            raise NotAllowed(_("The list has changed since you opened the page. Read it again."), code="stale")
        listed = [f"{Clearance.REF}-{clearance:04d}" for _sharing, clearance in _clearances()]
        for one in waiting:
            change(one, by=by, act="confirmed", confirmed_by_id=by.person_id, confirmed_at=at)
            record_set(one, "clearances confirmed", listed, by=by)
    return waiting
