"""What an action on an item, a checklist or a waiver locks, and who got there first."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checklists.models import Checklist, Item
from history.models import Entry, NotAllowed, Record
from history.readers import lines
from vendors import locks
from vendors.actions.over import why_settled


def day_of(at: datetime) -> date:
    """The organisation's day at that instant: a date holds through its end there."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def hold(vendor_id: int, engagement_id: int | None, *, closing: bool = False) -> locks.Held:
    """Lock what the item's vendor and engagement guard; `closing` raises the epoch of the one whose fact it is.

    The vendor's row is always locked first, since its counter of outstanding items changes with every item.
    """
    held = locks.hold(vendors=[vendor_id], closing=closing and engagement_id is None)
    if engagement_id is None:
        return held
    return locks.hold(engagements=[engagement_id], closing=closing)


def item_held(item: Item, *, closing: bool = False) -> tuple[locks.Held, Item]:
    """The item, read again under its lock, with the proof of that lock."""
    checklist = Checklist.objects.only("vendor_id", "engagement_id").get(pk=item.checklist_id)
    held = hold(checklist.vendor_id, checklist.engagement_id, closing=closing)
    fresh = Item.objects.select_related(
        "checklist__vendor",
        "checklist__engagement",
        "checklist__version__template",
        "template_item",
        "accepted_answer",
    ).get(pk=item.pk)
    refuse_shut(fresh.checklist)
    return held, fresh


def checklist_held(checklist: Checklist) -> Checklist:
    """The checklist as a whole, read again under its lock, where it is still worked on."""
    hold(checklist.vendor_id, checklist.engagement_id)
    fresh = Checklist.objects.select_related("vendor", "engagement", "version__template").get(pk=checklist.pk)
    refuse_shut(fresh)
    return fresh


def why_shut(checklist: Checklist) -> str:
    """Why nothing in a checklist changes any more; empty where it does.

    What is asked at the end goes on after it, and so does all of it while data of ours is still out.
    """
    if checklist.closed_at is not None:
        return _("%(ref)s is closed; nothing in it changes any more.") % {"ref": checklist.ref}
    why = why_settled(checklist.vendor, checklist.engagement)
    return "" if why and checklist.version.template.is_for_the_end else why


def refuse_shut(checklist: Checklist) -> None:
    if why := why_shut(checklist):
        raise NotAllowed(why, code="over")


def close(item: Item) -> None:
    """Raise the epoch of what the item guards, in the lock that is held already: a good state goes away."""
    hold(item.checklist.vendor_id, item.checklist.engagement_id, closing=True)


def seen_as(item: Item) -> str:
    """What a page shows of an item, as a form sends it back: its status and the number of its newest answer."""
    return f"{item.status}.{item.answers.order_by('-number').values_list('number', flat=True).first() or 0}"


def check_seen(item: Item, seen: str | None, at: datetime) -> None:
    """Refuse a decision on what the person did not see: somebody else was there first."""
    if seen is not None and seen != seen_as(item):
        raise somebody_else(item, at)


def somebody_else(subject: Record, at: datetime) -> NotAllowed:
    """Who changed the record just before, and when."""
    entry = Entry.objects.of(subject).first()
    if entry is None:
        return NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
    line = lines([entry])[0]
    return NotAllowed(
        _("%(who)s changed %(ref)s %(ago)s. Your note is kept.")
        % {"who": line.who, "ref": subject.ref, "ago": _ago(at - entry.at)},
        code="stale",
    )


def _ago(since: timedelta) -> str:
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return _("a moment ago")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    return ngettext("%(count)d day ago", "%(count)d days ago", hours // 24) % {"count": hours // 24}
