"""Subcontractors: announced, approved or objected to, changed, ended."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import DataCategory, DataClass, Engagement, Subcontractor, Vendor
from vendors.rules.names import name_key
from vendors.rules.places import country_codes
from vendors.rules.subcontractors import SCOPE, WINDOW_DAYS, is_wider

Status = Subcontractor.Status
EDITABLE = frozenset({"name", "service", "data_class", "data_categories", "countries", "since_on"})
MOST_WINDOW_DAYS = 366


@transaction.atomic
def announce_subcontractor(
    engagement: Engagement,
    vendor: Vendor,
    by: User | Person,
    *,
    notified_on: date,
    window_days: int = WINDOW_DAYS,
    **fields: Any,
) -> Subcontractor:
    """Log whom a vendor uses, or will; what is cleared stops until somebody else approves it (GDPR 28(2)).

    The window to object begins on the day of the notice.
    """
    _refuse_unknown(fields)
    _refuse_window(window_days)
    made = Subcontractor(
        engagement=engagement,
        vendor=vendor,
        notified_on=notified_on,
        objection_until_on=notified_on + timedelta(days=window_days),
        entered_by=by.person,
        **fields,
    )
    made.name_key = name_key(made.name)
    _refuse_faulty(made)
    locks.hold([vendor])
    locks.hold(engagements=[engagement], closing=True)
    refuse_late(Vendor.objects.get(pk=vendor.pk), Engagement.objects.get(pk=engagement.pk))
    _refuse_twice(made)
    return moves.create(made, by=by)


@transaction.atomic
def change_subcontractor(
    subcontractor: Subcontractor,
    by: User | Person,
    *,
    notified_on: date | None = None,
    window_days: int = WINDOW_DAYS,
    **fields: Any,
) -> Subcontractor:
    """Change what is known of it. More data, a new country or another company needs a new notice and approval."""
    _refuse_unknown(fields)
    _held, subcontractor = _hold(subcontractor)
    _refuse_gone(subcontractor)
    was = {name: getattr(subcontractor, name) for name in SCOPE}
    values = {name: value for name, value in fields.items() if getattr(subcontractor, name) != value}
    if "name" in values:
        values["name_key"] = name_key(values["name"])
    made = _as_it_will_be(subcontractor, values)
    _refuse_faulty(made)
    _refuse_twice(made)
    is_another = made.name_key != subcontractor.name_key
    if not is_another and not is_wider(was, {name: getattr(made, name) for name in SCOPE}):
        return moves.change(subcontractor, by=by, **values)
    _refuse_window(window_days)
    held = locks.hold(engagements=[subcontractor.engagement_id], closing=True)
    day = notified_on or subcontractor.notified_on
    values |= {
        "notified_on": day,
        "objection_until_on": day + timedelta(days=window_days),
        "entered_by_id": by.person_id,
        "approved_by_id": None,
        "approved_at": None,
    }
    if subcontractor.status == Status.APPROVED:
        return moves.move(subcontractor, Status.ANNOUNCED, by=by, held=held, **values)
    return moves.change(subcontractor, by=by, **values)


@transaction.atomic
def approve_subcontractor(
    subcontractor: Subcontractor, by: User | Person, at: datetime, note: str = ""
) -> Subcontractor:
    """Say yes to it, as somebody else than who entered it; not while nobody knows what it gets and where."""
    locks.hold([subcontractor.vendor_id])
    held, subcontractor = _hold(subcontractor)
    refuse_late(subcontractor.vendor, subcontractor.engagement)
    if subcontractor.entered_by_id == by.person_id:
        raise NotAllowed(_("You entered this subcontractor, so somebody else approves it."), code="same-person")
    if not subcontractor.data_class or subcontractor.data_categories is None:
        raise NotAllowed(_("Nobody has said which data it gets. Enter that first."))
    stamps: dict[str, Any] = {"approved_by_id": by.person_id, "approved_at": at, "note": note.strip()}
    return moves.move(subcontractor, Status.APPROVED, by=by, held=held, **stamps)


@transaction.atomic
def object_to_subcontractor(subcontractor: Subcontractor, by: User | Person, why: str) -> Subcontractor:
    """Say no to it, with the reason; what is cleared stops, if it was approved before."""
    if not why.strip():
        raise NotAllowed(_("Say why: the vendor has to know what to change."), code="why")
    held, subcontractor = _hold(subcontractor)
    refuse_over(subcontractor.engagement)
    if subcontractor.status == Status.APPROVED:
        held = locks.hold(engagements=[subcontractor.engagement_id], closing=True)
    stamps: dict[str, Any] = {"note": why.strip(), "approved_by_id": None, "approved_at": None}
    return moves.move(subcontractor, Status.OBJECTED, by=by, why=why, held=held, **stamps)


@transaction.atomic
def end_subcontractor(subcontractor: Subcontractor, by: User | Person, ended_on: date, why: str) -> Subcontractor:
    """It is not used any more, since when and what became of our data there."""
    if not why.strip():
        raise NotAllowed(_("Say what became of our data there: the reason is kept in the history."), code="why")
    held, subcontractor = _hold(subcontractor)
    return moves.move(subcontractor, Status.ENDED, by=by, why=why, held=held, ended_on=ended_on, note=why.strip())


def _hold(subcontractor: Subcontractor) -> tuple[locks.Held, Subcontractor]:
    held = locks.hold(engagements=[subcontractor.engagement_id])
    return held, Subcontractor.objects.select_related("engagement", "vendor").get(pk=subcontractor.pk)


def _as_it_will_be(subcontractor: Subcontractor, values: dict[str, Any]) -> Subcontractor:
    """The subcontractor with these values, unsaved."""
    names = [field.attname for field in Subcontractor._meta.concrete_fields]
    return Subcontractor(**{**{name: getattr(subcontractor, name) for name in names}, **values})


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - EDITABLE):
        raise NotAllowed(_("These are not edited with a subcontractor: %(names)s.") % {"names": ", ".join(unknown)})


def _refuse_window(days: int) -> None:
    if not 0 <= days <= MOST_WINDOW_DAYS:
        raise NotAllowed(_("The time to object is at most a year."), code="window_days")


def _refuse_faulty(one: Subcontractor) -> None:
    """It has a name and a place, and what it gets is in words of ours, or not known."""
    if not one.name.strip() or not one.service.strip():
        raise NotAllowed(_("Name the subcontractor, and what it does."))
    if one.data_class and one.data_class not in DataClass.values:
        raise NotAllowed(_("Choose a data class."), code="data_class")
    if one.data_categories is not None and not set(one.data_categories) <= set(DataCategory.values):
        raise NotAllowed(_("Choose data categories from the list."), code="data_categories")
    if not one.countries or not set(one.countries) <= country_codes():
        raise NotAllowed(_("Name the countries that our data reaches there."), code="countries")


def _refuse_twice(one: Subcontractor) -> None:
    others = Subcontractor.objects.live().filter(vendor=one.vendor_id, engagement=one.engagement_id)
    if taken := others.filter(name_key=one.name_key).exclude(pk=one.pk).first():
        raise NotAllowed(_("%(ref)s is this subcontractor already.") % {"ref": taken.ref}, code="name")


def _refuse_gone(subcontractor: Subcontractor) -> None:
    refuse_over(subcontractor.engagement)
    if subcontractor.status == Status.ENDED:
        raise NotAllowed(_("%(ref)s has ended. Log it anew if it is used again.") % {"ref": subcontractor.ref})
