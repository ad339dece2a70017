"""Engagements: asking for one, editing it, and its way from draft to closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.benefit import set_benefits
from vendors.actions.facts import change_facts
from vendors.actions.over import refuse_over
from vendors.models import FACTS, Engagement, FitAssessment
from vendors.rules import fit
from vendors.rules.facts import is_known, plain

EDITABLE = frozenset(
    {
        "title",
        "description",
        "service_category",
        "it_kind",
        "is_core",
        "is_ip_involved",
        "skills_needed",
        "skills_missing",
        "country",
        "planned_start_on",
        "planned_sharing_on",
        "budget_amount",
        "currency",
        "requester",
        "owner",
        "sponsor",
        "legal_contact",
    }
)
LOOKING = (Engagement.Status.SOURCING, Engagement.Status.EVALUATING)
WEIGHED = frozenset({"budget_amount", "currency"})  # what a proposed award was held against
# What location and the checklists' conditions read: with another value, more may be asked than before.
READ_BY_THE_GATE = frozenset({"country", "service_category", "it_kind", "is_core", "is_ip_involved"})


@transaction.atomic
def log_engagement(by: User | Person, benefits: Iterable[Mapping[str, Any]] = (), **fields: Any) -> Engagement:
    """Ask for an engagement; the facts that are given count as entered by who gives them."""
    _refuse_unknown(set(fields) - set(FACTS))
    for fact in FACTS:
        if fact in fields:
            fields[fact] = plain(fields[fact])
    fields.setdefault("requester", by.person)
    fields.setdefault("owner", by.person)
    given = [fact for fact in FACTS if fact in fields and is_known(fact, fields[fact])]
    engagement = Engagement(**fields, facts_entered_by=dict.fromkeys(given, by.person_id))
    engagement = moves.create(engagement, by=by)
    set_benefits(engagement, by, benefits)
    return engagement


@transaction.atomic
def edit_engagement(
    engagement: Engagement, by: User | Person, benefits: Iterable[Mapping[str, Any]] | None = None, **fields: Any
) -> Engagement:
    """Change what is known of an engagement; its facts travel through `change_facts`, which ends confirmations.

    Its expected benefits become these, where they are given at all.
    """
    facts = {name: fields.pop(name) for name in FACTS if name in fields}
    _refuse_unknown(set(fields))
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    asked = (WEIGHED | READ_BY_THE_GATE) & fields.keys()
    changed = {name for name in asked if fields[name] != getattr(engagement, name)}
    if changed & WEIGHED and engagement.awards.open().exists():
        raise NotAllowed(_("An award waits for a decision, so budget and currency stay. Withdraw it first."))
    if changed & READ_BY_THE_GATE:
        locks.hold(engagements=[engagement], closing=True)
    if facts:
        engagement = change_facts(engagement, by, **facts)
    if benefits is not None:
        set_benefits(engagement, by, benefits)
    return moves.change(engagement, by=by, **fields)


def start_sourcing(engagement: Engagement, by: User | Person) -> Engagement:
    """Look for vendors."""
    return _move(engagement, Engagement.Status.SOURCING, by)


def start_evaluating(engagement: Engagement, by: User | Person) -> Engagement:
    """Compare the candidates; an award that stands is withdrawn by selection, which brings the engagement back."""
    return _move(engagement, Engagement.Status.EVALUATING, by)


def go_live(engagement: Engagement, by: User | Person) -> Engagement:
    """The vendor works for us."""
    return _move(engagement, Engagement.Status.LIVE, by)


def close(engagement: Engagement, by: User | Person, why: str = "") -> Engagement:
    """It is over; not while a sharing under it is unfinished."""
    return _end(engagement, Engagement.Status.CLOSED, by, why)


def cancel(engagement: Engagement, by: User | Person, why: str) -> Engagement:
    """It will not be, with the reason; not while a sharing under it is unfinished."""
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."))
    return _end(engagement, Engagement.Status.CANCELLED, by, why)


@transaction.atomic
def _move(engagement: Engagement, to: str, by: User | Person) -> Engagement:
    held = locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    if to in LOOKING and engagement.fit_assessments.filter(status=FitAssessment.Status.KEPT).exists():
        raise NotAllowed(fit.why_no_award(False, FitAssessment.Status.KEPT, False))
    if engagement.status == Engagement.Status.AWARDED and to == Engagement.Status.EVALUATING:
        raise NotAllowed(_("Withdraw the award first: then the candidates are compared again."))
    return moves.move(engagement, to, by=by, held=held)


@transaction.atomic
def _end(engagement: Engagement, to: str, by: User | Person, why: str) -> Engagement:
    held = locks.hold(engagements=[engagement], closing=True)
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    if left := [one.ref for one in engagement.sharing_requests.unfinished()]:
        raise NotAllowed(_("End these sharing requests first: %(refs)s.") % {"refs": ", ".join(left)})
    return moves.move(engagement, to, by=by, why=why, held=held)


def _refuse_unknown(names: set[str]) -> None:
    if unknown := sorted(names - EDITABLE):
        raise NotAllowed(_("These are not edited with an engagement: %(names)s.") % {"names": ", ".join(unknown)})
