"""An agreement's page and its form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contracts import actions
from contracts.forms.acts import UploadForm
from contracts.forms.agreement import AgreementForm
from contracts.forms.fields import refuse
from contracts.locks import why_unsigned
from contracts.models import Agreement, Contract
from contracts.rules import calendar
from contracts.views import acts
from contracts.views.access import LOG, SignedIn, agreement_of, permit, today, vendor_of
from history import readers
from history.models import NotAllowed
from history.twice import edits, once
from vendors.models import Vendor

NEXT = {Agreement.Status.DRAFT: ["sign", "end"], Agreement.Status.ACTIVE: ["end"]}


@require_GET
def agreement(request: SignedIn, ref: str) -> HttpResponse:
    return render(request, "contracts/agreement.html", page(request, agreement_of(request, ref)))


def page(request: SignedIn, shown: Agreement, upload: UploadForm | None = None) -> dict[str, Any]:
    late = why_unsigned(shown)
    is_open = bool(shown.MOVES[shown.status]) and not late
    names = [one for one in NEXT.get(Agreement.Status(shown.status), []) if not late or one != "sign"]
    runs = calendar.runs_on(shown.starts_on, shown.ends_on, today())
    ended = shown.status == Agreement.Status.ACTIVE and shown.ends_on is not None and shown.ends_on < today()
    return {
        "agreement": shown,
        "standing": "expired" if ended else shown.status,
        "starts_later": shown.status == Agreement.Status.ACTIVE and not runs and not ended,
        "acts": acts.offered(shown, names, acts.AGREEMENT_ACTS, request),
        "late": late,
        "may_log": is_open and request.user.has_perm(LOG),
        "contracts": shown.contracts.filter(pk__in=Contract.objects.visible_to(request.user)).order_by("pk"),
        "covers_all": not shown.contracts.exists(),
        "documents": shown.documents.select_related("uploaded_by"),
        "upload": upload or UploadForm(initial={"is_signed": shown.status == Agreement.Status.DRAFT}),
        "history": readers.history_of(shown, 10),
    }


@once
def new(request: SignedIn) -> HttpResponse:
    permit(request, LOG)
    vendor = vendor_of(request, request.GET.get("vendor", ""))
    visible = Contract.objects.visible_to(request.user)
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        instance=Agreement(vendor=vendor, owner=request.user.person),
        vendor=vendor,
        visible=visible,
        initial={"contracts": visible.filter(vendor=vendor).with_ref(request.GET.get("contract", ""))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_agreement(request.user, vendor=vendor, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(ref)s is drafted. Upload it and record its signature.") % {"ref": made.ref})
            return redirect("contracts:agreement", made.ref)
    return _show_form(request, form, vendor)


@edits(lambda ref: Agreement.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    found = agreement_of(request, ref, LOG)
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        vendor=found.vendor,
        visible=Contract.objects.visible_to(request.user),
    )
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data.pop("why", "")
        try:
            actions.edit_agreement(Agreement.objects.get(pk=found.pk), request.user, why, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("contracts:agreement", ref)
    return _show_form(request, form, found.vendor, Agreement.objects.get(pk=found.pk))


def _show_form(request: SignedIn, form: AgreementForm, vendor: Vendor, saved: Agreement | None = None) -> HttpResponse:
    context = {"form": form, "vendor": vendor, "agreement": saved}
    return render(request, "contracts/agreement_form.html", context, status=422 if form.errors else 200)
