"""Waivers: asked for by one person, granted by another, with a compensating control and an end."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.actions.counters import settle
from checklists.actions.held import day_of, hold, refuse_shut, somebody_else
from checklists.models import Checklist, Item, WaivedCondition, Waiver
from history.models import NotAllowed
from history.moves import create, move
from vendors.actions.over import why_settled
from vendors.locks import Held
from vendors.models import Engagement, Risk, Vendor
from vendors.rules.risks import level_of, waiver_subject

Status = Waiver.Status
# An exception that lasts longer than an approval may (12 months) is a rule, and belongs into the policy.
LONGEST_DAYS = 366
WAIVABLE = (Item.Status.OPEN, Item.Status.REJECTED, Item.Status.DECLINED)


def ask_waiver(
    item: Item | None = None,
    *,
    by: User,
    reason: str,
    compensating_control: str,
    ends_on: date,
    at: datetime,
    starts_on: date | None = None,
    condition: str = WaivedCondition.ITEM,
    subject: str = "",
    vendor: Vendor | None = None,
    engagement: Engagement | None = None,
) -> Waiver:
    """Ask that one condition be waived: an item, or what `subject` names in the engagement with the vendor."""
    starts_on = starts_on or day_of(at)
    _check_words(reason, compensating_control)
    _check_days(starts_on, ends_on, day_of(at))
    with transaction.atomic():
        if item is not None:
            item = Item.objects.select_related("checklist__vendor", "checklist__engagement").get(pk=item.pk)
            vendor, engagement = item.checklist.vendor, item.checklist.engagement
            condition, subject = WaivedCondition.ITEM, item.ref
        if (
            vendor is None
            or condition not in WaivedCondition.values
            or (item is None) == (condition == WaivedCondition.ITEM)
        ):
            raise NotAllowed(_("Name the item, or the condition and its subject, that is to be waived."))
        _check_risk(vendor, engagement, condition, subject)
        hold(vendor.pk, engagement.pk if engagement else None)
        _refuse_late(vendor, engagement, item)
        _check_not_asked(item, vendor, engagement, condition, subject)
        return create(
            Waiver(
                condition=condition,
                vendor=vendor,
                engagement=engagement,
                item=item,
                subject=subject,
                reason=reason.strip(),
                compensating_control=compensating_control.strip(),
                starts_on=starts_on,
                ends_on=ends_on,
                asked_by=by.person,
            ),
            by=by,
        )


def _refuse_late(vendor: Vendor, engagement: Engagement | None, item: Item | None) -> None:
    """No exception where no sharing can rest on it any more; read again under the lock."""
    if item is not None:
        known = Checklist.objects.select_related("vendor", "engagement", "version__template")
        refuse_shut(known.get(pk=item.checklist_id))
    fresh = Engagement.objects.get(pk=engagement.pk) if engagement else None
    if why := why_settled(Vendor.objects.get(pk=vendor.pk), fresh):
        raise NotAllowed(why, code="over")


def _check_risk(vendor: Vendor, engagement: Engagement | None, condition: str, subject: str) -> None:
    """A waiver of a residual risk names an open risk of this engagement with the vendor, and its level of now."""
    if condition != WaivedCondition.RISK:
        return
    risks = Risk.objects.open().with_ref(subject.partition("/")[0]).filter(vendor=vendor, engagement=engagement)
    risk = risks.first()
    if risk is None or subject != waiver_subject(risk.ref, level_of(risk.counted_score)):
        raise NotAllowed(_("The risk has changed since you opened the page. Read it again."), code="stale")


def _check_words(reason: str, compensating_control: str) -> None:
    if not reason.strip():
        raise NotAllowed(_("Write why the condition cannot be met."), code="reason")
    if not compensating_control.strip():
        raise NotAllowed(_("Write what protects the data instead."), code="compensating_control")


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if starts_on < today:
        raise NotAllowed(_("“From” must be today or later: a waiver does not mend the past."), code="starts_on")
    if ends_on < starts_on:
        raise NotAllowed(_("“Until” must not be before “from”."), code="ends_on")
    if ends_on > starts_on + timedelta(days=LONGEST_DAYS):
        raise NotAllowed(_("A waiver lasts 12 months at most. Choose an earlier end."), code="ends_on")


def _check_not_asked(
    item: Item | None, vendor: Vendor, engagement: Engagement | None, condition: str, subject: str
) -> None:
    open_ones = Waiver.objects.filter(status=Status.ASKED, condition=condition)
    if item is not None:
        open_ones = open_ones.filter(item=item)
    else:
        open_ones = open_ones.filter(vendor=vendor, engagement=engagement, subject=subject)
    if asked := open_ones.first():
        raise NotAllowed(
            _("%(ref)s asks for this already and waits for an approver.") % {"ref": asked.ref}, code="asked"
        )


def _held(waiver: Waiver, *, closing: bool = False) -> tuple[Held, Waiver]:
    held = hold(waiver.vendor_id, waiver.engagement_id, closing=closing)
    return held, Waiver.objects.select_related("item__checklist", "engagement").get(pk=waiver.pk)


def grant_waiver(waiver: Waiver, *, by: User, at: datetime, note: str = "") -> Waiver:
    """Say yes to a waiver that another person asked for; until its end the condition does not block."""
    with transaction.atomic():
        held, waiver = _held(waiver)
        if waiver.status != Status.ASKED:
            raise somebody_else(waiver, at)
        _refuse_late(waiver.vendor, waiver.engagement, waiver.item)
        _check_second_person(waiver, by)
        if waiver.ends_on < day_of(at):
            raise NotAllowed(
                _("This waiver would have ended already. Refuse it, and have a new one asked for."), code="ended"
            )
        move(
            waiver,
            Status.GRANTED,
            by=by,
            held=held,
            granted_by_id=by.person_id,
            decided_at=at,
            decision_note=note.strip(),
        )
        if waiver.item is not None:
            _mark(waiver.item, held, by=by, at=at)
    return waiver


def _check_second_person(waiver: Waiver, by: User) -> None:
    if waiver.asked_by_id == by.person_id:
        raise NotAllowed(_("You asked for this waiver, so another approver decides on it."), code="same-person")
    if waiver.engagement is not None and waiver.engagement.requester_id == by.person_id:
        raise NotAllowed(
            _("You asked for %(ref)s, so another approver decides on its waivers.") % {"ref": waiver.engagement.ref},
            code="same-person",
        )


def _mark(item: Item, held: Held, *, by: User, at: datetime) -> None:
    """The item shows the waiver, unless an answer waits for its decision or counts."""
    if item.status in WAIVABLE:
        move(item, Item.Status.WAIVED, by=by, held=held, changed_at=at)
    settle(item.checklist, by, at)


def refuse_waiver(waiver: Waiver, *, by: User, note: str, at: datetime) -> Waiver:
    """Say no to a waiver, and why; who asked may not refuse it either, but may ask anew."""
    note = note.strip()
    if not note:
        raise NotAllowed(_("Write why the waiver is refused."), code="note")
    with transaction.atomic():
        held, waiver = _held(waiver)
        if waiver.status != Status.ASKED:
            raise somebody_else(waiver, at)
        _check_second_person(waiver, by)
        return move(waiver, Status.REFUSED, by=by, why=note, held=held, decided_at=at, decision_note=note)


def revoke_waiver(waiver: Waiver, *, by: User, why: str, at: datetime) -> Waiver:
    """End a granted waiver now; what rested on it is blocked in this commit."""
    why = why.strip()
    if not why:
        raise NotAllowed(_("Write why the waiver is revoked."), code="why")
    with transaction.atomic():
        held, waiver = _held(waiver, closing=True)
        if waiver.status != Status.GRANTED:
            raise somebody_else(waiver, at)
        move(waiver, Status.REVOKED, by=by, why=why, held=held)
        if waiver.item is not None:
            reopen_if_unwaived(waiver.item, held, by=by, at=at)
    return waiver


def reopen_if_unwaived(item: Item, held: Held, *, by: User | None, at: datetime) -> None:
    """An item that is shown as waived and that no waiver covers any more is open again."""
    covered = item.waivers.filter(status=Status.GRANTED, ends_on__gte=day_of(at)).exists()
    if item.status == Item.Status.WAIVED and not covered:
        move(item, Item.Status.OPEN, by=by, held=held, changed_at=at)
    settle(item.checklist, by, at)


def lapse(at: datetime) -> int:
    """Reopen what is shown as waived though its last waiver has ended; returns how many. Safe to repeat."""
    ended = Item.objects.filter(status=Item.Status.WAIVED).exclude(
        pk__in=Item.objects.filter(waivers__status=Status.GRANTED, waivers__ends_on__gte=day_of(at)).values("pk")
    )
    count = 0
    for item in ended.select_related("checklist"):
        with transaction.atomic():
            held = hold(item.checklist.vendor_id, item.checklist.engagement_id, closing=True)
            fresh = Item.objects.select_related("checklist").get(pk=item.pk)
            if fresh.status == Item.Status.WAIVED:
                reopen_if_unwaived(fresh, held, by=None, at=at)
                count += 1
    return count
