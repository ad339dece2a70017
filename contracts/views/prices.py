"""The prices of a contract, as rows of one form."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from contracts import actions
from contracts.forms.prices import price_rows
from contracts.models import Charge, Contract, ContractKind, Milestone, RateLine
from contracts.views.access import LOG, SignedIn, contract_of
from history.models import NotAllowed
from history.twice import edits

TITLES = {
    ContractKind.HOURLY: _("Rate card"),
    ContractKind.PROJECT: _("Milestones"),
    ContractKind.OTHER: _("Charges"),
}


def _rows(model: type[RateLine | Milestone | Charge], ref: str, **_name: str) -> QuerySet[Any]:
    return model.objects.filter(contract=Contract.number_in(ref) or 0)


@edits(
    lambda ref, **_name: Contract.objects.with_ref(ref),
    *(partial(_rows, model) for model in (RateLine, Milestone, Charge)),
)
def edit(request: SignedIn, ref: str, name: str = "prices") -> HttpResponse:
    """All rows at once; blank ones are left out, ticked ones go. `name` is the address: its own prices, or charges."""
    contract = contract_of(request, ref, LOG)
    kind = ContractKind.OTHER if name == "charges" else ContractKind(contract.kind)
    rows = price_rows(contract, kind, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        try:
            _save(contract, kind, request, rows.rows())
        except NotAllowed as refused:
            refusal = str(refused)
        else:
            messages.success(request, str(_("The prices are saved.")))
            return redirect(f"contracts:{name}" if "more" in request.POST else "contracts:contract", ref)
    is_refused = bool(refusal) or (rows.is_bound and not rows.is_valid())
    context = {
        "contract": contract,
        "rows": rows,
        "refusal": refusal,
        "is_refused": is_refused,
        "title": TITLES[kind],
        "why": request.POST.get("why", ""),
        "asks_why": contract.status == Contract.Status.ACTIVE,
    }
    return render(request, "contracts/prices.html", context, status=422 if is_refused else 200)


def _save(contract: Contract, kind: ContractKind, request: SignedIn, rows: list[dict[str, Any]]) -> None:
    why = request.POST.get("why", "").strip()
    if kind == ContractKind.HOURLY:
        rates = [actions.Rate(role=row["role"], rate_e4=row["rate_e4"], minutes=row["minutes"]) for row in rows]
        actions.set_rate_lines(contract, request.user, rates, why)
    elif kind == ContractKind.PROJECT:
        actions.set_milestones(contract, request.user, rows, why)
    else:
        actions.set_charges(contract, request.user, rows, why)
