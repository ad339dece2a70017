"""The reusable sets of criteria: made, copied, changed, retired. Scorecards are copies; none of this reaches them."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.models import COPIED, CriteriaSet, Scorecard, SetCriterion


@transaction.atomic
def create_set(by: User | Person, title: str, about: str = "") -> CriteriaSet:
    """A set without criteria yet; it is offered once it has one."""
    taken = set(CriteriaSet.objects.select_for_update().values_list("key", flat=True))
    return moves.create(CriteriaSet(key=free_key(title, taken), title=title, about=about), by=by)


@transaction.atomic
def copy_set(source: CriteriaSet, by: User | Person, title: str, about: str = "") -> CriteriaSet:
    """Another set with the same criteria; what is changed later changes one of the two."""
    made = create_set(by, title, about)
    for one in source.criteria.all():
        moves.create(SetCriterion(criteria_set=made, **{name: getattr(one, name) for name in COPIED}), by=by)
    return made


@transaction.atomic
def edit_set(criteria_set: CriteriaSet, by: User | Person, title: str, about: str) -> CriteriaSet:
    return moves.change(_hold(criteria_set), by=by, title=title, about=about)


@transaction.atomic
def retire_set(criteria_set: CriteriaSet, by: User | Person) -> CriteriaSet:
    """Not offered for new scorecards any more; it stays to be read, and those that were copied stay as they are."""
    return moves.change(_hold(criteria_set), by=by, is_active=False)


@transaction.atomic
def bring_back_set(criteria_set: CriteriaSet, by: User | Person) -> CriteriaSet:
    return moves.change(_hold(criteria_set), by=by, is_active=True)


@transaction.atomic
def add_to_set(criteria_set: CriteriaSet, by: User | Person, **values: Any) -> SetCriterion:
    """One more criterion at the end, with what its levels mean."""
    criteria_set = _hold(criteria_set)
    there = criteria_set.criteria.all()
    key = free_key(values["title"], set(there.values_list("key", flat=True)))
    position = 1 + max(there.values_list("position", flat=True), default=0)
    return moves.create(SetCriterion(criteria_set=criteria_set, key=key, position=position, **values), by=by)


@transaction.atomic
def change_in_set(criterion: SetCriterion, by: User | Person, **values: Any) -> SetCriterion:
    criteria_set = _hold(criterion.criteria_set)
    found = criteria_set.criteria.get(pk=criterion.pk)
    moves.change(found, by=by, **values)
    refuse_weightless(criteria_set)
    return found


@transaction.atomic
def remove_from_set(criterion: SetCriterion, by: User | Person) -> None:
    """Take a criterion out of the set; scorecards that were copied from it keep theirs."""
    criteria_set = _hold(criterion.criteria_set)
    moves.remove(criteria_set.criteria.get(pk=criterion.pk), by=by)
    refuse_weightless(criteria_set)


def free_key(title: str, taken: set[str]) -> str:
    """A key after the title that nothing here has yet."""
    stem = slugify(title)[:36] or "criterion"
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _hold(criteria_set: CriteriaSet) -> CriteriaSet:
    return CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)


def refuse_weightless(of: CriteriaSet | Scorecard) -> None:
    """Where nothing has a weight, nobody can win by scores, and no award would wait for them."""
    weights = list(of.criteria.values_list("weight", flat=True))
    if weights and not any(weights):
        raise NotAllowed(_("Give at least one criterion a weight above zero."))
