"""A milestone's way from planned to accepted."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Contract, Milestone
from history import moves
from history.models import NotAllowed

Status = Milestone.Status


def start_milestone(milestone: Milestone, by: User | Person) -> Milestone:
    """The vendor works on it."""
    return _move(milestone, Status.IN_PROGRESS, by)


def deliver_milestone(milestone: Milestone, by: User | Person, delivered_on: date, *, today: date) -> Milestone:
    """The vendor says that it is done; we test it."""
    if delivered_on > today:
        raise NotAllowed(_("The day of delivery is today or earlier."), code="delivered_on")
    return _move(milestone, Status.DELIVERED, by, delivered_on=delivered_on)


def accept_milestone(
    milestone: Milestone, by: User | Person, accepted_on: date, note: str = "", *, today: date
) -> Milestone:
    """It is what was agreed: its amount is owed."""
    if accepted_on > today:
        raise NotAllowed(_("The day of acceptance is today or earlier."), code="accepted_on")
    if milestone.delivered_on and accepted_on < milestone.delivered_on:
        raise NotAllowed(_("It cannot be accepted before it was delivered."), code="accepted_on")
    return _move(milestone, Status.ACCEPTED, by, note, accepted_on=accepted_on)


def send_back_milestone(milestone: Milestone, by: User | Person, note: str) -> Milestone:
    """It is not what was agreed; the note says what is missing."""
    if milestone.status != Status.DELIVERED:
        raise NotAllowed(_("Only what was delivered is sent back."))
    if not note.strip():
        raise NotAllowed(_("Say what is missing, so that the vendor can mend it."), code="note")
    return _move(milestone, Status.IN_PROGRESS, by, note, delivered_on=None)


@transaction.atomic
def _move(milestone: Milestone, to: str, by: User | Person, why: str = "", **stamps: Any) -> Milestone:
    _held, contract = locks.hold(milestone.contract)
    if contract.status not in (Contract.Status.ACTIVE, Contract.Status.EXPIRED):
        raise NotAllowed(_("%(ref)s is not in force: its milestones wait.") % {"ref": contract.ref})
    milestone = Milestone.objects.select_related("contract").get(pk=milestone.pk)
    return moves.move(milestone, to, by=by, why=why.strip(), **stamps)
