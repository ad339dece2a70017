"""Which rows a contract's or an agreement's act locks, and whose epochs rise where a good state is taken away.

The vendor's row is always locked, so that nothing about this vendor's contracts changes meanwhile. The epochs
that rise are as few as suffice: of the engagements that the contract (or those under it) serves; where one
serves no certain engagement, of the vendor.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from contracts.models import Agreement, Clause, Contract
from history.models import NotAllowed
from vendors import locks
from vendors.locks import Held
from vendors.rules.over import why_nothing_begins

UNSIGNED = (
    Contract.Status.DRAFT,
    Contract.Status.IN_REVIEW,
    Contract.Status.AWAITING_SIGNATURE,
    Agreement.Status.DRAFT,
)


def hold(contract: Contract, *, with_engagements: Iterable[int | None] = ()) -> tuple[Held, Contract]:
    """Lock what guards this contract, and read it again under the lock."""
    locks.hold([contract.vendor_id])
    fresh = Contract.objects.select_related("vendor", "engagement", "master").get(pk=contract.pk)
    if fresh.vendor_id != contract.vendor_id:
        raise NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
    engagements = {*reach([fresh]), *with_engagements} - {None}
    return locks.hold([fresh.vendor_id], [one for one in engagements if one is not None]), fresh


def why_unsigned(subject: Contract | Agreement) -> str:
    """Why what nobody has signed yet goes no further, where nothing begins any more: it is dropped, or moved elsewhere.

    Empty for what is signed: it binds whoever signed it, so it runs, changes and ends as it was agreed.
    """
    if subject.status not in UNSIGNED:
        return ""
    return why_nothing_begins(subject.vendor, subject.engagement if isinstance(subject, Contract) else None)


def refuse_unsigned(subject: Contract | Agreement) -> None:
    if why := why_unsigned(subject):
        raise NotAllowed(why, code="over")


def hold_agreement(agreement: Agreement) -> tuple[Held, Agreement]:
    """Lock what guards this agreement, and read it again under the lock."""
    held = locks.hold([agreement.vendor_id])
    return held, Agreement.objects.select_related("vendor").get(pk=agreement.pk)


def hold_clause(clause: Clause) -> Clause:
    """Lock what guards this clause's contract, and read the clause again under the lock."""
    hold(clause.contract)
    return Clause.objects.select_related("contract__vendor", "contract__engagement", "kind").get(pk=clause.pk)


def reach(contracts: Iterable[Contract]) -> set[int | None]:
    """The engagements that these contracts, and those under them, serve; None stands for any of the vendor's."""
    keys = [contract.pk for contract in contracts]
    found = Contract.objects.filter(pk__in=keys) | Contract.objects.filter(master__in=keys)
    return set(found.values_list("engagement_id", flat=True))


def close(vendor_id: int, contracts: Iterable[Contract]) -> None:
    """Raise the epochs of whatever may rest on these contracts; on none given, of the vendor."""
    engagements = reach(contracts) or {None}
    if None in engagements:
        locks.hold([vendor_id], closing=True)
    else:
        locks.hold(engagements=[one for one in engagements if one is not None], closing=True)
