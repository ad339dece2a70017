"""What an engagement's candidates are judged by: copied from a set, weighed, locked, and reopened for a reason."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import held as held_records
from selection.actions.criteria_set import free_key, refuse_weightless
from selection.models import COPIED, Award, CriteriaSet, Criterion, Evaluation, Reopening, Scorecard
from vendors import locks
from vendors.models import Engagement


def hold_scorecard(scorecard: Scorecard) -> tuple[locks.Held, Scorecard]:
    held = locks.hold(engagements=[scorecard.engagement_id])
    return held, Scorecard.objects.select_related("engagement").get(pk=scorecard.pk)


def refuse_decided(engagement: Engagement) -> None:
    """Criteria and scores stand still once an award rests on them."""
    held_records.refuse_chosen(engagement)
    if Award.objects.filter(engagement=engagement).open().exists():
        raise NotAllowed(_("An award waits for a decision. Withdraw it first."))


def refuse_locked(scorecard: Scorecard) -> None:
    if scorecard.locked_at:
        raise NotAllowed(
            _("The first score is in, so the criteria are locked. Reopen the scoring first, with a reason.")
        )


@transaction.atomic
def set_up_scorecard(engagement: Engagement, criteria_set: CriteriaSet, by: User | Person) -> Scorecard:
    """Copy a set of criteria to an engagement that is still choosing; what is changed later changes the copy only."""
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_decided(engagement)
    if Scorecard.objects.filter(engagement=engagement).exists():
        raise NotAllowed(_("This engagement has its scorecard already."))
    made = moves.create(Scorecard(engagement=engagement, copied_from=criteria_set.title, created_by=by.person), by=by)
    for one in criteria_set.criteria.all():
        moves.create(Criterion(scorecard=made, **{name: getattr(one, name) for name in COPIED}), by=by)
    return made


@transaction.atomic
def change_criteria(scorecard: Scorecard, by: User | Person, changes: Mapping[int, Mapping[str, Any]]) -> Scorecard:
    """Weigh the criteria, by their keys; also which must be answered, and which rule out. Not once they are locked."""
    _held, scorecard = hold_scorecard(scorecard)
    refuse_decided(scorecard.engagement)
    refuse_locked(scorecard)
    for criterion in scorecard.criteria.all():
        if values := dict(changes.get(criterion.pk, {})):
            moves.change(criterion, by=by, **values)
    refuse_weightless(scorecard)
    return scorecard


@transaction.atomic
def add_criterion(scorecard: Scorecard, by: User | Person, **values: Any) -> Criterion:
    """One more criterion, with what its levels mean; not once they are locked."""
    _held, scorecard = hold_scorecard(scorecard)
    refuse_decided(scorecard.engagement)
    refuse_locked(scorecard)
    key = free_key(values["title"], set(scorecard.criteria.values_list("key", flat=True)))
    position = 1 + max(scorecard.criteria.values_list("position", flat=True), default=0)
    made = moves.create(Criterion(scorecard=scorecard, key=key, position=position, **values), by=by)
    refuse_weightless(scorecard)
    return made


@transaction.atomic
def remove_criterion(criterion: Criterion, by: User | Person) -> None:
    """Take a criterion away that nobody has scored on; what was scored gets a weight of zero instead."""
    _held, scorecard = hold_scorecard(criterion.scorecard)
    refuse_decided(scorecard.engagement)
    refuse_locked(scorecard)
    if criterion.scores.exists():
        raise NotAllowed(_("Somebody has scored on it. Give it a weight of zero instead."))
    moves.remove(criterion, by=by)
    refuse_weightless(scorecard)


@transaction.atomic
def reopen_scoring(scorecard: Scorecard, by: User | Person, why: str) -> Scorecard:
    """Let criteria and weights be changed after all, as a recorded decision: whoever had submitted submits again.

    The decision keeps what the weights were, and goes into the dossier of the award.
    """
    held_records.demand_reason(why)
    held, scorecard = hold_scorecard(scorecard)
    refuse_decided(scorecard.engagement)
    if not scorecard.locked_at:
        raise NotAllowed(_("Nothing is locked: the criteria can be changed as they are."))
    weights = dict(scorecard.criteria.values_list("key", "weight"))
    decision = {"reason": why.strip(), "locked_at": scorecard.locked_at, "weights": weights}
    moves.create(Reopening(scorecard=scorecard, by=by.person, **decision), by=by)
    for evaluation in scorecard.evaluations.submitted():
        send_back(evaluation, by, held, why)
    return moves.change(scorecard, by=by, why=why.strip(), act="reopened", locked_at=None)


def send_back(evaluation: Evaluation, by: User | Person, held: locks.Held, why: str) -> Evaluation:
    """A submitted evaluation is its author's again, and nobody else's; their scores are kept."""
    return moves.move(evaluation, Evaluation.Status.DECLARED, by=by, why=why.strip(), held=held, submitted_at=None)
