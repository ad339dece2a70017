"""Floors that several rows share."""

from bench.frame import Frame
from bench.measure import Side
from checklists.models import Item

COMMITS = 500  # as long a stretch as ours, so that whatever else the machine does hits both alike


def one_row_commit(frame: Frame) -> Side:
    """Changing one row and committing it, by the driver alone and as durably as we are."""
    keys = list(Item.objects.order_by("pk").values_list("pk", flat=True)[:COMMITS])
    statement = frame.sql("UPDATE checklists_item SET changed_at = %s WHERE id = %s")

    def commit() -> None:
        for key in keys:
            frame.raw.execute(statement, [frame.instant, key])

    return Side(commit, times=len(keys))
