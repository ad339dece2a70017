"""The counters of checklists and vendors, kept in the transaction that changes an item, by constant SQL."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from checklists.actions.held import day_of
from checklists.models import Checklist, Item
from history.moves import Agent, change
from vendors import locks

BATCH = 500
COUNTERS = ["item_count", "required_count", "outstanding_count", "submitted_count"]


# what was just laid out is not answered yet: all that is required is outstanding
COUNT = """
UPDATE checklists_checklist SET (item_count, required_count, outstanding_count, submitted_count) = (
  SELECT count(*), count(*) FILTER (WHERE i.is_required), count(*) FILTER (WHERE i.is_required),
    count(*) FILTER (WHERE i.status = 'submitted')
  FROM checklists_item i WHERE i.checklist_id = checklists_checklist.id)
WHERE id IN ({checklists})"""

ADD_UP = """
UPDATE vendors_vendor SET outstanding_count = COALESCE((
  SELECT sum(c.outstanding_count) FROM checklists_checklist c
  WHERE c.vendor_id = vendors_vendor.id AND c.closed_at IS NULL), 0)
WHERE id IN (SELECT vendor_id FROM checklists_checklist WHERE id IN ({checklists}))"""


def recount(checklist_ids: Collection[int], at: datetime) -> None:
    """Count anew what these checklists hold and what is outstanding, and add it up for their vendors.

    Their rows are locked by the caller; the number of statements does not depend on how many there are.
    """
    _execute(COUNT, checklist_ids)
    left = Item.objects.outstanding(day_of(at)).filter(checklist=OuterRef("pk")).order_by().values("checklist")
    counted = Subquery(left.annotate(left=Count("pk")).values("left"), output_field=IntegerField())
    Checklist.objects.filter(pk__in=checklist_ids).update(outstanding_count=Coalesce(counted, 0))
    _execute(ADD_UP, checklist_ids)


def count_new(checklist_ids: Collection[int]) -> None:
    """Count what was just laid out, and add it up for the vendors."""
    _execute(COUNT, checklist_ids)
    _execute(ADD_UP, checklist_ids)


def _execute(statement: str, checklist_ids: Collection[int]) -> None:
    if checklist_ids:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(checklists=", ".join(["%s"] * len(checklist_ids))), list(checklist_ids))


def recount_all(at: datetime) -> None:
    """Count every open checklist anew, a batch at a time: dates pass though nobody does anything."""
    last = 0
    while ids := list(Checklist.objects.open().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            locks.hold(vendors=set(Checklist.objects.filter(pk__in=ids).values_list("vendor_id", flat=True)))
            recount(ids, at)
        last = ids[-1]


def settle(checklist: Checklist, by: Agent | None, at: datetime) -> None:
    """Recount one checklist; where this completed a round, say when.

    A round is complete when nothing required is outstanding and all that settles it was decided after the
    round before: one item sent back and accepted again does not make the whole assessment fresh.
    """
    recount([checklist.pk], at)
    checklist.refresh_from_db(fields=COUNTERS)
    if checklist.outstanding_count == 0 and not _is_part_older(checklist):
        change(checklist, by=by, act="completed", completed_at=at)


def _is_part_older(checklist: Checklist) -> bool:
    """Whether something that settles a required item was decided in the last completed round or before."""
    last = checklist.completed_at
    if last is None:
        return False
    newer = (
        Q(accepted_answer__decided_at__gt=last)
        | Q(status=Item.Status.NOT_APPLICABLE, changed_at__gt=last)
        | Q(pk__in=Item.objects.filter(waivers__status="granted", waivers__decided_at__gt=last).values("pk"))
    )
    required = Item.objects.filter(checklist=checklist, is_required=True)
    return not required.exists() or required.exclude(newer).exists()
