"""Waivers: asking for one, and deciding on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from checklists import actions
from checklists.forms.decisions import DecideWaiverForm, WaiverForm
from checklists.forms.fields import refuse as put_refusal
from checklists.models import Item, Waiver
from checklists.views import rows
from checklists.views.access import ASK_WAIVER, GRANT_WAIVER, SignedIn, item_of, permit, today, waiver_of
from history.models import NotAllowed
from history.readers import history_of
from history.twice import once
from vendors.actions.over import why_settled

ROWS = 50


def state_of(waiver: Waiver) -> str:
    """The word that is shown: a granted waiver whose end has passed has expired."""
    is_over = waiver.status == Waiver.Status.GRANTED and waiver.ends_on < today()
    return "expired" if is_over else waiver.status


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """Those that wait come first, then those in force by their end."""
    visible = Waiver.objects.visible_to(request.user)
    wanted = request.GET.get("view", "")
    chosen = {
        "": visible.filter(status=Waiver.Status.ASKED),
        "in-force": visible.in_force(today()).order_by("ends_on"),
        "all": visible,
    }
    rows = chosen.get(wanted, chosen[""]).select_related("vendor", "engagement", "item__checklist", "asked_by")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    labels = [("", _("Asked for")), ("in-force", _("In force")), ("all", _("All"))]
    context = {
        "page": page,
        "rows": [(waiver, state_of(waiver)) for waiver in page],
        "views": [(name, label, chosen[name].count()) for name, label in labels],
        "view": wanted,
    }
    return render(request, "checklists/waivers.html", context)


@require_GET
def waiver(request: SignedIn, ref: str) -> HttpResponse:
    return _show(request, waiver_of(request, ref), DecideWaiverForm())


def _show(request: SignedIn, found: Waiver, form: DecideWaiverForm, status: int = 200) -> HttpResponse:
    context = {
        "waiver": found,
        "state": state_of(found),
        "form": form,
        "may_decide": request.user.has_perm(GRANT_WAIVER),
        "late": why_settled(found.vendor, found.engagement) if found.status == Waiver.Status.ASKED else "",
        "is_own": found.asked_by_id == request.user.person_id,
        "history": history_of(found),
    }
    return render(request, "checklists/waiver.html", context, status=status)


@once
def ask(request: SignedIn, ref: str, code: str) -> HttpResponse:
    """Ask that an item be waived until a day; an approver decides."""
    item = item_of(request, ref, code)
    permit(request, ASK_WAIVER)
    written = {"reason": request.GET.get("note", "")}
    form = WaiverForm(request.POST or None, initial=written, auto_id=f"{code}-%s" if request.htmx else "id_%s")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_waiver(item, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            put_refusal(form, refusal)
        else:
            return _asked(request, item, _("%(ref)s is asked for. An approver decides.") % {"ref": made.ref}, made)
    status = 422 if form.errors else 200
    if request.htmx:
        return rows.opened(request, item, "waiver", form, status)
    return render(request, "checklists/ask_waiver.html", {"form": form, "item": item}, status=status)


def _asked(request: SignedIn, item: Item, said: str, made: Waiver) -> HttpResponse:
    if request.htmx:
        return rows.changed(request, item, said)
    messages.success(request, said)
    return redirect("checklists:waiver", made.ref)


def _decide(request: SignedIn, ref: str, act: Callable[[Waiver, str], Any], said: str) -> HttpResponse:
    found = waiver_of(request, ref)
    permit(request, GRANT_WAIVER)
    form = DecideWaiverForm(request.POST)
    if form.is_valid():
        try:
            act(found, form.cleaned_data["note"])
        except NotAllowed as refusal:
            form.add_error("note" if refusal.code in ("note", "why") else None, str(refusal))
        else:
            messages.success(request, said % {"ref": ref})
            return redirect("checklists:waiver", ref)
    return _show(request, waiver_of(request, ref), form, 422)


@require_POST
def grant(request: SignedIn, ref: str) -> HttpResponse:
    def act(found: Waiver, note: str) -> None:
        actions.grant_waiver(found, by=request.user, note=note, at=timezone.now())

    return _decide(request, ref, act, _("%(ref)s is granted."))


@require_POST
def refuse(request: SignedIn, ref: str) -> HttpResponse:
    def act(found: Waiver, note: str) -> None:
        actions.refuse_waiver(found, by=request.user, note=note, at=timezone.now())

    return _decide(request, ref, act, _("%(ref)s is refused."))


@require_POST
def revoke(request: SignedIn, ref: str) -> HttpResponse:
    def act(found: Waiver, note: str) -> None:
        actions.revoke_waiver(found, by=request.user, why=note, at=timezone.now())

    return _decide(request, ref, act, _("%(ref)s is revoked. What rested on it is blocked."))
