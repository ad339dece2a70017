"""What a contract's prices come to, as its page and the list show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from contracts.forms.fields import plain
from contracts.models import Contract, ContractKind, Milestone, RateLine
from contracts.rules import prices
from contracts.views import acts
from contracts.views.access import SignedIn

MILESTONE_NEXT = {
    Milestone.Status.PLANNED: ["start", "deliver"],
    Milestone.Status.IN_PROGRESS: ["deliver"],
    Milestone.Status.DELIVERED: ["accept", "send_back"],
}


@dataclass(frozen=True)
class Money:
    """What a contract comes to: what is paid once or in all, what is paid each year, and whether more may come."""

    amount: int
    a_year: int = 0
    is_open: bool = False


def worth(contract: Contract) -> Money:
    """The estimate of a contract, from prices that are loaded."""
    own = 0
    if contract.kind == ContractKind.HOURLY:
        own = prices.hourly_total(contract.rate_lines.all(), contract.currency)
    if contract.kind == ContractKind.PROJECT:
        own = prices.project_total(contract.milestones.all(), 0)[0]
    total = prices.charges_total(contract.charges.all(), contract.currency)
    return Money(own + total.once, total.a_year, total.is_open)


@dataclass(frozen=True)
class RateShown:
    line: RateLine
    hours: float | None
    cost: int | None
    share: int | None


@dataclass(frozen=True)
class MilestoneShown:
    """A milestone with its places on the time line, in per cent, and what may be done with it."""

    milestone: Milestone
    state: str
    due_x: float | None
    done_x: float | None
    done_on: date | None
    tone: str
    acts: list[tuple[str, Any]]


def price_facts(contract: Contract, request: SignedIn, day: date) -> dict[str, Any]:
    """The rate card or the milestones, as the contract's kind has them, and the charges."""
    lines = list(contract.charges.all())
    facts = {
        "charges": [(one, prices.of_charge(one, contract.currency), _per_cent(one.share_bp)) for one in lines],
        "charged": prices.charges_total(lines, contract.currency),
    }
    if contract.kind == ContractKind.HOURLY:
        return facts | _hourly(contract)
    if contract.kind == ContractKind.PROJECT:
        return facts | _project(contract, request, day)
    return facts


def _per_cent(basis_points: int | None) -> str:
    return plain(Decimal(basis_points or 0) / prices.BASIS_POINTS * 100)


def _hourly(contract: Contract) -> dict[str, Any]:
    lines = list(contract.rate_lines.all())
    total = prices.hourly_total(lines, contract.currency)
    shown = []
    for one in lines:
        cost = None if one.minutes is None else prices.of_minutes(one.rate_e4, one.minutes, contract.currency)
        hours = None if one.minutes is None else _hours(one.minutes)
        shown.append(RateShown(one, hours, cost, round(100 * cost / total) if cost is not None and total else None))
    return {
        "rates": shown,
        "total": total,
        "hours": _hours(sum(one.minutes or 0 for one in lines)),
        "cap_hours": _hours(contract.cap_minutes) if contract.cap_minutes is not None else None,
        "cap": prices.against_cap(lines, contract.currency, contract.cap_amount, contract.cap_minutes),
    }


def _hours(minutes: int) -> float:
    hours = minutes / 60
    return int(hours) if hours == int(hours) else round(hours, 2)


def _project(contract: Contract, request: SignedIn, day: date) -> dict[str, Any]:
    stones = list(contract.milestones.all())
    total, most = prices.project_total(stones, contract.change_allowance_bp)
    span = _span(contract, stones, day)
    sums = {
        status: sum(one.amount for one in stones if one.status == status)
        for status in (Milestone.Status.ACCEPTED, Milestone.Status.DELIVERED)
    }
    return {
        "milestones": [_milestone(one, contract, span, request, day) for one in stones],
        "today_x": _x(day, span),
        "ticks": [(_x(on, span), on) for on in _months(*span)],
        "total": total,
        "most": most if contract.change_allowance_bp else None,
        "accepted": sums[Milestone.Status.ACCEPTED],
        "waiting": sums[Milestone.Status.DELIVERED],
        "share": round(100 * sums[Milestone.Status.ACCEPTED] / total) if total else 0,
        "delivered": next((one for one in stones if one.status == Milestone.Status.DELIVERED), None),
    }


def _milestone(
    milestone: Milestone, contract: Contract, span: tuple[date, date], request: SignedIn, day: date
) -> MilestoneShown:
    done_on = milestone.accepted_on or milestone.delivered_on
    is_late = done_on is None and milestone.due_on is not None and milestone.due_on < day
    runs = contract.status in (Contract.Status.ACTIVE, Contract.Status.EXPIRED)
    names = MILESTONE_NEXT.get(Milestone.Status(milestone.status), []) if runs else []
    return MilestoneShown(
        milestone,
        "late" if is_late else str(milestone.status),
        _x(milestone.due_on, span) if milestone.due_on else None,
        _x(done_on, span) if done_on else None,
        done_on,
        {"accepted": "ok", "delivered": "info"}.get(str(milestone.status), "bad" if is_late else "mute"),
        acts.offered(milestone, names, acts.MILESTONE_ACTS, request),
    )


def _span(contract: Contract, stones: Iterable[Milestone], day: date) -> tuple[date, date]:
    """The first and the last day of the time line, with a little room on both sides."""
    days = [day, contract.starts_on, contract.ends_on]
    for stone in stones:
        days += [stone.due_on, stone.delivered_on, stone.accepted_on]
    known = [on for on in days if on is not None]
    room = timedelta(days=max(7, (max(known) - min(known)).days // 20))
    return min(known) - room, max(known) + room


def _x(on: date, span: tuple[date, date]) -> float:
    return round(100 * (on - span[0]).days / max((span[1] - span[0]).days, 1), 2)


def _months(first: date, last: date) -> list[date]:
    """At most six first days of months between two days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // 6))
    starts = (first.year * 12 + first.month - 1 + n for n in range(1, months + 1, step))
    return [date(count // 12, count % 12 + 1, 1) for count in starts]
