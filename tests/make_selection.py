"""Makers for what belongs to choosing a vendor: candidates, quotes and their lines, rates, scorecards and scores."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Person
from selection.models import (
    Candidate,
    Comparison,
    Criterion,
    Evaluation,
    ExchangeRate,
    LineKind,
    Quote,
    QuoteKind,
    QuoteLine,
    Reopening,
    Score,
    Scorecard,
)
from tests import make
from vendors.models import Engagement

_numbers = count(1)


def candidate(of: Engagement, name: str = "", **fields: Any) -> Candidate:
    """Shortlisted, with an approved vendor."""
    fields.setdefault("status", Candidate.Status.SHORTLISTED)
    vendor = fields.pop("vendor", None) or make.vendor(name, status="approved")
    if fields["status"] == Candidate.Status.REJECTED:
        fields.setdefault("reason", "Too dear.")
    return Candidate.objects.create(engagement=of, vendor=vendor, **fields)


def comparison(of: Engagement, priced_on: date = make.TODAY, horizon_months: int = 36) -> Comparison:
    facts = {"priced_on": priced_on, "horizon_months": horizon_months}
    return Comparison.objects.update_or_create(engagement=of, defaults=facts)[0]


def quote(of: Candidate | Engagement, kind: str = "", **fields: Any) -> Quote:
    """A candidate's hourly quote, or an engagement's in-house one; submitted, without lines, priced today."""
    is_in_house = isinstance(of, Engagement)
    fields.setdefault("engagement", of if is_in_house else of.engagement)
    fields.setdefault("currency", "EUR")
    fields.setdefault("own_currency", "EUR")
    fields.setdefault("entered_by", None)
    fields["entered_by"] = fields["entered_by"] or make.person()
    fields.setdefault("status", Quote.Status.SUBMITTED)
    if fields["status"] == Quote.Status.SUBMITTED:
        fields.setdefault("submitted_by", fields["entered_by"])
        fields.setdefault("submitted_at", make.AT)
    Comparison.objects.get_or_create(engagement=fields["engagement"], defaults={"priced_on": make.TODAY})
    kind = kind or (QuoteKind.IN_HOUSE if is_in_house else QuoteKind.HOURLY)
    return Quote.objects.create(candidate=None if is_in_house else of, kind=kind, **fields)


def line(
    of: Quote, kind: str = LineKind.ROLE, quantity: tuple[int, int, int] | None = None, title: str = "", **fields: Any
) -> QuoteLine:
    """A price of a quote; an hourly one is 45 an hour without hours unless told otherwise."""
    if quantity:
        fields["quantity_low"], fields["quantity_likely"], fields["quantity_high"] = quantity
    if kind in (LineKind.ROLE, LineKind.PEOPLE, LineKind.PER_UNIT):
        fields.setdefault("rate_e4", 45_0000)
    elif kind == LineKind.OUTCOME:
        fields.setdefault("share_bp", 500)
    else:
        fields.setdefault("amount", 100_000_00)
    return QuoteLine.objects.create(quote=of, kind=kind, title=title or "Developer", **fields)


def rate(currency: str, value: float, *, on: date = make.TODAY, base: str = "EUR", source: str = "ECB") -> ExchangeRate:
    return ExchangeRate.objects.create(
        on=on, base=base, currency=currency, rate_e10=round(value * 10**10), source=source
    )


def criterion(scorecard: Scorecard, key: str = "", **fields: Any) -> Criterion:
    key = key or f"criterion-{next(_numbers)}"
    fields.setdefault("title", key.replace("-", " ").capitalize())
    fields |= {f"level_{level}": fields.get(f"level_{level}", f"Level {level} of {key}") for level in range(1, 6)}
    fields.setdefault("position", scorecard.criteria.count() + 1)
    return Criterion.objects.create(scorecard=scorecard, key=key, **fields)


def scorecard(engagement: Engagement | None = None, *, criteria: int = 0, **fields: Any) -> Scorecard:
    """Of an engagement that is evaluating; locked where `locked_at` says so, criteria or not."""
    engagement = engagement or make.engagement(status="evaluating")
    locked_at = fields.pop("locked_at", None)
    fields.setdefault("created_by", engagement.owner)
    made = Scorecard.objects.create(engagement=engagement, **fields)
    for _number in range(criteria):
        criterion(made)
    if locked_at:
        lock(made, locked_at)
    return made


def lock(of: Scorecard, at: Any = make.AT) -> None:
    """The first score is in: nothing of its criteria changes any more."""
    Scorecard.objects.filter(pk=of.pk).update(locked_at=at)
    of.locked_at = at


def reopening(of: Scorecard, reason: str = "Weighed wrongly.", **fields: Any) -> Reopening:
    fields = {"by": of.created_by, "locked_at": make.AT, "weights": {}} | fields
    return Reopening.objects.create(scorecard=of, reason=reason, **fields)


def evaluation(of: Scorecard, person: Person | None = None, **fields: Any) -> Evaluation:
    """Declared, unless a status says otherwise."""
    status = fields.setdefault("status", Evaluation.Status.DECLARED)
    fields.setdefault("invited_by", of.created_by)
    fields.setdefault("invited_at", make.AT)
    if status in (Evaluation.Status.DECLARED, Evaluation.Status.SUBMITTED):
        fields.setdefault("statement", "I have no interest in any of them.")
        fields.setdefault("declared_at", make.AT)
    if status == Evaluation.Status.SUBMITTED:
        fields.setdefault("submitted_at", make.AT)
    if status in (Evaluation.Status.RECUSED, Evaluation.Status.WITHDRAWN):
        fields.setdefault("left_at", make.AT)
        fields.setdefault("reason", "My brother works there.")
    return Evaluation.objects.create(scorecard=of, person=person or make.user("evaluator").person, **fields)


def score(of: Evaluation, candidate: Candidate, criterion: Criterion, value: int | None = 3, note: str = "") -> Score:
    return Score.objects.create(evaluation=of, candidate=candidate, criterion=criterion, value=value, note=note)


def scored(of: Scorecard, *levels: int, person: Person | None = None) -> Evaluation:
    """A submitted evaluation that gives each shortlisted candidate, by its order, one of these levels on everything."""
    if of.locked_at is None:
        lock(of)
    made = evaluation(of, person)
    listed = of.engagement.candidates.filter(status=Candidate.Status.SHORTLISTED).order_by("pk")
    asked = [one for one in of.criteria.all() if one.source == "scored"]
    for one, level in zip(listed, levels, strict=True):
        for each in asked:
            score(made, one, each, level)
    Evaluation.objects.filter(pk=made.pk).update(status="submitted", submitted_at=timezone.now())
    made.refresh_from_db()
    return made
