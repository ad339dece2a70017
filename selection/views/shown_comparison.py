"""The candidates of an engagement side by side, in a number of statements that does not grow with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum

from accounts.models import User
from checklists.models import Checklist
from checklists.readers.facts import known_about_all
from selection.models import Candidate, Evaluation, Scorecard, may_see_prices
from selection.readers.budget import Overrun, overruns
from selection.readers.costs import IN_HOUSE, Costs, Priced, costs_of
from selection.readers.scores import CHOOSING, Scores, compared, is_open_to, scores
from selection.views import leading, shown_break_even, shown_robustness, shown_scorecard
from selection.views.bands import Band, bands
from selection.views.shown_quotes import LOG
from vendors.models import Engagement, RiskCategory, Vendor
from vendors.rules import hours
from vendors.rules.locations import Location, location
from vendors.views import shown_risks
from vendors.views.shown_facts import shown_facts


@dataclass(frozen=True)
class Diligence:
    """What the checklists ask of a vendor, in this engagement and as a whole, and how much of it is outstanding."""

    required: int
    outstanding: int

    @property
    def settled(self) -> int:
        return self.required - self.outstanding


@dataclass(frozen=True)
class Profile:
    """What is known of a candidate besides scores and prices."""

    location: Location
    common: hours.Common | None
    tier: str
    risk: shown_risks.Remaining
    diligence: Diligence | None


@dataclass(frozen=True)
class Column:
    """A candidate, or in-house (no candidate, profile or score); `place` is its result, where the scores are open."""

    key: str
    candidate: Candidate | None
    profile: Profile | None
    place: Mapping[str, Any] | None
    priced: Priced | None
    band: Band | None
    over: Overrun | None
    has_expired: bool
    leads: bool


def page(engagement: Engagement, user: User, today: date, criterion: str) -> dict[str, Any]:
    """All that the page shows; scores and prices only to those for whom they are open.

    `criterion` is the key of the one whose weight is drawn, where somebody chose it.
    """
    card = Scorecard.objects.filter(engagement=engagement).first()
    every = list(Evaluation.objects.filter(scorecard=card).select_related("person").order_by("pk")) if card else []
    is_open = card is not None and any(one.left_at is None for one in every) and is_open_to(card, user)
    sees_prices = may_see_prices(user, engagement)
    costs = costs_of(engagement) if is_open or sees_prices else None
    found = scores(card, shown_scorecard.at_p50(costs)) if card and is_open and costs else None
    listed = list(found.candidates.values()) if found else compared(engagement)
    results = shown_scorecard.results(found, shown_scorecard.shares_of(found.criteria.values())) if found else None
    columns = _columns(engagement, listed, results, costs if sees_prices else None, user, today)
    return {
        "engagement": engagement,
        "card": card,
        "columns": columns,
        "width": len(columns) + 1,
        "results": results,
        "rows": _rows(found, results) if found and results else [],
        "lead": leading.sentence(found) if found else "",
        "sealed": "" if found else leading.sealed(card, every, user),
        "waiting": leading.pending(every) if found else [],
        "sees_prices": sees_prices,
        "risks": _risk_rows(columns),
        "is_provisional": any(not one.confirmed_by for one in shown_facts(engagement, user.person_id)),
        "benefits": engagement.benefits.all(),
        "may_change": sees_prices and engagement.status in CHOOSING and user.has_perm(LOG),
        "costs": costs if sees_prices else None,
        "is_open": found is not None,
        "robust": shown_robustness.section(found, costs, criterion),
        "even": shown_break_even.section(
            costs if sees_prices else None, [one.candidate for one in columns if one.candidate], engagement.currency
        ),
    }


def _columns(
    engagement: Engagement,
    listed: list[Candidate],
    results: dict[str, Any] | None,
    costs: Costs | None,
    user: User,
    today: date,
) -> list[Column]:
    """The leader first where scores are open; in-house last, where it has a quote."""
    places = {one["ranked"].key: one for one in results["columns"]} if results else {}
    leads = results["leads"] if results else None
    order = list(places)
    if places:
        listed = sorted(listed, key=lambda one: order.index(one.ref))
    priced = costs.by_key if costs else {}
    known = {key: one.cost for key, one in priced.items() if one.cost}
    drawn = bands(known, engagement.budget_amount, engagement.currency)
    over = overruns(engagement, priced) if costs else {}
    profiles = _profiles(engagement, [one.vendor for one in listed], user, today)
    keys: list[tuple[str, Candidate | None]] = [(one.ref, one) for one in listed]
    if IN_HOUSE in priced:
        keys.append((IN_HOUSE, None))
    return [
        Column(
            key,
            one,
            profiles[one.vendor_id] if one else None,
            places.get(key),
            priced.get(key),
            drawn.get(key),
            over.get(key),
            key in priced and priced[key].quote.has_expired(today),
            one is not None and one == leads,
        )
        for key, one in keys
    ]


def _profiles(engagement: Engagement, vendors: list[Vendor], user: User, today: date) -> dict[int, Profile]:
    known = known_about_all([(one, engagement) for one in vendors], today)
    tiers = {one.pk: known[one.pk, engagement.pk].tier.level.value for one in vendors}
    risks = shown_risks.remaining(engagement, tiers, today)
    diligence = _diligence(engagement, vendors, user)
    zones = hours.own_zones(engagement.country, settings.TIME_ZONE)
    return {
        one.pk: Profile(
            location(engagement.country, one.delivery_countries, settings.NEAR_COUNTRIES),
            hours.in_common(zones, one.delivery_countries, today.year),
            tiers[one.pk],
            risks[one.pk],
            diligence.get(one.pk),
        )
        for one in vendors
    }


def _diligence(engagement: Engagement, vendors: list[Vendor], user: User) -> dict[int, Diligence]:
    """By vendor, over the open checklists of this engagement and of the vendor as a whole."""
    ours = Q(engagement=engagement) | Q(engagement=None)
    rows = Checklist.objects.visible_to(user).open().filter(ours, vendor__in=[one.pk for one in vendors])
    counted = rows.order_by().values("vendor").annotate(all=Sum("required_count"), left=Sum("outstanding_count"))
    return {row["vendor"]: Diligence(row["all"], row["left"]) for row in counted}


def _rows(found: Scores, results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each criterion with its cells in the order of the columns; the best of a row are marked where they differ."""
    cells = found.result.cells if found.result else {}
    rows = []
    for row in results["rows"]:
        levels = [cells[cell["candidate"].ref, row["criterion"].key].score for cell in row["cells"]]
        known = [one for one in levels if one is not None]
        best = max(known) if len(set(known)) > 1 else None
        marked = [
            {**cell, "is_best": one is not None and one == best} for cell, one in zip(row["cells"], levels, strict=True)
        ]
        rows.append({**row, "cells": marked})
    return rows


def _risk_rows(columns: list[Column]) -> list[tuple[str, list[tuple[Column, shown_risks.Cell | None]]]]:
    """Each category with what remains of it in each column; none in-house."""
    return [
        (str(label), [(one, one.profile.risk.by_category[value] if one.profile else None) for one in columns])
        for value, label in RiskCategory.choices
    ]
