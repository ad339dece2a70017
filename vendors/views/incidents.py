"""Incidents of a vendor: logged, mended, what is cleared stopped, reassessed, dismissed, reopened."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.readers import history_of
from history.twice import edits
from vendors import actions
from vendors.forms.incident import FindingForm, IncidentForm, ReopenIncidentForm
from vendors.models import Engagement, Incident, Vendor
from vendors.rules.days import months_after
from vendors.rules.incidents import COUNTS_MONTHS
from vendors.views import shown_incidents
from vendors.views.access import SignedIn, ask, attempt, found, today, vendor_of
from vendors.views.shown_incidents import ASSESS_INCIDENT, LOG_INCIDENT
from vendors.views.staff import engagements_of
from vendors.views.vendor import crumbs, page_of


def incident_of(request: SignedIn, ref: str, one: str, *permissions: str) -> Incident:
    rows = Incident.objects.visible_to(request.user).with_ref(one).filter(vendor=Vendor.number_in(ref) or 0)
    return found(request, rows.select_related("vendor", "engagement", "logged_by", "closed_by"), *permissions)


def address(one: Incident) -> str:
    return reverse("vendors:incident", args=[one.vendor.ref, one.ref])


@require_GET
def page(request: SignedIn, ref: str, one: str) -> HttpResponse:
    """What happened, what it does to the tier, what was found, and its history."""
    incident = incident_of(request, ref, one)
    context = {
        "one": incident,
        "may": shown_incidents.may(incident, request.user),
        "is_raising": shown_incidents.is_raising(incident, today()),
        "until_on": months_after(incident.happened_on, COUNTS_MONTHS),
        "history": history_of(incident),
        "crumbs": crumbs(incident.vendor),
        "title": str(incident),
    }
    return render(request, "vendors/incident.html", context)


def new(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, LOG_INCIDENT)
    initial = {"engagement": Engagement.number_in(request.GET.get("engagement", ""))}
    offered = engagements_of(request, vendor)
    form = IncidentForm(request.POST or None, today=today(), engagements=offered, initial=initial)
    page = {
        "title": _("Incident or signal"),
        "text": _("It raises the tier at once, for twelve months, and somebody else looks at the vendor anew."),
        "crumbs": crumbs(vendor),
        "button": _("Log incident"),
        "back": f"{page_of(vendor)}#incidents",
        "said": _("The incident is logged. Somebody else says what the reassessment found."),
        "to": address,
    }

    def log(given: dict[str, Any]) -> Incident:
        return actions.log_incident(vendor, request.user, at=timezone.now(), today=today(), **given)

    return ask(request, form, log, page)


@edits(lambda ref, one: Incident.objects.with_ref(one))
def edit(request: SignedIn, ref: str, one: str) -> HttpResponse:
    incident = incident_of(request, ref, one, LOG_INCIDENT, ASSESS_INCIDENT)
    form = IncidentForm(request.POST or None, instance=incident, today=today())
    page = {
        "title": _("Edit incident"),
        "text": _("More time for the reassessment is given by somebody who did not log it."),
        "button": _("Save"),
        "said": _("Saved."),
    }

    def act(given: dict[str, Any]) -> Incident:
        return actions.edit_incident(incident, request.user, today(), **given)

    return _ask(request, incident, form, act, page)


@require_POST
def stop(request: SignedIn, ref: str, one: str) -> HttpResponse:
    incident = incident_of(request, ref, one, LOG_INCIDENT, ASSESS_INCIDENT)
    return attempt(
        request,
        lambda: actions.stop_cleared(incident, request.user, timezone.now()),
        _("Everything that was cleared for %(vendor)s is stopped until an approver decides anew.")
        % {"vendor": incident.vendor.name},
        address(incident),
    )


def close(request: SignedIn, ref: str, one: str) -> HttpResponse:
    page = {
        "title": _("What the reassessment found"),
        "text": _("The tier stays raised until twelve months after the incident. It can be reopened."),
        "button": _("Close incident"),
        "said": _("The incident is closed."),
    }
    label = _("What was looked at, and what was found")
    return _with_finding(request, ref, one, actions.close_incident, label, page)


def dismiss(request: SignedIn, ref: str, one: str) -> HttpResponse:
    page = {
        "title": _("No incident after all"),
        "text": _("It raises the tier no more, and stays in the history. It can be reopened."),
        "button": _("Dismiss incident"),
        "said": _("The incident is dismissed."),
    }
    return _with_finding(request, ref, one, actions.dismiss_incident, _("Why it was none"), page)


def reopen(request: SignedIn, ref: str, one: str) -> HttpResponse:
    incident = incident_of(request, ref, one, LOG_INCIDENT, ASSESS_INCIDENT)
    page = {
        "title": _("Reopen incident"),
        "text": _("Somebody says anew what was found."),
        "button": _("Reopen incident"),
        "said": _("The incident is open again."),
    }

    def act(given: dict[str, Any]) -> Incident:
        return actions.reopen_incident(incident, request.user, today=today(), **given)

    return _ask(request, incident, ReopenIncidentForm(request.POST or None, today=today()), act, page)


def _with_finding(
    request: SignedIn, ref: str, one: str, act: Callable[..., Incident], label: str, page: dict[str, Any]
) -> HttpResponse:
    incident = incident_of(request, ref, one, ASSESS_INCIDENT)
    form = FindingForm(request.POST or None, label=label)

    def do(given: dict[str, Any]) -> Incident:
        return act(incident, request.user, given["finding"], timezone.now())

    return _ask(request, incident, form, do, page)


def _ask(
    request: SignedIn, one: Incident, form: Any, act: Callable[[dict[str, Any]], Any], page: dict[str, Any]
) -> HttpResponse:
    above = [*crumbs(one.vendor), (address(one), str(one))]
    return ask(request, form, act, {"crumbs": above, "back": address(one), **page})
