"""Whether the sponsor has to accept a cost before the award, and whether a yes that was given still covers it."""

from typing import Protocol


class Accepted(Protocol):
    quote_id: int
    p90_amount: int | None
    budget_amount: int
    currency: str


def is_over(budget: int | None, p90: int | None) -> bool:
    """With a budget, a P90 above it is over; so is a cost that cannot be compared, since nobody knows."""
    return budget is not None and (p90 is None or p90 > budget)


def covers(accepted: Accepted, quote_id: int, p90: int | None, budget: int, currency: str) -> bool:
    """A yes covers its own quote, up to the P90 that it was given for, while the budget is not lower than then.

    A yes to an unknown cost covers it only while it is unknown.
    """
    if accepted.quote_id != quote_id or accepted.currency != currency or budget < accepted.budget_amount:
        return False
    if p90 is None or accepted.p90_amount is None:
        return p90 is None and accepted.p90_amount is None
    return p90 <= accepted.p90_amount
