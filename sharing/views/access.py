"""Who is asking, and for which request."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from sharing.models import SharingRequest

ASK, APPROVE, PEOPLE = "sharing.ask_sharing", "sharing.approve_sharing", "accounts.manage_people"
RELATED = ("vendor", "engagement", "contract", "owner", "requested_by", "clearance", "supersedes")


class SignedIn(HttpRequest):
    """A request past the login that is on by default."""

    user: User


def today() -> date:
    """The organisation's day: a date ends when its day ends there."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def permit(request: SignedIn, permission: str) -> None:
    """403 for who may see, but not do, this."""
    if permission and not request.user.has_perm(permission):
        raise PermissionDenied


def sharing_of(request: SignedIn, ref: str, permission: str = "") -> SharingRequest:
    """The request of this reference; 404 where there is none that one may see."""
    visible = SharingRequest.objects.visible_to(request.user).with_ref(ref)
    found = get_object_or_404(visible.select_related(*RELATED))
    permit(request, permission)
    return found
