"""One shape for every change of state: GET shows what is asked, POST does it, a refusal keeps what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts import actions
from contracts.forms import acts as forms
from contracts.forms.fields import refuse
from contracts.models import Agreement, Contract, Milestone
from contracts.views.access import LOG, SIGN, SignedIn, agreement_of, contract_of, milestone_of, today
from history.models import NotAllowed, Record
from history.twice import once

Text = str | Promise


@dataclass(frozen=True)
class Act:
    """An act as a page: what its button says, what it asks for, what it does, what it says when done."""

    button: Text
    done: Text
    run: Callable[..., object]
    form: type[forms.ActForm] = forms.Nothing
    permission: str = LOG
    text: Text = ""
    is_danger: bool = False
    is_dated: bool = False

    @property
    def asks(self) -> bool:
        return self.form is not forms.Nothing


CONTRACT_ACTS = {
    "send_for_review": Act(_("Send for review"), _("Legal can look at it now."), actions.send_for_review),
    "return_to_draft": Act(_("Back to draft"), _("It is a draft again."), actions.return_to_draft, forms.WhyForm),
    "send_for_signature": Act(
        _("Send for signature"), _("It waits for both signatures now."), actions.send_for_signature
    ),
    "return_to_review": Act(_("Back to review"), _("It is in review again."), actions.return_to_review, forms.WhyForm),
    "sign": Act(
        _("Record signature"), _("Signed: it is in force from its start."), actions.sign, forms.SignForm, SIGN,
        _("Upload the signed document on the contract’s page first."), is_dated=True,
    ),
    "give_notice": Act(
        _("Give notice"), _("Notice is recorded: nothing renews any more."), actions.give_notice, forms.NoticeForm,
        SIGN, _("Whether we gave it or the vendor did: from here on the contract ends on a day."), is_dated=True,
    ),
    "withdraw_notice": Act(
        _("Withdraw notice"), _("The notice is withdrawn."), actions.withdraw_notice, forms.WhyForm, SIGN
    ),
    "drop": Act(
        _("Drop"), _("Dropped: it will not be signed."), actions.terminate, forms.WhyForm,
        SIGN, _("It will not be signed. It stays in the list, with its reason in the history."),
        is_danger=True, is_dated=True,
    ),
    "terminate": Act(
        _("Terminate"), _("Terminated: nothing may be shared under it from now on."), actions.terminate, forms.WhyForm,
        SIGN, _("It is over from today. Everything that is shared under it is blocked at once."),
        is_danger=True, is_dated=True,
    ),
}  # fmt: skip
AGREEMENT_ACTS = {
    "sign": Act(
        _("Record signature"), _("Signed: it is in force from its start."), actions.sign_agreement, forms.SignForm,
        SIGN, _("Upload the signed document on the agreement’s page first."), is_dated=True,
    ),
    "end": Act(
        _("End agreement"), _("It does not hold any more."), actions.end_agreement, forms.WhyForm, SIGN,
        _("It is over from today. What rests on it is blocked at once."), is_danger=True,
    ),
}  # fmt: skip
MILESTONE_ACTS = {
    "start": Act(_("Start"), _("It is in progress."), actions.start_milestone),
    "deliver": Act(
        _("Record delivery"), _("Delivered: test it, then accept it or send it back."), actions.deliver_milestone,
        forms.DeliverForm, is_dated=True,
    ),
    "accept": Act(
        _("Accept"), _("Accepted: its amount is owed."), actions.accept_milestone, forms.AcceptForm, is_dated=True
    ),
    "send_back": Act(
        _("Send back"), _("Sent back with what is missing."), actions.send_back_milestone, forms.SendBackForm
    ),
}  # fmt: skip


def contract_act(request: SignedIn, ref: str, name: str) -> HttpResponse:
    act = CONTRACT_ACTS[name]
    contract = contract_of(request, ref, act.permission)
    return _perform(request, act, contract, contract)


def milestone_act(request: SignedIn, ref: str, name: str) -> HttpResponse:
    act = MILESTONE_ACTS[name]
    milestone = milestone_of(request, ref, act.permission)
    return _perform(request, act, milestone, milestone.contract)


def agreement_act(request: SignedIn, ref: str, name: str) -> HttpResponse:
    act = AGREEMENT_ACTS[name]
    agreement = agreement_of(request, ref, act.permission)
    return _perform(request, act, agreement, agreement)


def page_of(record: Contract | Agreement) -> str:
    """The address of a contract's or an agreement's own page."""
    return reverse("contracts:contract" if isinstance(record, Contract) else "contracts:agreement", args=[record.ref])


@once
def _perform(
    request: SignedIn, act: Act, subject: Contract | Agreement | Milestone, shown_on: Contract | Agreement
) -> HttpResponse:
    form = act.form(request.POST if request.method == "POST" else None, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            act.run(subject, request.user, **form.cleaned_data, **_day(act))
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, str(act.done))
            return redirect(page_of(shown_on))
    context = {"act": act, "form": form, "subject": subject, "shown_on": shown_on, "back": page_of(shown_on)}
    return render(request, "contracts/act.html", context, status=422 if form.errors else 200)


def _day(act: Act) -> dict[str, date]:
    return {"today": today()} if act.is_dated else {}


def offered(record: Record, names: list[str], acts: dict[str, Act], request: SignedIn) -> list[tuple[str, Act]]:
    """Those of the named acts that this person may do, in the given order."""
    return [(name, acts[name]) for name in names if request.user.has_perm(acts[name].permission)]
