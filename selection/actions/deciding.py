"""What an award rests on: the reasons for each candidate that does not get it, and scores that are all in."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from history.models import NotAllowed
from selection.models import Award, Candidate, Scorecard
from selection.readers.costs import costs_of
from selection.readers.scores import Scores, scores
from vendors.models import Engagement


def others_in_question(candidate: Candidate) -> list[Candidate]:
    """Those that the award would turn down, in the order in which they were added."""
    others = candidate.engagement.candidates.exclude(pk=candidate.pk).in_question()
    return list(others.select_related("vendor").order_by("pk"))


def demand_reasons(others: Iterable[Candidate], given: Mapping[int, str]) -> None:
    """Each candidate of the closer choice is turned down for a reason of its own."""
    shortlisted = [one for one in others if one.status == Candidate.Status.SHORTLISTED]
    if silent := [one.vendor.name for one in shortlisted if not given.get(one.pk, "").strip()]:
        raise NotAllowed(
            _("Say why the award does not go to %(vendors)s: it is their reason for the rejection.")
            % {"vendors": ", ".join(silent)}
        )


def refuse_late(award: Award, others: Iterable[Candidate]) -> None:
    """Who came to the shortlist after the proposal was not weighed by it."""
    named = set(award.rejections.values_list("candidate", flat=True))
    late = [one.vendor.name for one in others if one.status == Candidate.Status.SHORTLISTED and one.pk not in named]
    if late:
        raise NotAllowed(
            _("%(vendors)s came to the shortlist after the award was proposed. Withdraw it, and propose it anew.")
            % {"vendors": ", ".join(late)}
        )


def refuse_unscored(candidate: Candidate) -> None:
    """Where the candidates are scored, the award waits for all scores, and goes to one that may win by them."""
    card = Scorecard.objects.filter(engagement=candidate.engagement).first()
    if card is None:
        return
    if waiting := why_scores_wait(card):
        raise NotAllowed(waiting)
    if why := why_not_winning(candidate, scored(card, candidate.engagement)):
        raise NotAllowed(why)


def why_scores_wait(card: Scorecard) -> str:
    """The sentence that names whose scores are still to come; empty where all are in, or nothing has a weight."""
    if not card.criteria.filter(weight__gt=0).exists():
        return ""
    pending = card.evaluations.pending().select_related("person").order_by("pk")
    if not (names := ", ".join(one.person.name for one in pending)):
        return ""
    return _(
        "Scores are still to come from %(names)s. They submit them or step back, or you ask them no more on the "
        "scorecard."
    ) % {"names": names}


def scored(card: Scorecard, engagement: Engagement) -> Scores:
    priced = costs_of(engagement).by_key
    return scores(card, {key: one.cost.p50 if one.cost else None for key, one in priced.items()})


def why_not_winning(candidate: Candidate, found: Scores) -> str:
    """The sentence that says what keeps a candidate from winning, and what can be done; empty where it may win."""
    ranked = found.result.ranked if found.result else []
    place = next((one for one in ranked if one.key == candidate.ref), None)
    if place is None or place.may_win:
        return ""
    if place.ruled_out:
        text = _(
            "%(vendor)s fails a deal-breaker: %(criteria)s. Choose another candidate, or reopen the scoring with the "
            "reason why it is none."
        )
        return text % {"vendor": candidate.vendor.name, "criteria": _titles(found, place.ruled_out)}
    text = _(
        "%(vendor)s has no score yet on %(criteria)s, which keeps it from winning. Have the scores completed (cost: by "
        "a quote that can be compared), or reopen the scoring and change the criteria."
    )
    return text % {"vendor": candidate.vendor.name, "criteria": _titles(found, place.missing)}


def _titles(found: Scores, keys: Iterable[str]) -> str:
    return ", ".join(found.criteria[key].title for key in keys)
