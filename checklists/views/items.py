"""Deciding on items, each by a POST to its verb; the answer is the row, the bar and a sentence, or the whole page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checklists import actions
from checklists.forms.decisions import DecisionForm
from checklists.models import Item
from checklists.views import rows
from checklists.views.access import REVIEW, SignedIn, item_of, permit
from history.models import NotAllowed
from sharing.models import Clearance

Act = Callable[[Item, DecisionForm, datetime], Any]


def _decide(request: SignedIn, ref: str, code: str, act: Act, said: str) -> HttpResponse:
    """Permission, input, action, and then the row again: with what was done, or with why not and the words kept."""
    item = item_of(request, ref, code)
    permit(request, REVIEW)
    form, at = DecisionForm(request.POST), timezone.now()
    if not form.is_valid():
        return rows.refused(request, item, form.first_error(), 422)
    try:
        act(item, form, at)
    except NotAllowed as refusal:
        return rows.refused(request, item, str(refusal), 409 if refusal.code == "stale" else 422)
    return rows.changed(request, item, said % {"code": item.code})


@require_POST
def accept(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        said = form.cleaned_data
        actions.accept(
            item, by=request.user, note=said["note"], good_until_on=said["until"], seen=said["seen"] or None, at=at
        )

    return _decide(request, ref, code, act, _("Accepted %(code)s."))


@require_POST
def send_back(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        said = form.cleaned_data
        actions.send_back(item, by=request.user, note=said["note"], seen=said["seen"] or None, at=at)

    return _decide(request, ref, code, act, _("Sent %(code)s back."))


@require_POST
def not_applicable(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        said = form.cleaned_data
        actions.mark_not_applicable(item, by=request.user, why=said["note"], seen=said["seen"] or None, at=at)

    return _decide(request, ref, code, act, _("Marked %(code)s as not applicable."))


@require_POST
def confirm(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        actions.confirm_not_applicable(item, by=request.user, at=at)

    return _decide(request, ref, code, act, _("Confirmed that %(code)s is not applicable."))


@require_POST
def reopen(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        said = form.cleaned_data
        actions.reopen(item, by=request.user, why=said["note"], seen=said["seen"] or None, at=at)

    return _decide(request, ref, code, act, _("Opened %(code)s again."))


@require_POST
def undo(request: SignedIn, ref: str, code: str) -> HttpResponse:
    def act(item: Item, form: DecisionForm, at: datetime) -> None:
        actions.undo(item, by=request.user, at=at, rests_on_it=rests_on(item, request.user, at))

    return _decide(request, ref, code, act, _("Took the decision on %(code)s back."))


def rests_on(item: Item, user: Any, at: datetime) -> str:
    """The clearance that was issued since the decision and may rest on it."""
    entry = actions.undoable(item, user, at)
    if entry is None:
        return ""
    since = Clearance.objects.filter(sharing__vendor=item.checklist.vendor_id, issued_at__gte=entry.at)
    if item.checklist.engagement_id is not None:
        since = since.filter(sharing__engagement=item.checklist.engagement_id)
    clearance = since.first()
    return clearance.ref if clearance else ""
