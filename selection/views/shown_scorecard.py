"""What the pages of the scoring show, in a number of statements that does not grow with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from selection.actions import missing_answers, why_scores_wait
from selection.models import Candidate, Criterion, Evaluation, Scorecard
from selection.readers.costs import Costs, costs_of
from selection.readers.scores import CHOOSING, Scores, is_open_to, scores
from selection.rules.ranking import Ranked, leader
from selection.rules.scoring import Cell, Result, shares
from selection.views import leading
from selection.views.words import per_cent, rounded
from vendors.models import Engagement

SET_UP = "selection.set_up_scorecard"
MOST_DISAGREEMENTS = 5


def statement() -> str:
    return _(
        "I have no conflict of interest: neither I nor anybody close to me works for one of the candidates, owns part "
        "of it, or gains from who is chosen. If that changes, I step back."
    )


def shares_of(criteria: Iterable[Criterion]) -> dict[int, str]:
    """Each criterion's part of the whole in per cent, by its key."""
    listed = list(criteria)
    return {one.pk: per_cent(part) for one, part in zip(listed, shares([one.weight for one in listed]), strict=True)}


def box(engagement: Engagement, user: User, costs: Costs | None) -> dict[str, Any]:
    """The scorecard's part of the engagement's page; `costs` where they were reckoned already."""
    card = Scorecard.objects.filter(engagement=engagement).first()
    listed = list(card.evaluations.select_related("person").order_by("pk")) if card else []
    counting = [one for one in listed if one.left_at is None]
    is_open = card is not None and bool(counting) and is_open_to(card, user)
    return {
        "leads": leading.sentence(scores(card, at_p50(costs or costs_of(engagement)))) if card and is_open else "",
        "scorecard": card,
        "evaluations": counting,
        "scores_wait": why_scores_wait(card) if card and engagement.status in CHOOSING else "",
        "submitted_count": sum(one.status == Evaluation.Status.SUBMITTED for one in counting),
        "my_evaluation": next((one for one in counting if one.person_id == user.person_id), None),
        "may_set_up_scorecard": engagement.status in CHOOSING and user.has_perm(SET_UP),
    }


def scorecard(card: Scorecard, user: User) -> dict[str, Any]:
    """Criteria with their shares, who scores, and the results for whom they are open."""
    criteria = list(card.criteria.all())
    parts = shares_of(criteria)
    listed = list(card.evaluations.select_related("person", "invited_by"))
    is_open = is_open_to(card, user)
    return {
        "card": card,
        "engagement": card.engagement,
        "criteria": [{"criterion": one, "share": parts[one.pk]} for one in criteria],
        "evaluations": [one for one in listed if one.left_at is None],
        "reopenings": list(card.reopenings.select_related("by")),
        "left": [one for one in listed if one.left_at is not None],
        "mine": next((one for one in listed if one.person_id == user.person_id and one.left_at is None), None),
        "may": user.has_perm(SET_UP) and card.engagement.status in CHOOSING,
        "is_open": is_open,
        "results": results(scores(card, at_p50(costs_of(card.engagement))), parts) if is_open else None,
    }


def at_p50(costs: Costs) -> Mapping[str, int | None]:
    """Each candidate's comparable cost by its reference; None where it cannot be compared."""
    return {key: one.cost.p50 if one.cost else None for key, one in costs.by_key.items()}


def results(found: Scores, parts: dict[int, str]) -> dict[str, Any] | None:
    """The table of candidates and criteria, the leader first, and where the evaluators are furthest apart."""
    outcome = found.result
    if outcome is None or not outcome.ranked:
        return None
    asked = [one for one in found.criteria.values() if one.key in outcome.weights.by_key]
    columns = [_column(found, outcome, one) for one in outcome.ranked]
    rows = [
        {
            "criterion": one,
            "share": parts[one.pk],
            "cells": [_cell(found, outcome.cells[column["ranked"].key, one.key], column, one) for column in columns],
        }
        for one in asked
    ]
    apart = [
        {
            "candidate": found.candidates[one.candidate],
            "criterion": found.criteria[one.criterion],
            "given": _given(found, outcome.cells[one.candidate, one.criterion], one.candidate, one.criterion),
        }
        for one in outcome.disagreements[:MOST_DISAGREEMENTS]
    ]
    first = leader(outcome.ranked)
    leads = found.candidates[first.key] if first else None
    is_tie = first is None and any(one.may_win for one in outcome.ranked)
    return {"columns": columns, "rows": rows, "apart": apart, "leads": leads, "is_tie": is_tie}


def _column(found: Scores, outcome: Result, ranked: Ranked) -> dict[str, Any]:
    """A candidate's total, with the lowest and the highest that one evaluator alone would give it."""
    own = [outcome.own[name, ranked.key] for name in found.evaluations]
    return {
        "ranked": ranked,
        "candidate": found.candidates[ranked.key],
        "total": rounded(ranked.total),
        "own": bool(own),
        "low": rounded(min(own, default=None)),
        "high": rounded(max(own, default=None)),
        "missing": [found.criteria[key].title for key in ranked.missing],
        "ruled_out": [found.criteria[key].title for key in ranked.ruled_out],
    }


def _cell(found: Scores, cell: Cell, column: dict[str, Any], criterion: Criterion) -> dict[str, Any]:
    return {
        "score": rounded(cell.score) if cell.score is not None else "",
        "low": cell.low,
        "high": cell.high,
        "left_out": cell.left_out if cell.score is not None else 0,
        "candidate": column["candidate"],
        "given": _given(found, cell, column["ranked"].key, criterion.key),
    }


def _given(found: Scores, cell: Cell, candidate: str, criterion: str) -> list[dict[str, Any]]:
    """What each evaluator gave, with the note."""
    return [
        {
            "person": found.evaluations[name].person,
            "level": level,
            "note": found.notes.get((name, candidate, criterion), ""),
        }
        for name, level in cell.by.items()
    ]


def evaluation(found: Evaluation) -> dict[str, Any]:
    """One's own scoring: each shortlisted candidate with how much of it is done."""
    card = found.scorecard
    shortlist = card.engagement.candidates.filter(status=Candidate.Status.SHORTLISTED).select_related("vendor")
    asked = [one for one in card.criteria.all() if one.is_asked]
    keys = {one.pk for one in asked}
    done: dict[int, int] = {}
    given = found.scores.exclude(value=None).values_list("candidate", "criterion")
    for candidate, criterion in given:
        done[candidate] = done.get(candidate, 0) + (criterion in keys)
    missing = {one.pk: keys for one, keys in missing_answers(found)}
    lines = [
        {"candidate": one, "done": done.get(one.pk, 0), "missing": missing.get(one.pk, [])}
        for one in shortlist.order_by("pk")
    ]
    return {
        "evaluation": found,
        "engagement": card.engagement,
        "title": _("My scores"),
        "lines": lines,
        "asked_count": len(asked),
        "is_complete": bool(lines) and not missing,
        "is_choosing": card.engagement.status in CHOOSING,
    }
