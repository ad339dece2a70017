"""A vendor's page, and what is logged, edited and decided about it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.twice import edits
from vendors import actions
from vendors.forms.vendor import ApproveForm, GroupedVendorForm, NewVendorForm, ReasonForm
from vendors.models import Vendor
from vendors.views import shown
from vendors.views.access import APPROVE, LOG_VENDOR, SUSPEND, SignedIn, ask, attempt, permit, today, vendor_of


def page_of(vendor: Vendor) -> str:
    return reverse("vendors:vendor", args=[vendor.ref])


def crumbs(vendor: Vendor) -> list[tuple[str, str]]:
    return [(reverse("vendors:list"), _("Vendors")), (page_of(vendor), vendor.name)]


@require_GET
def vendor_page(request: SignedIn, ref: str) -> HttpResponse:
    """What is known of a vendor, whether data may go to it, and what is outstanding."""
    vendor = vendor_of(request, ref)
    context = shown.vendor(vendor, request.user, timezone.now(), today())
    return render(request, "vendors/vendor.html", context)


def new(request: SignedIn) -> HttpResponse:
    permit(request, LOG_VENDOR)
    form = NewVendorForm(request.POST or None, user=request.user, initial={"owner": request.user.person})
    listed = reverse("vendors:list")
    page = {
        "title": _("New vendor"),
        "text": _("It starts as a prospect. Who logs it cannot approve it."),
        "crumbs": [(listed, _("Vendors"))],
        "button": _("Log vendor"),
        "back": listed,
        "said": _("The vendor is logged. Name a contact next, then start the review."),
        "to": page_of,
    }
    return ask(request, form, lambda given: actions.log_vendor(request.user, **given), page)


@edits(lambda ref: Vendor.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, LOG_VENDOR)
    form = GroupedVendorForm(request.POST or None, user=request.user, instance=vendor)
    page = {
        "title": _("Edit vendor"),
        "text": _("The approval stays. Another kind, country or group stops what is cleared until it is decided anew."),
        "crumbs": crumbs(vendor),
        "button": _("Save vendor"),
        "back": page_of(vendor),
        "said": _("The vendor is saved."),
    }
    return ask(request, form, lambda given: actions.edit_vendor(vendor, request.user, **given), page)


@edits(lambda ref: Vendor.objects.with_ref(ref))
def approve(request: SignedIn, ref: str) -> HttpResponse:
    """Approve, renew or lower: one form for all, since all of them are one statement about the vendor."""
    vendor = vendor_of(request, ref, APPROVE)
    form = ApproveForm(request.POST or None, vendor=vendor, today=today())
    asked = shown.asked_of(vendor)
    page = {
        "title": _("Approve %(vendor)s") % {"vendor": vendor.name},
        "text": f"{_('Data above this class, or of another category, cannot be cleared for this vendor.')} {asked}",
        "crumbs": crumbs(vendor),
        "button": _("Approve vendor"),
        "back": page_of(vendor),
        "said": _("The vendor is approved."),
    }
    return ask(request, form, lambda given: actions.approve(vendor, request.user, today=today(), **given), page)


@require_POST
def review(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, LOG_VENDOR, APPROVE)
    said = _("The vendor is under review. Somebody who did not enter it can approve it.")
    return attempt(request, lambda: actions.start_review(vendor, request.user), said, page_of(vendor))


def suspend(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, SUSPEND)
    page = {
        "title": _("Suspend %(vendor)s") % {"vendor": vendor.name},
        "text": _("Every clearance for this vendor stops at once, and the people concerned are told."),
        "button": _("Suspend vendor"),
        "tone": "danger",
        "said": _("The vendor is suspended. Nothing may be shared with it."),
    }
    return _with_reason(request, vendor, actions.suspend, page)


def reinstate(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, APPROVE)
    page = {
        "title": _("Take %(vendor)s back into review") % {"vendor": vendor.name},
        "text": _("It stays closed until somebody approves it anew."),
        "button": _("Start review"),
        "said": _("The vendor is under review."),
    }
    return _with_reason(request, vendor, actions.reinstate, page)


def reject(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, APPROVE)
    page = {
        "title": _("Reject %(vendor)s") % {"vendor": vendor.name},
        "text": _("It can be taken back into review later."),
        "button": _("Reject vendor"),
        "tone": "danger",
        "said": _("The vendor is rejected."),
    }
    return _with_reason(request, vendor, actions.reject, page)


def offboard(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, APPROVE)
    page = {
        "title": _("Offboard %(vendor)s") % {"vendor": vendor.name},
        "text": _("Sharing requests must be ended first: data returned or deleted, and access removed."),
        "button": _("Offboard vendor"),
        "tone": "danger",
        "said": _("The vendor is offboarded."),
    }
    return _with_reason(request, vendor, actions.offboard, page)


def _with_reason(request: SignedIn, vendor: Vendor, act: "shown.Act", page: dict[str, object]) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    whole = {"crumbs": crumbs(vendor), "back": page_of(vendor), **page}
    return ask(request, form, lambda given: act(vendor, request.user, given["why"]), whole)
