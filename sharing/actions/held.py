"""Finds a request, and locks what guards it: the vendor's row, then the engagement's."""

from django.utils.translation import gettext as _

from history.models import NotAllowed
from sharing.models import SharingRequest
from vendors import locks


def find(ref: str) -> SharingRequest:
    """The request of this reference; NotAllowed where there is none."""
    sharing = SharingRequest.objects.with_ref(ref).first()
    if sharing is None:
        raise NotAllowed(_("There is no sharing request %(ref)s.") % {"ref": ref}, code="unknown")
    return sharing


def hold(sharing: SharingRequest) -> tuple[locks.Held, SharingRequest]:
    """Lock first, then read the request again: what was read before may have changed."""
    held = locks.hold([sharing.vendor_id], [sharing.engagement_id])
    fresh = SharingRequest.objects.select_related("vendor", "engagement").get(pk=sharing.pk)
    if (fresh.vendor_id, fresh.engagement_id) != (sharing.vendor_id, sharing.engagement_id):
        raise NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
    return held, fresh
