"""Who leads and why, or why nobody does, in one sentence; and why somebody may not read it yet."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from selection.models import Evaluation, Scorecard
from selection.readers.scores import Scores
from selection.rules.ranking import LOWEST, Ranked, leader
from selection.rules.scoring import Result, shares
from selection.views.words import listed, per_cent, rounded

MOST_NAMED = 3
LEAST_GAP = Fraction(1, 200)  # below it two totals read alike


def sentence(found: Scores) -> str:
    """Who leads and by what, or what keeps everybody from it."""
    outcome = found.result
    if outcome is None:
        return _("Nobody leads: no criterion has a weight yet.")
    if not outcome.ranked:
        return _("Nobody leads: nobody is shortlisted yet.")
    able = [one for one in outcome.ranked if one.may_win]
    first = leader(outcome.ranked)
    if not able:
        return _("Nobody leads, since nobody can win: %(reasons)s.") % {"reasons": _barred(found, outcome.ranked)}
    if first is None:
        alike = listed(_name(found, one) for one in able if one.rank == able[0].rank)
        facts = {"vendors": alike, "total": rounded(able[0].total)}
        return _("Nobody leads: %(vendors)s are alike in everything, with %(total)s of 5.") % facts
    said = _ahead(found, outcome, first, able[1]) if len(able) > 1 else _alone(found, first)
    more = [one for one in outcome.ranked if not one.may_win and one.total > first.total]
    if more:
        said += " " + _("More points, but no chance to win: %(reasons)s.") % {"reasons": _barred(found, more)}
    return said


def _alone(found: Scores, first: Ranked) -> str:
    facts = {"vendor": _name(found, first), "total": rounded(first.total)}
    return _("%(vendor)s leads with %(total)s of 5: nobody else can win.") % facts


def _ahead(found: Scores, outcome: Result, first: Ranked, second: Ranked) -> str:
    """The leader against the next one that may win: by the criterion that brings it most, or by what broke the tie."""
    gap = first.total - second.total
    facts = {"vendor": _name(found, first), "second": _name(found, second), "total": rounded(first.total)}
    if not gap:
        plain = [sum((cell for cell in _levels(outcome, one)), Fraction(0)) for one in (first, second)]
        if plain[0] > plain[1]:
            return (
                _("%(vendor)s leads: as many points as %(second)s (%(total)s of 5), and more without the weights.")
                % facts
            )
        return _("%(vendor)s leads: as many points as %(second)s (%(total)s of 5), at the lower cost.") % facts
    weights = outcome.weights
    levels = zip(weights.by_key, _levels(outcome, first), _levels(outcome, second), strict=True)
    key, mine, theirs = max(levels, key=lambda row: weights.by_key[row[0]] * (row[1] - row[2]))
    parts = dict(zip(weights.by_key, shares(list(weights.by_key.values())), strict=True))
    facts |= {
        "gap": rounded(gap) if gap >= LEAST_GAP else _("less than 0.01"),
        "criterion": found.criteria[key].title,
        "mine": rounded(mine),
        "theirs": rounded(theirs),
        "share": per_cent(parts[key]),
    }
    return (
        _(
            "%(vendor)s leads with %(total)s of 5, %(gap)s ahead of %(second)s: "
            "what speaks most for it is %(criterion)s (%(mine)s against %(theirs)s, at %(share)s of the weight)."
        )
        % facts
    )


def _levels(outcome: Result, one: Ranked) -> list[Fraction]:
    """Its score on each criterion, a missing one as it counts."""
    scores = [outcome.cells[one.key, key].score for key in outcome.weights.by_key]
    return [LOWEST if score is None else score for score in scores]


def _barred(found: Scores, ranked: Iterable[Ranked]) -> str:
    """What keeps each of them from winning; the first few by name."""
    every = list(ranked)
    said = [_bar(found, one) for one in every[:MOST_NAMED]]
    if more := len(every) - MOST_NAMED:
        said += [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
    return "; ".join(said)


def _bar(found: Scores, one: Ranked) -> str:
    keys, words = (
        (one.ruled_out, _("%(vendor)s is ruled out by %(titles)s"))
        if one.ruled_out
        else (one.missing, _("%(vendor)s has no score on %(titles)s"))
    )
    titles = [found.criteria[key].title for key in keys[:MOST_NAMED]]
    if len(keys) > MOST_NAMED:
        titles.append(_("%(n)s more") % {"n": len(keys) - MOST_NAMED})
    return words % {"vendor": _name(found, one), "titles": listed(titles)}


def _name(found: Scores, one: Ranked) -> str:
    return str(found.candidates[one.key])


def sealed(card: Scorecard | None, evaluations: Iterable[Evaluation], user: User) -> str:
    """Why this user may not read the scores yet, and who still has to submit; `evaluations` come with their people."""
    if card is None:
        return _("There are no scores: no scorecard is set up yet.")
    every = list(evaluations)
    mine = next((one for one in every if one.person_id == user.person_id), None)
    if mine and mine.status == Evaluation.Status.RECUSED:
        return _("You stepped back from the scoring, so scores and prices stay hidden from you.")
    waiting = pending(every)
    people = {"people": listed(str(one.person) for one in waiting)}
    if mine and mine.left_at is None:
        return _("You see others' scores and the prices once you have submitted yours. To submit: %(people)s.") % people
    if waiting:
        return _("The scores are sealed until every evaluator has submitted. Still to submit: %(people)s.") % people
    return _("There are no scores: nobody is invited to score yet.")


def pending(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """Those that are still to be submitted."""
    return [one for one in evaluations if one.status in (Evaluation.Status.INVITED, Evaluation.Status.DECLARED)]
