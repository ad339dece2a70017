"""Whether outsourcing fits: answered by one person, decided by an approver who is another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.fit_condition import UNDONE
from vendors.models import Engagement, FitAnswer, FitAssessment, FitCondition, FitQuestion, FitResult
from vendors.rules import fit

CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)
Status = FitAssessment.Status


class Answer(NamedTuple):
    """What is answered to one question; `condition` is what must be done where it speaks against outsourcing."""

    reply: str
    note: str
    condition: str = ""


@dataclass(frozen=True)
class Term:
    """A condition as the approver sets it."""

    text: str
    owner: Person
    due_on: date


@transaction.atomic
def assess_fit(
    engagement: Engagement, by: User | Person, answers: Mapping[FitQuestion, Answer], at: datetime
) -> FitAssessment:
    """Answer the six questions, each with a note, while a vendor is being chosen; an approver decides on it.

    An assessment that waits is replaced; one that was decided counts until the new one is decided.
    """
    held = locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    _refuse_chosen(engagement)
    _refuse_incomplete(answers)
    for earlier in engagement.fit_assessments.waiting():
        moves.move(earlier, Status.REPLACED, by=by, held=held)
    assessment = FitAssessment(
        engagement=engagement,
        result=fit.result_of({question: answer.reply for question, answer in answers.items()}),
        requested_by_id=engagement.requester_id,
        answered_by=by.person,
        answered_at=at,
    )
    moves.create(assessment, by=by)
    for question in FitQuestion:
        given = answers[question]
        one = FitAnswer(assessment=assessment, question=question, reply=given.reply, note=given.note.strip())
        one.condition = given.condition.strip() if question in fit.AGAINST else ""
        moves.create(one, by=by)
    return assessment


@transaction.atomic
def pass_fit(
    assessment: FitAssessment,
    by: User | Person,
    terms: Mapping[FitQuestion, Term],
    at: datetime,
    today: date,
    reason: str = "",
) -> FitAssessment:
    """Let it be outsourced, as a second person: with one condition for each answer that speaks against it.

    What was cleared stops until it is decided anew, since the conditions now count. An open condition of an
    earlier assessment becomes that of the same question; one of another question stays open until it is judged.
    """
    held, assessment = _hold(assessment, by)
    against = fit.speaking_against(replies_of(assessment))
    if set(terms) != set(against):
        raise NotAllowed(_("Each answer that speaks against it gives one condition, and no other does."))
    _refuse_faulty(terms, today)
    assessment = _decide(assessment, Status.PASSED, by, at, reason, held)
    for question in against:
        _set_condition(assessment, question, terms[question], by, held)
    return assessment


@transaction.atomic
def keep_in_house(assessment: FitAssessment, by: User | Person, at: datetime, reason: str = "") -> FitAssessment:
    """Decide, as a second person, that it is not outsourced; what was cleared stops."""
    held, assessment = _hold(assessment, by)
    return _decide(assessment, Status.KEPT, by, at, reason, held)


def replies_of(assessment: FitAssessment) -> dict[str, str]:
    return dict(assessment.answers.values_list("question", "reply"))


def _hold(assessment: FitAssessment, by: User | Person) -> tuple[locks.Held, FitAssessment]:
    held = locks.hold(engagements=[assessment.engagement_id], closing=True)
    assessment = FitAssessment.objects.select_related("engagement").get(pk=assessment.pk)
    _refuse_chosen(assessment.engagement)
    if assessment.status != Status.WAITING:
        raise NotAllowed(_("It is decided, or somebody has answered anew. Reload and look again."), code="stale")
    if why := why_not_decide(assessment, by.person_id):
        raise NotAllowed(why, code="same-person")
    return held, assessment


def why_not_decide(assessment: FitAssessment, person_id: int) -> str:
    """Why this person cannot decide on it, whatever their role; empty where they can.

    Answers that were corrected before anybody decided count as answered by both.
    """
    if assessment.requested_by_id == person_id:
        return _("You asked for this engagement, so somebody else decides.")
    undecided = assessment.engagement.fit_assessments.filter(decided_at=None, pk__lt=assessment.pk)
    last = assessment.engagement.fit_assessments.exclude(decided_at=None).order_by("-pk").values_list("pk").first()
    earlier = undecided.filter(pk__gt=last[0]) if last else undecided
    if assessment.answered_by_id == person_id or earlier.filter(answered_by=person_id).exists():
        return _("You answered the questions, so somebody else decides.")
    return ""


def _decide(
    assessment: FitAssessment, to: str, by: User | Person, at: datetime, reason: str, held: locks.Held
) -> FitAssessment:
    if fit.departs(assessment.result, to == Status.PASSED) and not reason.strip():
        label = str(FitResult(assessment.result).label).lower()
        raise NotAllowed(_("The answers come to “%(result)s”. Say why you decide otherwise.") % {"result": label})
    for earlier in assessment.engagement.fit_assessments.standing():
        moves.move(earlier, Status.REPLACED, by=by, held=held)
    return moves.move(
        assessment, to, by=by, held=held, decided_by_id=by.person_id, decided_at=at, reason=reason.strip()
    )


def _set_condition(
    assessment: FitAssessment, question: FitQuestion, term: Term, by: User | Person, held: locks.Held
) -> None:
    """A new condition, or the open one of this question under its new terms; what was reported is to be done anew."""
    values: dict[str, Any] = {"text": term.text.strip(), "owner_id": term.owner.pk, "due_on": term.due_on}
    standing = assessment.engagement.fit_conditions.outstanding().filter(question=question).first()
    if standing is None:
        condition = FitCondition(assessment=assessment, engagement=assessment.engagement, question=question, **values)
        moves.create(condition, by=by)
        return
    if standing.status == FitCondition.Status.REPORTED:
        moves.move(standing, FitCondition.Status.OPEN, by=by, held=held, **UNDONE)
    moves.change(standing, by=by, assessment_id=assessment.pk, **values)


def _refuse_chosen(engagement: Engagement) -> None:
    if engagement.status not in CHOOSING:
        raise NotAllowed(
            _("%(ref)s is %(status)s: whether outsourcing fits is assessed before the award.")
            % {"ref": engagement.ref, "status": engagement.status_label.lower()}
        )


def _refuse_incomplete(answers: Mapping[FitQuestion, Answer]) -> None:
    if set(answers) != set(FitQuestion) or not all(answer.note.strip() for answer in answers.values()):
        raise NotAllowed(_("Answer all six questions, each with a note."))
    against = fit.speaking_against({question: answer.reply for question, answer in answers.items()})
    if not all(answers[question].condition.strip() for question in against):
        raise NotAllowed(_("Say for each answer that speaks against it what must be done about it."))


def _refuse_faulty(terms: Mapping[FitQuestion, Term], today: date) -> None:
    if not all(term.text.strip() for term in terms.values()):
        raise NotAllowed(_("Say for each condition what must be done."))
    if any(term.due_on < today for term in terms.values()):
        raise NotAllowed(_("A condition is due today or later."))
    if any(not term.owner.is_active for term in terms.values()):
        raise NotAllowed(_("A condition has an owner who works here."))
