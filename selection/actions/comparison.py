"""What the costs of an engagement are brought to, and the sponsor's yes to what may be above the budget."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import held as held_records
from selection.models import MOST_MONTHS, BudgetAcceptance, Candidate, Comparison
from selection.readers.budget import Overrun, overruns
from selection.readers.costs import costs_of
from vendors import locks
from vendors.models import Engagement


@transaction.atomic
def set_comparison(
    engagement: Engagement, by: User | Person, horizon_months: int, priced_on: date, *, today: date
) -> Comparison:
    """The horizon of all costs, and the day whose exchange rates count; only while a vendor is being chosen.

    No day to come: its rates are not known, and the costs would move with each that is brought in.
    """
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    held_records.refuse_chosen(engagement)
    held_records.refuse_waiting(engagement)
    if not 1 <= horizon_months <= MOST_MONTHS:
        raise NotAllowed(_("The horizon has 1 to %(most)s months.") % {"most": MOST_MONTHS}, code="horizon_months")
    if priced_on > today:
        raise NotAllowed(_("Choose a day up to today: later rates are not known yet."), code="priced_on")
    values: dict[str, Any] = {"horizon_months": horizon_months, "priced_on": priced_on}
    if said := Comparison.objects.filter(engagement=engagement).first():
        return moves.change(said, by=by, **values)
    return moves.create(Comparison(engagement=engagement, **values), by=by)


@transaction.atomic
def accept_cost(candidate: Candidate, by: User | Person, at: datetime, why: str) -> BudgetAcceptance:
    """Accept, as the sponsor, that a candidate may cost more than the budget, or that nobody knows what it costs."""
    held_records.demand_reason(why)
    _held, candidate = held_records.hold_candidate(candidate)
    engagement = candidate.engagement
    held_records.refuse_chosen(engagement)
    if engagement.sponsor_id is None:
        raise NotAllowed(_("This engagement has no sponsor who could accept it. Name one first."))
    if engagement.sponsor_id != by.person_id:
        raise NotAllowed(_("Only %(sponsor)s, the sponsor, accepts it.") % {"sponsor": engagement.sponsor})
    over = overrun_of(candidate)
    if over is None or over.accepted:
        raise NotAllowed(_("There is nothing to accept about the cost of %(vendor)s.") % {"vendor": candidate.vendor})
    quote = over.priced.quote
    if quote.submitted_by is None or quote.submitted_by_id == by.person_id:
        raise NotAllowed(_("You submitted this quote, so somebody else has to be the sponsor who accepts it."))
    yes = BudgetAcceptance(
        engagement=engagement,
        quote=quote,
        p90_amount=over.p90,
        budget_amount=over.budget,
        currency=engagement.currency,
        reason=why.strip(),
        submitted_by=quote.submitted_by,
        accepted_by=by.person,
        accepted_at=at,
    )
    return moves.create(yes, by=by, why=why.strip())


def overrun_of(candidate: Candidate) -> Overrun | None:
    """How this candidate's cost stands against the budget; None where it is within, or there is no budget."""
    return overruns(candidate.engagement, costs_of(candidate.engagement).by_key).get(candidate.ref)


def refuse_unaccepted(candidate: Candidate) -> None:
    """With a budget, a candidate is awarded once its quote is known to be within, or its sponsor has accepted it."""
    engagement = candidate.engagement
    if engagement.budget_amount is None:
        return
    if not candidate.quotes.submitted().exists():
        raise NotAllowed(
            _("Submit a quote of %(vendor)s first: the engagement has a budget to compare it with.")
            % {"vendor": candidate.vendor}
        )
    over = overrun_of(candidate)
    if over and not over.accepted:
        sponsor = engagement.sponsor or _("a sponsor, who is not named yet,")
        raise NotAllowed(
            _("The cost of %(vendor)s may be above the budget: %(sponsor)s has to accept it first.")
            % {"vendor": candidate.vendor, "sponsor": sponsor}
        )
