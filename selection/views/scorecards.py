"""The scorecard of an engagement: criteria and weights, who scores, and what it comes to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.twice import edits
from selection import actions
from selection.forms import WhyForm
from selection.forms.scorecard import CriterionForm, InviteForm, SetUpForm, WeightsForm
from selection.models import Criterion, Scorecard
from selection.views import shown_scorecard
from selection.views.shown_scorecard import SET_UP
from vendors.models import Engagement
from vendors.views.access import SignedIn, ask, attempt, engagement_of, permit
from vendors.views.engagement import crumbs


def page_of(engagement: Engagement) -> str:
    return reverse("selection:scorecard", args=[engagement.ref])


def scorecard_of(request: SignedIn, ref: str, *permissions: str) -> Scorecard:
    rows = Scorecard.objects.visible_to(request.user).select_related("engagement", "created_by")
    found: Scorecard = get_object_or_404(rows, engagement=Engagement.number_in(ref) or 0)
    permit(request, *permissions)
    return found


def _page(card: Scorecard, **more: object) -> dict[str, object]:
    above = [*crumbs(card.engagement), (page_of(card.engagement), _("Scorecard"))]
    return {"crumbs": above, "back": page_of(card.engagement), **more}


@require_GET
def scorecard(request: SignedIn, ref: str) -> HttpResponse:
    """Criteria, evaluators and, for whom they are open, the results; a fixed number of statements."""
    card = scorecard_of(request, ref)
    context = shown_scorecard.scorecard(card, request.user)
    return render(request, "selection/scorecard.html", {"crumbs": crumbs(card.engagement), **context})


def set_up(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref, SET_UP)
    if Scorecard.objects.filter(engagement=engagement).exists():
        return redirect(page_of(engagement))
    page = {
        "title": _("Set up the scorecard"),
        "text": _("The criteria are copied: what you change afterwards changes this engagement only."),
        "crumbs": crumbs(engagement),
        "button": _("Set up scorecard"),
        "back": f"{reverse('vendors:engagement', args=[engagement.ref])}#scorecard",
        "said": _("The scorecard is set up. Set the weights, then invite evaluators."),
        "to": lambda _done: page_of(engagement),
    }
    form = SetUpForm(request.POST or None)
    return ask(
        request, form, lambda given: actions.set_up_scorecard(engagement, given["criteria_set"], request.user), page
    )


@edits(lambda ref: Criterion.objects.filter(scorecard__engagement=Engagement.number_in(ref) or 0))
def weights(request: SignedIn, ref: str) -> HttpResponse:
    card = scorecard_of(request, ref, SET_UP)
    form = WeightsForm(request.POST or None, card.criteria.all())
    page = _page(
        card,
        title=_("Weights"),
        text=_("Only their proportions matter. They are locked with the first score."),
        button=_("Save weights"),
        said=_("The weights are saved."),
        template="selection/weights.html",
    )
    return ask(request, form, lambda _given: actions.change_criteria(card, request.user, form.changes()), page)


def add_criterion(request: SignedIn, ref: str) -> HttpResponse:
    card = scorecard_of(request, ref, SET_UP)
    page = _page(
        card,
        title=_("Add a criterion"),
        text=_("Say what each level means, so that everybody scores alike."),
        button=_("Add criterion"),
        said=_("The criterion is added."),
    )
    form = CriterionForm(request.POST or None)
    return ask(request, form, lambda given: actions.add_criterion(card, request.user, **given), page)


@require_POST
def remove_criterion(request: SignedIn, ref: str, criterion: str) -> HttpResponse:
    card = scorecard_of(request, ref, SET_UP)
    found = get_object_or_404(card.criteria, pk=Criterion.number_in(criterion) or 0)
    said = _("%(title)s is removed.") % {"title": found.title}
    return attempt(request, lambda: actions.remove_criterion(found, request.user), said, page_of(card.engagement))


def reopen(request: SignedIn, ref: str) -> HttpResponse:
    card = scorecard_of(request, ref, SET_UP)
    page = _page(
        card,
        title=_("Reopen the scoring"),
        text=_("Criteria and weights can be changed then. Whoever had submitted looks again and submits anew."),
        button=_("Reopen scoring"),
        tone="danger",
        said=_("The scoring is open again."),
    )
    return ask(
        request,
        WhyForm(request.POST or None),
        lambda given: actions.reopen_scoring(card, request.user, given["why"]),
        page,
    )


def invite(request: SignedIn, ref: str) -> HttpResponse:
    card = scorecard_of(request, ref, SET_UP)
    invited = card.evaluations.counting().values_list("person", flat=True)
    page = _page(
        card,
        title=_("Invite an evaluator"),
        text=_(
            "They state whether they have a conflict of interest, then score without seeing others' scores or prices."
        ),
        button=_("Invite"),
        said=_("The evaluator is invited."),
    )
    form = InviteForm(request.POST or None, invited=invited)
    return ask(request, form, lambda given: actions.invite(card, given["person"], request.user, timezone.now()), page)
