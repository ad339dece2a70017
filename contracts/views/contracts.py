"""The list of contracts, a contract's page, and its form."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contracts import actions
from contracts.forms.contract import ContractForm, Filters
from contracts.forms.fields import refuse
from contracts.models import Contract
from contracts.views import listed, shown
from contracts.views.access import LOG, SignedIn, contract_of, permit, today, vendor_of
from history.models import NotAllowed
from history.twice import edits, once
from vendors.models import Engagement, Vendor

SIZES = (25, 50, 100)
FOUND_MOST = 20


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """The contracts that one may see, filtered, sorted and paged by the address alone."""
    visible = Contract.objects.visible_to(request.user)
    filters = Filters(request.GET, visible=visible)
    chosen = filters.chosen()
    found = listed.filtered(visible, chosen, request.GET.get("view", ""), request.user.person, today())
    sort = request.GET.get("sort", "")
    order = listed.SORTS.get(sort, listed.SORTS["-ref"])
    size = request.GET.get("per_page", "")
    rows = found.select_related("vendor", "owner").prefetch_related("rate_lines", "milestones", "charges")
    paginator = Paginator(rows.order_by(*order), int(size) if size in map(str, SIZES) else SIZES[0])
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [listed.line(contract, today()) for contract in page],
        "filters": filters,
        "chips": listed.chips(filters, chosen),
        "views": listed.views(visible, request.user.person, today()),
        "sizes": SIZES,
        "sort": sort,
        "may_log": request.user.has_perm(LOG),
    }
    return render(request, "contracts/list.html", context)


@require_GET
def contract(request: SignedIn, ref: str) -> HttpResponse:
    return render(request, "contracts/contract.html", shown.page(request, contract_of(request, ref)))


@once
def new(request: SignedIn) -> HttpResponse:
    """Choose the vendor first, by a link or a search; then enter the contract."""
    permit(request, LOG)
    if not request.GET.get("vendor"):
        return _choose_vendor(request)
    vendor = vendor_of(request, request.GET["vendor"])
    engagement = Engagement.objects.visible_to(request.user).with_ref(request.GET.get("engagement", "")).first()
    instance = Contract(vendor=vendor, owner=request.user.person, engagement=engagement)
    form = _form(request, instance, vendor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft(request.user, vendor=vendor, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(ref)s is drafted. Enter its prices next.") % {"ref": made.ref})
            return redirect("contracts:contract", made.ref)
    return _show_form(request, form, vendor)


@edits(lambda ref: Contract.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    found = contract_of(request, ref, LOG)
    form = _form(request, found, found.vendor)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data.pop("why", "")
        try:
            actions.edit(Contract.objects.get(pk=found.pk), request.user, why, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("contracts:contract", ref)
    return _show_form(request, form, found.vendor, Contract.objects.get(pk=found.pk))


def _form(request: SignedIn, instance: Contract, vendor: Vendor) -> ContractForm:
    """The form, with the engagements in which this vendor takes part."""
    takes_part = Q(candidates__vendor=vendor) | Q(contracts__vendor=vendor) | Q(pk=instance.engagement_id)
    engagements = Engagement.objects.visible_to(request.user).filter(takes_part).distinct()
    return ContractForm(
        request.POST if request.method == "POST" else None,
        instance=instance,
        vendor=vendor,
        engagements=engagements,
        visible=Contract.objects.visible_to(request.user),
    )


def _show_form(request: SignedIn, form: ContractForm, vendor: Vendor, saved: Contract | None = None) -> HttpResponse:
    context = {"form": form, "vendor": vendor, "contract": saved}
    return render(request, "contracts/form.html", context, status=422 if form.errors else 200)


def _choose_vendor(request: SignedIn) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    live = Vendor.objects.visible_to(request.user).live()
    found: Any = live.filter(name__icontains=query).order_by("name")[: FOUND_MOST + 1] if query else []
    context = {"q": query, "vendors": list(found)[:FOUND_MOST], "is_cut": len(found) > FOUND_MOST}
    return render(request, "contracts/choose_vendor.html", context)
