"""The vendors of an imported list as candidates of its engagement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Person, User
from history.models import NotAllowed
from selection.actions.candidate import add_candidate
from selection.models import Candidate
from vendors.models import Engagement, Upload, Vendor


def longlist_imported(upload_id: int, at: datetime) -> int:
    """Put each vendor of an imported list on the longlist, once; returns how many. Whoever cannot be is passed over."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).select_related("engagement", "by").get(pk=upload_id)
        if upload.longlisted_at or upload.engagement is None or upload.status != Upload.Status.IMPORTED:
            return 0
        added = longlist(upload.engagement, upload.report.get("vendors", ()), upload.by)
        report: dict[str, Any] = {**upload.report, "longlisted": added}
        Upload.objects.filter(pk=upload_id).update(longlisted_at=at, report=report)
    return added


def longlist(engagement: Engagement, vendors: Iterable[int], by: User | Person) -> int:
    """Put these vendors on the longlist who are no candidates yet; returns how many were."""
    known = set(Candidate.objects.filter(engagement=engagement).values_list("vendor_id", flat=True))
    fresh = Vendor.objects.filter(pk__in=set(vendors) - known).order_by("pk")
    return sum(_added(engagement, vendor, by) for vendor in fresh)


def _added(engagement: Engagement, vendor: Vendor, by: User | Person) -> bool:
    try:
        with transaction.atomic():
            add_candidate(engagement, vendor, by)
    except NotAllowed:
        return False
    return True
