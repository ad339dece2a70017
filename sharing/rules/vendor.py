"""What the gate asks of the vendor and the engagement: approval, merger, award."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from selection.models import Candidate
from sharing.models.asked import Who
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings, said
from vendors.models import DATA_CLASS_ORDER, Engagement, Vendor

DECIDING = ("security-lead", "approver", "procurement-head")  # on vendors and awards (accounts.roles.GRANTS)
OVER = (Engagement.Status.CLOSED, Engagement.Status.CANCELLED)
NEVER = (Vendor.Status.SUSPENDED, Vendor.Status.REJECTED, Vendor.Status.OFFBOARDED)


def is_within(data_class: str, ceiling: str) -> bool:
    """Whether a data class is at or below a ceiling; False where either is not known."""
    order = DATA_CLASS_ORDER
    return data_class in order and ceiling in order and order[data_class] <= order[ceiling]


def judge(case: Case, found: Findings) -> None:
    vendor = case.facts.vendor
    if vendor.merged_into_id is not None:
        found.lacks(
            Code.VENDOR_MERGED,
            _("%(name)s was merged into another vendor. Ask for the sharing with that one.") % {"name": vendor.name},
            vendor.ref,
            waits_for=[case.facts.sharing.owner],
            due_on=case.due_on,
            path=f"/vendors/{vendor.ref}/",
        )
    if case.demands.vendor or vendor.status in NEVER:
        _judge_approval(case, found)
    if case.facts.sharing.is_evaluation:
        _judge_evaluation(case, found)
    elif case.demands.award or case.facts.engagement.status in OVER:
        _judge_award(case, found)


def _judge_approval(case: Case, found: Findings) -> None:
    vendor, path = case.facts.vendor, f"/vendors/{case.facts.vendor.ref}/"
    until = vendor.approved_until_on
    if vendor.status == Vendor.Status.APPROVED and until is not None and until >= case.day:
        found.rests_on(Code.VENDOR_NOT_APPROVED, _("Vendor approval"), vendor.ref, until, path=path)
        return
    if vendor.status == Vendor.Status.APPROVED and until is None:
        message = _("The approval of %(name)s has no end. Approve it anew.")
    elif vendor.status == Vendor.Status.APPROVED:
        message = _("The approval of %(name)s lasts until %(end)s only; it is needed on %(day)s.")
    elif vendor.status in NEVER:
        message = _("%(name)s is %(status)s.")
    else:
        message = _("%(name)s is not approved yet: it is %(status)s.")
    label = dict(Vendor.Status.choices).get(vendor.status, vendor.status)
    words = {"name": vendor.name, "status": str(label).lower(), "end": said(until), "day": said(case.day)}
    found.lacks(
        Code.VENDOR_NOT_APPROVED,
        message % words,
        vendor.ref,
        waits_for=approvers(case)
        if vendor.status == Vendor.Status.UNDER_REVIEW
        else ([vendor.owner] if vendor.owner.id else case.owner),
        due_on=case.due_on,
        path=path,
        state=vendor.status,
    )


def approvers(case: Case) -> list[Who]:
    """Who can approve this vendor: not who entered it."""
    return _deciders(case, but=case.facts.vendor.entered_by_id)


def _deciders(case: Case, but: int | None) -> list[Who]:
    return [who for who in case.facts.holders_of(*DECIDING) if who.id != but]


def _judge_award(case: Case, found: Findings) -> None:
    engagement, vendor = case.facts.engagement, case.facts.vendor
    path = f"/engagements/{engagement.ref}/"
    is_awarded = engagement.status in (Engagement.Status.AWARDED, Engagement.Status.LIVE)
    waits_for: Sequence[Who] = case.owner
    if is_awarded and case.facts.engagement.candidate_status == Candidate.Status.SELECTED:
        found.rests_on(Code.ENGAGEMENT_NOT_AWARDED, _("Awarded to this vendor"), engagement.ref, path=path)
        return
    if is_awarded:
        message = _("%(title)s is awarded to somebody else than %(name)s.")
    elif engagement.status in OVER:
        message = _("%(title)s is over.")
    elif engagement.award_proposed_by_id is not None:
        message = _("The award of %(title)s to %(name)s is proposed; a second person has to confirm it.")
        waits_for = _deciders(case, but=engagement.award_proposed_by_id)
    else:
        message = _("%(title)s is not awarded to %(name)s yet.")
    found.lacks(
        Code.ENGAGEMENT_NOT_AWARDED,
        message % {"title": engagement.title, "name": vendor.name},
        engagement.ref,
        waits_for=waits_for,
        due_on=case.due_on,
        path=path,
        state=engagement.status,
    )


def _judge_evaluation(case: Case, found: Findings) -> None:
    """A tender or pilot: no award yet, a live candidate, and it ends with the award."""
    engagement, vendor = case.facts.engagement, case.facts.vendor
    path = f"/engagements/{engagement.ref}/"
    words = {"title": engagement.title, "name": vendor.name}
    if engagement.status in (Engagement.Status.AWARDED, Engagement.Status.LIVE):
        found.lacks(
            Code.SHARING_ENDED,
            _("%(title)s is awarded, and an evaluation ends with the award. Ask for a sharing under the contract.")
            % words,
            case.facts.sharing.ref,
            waits_for=[case.facts.sharing.owner],
            path=path,
        )
        return
    is_open = engagement.status in (Engagement.Status.SOURCING, Engagement.Status.EVALUATING)
    is_candidate = engagement.candidate_status in (Candidate.Status.LONGLISTED, Candidate.Status.SHORTLISTED)
    if is_open and is_candidate:
        found.rests_on(Code.ENGAGEMENT_NOT_AWARDED, _("Candidate in an open evaluation"), engagement.ref, path=path)
        return
    message = _("%(name)s is not a candidate of %(title)s.") if is_open else _("%(title)s is not being evaluated.")
    found.lacks(
        Code.ENGAGEMENT_NOT_AWARDED,
        message % words,
        engagement.ref,
        waits_for=case.owner,
        due_on=case.due_on,
        path=path,
        state=engagement.status,
    )
