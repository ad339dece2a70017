"""Subcontractors as pages show them: what each gets and where, how it stands, and what the reader may do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from vendors.models import DataCategory, Engagement, Subcontractor, Vendor
from vendors.rules.over import is_over, why_gone
from vendors.views.access import is_own

LOG, DECIDE = "vendors.log_subcontractor", "vendors.approve_subcontractor"
ROWS = 100
Status = Subcontractor.Status


@dataclass(frozen=True)
class Line:
    """One subcontractor with the labels of what it gets, and what the reader may do about it."""

    one: Subcontractor
    categories: list[str]
    is_window_open: bool
    is_own: bool
    may: dict[str, bool]


def may_log(engagement: Engagement, user: User) -> bool:
    return not is_over(engagement) and _works_on(engagement, user)


def _works_on(engagement: Engagement, user: User) -> bool:
    return is_own(user, engagement) or user.has_perm(LOG)


def of_engagement(engagement: Engagement, user: User, today: date) -> list[Line]:
    """Those of all vendors in an engagement, the ones that ended last; one statement."""
    return _lines(Subcontractor.objects.filter(engagement=engagement), user, today)


def of_vendor(vendor: Vendor, user: User, today: date) -> list[Line]:
    """Those that a vendor uses, in the engagements that the reader sees; one statement."""
    return _lines(Subcontractor.objects.visible_to(user).filter(vendor=vendor), user, today)


def _lines(rows: Any, user: User, today: date) -> list[Line]:
    found = rows.select_related("vendor", "engagement", "entered_by", "approved_by").order_by("name", "pk")[:ROWS]
    return sorted((_line(one, user, today) for one in found), key=lambda line: line.one.status == Status.ENDED)


def _line(one: Subcontractor, user: User, today: date) -> Line:
    labels = dict(DataCategory.choices)
    may_change = may_log(one.engagement, user) and one.status != Status.ENDED
    may_decide = user.has_perm(DECIDE) and not is_over(one.engagement)
    entered = one.entered_by_id == user.person_id
    may_approve = may_decide and not entered and not why_gone(one.vendor)
    may = {
        "edit": may_change,
        "end": one.status != Status.ENDED and _works_on(one.engagement, user),
        "approve": may_approve and Status.APPROVED in one.MOVES[one.status],
        "object": may_decide and Status.OBJECTED in one.MOVES[one.status],
    }
    categories = [str(labels.get(word, word)) for word in one.data_categories or ()]
    return Line(one, categories, one.is_window_open(today), entered, may)
