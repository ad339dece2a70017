"""The award of an engagement to one of its candidates: proposed by one person, confirmed by another."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import deciding
from selection.actions import held as held_records
from selection.actions.comparison import refuse_unaccepted
from selection.actions.drafting import draft_contract
from selection.actions.freezing import Tiers, freeze, no_tiers
from selection.models import Award, Candidate, Rejection
from selection.readers.scores import compared
from vendors import locks
from vendors.actions.over import refuse_over
from vendors.models import Engagement


@transaction.atomic
def propose_award(candidate: Candidate, by: User | Person, why: str, others: Mapping[int, str] | None = None) -> Award:
    """Propose a shortlisted candidate, with the reasons; a second person confirms.

    `others` says, by the key of each other candidate in question, why it is not that one; on the longlist it may be
    left out.
    """
    held_records.demand_reason(why)
    _held, candidate = held_records.hold_candidate(candidate)
    held_records.refuse_chosen(candidate.engagement)
    held_records.refuse_partial(candidate.engagement, by)
    held_records.refuse_vendor(candidate.vendor)
    held_records.refuse_unfit(candidate.engagement)
    if candidate.status != Candidate.Status.SHORTLISTED:
        raise NotAllowed(_("Shortlist %(vendor)s first.") % {"vendor": candidate.vendor.name})
    held_records.refuse_waiting(candidate.engagement)
    refuse_unaccepted(candidate)
    deciding.refuse_unscored(candidate)
    given, against = others or {}, deciding.others_in_question(candidate)
    deciding.demand_reasons(against, given)
    award = Award(engagement=candidate.engagement, candidate=candidate, reason=why.strip(), proposed_by=by.person)
    moves.create(award, by=by)
    for one in against:
        if reason := given.get(one.pk, "").strip():
            moves.create(Rejection(award=award, candidate=one, reason=reason), by=by)
    return award


@transaction.atomic
def confirm_award(award: Award, by: User | Person, at: datetime, note: str = "", tiers: Tiers = no_tiers) -> Award:
    """Award the engagement: a second person says yes, the others are rejected for the reasons that were proposed.

    What it rests on is frozen in the same transaction (`tiers` reads the tier of each candidate for it), and the
    contract is drafted from the winner's quote.
    """
    held, award = held_records.hold_award(award)
    refuse_over(award.engagement)
    held_records.refuse_proposer(award, by)
    held_records.refuse_partial(award.engagement, by)
    held_records.refuse_vendor(award.candidate.vendor)
    refuse_unaccepted(award.candidate)
    held_records.refuse_unfit(award.engagement)
    deciding.refuse_unscored(award.candidate)
    against = deciding.others_in_question(award.candidate)
    deciding.refuse_late(award, against)
    weighed = compared(award.engagement)
    if award.engagement.status == Engagement.Status.DRAFT:
        moves.move(award.engagement, Engagement.Status.SOURCING, by=by, held=held)
    award = moves.move(
        award,
        Award.Status.CONFIRMED,
        by=by,
        held=held,
        decided_by=by.person,
        decided_at=at,
        decision_note=note.strip(),
    )
    moves.move(award.candidate, Candidate.Status.SELECTED, by=by, held=held)
    because = _("Awarded to %(vendor)s.") % {"vendor": award.candidate.vendor.name}
    reasons = dict(award.rejections.values_list("candidate", "reason"))
    for loser in against:
        moves.move(loser, Candidate.Status.REJECTED, by=by, held=held, reason=reasons.get(loser.pk, because))
    moves.move(award.engagement, Engagement.Status.AWARDED, by=by, held=held)
    freeze(award, weighed, tiers, by, at)
    draft_contract(award, by)
    return award


@transaction.atomic
def refuse_award(award: Award, by: User | Person, at: datetime, note: str) -> Award:
    """A second person says no, with the reason; another candidate can be proposed."""
    held_records.demand_reason(note)
    held, award = held_records.hold_award(award)
    refuse_over(award.engagement)
    held_records.refuse_proposer(award, by)
    held_records.refuse_partial(award.engagement, by)
    return moves.move(
        award, Award.Status.REFUSED, by=by, held=held, decided_by=by.person, decided_at=at, decision_note=note.strip()
    )


@transaction.atomic
def withdraw_award(award: Award, by: User | Person, why: str) -> Award:
    """Take an award back; a confirmed one puts the engagement back to evaluating, and stops what was cleared on it."""
    held_records.demand_reason(why)
    held, award = held_records.hold_award(award)
    if award.status != Award.Status.CONFIRMED:
        return moves.move(award, Award.Status.WITHDRAWN, by=by, why=why, held=held)
    refuse_over(award.engagement)
    held = locks.hold([award.candidate.vendor_id], [award.engagement_id], closing=True)
    award = moves.move(award, Award.Status.WITHDRAWN, by=by, why=why, held=held)
    moves.move(award.candidate, Candidate.Status.SHORTLISTED, by=by, held=held)
    moves.move(award.engagement, Engagement.Status.EVALUATING, by=by, why=why, held=held)
    return award
