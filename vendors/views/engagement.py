"""An engagement's page, and its way from draft to closed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.twice import edits
from vendors import actions
from vendors.forms.intake import IntakeForm
from vendors.forms.vendor import ReasonForm
from vendors.models import Benefit, Engagement
from vendors.views import shown_engagement
from vendors.views.access import (
    ASK_ENGAGEMENT,
    LOG_ENGAGEMENT,
    SignedIn,
    ask,
    attempt,
    engagement_of,
    is_own,
    permit,
    today,
)


def page_of(engagement: Engagement) -> str:
    return reverse("vendors:engagement", args=[engagement.ref])


def crumbs(engagement: Engagement) -> list[tuple[str, str]]:
    return [(reverse("vendors:engagements"), _("Engagements")), (page_of(engagement), engagement.title)]


@require_GET
def engagement_page(request: SignedIn, ref: str) -> HttpResponse:
    """What is to be outsourced, on which facts, to whom, and what is outstanding."""
    engagement = engagement_of(request, ref)
    context = shown_engagement.engagement(engagement, request.user, timezone.now(), today())
    return render(request, "vendors/engagement.html", context)


def new(request: SignedIn) -> HttpResponse:
    permit(request, ASK_ENGAGEMENT, LOG_ENGAGEMENT)
    form = IntakeForm(request.POST or None, initial={"owner": request.user.person})
    listed = reverse("vendors:engagements")
    page = {
        "title": _("New engagement"),
        "text": _("One process or service that is to be outsourced. Its facts are asked next."),
        "crumbs": [(listed, _("Engagements"))],
        "button": _("Ask for engagement"),
        "back": listed,
        "said": _("The engagement is logged. Enter its facts next; a reviewer confirms them."),
        "template": "vendors/intake.html",
        "to": lambda engagement: _again(request, engagement) or reverse("vendors:facts", args=[engagement.ref]),
    }
    return ask(request, form, lambda _given: actions.log_engagement(request.user, **form.values()), page)


@edits(
    lambda ref: Engagement.objects.with_ref(ref),
    lambda ref: Benefit.objects.filter(engagement=Engagement.number_in(ref) or 0),
)
def edit(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref)
    permit_own(request, engagement)
    form = IntakeForm(request.POST or None, instance=engagement)
    page = {
        "title": _("Edit engagement"),
        "text": _("Another country, category or kind stops what is cleared until it is decided anew."),
        "crumbs": crumbs(engagement),
        "button": _("Save engagement"),
        "back": page_of(engagement),
        "said": _("The engagement is saved."),
        "template": "vendors/intake.html",
        "to": lambda engagement: _again(request, engagement) or page_of(engagement),
    }
    return ask(request, form, lambda _given: actions.edit_engagement(engagement, request.user, **form.values()), page)


def _again(request: SignedIn, engagement: Engagement) -> str:
    """The same form once more, for who asked for more rows."""
    more = "more" in request.POST
    return reverse("vendors:engagement-edit", args=[engagement.ref]) + "#h-benefits" if more else ""


def permit_own(request: SignedIn, engagement: Engagement) -> None:
    """Who asked for an engagement or owns it may edit it; everybody else needs the permission."""
    if not is_own(request.user, engagement):
        permit(request, LOG_ENGAGEMENT)


@require_POST
def source(request: SignedIn, ref: str) -> HttpResponse:
    return _step(request, ref, actions.start_sourcing, _("Vendors can be added as candidates."))


@require_POST
def evaluate(request: SignedIn, ref: str) -> HttpResponse:
    return _step(request, ref, actions.start_evaluating, _("The candidates can be compared."))


@require_POST
def live(request: SignedIn, ref: str) -> HttpResponse:
    return _step(request, ref, actions.go_live, _("The engagement is live."))


def close(request: SignedIn, ref: str) -> HttpResponse:
    page = {
        "text": _("Its sharing requests must be ended first. A closed engagement does not change any more."),
        "button": _("Close engagement"),
        "said": _("The engagement is closed."),
    }
    return _end(request, ref, actions.close, page)


def cancel(request: SignedIn, ref: str) -> HttpResponse:
    page = {
        "text": _("Its sharing requests must be ended first. A cancelled engagement does not change any more."),
        "button": _("Cancel engagement"),
        "said": _("The engagement is cancelled."),
    }
    return _end(request, ref, actions.cancel, page)


def _step(request: SignedIn, ref: str, act: Callable[..., Any], said: str) -> HttpResponse:
    engagement = engagement_of(request, ref, LOG_ENGAGEMENT)
    return attempt(request, lambda: act(engagement, request.user), said, page_of(engagement))


def _end(request: SignedIn, ref: str, act: Callable[..., Any], page: dict[str, Any]) -> HttpResponse:
    engagement = engagement_of(request, ref, LOG_ENGAGEMENT)
    form = ReasonForm(request.POST or None)
    titled = {"title": f"{page['button']}: {engagement.title}", "tone": "danger"}
    whole = {"crumbs": crumbs(engagement), "back": page_of(engagement), **titled, **page}
    return ask(request, form, lambda given: act(engagement, request.user, given["why"]), whole)
