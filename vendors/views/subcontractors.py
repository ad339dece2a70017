"""Subcontractors of an engagement: announced, changed, decided on, ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.readers.subcontracting import objection_days
from history.twice import edits
from vendors import actions
from vendors.forms.subcontractor import EndForm, NoteForm, SubcontractorForm
from vendors.forms.vendor import ReasonForm
from vendors.models import Engagement, Subcontractor, Vendor
from vendors.rules.subcontractors import WINDOW_DAYS
from vendors.views.access import SignedIn, ask, engagement_of, found, is_own, permit, today
from vendors.views.engagement import crumbs, page_of
from vendors.views.shown_risks import considered
from vendors.views.shown_subcontractors import DECIDE, LOG


def subcontractor_of(request: SignedIn, ref: str, one: str, *permissions: str) -> Subcontractor:
    rows = Subcontractor.objects.visible_to(request.user).with_ref(one)
    rows = rows.filter(engagement=Engagement.number_in(ref) or 0)
    return found(request, rows.select_related("engagement", "vendor"), *permissions)


def permit_log(request: SignedIn, engagement: Engagement) -> None:
    if not is_own(request.user, engagement):
        permit(request, LOG)


def new(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref)
    permit_log(request, engagement)
    vendors = considered(engagement)
    chosen = Vendor.number_in(request.GET.get("vendor", ""))
    vendor = vendors.filter(pk=chosen).first() if chosen else vendors.first()
    days = objection_days(vendor, engagement) if vendor else None
    form = SubcontractorForm(
        request.POST or None,
        days=WINDOW_DAYS if days is None else days,
        today=today(),
        vendors=vendors,
        chosen=vendor.pk if vendor else None,
    )
    page = {
        "title": _("New subcontractor"),
        "text": _("What is cleared stops until somebody else approves it. What is not known counts as the worst."),
        "crumbs": crumbs(engagement),
        "button": _("Log subcontractor"),
        "back": f"{page_of(engagement)}#subcontractors",
        "said": _("The subcontractor is logged. Somebody who did not enter it approves it, or objects."),
    }

    def log(_given: dict[str, Any]) -> Subcontractor:
        values = form.values()
        return actions.announce_subcontractor(engagement, values.pop("vendor"), request.user, **values)

    return ask(request, form, log, page)


@edits(lambda ref, one: Subcontractor.objects.with_ref(one))
def edit(request: SignedIn, ref: str, one: str) -> HttpResponse:
    subcontractor = subcontractor_of(request, ref, one)
    permit_log(request, subcontractor.engagement)
    days = objection_days(subcontractor.vendor, subcontractor.engagement)
    form = SubcontractorForm(
        request.POST or None, days=WINDOW_DAYS if days is None else days, today=today(), subcontractor=subcontractor
    )
    page = {
        "title": _("Edit subcontractor"),
        "text": _("More data, another country or another name needs a new notice and a new approval."),
        "button": _("Save subcontractor"),
        "said": _("The subcontractor is saved."),
    }

    def change(_given: dict[str, Any]) -> Subcontractor:
        return actions.change_subcontractor(subcontractor, request.user, **form.values())

    return _ask(request, subcontractor, form, change, page)


@edits(lambda ref, one: Subcontractor.objects.with_ref(one))
def approve(request: SignedIn, ref: str, one: str) -> HttpResponse:
    subcontractor = subcontractor_of(request, ref, one, DECIDE)
    page = {
        "title": _("Approve %(name)s") % {"name": subcontractor.name},
        "text": _("For the data and the countries that it has now. What was cleared before is decided anew."),
        "button": _("Approve subcontractor"),
        "said": _("The subcontractor is approved."),
    }

    def act(given: dict[str, Any]) -> Subcontractor:
        return actions.approve_subcontractor(subcontractor, request.user, timezone.now(), given["note"])

    return _ask(request, subcontractor, NoteForm(request.POST or None), act, page)


def object_to(request: SignedIn, ref: str, one: str) -> HttpResponse:
    subcontractor = subcontractor_of(request, ref, one, DECIDE)
    page = {
        "title": _("Object to %(name)s") % {"name": subcontractor.name},
        "text": _("Nothing is shared while the objection stands. Tell the vendor; it is not told from here."),
        "button": _("Object"),
        "tone": "danger",
        "said": _("The objection is noted."),
    }

    def act(given: dict[str, Any]) -> Subcontractor:
        return actions.object_to_subcontractor(subcontractor, request.user, given["why"])

    return _ask(request, subcontractor, ReasonForm(request.POST or None), act, page)


def end(request: SignedIn, ref: str, one: str) -> HttpResponse:
    subcontractor = subcontractor_of(request, ref, one)
    permit_log(request, subcontractor.engagement)
    page = {
        "title": _("End of %(name)s") % {"name": subcontractor.name},
        "text": _("The vendor does not use it any more for this engagement."),
        "button": _("Note the end"),
        "said": _("The end is noted."),
    }

    def act(given: dict[str, Any]) -> Subcontractor:
        return actions.end_subcontractor(subcontractor, request.user, given["ended_on"], given["why"])

    return _ask(request, subcontractor, EndForm(request.POST or None, initial={"ended_on": today()}), act, page)


def _ask(
    request: SignedIn, one: Subcontractor, form: Any, act: Callable[[dict[str, Any]], Any], page: dict[str, Any]
) -> HttpResponse:
    back = f"{page_of(one.engagement)}#{one.ref}"
    return ask(request, form, act, {"crumbs": crumbs(one.engagement), "back": back, **page})
