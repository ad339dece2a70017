"""Agreements beside the contracts: drafted, signed, ended."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Agreement, Contract
from history import moves
from history.models import NotAllowed
from vendors import locks as vendor_locks
from vendors.actions.over import refuse_late
from vendors.models import Vendor

Status = Agreement.Status
FREE = frozenset({"kind", "title", "countries", "starts_on", "ends_on", "owner"})


@transaction.atomic
def draft_agreement(by: User | Person, contracts: Iterable[Contract] = (), **fields: Any) -> Agreement:
    """Log an agreement with a vendor; without named contracts it covers all of that vendor's."""
    if unknown := sorted(fields.keys() - FREE - {"vendor"}):
        raise NotAllowed(_("These are not part of an agreement: %(names)s.") % {"names": ", ".join(unknown)})
    fields.setdefault("owner", by.person)
    agreement = Agreement(**fields)
    vendor_locks.hold([agreement.vendor_id])
    refuse_late(Vendor.objects.get(pk=agreement.vendor_id))
    listed = list(contracts)
    _check(agreement, listed)
    moves.create(agreement, by=by)
    _cover(agreement, listed, by)
    return agreement


@transaction.atomic
def edit_agreement(
    agreement: Agreement,
    by: User | Person,
    why: str = "",
    contracts: Iterable[Contract] | None = None,
    **fields: Any,
) -> Agreement:
    """Change an agreement that is not over; a signed one keeps its kind, and changes with a reason."""
    _held, agreement = locks.hold_agreement(agreement)
    locks.refuse_unsigned(agreement)
    changed = {name: value for name, value in fields.items() if getattr(agreement, name) != value}
    was = list(agreement.contracts.all())
    now = was if contracts is None else list(contracts)
    covers_other = {one.pk for one in now} != {one.pk for one in was}
    _check_open(agreement, changed)
    if agreement.status == Status.ACTIVE and (changed.keys() - {"title", "owner"} or covers_other):
        if not why.strip():
            raise NotAllowed(_("Say why a signed agreement changes, for example which amendment says so."), code="why")
        if _worsens(agreement, changed) or (covers_other and _narrows(was, now)):
            locks.close(agreement.vendor_id, was)
    for name, value in changed.items():
        setattr(agreement, name, value)
    _check(agreement, now)
    agreement = Agreement.objects.get(pk=agreement.pk)
    moves.change(agreement, by=by, why=why.strip(), **changed)
    if covers_other:
        _cover(agreement, now, by, why)
    return agreement


@transaction.atomic
def sign_agreement(
    agreement: Agreement, by: User | Person, signed_on: date, why: str = "", *, today: date
) -> Agreement:
    """Both sides have signed: in force from its start. Needs the signed document, or a reason."""
    held, agreement = locks.hold_agreement(agreement)
    locks.refuse_unsigned(agreement)
    if signed_on > today:
        raise NotAllowed(_("The day of the signature is today or earlier."), code="signed_on")
    if agreement.starts_on is None:
        raise NotAllowed(_("Enter the start before you record the signature."), code="starts_on")
    if not why.strip() and not agreement.documents.filter(is_signed=True).exists():
        raise NotAllowed(_("Upload the signed document, or say why it is not here and where it lies."), code="why")
    return moves.move(agreement, Status.ACTIVE, by=by, why=why.strip(), held=held, signed_on=signed_on)


@transaction.atomic
def end_agreement(agreement: Agreement, by: User | Person, why: str) -> Agreement:
    """It does not hold any more, from now on."""
    held, agreement = locks.hold_agreement(agreement)
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    if agreement.status == Status.ACTIVE:
        locks.close(agreement.vendor_id, agreement.contracts.all())
    return moves.move(agreement, Status.ENDED, by=by, why=why.strip(), held=held)


@transaction.atomic
def expire_agreement(agreement: Agreement, today: date) -> bool:
    """Say in the status what the dates say already; says whether it moved."""
    held, agreement = locks.hold_agreement(agreement)
    if agreement.status != Status.ACTIVE or agreement.ends_on is None or agreement.ends_on >= today:
        return False
    moves.move(agreement, Status.ENDED, by=None, held=held)
    return True


def _cover(agreement: Agreement, contracts: list[Contract], by: User | Person, why: str = "") -> None:
    was = [one.ref for one in agreement.contracts.order_by("pk")]
    agreement.contracts.set(contracts)
    now = [one.ref for one in sorted(contracts, key=lambda one: one.pk)]
    if was != now:
        moves.record(agreement, "changed", by=by, why=why.strip(), changes=[("contracts", was, now)])


def _check(agreement: Agreement, contracts: list[Contract]) -> None:
    if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
        raise NotAllowed(_("The end must not be before the start."), code="ends_on")
    if agreement.status == Status.ACTIVE and agreement.starts_on is None:
        raise NotAllowed(_("An agreement in force has a start."), code="starts_on")
    if any(contract.vendor_id != agreement.vendor_id for contract in contracts):
        raise NotAllowed(_("An agreement covers contracts with the same vendor."), code="contracts")


def _check_open(agreement: Agreement, changed: dict[str, Any]) -> None:
    if unknown := sorted(changed.keys() - FREE):
        raise NotAllowed(_("These are not part of an agreement: %(names)s.") % {"names": ", ".join(unknown)})
    if agreement.status == Status.ENDED:
        raise NotAllowed(_("%(ref)s is over. What it said stays.") % {"ref": agreement.ref})
    if agreement.status == Status.ACTIVE and "kind" in changed:
        raise NotAllowed(_("%(ref)s is signed. What was agreed stays.") % {"ref": agreement.ref}, code="kind")


def _worsens(agreement: Agreement, changed: dict[str, Any]) -> bool:
    """Whether it covers fewer days or countries than before."""
    if "starts_on" in changed and (changed["starts_on"] is None or changed["starts_on"] > agreement.starts_on):
        return True
    ends_on = changed.get("ends_on")
    if ends_on is not None and (agreement.ends_on is None or ends_on < agreement.ends_on):
        return True
    if "countries" not in changed:
        return False
    return not agreement.countries or not set(agreement.countries) <= set(changed["countries"] or ())


def _narrows(was: list[Contract], now: list[Contract]) -> bool:
    """Whether fewer contracts are covered; none named covers all."""
    return bool(now) and (not was or not {one.pk for one in was} <= {one.pk for one in now})
