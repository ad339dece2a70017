"""Incidents and signals: logged, mended, what is cleared stopped, reassessed, dismissed, reopened."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.models import Engagement, Incident, IncidentKind, Vendor
from vendors.rules.incidents import MOST_REASSESS_DAYS

Status = Incident.Status
EDITABLE = frozenset({"kind", "title", "details", "happened_on", "reassess_on"})


@transaction.atomic
def log_incident(
    vendor: Vendor,
    by: User | Person,
    *,
    kind: str,
    title: str,
    happened_on: date,
    reassess_on: date,
    is_stopping: bool,
    at: datetime,
    today: date,
    details: str = "",
    engagement: Engagement | None = None,
) -> Incident:
    """Log what happened; it raises the tier at once. With `is_stopping` whatever is cleared for the vendor stops too.

    What was cleared and is not stopped goes on only as far as the gate still finds everything that the raised tier
    demands, and no longer than until `reassess_on`.
    """
    made = Incident(
        vendor=vendor,
        engagement=engagement,
        kind=kind,
        title=title.strip(),
        details=details.strip(),
        happened_on=happened_on,
        reassess_on=reassess_on,
        logged_by=by.person,
        stopped_at=at if is_stopping else None,
    )
    _refuse_faulty(made, today)
    locks.hold([vendor], [engagement] if engagement else (), closing=False)
    vendor = Vendor.objects.select_related("merged_into").get(pk=vendor.pk)
    if vendor.merged_into:
        raise NotAllowed(
            _("%(name)s was merged into %(ref)s. Log it there.") % {"name": vendor.name, "ref": vendor.merged_into.ref}
        )
    if is_stopping:
        locks.hold([vendor], closing=True)
    return moves.create(made, by=by)


@transaction.atomic
def edit_incident(incident: Incident, by: User | Person, today: date, **fields: Any) -> Incident:
    """Mend what is known of an open one. More time for the reassessment is given by somebody who did not log it."""
    if unknown := sorted(set(fields) - EDITABLE):
        raise NotAllowed(_("These are not edited with an incident: %(names)s.") % {"names": ", ".join(unknown)})
    _held, incident = _hold(incident)
    _refuse_closed(incident)
    values = {name: value for name, value in fields.items() if getattr(incident, name) != value}
    later = values.get("reassess_on", incident.reassess_on) > incident.reassess_on
    if later and incident.logged_by_id == by.person_id:
        raise NotAllowed(_("You logged this, so somebody else gives the reassessment more time."), code="reassess_on")
    for name, value in values.items():
        setattr(incident, name, value)
    _refuse_faulty(incident, today)
    return moves.change(Incident.objects.get(pk=incident.pk), by=by, **values)


@transaction.atomic
def stop_cleared(incident: Incident, by: User | Person, at: datetime) -> Incident:
    """Stop whatever is cleared for the vendor of an open incident, until an approver decides anew."""
    _held, incident = _hold(incident)
    _refuse_closed(incident)
    locks.hold([incident.vendor_id], closing=True)
    return moves.change(incident, by=by, act="changed", stopped_at=at)


@transaction.atomic
def close_incident(incident: Incident, by: User | Person, finding: str, at: datetime) -> Incident:
    """Say, as somebody who did not log it, what the reassessment found; it raises the tier until its year is over."""
    return _end(incident, Status.CLOSED, by, finding, at)


@transaction.atomic
def dismiss_incident(incident: Incident, by: User | Person, finding: str, at: datetime) -> Incident:
    """Say, as somebody who did not log it, that it was no incident after all: it raises nothing any more."""
    return _end(incident, Status.DISMISSED, by, finding, at)


@transaction.atomic
def reopen_incident(incident: Incident, by: User | Person, why: str, reassess_on: date, today: date) -> Incident:
    """It has to be reassessed after all, or again, by this day."""
    _demand(why)
    held, incident = _hold(incident)
    incident.reassess_on = reassess_on
    _refuse_faulty(incident, today)
    stamps: dict[str, Any] = {"closed_by_id": None, "closed_at": None, "reassess_on": reassess_on}
    return moves.move(Incident.objects.get(pk=incident.pk), Status.OPEN, by=by, why=why.strip(), held=held, **stamps)


def why_not_end(incident: Incident, person_id: int) -> str:
    """Why this person says nothing of the reassessment, whatever their role; empty where they can."""
    return _("You logged this, so somebody else reassesses it.") if incident.logged_by_id == person_id else ""


def _end(incident: Incident, to: str, by: User | Person, finding: str, at: datetime) -> Incident:
    _demand(finding)
    held, incident = _hold(incident)
    if why := why_not_end(incident, by.person_id):
        raise NotAllowed(why, code="same-person")
    stamps: dict[str, Any] = {"closed_by_id": by.person_id, "closed_at": at, "finding": finding.strip()}
    return moves.move(incident, to, by=by, held=held, **stamps)


def _hold(incident: Incident) -> tuple[locks.Held, Incident]:
    held = locks.hold([incident.vendor_id], [incident.engagement_id] if incident.engagement_id else ())
    return held, Incident.objects.select_related("vendor", "engagement").get(pk=incident.pk)


def _refuse_closed(incident: Incident) -> None:
    if incident.status != Status.OPEN:
        raise NotAllowed(_("%(ref)s is not open. Reopen it first.") % {"ref": incident.ref})


def _refuse_faulty(incident: Incident, today: date) -> None:
    if incident.kind not in IncidentKind.values:
        raise NotAllowed(_("Choose the kind from the list."), code="kind")
    if not incident.title.strip():
        raise NotAllowed(_("Say what happened."), code="title")
    if incident.happened_on > today:
        raise NotAllowed(_("The day is today or before."), code="happened_on")
    if not incident.happened_on <= incident.reassess_on <= today + timedelta(days=MOST_REASSESS_DAYS):
        raise NotAllowed(
            _("Reassess it within %(days)d days, and not before it happened.") % {"days": MOST_REASSESS_DAYS},
            code="reassess_on",
        )


def _demand(words: str) -> None:
    if not words.strip():
        raise NotAllowed(_("Say what was found: it is kept in the history."))
