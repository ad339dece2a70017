"""Who is asking, for which record, and the one shape of a change that is asked for on a page of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import User
from history.models import NotAllowed
from history.twice import once
from vendors.forms.vendor import refuse
from vendors.models import Engagement, PortalLink, Vendor, VendorContact

LOG_VENDOR, LOG_ENGAGEMENT = "vendors.log_vendor", "vendors.log_engagement"
ASK_ENGAGEMENT = "vendors.ask_engagement"
DECIDE_FIT = "vendors.decide_fit"
APPROVE, SUSPEND, CONFIRM = "vendors.approve_vendor", "vendors.suspend_vendor", "vendors.confirm_facts"


class SignedIn(HttpRequest):
    """A request past the login that is on by default."""

    user: User


def today() -> date:
    """The organisation's day: a date ends when its day ends there."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def is_own(user: User, engagement: Engagement) -> bool:
    """Whether somebody asked for an engagement or owns it, and may work on it: an auditor who is named only reads."""
    return user.person_id in (engagement.requester_id, engagement.owner_id) and user.has_perm(ASK_ENGAGEMENT)


def permit(request: SignedIn, *permissions: str) -> None:
    """403 for who may see, but holds none of these permissions."""
    if permissions and not any(request.user.has_perm(name) for name in permissions):
        raise PermissionDenied


def vendor_of(request: SignedIn, ref: str, *permissions: str) -> Vendor:
    return found(request, Vendor.objects.visible_to(request.user).with_ref(ref), *permissions)


def contact_of(request: SignedIn, ref: str, contact: str, *permissions: str) -> VendorContact:
    rows = VendorContact.objects.visible_to(request.user).with_ref(contact).filter(vendor=Vendor.number_in(ref) or 0)
    return found(request, rows.select_related("person", "vendor"), *permissions)


def link_of(request: SignedIn, ref: str, link: str, *permissions: str) -> PortalLink:
    rows = PortalLink.objects.filter(pk=PortalLink.number_in(link) or 0, contact__vendor=Vendor.number_in(ref) or 0)
    visible = rows.filter(contact__in=VendorContact.objects.visible_to(request.user))
    return found(request, visible.select_related("contact__person", "contact__vendor"), *permissions)


def engagement_of(request: SignedIn, ref: str, *permissions: str) -> Engagement:
    rows = Engagement.objects.visible_to(request.user).with_ref(ref)
    people = ("requester", "owner", "sponsor", "legal_contact", "service_category")
    return found(request, rows.select_related(*people), *permissions)


def found(request: SignedIn, rows: QuerySet[Any], *permissions: str) -> Any:
    record = get_object_or_404(rows)
    permit(request, *permissions)
    return record


def attempt(request: SignedIn, do: Callable[[], Any], said: object, back: str) -> HttpResponse:
    """Do what one button asks for; a refusal is said on the page that one came from."""
    try:
        do()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(said))
    return redirect(back)


@once
def ask(
    request: SignedIn, form: forms.BaseForm, do: Callable[[dict[str, Any]], Any], page: dict[str, Any]
) -> HttpResponse:
    """GET shows the form, POST does it; a refusal is shown above the form, and what was typed stays.

    `page` has title, crumbs (a list of address and words), button and back (an address); may have text, tone,
    said (what is told afterwards) and template; the rest is the template's.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, str(page["said"]))
            return redirect(page.get("to", lambda _done: page["back"])(done))
    status = 422 if form.errors else 200
    return render(request, page.get("template", "vendors/ask.html"), {**page, "form": form}, status=status)
