"""What the gate asks of the vendor's subcontractors: a second person approved each that gets data (GDPR 28(2))."""

from django.utils.translation import gettext as _

from accounts.roles import GRANTS
from sharing.models.asked import Who
from sharing.models.facts import SubcontractorFacts
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings, said
from vendors.models import Subcontractor
from vendors.rules.subcontractors import gets_data

Status = Subcontractor.Status
APPROVING = tuple(sorted(role for role, granted in GRANTS.items() if "vendors.approve_subcontractor" in granted))


def judge(case: Case, found: Findings) -> None:
    """An approved vendor passes data on to approved subcontractors only; public data needs neither."""
    if not case.demands.vendor:
        return
    for one in case.facts.subcontractors:
        if gets_data(one.data_class, one.categories):
            _judge(case, one, found)


def _path(case: Case, one: SubcontractorFacts) -> str:
    return f"/engagements/{case.facts.engagement.ref}/#{one.ref}"


def _judge(case: Case, one: SubcontractorFacts, found: Findings) -> None:
    if _is_approved(case, one):
        found.rests_on(Code.SUBCONTRACTOR_NOT_APPROVED, one.name, one.ref, state="approved", path=_path(case, one))
        return
    is_open = one.status == Status.ANNOUNCED and _in_window(case, one)
    found.lacks(
        Code.SUBCONTRACTOR_OBJECTION_OPEN if is_open else Code.SUBCONTRACTOR_NOT_APPROVED,
        _why(case, one, is_open=is_open),
        one.ref,
        waits_for=_waits_for(case, one),
        due_on=one.objection_until_on if is_open else case.due_on,
        path=_path(case, one),
        title=one.name,
        state=one.status,
    )


def _is_approved(case: Case, one: SubcontractorFacts) -> bool:
    """By somebody who neither entered it nor asked for the sharing."""
    return one.status == Status.APPROVED and one.approved_by_id not in (None, one.entered_by_id, case.asked_by)


def _in_window(case: Case, one: SubcontractorFacts) -> bool:
    return one.objection_until_on is not None and case.today <= one.objection_until_on


def _why(case: Case, one: SubcontractorFacts, *, is_open: bool) -> str:
    words = {"name": one.name, "vendor": case.facts.vendor.name, "day": said(one.objection_until_on)}
    if is_open:
        return _("%(vendor)s wants to use %(name)s. Approve it, or object until %(day)s.") % words
    if one.status == Status.OBJECTED:
        return _("We object to %(name)s, and %(vendor)s has not settled that yet.") % words
    if one.status == Status.APPROVED:
        return _("%(name)s was approved by who asked for this sharing. Somebody else has to.") % words
    return _("%(vendor)s uses %(name)s, and nobody approved it; the time to object ended on %(day)s.") % words


def _waits_for(case: Case, one: SubcontractorFacts) -> tuple[Who, ...]:
    """Our objection is settled by who works with the vendor; all else is decided by who may approve."""
    if one.status == Status.OBJECTED:
        return case.owner
    able = [who for who in case.facts.holders_of(*APPROVING) if who.id not in (one.entered_by_id, case.asked_by)]
    return tuple(able) or case.owner
