"""The one order in which rows are locked, so that clearing and taking a good state away never overlap.

Vendor rows first, then engagement rows, each by ascending id, before anything is read. PostgreSQL takes row
locks; on SQLite the transaction itself is the lock (BEGIN IMMEDIATE lets one writer in at a time).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from vendors.models import Engagement, Vendor


@dataclass(frozen=True)
class Held:
    """What `move()` of a guarded record demands: these rows are locked in the transaction that is open now."""

    vendor_ids: frozenset[int]
    engagement_ids: frozenset[int]
    outermost_block: object = field(repr=False, compare=False)

    def covers(self, vendor_id: int | None, engagement_id: int | None) -> bool:
        return (
            self.outermost_block is not None
            and self.outermost_block is _outermost_block()
            and (vendor_id is None or vendor_id in self.vendor_ids)
            and (engagement_id is None or engagement_id in self.engagement_ids)
        )


def _outermost_block() -> object:
    """The outermost atomic block that is open now; None outside of a transaction.

    Held keeps the object itself, so that no later transaction can be taken for this one.
    """
    return connection.atomic_blocks[0] if connection.in_atomic_block and connection.atomic_blocks else None


def hold(
    vendors: Iterable[int | Vendor] = (),
    engagements: Iterable[int | Engagement] = (),
    *,
    closing: bool = False,
) -> Held:
    """Lock these vendor and engagement rows until the transaction ends; `closing` also raises their epochs.

    Every action that takes a good state away holds with `closing=True`: the clearances that were issued under
    the earlier epoch stop counting in the same commit.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("vendors.locks.hold needs an open transaction")
    vendor_ids = sorted({row.pk if isinstance(row, Vendor) else row for row in vendors})
    engagement_ids = sorted({row.pk if isinstance(row, Engagement) else row for row in engagements})
    for model, ids in ((Vendor, vendor_ids), (Engagement, engagement_ids)):
        if not ids:
            continue
        list(model.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
        if closing:
            model.objects.filter(pk__in=ids).update(epoch=F("epoch") + 1)
    return Held(frozenset(vendor_ids), frozenset(engagement_ids), _outermost_block())
