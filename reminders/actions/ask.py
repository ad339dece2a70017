"""What people do about single reminders: send one now, put some off."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person, User
from checklists.models import Checklist, Item, TierOverride, Waiver
from contracts.models import Clause, Contract, Milestone
from history.models import NotAllowed, Record
from history.moves import change, create
from reminders.actions.plan import fill_digests
from reminders.models import Anchor, Reminder, Snooze
from reminders.readers import still
from reminders.readers.moment import Moment, zone_of
from selection.models import Award, Evaluation
from sharing.models import SharingRequest
from vendors.models import Engagement, FitAssessment, FitCondition, NamedStaff, Risk, Subcontractor, Vendor

SNOOZE_LIMIT = timedelta(days=90)
BETWEEN = timedelta(days=1)  # one person is reminded by hand of one thing once in this time


def remind_now(person: Person, subject: Record, by: User, at: datetime) -> Reminder:
    """Tell one person of one outstanding thing at once; NotAllowed where that was done within a day, or it is done.

    Who is away is represented by the delegate; to whom no mail gets is not reminded in vain.
    """
    person = _who_gets(person, at)
    _refuse_so_soon(person, subject, at)
    line = Reminder(
        person=person,
        anchor=Anchor.NOW,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_ref=subject.ref,
        anchor_on=_today(at),
        occasion=_today(at).isoformat(),
        stage="now",
        due_on=_today(at),
        is_at_once=True,
        planned_at=at,
        asked_by=by.person,
    )
    try:
        with transaction.atomic():
            create(line, by=by)
            if not still.outstanding([line], Moment(at)):
                raise NotAllowed(_("%(ref)s is done already; there is nothing to remind of.") % {"ref": subject.ref})
    except IntegrityError:
        raise NotAllowed(_("%(name)s has been reminded of this today.") % {"name": person.name}) from None
    fill_digests(Moment(at))
    return line


def _who_gets(person: Person, at: datetime) -> Person:
    delegate = person.delegate if person.is_away(Moment(at).day_in(person.time_zone)) else None
    if delegate is not None and delegate.is_active and delegate.bounced_at is None:
        return delegate
    if person.bounced_at is not None:
        raise NotAllowed(
            _("Mail does not reach %(name)s: %(email)s refused it. Speak to them, or tell an administrator.")
            % {"name": person.name, "email": person.email}
        )
    return person


def _refuse_so_soon(person: Person, subject: Record, at: datetime) -> None:
    last = Reminder.objects.of(subject).filter(person=person, anchor=Anchor.NOW, planned_at__gt=at - BETWEEN)
    line = last.exclude(status=Reminder.Status.CANCELLED).order_by("-planned_at").first()
    if line:
        when = date_format((line.sent_at or line.planned_at).astimezone(zone_of(settings.TIME_ZONE)), "D j M, H:i")
        raise NotAllowed(
            _("%(name)s was reminded of this on %(when)s. The next can go a day later.")
            % {"name": person.name, "when": when}
        )


@transaction.atomic
def snooze(person: Person, subject: Record, until_on: date, reason: str, by: User, today: date) -> Snooze:
    """Put off one's own reminders of one thing, for a reason, until a day that does not pass the planned sharing."""
    if by.person_id != person.pk:
        raise NotAllowed(_("Only %(name)s can put off their own reminders.") % {"name": person.name})
    if not reason.strip():
        raise NotAllowed(_("Say why: those who wait for it will read it."))
    if until_on <= today:
        raise NotAllowed(_("“Until” must be after today."))
    if until_on > today + SNOOZE_LIMIT:
        raise NotAllowed(_("Reminders can be put off by at most %(days)d days.") % {"days": SNOOZE_LIMIT.days})
    limit = _planned_sharing(subject)
    if limit and until_on >= limit:
        raise NotAllowed(
            _("A sharing that needs this is planned for %(day)s. Choose a day before it.")
            % {"day": date_format(limit, "D j M Y")}
        )
    for earlier in Snooze.objects.in_force(today).filter(person=person, **_keys(subject)):
        unsnooze(earlier, by, datetime.now(tz=zone_of(settings.TIME_ZONE)))
    made = Snooze(person=person, subject_ref=subject.ref, until_on=until_on, reason=reason.strip(), **_keys(subject))
    return create(made, by=by)


def unsnooze(made: Snooze, by: User, at: datetime) -> Snooze:
    """Have the reminders again from now on."""
    if made.person_id != by.person_id:
        raise NotAllowed(_("Only %(name)s can put off their own reminders.") % {"name": made.person.name})
    return change(made, by=by, act="ended", ended_at=at)


def _keys(subject: Record) -> dict[str, object]:
    return {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}


def _planned_sharing(subject: Record) -> date | None:
    """The first planned date of a sharing that waits and rests on this thing, or that nobody has asked for yet."""
    rests = RESTS.get(type(subject))
    if rests is None:
        return None
    if isinstance(subject, Engagement) and not subject.sharing_requests.exists():
        return subject.planned_sharing_on
    waiting = SharingRequest.objects.awaiting() | SharingRequest.objects.filter(status=SharingRequest.Status.DRAFT)
    return waiting.filter(rests(subject)).aggregate(first=Min("planned_on"))["first"]


def _of(vendor_id: int | None, engagement_id: int | None) -> Q:
    return Q(engagement=engagement_id) if engagement_id else Q(vendor=vendor_id)


RESTS: dict[type[Record], Callable[..., Q]] = {
    SharingRequest: lambda sharing: Q(pk=sharing.pk),
    Engagement: lambda engagement: Q(engagement=engagement),
    Vendor: lambda vendor: Q(vendor=vendor),
    Contract: lambda contract: _of(contract.vendor_id, contract.engagement_id),
    Clause: lambda clause: _of(clause.contract.vendor_id, clause.contract.engagement_id),
    Milestone: lambda stone: _of(stone.contract.vendor_id, stone.contract.engagement_id),
    Award: lambda award: Q(engagement=award.engagement_id),
    FitAssessment: lambda assessment: Q(engagement=assessment.engagement_id),
    FitCondition: lambda condition: Q(engagement=condition.engagement_id),
    NamedStaff: lambda staff: _of(staff.vendor_id, staff.engagement_id),
    Risk: lambda risk: Q(engagement=risk.engagement_id),
    Subcontractor: lambda one: Q(engagement=one.engagement_id),
    TierOverride: lambda override: Q(engagement=override.engagement_id),
    Evaluation: lambda evaluation: Q(engagement=evaluation.scorecard.engagement_id),
    Waiver: lambda waiver: _of(waiver.vendor_id, waiver.engagement_id),
    Checklist: lambda checklist: _of(checklist.vendor_id, checklist.engagement_id),
    Item: lambda item: _of(item.checklist.vendor_id, item.checklist.engagement_id),
}


def _today(at: datetime) -> date:
    return at.astimezone(zone_of(settings.TIME_ZONE)).date()
