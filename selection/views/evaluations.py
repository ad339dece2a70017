"""One person's scoring: the statement, the candidates one by one, and the submission."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.models import NotAllowed
from history.twice import edits, once
from selection import actions
from selection.forms import WhyForm
from selection.forms.scorecard import DeclareForm, ScoresForm
from selection.models import Candidate, Evaluation
from selection.views import shown_scorecard
from selection.views.scorecards import page_of
from selection.views.shown_scorecard import SET_UP
from vendors.forms.vendor import refuse
from vendors.views.access import SignedIn, ask, attempt, permit
from vendors.views.engagement import crumbs


def _found(request: SignedIn, ref: str) -> Evaluation:
    rows = Evaluation.objects.visible_to(request.user).select_related("scorecard__engagement", "person")
    found: Evaluation = get_object_or_404(rows.with_ref(ref))
    return found


def own(request: SignedIn, ref: str) -> Evaluation:
    """Nobody opens another's scoring: for them it is not there."""
    found = _found(request, ref)
    if found.person_id != request.user.person_id:
        raise Http404
    return found


def mine(evaluation: Evaluation) -> str:
    return reverse("selection:evaluation", args=[evaluation.ref])


def _page(evaluation: Evaluation, back: str, **more: object) -> dict[str, object]:
    engagement = evaluation.scorecard.engagement
    return {"crumbs": [*crumbs(engagement), (page_of(engagement), _("Scorecard"))], "back": back, **more}


@require_GET
def evaluation(request: SignedIn, ref: str) -> HttpResponse:
    """My scores: first the statement, then the candidates with what is missing."""
    found = own(request, ref)
    context = shown_scorecard.evaluation(found)
    context["form"] = DeclareForm(statement=shown_scorecard.statement())
    return render(request, "selection/evaluation.html", {**_page(found, ""), **context})


def declare(request: SignedIn, ref: str) -> HttpResponse:
    found = own(request, ref)
    words = shown_scorecard.statement()
    page = _page(
        found,
        mine(found),
        title=_("Statement on conflicts of interest"),
        button=_("State and start scoring"),
        said=_("You can score now. Nobody sees your scores before you submit them."),
    )
    form = DeclareForm(request.POST if request.method == "POST" else None, statement=words)
    return ask(request, form, lambda _given: actions.declare(found, request.user, words, timezone.now()), page)


@once
def recuse(request: SignedIn, ref: str) -> HttpResponse:
    found = own(request, ref)
    page = _page(
        found,
        reverse("selection:evaluation", args=[found.ref]),
        title=_("Step back"),
        text=_("Say what your interest is. Your scores do not count, and you see nobody else's."),
        button=_("Step back"),
        tone="danger",
        said=_("You have stepped back. Thank you for saying so."),
        to=lambda _done: reverse("reminders:home"),
    )
    form = WhyForm(request.POST or None)
    return ask(request, form, lambda given: actions.recuse(found, request.user, given["why"], timezone.now()), page)


@edits(lambda ref, candidate: Evaluation.objects.with_ref(ref))
def score(request: SignedIn, ref: str, candidate: str) -> HttpResponse:
    """One candidate: what is given so far is kept, complete or not; then the next one."""
    found = own(request, ref)
    shortlist = list(_shortlist(found))
    one = next((each for each in shortlist if each.ref == candidate), None)
    if one is None:
        raise Http404
    if found.status != Evaluation.Status.DECLARED:
        return redirect(mine(found))
    criteria = [each for each in found.scorecard.criteria.all() if each.is_asked]
    given = {each.criterion_id: each for each in found.scores.filter(candidate=one)}
    form = ScoresForm(request.POST if request.method == "POST" else None, criteria, given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_scores(found, one, form.levels(), request.user, timezone.now())
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your scores of %(vendor)s are kept.") % {"vendor": one.vendor})
            return redirect(_next(found, one, shortlist) if "next" in request.POST else mine(found))
    shown = {
        "evaluation": found,
        "candidate": one,
        "form": form,
        "shares": shown_scorecard.shares_of(found.scorecard.criteria.all()),
        "is_last": shortlist[-1] == one,
        "title": str(one.vendor),
    }
    above = [*crumbs(found.scorecard.engagement), (mine(found), _("My scores"))]
    return render(request, "selection/score.html", {"crumbs": above, **shown}, status=422 if form.errors else 200)


def _shortlist(found: Evaluation) -> list[Candidate]:
    rows = found.scorecard.engagement.candidates.filter(status=Candidate.Status.SHORTLISTED)
    return list(rows.select_related("vendor").order_by("pk"))


def _next(found: Evaluation, one: Candidate, shortlist: list[Candidate]) -> str:
    after = shortlist[shortlist.index(one) + 1 :]
    return reverse("selection:score", args=[found.ref, after[0].ref]) if after else mine(found)


@require_POST
def submit(request: SignedIn, ref: str) -> HttpResponse:
    found = own(request, ref)
    said = _("Your scores are submitted. You may see the others' now.")
    return attempt(request, lambda: actions.submit(found, request.user, timezone.now()), said, mine(found))


def withdraw(request: SignedIn, ref: str) -> HttpResponse:
    found = _found(request, ref)
    permit(request, SET_UP)
    page = _page(
        found,
        page_of(found.scorecard.engagement),
        title=_("Withdraw the invitation of %(name)s") % {"name": found.person},
        text=_("What they gave does not count. The reason is shown with the result."),
        button=_("Withdraw invitation"),
        tone="danger",
        said=_("The invitation is withdrawn."),
    )
    form = WhyForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.withdraw_evaluation(found, request.user, given["why"], timezone.now()),
        page,
    )


def reopen(request: SignedIn, ref: str) -> HttpResponse:
    found = _found(request, ref)
    permit(request, SET_UP)
    page = _page(
        found,
        page_of(found.scorecard.engagement),
        title=_("Give %(name)s the scores back") % {"name": found.person},
        text=_("They can change their scores and submit again. Until then nobody else sees them."),
        button=_("Give back"),
        said=_("The scores are given back."),
    )
    form = WhyForm(request.POST or None)
    return ask(request, form, lambda given: actions.reopen_evaluation(found, request.user, given["why"]), page)
