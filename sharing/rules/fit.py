"""What the gate asks of the fit assessment: whatever it demanded before outsourcing is done, and somebody says so."""

from django.utils.translation import gettext as _

from accounts.roles import GRANTS
from sharing.models.asked import Who
from sharing.models.facts import ConditionFacts
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings
from vendors.models import FitCondition

Status = FitCondition.Status
JUDGING = tuple(sorted(role for role, granted in GRANTS.items() if "vendors.decide_fit" in granted))
SETTLED = (Status.MET, Status.DROPPED)


def judge(case: Case, found: Findings) -> None:
    """Every condition of the engagement met or dropped, by somebody else than who asked for the sharing.

    Data that needs no approved vendor needs none of this either.
    """
    if not case.demands.vendor:
        return
    path = f"/engagements/{case.facts.engagement.ref}/#fit"
    for one in case.facts.conditions:
        if _is_settled(case, one):
            found.rests_on(Code.FIT_CONDITION_OPEN, one.text, one.ref, path=path, state=one.status)
        else:
            found.lacks(
                Code.FIT_CONDITION_OPEN,
                _why(one),
                one.ref,
                waits_for=_waits_for(case, one),
                due_on=one.due_on or case.due_on,
                path=path,
                title=one.text,
                state=one.status,
            )


def _is_settled(case: Case, one: ConditionFacts) -> bool:
    return one.status in SETTLED and one.judged_by_id not in (None, one.owner.id, one.reported_by_id, case.asked_by)


def _why(one: ConditionFacts) -> str:
    if one.status == Status.OPEN:
        return _("%(name)s has not done it yet, or not said so.") % {"name": one.owner.name}
    if one.status == Status.REPORTED:
        return _("It is said to be done. Somebody else has to judge that.")
    return _("It was judged by who asked for this sharing. Somebody else has to.")


def _waits_for(case: Case, one: ConditionFacts) -> tuple[Who, ...]:
    """Its owner does it; who may decide on the fit judges it, but neither the owner nor who reported it."""
    if one.status == Status.OPEN:
        return (one.owner,)
    barred = (one.owner.id, one.reported_by_id, case.asked_by)
    able = [who for who in case.facts.holders_of(*JUDGING) if who.id not in barred]
    return tuple(able) or case.owner
