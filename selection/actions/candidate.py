"""Candidates for an engagement: on the longlist, in the closer choice, turned down."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import held as held_records
from selection.actions.evaluation import ask_for_the_new
from selection.models import Candidate
from vendors import actions as vendor_actions
from vendors import locks
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import Engagement, Vendor


@transaction.atomic
def add_candidate(engagement: Engagement, vendor: Vendor, by: User | Person) -> Candidate:
    """Put a vendor on the longlist of an engagement that is still choosing."""
    _held, engagement, vendor = held_records.hold(engagement, vendor)
    held_records.refuse_chosen(engagement)
    held_records.refuse_vendor(vendor)
    if Candidate.objects.filter(engagement=engagement, vendor=vendor).exists():
        raise NotAllowed(_("%(vendor)s is a candidate already.") % {"vendor": vendor.name})
    return moves.create(Candidate(engagement=engagement, vendor=vendor), by=by)


@transaction.atomic
def log_candidate(engagement: Engagement, by: User | Person, *, is_another: bool = False, **fields: Any) -> Candidate:
    """Log a vendor that is new to us and put it on the longlist: both, or neither."""
    return add_candidate(engagement, vendor_actions.log_vendor(by, is_another=is_another, **fields), by)


@transaction.atomic
def shortlist(candidate: Candidate, by: User | Person) -> Candidate:
    """Take a candidate into the closer choice, a rejected one too; who had scored already is asked to score it."""
    held, candidate = held_records.hold_candidate(candidate)
    held_records.refuse_selected(candidate)
    held_records.refuse_chosen(candidate.engagement)
    held_records.refuse_vendor(candidate.vendor)
    listed = moves.move(candidate, Candidate.Status.SHORTLISTED, by=by, held=held, reason="")
    ask_for_the_new(listed, by, held)
    return listed


@transaction.atomic
def put_back(candidate: Candidate, by: User | Person) -> Candidate:
    """Take a candidate out of the closer choice again, back to the longlist; what it was scored stays known."""
    held, candidate = held_records.hold_candidate(candidate)
    held_records.refuse_selected(candidate)
    held_records.refuse_chosen(candidate.engagement)
    held_records.refuse_proposed(candidate)
    if candidate.status != Candidate.Status.SHORTLISTED:
        raise NotAllowed(_("%(vendor)s is not on the shortlist.") % {"vendor": candidate.vendor.name})
    return moves.move(candidate, Candidate.Status.LONGLISTED, by=by, held=held)


@transaction.atomic
def note(candidate: Candidate, by: User | Person, *, references: str, benefits: str) -> Candidate:
    """Keep what references say of a candidate, and which expected benefits it would bring; while one is choosing."""
    _held, candidate = held_records.hold_candidate(candidate)
    held_records.refuse_chosen(candidate.engagement)
    refuse_late(candidate.vendor)
    return moves.change(candidate, by=by, act="noted", references=references.strip(), benefits=benefits.strip())


@transaction.atomic
def reject(candidate: Candidate, by: User | Person, why: str) -> Candidate:
    """Turn a candidate down, with the reason that the selection keeps; what was cleared for its evaluation stops."""
    held_records.demand_reason(why)
    held, candidate = held_records.hold_candidate(candidate)
    refuse_over(candidate.engagement)
    held_records.refuse_selected(candidate)
    held_records.refuse_proposed(candidate)
    if candidate.engagement.sharing_requests.unfinished().filter(vendor=candidate.vendor_id).exists():
        locks.hold(engagements=[candidate.engagement_id], closing=True)
    return moves.move(candidate, Candidate.Status.REJECTED, by=by, held=held, reason=why.strip())
