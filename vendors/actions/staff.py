"""Named staff: logged, changed, screened, left, and their accounts removed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.outsiders import OF_THE_PERSON, edit_outsider, outsider
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import Engagement, NamedStaff, Screening, Vendor

Status = NamedStaff.Status
OF_THE_WORK = frozenset({"engagement", "role", "accounts", "starts_on", "leaves_on"})


@transaction.atomic
def add_staff(
    vendor: Vendor,
    by: User | Person,
    *,
    name: str,
    email: str,
    role: str,
    starts_on: date,
    leaves_on: date | None = None,
    accounts: str = "",
    engagement: Engagement | None = None,
) -> NamedStaff:
    """Name somebody of a vendor who works, or will, under our accounts; somebody else screens them."""
    _refuse_order(starts_on, leaves_on)
    locks.hold([vendor], [engagement] if engagement else [])
    refuse_late(Vendor.objects.get(pk=vendor.pk), _fresh(engagement))
    person = outsider(by, email, name=name)
    _refuse_twice(vendor.pk, engagement, person)
    made = NamedStaff(
        vendor=vendor,
        engagement=engagement,
        person=person,
        role=role,
        accounts=accounts,
        starts_on=starts_on,
        leaves_on=leaves_on,
        entered_by=by.person,
    )
    return moves.create(made, by=by)


@transaction.atomic
def change_staff(staff: NamedStaff, by: User | Person, **fields: Any) -> NamedStaff:
    """Change what is known of them. Once they have left, only their accounts; once those are gone, nothing."""
    if unknown := sorted(set(fields) - OF_THE_WORK - {"name", "email"}):
        raise NotAllowed(_("These are not edited with named staff: %(names)s.") % {"names": ", ".join(unknown)})
    wanted = fields.get("engagement")
    staff = _hold(staff, wanted)
    _refuse_removed(staff)
    values = {name: value for name, value in fields.items() if name in OF_THE_WORK and getattr(staff, name) != value}
    if staff.status == Status.LEFT and set(values) - {"accounts"}:
        raise NotAllowed(_("%(name)s has left; only the accounts are changed still.") % {"name": staff.person})
    _refuse_order(values.get("starts_on", staff.starts_on), values.get("leaves_on", staff.leaves_on))
    if "engagement" in values:
        refuse_over(_fresh(wanted))
        _refuse_twice(staff.vendor_id, values["engagement"], staff.person)
    edit_outsider(staff.person, by, {name: fields[name] for name in OF_THE_PERSON & set(fields)})
    return moves.change(staff, by=by, **values)


@transaction.atomic
def record_screening(
    staff: NamedStaff, by: User | Person, screening: str, on: date, note: str, today: date
) -> NamedStaff:
    """Say, as somebody who did not enter them, what their screening came to, when, and what was looked at."""
    if screening not in (Screening.PASSED, Screening.FAILED):
        raise NotAllowed(_("Say what the screening came to."))
    if on > today:
        raise NotAllowed(_("The screening was today or before."))
    _demand(note, _("Say what was looked at: identity, right to work, references."))
    staff = _hold(staff)
    _refuse_removed(staff)
    _refuse_own(staff, by)
    values: dict[str, Any] = {
        "screening": screening,
        "screened_on": on,
        "screened_by_id": by.person_id,
        "screening_note": note.strip(),
    }
    return moves.change(staff, by=by, act="screened", **values)


@transaction.atomic
def note_leaving(staff: NamedStaff, by: User | Person, on: date, at: datetime, today: date) -> NamedStaff:
    """They have left, since when; their accounts are to be removed now. A day to come is entered as the last day."""
    if on > today:
        raise NotAllowed(_("That day is still to come. Edit the last day instead."))
    staff = _hold(staff)
    _refuse_order(staff.starts_on, on)
    return moves.move(staff, Status.LEFT, by=by, leaves_on=on, left_at=at)


@transaction.atomic
def take_back_leaving(staff: NamedStaff, by: User | Person, why: str) -> NamedStaff:
    """They have not left after all, or have come back before anybody removed their accounts."""
    _demand(why, _("Say why: the reason is kept in the history."))
    staff = _hold(staff, staff.engagement)
    refuse_late(staff.vendor, staff.engagement)
    stamps: dict[str, Any] = {"leaves_on": None, "left_at": None}
    return moves.move(staff, Status.WORKING, by=by, why=why.strip(), **stamps)


@transaction.atomic
def record_removal(staff: NamedStaff, by: User | Person, note: str, at: datetime) -> NamedStaff:
    """Confirm, as somebody who did not enter them, that all of their accounts are gone, and how one knows."""
    _demand(note, _("Say how you know that the accounts are gone."))
    staff = _hold(staff)
    _refuse_own(staff, by)
    stamps: dict[str, Any] = {"removed_at": at, "removed_by_id": by.person_id, "removal_note": note.strip()}
    return moves.move(staff, Status.REMOVED, by=by, **stamps)


def why_not_confirm(staff: NamedStaff, person_id: int) -> str:
    """Why this person confirms nothing of them, whatever their role; empty where they can."""
    if staff.entered_by_id == person_id:
        return _("You entered this person, so somebody else confirms it.")
    return ""


def _refuse_own(staff: NamedStaff, by: User | Person) -> None:
    if why := why_not_confirm(staff, by.person_id):
        raise NotAllowed(why, code="same-person")


def _fresh(engagement: Engagement | None) -> Engagement | None:
    return Engagement.objects.get(pk=engagement.pk) if engagement else None


def _hold(staff: NamedStaff, engagement: Engagement | None = None) -> NamedStaff:
    """The person read again under the lock of the vendor, and of an engagement whose state counts for the act."""
    locks.hold([staff.vendor_id], [engagement] if engagement else [])
    return NamedStaff.objects.select_related("person", "vendor", "engagement").get(pk=staff.pk)


def _refuse_removed(staff: NamedStaff) -> None:
    if staff.status == Status.REMOVED:
        raise NotAllowed(_("The accounts of %(name)s are gone. Log them anew if they return.") % {"name": staff.person})


def _refuse_order(starts_on: date, leaves_on: date | None) -> None:
    if leaves_on is not None and leaves_on < starts_on:
        raise NotAllowed(_("The last day is not before the first."), code="leaves_on")


def _refuse_twice(vendor_id: int, engagement: Engagement | None, person: Person) -> None:
    rows = NamedStaff.objects.with_accounts().filter(vendor=vendor_id, engagement=engagement, person=person)
    if there := rows.first():
        raise NotAllowed(_("%(name)s is named there already, as %(ref)s.") % {"name": person.name, "ref": there.ref})


def _demand(words: str, sentence: str) -> None:
    if not words.strip():
        raise NotAllowed(sentence)
