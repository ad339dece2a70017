"""The portal of a vendor's contact: the door, the questions, and the evidence of their own side."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.models import Person
from checklists import actions
from checklists.actions.held import day_of
from checklists.forms.answers import AnswerForm
from checklists.models import AnswerKind, Evidence
from checklists.views import answering, portal_shown
from checklists.views.access import today
from checklists.views.evidence import handed_out
from checklists.views.portal_access import (
    MOST_DOORS,
    address_of,
    ended,
    for_contacts,
    forget,
    is_over,
    remember,
    too_often,
)
from checklists.views.portal_shown import Question, prefix
from history.models import NotAllowed
from history.moves import change
from vendors.models import PortalLink


@require_safe
@login_not_required
@never_cache
def door(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in a mail opens: it changes nothing, since mail scanners open links by themselves."""
    if is_over(f"door-{address_of(request)}", MOST_DOORS):
        return too_often(request)
    link = PortalLink.objects.with_token(token, today())
    if link is None:
        return ended(request)
    context = {
        "organisation": settings.ORGANISATION,
        "name": link.contact.person.name.partition(" ")[0],
        "email": _masked(link.contact.person.email),
        "link": link,
        "token": token,
    }
    return render(request, "portal/door.html", context)


def _masked(email: str) -> str:
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


@require_POST
@login_not_required
@never_cache
def open_session(request: HttpRequest, token: str) -> HttpResponse:
    """The contact's own click: from now on this browser shows their questions."""
    if is_over(f"door-{address_of(request)}", MOST_DOORS):
        return too_often(request)
    link = PortalLink.objects.with_token(token, today())
    if link is None:
        return ended(request)
    if link.opened_at is None:
        change(link, by=link.contact.person, act="opened", opened_at=timezone.now())
    return remember(redirect("checklists:portal"), link)


@require_POST
@login_not_required
def leave(request: HttpRequest) -> HttpResponse:
    """Close the portal on this device."""
    return forget(render(request, "portal/left.html", {"organisation": settings.ORGANISATION}))


@for_contacts
def questions(request: HttpRequest, link: PortalLink) -> HttpResponse:
    """All that is asked of the contact, for each vendor that they answer for; answers are taken together."""
    at = timezone.now()
    if request.method == "POST":
        return _taken(request, link, at)
    asked = portal_shown.questions(link, day_of(at))
    portal_shown.give_forms(link, asked)
    return render(request, "portal/questions.html", portal_shown.page(link, asked))


def _taken(request: HttpRequest, link: PortalLink, at: datetime) -> HttpResponse:
    """Take each answer that was written; what has an error stays on the page with what was typed."""
    asked = portal_shown.questions(link, day_of(at))
    by_key = {str(one.item.pk): one for one in asked}
    posted = list(dict.fromkeys(request.POST.getlist("item")))  # each is taken once
    if not set(posted) <= set(by_key):
        raise Http404
    is_submit = "save" not in request.POST
    done, problems = 0, []
    for key in posted:
        one = by_key[key]
        took = _take(request, one, link.contact.person, at, is_submit=is_submit)
        done += took is True
        if took is False:
            problems.append(one)
    if not problems:
        _tell(request, done, is_submit, link)
        return redirect("checklists:portal")
    return _again(request, link, at, {one.item.pk: one for one in problems}, done)


def _again(
    request: HttpRequest, link: PortalLink, at: datetime, problems: dict[int, Question], done: int
) -> HttpResponse:
    if done:
        messages.success(
            request, ngettext("%(n)d answer is submitted.", "%(n)d answers are submitted.", done) % {"n": done}
        )
    asked = [problems.get(one.item.pk, one) for one in portal_shown.questions(link, day_of(at))]
    portal_shown.give_forms(link, asked)
    context: dict[str, Any] = {**portal_shown.page(link, asked), "problems": list(problems.values())}
    return render(request, "portal/questions.html", context, status=422)


def _take(request: HttpRequest, one: Question, person: Person, at: datetime, *, is_submit: bool) -> bool | None:
    """True: taken; False: an error is told; None: nothing was written."""
    form = answering.form_for(one.item, person, request.POST, request.FILES, prefix=prefix(one.item))
    one.form = form
    why = request.POST.get(f"{prefix(one.item)}-decline", "").strip()[:2000]
    if not form.is_valid():
        return False
    if is_submit and why:
        return _declined(one, person, why, at)
    is_renewed = f"{prefix(one.item)}-again" in request.POST
    if not form.is_started or not (form.is_changed or one.item.draft or is_renewed):
        return None
    if not is_submit:
        return answering.keep(form, person, at)
    if lack := _lack(form):
        answering.keep(form, person, at)
        form.add_error(*lack)
        return False
    return answering.hand_in(form, person, at)


def _declined(one: Question, person: Person, why: str, at: datetime) -> bool:
    try:
        actions.decline(one.item, by=person, why=why, at=at)
    except NotAllowed as refusal:
        one.problem = str(refusal)
        return False
    return True


def _lack(form: AnswerForm) -> tuple[str, str] | None:
    """What is still missing before a started answer can be submitted: the field, and the sentence."""
    data, asked = form.cleaned_data, form.item.template_item
    if asked.answer_kind != AnswerKind.TEXT and not data.get("value"):
        return "value", _("Choose or write an answer. What you wrote is saved as a draft.")
    if asked.is_evidence_wanted and not (data.get("evidence") or form.has_new_evidence):
        return "upload", _("Add a file or a link that shows it. What you wrote is saved as a draft.")
    return None


def _tell(request: HttpRequest, done: int, is_submit: bool, link: PortalLink) -> None:
    if not is_submit:
        day = link.until_on.strftime("%Y-%m-%d")
        messages.success(
            request,
            _("Draft saved. You can close this page and come back with the same link until %(day)s.") % {"day": day},
        )
    elif done:
        said = ngettext("%(n)d answer is submitted. Thank you.", "%(n)d answers are submitted. Thank you.", done)
        messages.success(request, said % {"n": done})
    else:
        messages.info(request, _("Nothing was answered yet, so nothing is submitted."))


@require_GET
@for_contacts
def download(request: HttpRequest, link: PortalLink, ref: str) -> HttpResponseBase:
    """A file that came from the contact's own side."""
    rows = answering.theirs(
        Evidence.objects.with_ref(ref), [one.pk for one in portal_shown.sides(link)], link.contact.person
    )
    return handed_out(request, get_object_or_404(rows), reverse("checklists:portal"))
