"""Who scores, and what they give: invited, declared without a conflict of interest, submitted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import held as held_records
from selection.actions.scorecard import hold_scorecard, refuse_decided, send_back
from selection.models import Candidate, Criterion, Evaluation, Score, Scorecard
from vendors import locks
from vendors.models import Engagement

Levels = Mapping[int, tuple[int | None, str]]


def hold_evaluation(evaluation: Evaluation) -> tuple[locks.Held, Evaluation]:
    held = locks.hold(engagements=[evaluation.scorecard.engagement_id])
    return held, Evaluation.objects.select_related("scorecard__engagement", "person").get(pk=evaluation.pk)


def refuse_others(evaluation: Evaluation, by: User | Person) -> None:
    if evaluation.person_id != by.person_id:
        raise NotAllowed(_("Only the evaluator does this: nobody scores for somebody else."))


def refuse_own(evaluation: Evaluation, by: User | Person) -> None:
    """Who could give back or withdraw their own scoring would read prices and others' scores, and then score again."""
    if evaluation.person_id == by.person_id:
        raise NotAllowed(_("Somebody else does this for your own scores: you could read the others' and score again."))


@transaction.atomic
def invite(scorecard: Scorecard, person: Person, by: User | Person, at: datetime) -> Evaluation:
    """Ask a colleague to score; not one who may have read what others gave already."""
    held, scorecard = hold_scorecard(scorecard)
    refuse_decided(scorecard.engagement)
    user = getattr(person, "user", None)
    if not person.is_active or user is None or not user.is_active:
        raise NotAllowed(_("%(name)s cannot sign in, so cannot score.") % {"name": person.name})
    there = Evaluation.objects.filter(scorecard=scorecard, person=person).first()
    if there is not None and there.left_at is None:
        raise NotAllowed(_("%(name)s is invited already.") % {"name": person.name})
    seen = Engagement.objects.visible_to(user).filter(pk=scorecard.engagement_id).exists()
    if scorecard.opened_at and (seen or there is not None):
        raise NotAllowed(
            _("%(name)s may have read the others' scores since all were in, so cannot score blind.")
            % {"name": person.name}
        )
    if there is not None:
        fresh: dict[str, Any] = {
            "invited_by": by.person,
            "invited_at": at,
            "left_at": None,
            "reason": "",
            "declared_at": None,
        }
        return moves.move(there, Evaluation.Status.INVITED, by=by, held=held, statement="", **fresh)
    invited = Evaluation(scorecard=scorecard, person=person, invited_by=by.person, invited_at=at)
    return moves.create(invited, by=by)


@transaction.atomic
def declare(evaluation: Evaluation, by: User | Person, statement: str, at: datetime) -> Evaluation:
    """Say, in these words, that one has no interest in any candidate; then one may score."""
    held, evaluation = hold_evaluation(evaluation)
    refuse_others(evaluation, by)
    refuse_decided(evaluation.scorecard.engagement)
    held_records.demand_reason(statement)
    return moves.move(
        evaluation, Evaluation.Status.DECLARED, by=by, held=held, statement=statement.strip(), declared_at=at
    )


@transaction.atomic
def recuse(evaluation: Evaluation, by: User | Person, why: str, at: datetime) -> Evaluation:
    """Step back for a conflict of interest; one's scores do not count, and the others' stay hidden."""
    held_records.demand_reason(why)
    held, evaluation = hold_evaluation(evaluation)
    refuse_others(evaluation, by)
    return _leave(evaluation, Evaluation.Status.RECUSED, by, held, why, at)


@transaction.atomic
def withdraw_evaluation(evaluation: Evaluation, by: User | Person, why: str, at: datetime) -> Evaluation:
    """Ask somebody no longer, with the reason that the result shows; their scores do not count."""
    held_records.demand_reason(why)
    held, evaluation = hold_evaluation(evaluation)
    refuse_own(evaluation, by)
    return _leave(evaluation, Evaluation.Status.WITHDRAWN, by, held, why, at)


def _leave(evaluation: Evaluation, to: str, by: User | Person, held: locks.Held, why: str, at: datetime) -> Evaluation:
    refuse_decided(evaluation.scorecard.engagement)
    left = moves.move(evaluation, to, by=by, held=held, left_at=at, reason=why.strip(), submitted_at=None)
    _note_that_all_are_in(evaluation.scorecard, at, by)
    return left


@transaction.atomic
def save_scores(
    evaluation: Evaluation, candidate: Candidate, levels: Levels, by: User | Person, at: datetime
) -> Evaluation:
    """Keep what an evaluator gives one shortlisted candidate, complete or not; the first of all locks the weights.

    Saving nothing locks nothing. `levels` has a level (None: none yet) and a note by the key of the criterion; what it
    leaves out stays.
    """
    _held, evaluation = hold_evaluation(evaluation)
    _refuse_scoring(evaluation, by)
    if candidate.engagement_id != evaluation.scorecard.engagement_id:
        raise NotAllowed(_("This candidate is another engagement's."))
    if Candidate.objects.get(pk=candidate.pk).status != Candidate.Status.SHORTLISTED:
        raise NotAllowed(_("%(vendor)s is not on the shortlist.") % {"vendor": candidate.vendor})
    asked = {one.pk: one for one in evaluation.scorecard.criteria.all() if one.is_asked}
    if set(levels) - set(asked):
        raise NotAllowed(_("The criteria have changed. Reload and look again."))
    if any(value is not None or note.strip() for value, note in levels.values()):
        _lock(evaluation.scorecard, at, by)
    _write(evaluation, candidate, {asked[key]: given for key, given in levels.items()}, by)
    return evaluation


def _write(
    evaluation: Evaluation,
    candidate: Candidate,
    levels: Mapping[Criterion, tuple[int | None, str]],
    by: User | Person,
) -> None:
    """One entry for all that differs; nothing where nothing does."""
    there = {one.criterion_id: one for one in evaluation.scores.filter(candidate=candidate)}
    changes: list[tuple[str, int | str | None, int | str | None]] = []
    notes = []
    for criterion, (value, note) in levels.items():
        score = there.get(criterion.pk) or Score(evaluation=evaluation, candidate=candidate, criterion=criterion)
        subject = f"{candidate.ref} {criterion.key}"
        if score.value != value:
            changes.append((subject, score.value, value))
        if score.note != note.strip():
            notes.append((f"{subject}: {score.note}", f"{subject}: {note.strip()}"))
        if (score.value, score.note) != (value, note.strip()):
            score.value, score.note = value, note.strip()
            score.save()
    if notes:
        changes.append(("note", "\n".join(was for was, _now in notes), "\n".join(now for _was, now in notes)))
    if changes:
        moves.record(evaluation, "scored", by=by, changes=changes)


@transaction.atomic
def submit(evaluation: Evaluation, by: User | Person, at: datetime) -> Evaluation:
    """Give one's scores: every criterion that must be answered, for every shortlisted candidate."""
    held, evaluation = hold_evaluation(evaluation)
    _refuse_scoring(evaluation, by)
    if not evaluation.scorecard.engagement.candidates.filter(status=Candidate.Status.SHORTLISTED).exists():
        raise NotAllowed(_("No candidate is on the shortlist yet."))
    if missing := missing_answers(evaluation):
        listed = "; ".join(f"{candidate}: {', '.join(map(str, keys))}" for candidate, keys in missing)
        raise NotAllowed(_("These must be answered first: %(missing)s.") % {"missing": listed})
    _lock(evaluation.scorecard, at, by)
    done = moves.move(evaluation, Evaluation.Status.SUBMITTED, by=by, held=held, submitted_at=at)
    _note_that_all_are_in(evaluation.scorecard, at, by)
    return done


def missing_answers(evaluation: Evaluation) -> list[tuple[Candidate, list[Criterion]]]:
    """What must be answered and is not, by shortlisted candidate."""
    card = evaluation.scorecard
    listed = card.engagement.candidates.filter(status=Candidate.Status.SHORTLISTED).select_related("vendor")
    must = [one for one in card.criteria.all() if one.is_asked and one.is_must_answer]
    given = set(evaluation.scores.exclude(value=None).values_list("candidate", "criterion"))
    found = [(one, [each for each in must if (one.pk, each.pk) not in given]) for one in listed]
    return [(one, criteria) for one, criteria in found if criteria]


@transaction.atomic
def reopen_evaluation(evaluation: Evaluation, by: User | Person, why: str) -> Evaluation:
    """Give a submitted evaluation back to its author, for a reason that is kept."""
    held_records.demand_reason(why)
    held, evaluation = hold_evaluation(evaluation)
    refuse_own(evaluation, by)
    refuse_decided(evaluation.scorecard.engagement)
    return send_back(evaluation, by, held, why)


def ask_for_the_new(candidate: Candidate, by: User | Person, held: locks.Held) -> None:
    """A candidate came to the shortlist: who had submitted and not scored it has something to add."""
    submitted = Evaluation.objects.submitted().filter(scorecard__engagement=candidate.engagement_id)
    for evaluation in submitted.select_related("scorecard__engagement"):
        if any(one.pk == candidate.pk for one, _criteria in missing_answers(evaluation)):
            send_back(evaluation, by, held, _("%(vendor)s came to the shortlist.") % {"vendor": candidate.vendor})


def _refuse_scoring(evaluation: Evaluation, by: User | Person) -> None:
    refuse_others(evaluation, by)
    refuse_decided(evaluation.scorecard.engagement)
    if evaluation.status == Evaluation.Status.INVITED:
        raise NotAllowed(_("State first whether you have a conflict of interest."))
    if evaluation.status == Evaluation.Status.SUBMITTED:
        raise NotAllowed(_("You have submitted your scores; they stand. Ask procurement to reopen them."))
    if evaluation.status != Evaluation.Status.DECLARED:
        raise NotAllowed(_("Your scores do not count here any more."))


def _lock(scorecard: Scorecard, at: datetime, by: User | Person) -> None:
    if not scorecard.locked_at:
        moves.change(scorecard, by=by, act="locked", locked_at=at)


def _note_that_all_are_in(scorecard: Scorecard, at: datetime, by: User | Person) -> None:
    """From now on, who sees the engagement may have read the scores."""
    counting = scorecard.evaluations.counting()
    if not scorecard.opened_at and counting.exists() and not counting.pending().exists():
        moves.change(scorecard, by=by, act="all-scores-in", opened_at=at)
