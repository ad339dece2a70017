"""Named staff of a vendor: named, screened, left, their accounts removed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Person
from history.readers import history_of
from history.twice import edits
from vendors import actions
from vendors.forms.staff import LeavingForm, RemovalForm, ScreeningForm, StaffForm
from vendors.forms.vendor import ReasonForm
from vendors.models import Engagement, NamedStaff, Vendor
from vendors.views import shown_staff
from vendors.views.access import SignedIn, ask, found, today, vendor_of
from vendors.views.shown_staff import CONFIRM_STAFF, LOG
from vendors.views.vendor import crumbs, page_of


def staff_of(request: SignedIn, ref: str, one: str, *permissions: str) -> NamedStaff:
    rows = NamedStaff.objects.visible_to(request.user).with_ref(one).filter(vendor=Vendor.number_in(ref) or 0)
    people = ("person", "vendor", "engagement", "entered_by", "screened_by", "removed_by")
    return found(request, rows.select_related(*people), *permissions)


def address(one: NamedStaff) -> str:
    return reverse("vendors:staff", args=[one.vendor.ref, one.ref])


def engagements_of(request: SignedIn, vendor: Vendor) -> QuerySet[Engagement]:
    """Where a vendor is considered or under contract, and nothing is over yet."""
    theirs = Q(candidates__vendor=vendor) | Q(contracts__vendor=vendor)
    return Engagement.objects.visible_to(request.user).open().filter(theirs)


@require_GET
def page(request: SignedIn, ref: str, one: str) -> HttpResponse:
    """Somebody's role, screening, accounts and last day, with what happened."""
    staff = staff_of(request, ref, one)
    context = {
        "one": staff,
        "state": staff.state(today()),
        "may": shown_staff.may(staff, request.user),
        "history": history_of(staff),
        "crumbs": crumbs(staff.vendor),
        "title": str(staff),
    }
    return render(request, "vendors/staff.html", context)


def new(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, LOG)
    initial = {"starts_on": today(), "engagement": Engagement.number_in(request.GET.get("engagement", ""))}
    form = StaffForm(request.POST or None, engagements=engagements_of(request, vendor), initial=initial)
    page = {
        "title": _("Name somebody"),
        "text": _("Who works under our accounts. A reviewer confirms the screening."),
        "crumbs": crumbs(vendor),
        "button": _("Name them"),
        "back": f"{page_of(vendor)}#staff",
        "said": _("The person is named. Somebody who did not enter them confirms the screening."),
        "to": address,
    }
    return ask(request, form, lambda given: actions.add_staff(vendor, request.user, **given), page)


@edits(
    lambda ref, one: NamedStaff.objects.with_ref(one),
    lambda ref, one: Person.objects.filter(staff_of=NamedStaff.number_in(one) or 0),
)
def edit(request: SignedIn, ref: str, one: str) -> HttpResponse:
    staff = staff_of(request, ref, one, LOG)
    form = StaffForm(request.POST or None, engagements=engagements_of(request, staff.vendor), staff=staff)
    page = {"title": _("Edit %(name)s") % {"name": staff}, "button": _("Save"), "said": _("Saved.")}
    return _ask(request, staff, form, lambda given: actions.change_staff(staff, request.user, **given), page)


def screening(request: SignedIn, ref: str, one: str) -> HttpResponse:
    staff = staff_of(request, ref, one, CONFIRM_STAFF)
    form = ScreeningForm(request.POST or None, initial={"on": today(), "screening": "passed"})
    page = {
        "title": _("Screening of %(name)s") % {"name": staff},
        "text": _("Confirmed by somebody who did not enter this person."),
        "button": _("Record the screening"),
        "said": _("The screening is recorded."),
    }

    def act(given: dict[str, Any]) -> NamedStaff:
        return actions.record_screening(staff, request.user, **given, today=today())

    return _ask(request, staff, form, act, page)


def leaving(request: SignedIn, ref: str, one: str) -> HttpResponse:
    staff = staff_of(request, ref, one, LOG, CONFIRM_STAFF)
    page = {
        "title": _("%(name)s has left") % {"name": staff},
        "text": _("A day to come is entered as the last day, under Edit."),
        "button": _("Note that they left"),
        "said": _("Noted. The accounts are to be removed now."),
    }

    def act(given: dict[str, Any]) -> NamedStaff:
        return actions.note_leaving(staff, request.user, given["on"], timezone.now(), today())

    return _ask(request, staff, LeavingForm(request.POST or None, today=today()), act, page)


def take_back(request: SignedIn, ref: str, one: str) -> HttpResponse:
    staff = staff_of(request, ref, one, LOG)
    page = {
        "title": _("%(name)s has not left") % {"name": staff},
        "button": _("They work here still"),
        "said": _("They are among those who work here again."),
    }
    form = ReasonForm(request.POST or None)
    return _ask(request, staff, form, lambda given: actions.take_back_leaving(staff, request.user, given["why"]), page)


def removal(request: SignedIn, ref: str, one: str) -> HttpResponse:
    staff = staff_of(request, ref, one, CONFIRM_STAFF)
    listed = ", ".join(staff.account_list) or _("no account is written down")
    page = {
        "title": _("Accounts of %(name)s") % {"name": staff},
        "text": _("All of them are gone: %(accounts)s.") % {"accounts": listed},
        "button": _("Confirm removal"),
        "said": _("It is recorded that the accounts are removed."),
    }

    def act(given: dict[str, Any]) -> NamedStaff:
        return actions.record_removal(staff, request.user, given["note"], timezone.now())

    return _ask(request, staff, RemovalForm(request.POST or None), act, page)


def _ask(
    request: SignedIn, one: NamedStaff, form: Any, act: Callable[[dict[str, Any]], Any], page: dict[str, Any]
) -> HttpResponse:
    above = [*crumbs(one.vendor), (address(one), str(one))]
    return ask(request, form, act, {"crumbs": above, "back": address(one), **page})
