"""The reusable sets of criteria: listed, read, copied, changed, retired."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.readers import history_of
from history.twice import edits
from selection import actions
from selection.forms.criteria_set import CriteriaSetForm, SetCriterionForm
from selection.models import CriteriaSet, SetCriterion
from selection.views.shown_scorecard import SET_UP, shares_of
from vendors.views.access import SignedIn, ask, attempt, permit

EDIT = "selection.edit_criteria"
READ = (EDIT, SET_UP, "vendors.view_engagement")


def page_of(one: CriteriaSet) -> str:
    return reverse("selection:criteria-set", args=[one.ref])


def set_of(request: SignedIn, ref: str, *permissions: str) -> CriteriaSet:
    permit(request, *permissions)
    one: CriteriaSet = get_object_or_404(CriteriaSet.objects.with_ref(ref))
    return one


def criterion_of(request: SignedIn, ref: str, criterion: str) -> SetCriterion:
    rows = SetCriterion.objects.with_ref(criterion).filter(criteria_set=CriteriaSet.number_in(ref) or 0)
    permit(request, EDIT)
    one: SetCriterion = get_object_or_404(rows.select_related("criteria_set"))
    return one


def state_of(one: CriteriaSet, count: int) -> str:
    if not one.is_active:
        return "retired"
    return "offered" if count else "empty"


def _above(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("selection:criteria"), _("Criteria sets")), *more]


@require_GET
def criteria_sets(request: SignedIn) -> HttpResponse:
    """Every set, those on offer first."""
    permit(request, *READ)
    rows = CriteriaSet.objects.annotate(count=Count("criteria")).order_by("-is_active", "title")
    listed = [{"set": one, "state": state_of(one, one.count)} for one in rows]
    return render(request, "selection/criteria.html", {"sets": listed, "may": request.user.has_perm(EDIT)})


@require_GET
def criteria_set(request: SignedIn, ref: str) -> HttpResponse:
    """One set: its criteria with their shares and levels, and its history."""
    one = set_of(request, ref, *READ)
    criteria = list(one.criteria.all())
    parts = shares_of(criteria)
    context = {
        "set": one,
        "state": state_of(one, len(criteria)),
        "criteria": [{"criterion": each, "share": parts[each.pk]} for each in criteria],
        "may": request.user.has_perm(EDIT),
        "history": history_of(one),
        "crumbs": _above(),
        "title": one.title,
    }
    return render(request, "selection/criteria_set.html", context)


def new(request: SignedIn) -> HttpResponse:
    permit(request, EDIT)
    page = {
        "title": _("New set of criteria"),
        "text": _("Criteria are added next. It is offered for scorecards once it has one."),
        "crumbs": _above(),
        "button": _("Create set"),
        "back": reverse("selection:criteria"),
        "said": _("The set is created. Add its criteria."),
        "to": page_of,
    }
    return ask(
        request, CriteriaSetForm(request.POST or None), lambda given: actions.create_set(request.user, **given), page
    )


def copy(request: SignedIn, ref: str) -> HttpResponse:
    one = set_of(request, ref, EDIT)
    first = {"title": (_("Copy of %(title)s") % {"title": one.title})[:100], "about": one.about}
    page = _page(
        one,
        title=_("Copy %(title)s") % {"title": one.title},
        text=_("All criteria are copied. What you change then changes the copy only."),
        button=_("Copy set"),
        said=_("The set is copied."),
        to=page_of,
    )
    form = CriteriaSetForm(request.POST or None, initial=first)
    return ask(request, form, lambda given: actions.copy_set(one, request.user, **given), page)


@edits(lambda ref: CriteriaSet.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    one = set_of(request, ref, EDIT)
    page = _page(one, title=_("Edit the set"), text=one.title, button=_("Save"), said=_("The set is saved."))
    form = CriteriaSetForm(request.POST or None, instance=one)
    return ask(request, form, lambda given: actions.edit_set(one, request.user, **given), page)


@require_POST
def retire(request: SignedIn, ref: str) -> HttpResponse:
    one = set_of(request, ref, EDIT)
    said = _("The set is retired: it is not offered for new scorecards.")
    return attempt(request, lambda: actions.retire_set(one, request.user), said, page_of(one))


@require_POST
def bring_back(request: SignedIn, ref: str) -> HttpResponse:
    one = set_of(request, ref, EDIT)
    said = _("The set is offered again.")
    return attempt(request, lambda: actions.bring_back_set(one, request.user), said, page_of(one))


def add(request: SignedIn, ref: str) -> HttpResponse:
    one = set_of(request, ref, EDIT)
    page = _page(
        one,
        title=_("Add a criterion"),
        text=_("Say what each level means, so that everybody scores alike."),
        button=_("Add criterion"),
        said=_("The criterion is added."),
    )
    form = SetCriterionForm(request.POST or None)
    return ask(request, form, lambda _given: actions.add_to_set(one, request.user, **form.values()), page)


@edits(lambda ref, criterion: SetCriterion.objects.with_ref(criterion))
def edit_criterion(request: SignedIn, ref: str, criterion: str) -> HttpResponse:
    one = criterion_of(request, ref, criterion)
    page = _page(
        one.criteria_set,
        title=_("Edit a criterion"),
        text=_("Scorecards that were copied from this set keep theirs."),
        button=_("Save criterion"),
        said=_("The criterion is saved."),
    )
    form = SetCriterionForm(request.POST or None, instance=one)
    return ask(request, form, lambda _given: actions.change_in_set(one, request.user, **form.values()), page)


@require_POST
def remove_criterion(request: SignedIn, ref: str, criterion: str) -> HttpResponse:
    one = criterion_of(request, ref, criterion)
    said = _("%(title)s is removed.") % {"title": one.title}
    return attempt(request, lambda: actions.remove_from_set(one, request.user), said, page_of(one.criteria_set))


def _page(one: CriteriaSet, **more: Any) -> dict[str, Any]:
    return {"crumbs": _above((page_of(one), one.title)), "back": page_of(one), **more}
