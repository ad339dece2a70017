"""What goes on: engagements that are not over with vendors that we work with, and whatever has data of ours out."""

from django.db.models import Exists, OuterRef, Q

from sharing.models.request import SharingRequest
from vendors.models import Engagement
from vendors.rules.over import PARTED


def begins(prefix: str = "") -> Q:
    """Rows with which something may begin, as a condition: `vendors.rules.over.why_nothing_begins` finds nothing.

    `prefix` leads from the row to what has vendor and engagement: `checklist__`.
    """
    vendor, engagement = f"{prefix}vendor", f"{prefix}engagement"
    works = Q(**{f"{vendor}__merged_into": None}) & ~Q(**{f"{vendor}__status__in": PARTED})
    return works & (Q(**{engagement: None}) | Q(**{f"{engagement}__in": Engagement.objects.open().values("pk")}))


def going_on(prefix: str = "") -> Q:
    """The same, and rows that have data of ours out still: `vendors.actions.over.why_settled` finds nothing."""
    engagement = f"{prefix}engagement"
    out = SharingRequest.objects.unfinished().filter(vendor=OuterRef(f"{prefix}vendor"))
    return begins(prefix) | Exists(out.filter(engagement=OuterRef(engagement))) | Q(Exists(out), **{engagement: None})
