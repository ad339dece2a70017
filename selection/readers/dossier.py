"""What a selection dossier says: everything that an award rests on, so that the same facts give the same bytes.

No float is in it: what is reckoned exactly is a fraction as text ("9/2"), money is in minor units, simulated amounts
are rounded to them (halves up), shares of draws are fractions of the number of draws. People stand by reference.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.conf import settings

from selection.models import Award, BudgetAcceptance, Candidate, Criterion, Score, Scorecard
from selection.readers.budget import overruns
from selection.readers.costs import Costs, costs_of
from selection.readers.dossier_costs import accepted, basis_of_costs, over_budget, quote_facts
from selection.readers.frozen import day, exact, instant, who
from selection.readers.scores import Scores, scores
from selection.rules import robustness
from selection.rules.scoring import Result
from vendors.models import Engagement, FitAssessment
from vendors.rules.locations import location

FORMAT = "vendortrack-dossier-1"
Facts = dict[str, Any]

OF_A_CRITERION = ("key", "title", "about", "weight", "is_must_answer", "is_deal_breaker", "floor", "source")


def facts_of(award: Award, compared: Iterable[Candidate], tiers: Mapping[int, str]) -> Facts:
    """The dossier of a confirmed award.

    `compared` are the candidates that the ranking compared when it was decided; `tiers` the tier with each candidate's
    vendor by the candidate's key, as far as known.
    """
    engagement, listed = award.engagement, list(compared)
    costs = costs_of(engagement)
    card = Scorecard.objects.filter(engagement=engagement).first()
    return {
        "format": FORMAT,
        "award": _award(award),
        "engagement": _engagement(engagement),
        "fit": _fit(engagement),
        "candidates": _candidates(engagement, {one.pk for one in listed}, tiers, costs),
        "basis": basis_of_costs(costs),
        "quotes": [quote_facts(costs.by_key[key]) for key in sorted(costs.by_key)],
        "budget_acceptances": [accepted(one) for one in BudgetAcceptance.objects.filter(engagement=engagement)],
        "scorecard": _scorecard(card, listed, costs) if card else None,
    }


def _award(award: Award) -> Facts:
    return {
        "ref": award.ref,
        "candidate": award.candidate.ref,
        "reason": award.reason,
        "proposed_by": who(award.proposed_by_id),
        "proposed_at": instant(award.proposed_at),
        "confirmed_by": who(award.decided_by_id),
        "confirmed_at": instant(award.decided_at),
        "note": award.decision_note,
    }


def _engagement(engagement: Engagement) -> Facts:
    return {
        "ref": engagement.ref,
        "title": engagement.title,
        "description": engagement.description,
        "country": engagement.country,
        "currency": engagement.currency,
        "budget_amount": engagement.budget_amount,
        "requester": who(engagement.requester_id),
        "owner": who(engagement.owner_id),
        "sponsor": who(engagement.sponsor_id),
    }


def _fit(engagement: Engagement) -> Facts | None:
    """The assessment whose decision counts, with its conditions as they stand."""
    found: FitAssessment | None = engagement.fit_assessments.standing().first()
    if found is None:
        return None
    return {
        "ref": found.ref,
        "result": found.result,
        "status": found.status,
        "answered_by": who(found.answered_by_id),
        "answered_at": instant(found.answered_at),
        "decided_by": who(found.decided_by_id),
        "decided_at": instant(found.decided_at),
        "reason": found.reason,
        "answers": [
            {"question": one.question, "reply": one.reply, "note": one.note} for one in found.answers.order_by("pk")
        ],
        "conditions": [
            {
                "ref": one.ref,
                "text": one.text,
                "status": one.status,
                "due_on": day(one.due_on),
                "owner": who(one.owner_id),
            }
            for one in engagement.fit_conditions.order_by("pk")
        ],
    }


def _candidates(engagement: Engagement, compared: set[int], tiers: Mapping[int, str], costs: Costs) -> list[Facts]:
    over = overruns(engagement, costs.by_key)
    rows = engagement.candidates.select_related("vendor").order_by("pk")
    return [
        {
            "ref": one.ref,
            "vendor": {
                "ref": one.vendor.ref,
                "name": one.vendor.name,
                "kind": one.vendor.kind,
                "country": one.vendor.country,
                "channel": one.vendor.sourcing_channel,
                "delivery_countries": sorted(one.vendor.delivery_countries),
            },
            "status": one.status,
            "reason": one.reason,
            "references": one.references,
            "benefits": one.benefits,
            "location": location(engagement.country, one.vendor.delivery_countries, settings.NEAR_COUNTRIES).value,
            "tier": tiers.get(one.pk),
            "is_compared": one.pk in compared,
            "over_budget": over_budget(over.get(one.ref)),
        }
        for one in rows
    ]


def _scorecard(card: Scorecard, compared: list[Candidate], costs: Costs) -> Facts:
    p50 = {key: one.cost.p50 if one.cost else None for key, one in costs.by_key.items()}
    found = scores(card, p50, compared)
    return {
        "ref": card.ref,
        "copied_from": card.copied_from,
        "set_up_by": who(card.created_by_id),
        "locked_at": instant(card.locked_at),
        "reopenings": [
            {
                "ref": one.ref,
                "by": who(one.by_id),
                "at": instant(one.reopened_at),
                "reason": one.reason,
                "locked_at": instant(one.locked_at),
                "weights": one.weights,
            }
            for one in card.reopenings.order_by("pk")
        ],
        "criteria": [_criterion(one, found.result) for one in found.criteria.values()],
        "evaluations": _evaluations(card),
        "ranking": _ranking(found.result) if found.result else [],
        "robustness": _robustness(found, costs),
    }


def _criterion(one: Criterion, outcome: Result | None) -> Facts:
    weighs = outcome is not None and one.key in outcome.weights.by_key
    share = outcome.weights.share(one.key) if outcome is not None and weighs else Fraction(0)
    levels = {str(level): text for level, text in one.levels}
    return {**{name: getattr(one, name) for name in OF_A_CRITERION}, "share": exact(share), "levels": levels}


def _evaluations(card: Scorecard) -> list[Facts]:
    """Who scored, what they said of their interests, and what they gave where it counts."""
    rows = Score.objects.filter(evaluation__in=card.evaluations.submitted()).select_related("candidate", "criterion")
    given: dict[int, list[Facts]] = {}
    for row in rows.order_by("candidate", "criterion"):
        said = {"candidate": row.candidate.ref, "criterion": row.criterion.key, "level": row.value, "note": row.note}
        given.setdefault(row.evaluation_id, []).append(said)
    return [
        {
            "ref": one.ref,
            "by": who(one.person_id),
            "status": one.status,
            "statement": one.statement,
            "declared_at": instant(one.declared_at),
            "submitted_at": instant(one.submitted_at),
            "left_at": instant(one.left_at),
            "reason": one.reason,
            "scores": given.get(one.pk, []),
        }
        for one in card.evaluations.order_by("pk")
    ]


def _ranking(outcome: Result) -> list[Facts]:
    points = {one.key: one.scores for one in outcome.standings}
    return [
        {
            "candidate": one.key,
            "rank": one.rank,
            "total": exact(one.total),
            "may_win": one.may_win,
            "missing": list(one.missing),
            "ruled_out": list(one.ruled_out),
            "scores": {key: exact(value) for key, value in points[one.key].items()},
        }
        for one in outcome.ranked
    ]


def _robustness(found: Scores, costs: Costs) -> Facts | None:
    """How often each candidate leads, and where a weight would change the leader."""
    outcome = found.result
    if outcome is None or not outcome.ranked:
        return None
    samples = {key: one.cost.samples for key, one in costs.by_key.items() if one.cost}
    by_cost = next((key for key, one in found.criteria.items() if one.source == "cost"), "")
    drawn = robustness.shares(
        outcome.weights, outcome.standings, costs.basis.seed, costs=samples, cost_criterion=by_cost
    )
    return {
        "draws": drawn.draws,
        "weights_move_by": exact(Fraction(str(robustness.HALF_WIDTH))),
        "ranks": {key: [exact(share) for share in shares] for key, shares in drawn.by_rank.items()},
        "turns": [
            {"criterion": one.criterion, "share": exact(one.share), "is_above": one.is_above, "leads": one.key}
            for one in robustness.turns(outcome.weights, outcome.standings)
        ],
    }
