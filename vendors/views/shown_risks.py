"""Risks as pages show them: by kind and vendor, on the heat map, as a list, and those that the facts suggest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from checklists.models import WaivedCondition, Waiver
from checklists.readers.facts import known_about_all
from contracts.models import Contract
from selection.models import Candidate, Quote
from sharing.models import GatePolicy
from vendors.forms.risk import IMPACTS, LIKELIHOODS
from vendors.models import WORST, Engagement, Risk, RiskCategory, RiskLevel, Vendor
from vendors.rules.locations import location
from vendors.rules.over import why_nothing_begins
from vendors.rules.risks import Known, Suggestion, covering_subjects, is_above, level_of, suggested, worst
from vendors.views import shown_incidents
from vendors.views.access import is_own

LOG, ASSESS, WAIVE = "vendors.log_risk", "vendors.assess_risk", "checklists.ask_waiver"
ROWS = 200
IN_QUESTION = [Candidate.Status.LONGLISTED, Candidate.Status.SHORTLISTED, Candidate.Status.SELECTED]


@dataclass(frozen=True)
class Line:
    """One risk with its levels before and after, and what the reader may do about it."""

    risk: Risk
    before: RiskLevel
    after: RiskLevel | None
    is_above: bool
    is_overdue: bool
    waiver: Waiver | None
    may: dict[str, bool]

    @property
    def counted(self) -> RiskLevel:
        return self.after or self.before


@dataclass(frozen=True)
class Cell:
    """The worst risk of one kind with one vendor; no level where nobody has looked."""

    level: RiskLevel | None
    is_assessed: bool
    is_above: bool


@dataclass(frozen=True)
class Offered:
    """A risk that the facts of one vendor suggest."""

    vendor: Vendor
    suggestion: Suggestion

    @property
    def level(self) -> RiskLevel:
        return level_of(self.suggestion.score)


def considered(engagement: Engagement) -> QuerySet[Vendor]:
    """The vendors that an engagement is about: its candidates that are in question, and those with a contract in it."""
    in_question = Q(candidates__engagement=engagement, candidates__status__in=IN_QUESTION)
    return Vendor.objects.filter(in_question | Q(contracts__engagement=engagement)).distinct().order_by("name", "pk")


def may_log(engagement: Engagement, user: User) -> bool:
    """Who works on the engagement logs its risks."""
    return bool(engagement.MOVES[engagement.status]) and (is_own(user, engagement) or user.has_perm(LOG))


def appetites(tiers: Mapping[int, str], today: date) -> dict[int, str]:
    """The worst level that may remain with each vendor, by today's policy; `tiers` are the vendors' with it."""
    policy = GatePolicy.objects.current(today).first()
    named = policy.rules.get("appetite") if policy and isinstance(policy.rules, dict) else None
    return {key: str(named.get(tier, "")) for key, tier in tiers.items()} if isinstance(named, dict) else {}


def _tiers(engagement: Engagement, vendors: Iterable[Vendor]) -> dict[int, str]:
    known = known_about_all([(vendor, engagement) for vendor in vendors])
    return {vendor_id: one.tier.level.value for (vendor_id, _engagement), one in known.items()}


def section(engagement: Engagement, candidates: Iterable[Candidate], user: User, today: date) -> dict[str, Any]:
    """What the engagement's page shows of its risks: the worst of each kind by vendor, and how many are suggested.

    The candidates come with their vendor and tier; six statements, whatever there is.
    """
    shown = [one for one in candidates if one.status in IN_QUESTION]
    vendors = [one.vendor for one in shown]
    rows = list(Risk.objects.open().filter(engagement=engagement))
    ceilings = appetites({one.vendor_id: one.tier for one in shown}, today)
    offered = suggestions(engagement, vendors, user) if may_log(engagement, user) else []
    return {
        "vendors": vendors,
        "rows": _matrix(vendors, rows, ceilings),
        "count": len(rows),
        "suggested": len(offered),
        "overdue": sum(1 for one in rows if one.review_on < today),
        "may_log": may_log(engagement, user),
    }


def _matrix(vendors: list[Vendor], risks: list[Risk], ceilings: dict[int, str]) -> list[tuple[str, list[Cell]]]:
    by_place: dict[tuple[str, int], list[Risk]] = defaultdict(list)
    for risk in risks:
        by_place[risk.category, risk.vendor_id].append(risk)
    return [
        (str(label), [_cell(by_place[value, one.pk], ceilings.get(one.pk)) for one in vendors])
        for value, label in RiskCategory.choices
    ]


@dataclass(frozen=True)
class Remaining:
    """What remains of the risks with one vendor by category, and the worst level that policy accepts, where it says."""

    appetite: str
    by_category: dict[str, Cell]


def remaining(engagement: Engagement, tiers: Mapping[int, str], today: date) -> dict[int, Remaining]:
    """The worst open risk of each category with each vendor, after treatment where somebody said so; two statements."""
    by_place: dict[tuple[int, str], list[Risk]] = defaultdict(list)
    for risk in Risk.objects.open().filter(engagement=engagement, vendor__in=tiers):
        by_place[risk.vendor_id, risk.category].append(risk)
    ceilings = appetites(tiers, today)
    return {
        key: Remaining(
            ceilings.get(key, ""),
            {one.value: _cell(by_place[key, one.value], ceilings.get(key)) for one in RiskCategory},
        )
        for key in tiers
    }


def _cell(risks: list[Risk], ceiling: str | None) -> Cell:
    level = worst(one.counted_score for one in risks)
    above = level is not None and ceiling is not None and is_above(level, ceiling)
    return Cell(level, bool(risks) and all(one.is_assessed for one in risks), above)


def page(engagement: Engagement, user: User, today: date) -> dict[str, Any]:
    """The whole page of an engagement's risks."""
    vendors = list(considered(engagement))
    found = Risk.objects.filter(engagement=engagement).select_related("vendor", "owner", "assessed_by", "closed_by")
    risks = list(found.order_by("vendor__name", "pk")[:ROWS])
    every = {one.pk: one for one in [*vendors, *(risk.vendor for risk in risks)]}
    ceilings = appetites(_tiers(engagement, every.values()), today)
    waivers = _waivers(engagement, today)
    lines = [_line(one, ceilings.get(one.vendor_id), waivers, engagement, user, today) for one in risks]
    standing = [one for one in lines if one.risk.status == Risk.Status.OPEN]
    return {
        "engagement": engagement,
        "lines": sorted(standing, key=lambda one: (-one.risk.counted_score, one.risk.pk)),
        "closed": [one for one in lines if one.risk.status != Risk.Status.OPEN],
        "above": sum(1 for one in standing if one.is_above and not one.waiver),
        "unassessed": sum(1 for one in standing if one.after is None),
        "offered": suggestions(engagement, vendors, user) if may_log(engagement, user) else [],
        "maps": [heat(standing, is_after=False), heat(standing, is_after=True)],
        "impacts": list(IMPACTS.items()),
        "may_log": may_log(engagement, user),
        "has_vendors": bool(vendors),
        "incidents": shown_incidents.of_engagement(engagement, user),
    }


def _line(
    risk: Risk,
    ceiling: str | None,
    waivers: dict[str, Waiver],
    engagement: Engagement,
    user: User,
    today: date,
) -> Line:
    counted = level_of(risk.counted_score)
    above = ceiling is not None and is_above(counted, ceiling)
    waiver = next((waivers[one] for one in covering_subjects(risk.ref, counted) if one in waivers), None)
    is_open = risk.status == Risk.Status.OPEN and bool(engagement.MOVES[engagement.status])
    others = user.has_perm(ASSESS) and risk.owner_id != user.person_id
    may = {
        "edit": is_open and may_log(engagement, user),
        "assess": is_open and others,
        "close": is_open and others,
        "reopen": not is_open and user.has_perm(ASSESS) and not why_nothing_begins(risk.vendor, engagement),
        "waive": is_open and above and waiver is None and user.has_perm(WAIVE),
    }
    is_overdue = is_open and risk.review_on < today
    after = level_of(risk.residual_score) if risk.residual_score else None
    return Line(risk, level_of(risk.inherent_score), after, above, is_overdue, waiver, may)


def _waivers(engagement: Engagement, today: date) -> dict[str, Waiver]:
    """The waivers of residual risks in this engagement that are in force, or asked for, by what they name."""
    rows = Waiver.objects.filter(engagement=engagement, condition=WaivedCondition.RISK)
    in_force = rows.in_force(today) | rows.filter(status=Waiver.Status.ASKED)
    return {one.subject: one for one in in_force.order_by("ends_on")}


def suggestions(engagement: Engagement, vendors: list[Vendor], user: User) -> list[Offered]:
    """The risks that the facts suggest and that nobody has taken up, without what this reader may not know of prices.

    Three statements for any number of vendors.
    """
    if not vendors or not engagement.MOVES[engagement.status]:
        return []
    taken: dict[int, set[str]] = defaultdict(set)
    rows = Risk.objects.filter(engagement=engagement).exclude(suggested_as="").values_list("vendor_id", "suggested_as")
    for vendor_id, key in rows:
        taken[vendor_id].add(key)
    currencies = _currencies(engagement, user)
    return [
        Offered(vendor, one)
        for vendor in vendors
        for one in suggested(_known(engagement, vendor, currencies[vendor.pk]), taken[vendor.pk])
    ]


def _known(engagement: Engagement, vendor: Vendor, currencies: set[str]) -> Known:
    return Known(
        location=location(engagement.country, vendor.delivery_countries, settings.NEAR_COUNTRIES),
        is_substitutable=engagement.is_substitutable,
        is_core=engagement.is_core,
        vendor_kind=vendor.kind,
        own_currency=engagement.currency,
        currencies=frozenset(currencies),
        own_languages=frozenset(code for code, _name in settings.LANGUAGES),
        languages=frozenset(vendor.delivery_languages),
    )


def _currencies(engagement: Engagement, user: User) -> dict[int, set[str]]:
    """In which currencies each vendor is paid in this engagement, or asks to be in the quote that counts."""
    found: dict[int, set[str]] = defaultdict(set)
    over = [Contract.Status.EXPIRED, Contract.Status.TERMINATED]
    contracts = Contract.objects.visible_to(user).filter(engagement=engagement).exclude(status__in=over)
    quotes = Quote.objects.visible_to(user).filter(engagement=engagement, candidate__isnull=False).submitted()
    for vendor_id, currency in [
        *contracts.values_list("vendor_id", "currency"),
        *quotes.values_list("candidate__vendor_id", "currency"),
    ]:
        found[vendor_id].add(currency)
    return found


@dataclass(frozen=True)
class HeatMap:
    """Five rows of five places, the most likely on top; each place has its level and the risks in it."""

    is_after: bool
    rows: list[tuple[int, Any, list[tuple[RiskLevel, list[Risk]]]]]


def heat(lines: Iterable[Line], *, is_after: bool) -> HeatMap:
    """Where the open risks stand before treatment, or after it; what nobody has assessed stands where it was."""
    places: dict[tuple[int, int], list[Risk]] = defaultdict(list)
    for line in lines:
        risk = line.risk
        here = (risk.inherent_likelihood, risk.inherent_impact)
        if is_after and risk.residual_likelihood is not None and risk.residual_impact is not None:
            here = (risk.residual_likelihood, risk.residual_impact)
        places[here].append(risk)
    scale = range(1, WORST + 1)
    return HeatMap(
        is_after,
        [
            (likely, LIKELIHOODS[likely], [(level_of(likely * impact), places[likely, impact]) for impact in scale])
            for likely in reversed(scale)
        ],
    )


def of_vendor(vendor: Vendor, user: User, today: date) -> list[Line]:
    """The open risks with a vendor, of all engagements that the reader sees, the worst first; one statement."""
    rows = Risk.objects.visible_to(user).open().filter(vendor=vendor).select_related("engagement", "owner")
    lines = [
        Line(
            one,
            level_of(one.inherent_score),
            level_of(one.residual_score) if one.residual_score else None,
            False,
            one.review_on < today,
            None,
            {},
        )
        for one in rows[:ROWS]
    ]
    return sorted(lines, key=lambda line: (-line.risk.counted_score, line.risk.pk))
