"""The tier of an engagement with a vendor: the rule, its inputs, what raised it, and what was set by hand."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from checklists import actions
from checklists.forms.tier import TierForm
from checklists.models import TierOverride
from checklists.readers.facts import known_about
from checklists.rules.tier import LEVELS, RAISE_WORDS, RULES, Tier
from vendors.forms.vendor import ReasonForm
from vendors.models import Engagement, Vendor
from vendors.views.access import SignedIn, ask, attempt, engagement_of, permit, today
from vendors.views.engagement import crumbs as engagement_crumbs
from vendors.views.shown_facts import shown_facts

SET, APPROVE = "checklists.set_tier", "checklists.approve_tier"
OF_THE_TABLE = ("data_class", "data_categories", "access", "criticality", "volume", "is_substitutable")


def _pair(request: SignedIn, ref: str, vendor: str, *permissions: str) -> tuple[Engagement, Vendor]:
    engagement = engagement_of(request, ref)
    found = get_object_or_404(Vendor.objects.visible_to(request.user).with_ref(vendor))
    permit(request, *permissions)
    return engagement, found


def _page_of(engagement: Engagement, vendor: Vendor) -> str:
    return reverse("checklists:tier", args=[engagement.ref, vendor.ref])


@require_GET
def tier(request: SignedIn, ref: str, vendor: str) -> HttpResponse:
    """Why the tier is what it is; the derived one is shown also where another was set by hand."""
    engagement, found = _pair(request, ref, vendor)
    known = known_about(found, engagement, today()).tier
    overrides = TierOverride.objects.filter(engagement=engagement, vendor=found).select_related("set_by", "approved_by")
    facts = [one for one in shown_facts(engagement, request.user.person_id) if one.name in OF_THE_TABLE]
    context = {
        "engagement": engagement,
        "vendor": found,
        "crumbs": engagement_crumbs(engagement),
        "tier": known,
        "rule": RULES[known.rule],
        "raises": [RAISE_WORDS[name] for name in known.raises],
        "facts": facts,
        "is_third": known.inputs.is_third_country,
        "is_provisional": any(not one.confirmed_by for one in facts),
        "overrides": [(one, _may(one, request)) for one in overrides[:50]],
        "may": _may_set(known, engagement, request),
    }
    return render(request, "checklists/tier.html", context)


def _may_set(known: Tier, engagement: Engagement, request: SignedIn) -> dict[str, bool]:
    is_open = bool(engagement.MOVES[engagement.status]) and request.user.has_perm(SET)
    rank = LEVELS.index(known.derived)
    return {"raise": is_open and rank < len(LEVELS) - 1, "lower": is_open and rank > 0}


def _may(one: TierOverride, request: SignedIn) -> dict[str, bool]:
    is_other = one.set_by_id != request.user.person_id
    decides = request.user.has_perm(APPROVE)
    return {
        "decide": decides and is_other and one.status == TierOverride.Status.ASKED,
        "end": decides and one.status == TierOverride.Status.STANDING and (is_other or one.is_lowering),
    }


def raise_it(request: SignedIn, ref: str, vendor: str) -> HttpResponse:
    page = {
        "title": _("Raise the tier"),
        "text": _("It counts at once, and what is cleared stops until it is decided anew."),
        "button": _("Raise the tier"),
        "said": _("The tier is raised."),
    }
    return _set(request, ref, vendor, actions.raise_tier, page, is_lower=False)


def lower(request: SignedIn, ref: str, vendor: str) -> HttpResponse:
    page = {
        "title": _("Ask for a lower tier"),
        "text": _("It counts once an approver other than you has agreed, and until its end."),
        "button": _("Ask for the lower tier"),
        "said": _("The lower tier is asked for. An approver decides."),
    }
    return _set(request, ref, vendor, actions.ask_lower_tier, page, is_lower=True)


def _set(
    request: SignedIn, ref: str, vendor: str, act: Callable[..., Any], page: dict[str, Any], *, is_lower: bool
) -> HttpResponse:
    engagement, found = _pair(request, ref, vendor, SET)
    derived = known_about(found, engagement, today()).tier.derived
    form = TierForm(request.POST or None, derived=derived, is_lower=is_lower)
    back = _page_of(engagement, found)
    whole = {"crumbs": [*engagement_crumbs(engagement), (back, _("Tier"))], "back": back, **page}
    return ask(request, form, lambda given: act(found, engagement, by=request.user, at=timezone.now(), **given), whole)


@require_POST
def approve(request: SignedIn, ref: str, vendor: str, one: str) -> HttpResponse:
    override, back = _override(request, ref, vendor, one)
    said = _("The lower tier counts until its end.")
    return attempt(
        request, lambda: actions.approve_lower_tier(override, by=request.user, at=timezone.now()), said, back
    )


def refuse(request: SignedIn, ref: str, vendor: str, one: str) -> HttpResponse:
    page = {"title": _("Refuse the lower tier"), "button": _("Refuse"), "said": _("The lower tier is refused.")}
    return _with_reason(request, ref, vendor, one, actions.refuse_lower_tier, page)


def end(request: SignedIn, ref: str, vendor: str, one: str) -> HttpResponse:
    page = {
        "title": _("Let the derived tier count"),
        "button": _("End what was set by hand"),
        "said": _("The derived tier counts."),
    }
    return _with_reason(request, ref, vendor, one, actions.end_tier, page)


def _override(request: SignedIn, ref: str, vendor: str, one: str) -> tuple[TierOverride, str]:
    engagement, found = _pair(request, ref, vendor)
    override = get_object_or_404(TierOverride.objects.with_ref(one).filter(engagement=engagement, vendor=found))
    permit(request, APPROVE)
    return override, _page_of(engagement, found)


def _with_reason(
    request: SignedIn, ref: str, vendor: str, one: str, act: Callable[..., Any], page: dict[str, Any]
) -> HttpResponse:
    override, back = _override(request, ref, vendor, one)
    whole = {"crumbs": [*engagement_crumbs(override.engagement), (back, _("Tier"))], "back": back, **page}
    form = ReasonForm(request.POST or None)
    return ask(request, form, lambda given: act(override, by=request.user, why=given["why"]), whole)
