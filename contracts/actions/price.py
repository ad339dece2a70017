"""What a contract costs: its rate card or its milestones, and its charges, each set as a whole."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Charge, Contract, ContractKind, Milestone, RateLine
from history import moves
from history.models import NotAllowed, Record

Status = Contract.Status


class Rate(TypedDict):
    role: str
    rate_e4: int
    minutes: int | None


Row = dict[str, Any]  # a milestone's or a charge's fields, and the `pk` of one that exists


@transaction.atomic
def set_rate_lines(contract: Contract, by: User | Person, rows: Sequence[Rate], why: str = "") -> Contract:
    """The roles and their rates an hour, in this order; a role that is not named any more goes."""
    contract = _open(contract, ContractKind.HOURLY, why)
    roles = [row["role"].strip() for row in rows]
    if len({role.casefold() for role in roles}) != len(roles):
        raise NotAllowed(_("Each role stands once on the rate card."), code="role")
    lines = {line.role: line for line in contract.rate_lines.all()}
    for role in lines.keys() - set(roles):
        moves.remove(lines[role], by=by, why=why)
    for position, (role, row) in enumerate(zip(roles, rows, strict=True)):
        values: Row = {"rate_e4": row["rate_e4"], "minutes": row["minutes"], "position": position}
        if line := lines.get(role):
            moves.change(line, by=by, why=why, **values)
        else:
            moves.create(RateLine(contract=contract, role=role, **values), by=by, why=why)
    return contract


@transaction.atomic
def set_milestones(contract: Contract, by: User | Person, rows: Sequence[Row], why: str = "") -> Contract:
    """The milestones (`pk` where one exists), in this order; what was delivered neither goes nor changes its price."""
    contract = _open(contract, ContractKind.PROJECT, why)
    stones = {stone.pk: stone for stone in contract.milestones.all()}
    amounts = {row["pk"]: row["amount"] for row in rows if row.get("pk")}
    for stone in stones.values():
        is_done = stone.status in (Milestone.Status.DELIVERED, Milestone.Status.ACCEPTED)
        if is_done and amounts.get(stone.pk) != stone.amount:
            raise NotAllowed(_("“%(title)s” was delivered: it stays at its amount.") % {"title": stone.title})
    _set(contract, Milestone, stones, rows, by, why)
    return contract


@transaction.atomic
def set_charges(contract: Contract, by: User | Person, rows: Sequence[Row], why: str = "") -> Contract:
    """The charges (`pk` where one exists), in this order; any contract may have some beside its rates or milestones."""
    contract = _open(contract, None, why)
    if any(row.get("amount") is None and row.get("unit_price_e4") is None and not row.get("share_bp") for row in rows):
        raise NotAllowed(_("Each charge has an amount, a price a unit, or a share."), code="amount")
    _set(contract, Charge, {charge.pk: charge for charge in contract.charges.all()}, rows, by, why)
    return contract


def _open(contract: Contract, kind: str | None, why: str) -> Contract:
    """The contract read again under its lock, where its prices (of this kind only, if there is one) may change now."""
    _held, contract = locks.hold(contract)
    locks.refuse_unsigned(contract)
    if kind is not None and contract.kind != kind:
        raise NotAllowed(_("Prices of this kind do not belong to %(ref)s.") % {"ref": contract.ref})
    if contract.status == Status.AWAITING_SIGNATURE:
        raise NotAllowed(_("%(ref)s is being signed. Take it back to review to change it.") % {"ref": contract.ref})
    if not contract.MOVES[contract.status]:
        raise NotAllowed(_("%(ref)s is over. What it said stays.") % {"ref": contract.ref})
    if contract.status == Status.ACTIVE and not why.strip():
        raise NotAllowed(_("Say why a signed contract changes, for example which amendment says so."), code="why")
    return contract


def _set(
    contract: Contract,
    model: type[Milestone] | type[Charge],
    known: dict[int, Any],
    rows: Sequence[Row],
    by: User | Person,
    why: str,
) -> None:
    kept = {row["pk"] for row in rows if row.get("pk")}
    if kept - known.keys():
        raise NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
    for pk in known.keys() - kept:
        moves.remove(known[pk], by=by, why=why)
    for position, row in enumerate(rows):
        values = {name: value for name, value in row.items() if name != "pk"} | {"position": position}
        if row.get("pk"):
            moves.change(known[row["pk"]], by=by, why=why, **values)
        else:
            made: Record = model(contract=contract, **values)
            moves.create(made, by=by, why=why)
