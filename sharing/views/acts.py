"""One shape for every change of a request: GET shows what is asked, POST does it, a refusal keeps what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from contracts.forms.fields import refuse
from history.models import NotAllowed
from history.twice import once
from sharing import actions
from sharing.actions import Judgement
from sharing.forms import acts as forms
from sharing.models import SharingRequest
from sharing.views.access import APPROVE, ASK, SignedIn, sharing_of, today
from vendors.rules.over import is_over, why_nothing_begins

Status = SharingRequest.Status
Text = str | Promise


@dataclass(frozen=True)
class Act:
    """An act as a page: what its button says, what it asks for, what it does, what it says when done."""

    name: str
    button: Text
    done: Text
    run: Callable[..., Any]
    form: type[forms.ActForm] = forms.Nothing
    permission: str = ""
    text: Text = ""
    is_danger: bool = False
    is_timed: bool = True

    @property
    def asks(self) -> bool:
        return self.form is not forms.Nothing


ALL = [
    Act("ask", lazy("Ask for it"), lazy("Asked for. The gate judges it from now on."), actions.request),
    Act("clear", lazy("Clear"), lazy("Cleared."), actions.clear),
    Act("start", lazy("Start sharing"), lazy("It is active."), actions.start),
    Act(
        "transfer", lazy("Record a transfer"), lazy("The transfer is recorded."), actions.record_transfer,
        forms.TransferForm, text=lazy("One actual handing over. It uses up what may be shared once."),
    ),
    Act("move", lazy("Move date"), lazy("The date is moved, and reminders follow."), actions.move_date, forms.MoveForm),
    Act(
        "withdraw", lazy("Withdraw"), lazy("Withdrawn: it is a draft again."), actions.withdraw, forms.WhyForm,
    ),
    Act(
        "under_way", lazy("Say that it is under way"), lazy("It is marked as under way, not cleared."),
        actions.mark_under_way, forms.UnderWayForm,
        text=lazy("For data that is being shared already. The gate blocks it like any other until it is cleared."),
    ),
    Act("refuse", lazy("Refuse"), lazy("Refused, with your reason."), actions.refuse, forms.WhyForm, APPROVE,
        is_danger=True),
    Act(
        "suspend", lazy("Suspend"), lazy("Suspended. Pipelines are answered with blocked from now on."),
        actions.suspend, forms.WhyForm, APPROVE,
        lazy("It stops at once, and only a new decision lets it go again."), is_danger=True,
    ),
    Act(
        "end", lazy("End sharing"), lazy("It does not go any more."), actions.end, forms.WhyForm,
        text=lazy("For good. Where data is at the vendor, its return or deletion has to be shown afterwards."),
        is_danger=True,
    ),
    Act(
        "finish", lazy("Accept the end"), lazy("It has ended."), actions.finish, forms.FinishForm,
        "checklists.review_item", is_timed=False,
    ),
]  # fmt: skip
ACTS = {act.name: act for act in ALL}

# What may be offered in which state, the likeliest first, and to whom.
OFFERED: dict[str, list[str]] = {
    Status.DRAFT: ["ask", "move", "under_way", "end"],
    Status.REQUESTED: ["clear", "move", "withdraw", "refuse", "under_way", "end"],
    Status.UNDER_WAY: ["clear", "move", "refuse", "end"],
    Status.CLEARED: ["start", "transfer", "move", "suspend", "end"],
    Status.ACTIVE: ["transfer", "move", "suspend", "end"],
    Status.SUSPENDED: ["move", "under_way", "refuse", "end"],
    Status.ENDING: ["finish"],
}


def offered(sharing: SharingRequest, judged: Judgement, request: SignedIn) -> list[Act]:
    """What this person can do now with this request."""
    return [ACTS[name] for name in OFFERED.get(sharing.status, []) if _is_offered(ACTS[name], sharing, judged, request)]


def _is_offered(act: Act, sharing: SharingRequest, judged: Judgement, request: SignedIn) -> bool:
    theirs = request.user.person_id in (sharing.requested_by_id, sharing.owner_id) and request.user.has_perm(ASK)
    approves = request.user.has_perm(APPROVE)
    if act.name == "clear":
        return theirs and judged.decision.ready and judged.decision.approvals <= judged.answer.given
    if act.name in ("start", "transfer"):
        return theirs and judged.answer.allowed
    if act.name == "move" and is_over(sharing.engagement):
        return False
    if act.name == "ask":
        is_late = bool(why_nothing_begins(sharing.vendor, sharing.engagement))
        return not is_late and theirs and request.user.person_id == sharing.requested_by_id
    if act.name == "refuse":
        return approves and request.user.person_id != sharing.requested_by_id and not judged.decision.ready
    if act.name == "under_way":
        return theirs or (request.user.has_perm("sharing.view_sharingrequest") and request.user.has_perm(ASK))
    if act.permission:
        return request.user.has_perm(act.permission)
    return theirs or (act.name == "end" and approves)


@once
def act(request: SignedIn, ref: str, name: str) -> HttpResponse:
    chosen = ACTS[name]
    sharing = sharing_of(request, ref, chosen.permission or ASK)
    form = chosen.form(request.POST if request.method == "POST" else None, today=today(), sharing=sharing)
    if request.method == "POST" and form.is_valid():
        try:
            made = _run(chosen, sharing, request, form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, str(chosen.done))
            for warning in getattr(made, "warnings", ()):
                messages.warning(request, warning)
            return redirect("sharing:sharing", ref)
    back = reverse("sharing:sharing", args=[ref])
    context = {"act": chosen, "form": form, "sharing": sharing, "back": back}
    return render(request, "sharing/act.html", context, status=422 if form.errors else 200)


def _run(chosen: Act, sharing: SharingRequest, request: SignedIn, values: dict[str, Any]) -> Any:
    timed = {"at": timezone.now()} if chosen.is_timed else {}
    return chosen.run(sharing.ref, by=request.user, **values, **timed)


@require_POST
def approve(request: SignedIn, ref: str) -> HttpResponse:
    """Say yes; a refusal says why, and what was written stays in the history of nothing."""
    sharing = sharing_of(request, ref, APPROVE)
    form = forms.NoteForm(request.POST, today=today(), sharing=sharing)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    if request.POST.get("waivers") and not request.POST.get("read"):
        messages.error(request, _("Tick that you have read the waivers, then approve."))
        return redirect(f"{reverse('sharing:sharing', args=[ref])}#approval")
    try:
        seen = request.POST.get("seen") or None
        outcome = actions.approve(ref, by=request.user, at=timezone.now(), note=note, seen=seen)
    except NotAllowed as refusal:
        messages.error(request, _("Not approved. %(why)s") % {"why": refusal})
    else:
        _say(request, outcome)
    return redirect("sharing:sharing", ref)


def _say(request: SignedIn, outcome: actions.Outcome) -> None:
    if outcome.clearance is not None:
        messages.success(request, _("Approved. %(ref)s is issued.") % {"ref": outcome.clearance.ref})
    else:
        words = {"given": outcome.given, "wanted": outcome.wanted}
        messages.success(request, _("Approved: %(given)d of %(wanted)d. Somebody else has to approve too.") % words)
