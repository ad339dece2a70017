"""Contracts up to the signature, and what may still change after it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Contract
from history import moves
from history.models import NotAllowed
from vendors import locks as vendor_locks
from vendors.actions.over import refuse_late
from vendors.models import Engagement, Vendor
from vendors.rules.over import is_over

Status = Contract.Status
FREE = frozenset(
    {
        "engagement",
        "master",
        "kind",
        "title",
        "number",
        "owner",
        "starts_on",
        "ends_on",
        "notice_days",
        "renewal_months",
        "currency",
        "cap_amount",
        "cap_minutes",
        "change_allowance_bp",
    }
)
LABELS = frozenset({"title", "number", "owner"})
EDITABLE: dict[str, frozenset[str]] = {
    Status.DRAFT: FREE,
    Status.IN_REVIEW: FREE,
    Status.AWAITING_SIGNATURE: frozenset({"owner"}),
    Status.ACTIVE: FREE - {"kind", "currency"},
    Status.EXPIRED: frozenset({"owner"}),
    Status.TERMINATED: frozenset({"owner"}),
}


@transaction.atomic
def draft(by: User | Person, **fields: Any) -> Contract:
    """Log a contract with a vendor; nothing rests on it before it is signed."""
    if unknown := sorted(fields.keys() - FREE - {"vendor"}):
        raise NotAllowed(_("These are not part of a contract: %(names)s.") % {"names": ", ".join(unknown)})
    fields.setdefault("owner", by.person)
    contract = Contract(**fields)
    _hold_new(contract)
    _check(contract, fields)
    return moves.create(contract, by=by)


def _hold_new(contract: Contract) -> None:
    """Lock whom and what a new contract is for, and read both again."""
    vendor_locks.hold([contract.vendor_id], [contract.engagement_id] if contract.engagement_id else [])
    contract.vendor = Vendor.objects.get(pk=contract.vendor_id)
    if contract.engagement_id:
        contract.engagement = Engagement.objects.get(pk=contract.engagement_id)
    refuse_late(contract.vendor)


@transaction.atomic
def edit(contract: Contract, by: User | Person, why: str = "", **fields: Any) -> Contract:
    """Change what the status lets change; after the signature a term changes only with a reason."""
    wanted = fields.get("engagement")
    _held, contract = locks.hold(contract, with_engagements=[wanted.pk] if wanted else [])
    changed = {name: value for name, value in fields.items() if getattr(contract, name) != value}
    if fixed := changed.keys() - EDITABLE[contract.status]:
        raise NotAllowed(_fixed_sentence(contract, sorted(fixed)))
    if contract.status == Status.ACTIVE:
        if changed.keys() - LABELS and not why.strip():
            raise NotAllowed(_("Say why a signed contract changes, for example which amendment says so."), code="why")
        if _worsens(contract, changed):
            locks.close(contract.vendor_id, [contract])
    proposed = Contract.objects.select_related("vendor", "engagement").get(pk=contract.pk)
    for name, value in changed.items():
        setattr(proposed, name, value)
    if "engagement" in changed and wanted:
        proposed.engagement = Engagement.objects.get(pk=wanted.pk)
    if changed.keys() - {"owner"}:
        locks.refuse_unsigned(proposed)
    _check(proposed, changed)
    return moves.change(contract, by=by, why=why, **changed)


def send_for_review(contract: Contract, by: User | Person) -> Contract:
    """Legal looks at the draft."""
    return _move(contract, Status.IN_REVIEW, by, is_onward=True)


def return_to_draft(contract: Contract, by: User | Person, why: str) -> Contract:
    """The review asks for changes."""
    return _move(contract, Status.DRAFT, by, _said(why))


def send_for_signature(contract: Contract, by: User | Person) -> Contract:
    """The text is settled, and both sides sign it."""
    return _move(contract, Status.AWAITING_SIGNATURE, by, is_onward=True)


def return_to_review(contract: Contract, by: User | Person, why: str) -> Contract:
    """Something in the settled text must change before anybody signs."""
    return _move(contract, Status.IN_REVIEW, by, _said(why))


@transaction.atomic
def _move(contract: Contract, to: str, by: User | Person, why: str = "", *, is_onward: bool = False) -> Contract:
    held, contract = locks.hold(contract)
    if is_onward:
        locks.refuse_unsigned(contract)
    return moves.move(contract, to, by=by, why=why, held=held)


def _said(why: str) -> str:
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    return why.strip()


def _fixed_sentence(contract: Contract, names: list[str]) -> str:
    labels = {field.name: str(field.verbose_name) for field in Contract._meta.fields}
    facts = {"ref": contract.ref, "names": ", ".join(labels.get(name, name) for name in names)}
    if contract.status == Status.AWAITING_SIGNATURE:
        return _("%(ref)s is being signed. Take it back to review to change: %(names)s.") % facts
    if contract.status == Status.ACTIVE:
        return _("%(ref)s is signed. What was agreed stays: %(names)s. Draft a new contract instead.") % facts
    return _("%(ref)s is over. What it said stays: %(names)s.") % facts


def _worsens(contract: Contract, changed: dict[str, Any]) -> bool:
    """Whether an active contract covers less than before: fewer days, another engagement, no master's clauses."""
    if "engagement" in changed or (contract.master_id and "master" in changed):
        return True
    if "starts_on" in changed and (changed["starts_on"] is None or changed["starts_on"] > contract.starts_on):
        return True
    ends_on = changed.get("ends_on")
    return ends_on is not None and (contract.ends_on is None or ends_on < contract.ends_on)


def _check(contract: Contract, changed: dict[str, Any]) -> None:
    """What holds for every contract, whichever way its terms came in."""
    if contract.starts_on and contract.ends_on and contract.ends_on < contract.starts_on:
        raise NotAllowed(_("The end must not be before the start."), code="ends_on")
    if contract.status == Status.ACTIVE and contract.starts_on is None:
        raise NotAllowed(_("A contract in force has a start."), code="starts_on")
    if contract.engagement is not None and "engagement" in changed:
        _check_engagement(contract.engagement)
    if contract.master is not None and "master" in changed:
        _check_master(contract, contract.master)
    if contract.pk and {"kind", "currency"} & changed.keys() and _has_prices(contract):
        raise NotAllowed(_("Remove its prices first: they belong to the kind and currency that it has."), code="kind")


def _check_engagement(engagement: Engagement) -> None:
    if is_over(engagement):
        raise NotAllowed(_("%(ref)s is over. Choose another engagement.") % {"ref": engagement.ref}, code="engagement")


def _check_master(contract: Contract, master: Contract) -> None:
    if master.vendor_id != contract.vendor_id:
        raise NotAllowed(_("A master agreement is with the same vendor."), code="master")
    if master.pk == contract.pk or master.master_id:
        raise NotAllowed(_("A master agreement does not stand under another contract."), code="master")
    if contract.pk and contract.under_it.exists():
        raise NotAllowed(_("Other contracts stand under this one, so it is a master itself."), code="master")


def _has_prices(contract: Contract) -> bool:
    return (
        contract.rate_lines.exists()
        or contract.milestones.exists()
        or contract.charges.exists()
        or contract.cap_amount is not None
    )
