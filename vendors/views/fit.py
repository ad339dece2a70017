"""Whether outsourcing fits: answering, deciding, and what becomes of each condition."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from history.twice import edits, once
from vendors import actions
from vendors.forms.fit import ConditionForm, DecideFitForm, FitForm, JudgeForm, ReportForm
from vendors.forms.vendor import ReasonForm
from vendors.models import Engagement, FitCondition
from vendors.rules import fit
from vendors.views import shown_fit
from vendors.views.access import CONFIRM, DECIDE_FIT, LOG_ENGAGEMENT, SignedIn, ask, engagement_of, found, today
from vendors.views.engagement import crumbs, permit_own


def back_to(engagement: Engagement) -> str:
    return f"{reverse('vendors:engagement', args=[engagement.ref])}#fit"


def assess(request: SignedIn, ref: str) -> HttpResponse:
    """Answer the six questions; what was answered last is offered again."""
    engagement = engagement_of(request, ref)
    permit_own(request, engagement)
    last = engagement.fit_assessments.current().order_by("-pk").first()
    form = FitForm(request.POST or None, answered=list(last.answers.all()) if last else [])
    page = {
        "title": _("Does outsourcing fit?"),
        "text": _("Three questions speak for it, three against it. What nobody knows never speaks for it."),
        "button": _("Send to an approver"),
        "said": _("The answers are kept. An approver decides."),
        "is_unmarked": True,
    }

    def act(_given: dict[str, Any]) -> Any:
        return actions.assess_fit(engagement, request.user, form.answers(), timezone.now())

    return _ask(request, engagement, form, act, page)


@once
def decide(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref, DECIDE_FIT)
    assessment = found(request, engagement.fit_assessments.waiting().select_related("engagement", "answered_by"))
    form = DecideFitForm(request.POST or None, assessment=assessment, today=today())
    answers = list(assessment.answers.all())
    replies = {one.question: one.reply for one in answers}
    page = {
        "title": _("Decide whether outsourcing fits"),
        "text": f"{assessment.get_result_display()}: {fit.explained(replies)}",
        "button": _("Record the decision"),
        "said": _("The decision is recorded."),
        "is_unmarked": True,
        "template": "vendors/fit_decide.html",
        "assessment": assessment,
        "answers": shown_fit.sides(answers),
    }

    def act(given: dict[str, Any]) -> Any:
        if given["decision"] == "keep":
            return actions.keep_in_house(assessment, request.user, timezone.now(), given["reason"])
        return actions.pass_fit(assessment, request.user, form.terms(), timezone.now(), today(), given["reason"])

    return _ask(request, engagement, form, act, page)


def condition_of(request: SignedIn, ref: str, condition: str, *permissions: str) -> FitCondition:
    rows = FitCondition.objects.visible_to(request.user).with_ref(condition)
    rows = rows.filter(engagement=Engagement.number_in(ref) or 0).select_related("engagement", "owner")
    return found(request, rows, *permissions)


def report(request: SignedIn, ref: str, condition: str) -> HttpResponse:
    """Its owner says that it is done, or who may edit the engagement."""
    one = condition_of(request, ref, condition)
    if request.user.person_id != one.owner_id:
        permit_own(request, one.engagement)
    form = ReportForm(request.POST or None)
    page = {
        "title": _("Say that it is done"),
        "text": one.text,
        "button": _("Report as done"),
        "said": _("It is reported. Somebody else judges whether it is met."),
    }
    return _ask(
        request,
        one.engagement,
        form,
        lambda given: actions.report_condition(one, request.user, given["note"], timezone.now()),
        page,
    )


def judge(request: SignedIn, ref: str, condition: str) -> HttpResponse:
    """Met or sent back by a reviewer or an approver; dropped by an approver only."""
    one = condition_of(request, ref, condition, CONFIRM, DECIDE_FIT)
    may_drop = request.user.has_perm(DECIDE_FIT)
    is_reported = one.status == FitCondition.Status.REPORTED
    form = JudgeForm(request.POST or None, is_reported=is_reported, may_drop=may_drop)
    page = {
        "title": _("Judge a condition"),
        "text": f"{one.text} {one.report}".strip(),
        "button": _("Record the judgement"),
        "said": _("The judgement is recorded."),
    }

    def act(given: dict[str, Any]) -> Any:
        if given["judgement"] == "back":
            return actions.send_back_condition(one, request.user, given["note"])
        acts = {"meet": actions.meet_condition, "drop": actions.drop_condition}
        return acts[given["judgement"]](one, request.user, note=given["note"], at=timezone.now())

    return _ask(request, one.engagement, form, act, page)


@edits(lambda ref, condition: FitCondition.objects.with_ref(condition))
def edit(request: SignedIn, ref: str, condition: str) -> HttpResponse:
    """Another owner or day, by an approver or procurement; never by its owner."""
    one = condition_of(request, ref, condition, DECIDE_FIT, LOG_ENGAGEMENT)
    form = ConditionForm(request.POST or None, condition=one)
    page = {
        "title": _("Change a condition's owner or day"),
        "text": one.text,
        "button": _("Save"),
        "said": _("The condition is changed. Its owner is reminded."),
    }

    def act(given: dict[str, Any]) -> Any:
        return actions.edit_condition(one, request.user, given["owner"], given["due_on"], given["why"], today())

    return _ask(request, one.engagement, form, act, page)


def reopen(request: SignedIn, ref: str, condition: str) -> HttpResponse:
    one = condition_of(request, ref, condition, CONFIRM, DECIDE_FIT)
    form = ReasonForm(request.POST or None)
    page = {
        "title": _("Reopen a condition"),
        "text": one.text,
        "button": _("Reopen condition"),
        "said": _("The condition is open again."),
    }
    return _ask(
        request, one.engagement, form, lambda given: actions.reopen_condition(one, request.user, given["why"]), page
    )


def _ask(request: SignedIn, engagement: Engagement, form: Any, act: Any, page: dict[str, Any]) -> HttpResponse:
    return ask(request, form, act, {"crumbs": crumbs(engagement), "back": back_to(engagement), **page})
