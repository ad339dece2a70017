"""How much depends on one vendor, group, subcontractor or country, and what stops if a vendor stops."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from selection.models import Candidate
from vendors.models import Criticality, Engagement, Subcontractor, Vendor
from vendors.rules.places import countries_by_name

ROWS = 15
OVER = [Contract.Status.EXPIRED, Contract.Status.TERMINATED]
AT_WORK = [Engagement.Status.AWARDED, Engagement.Status.LIVE]


@dataclass(frozen=True)
class Row:
    """One name on which engagements depend: how many, and how many of them can stop a day at most."""

    name: str
    ref: str
    count: int
    urgent: int
    whole: int

    @property
    def rest(self) -> int:
        return self.whole - self.count

    @property
    def per_cent(self) -> int:
        return round(100 * self.count / self.whole) if self.whole else 0


@dataclass(frozen=True)
class Stop:
    """One engagement that stops with a vendor, and by which way."""

    engagement: Engagement
    through: str


def is_urgent(criticality: int | None) -> bool:
    """Whether a process can stop for a day at most; what nobody knows counts as urgent."""
    return criticality is None or criticality >= Criticality.DAY


def _work(engagements: Any, vendors: Any = None) -> set[tuple[int, int]]:
    """Who is at work in these engagements, as (vendor, engagement): awarded, or under a contract; two statements."""
    selected = Candidate.objects.filter(engagement__in=engagements, status=Candidate.Status.SELECTED)
    contracts = Contract.objects.filter(engagement__in=engagements).exclude(status__in=OVER)
    if vendors is not None:
        selected, contracts = selected.filter(vendor__in=vendors), contracts.filter(vendor__in=vendors)
    pairs = {*selected.values_list("vendor_id", "engagement_id"), *contracts.values_list("vendor_id", "engagement_id")}
    return {(vendor, engagement) for vendor, engagement in pairs if engagement is not None}


def page(user: User) -> dict[str, Any]:
    """The engagements that are awarded or live, by what they depend on; five statements, whatever there is."""
    engagements = Engagement.objects.visible_to(user).filter(status__in=AT_WORK)
    criticality = dict(engagements.values_list("pk", "criticality"))
    countries = dict(engagements.values_list("pk", "delivery_countries"))
    work = _work(engagements)
    vendors = Vendor.objects.select_related("parent").in_bulk({vendor for vendor, _engagement in work})
    subcontractors = list(
        Subcontractor.objects.live()
        .filter(engagement__in=engagements)
        .values("name", "name_key", "countries", "engagement_id")
    )
    reached = [(code, e) for e, codes in countries.items() for code in codes or [""]]
    reached += [(code, one["engagement_id"]) for one in subcontractors for code in one["countries"] or [""]]
    names = {"": _("Not known"), **dict(countries_by_name())}
    called = _one_name_each(subcontractors)
    heads = {key: vendor.parent or vendor for key, vendor in vendors.items()}
    made = {
        "vendors": _grouped(((vendors[v].name, vendors[v].ref, e) for v, e in work), criticality),
        "groups": _grouped(((heads[v].name, heads[v].ref, e) for v, e in work), criticality),
        "subcontractors": _grouped(((called[_key(s)], "", s["engagement_id"]) for s in subcontractors), criticality),
        "countries": _grouped(((names.get(code, code), "", e) for code, e in reached), criticality),
    }
    titles = {
        "vendors": _("By vendor"),
        "groups": _("By group of vendors"),
        "subcontractors": _("By subcontractor"),
        "countries": _("By country that the data reaches"),
    }
    urgent = sum(is_urgent(one) for one in criticality.values())
    return {
        "parts": [(key, titles[key], rows) for key, rows in made.items()],
        "whole": len(criticality),
        "urgent": urgent,
    }


def _key(subcontractor: dict[str, Any]) -> str:
    """Who it is, however it is written: its name without legal form and punctuation."""
    return subcontractor["name_key"] or subcontractor["name"]


def _one_name_each(subcontractors: list[dict[str, Any]]) -> dict[str, str]:
    """How each subcontractor is written most often; of several the first by the alphabet."""
    written = Counter((_key(one), one["name"]) for one in subcontractors)
    named: dict[str, str] = {}
    for (key, name), _count in sorted(written.items(), key=lambda pair: (-pair[1], pair[0][1])):
        named.setdefault(key, name)
    return named


def _grouped(members: Iterable[tuple[str, str, int]], criticality: dict[int, int | None]) -> list[Row]:
    """Each name once with the engagements that depend on it, the most first."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, ref, engagement in members:
        if engagement in criticality:
            found[name, ref].add(engagement)
    rows = [
        Row(name, ref, len(keys), sum(is_urgent(criticality[key]) for key in keys), len(criticality))
        for (name, ref), keys in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, -row.urgent, row.name))[:ROWS]


def stops(vendor: Vendor, user: User) -> list[Stop]:
    """What stops if this vendor stops: its own engagements, its group's, and those in which it is a subcontractor.

    The most urgent first; five statements.
    """
    engagements = Engagement.objects.visible_to(user).filter(status__in=AT_WORK)
    family = Vendor.objects.filter(Q(pk=vendor.parent_id or vendor.pk) | Q(parent=vendor.parent_id or vendor.pk))
    names = dict(family.values_list("pk", "name"))
    found = {engagement: names[one] for one, engagement in sorted(_work(engagements, names), reverse=True)}
    found |= dict.fromkeys((engagement for one, engagement in _work(engagements, [vendor.pk])), vendor.name)
    if vendor.name_key:
        used = Subcontractor.objects.live().filter(engagement__in=engagements, name_key=vendor.name_key)
        for engagement, user_of in used.values_list("engagement_id", "vendor__name"):
            found.setdefault(engagement, _("as a subcontractor of %(name)s") % {"name": user_of})
    listed = engagements.filter(pk__in=found).select_related("owner")
    worst = max(Criticality.values) + 1
    order = sorted(listed, key=lambda one: (-(worst if one.criticality is None else one.criticality), one.pk))
    return [Stop(one, found[one.pk]) for one in order]
