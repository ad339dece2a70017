"""Named staff as pages show them: how each stands today, and what the reader may do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from vendors.actions.staff import why_not_confirm
from vendors.models import Engagement, NamedStaff, Vendor
from vendors.rules.over import why_nothing_begins

LOG, CONFIRM_STAFF = "vendors.log_staff", "vendors.confirm_staff"
ROWS = 100
Status = NamedStaff.Status
ORDER = ("overdue", "left", "leaving", "working", "planned", "removed")


@dataclass(frozen=True)
class Line:
    one: NamedStaff
    state: str


def of_vendor(vendor: Vendor, user: User, today: date) -> list[Line]:
    """Those of a vendor, who are to be removed first; one statement."""
    return _lines(NamedStaff.objects.visible_to(user).filter(vendor=vendor), today)


def of_engagement(engagement: Engagement, user: User, today: date) -> list[Line]:
    return _lines(NamedStaff.objects.visible_to(user).filter(engagement=engagement), today)


def _lines(rows: Any, today: date) -> list[Line]:
    listed = rows.select_related("person", "vendor", "engagement").order_by("status", "pk")[:ROWS]
    lines = [Line(one, one.state(today)) for one in listed]
    return sorted(lines, key=lambda line: (ORDER.index(line.state), line.one.person.name, line.one.pk))


def may(one: NamedStaff, user: User) -> dict[str, Any]:
    """What this reader may do about somebody, and why an expected act cannot be done."""
    logs, confirms = user.has_perm(LOG), user.has_perm(CONFIRM_STAFF)
    why_not = why_not_confirm(one, user.person_id)
    return {
        "edit": logs and one.status != Status.REMOVED,
        "screen": confirms and not why_not and one.status != Status.REMOVED,
        "leave": (logs or confirms) and one.status == Status.WORKING,
        "take_back": logs and one.status == Status.LEFT and not why_nothing_begins(one.vendor, one.engagement),
        "remove": confirms and not why_not and one.status == Status.LEFT,
        "why_not": why_not if confirms and one.status != Status.REMOVED else "",
    }
