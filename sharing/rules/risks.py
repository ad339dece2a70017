"""What the gate asks of the risks: what remains of each is within the tier's appetite, and no kind is overlooked."""

from django.utils.translation import gettext as _

from checklists.models import WaivedCondition
from sharing.models.asked import Who
from sharing.models.facts import RiskFacts
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings, said
from vendors.models import RiskCategory, RiskLevel
from vendors.rules.risks import covering_subjects, is_above, level_of

ASSESSING = ("reviewer-security", "reviewer-privacy", "reviewer-legal", "reviewer-finance")
CATEGORIES = dict(RiskCategory.choices)
LEVELS = dict(RiskLevel.choices)


def judge(case: Case, found: Findings) -> None:
    """Every open risk within the appetite, or waived; at the tiers that the policy names, every category assessed."""
    if not case.demands.risks:
        return
    for risk in case.facts.risks:
        _judge_risk(case, risk, found)
    _judge_assessed(case, found)


def _path(case: Case) -> str:
    return f"/engagements/{case.facts.engagement.ref}/risks/"


def _is_assessed(case: Case, risk: RiskFacts) -> bool:
    """What remains was said by somebody who neither owns the risk nor asked for the sharing."""
    return risk.residual is not None and risk.assessed_by_id not in (None, risk.owner.id, case.asked_by)


def _score(case: Case, risk: RiskFacts) -> int:
    return risk.residual if risk.residual is not None and _is_assessed(case, risk) else risk.inherent


def _judge_risk(case: Case, risk: RiskFacts, found: Findings) -> None:
    level, ceiling = level_of(_score(case, risk)), case.rules.appetite[case.tier.level.value]
    path = f"{_path(case)}#{risk.ref}"
    if not is_above(level, ceiling):
        found.rests_on(Code.RISK_ABOVE_APPETITE, risk.title, risk.ref, state=level.value, path=path)
        return
    waivers = [
        one
        for subject in covering_subjects(risk.ref, level)
        for one in case.waivers_for(WaivedCondition.RISK, subject=subject)
    ]
    if waiver := case.covering(waivers):
        found.rests_on(
            Code.RISK_ABOVE_APPETITE, risk.title, risk.ref, waiver.ends_on, state="waived", path=path, waiver=waiver
        )
        return
    ended = max((one.ends_on for one in waivers if one.ends_on < case.day), default=None)
    found.lacks(
        Code.WAIVER_EXPIRED if ended else Code.RISK_ABOVE_APPETITE,
        _why(case, risk, str(LEVELS[level]), str(LEVELS[RiskLevel(ceiling)]))
        if ended is None
        else _("“%(title)s”: its waiver ends on %(end)s; it is needed on %(day)s.")
        % {"title": risk.title, "end": said(ended), "day": said(case.day)},
        risk.ref,
        waits_for=_waits_for(case, risk),
        due_on=case.due_on,
        path=path,
        title=risk.title,
        state=level.value,
    )


def _why(case: Case, risk: RiskFacts, level: str, ceiling: str) -> str:
    words = {
        "category": str(CATEGORIES.get(risk.category, risk.category)),
        "level": level.lower(),
        "ceiling": ceiling.lower(),
        "tier": str(case.tier.level.label).lower(),
    }
    if _is_assessed(case, risk):
        return _("%(category)s: the risk that remains is %(level)s; at tier %(tier)s it may be %(ceiling)s.") % words
    if risk.residual is not None:
        return _("%(category)s: who asked for the sharing said what remains of it. Another reviewer has to.") % words
    return (
        _("%(category)s: nobody has said what remains of it, so it counts as %(level)s; at tier %(tier)s it may be "
          "%(ceiling)s.")
        % words
    )  # fmt: skip


def _waits_for(case: Case, risk: RiskFacts) -> tuple[Who, ...]:
    """A treated risk waits for who may say what remains of it, any other for its owner."""
    if risk.is_treated and not _is_assessed(case, risk):
        able = [who for who in case.facts.holders_of(*ASSESSING) if who.id not in (risk.owner.id, case.asked_by)]
        return tuple(able) or case.owner
    return (risk.owner,)


def _judge_assessed(case: Case, found: Findings) -> None:
    if case.tier.level.value not in case.rules.assessed_tiers:
        return
    seen = {risk.category for risk in case.facts.risks if _is_assessed(case, risk)}
    missing = [str(label) for value, label in RiskCategory.choices if value not in seen]
    if not missing:
        return
    found.lacks(
        Code.RISK_ABOVE_APPETITE,
        _("At tier %(tier)s what remains of each kind of risk has to be assessed. Not assessed yet: %(list)s.")
        % {"tier": str(case.tier.level.label).lower(), "list": ", ".join(missing)},
        case.facts.engagement.ref,
        waits_for=[who for who in case.facts.holders_of(*ASSESSING) if who.id != case.asked_by] or case.owner,
        due_on=case.due_on,
        path=_path(case),
        title=_("Risk assessment"),
        state="missing",
    )
