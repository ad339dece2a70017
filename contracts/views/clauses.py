"""What was found of a clause: one page to enter it, one button to confirm it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts import actions
from contracts.forms.acts import ClauseForm
from contracts.forms.fields import refuse
from contracts.models import Clause, ClauseKind, Contract
from contracts.views.access import CONFIRM, LOG, SignedIn, contract_of
from history.models import NotAllowed
from history.twice import edits


@edits(lambda ref, key: Clause.objects.filter(contract=Contract.number_in(ref) or 0, kind__key=key))
def edit(request: SignedIn, ref: str, key: str) -> HttpResponse:
    contract = contract_of(request, ref, LOG)
    kind = get_object_or_404(ClauseKind, key=key)
    clause = contract.clauses.filter(kind=kind).first()
    was = {name: getattr(clause, name) for name in ("state", "place", "reason", "value")} if clause else {}
    form = ClauseForm(request.POST if request.method == "POST" else None, initial=was)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_clause(contract, kind, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(clause)s” is noted.") % {"clause": kind})
            return redirect(f"{reverse('contracts:contract', args=[ref])}#clauses")
    context = {"contract": contract, "kind": kind, "form": form}
    return render(request, "contracts/clause.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: SignedIn, ref: str, key: str) -> HttpResponse:
    """A second person agrees that a clause is not needed."""
    contract = contract_of(request, ref, CONFIRM)
    clause = get_object_or_404(contract.clauses.select_related("contract", "kind"), kind__key=key)
    try:
        actions.confirm_clause(clause, request.user, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: “%(clause)s” is not needed here.") % {"clause": clause.kind})
    return redirect(f"{reverse('contracts:contract', args=[ref])}#clauses")
