"""Laying out what applies to an engagement that was awarded, by itself."""

from datetime import datetime

from django.db import transaction

from checklists.actions.held import hold
from checklists.actions.layout import lay_out_all
from history import moves
from selection.models import Award
from vendors.models import Engagement
from vendors.rules.over import why_gone

UNDER_WAY = (Engagement.Status.AWARDED, Engagement.Status.LIVE)


def lay_out_awarded(at: datetime) -> int:
    """Lay out what applies to each award that was not looked at yet; returns to how many. Twice is harmless."""
    rows = Award.objects.filter(status=Award.Status.CONFIRMED, laid_out_at=None)
    return sum(_lay_out(key, at) for key in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _lay_out(key: int, at: datetime) -> bool:
    """In the name of who proposed the award; what stands already stays, and gets what has come to apply."""
    seen = Award.objects.select_related("candidate").get(pk=key)
    hold(seen.candidate.vendor_id, seen.engagement_id)
    award = Award.objects.select_related("candidate__vendor", "engagement", "proposed_by").get(pk=key)
    if award.laid_out_at or award.status != Award.Status.CONFIRMED:
        return False
    if award.engagement.status in UNDER_WAY:
        if why_gone(award.candidate.vendor):
            return False  # once it is taken back into review, what applies is laid out
        lay_out_all(award.candidate.vendor, award.engagement, by=award.proposed_by, at=at)
    moves.change(award, by=None, act="laid out", laid_out_at=at)
    return True
