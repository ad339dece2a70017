"""The list of requests, a request's page, and its form."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contracts.forms.fields import refuse
from contracts.models import Contract
from history.models import NotAllowed
from history.twice import edits, once
from selection.models import Candidate
from sharing import actions
from sharing.forms.request import EngagementForm, Filters, SharingForm
from sharing.models import SharingRequest
from sharing.views import listed, shown
from sharing.views.access import ASK, SignedIn, permit, sharing_of, today
from vendors.models import Engagement, Vendor

SIZES = (25, 50, 100)


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """The requests that one may see, filtered, sorted and paged by the address alone, each judged now."""
    visible = SharingRequest.objects.visible_to(request.user)
    filters = Filters(request.GET, visible=visible)
    chosen = filters.chosen()
    found = listed.filtered(visible, chosen, request.GET.get("view", ""), request.user.person)
    sort = request.GET.get("sort", "")
    size = request.GET.get("per_page", "")
    rows = found.select_related("vendor", "engagement", "owner").order_by(*listed.SORTS.get(sort, listed.SORTS["-ref"]))
    page = Paginator(rows, int(size) if size in map(str, SIZES) else SIZES[0]).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listed.lines(page, timezone.now(), today()),
        "filters": filters,
        "chips": listed.chips(filters, chosen),
        "views": listed.views(visible, request.user.person),
        "sizes": SIZES,
        "sort": sort,
        "may_ask": request.user.has_perm(ASK),
    }
    return render(request, "sharing/list.html", context)


@require_GET
def sharing(request: SignedIn, ref: str) -> HttpResponse:
    found = sharing_of(request, ref)
    return render(request, "sharing/sharing.html", shown.page(request, found, actions.judge(found.pk, timezone.now())))


@require_GET
def state(request: SignedIn, ref: str) -> HttpResponse:
    """The part of the page that changes by itself; 204 while it is as the asker has it."""
    found = sharing_of(request, ref)
    judged = actions.judge(found.pk, timezone.now())
    if request.GET.get("mark") == shown.mark(judged, found):
        return HttpResponse(status=204)
    return render(request, "sharing/_state.html", shown.page(request, found, judged))


@once
def new(request: SignedIn) -> HttpResponse:
    """Choose the engagement first, by a link or a list; then say what is to be shared."""
    permit(request, ASK)
    engagements = Engagement.objects.visible_to(request.user).open()
    engagement = engagements.with_ref(request.GET.get("engagement", "")).first()
    if engagement is None:
        return _choose_engagement(request, engagements)
    instance = _first_guess(engagement, request)
    form = _form(request, instance)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft(by=request.user, engagement=engagement, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(ref)s is drafted. Look it over, then ask for it.") % {"ref": made.ref})
            _warn(request, made)
            return redirect("sharing:sharing", made.ref)
    return _show_form(request, form, engagement)


def _form(request: SignedIn, instance: SharingRequest) -> SharingForm:
    data = request.POST if request.method == "POST" else None
    return SharingForm(data, instance=instance, today=today(), user=request.user)


def _first_guess(engagement: Engagement, request: SignedIn) -> SharingRequest:
    """What the engagement already says of the data, its vendor (named, selected, or the only one) and its date."""
    candidates = Candidate.objects.filter(engagement=engagement)
    in_question = candidates.exclude(status=Candidate.Status.REJECTED)
    selected = candidates.filter(status=Candidate.Status.SELECTED)
    named = Vendor.objects.filter(candidates__in=candidates).with_ref(request.GET.get("vendor", "")).first()
    guessed = [one.vendor for one in selected or in_question.select_related("vendor")[:2]]
    vendor = named or (guessed[0] if len(guessed) == 1 else None)
    standing = Contract.objects.exclude(status=Contract.Status.TERMINATED)
    sealed = Contract.objects.hidden_from(request.user).order_by().values("pk")
    contracts = standing.filter(engagement=engagement, vendor=vendor).exclude(pk__in=sealed)
    return SharingRequest(
        engagement=engagement,
        vendor=vendor,
        contract=contracts.order_by("-pk").first() if vendor else None,
        data_class=engagement.data_class,
        data_categories=engagement.data_categories or [],
        countries=engagement.delivery_countries or [],
        planned_on=engagement.planned_sharing_on,
        owner=request.user.person,
        requested_by=request.user.person,
    )


def _choose_engagement(request: SignedIn, engagements: Any) -> HttpResponse:
    form = EngagementForm(engagements=engagements.order_by("-pk"))
    return render(request, "sharing/choose_engagement.html", {"form": form, "has_any": engagements.exists()})


def _warn(request: SignedIn, made: SharingRequest) -> None:
    """Too short a lead is said at the moment the date is entered."""
    if warning := actions.lead_warning(made.planned_on, today()):
        messages.warning(request, warning)


@edits(lambda ref: SharingRequest.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    """Change a draft; what was asked for already is changed by a new version."""
    found = sharing_of(request, ref, ASK)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.change_draft(ref, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            _warn(request, made)
            return redirect("sharing:sharing", ref)
    return _show_form(request, form, found.engagement, SharingRequest.objects.get(pk=found.pk))


@once
def new_version(request: SignedIn, ref: str) -> HttpResponse:
    """A draft with the same scope; the version that stands goes on until the new one is cleared."""
    found = sharing_of(request, ref, ASK)
    if request.method != "POST":
        return redirect("sharing:sharing", ref)
    try:
        made = actions.new_version(found.ref, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("sharing:sharing", ref)
    messages.success(request, _("%(ref)s is a draft with the same scope. Change what differs.") % {"ref": made.ref})
    return redirect("sharing:edit", made.ref)


def _show_form(
    request: SignedIn, form: SharingForm, engagement: Engagement, saved: SharingRequest | None = None
) -> HttpResponse:
    context = {"form": form, "engagement": engagement, "sharing": saved}
    return render(request, "sharing/form.html", context, status=422 if form.errors else 200)
