"""What the gate asks of the checklists: laid out, every required item settled for the day, the round still fresh."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Area
from checklists.models import Item, WaivedCondition
from checklists.rules import applies, items
from sharing.models.asked import ChecklistFacts, ItemFacts, TemplateFacts, WaiverFacts, Who
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings, day_of, said
from vendors.rules.days import months_after


def judge(case: Case, found: Findings) -> None:
    demanded = _demanded(case, found)
    if not case.demands.checklists and not demanded:
        return
    relevant = _relevant(case, demanded)
    for template in demanded.values():
        _judge_layout(case, template, relevant, found)
    waivers: dict[int, list[WaiverFacts]] = {}
    for waiver in case.facts.waivers:
        is_ours = waiver.engagement_id in (None, case.facts.engagement.id) and waiver.granted_by.id != case.asked_by
        if waiver.condition == WaivedCondition.ITEM and waiver.item_id is not None and is_ours:
            waivers.setdefault(waiver.item_id, []).append(waiver)
    known: Known = {}
    for checklist in relevant:
        for item in checklist.items:
            own = waivers.get(item.id, [])
            _judge_item(case, checklist, item, own, _standing(case, item, own, known), found)
        _judge_freshness(case, checklist, found)


def _demanded(case: Case, found: Findings) -> dict[int, TemplateFacts]:
    """The templates that must be laid out: those that the policy names, and those that apply."""
    known = {template.key for template in case.facts.templates}
    for key in sorted(case.demands.templates - known):
        found.lacks(
            Code.CHECKLIST_MISSING,
            _("The policy demands the template “%(key)s”, and no published version of it counts today.") % {"key": key},
            key,
            waits_for=case.facts.holders_of("administrator"),
            due_on=case.due_on,
            path="/checklists/",
            title=key,
        )
    return {
        template.template_id: template
        for template in case.facts.templates
        if template.key in case.demands.templates or (case.demands.checklists and _matches(template.applies, case))
    }


def _matches(conditions: object, case: Case) -> bool:
    """Conditions that cannot be read apply: what is asked too much can be marked, too little goes unnoticed."""
    if not isinstance(conditions, dict) or applies.faults(conditions):
        return True
    return applies.matches(conditions, case.applying)


def _relevant(case: Case, demanded: dict[int, TemplateFacts]) -> list[ChecklistFacts]:
    """This engagement's own checklists, and of the vendor's as a whole those that are demanded here."""
    return [
        one
        for one in case.facts.checklists
        if one.template_id in demanded or (case.demands.checklists and one.engagement_id is not None)
    ]


def _judge_layout(case: Case, template: TemplateFacts, relevant: list[ChecklistFacts], found: Findings) -> None:
    """A version of it is laid out, with every item of that version whose own condition applies by now.

    A round under an earlier version stands until it is closed: renewing never closes what is still good.
    """
    laid_out = [
        one
        for one in relevant
        if one.template_id == template.template_id and (template.scope == "vendor" or one.engagement_id is not None)
    ]
    subject = laid_out[0].ref if laid_out else case.facts.engagement.ref
    absent = _absent(case, laid_out)
    if absent or not laid_out:
        message = (
            _("The checklist “%(title)s” lacks what applies by now: %(codes)s.")
            if laid_out
            else _("The checklist “%(title)s” applies and is not laid out.")
        )
        found.lacks(
            Code.CHECKLIST_MISSING,
            message % {"title": template.title, "codes": ", ".join(absent)},
            subject,
            waits_for=case.owner,
            due_on=case.due_on,
            path=f"/checklists/{subject}/" if laid_out else f"/engagements/{subject}/#checklists",
            title=template.title,
            state="missing",
        )
    else:
        found.rests_on(
            Code.CHECKLIST_MISSING, template.title, subject, state="laid-out", path=f"/checklists/{subject}/"
        )


def _absent(case: Case, laid_out: list[ChecklistFacts]) -> list[str]:
    """The codes of the items whose conditions hold by now and that were not laid out with their checklist."""
    there = {item.template_item_id for one in laid_out for item in one.items}
    return [
        item.code
        for version in dict.fromkeys(one.version_id for one in laid_out)
        for item in case.facts.conditional.get(version, ())
        if item.id not in there and _matches(item.condition, case)
    ]


def _until(item: ItemFacts) -> date | None:
    """The last day of the answer itself, without its evidence."""
    if item.answer_days and item.decided_at:
        by_days = day_of(item.decided_at) + timedelta(days=item.answer_days)
        return min(by_days, item.answer_until_on) if item.answer_until_on else by_days
    return item.answer_until_on


def _accepted(case: Case, item: ItemFacts) -> items.Accepted | None:
    """The accepted answer as the checklists' rule reads it; evidence of another vendor proves nothing here."""
    if item.answer_id is None or item.is_answer_accepted is not True:
        return None
    if item.decided_by_id in (None, case.asked_by):
        return None
    own: list[Any] = [one for one in case.facts.pieces.get(item.answer_id, ()) if one.vendor_id == case.facts.vendor.id]
    return items.Accepted(_until(item), tuple(items.pieces(own, item.evidence_days)))


Known = dict[tuple[Any, ...], items.Standing]


def _standing(case: Case, item: ItemFacts, waivers: list[WaiverFacts], known: Known) -> items.Standing:
    """How an item stands on the day; those with nothing but an answer are judged once for each last day."""
    if waivers or item.status == Item.Status.NOT_APPLICABLE or item.answer_id in case.facts.pieces:
        return _judge_standing(case, item, waivers)
    counts = item.answer_id is not None and item.is_answer_accepted is True and item.decided_by_id != case.asked_by
    key = (counts, _until(item), item.is_evidence_wanted)
    standing = known.get(key)
    if standing is None:
        standing = known[key] = _judge_standing(case, item, waivers)
    return standing


def _judge_standing(case: Case, item: ItemFacts, waivers: list[WaiverFacts]) -> items.Standing:
    accepted = _accepted(case, item)
    confirmed_by = item.not_applicable_confirmed_by_id
    facts = items.ItemFacts(
        is_required=True,
        is_evidence_wanted=bool(item.is_evidence_wanted),
        accepted=accepted,
        is_not_applicable=item.status == Item.Status.NOT_APPLICABLE
        and confirmed_by not in (None, item.not_applicable_by_id, case.asked_by),
        waived=tuple((one.starts_on, one.ends_on) for one in waivers),
    )
    standing = items.judge(facts, case.day)
    if standing.way is items.Way.ACCEPTED and item.is_evidence_wanted and not _is_dated(case, accepted):
        fallback = items.judge(replace(facts, accepted=None), case.day)
        return fallback if fallback.is_settled else items.Standing(None, code=items.Code.EVIDENCE_GAP)
    return standing


def _is_dated(case: Case, accepted: items.Accepted | None) -> bool:
    """Where policy wants covered evidence, every piece has an end, or the answer itself has."""
    if not case.demands.is_covered or accepted is None or accepted.until_on is not None:
        return True
    return all(one.until_on is not None for one in accepted.pieces)


def _judge_item(
    case: Case,
    checklist: ChecklistFacts,
    item: ItemFacts,
    waivers: list[WaiverFacts],
    standing: items.Standing,
    found: Findings,
) -> None:
    subject, path = f"{checklist.ref}/{item.code}", f"/checklists/{checklist.ref}/#{item.code}"
    if standing.is_settled:
        waiver = case.covering(waivers) if standing.way is items.Way.WAIVED else None
        found.rests_on(
            Code.ITEM_OUTSTANDING,
            item.title,
            subject,
            standing.until_on,
            state=str(standing.way),
            path=path,
            waiver=waiver,
        )
        return
    code = Code(standing.code or items.Code.OUTSTANDING)
    found.lacks(
        code,
        _why(case, item, code, waivers),
        subject,
        waits_for=_waits_for(case, checklist, item),
        due_on=item.due_on or case.due_on,
        path=path,
        title=item.title,
        state=item.status,
    )


def _waits_for(case: Case, checklist: ChecklistFacts, item: ItemFacts) -> tuple[Who, ...]:
    """A submitted item waits for its area's reviewers, any other for its owner, else for the checklist's."""
    if item.status in (Item.Status.SUBMITTED, Item.Status.NOT_APPLICABLE) or _is_own_word(case, item):
        barred = {case.asked_by, item.not_applicable_by_id if item.status == Item.Status.NOT_APPLICABLE else None}
        reviewers = [who for who in case.facts.holders_of(f"reviewer-{item.area}") if who.id not in barred]
        if reviewers:
            return tuple(reviewers)
    if item.owner_id is not None and item.is_owner_active:
        return (Who(item.owner_id, item.owner_name or ""),)
    return (checklist.owner,)


def _is_own_word(case: Case, item: ItemFacts) -> bool:
    """Whether who asked for the sharing settled the item: for their own sharing that does not count."""
    if item.status == Item.Status.NOT_APPLICABLE:
        return item.not_applicable_confirmed_by_id == case.asked_by
    return item.is_answer_accepted is True and item.decided_by_id == case.asked_by


def _why(case: Case, item: ItemFacts, code: Code, waivers: list[WaiverFacts]) -> str:
    """The reason in one sentence: what is the matter, and what is needed."""
    if _is_own_word(case, item):
        return _("Settled by who asked for this sharing. Another reviewer has to reopen it and decide.")
    if code is Code.EVIDENCE_EXPIRED:
        ends_on = _evidence_end(case, item)
        return _("Accepted, but its evidence ends on %(end)s; it is needed on %(day)s.") % _days(ends_on, case.day)
    if code is Code.WAIVER_EXPIRED:
        ends_on = max(one.ends_on for one in waivers)
        return _("Its waiver ends on %(end)s; it is needed on %(day)s.") % _days(ends_on, case.day)
    return _plainly(code, item.status, item.area, case.day, get_language())


def _days(ends_on: date | None, day: date) -> dict[str, str]:
    return {"end": said(ends_on), "day": said(day)}


@lru_cache(maxsize=1024)
def _plainly(code: Code, status: str, area: str, day: date, language: str | None) -> str:
    """The sentence of most items, kept for each language: a few say why thousands are outstanding."""
    words = {"day": said(day), "area": str(dict(Area.choices).get(area, area)).lower()}
    if code in SENTENCES:
        return SENTENCES[code]() % words
    if status == Item.Status.ACCEPTED:
        return _("Accepted, but the answer no longer counts on %(day)s. A new answer is needed.") % words
    return STATES.get(status, lambda: _("Not settled."))() % words


SENTENCES = {
    Code.EVIDENCE_MISSING: lambda: _("The evidence that this needs is missing or was withdrawn."),
    Code.EVIDENCE_GAP: lambda: _("The evidence does not show that it covers %(day)s: dates or a bridge letter lack."),
}
STATES: dict[str, Callable[[], str]] = {
    Item.Status.OPEN: lambda: _("Not answered yet."),
    Item.Status.SUBMITTED: lambda: _("Answered, waits for a %(area)s review."),
    Item.Status.REJECTED: lambda: _("Sent back. A new answer is needed."),
    Item.Status.DECLINED: lambda: _("The vendor will not say. Ask for a waiver, or send it back."),
    Item.Status.NOT_APPLICABLE: lambda: _("Marked as not applicable; a second person has to confirm that."),
    Item.Status.WAIVED: lambda: _("No waiver covers %(day)s."),
}


def _evidence_end(case: Case, item: ItemFacts) -> date | None:
    accepted = _accepted(case, item)
    return min((one.until_on for one in accepted.pieces if one.until_on), default=None) if accepted else None


def _judge_freshness(case: Case, checklist: ChecklistFacts, found: Findings) -> None:
    """The last completed round is no older than the tier allows (from the laying out where none is completed)."""
    months = case.rules.reassess_months[case.tier.level.value]
    until = months_after(day_of(checklist.completed_at or checklist.laid_out_at), months)
    path, title = f"/checklists/{checklist.ref}/", checklist.title
    if case.day <= until:
        found.rests_on(Code.ASSESSMENT_STALE, title, checklist.ref, until, path=path)
        return
    waivers = case.waivers_for(WaivedCondition.STALE, subject=checklist.ref)
    if waiver := case.covering(waivers):
        found.rests_on(
            Code.ASSESSMENT_STALE, title, checklist.ref, waiver.ends_on, state="waived", path=path, waiver=waiver
        )
        return
    found.lacks(
        Code.ASSESSMENT_STALE,
        _("“%(title)s” was last completed more than %(months)s months before %(day)s. A new round is needed.")
        % {"title": title, "months": months, "day": said(case.day)},
        checklist.ref,
        waits_for=[checklist.owner],
        due_on=case.due_on,
        path=path,
        title=title,
        state="stale",
    )
