"""The gate's first question: is it ready, all but the approval? Pure; every reason at once; in doubt, closed."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sharing.models.facts import Facts, PolicyFacts
from sharing.rules import contract, data, fit, incidents, items, policy, risks, subcontractors, vendor
from sharing.rules.case import Case, make_case
from sharing.rules.reasons import Code, Decision, Findings, Ground, day_of, end_of, said
from vendors.rules.days import months_after

JUDGES = (
    vendor.judge,
    incidents.judge,
    fit.judge,
    items.judge,
    risks.judge,
    contract.judge,
    data.judge,
    subcontractors.judge,
)
CLOCK_TOLERANCE = timedelta(minutes=5)


def decide(facts: Facts, in_force: PolicyFacts | None, at: datetime) -> Decision:
    """Whether all but the approval is true at this instant, with every reason why not, and what ends it first.

    Fails closed: no policy, a policy or a value that cannot be read, a clock that runs behind are reasons.
    """
    found = Findings()
    if not _is_clock_sound(facts, at):
        _lacks(
            found, facts, Code.CLOCK_UNSOUND, _("The clock is behind what has been recorded. Set it, and ask again.")
        )
        if at.tzinfo is None:
            return _decision(found, None, in_force, None)
    today = day_of(at)
    for ref, name in data.unknown(facts):
        message = _("%(ref)s: “%(name)s” is missing or no value that we know.") % {"ref": ref, "name": name}
        found.lacks(Code.UNKNOWN, message, ref, waits_for=[facts.sharing.owner], path=f"/sharing/{facts.sharing.ref}/")
    case = _case(facts, in_force, today, found)
    if case is None:
        return _decision(found, None, in_force, today)
    _judge_version(case, found)
    _judge_dates(case, found)
    _judge_tier(case, found)
    for judge in JUDGES:
        judge(case, found)
    return _decision(found, case, in_force, today)


def failed(facts: Facts, in_force: PolicyFacts | None) -> Decision:
    """What is said of a request that could not be judged: blocked, until somebody has mended what is wrong."""
    found = Findings()
    message = _("Something went wrong while this was judged. Tell an administrator: the log says what.")
    _lacks(found, facts, Code.UNKNOWN, message)
    return _decision(found, None, in_force, None)


def _is_clock_sound(facts: Facts, at: datetime) -> bool:
    """An instant with a zone, and not before what has been recorded of this very request."""
    if at.tzinfo is None:
        return False
    recorded = [approval.at for approval in facts.approvals]
    recorded += [one for one in (facts.sharing.requested_at, facts.sharing.used_at) if one is not None]
    if facts.clearance is not None:
        recorded.append(facts.clearance.issued_at)
    return not recorded or at >= max(recorded) - CLOCK_TOLERANCE


def _lacks(found: Findings, facts: Facts, code: Code, message: str) -> None:
    found.lacks(
        code,
        message,
        facts.sharing.ref,
        waits_for=facts.holders_of("administrator"),
        due_on=facts.sharing.planned_on,
        path=f"/sharing/{facts.sharing.ref}/",
    )


def _case(facts: Facts, in_force: PolicyFacts | None, today: date, found: Findings) -> Case | None:
    """The request with what the policy demands of it; None, with the reason, where that cannot be said."""
    if in_force is None:
        _lacks(found, facts, Code.POLICY_MISSING, _("No published gate policy counts today. Publish one."))
        return None
    rules = _read(in_force)
    if isinstance(rules, policy.Unreadable):
        message = _("Gate policy %(number)s cannot be read: %(fault)s") % {"number": in_force.number, "fault": rules}
        _lacks(found, facts, Code.POLICY_MISSING, message)
        return None
    demands = policy.demanded(rules, facts.sharing.data_class, facts.sharing.categories or ())
    return None if demands is None else make_case(facts, rules, demands, today)


def _judge_version(case: Case, found: Findings) -> None:
    """An earlier version stands until a newer one of it is cleared, and never again after that."""
    sharing = case.facts.sharing
    if sharing.newer_id is None:
        return
    newer = f"SR-{sharing.newer_id:04d}"
    message = _("%(newer)s, a newer version of this, was cleared in its place.") % {"newer": newer}
    found.lacks(Code.CLEARANCE_SUPERSEDED, message, sharing.ref, waits_for=[sharing.owner], path=f"/sharing/{newer}/")


def _read(in_force: PolicyFacts) -> policy.Rules | policy.Unreadable:
    """The rules of the policy, read once for all the requests that were gathered with it."""
    if "rules" not in in_force.read:
        try:
            in_force.read["rules"] = policy.read(in_force.rules)
        except policy.Unreadable as fault:
            in_force.read["rules"] = fault
    return in_force.read["rules"]


def _judge_dates(case: Case, found: Findings) -> None:
    """The sharing's own end is the last thing that it can rest on."""
    sharing = case.facts.sharing
    if sharing.until_on is None:
        return
    path = f"/sharing/{sharing.ref}/"
    if case.day > sharing.until_on:
        message = _("The sharing was to end by %(end)s.") % {"end": said(sharing.until_on)}
        found.lacks(Code.SHARING_ENDED, message, sharing.ref, waits_for=[sharing.owner], path=path)
    else:
        found.rests_on(Code.SHARING_ENDED, _("End of the sharing"), sharing.ref, sharing.until_on, path=path)


def _judge_tier(case: Case, found: Findings) -> None:
    """What rests on a lowered tier ends with the lowering."""
    override = case.tier.override
    if override is not None and override.lowered_from:
        path = f"/engagements/{case.facts.engagement.ref}/tier/{case.facts.vendor.ref}/"
        title = _("Tier lowered from %(tier)s by hand") % {"tier": case.tier.derived.label}
        found.rests_on(Code.FACTS_UNCONFIRMED, title, override.ref, override.until_on, path=path)


def _decision(found: Findings, case: Case | None, in_force: PolicyFacts | None, today: date | None) -> Decision:
    ready = not found.reasons and case is not None
    first = _first_end(found.grounds)
    return Decision(
        ready=ready,
        reasons=tuple(found.reasons),
        grounds=tuple(found.grounds),
        valid_until=end_of(first.until_on) if ready and first and first.until_on else None,
        first_end=first,
        approvals=case.demands.approvals if case else 0,
        approval_until_on=_approval_until_on(case, found) if case else None,
        policy_id=in_force.id if in_force else None,
        policy_number=in_force.number if in_force else None,
        tier=case.tier.level.value if case else "",
        day=case.day if case else today,
    )


def _first_end(grounds: list[Ground]) -> Ground | None:
    ending = [ground for ground in grounds if ground.until_on is not None]
    return min(ending, key=lambda ground: ground.until_on or date.max, default=None)


def _approval_until_on(case: Case, found: Findings) -> date:
    """An approval holds until the tier's next reassessment, at most the policy's months (12 at most)."""
    fresh = [one.until_on for one in found.grounds if one.code == Code.ASSESSMENT_STALE and one.until_on]
    reassessed = months_after(case.today, case.rules.reassess_months[case.tier.level.value])
    return min([months_after(case.today, case.rules.approval_months), reassessed, *fresh])
