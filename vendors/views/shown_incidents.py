"""Incidents as pages show them, and what the reader may do about one."""

from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import User
from vendors.actions.incident import why_not_end
from vendors.models import Engagement, Incident, Vendor
from vendors.rules.incidents import counts

LOG_INCIDENT, ASSESS_INCIDENT = "vendors.log_incident", "vendors.assess_incident"
ROWS = 50
Status = Incident.Status


def of_vendor(vendor: Vendor, user: User) -> list[Incident]:
    """What happened at a vendor, or at what was merged into it, the open first; one statement."""
    return _listed(Incident.objects.visible_to(user).of([vendor.pk]))


def of_engagement(engagement: Engagement, user: User) -> list[Incident]:
    """What happened at the vendors that are considered for an engagement, or at work in it, and concerns it."""
    vendors = Vendor.objects.filter(Q(candidates__engagement=engagement) | Q(contracts__engagement=engagement))
    concern = Q(engagement=None, vendor__in=vendors) | Q(engagement=engagement)
    return _listed(Incident.objects.visible_to(user).filter(concern))


def _listed(rows: Any) -> list[Incident]:
    listed = rows.select_related("vendor", "engagement").order_by("-happened_on", "-pk")[:ROWS]
    return sorted(listed, key=lambda one: one.status != Status.OPEN)


def may(one: Incident, user: User) -> dict[str, Any]:
    """What this reader may do about an incident, and why an expected act cannot be done."""
    logs, assesses = user.has_perm(LOG_INCIDENT), user.has_perm(ASSESS_INCIDENT)
    is_open, why_not = one.status == Status.OPEN, why_not_end(one, user.person_id)
    return {
        "edit": is_open and (logs or assesses),
        "stop": is_open and (logs or assesses),
        "end": is_open and assesses and not why_not,
        "reopen": not is_open and (logs or assesses),
        "why_not": why_not if is_open and assesses else "",
    }


def is_raising(one: Incident, today: date) -> bool:
    return counts(one.status, one.happened_on, today)
