"""What must be done before an engagement may be outsourced: done by its owner, judged by somebody else."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.over import refuse_over
from vendors.models import FitCondition

Status = FitCondition.Status
UNDONE: dict[str, Any] = {
    "report": "",
    "reported_by_id": None,
    "reported_at": None,
    "judgement": "",
    "judged_by_id": None,
    "judged_at": None,
}


@transaction.atomic
def report_condition(condition: FitCondition, by: User | Person, note: str, at: datetime) -> FitCondition:
    """Say that it is done, and what was done; somebody else judges it. Until then the gate stays closed."""
    _demand(note, _("Say what was done: it is judged by that."))
    held, condition = _hold(condition)
    return moves.move(
        condition,
        Status.REPORTED,
        by=by,
        held=held,
        report=note.strip(),
        reported_by_id=by.person_id,
        reported_at=at,
    )


@transaction.atomic
def meet_condition(condition: FitCondition, by: User | Person, at: datetime, note: str = "") -> FitCondition:
    """Judge, as somebody who neither owns it nor reported it, that it is met."""
    held, condition = _hold(condition)
    refuse_own(condition, by.person_id)
    return _judge(condition, Status.MET, by, note, at, held)


@transaction.atomic
def send_back_condition(condition: FitCondition, by: User | Person, note: str) -> FitCondition:
    """Judge that what was reported does not meet it, and say what is missing."""
    _demand(note, _("Say what is missing."))
    held, condition = _hold(condition)
    refuse_own(condition, by.person_id)
    return moves.move(condition, Status.OPEN, by=by, held=held, **{**UNDONE, "judgement": note.strip()})


@transaction.atomic
def drop_condition(condition: FitCondition, by: User | Person, note: str, at: datetime) -> FitCondition:
    """Decide, as somebody who neither owns it nor reported it, that it need not be met, with the reason."""
    _demand(note, _("Say why: the reason is kept with the condition."))
    held, condition = _hold(condition)
    refuse_own(condition, by.person_id)
    return _judge(condition, Status.DROPPED, by, note, at, held)


@transaction.atomic
def reopen_condition(condition: FitCondition, by: User | Person, why: str) -> FitCondition:
    """It is not met after all: what was cleared stops until it is met and decided anew."""
    _demand(why, _("Say why: the reason is kept in the history."))
    locks.hold(engagements=[condition.engagement_id], closing=True)
    held, condition = _hold(condition)
    if condition.engagement.fit_conditions.outstanding().filter(question=condition.question).exists():
        raise NotAllowed(_("Another condition for the same reason is open already."))
    return moves.move(condition, Status.OPEN, by=by, why=why.strip(), held=held, **UNDONE)


@transaction.atomic
def edit_condition(
    condition: FitCondition, by: User | Person, owner: Person, due_on: date, why: str, today: date
) -> FitCondition:
    """Give an open condition to somebody else, or another day, with the reason; reminders follow.

    Its owner does not: nobody puts off what they owe, or hands it on to judge it then.
    """
    _demand(why, _("Say why: the reason is kept in the history."))
    _held, condition = _hold(condition)
    if condition.owner_id == by.person_id:
        raise NotAllowed(_("You own this condition, so somebody else changes its owner and day."), code="same-person")
    if condition.status != Status.OPEN:
        raise NotAllowed(_("Only an open condition changes its owner or day."))
    if due_on < today and due_on != condition.due_on:
        raise NotAllowed(_("A condition is due today or later."))
    return moves.change(condition, by=by, why=why.strip(), owner_id=owner.pk, due_on=due_on)


def refuse_own(condition: FitCondition, person_id: int) -> None:
    if why := why_not_judge(condition, person_id):
        raise NotAllowed(why, code="same-person")


def why_not_judge(condition: FitCondition, person_id: int) -> str:
    """Why this person cannot judge it, whatever their role; empty where they can."""
    if condition.owner_id == person_id:
        return _("You own this condition, so somebody else judges it.")
    if condition.reported_by_id == person_id:
        return _("You said that it is done, so somebody else judges it.")
    return ""


def _judge(
    condition: FitCondition, to: str, by: User | Person, note: str, at: datetime, held: locks.Held
) -> FitCondition:
    judged: dict[str, Any] = {"judgement": note.strip(), "judged_by_id": by.person_id, "judged_at": at}
    return moves.move(condition, to, by=by, held=held, **judged)


def _hold(condition: FitCondition) -> tuple[locks.Held, FitCondition]:
    held = locks.hold(engagements=[condition.engagement_id])
    condition = FitCondition.objects.select_related("engagement").get(pk=condition.pk)
    refuse_over(condition.engagement)
    return held, condition


def _demand(words: str, sentence: str) -> None:
    if not words.strip():
        raise NotAllowed(sentence)
