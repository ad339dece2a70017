"""The vendors of an imported list as candidates of its engagement."""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.models import NotAllowed
from selection.actions.candidate import add_candidate
from selection.models import Candidate
from vendors.models import Upload, Vendor


def longlist_imported(upload_id: int, at: datetime) -> int:
    """Put each vendor of an imported list on the longlist, once; returns how many. Whoever cannot be is passed over."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).select_related("engagement", "by").get(pk=upload_id)
        if upload.longlisted_at or upload.engagement is None or upload.status != Upload.Status.IMPORTED:
            return 0
        known = set(Candidate.objects.filter(engagement=upload.engagement).values_list("vendor_id", flat=True))
        added = 0
        for vendor in Vendor.objects.filter(pk__in=set(upload.report.get("vendors", ())) - known).order_by("pk"):
            added += _added(upload, vendor)
        report: dict[str, Any] = {**upload.report, "longlisted": added}
        Upload.objects.filter(pk=upload_id).update(longlisted_at=at, report=report)
    return added


def _added(upload: Upload, vendor: Vendor) -> bool:
    if upload.engagement is None:
        return False
    try:
        with transaction.atomic():
            add_candidate(upload.engagement, vendor, upload.by)
    except NotAllowed:
        return False
    return True
