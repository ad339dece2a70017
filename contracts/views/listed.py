"""What the list of contracts shows: its filters, its views, its rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from contracts.forms.contract import Filters
from contracts.models import Contract
from contracts.rules import calendar
from contracts.views.priced import Money, worth

SORTS = {
    "-ref": ["-pk"],
    "title": ["title", "pk"],
    "-title": ["-title", "pk"],
    "vendor": ["vendor__name", "pk"],
    "-vendor": ["-vendor__name", "pk"],
    "ends": ["ends_on", "pk"],
    "-ends": ["-ends_on", "pk"],
}
OPEN = [Contract.Status.DRAFT, Contract.Status.IN_REVIEW, Contract.Status.AWAITING_SIGNATURE]


@dataclass(frozen=True)
class Line:
    contract: Contract
    standing: str
    worth: Money
    notice_by_on: date | None


def line(contract: Contract, day: date) -> Line:
    return Line(contract, calendar.standing(contract.status, contract, day), worth(contract), open_notice(contract))


def open_notice(contract: Contract) -> date | None:
    """The last day to give notice, where it is still to be given."""
    if contract.status != Contract.Status.ACTIVE or contract.notice_given_on:
        return None
    return calendar.notice_by_on(contract.ends_on, contract.notice_days)


def view_filter(name: str, person: Person, day: date) -> Q:
    """A saved view of the list."""
    soon = day + timedelta(days=calendar.SOON_DAYS)
    return {
        "mine": Q(owner=person),
        "open": Q(status__in=OPEN),
        "active": Q(status=Contract.Status.ACTIVE),
        "ending": Q(status=Contract.Status.ACTIVE, ends_on__lte=soon),
    }.get(name, Q())


def views(visible: QuerySet[Contract], person: Person, day: date) -> list[tuple[str, str, int]]:
    names = {
        "": _("All"),
        "mine": _("Mine"),
        "active": _("Active"),
        "open": _("Not signed yet"),
        "ending": _("Ends in %(days)s days") % {"days": calendar.SOON_DAYS},
    }
    return [(name, label, visible.filter(view_filter(name, person, day)).count()) for name, label in names.items()]


def filtered(visible: Any, chosen: dict[str, Any], view: str, person: Person, day: date) -> QuerySet[Contract]:
    found = visible.filter(view_filter(view, person, day))
    for name in ("status", "kind", "owner"):
        if name in chosen:
            found = found.filter(**{name: chosen[name]})
    for name in ("vendor", "engagement"):
        if name in chosen:
            model = Contract._meta.get_field(name).related_model
            found = found.filter(**{f"{name}_id": model.number_in(chosen[name]) or 0})  # type: ignore[union-attr]
    if q := chosen.get("q"):
        words = Q(title__icontains=q) | Q(number__icontains=q) | Q(vendor__name__icontains=q)
        found = found.filter(words | Q(pk=Contract.number_in(q.upper()) or 0))
    return found


def chips(filters: Filters, chosen: dict[str, Any]) -> list[tuple[str, str]]:
    """The applied filters in words, each with the query string that takes it away."""
    words = {"q": _("Search"), "status": _("State"), "kind": _("Price"), "owner": _("Owner")}
    words |= {"vendor": _("Vendor"), "engagement": _("Engagement")}
    listed = []
    for name, value in chosen.items():
        rest = {other: filters.data[other] for other in filters.data if other not in (name, "page")}
        text = dict(getattr(filters.fields[name], "choices", ())).get(value, value) if name != "owner" else value
        listed.append((f"{words[name]}: {text}", urlencode(rest)))
    return listed
