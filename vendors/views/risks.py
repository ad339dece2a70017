"""The page of an engagement's risks, and what is logged, assessed, closed and waived there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from checklists.actions import ask_waiver
from checklists.forms.decisions import WaiverForm
from checklists.models import WaivedCondition
from history.models import NotAllowed
from history.twice import edits
from vendors import actions
from vendors.forms.risk import REVIEW_DAYS, AssessForm, RiskForm, SuggestionForm
from vendors.forms.vendor import ReasonForm
from vendors.models import Engagement, Risk, Vendor
from vendors.rules.risks import level_of, waiver_subject
from vendors.views import shown_risks
from vendors.views.access import SignedIn, ask, attempt, engagement_of, found, is_own, permit, today
from vendors.views.engagement import crumbs as engagement_crumbs
from vendors.views.shown_risks import ASSESS, LOG, WAIVE, considered


def page_of(engagement: Engagement) -> str:
    return reverse("vendors:risks", args=[engagement.ref])


def crumbs(engagement: Engagement) -> list[tuple[str, str]]:
    return [*engagement_crumbs(engagement), (page_of(engagement), _("Risks"))]


def risk_of(request: SignedIn, ref: str, risk: str, *permissions: str) -> Risk:
    rows = Risk.objects.visible_to(request.user).with_ref(risk).filter(engagement=Engagement.number_in(ref) or 0)
    return found(request, rows.select_related("engagement", "vendor", "owner", "assessed_by"), *permissions)


def permit_log(request: SignedIn, engagement: Engagement) -> None:
    """Who asked for an engagement or owns it logs its risks; everybody else needs the permission."""
    if not is_own(request.user, engagement):
        permit(request, LOG)


@require_GET
def risks(request: SignedIn, ref: str) -> HttpResponse:
    """Every risk of an engagement, on the heat map and as a list, and those that its facts suggest."""
    engagement = engagement_of(request, ref)
    context = shown_risks.page(engagement, request.user, today())
    return render(request, "vendors/risks.html", {**context, "crumbs": engagement_crumbs(engagement)})


def new(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref)
    permit_log(request, engagement)
    vendors = considered(engagement)
    chosen = Vendor.number_in(request.GET.get("vendor", ""))
    initial = {"vendor": chosen, "owner": engagement.owner_id}
    form = RiskForm(request.POST or None, initial=initial, today=today(), vendors=vendors)
    page = {
        "title": _("New risk"),
        "text": _("It counts as it is until somebody else than its owner says what remains after treatment."),
        "crumbs": crumbs(engagement),
        "button": _("Log risk"),
        "back": page_of(engagement),
        "said": _("The risk is logged. More than a low one stops what is cleared until it is decided anew."),
    }

    def log(given: dict[str, Any]) -> Risk:
        return actions.log_risk(engagement, given.pop("vendor"), request.user, **given)

    return ask(request, form, log, page)


@require_POST
def take_up(request: SignedIn, ref: str) -> HttpResponse:
    """Make a risk of what the facts suggest; what they no longer suggest is refused."""
    engagement = engagement_of(request, ref)
    permit_log(request, engagement)
    form = SuggestionForm(request.POST, vendors=considered(engagement))
    given = form.cleaned_data if form.is_valid() else {}
    return attempt(
        request,
        lambda: _take_up(request, engagement, given.get("vendor"), given.get("key", "")),
        _("The risk is logged. Write what is done about it; somebody else then says what remains."),
        page_of(engagement),
    )


def _take_up(request: SignedIn, engagement: Engagement, vendor: Vendor | None, key: str) -> Risk:
    offered = shown_risks.suggestions(engagement, [vendor] if vendor else [], request.user)
    for one in offered:
        if one.suggestion.key == key:
            review_on = today() + timedelta(days=REVIEW_DAYS)
            return actions.accept_suggestion(engagement, one.vendor, one.suggestion, request.user, review_on)
    raise NotAllowed(_("The facts do not suggest this risk any more, or somebody has taken it up."))


@edits(lambda ref, risk: Risk.objects.with_ref(risk))
def edit(request: SignedIn, ref: str, risk: str) -> HttpResponse:
    found_risk = risk_of(request, ref, risk)
    permit_log(request, found_risk.engagement)
    form = RiskForm(request.POST or None, instance=found_risk, today=today())
    page = {
        "title": _("Edit risk"),
        "text": _("With another treatment, kind or scale somebody has to say anew what remains."),
        "button": _("Save risk"),
        "said": _("The risk is saved."),
    }
    return _ask(request, found_risk, form, lambda given: actions.edit_risk(found_risk, request.user, **given), page)


@edits(lambda ref, risk: Risk.objects.with_ref(risk))
def assess(request: SignedIn, ref: str, risk: str) -> HttpResponse:
    found_risk = risk_of(request, ref, risk, ASSESS)
    form = AssessForm(request.POST or None, risk=found_risk, today=today())
    page = {
        "title": _("What remains"),
        "text": found_risk.title,
        "button": _("Save what remains"),
        "said": _("What remains is noted."),
    }

    def act(given: dict[str, Any]) -> Risk:
        return actions.assess_risk(found_risk, request.user, at=timezone.now(), **given)

    return _ask(request, found_risk, form, act, page)


def close(request: SignedIn, ref: str, risk: str) -> HttpResponse:
    page = {
        "title": _("Close risk"),
        "text": _("It is there no more. It can be reopened."),
        "button": _("Close risk"),
        "said": _("The risk is closed."),
    }
    return _with_reason(request, ref, risk, actions.close_risk, page)


def reopen(request: SignedIn, ref: str, risk: str) -> HttpResponse:
    page = {
        "title": _("Reopen risk"),
        "text": _("It counts again as it was left."),
        "button": _("Reopen risk"),
        "said": _("The risk is open again."),
    }
    return _with_reason(request, ref, risk, actions.reopen_risk, page)


def waiver(request: SignedIn, ref: str, risk: str) -> HttpResponse:
    """Ask that what remains of a risk be borne until a day; an approver decides."""
    found_risk = risk_of(request, ref, risk, WAIVE)
    form = WaiverForm(request.POST or None)
    level = level_of(found_risk.counted_score)
    page = {
        "title": _("Ask for a waiver"),
        "text": _("An approver other than you decides. It covers this risk up to its level of today."),
        "button": _("Ask for the waiver"),
        "said": _("The waiver is asked for. An approver decides."),
        "to": lambda made: reverse("checklists:waiver", args=[made.ref]),
    }

    def act(given: dict[str, Any]) -> Any:
        return ask_waiver(
            by=request.user,
            at=timezone.now(),
            condition=WaivedCondition.RISK,
            subject=waiver_subject(found_risk.ref, level),
            vendor=found_risk.vendor,
            engagement=found_risk.engagement,
            **given,
        )

    return _ask(request, found_risk, form, act, page)


def _with_reason(
    request: SignedIn, ref: str, risk: str, act: Callable[..., Risk], page: dict[str, Any]
) -> HttpResponse:
    found_risk = risk_of(request, ref, risk, ASSESS)
    form = ReasonForm(request.POST or None)
    return _ask(request, found_risk, form, lambda given: act(found_risk, request.user, given["why"]), page)


def _ask(
    request: SignedIn, risk: Risk, form: Any, act: Callable[[dict[str, Any]], Any], page: dict[str, Any]
) -> HttpResponse:
    back = f"{page_of(risk.engagement)}#{risk.ref}"
    return ask(request, form, act, {"crumbs": crumbs(risk.engagement), "back": back, **page})
