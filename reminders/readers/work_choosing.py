"""What waits for one person while a vendor is chosen and watched: fit, scores, awards, risks, subcontractors, tiers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import TierOverride
from reminders.readers.task import Queue, Task
from selection.models import Award, Evaluation
from vendors.models import (
    Engagement,
    FitAssessment,
    FitCondition,
    Incident,
    NamedStaff,
    Risk,
    RiskResponse,
    Screening,
    Subcontractor,
)

CHOOSING = [Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING]
OVER = [Engagement.Status.CLOSED, Engagement.Status.CANCELLED]
AHEAD = timedelta(days=14)


def fits(user: User, today: date) -> Iterator[Queue]:
    """Assessments to be decided by an approver who neither answered nor asked for the engagement."""
    if not user.has_perm("vendors.decide_fit"):
        return
    me = user.person_id
    rows = FitAssessment.objects.waiting().exclude(engagement__status__in=OVER)
    rows = rows.exclude(Q(answered_by=me) | Q(requested_by=me))

    def tell(one: Any) -> Task:
        return Task(
            "signpost-2",
            _("Decide whether outsourcing fits: %(title)s") % {"title": one.engagement.title},
            one.engagement.ref,
            f"/engagements/{one.engagement.ref}/#fit",
            one.engagement.planned_start_on,
        )

    yield Queue(rows.select_related("engagement").order_by("pk"), tell)


def conditions(user: User, today: date) -> Iterator[Queue]:
    """One's own to meet, and those of others that are said to be met."""
    me = user.person_id
    wanted = Q(status=FitCondition.Status.OPEN, owner=me)
    if user.has_perm("vendors.decide_fit"):
        wanted |= Q(status=FitCondition.Status.REPORTED) & ~Q(owner=me) & ~Q(reported_by=me)
    rows = FitCondition.objects.filter(wanted).exclude(engagement__status__in=OVER)
    words = {
        FitCondition.Status.OPEN.value: ("list-check", _("Meet a condition: %(text)s")),
        FitCondition.Status.REPORTED.value: ("clipboard-check", _("Judge a condition: %(text)s")),
    }

    def tell(one: Any) -> Task:
        return Task(
            words[one.status][0],
            words[one.status][1] % {"text": one.text},
            f"{one.engagement.title} · {one.engagement.ref}",
            f"/engagements/{one.engagement.ref}/#{one.ref}",
            one.due_on,
        )

    yield Queue(rows.select_related("engagement").order_by("due_on", "pk"), tell)


def risks(user: User, today: date) -> Iterator[Queue]:
    """One's own to look at again, and treated ones of others of which nobody has said yet what remains."""
    me = user.person_id
    rows = Risk.objects.filter(status=Risk.Status.OPEN).exclude(engagement__status__in=OVER)
    mine = rows.filter(owner=me, review_on__lte=today + AHEAD)
    yield _risks(mine, "arrow-repeat", _("Review a risk: %(title)s"))
    if user.has_perm("vendors.assess_risk"):
        treated = rows.filter(assessed_by=None).exclude(response=RiskResponse.UNDECIDED).exclude(owner=me)
        yield _risks(treated, "speedometer2", _("Assess a risk: %(title)s"), has_day=False)


def _risks(rows: QuerySet[Risk], icon: str, title: str, *, has_day: bool = True) -> Queue:
    def tell(one: Risk) -> Task:
        ref = one.engagement.ref
        sub = f"{one.vendor.name} · {ref}"
        on = one.review_on if has_day else None
        return Task(icon, title % {"title": one.title}, sub, f"/engagements/{ref}/risks/#{one.ref}", on)

    return Queue(rows.select_related("vendor", "engagement").order_by("review_on", "pk"), tell)


def incidents(user: User, today: date) -> Iterator[Queue]:
    """Incidents that others logged, until somebody has said what the reassessment found."""
    if not user.has_perm("vendors.assess_incident"):
        return

    def tell(one: Incident) -> Task:
        path = f"/vendors/{one.vendor.ref}/incidents/{one.ref}/"
        title = _("Reassess after an incident: %(title)s") % {"title": one.title}
        return Task("exclamation-triangle", title, f"{one.vendor.name} · {one.ref}", path, one.reassess_on)

    rows = Incident.objects.open().exclude(logged_by=user.person_id).select_related("vendor")
    yield Queue(rows.order_by("reassess_on", "pk"), tell)


def scores(user: User, today: date) -> Iterator[Queue]:
    """Candidates that one was invited to score, until one has submitted."""
    rows = Evaluation.objects.pending().filter(person=user.person_id)
    rows = rows.filter(scorecard__engagement__status__in=CHOOSING).select_related("scorecard__engagement")

    def tell(evaluation: Any) -> Task:
        return Task(
            "sliders",
            _("Score the candidates: %(title)s") % {"title": evaluation.scorecard.engagement.title},
            evaluation.scorecard.engagement.ref,
            f"/evaluations/{evaluation.ref}/",
        )

    yield Queue(rows.order_by("pk"), tell)


def awards(user: User, today: date) -> Iterator[Queue]:
    if not user.has_perm("selection.confirm_award"):
        return
    partial = Evaluation.objects.filter(person=user.person_id, status=Evaluation.Status.RECUSED)
    rows = Award.objects.filter(status=Award.Status.PROPOSED).exclude(engagement__status__in=OVER)
    rows = rows.exclude(proposed_by=user.person_id).exclude(engagement__in=partial.values("scorecard__engagement"))

    def tell(award: Any) -> Task:
        return Task(
            "award",
            _("Confirm an award: %(title)s") % {"title": award.engagement.title},
            f"{award.candidate.vendor.name} · {award.engagement.ref}",
            f"/engagements/{award.engagement.ref}/",
            award.engagement.planned_start_on,
        )

    yield Queue(rows.select_related("engagement", "candidate__vendor").order_by("pk"), tell)


def subcontractors(user: User, today: date) -> Iterator[Queue]:
    """Those that were announced; the day until which one can object is the day to act by."""
    if not user.has_perm("vendors.approve_subcontractor"):
        return
    rows = Subcontractor.objects.filter(status=Subcontractor.Status.ANNOUNCED).exclude(engagement__status__in=OVER)
    rows = rows.exclude(entered_by=user.person_id)

    def tell(one: Any) -> Task:
        return Task(
            "people",
            _("Approve or object to a subcontractor: %(name)s") % {"name": one.name},
            f"{one.vendor.name} · {one.engagement.ref}",
            f"/engagements/{one.engagement.ref}/#{one.ref}",
            one.objection_until_on,
        )

    yield Queue(rows.select_related("vendor", "engagement").order_by("objection_until_on"), tell)


def tiers(user: User, today: date) -> Iterator[Queue]:
    """Lower tiers that somebody else asked for."""
    if not user.has_perm("checklists.approve_tier"):
        return
    rows = TierOverride.objects.filter(status=TierOverride.Status.ASKED).exclude(engagement__status__in=OVER)
    rows = rows.exclude(set_by=user.person_id)

    def tell(one: Any) -> Task:
        return Task(
            "sort-down",
            _("Decide on a lower tier: %(title)s") % {"title": one.engagement.title},
            f"{one.vendor.name} · {one.ref}",
            f"/engagements/{one.engagement.ref}/tier/{one.vendor.ref}/",
        )

    yield Queue(
        rows.exclude(engagement__requester=user.person_id).select_related("vendor", "engagement").order_by("pk"), tell
    )


def staff(user: User, today: date) -> Iterator[Queue]:
    """Accounts of one's own vendors' people to be removed; for who confirms, people to be screened and removals."""
    me = user.person_id
    people = NamedStaff.objects.with_accounts().select_related("person", "vendor")
    mine = people.filter(leaves_on__lte=today + AHEAD, status=NamedStaff.Status.WORKING).filter(
        Q(engagement__owner=me) | Q(engagement=None, vendor__owner=me)
    )
    yield _staff(mine, "box-arrow-right", _("See to the leaving of %(name)s"))
    if user.has_perm("vendors.confirm_staff"):
        others = people.exclude(entered_by=me)
        left = others.filter(status=NamedStaff.Status.LEFT)
        yield _staff(left, "box-arrow-right", _("Confirm that accounts are gone: %(name)s"))
        unscreened = others.filter(status=NamedStaff.Status.WORKING, screening=Screening.OPEN)
        yield _staff(unscreened, "person-check", _("Screen %(name)s"), has_day=False)


def _staff(rows: QuerySet[NamedStaff], icon: str, title: str, *, has_day: bool = True) -> Queue:
    def tell(one: NamedStaff) -> Task:
        path = f"/vendors/{one.vendor.ref}/staff/{one.ref}/"
        on = one.leaves_on if has_day else None
        return Task(icon, title % {"name": one.person.name}, f"{one.vendor.name} · {one.ref}", path, on)

    return Queue(rows, tell)


READS = (fits, conditions, scores, awards, risks, incidents, subcontractors, staff, tiers)
