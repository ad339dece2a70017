"""Working on one item: answering what asks us, entering what a vendor told us, evidence, who has it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Area, Person
from checklists import actions
from checklists.forms.answers import AnswerForm
from checklists.forms.decisions import AssignForm, WhyForm
from checklists.models import Asks, Item
from checklists.views import answering, lines, rows
from checklists.views.access import (
    LAY_OUT,
    REVIEW,
    SignedIn,
    checklist_of,
    evidence_of,
    item_of,
    may_answer,
    permit,
    shut,
    today,
)
from history.models import NotAllowed
from history.readers import history_of
from history.twice import once


def assignable(item: Item) -> QuerySet[Person]:
    """Reviewers of the area and the item's present owner; the vendor's contacts where the vendor is asked."""
    people = Q(user__is_active=True, user__groups__name=Area(item.area).role) | Q(pk=item.owner_id)
    if item.asks == Asks.VENDOR:
        people |= Q(contact_of__vendor=item.checklist.vendor_id, contact_of__is_active=True)
    return Person.objects.active().filter(people).distinct().order_by("name")


def forms_for(request: SignedIn, item: Item) -> dict[str, Any]:
    """The forms on the page of an item, where this person may use them."""
    may = (request.user.has_perm(REVIEW) or request.user.has_perm(LAY_OUT)) and not shut(item.checklist)
    return {
        "answer_form": answering.form_for(item, request.user) if may_answer(request.user, item) else None,
        "assign_form": AssignForm(initial={"owner": item.owner_id}, people=assignable(item)) if may else None,
    }


@require_GET
def item(request: SignedIn, ref: str, code: str) -> HttpResponse:
    """One item with its whole story and all that can be done with it; for htmx its row, with the answer's form open."""
    found = item_of(request, ref, code)
    if request.htmx and may_answer(request.user, found):
        return rows.opened(
            request, found, "answer", answering.form_for(found, request.user, auto_id=ids(request, found))
        )
    return render(request, "checklists/item.html", item_page(request, found))


def ids(request: SignedIn, item: Item) -> str:
    """What the fields of a form are called: in a list of items each item has its own."""
    return f"{item.code}-%s" if request.htmx else "id_%s"


def item_page(request: SignedIn, found: Item, **forms: Any) -> dict[str, Any]:
    checklist = checklist_of(request, found.checklist.ref)
    at = timezone.now()
    line = next(
        line
        for line in lines.lines_of(checklist, lines.items_of(checklist), request.user, at)
        if line.item.pk == found.pk
    )
    answers = sorted(line.item.answers.all(), key=lambda answer: -answer.number)
    return {
        "checklist": checklist,
        "line": line,
        "item": line.item,
        "asked": line.item.template_item,
        "answers": answers,
        "history": history_of(line.item),
        "can_review": request.user.has_perm(REVIEW) and not shut(checklist),
        "shut": shut(checklist),
        "today": today(),
        **forms_for(request, line.item),
        **forms,
    }


@require_POST
@once
def answer(request: SignedIn, ref: str, code: str) -> HttpResponse:
    """Save a draft of an answer, or submit it."""
    item = item_of(request, ref, code)
    if why := shut(item.checklist):
        messages.error(request, why)
        return redirect("checklists:item", ref, code)
    if not may_answer(request.user, item):
        raise PermissionDenied
    at = timezone.now()
    form = answering.form_for(item, request.user, request.POST, request.FILES, auto_id=ids(request, item))
    is_draft = "draft" in request.POST
    take = answering.keep if is_draft else answering.hand_in
    if form.is_valid() and take(form, request.user, at):
        said = _("The draft of %(code)s is saved.") if is_draft else _("%(code)s is submitted for review.")
        if request.htmx:
            return rows.changed(request, item, said % {"code": code})
        messages.success(request, said % {"code": code})
        return redirect("checklists:item", ref, code)
    return _again(request, item, form)


def _again(request: SignedIn, item: Item, form: AnswerForm) -> HttpResponse:
    if request.htmx:
        return rows.opened(request, item, "answer", form, 422)
    return render(request, "checklists/item.html", item_page(request, item, answer_form=form), status=422)


@require_POST
def assign(request: SignedIn, ref: str, code: str) -> HttpResponse:
    """Give an item to somebody, or take it oneself."""
    item = item_of(request, ref, code)
    permit(request, REVIEW, LAY_OUT)
    form = AssignForm(request.POST, people=assignable(item))
    if not form.is_valid():
        messages.error(request, _("Choose one of the people in the list."))
        return redirect("checklists:item", ref, code)
    try:
        given = actions.assign(item, form.cleaned_data["owner"], by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"code": code, "name": given.owner or _("the area's queue")}
        messages.success(request, _("%(code)s is with %(name)s.") % words)
    return redirect("checklists:item", ref, code)


@require_POST
def withdraw(request: SignedIn, ref: str) -> HttpResponse:
    """Take a piece of evidence out; what was accepted on it is blocked from now on."""
    evidence = evidence_of(request, ref)
    permit(request, REVIEW)
    form = WhyForm(request.POST)
    try:
        why = form.cleaned_data["why"] if form.is_valid() else ""
        actions.withdraw_evidence(evidence, by=request.user, why=why, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(ref)s is withdrawn.") % {"ref": evidence.ref})
    item = Item.objects.visible_to(request.user).filter(answers__evidence=evidence).select_related("checklist").first()
    return redirect("checklists:item", item.checklist.ref, item.code) if item else redirect("checklists:list")
