"""Whether outsourcing fits, as the engagement's page shows it; three statements."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from vendors.models import Engagement, FitAnswer, FitAssessment, FitCondition
from vendors.rules import fit
from vendors.views.access import CONFIRM, DECIDE_FIT, LOG_ENGAGEMENT, is_own

CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)


def section(engagement: Engagement, user: User) -> dict[str, Any]:
    """The assessment that waits or counts, its answers, and every condition with what this reader may do."""
    people = ("answered_by", "decided_by")
    current = list(engagement.fit_assessments.current().select_related(*people).order_by("-pk"))
    standing = next((one for one in current if one.status != FitAssessment.Status.WAITING), None)
    waiting = next((one for one in current if one.status == FitAssessment.Status.WAITING), None)
    shown = waiting or standing
    answers = list(shown.answers.all()) if shown else []
    is_choosing = engagement.status in CHOOSING
    own = is_own(user, engagement)
    barred = shown is not None and user.person_id in (shown.answered_by_id, shown.requested_by_id)
    missing = fit.why_no_award(engagement.is_fit_demanded, standing.status if standing else "", waiting is not None)
    return {
        "shown": shown,
        "waiting": waiting,
        "standing": standing,
        "answers": sides(answers),
        "explained": fit.explained({one.question: one.reply for one in answers}) if answers else "",
        "conditions": [_condition(one, engagement, user) for one in _conditions(engagement)],
        "missing": missing if is_choosing else "",
        "may_assess": is_choosing and (own or user.has_perm(LOG_ENGAGEMENT)),
        "may_decide": is_choosing and waiting is not None and user.has_perm(DECIDE_FIT) and not barred,
        "why_not_decide": _("Who answered, or asked for the engagement, does not decide.") if barred else "",
    }


def sides(answers: Iterable[FitAnswer]) -> list[tuple[FitAnswer, str]]:
    """Each answer with the kind of its state: whether a yes speaks for outsourcing or against it."""
    return [(one, "fit_for" if one.question in fit.FOR else "fit_against") for one in answers]


def _conditions(engagement: Engagement) -> list[FitCondition]:
    return list(engagement.fit_conditions.select_related("owner", "judged_by"))


def _condition(one: FitCondition, engagement: Engagement, user: User) -> dict[str, Any]:
    is_open = one.status in (FitCondition.Status.OPEN, FitCondition.Status.REPORTED)
    is_under_way = bool(engagement.MOVES[engagement.status])
    judges = user.has_perm(CONFIRM) or user.has_perm(DECIDE_FIT)
    is_theirs = user.person_id in (one.owner_id, one.reported_by_id)
    reports = user.person_id == one.owner_id or is_own(user, engagement)
    return {
        "condition": one,
        "may_report": is_under_way
        and one.status == FitCondition.Status.OPEN
        and (reports or user.has_perm(LOG_ENGAGEMENT)),
        "may_edit": is_under_way
        and one.status == FitCondition.Status.OPEN
        and user.person_id != one.owner_id
        and (user.has_perm(DECIDE_FIT) or user.has_perm(LOG_ENGAGEMENT)),
        "may_judge": is_under_way and is_open and judges and not is_theirs,
        "may_reopen": is_under_way and not is_open and judges,
    }
