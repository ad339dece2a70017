"""Setting a tier by hand: up by one person at once, down by two and until a day; and the end of either."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.actions.held import day_of
from checklists.models import TierOverride
from checklists.readers.facts import known_about
from checklists.rules.tier import LEVELS, Level
from history.models import NotAllowed
from history.moves import create, move
from vendors import locks
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import Engagement, Incident, Vendor

Status = TierOverride.Status
# A lowering that lasts longer than a year is not an exception: the facts are to be mended then.
LONGEST_DAYS = 366


@transaction.atomic
def raise_tier(
    vendor: Vendor, engagement: Engagement, level: str, *, by: User, reason: str, at: datetime
) -> TierOverride:
    """Set a higher tier at once; what is cleared stops, since more may be asked. It takes the place of what stood."""
    held, engagement = _hold(vendor, engagement, closing=True)
    derived = _derived(vendor, engagement, at)
    _check(level, reason)
    if LEVELS.index(Level(level)) <= LEVELS.index(derived):
        raise NotAllowed(_("The tier is %(tier)s already.") % {"tier": str(derived.label).lower()}, code="level")
    raised = TierOverride.objects.filter(vendor=vendor, engagement=engagement, status=Status.STANDING, lowered_from="")
    if any(LEVELS.index(Level(one.level)) >= LEVELS.index(Level(level)) for one in raised):
        raise NotAllowed(_("It is raised as high already. Somebody else can end that."), code="level")
    _end_standing(vendor, engagement, held, by)
    made = TierOverride(vendor=vendor, engagement=engagement, level=level, reason=reason.strip(), set_by=by.person)
    return move(create(made, by=by), Status.STANDING, by=by, held=held)


@transaction.atomic
def ask_lower_tier(
    vendor: Vendor, engagement: Engagement, level: str, *, by: User, reason: str, until_on: date, at: datetime
) -> TierOverride:
    """Ask for a lower tier until a day; it counts once somebody else has approved it."""
    _held, engagement = _hold(vendor, engagement)
    derived = _derived(vendor, engagement, at)
    _check(level, reason)
    if LEVELS.index(Level(level)) >= LEVELS.index(derived):
        raise NotAllowed(_("This is no lower tier than %(tier)s.") % {"tier": str(derived.label).lower()}, code="level")
    if not day_of(at) <= until_on <= day_of(at) + timedelta(days=LONGEST_DAYS):
        raise NotAllowed(_("Choose an end from today on, within a year."), code="until_on")
    _refuse_while_reassessing(vendor, engagement)
    if asked := TierOverride.objects.filter(vendor=vendor, engagement=engagement, status=Status.ASKED).first():
        raise NotAllowed(_("%(ref)s asks for a lower tier already.") % {"ref": asked.ref}, code="asked")
    made = TierOverride(
        vendor=vendor,
        engagement=engagement,
        level=level,
        lowered_from=derived.value,
        reason=reason.strip(),
        set_by=by.person,
        until_on=until_on,
    )
    return create(made, by=by)


@transaction.atomic
def approve_lower_tier(override: TierOverride, *, by: User, at: datetime) -> TierOverride:
    """Say yes to a lower tier that another person asked for; refused where the facts have got worse since."""
    held, override = _held(override)
    refuse_late(override.vendor, override.engagement)
    _check_second_person(override, by)
    if override.until_on is None or override.until_on < day_of(at):
        raise NotAllowed(_("It would have ended already. Refuse it, and have it asked for anew."), code="ended")
    derived = _derived(override.vendor, override.engagement, at)
    if LEVELS.index(derived) > LEVELS.index(Level(override.lowered_from)):
        raise NotAllowed(_("The tier is %(tier)s by now. Refuse it, and have it asked for anew.")
                         % {"tier": str(derived.label).lower()}, code="stale")  # fmt: skip
    _end_standing(override.vendor, override.engagement, held, by)
    return move(override, Status.STANDING, by=by, held=held, approved_by_id=by.person_id, approved_at=at)


@transaction.atomic
def refuse_lower_tier(override: TierOverride, *, by: User, why: str) -> TierOverride:
    """Say no to a lower tier, and why."""
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    held, override = _held(override)
    refuse_over(override.engagement)
    _check_second_person(override, by)
    return move(override, Status.REFUSED, by=by, why=why, held=held)


@transaction.atomic
def end_tier(override: TierOverride, *, by: User, why: str) -> TierOverride:
    """Let the derived tier count again; a raise is ended by somebody else than who set it, since that lowers."""
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    held, override = _held(override)
    refuse_over(override.engagement)
    if not override.is_lowering and override.set_by_id == by.person_id:
        raise NotAllowed(_("You raised this tier, so somebody else ends that."), code="same-person")
    if override.is_lowering:
        held = locks.hold(engagements=[override.engagement_id], closing=True)
    return move(override, Status.ENDED, by=by, why=why, held=held)


def lapse_tiers(at: datetime) -> int:
    """Note the end of each lowering whose day has passed, and raise the epoch; it counts no more already."""
    over = TierOverride.objects.filter(status=Status.STANDING, until_on__lt=day_of(at))
    for found in over:
        with transaction.atomic():
            held, override = _held(found, closing=True)
            if override.status == Status.STANDING:
                move(override, Status.ENDED, by=None, why=_("Its last day has passed."), held=held)
    return len(over)


def _hold(vendor: Vendor, engagement: Engagement, *, closing: bool = False) -> tuple[locks.Held, Engagement]:
    locks.hold([vendor])
    held = locks.hold(engagements=[engagement], closing=closing)
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_late(Vendor.objects.get(pk=vendor.pk), engagement)
    return held, engagement


def _held(override: TierOverride, *, closing: bool = False) -> tuple[locks.Held, TierOverride]:
    locks.hold([override.vendor_id])
    held = locks.hold(engagements=[override.engagement_id], closing=closing)
    return held, TierOverride.objects.select_related("vendor", "engagement").get(pk=override.pk)


def _derived(vendor: Vendor, engagement: Engagement, at: datetime) -> Level:
    return known_about(vendor, engagement, day_of(at)).tier.derived


def _check(level: str, reason: str) -> None:
    if level not in Level.values:
        raise NotAllowed(_("Choose a tier from the list."), code="level")
    if not reason.strip():
        raise NotAllowed(_("Say why: the reason stands beside the tier."), code="reason")


def _refuse_while_reassessing(vendor: Vendor, engagement: Engagement) -> None:
    concerning = Incident.objects.open().of([vendor.pk]).filter(Q(engagement=None) | Q(engagement=engagement))
    if one := concerning.first():
        raise NotAllowed(_("%(ref)s has to be reassessed first: no lower tier counts before.") % {"ref": one.ref})


def _check_second_person(override: TierOverride, by: User) -> None:
    if override.set_by_id == by.person_id:
        raise NotAllowed(_("You asked for this lower tier, so somebody else decides on it."), code="same-person")
    if override.engagement.requester_id == by.person_id:
        message = _("You asked for %(ref)s, so somebody else decides on its tier.")
        raise NotAllowed(message % {"ref": override.engagement.ref}, code="same-person")


def _end_standing(vendor: Vendor, engagement: Engagement, held: locks.Held, by: User) -> None:
    """What was set before gives way; nobody takes their own raise back by asking for less."""
    standing = TierOverride.objects.filter(vendor=vendor, engagement=engagement, status=Status.STANDING)
    for one in standing:
        move(one, Status.ENDED, by=by, why=_("Another one was set."), held=held)
