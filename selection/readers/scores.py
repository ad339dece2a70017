"""What the scores of an engagement come to, and for whom they are open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from selection.models import UNDECIDED, Candidate, Criterion, Evaluation, Score, Scorecard, Source
from selection.rules.scoring import Given, Judged, Result, result
from vendors.models import Engagement

CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)


@dataclass(frozen=True)
class Scores:
    """The outcome, with the records that its keys stand for: references of candidates and evaluations."""

    result: Result | None
    criteria: Mapping[str, Criterion]
    candidates: Mapping[str, Candidate]
    evaluations: Mapping[str, Evaluation]
    notes: Mapping[tuple[str, str, str], str]


def is_open_to(scorecard: Scorecard, user: User) -> bool:
    """Whether this user may read what others gave: who has submitted, and once all are in who does not score."""
    every = scorecard.evaluations.all()
    if every.blinding(user).exists():
        return False
    if scorecard.engagement.status not in UNDECIDED:
        return True
    submitted = every.submitted()
    if submitted.filter(person=user.person_id).exists():
        return True
    return submitted.exists() and not every.pending().exists()


def scores(scorecard: Scorecard, costs: Mapping[str, int | None], among: Iterable[Candidate] | None = None) -> Scores:
    """What the submitted evaluations give each candidate of the closer choice; `costs` at P50 by its reference.

    `among` are the candidates to compare, where others were in the closer choice than are today.
    """
    criteria = {one.key: one for one in scorecard.criteria.all()}
    candidates = {one.pk: one for one in (compared(scorecard.engagement) if among is None else among)}
    evaluations = {one.pk: one for one in scorecard.evaluations.submitted().select_related("person")}
    rows = Score.objects.filter(evaluation__in=evaluations, candidate__in=candidates).select_related("criterion")
    given, notes = [], {}
    for row in rows:
        by, of, key = evaluations[row.evaluation_id].ref, candidates[row.candidate_id].ref, row.criterion.key
        given.append(Given(by, of, key, row.value))
        if row.note:
            notes[by, of, key] = row.note
    names, people = {one.ref: one for one in candidates.values()}, {one.ref: one for one in evaluations.values()}
    outcome = result([judged(one) for one in criteria.values()], list(names), list(people), given, costs)
    return Scores(outcome, criteria, names, people, notes)


def judged(criterion: Criterion) -> Judged:
    return Judged(criterion.key, criterion.weight, criterion.source == Source.COST, criterion.floor)


def compared(engagement: Engagement) -> list[Candidate]:
    """The closer choice; after the award also those who were in it, as their scores show."""
    wanted = Q(status__in=[Candidate.Status.SHORTLISTED, Candidate.Status.SELECTED])
    if engagement.status not in CHOOSING:
        wanted |= Q(pk__in=Score.objects.filter(candidate__engagement=engagement).values("candidate"))
    return list(engagement.candidates.filter(wanted).select_related("vendor").order_by("pk"))
