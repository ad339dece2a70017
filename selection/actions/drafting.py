"""The draft contract that follows from an award: of the quote's kind, with its prices and what is paid once."""

from typing import Any

from accounts.models import Person, User
from contracts import actions as contract_actions
from contracts.actions import Rate
from contracts.models import ChargeKind, Contract, ContractKind, Period
from selection.models import HORIZON_MONTHS, Award, Comparison, LineKind, Quote, QuoteLine
from selection.rules.cost import times_in

OVER = (Contract.Status.EXPIRED, Contract.Status.TERMINATED)
MOST_MINUTES = 2**31 - 1  # what the hours of a rate line hold
ROLE_LENGTH = 120
Row = dict[str, Any]


def draft_contract(award: Award, by: User | Person) -> Contract | None:
    """Draft the winner's contract from its submitted quote; None without one, or where a contract stands already.

    Whatever stands with this vendor for this engagement is kept as it is: drafted by hand, or by an earlier award.
    """
    quote = award.candidate.quotes.submitted().first()
    vendor, engagement = award.candidate.vendor, award.engagement
    standing = Contract.objects.filter(vendor=vendor, engagement=engagement).exclude(status__in=OVER)
    if quote is None or standing.exists():
        return None
    kind = ContractKind(quote.kind)
    terms: Row = {"title": engagement.title, "currency": quote.currency, "owner": award.proposed_by}
    if quote.allowance_likely is not None:
        terms["change_allowance_bp"] = quote.allowance_likely
    contract = contract_actions.draft(by, vendor=vendor, engagement=engagement, kind=kind, **terms)
    lines = list(quote.lines.all())
    if kind == ContractKind.HOURLY:
        contract_actions.set_rate_lines(contract, by, rates(lines, _horizon(award)))
    elif kind == ContractKind.PROJECT:
        stones = [{"title": one.title, "amount": one.amount} for one in lines]
        contract_actions.set_milestones(contract, by, stones)
    charged = charges(lines) if kind == ContractKind.OTHER else []
    return contract_actions.set_charges(contract, by, [*charged, *paid_once(quote)])


def rates(lines: list[QuoteLine], horizon_months: int) -> list[Rate]:
    """Each role once, with the likely hours of the whole horizon; a role that stands twice gets a number."""
    found: list[Rate] = []
    taken: set[str] = set()
    for line in lines:
        minutes = None
        if line.quantity_likely is not None:
            minutes = int(line.quantity_likely * times_in(line.period, horizon_months))
        rate = Rate(
            role=_unused(line.title.strip(), taken),
            rate_e4=line.rate_e4 or 0,
            minutes=minutes if minutes is not None and minutes <= MOST_MINUTES else None,
        )
        taken.add(rate["role"].casefold())
        found.append(rate)
    return found


def _unused(title: str, taken: set[str]) -> str:
    """The title, as long as a role may be; numbered where it is taken."""
    endings = ("", *(f" ({number})" for number in range(2, len(taken) + 2)))
    names = (title[: ROLE_LENGTH - len(ending)].rstrip() + ending for ending in endings)
    return next(name for name in names if name.casefold() not in taken)


def charges(lines: list[QuoteLine]) -> list[Row]:
    """The prices of a quote that is neither by the hour nor per project."""
    rows: list[Row] = []
    for line in lines:
        row: Row = {"kind": ChargeKind(line.kind), "title": line.title, "period": Period(line.period)}
        if line.kind == LineKind.PER_UNIT:
            row |= {"unit_price_e4": line.rate_e4, "unit": line.unit, "volume": line.quantity_likely}
        elif line.kind == LineKind.OUTCOME:
            row["share_bp"] = line.share_bp
        else:
            row["amount"] = line.amount
        if row.get("share_bp") != 0:  # a share of nothing is no price
            rows.append(row)
    return rows


def paid_once(quote: Quote) -> list[Row]:
    """One-off, transition and exit cost, whatever the kind of the quote."""
    rows: list[Row] = []
    once = {name: getattr(quote, name) for name in ("one_off_amount", "transition_amount", "exit_amount")}
    for name, amount in once.items():
        if amount:
            title = str(Quote._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
            rows.append({"kind": ChargeKind.ONE_OFF, "title": title, "amount": amount, "period": Period.ONCE})
    return rows


def _horizon(award: Award) -> int:
    said = Comparison.objects.filter(engagement=award.engagement_id).first()
    return said.horizon_months if said else HORIZON_MONTHS
