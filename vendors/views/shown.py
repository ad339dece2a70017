"""What a vendor's page shows, in a number of statements that does not grow with what there is."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person, User
from checklists.models import Checklist, Evidence
from checklists.readers.facts import known_about_all
from contracts.models import Agreement, Contract
from history.readers import history_of
from selection.models import Candidate
from sharing.models import SharingRequest
from vendors.models import DATA_CLASS_ORDER, DataCategory, DataClass, Duplicate, Engagement, Vendor
from vendors.rules import hours, over
from vendors.rules.locations import Location, location
from vendors.views import (
    addresses,
    shown_concentration,
    shown_incidents,
    shown_risks,
    shown_staff,
    shown_subcontractors,
)
from vendors.views.access import APPROVE, LOG_VENDOR, SUSPEND
from vendors.views.shown_sharing import first_urgent, sharing_lines

ROWS = 100
EVIDENCE_ROWS = 12
HISTORY_ROWS = 12
PAGES = {
    "privacy": gettext_lazy("Privacy policy"),
    "data-processing": gettext_lazy("Data processing agreement"),
    "subprocessors": gettext_lazy("Subprocessors"),
    "security": gettext_lazy("Security"),
    "trust": gettext_lazy("Trust centre"),
    "status": gettext_lazy("Status"),
    "terms": gettext_lazy("Terms of service"),
    "service-level": gettext_lazy("Service levels"),
    "business-associate": gettext_lazy("Business associate agreement"),
    "other-domains": gettext_lazy("Other domains"),
}


class Act(Protocol):
    """An action on a vendor that takes a reason."""

    def __call__(self, vendor: Vendor, by: User | Person, why: str) -> Vendor: ...


def vendor(vendor: Vendor, user: User, at: datetime, today: date) -> dict[str, Any]:
    """The whole page: verdict, checklists, contracts, agreements, evidence, engagements, contacts, history."""
    sharings = SharingRequest.objects.visible_to(user).filter(vendor=vendor).select_related("engagement", "owner")
    lines = sharing_lines(sharings[:ROWS], at)
    return {
        "vendor": vendor,
        "today": today,
        "location": home_location(vendor.delivery_countries),
        "common": hours.in_common(
            hours.own_zones(settings.HOME_COUNTRY, settings.TIME_ZONE), vendor.delivery_countries, today.year
        ),
        "may": may(vendor, user),
        "duplicates": _duplicates(vendor, user),
        "took_over": Vendor.objects.visible_to(user).filter(merged_into=vendor)[:ROWS],
        "head": Vendor.objects.visible_to(user).filter(pk=vendor.parent_id).first(),
        "members": Vendor.objects.visible_to(user).live().filter(parent=vendor)[:ROWS],
        "sharings": lines,
        "urgent": first_urgent(lines, today),
        "checklists": checklists(Checklist.objects.visible_to(user).filter(vendor=vendor)),
        "contracts": Contract.objects.visible_to(user).filter(vendor=vendor).select_related("engagement")[:ROWS],
        "agreements": Agreement.objects.visible_to(user).filter(vendor=vendor)[:ROWS],
        "evidence": _evidence(vendor, user),
        "risks": shown_risks.of_vendor(vendor, user, today),
        "incidents": shown_incidents.of_vendor(vendor, user),
        "stops": shown_concentration.stops(vendor, user),
        "subcontractors": shown_subcontractors.of_vendor(vendor, user, today),
        "staff": shown_staff.of_vendor(vendor, user, today),
        "may_log_staff": user.has_perm(shown_staff.LOG) and not over.why_gone(vendor),
        "engagements": _engagements(vendor, user),
        "contacts": _contacts(vendor, today),
        "categories": [label for value, label in DataCategory.choices if value in vendor.approved_categories],
        "pages": [(PAGES.get(name, name), address) for name, address in vendor.published_pages.items()],
        "history": history_of(vendor, HISTORY_ROWS),
    }


def _duplicates(vendor: Vendor, user: User) -> list[Vendor]:
    """The vendors that this one may be the same as, to those who may decide on it."""
    if not user.has_perm("vendors.merge_vendor"):
        return []
    rows = Duplicate.objects.visible_to(user).open().filter(Q(vendor=vendor) | Q(other=vendor))
    return [pair.other if pair.vendor_id == vendor.pk else pair.vendor for pair in rows.select_related()[:ROWS]]


def asked_of(vendor: Vendor) -> str:
    """Which data the open engagements in which a vendor is in question name; empty where none is known."""
    in_question = Candidate.objects.filter(vendor=vendor).exclude(status=Candidate.Status.REJECTED)
    rows = Engagement.objects.open().filter(candidates__in=in_question, data_class__in=DataClass.values)
    known = list(rows.values_list("data_class", "data_categories"))
    if not known:
        return ""
    highest = max((name for name, _more in known), key=lambda name: DATA_CLASS_ORDER[name])
    named = {one for _name, more in known for one in more or ()}
    words = [DataClass(highest).label, *(label for value, label in DataCategory.choices if value in named)]
    return _("Its engagements ask for: %(list)s.") % {"list": ", ".join(map(str, words))}


def home_location(countries: Iterable[str]) -> Location:
    """Where a vendor delivers from, seen from our own country."""
    return location(settings.HOME_COUNTRY, countries, settings.NEAR_COUNTRIES)


def may(vendor: Vendor, user: User) -> dict[str, Any]:
    """Which acts this page offers, and why an expected one cannot be done; none on a vendor that was merged away."""
    if vendor.merged_into_id is not None:
        return {}
    moves = vendor.MOVES[vendor.status]
    status = Vendor.Status
    can_log, can_approve = user.has_perm(LOG_VENDOR), user.has_perm(APPROVE)
    approvable = status.APPROVED in moves or vendor.status == status.APPROVED
    own = vendor.entered_by_id == user.person_id
    goes_on = not over.why_gone(vendor)
    return {
        "edit": can_log,
        "review": status.UNDER_REVIEW in moves and (can_log or can_approve) and vendor.status == status.PROSPECT,
        "reinstate": status.UNDER_REVIEW in moves and can_approve and vendor.status != status.PROSPECT,
        "approve": approvable and can_approve,
        "why_not_approve": _("You entered this vendor, so somebody else must approve it.") if own else "",
        "suspend": status.SUSPENDED in moves and user.has_perm(SUSPEND),
        "reject": status.REJECTED in moves and can_approve,
        "offboard": status.OFFBOARDED in moves and can_approve,
        "share": goes_on
        and user.has_perm("sharing.ask_sharing")
        and addresses.start("sharing/new/", vendor=vendor.ref),
        "contract": goes_on and user.has_perm("contracts.log_contract"),
        "incident": user.has_perm(shown_incidents.LOG_INCIDENT),
    }


def checklists(rows: Any) -> list[Checklist]:
    """Open checklists with template and progress, first due first."""
    open_rows = rows.filter(closed_at=None).select_related("version__template", "engagement", "vendor")
    listed = list(open_rows.order_by("due_on", "pk")[:ROWS])
    for one in listed:
        one.url = addresses.page("checklists", one.ref)
        one.done_count = one.required_count - one.outstanding_count
        one.open_count = max(0, one.outstanding_count - one.submitted_count)
    return listed


def _evidence(vendor: Vendor, user: User) -> list[Evidence]:
    """The first to expire on top; what has no end comes last."""
    rows = Evidence.objects.visible_to(user).standing().filter(vendor=vendor)
    dated = list(rows.exclude(expires_on=None).order_by("expires_on", "pk")[:EVIDENCE_ROWS])
    return dated or list(rows.order_by("-pk")[:EVIDENCE_ROWS])


def _engagements(vendor: Vendor, user: User) -> list[Candidate]:
    """What this vendor is considered for, with the tier of each."""
    rows = Candidate.objects.visible_to(user).filter(vendor=vendor).select_related("engagement").order_by("-pk")
    listed = list(rows[:ROWS])
    known = known_about_all([(vendor, one.engagement) for one in listed])
    for one in listed:
        one.tier = known[vendor.pk, one.engagement_id].tier.level.value
    return listed


def _contacts(vendor: Vendor, today: date) -> list[Any]:
    """The contacts, the main one first, each with the link that works now."""
    contacts = list(vendor.contacts.active().select_related("person").prefetch_related("links"))
    for contact in contacts:
        working = [one for one in contact.links.all() if one.withdrawn_at is None and one.until_on >= today]
        contact.link = max(working, key=lambda one: one.pk, default=None)
    return contacts
