"""Checklists: ticking one item, and laying 260 items out for a thousand vendors."""

from collections.abc import Iterator

from django.db import connection, transaction

from accounts.models import User
from bench import large_checklist
from bench.floors import one_row_commit
from bench.frame import Frame, Row
from bench.measure import Figure, Side, compare
from checklists import actions
from checklists.models import Item, Scope, TemplateVersion
from vendors.models import Vendor

TICKS = 20
VENDORS = 1_000
BY_HAND = """
    INSERT INTO checklists_item (status, checklist_id, template_item_id, code, asks, area, is_required, owner_id,
                                 due_on, rule, draft, note, decline_reason, position)
    SELECT 'open', c.id, t.id, t.code, t.asks, t.area, t.is_required, k.person_id,
           c.due_on, '', '{}', '', '', t.position
      FROM checklists_checklist c
      CROSS JOIN checklists_templateitem t
      LEFT JOIN vendors_vendorcontact k ON k.vendor_id = c.vendor_id AND k.is_main AND k.is_active
     WHERE c.version_id = %s AND t.version_id = %s"""
CHECKLISTS = """
    INSERT INTO checklists_checklist (vendor_id, version_id, owner_id, due_on, rule, laid_out_at, item_count,
                                      required_count, outstanding_count, submitted_count)
    SELECT v.id, %s, v.owner_id, NULL, '', %s, 260, 260, 260, 0 FROM vendors_vendor v WHERE v.id IN ({marks})"""


def tick(frame: Frame) -> Figure:
    """Accepting one submitted item: its row, its answer, the counters, the history; against a one-row commit."""
    reviewers = {user.review_areas()[0]: user for user in User.objects.all() if user.review_areas()}
    waiting = _submitted(list(reviewers))
    chosen: list[Item] = []

    def choose() -> None:
        chosen[:] = [next(waiting) for _turn in range(TICKS)]

    def accept() -> None:
        for item in chosen:
            actions.accept(item, by=reviewers[item.area], at=frame.at, note="Read.")

    ours = Side(accept, prepare=choose, times=TICKS)
    return compare("ticking one item", 8, ours, one_row_commit(frame), frame.rounds)


def _submitted(areas: list[str]) -> Iterator[Item]:
    """Items that wait for a review, none of an engagement that a reviewer asked for."""
    rows = Item.objects.filter(status=Item.Status.SUBMITTED, area__in=areas, template_item__is_evidence_wanted=False)
    rows = rows.exclude(checklist__engagement__requester__user__groups__name__startswith="reviewer")
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):  # read to its end: an open read stops writers
        yield Item.objects.get(pk=key)


def lay_out(frame: Frame) -> Figure:
    """260 items for each of a thousand vendors at once; against one INSERT … SELECT. Both are taken back each time."""
    version, by, vendors = _to_lay_out(frame)

    @transaction.atomic
    def ours() -> None:
        actions.lay_out_many(version, [(vendor, None) for vendor in vendors], by=by, at=frame.at)
        transaction.set_rollback(True)

    floor = _laid_out_by_hand(frame, version, vendors)
    return compare("laying out 260 items for 1,000", 1.3, Side(ours), floor, frame.rounds)


def lay_out_each(frame: Frame) -> Figure:
    """The same vendor by vendor, as their engagements come: each with its locks, its checklist and its history."""
    version, by, vendors = _to_lay_out(frame)

    @transaction.atomic
    def ours() -> None:
        for vendor in vendors:
            actions.lay_out(version, vendor, None, by=by, at=frame.at)
        transaction.set_rollback(True)

    floor = _laid_out_by_hand(frame, version, vendors)
    return compare("laying out 260 items, one by one", 2, Side(ours), floor, frame.rounds)


def _to_lay_out(frame: Frame) -> tuple[TemplateVersion, User, list[Vendor]]:
    version = large_checklist.version(Scope.VENDOR, frame.at)
    vendors = list(Vendor.objects.filter(owner__isnull=False).order_by("pk")[:VENDORS])
    return version, User.objects.order_by("pk")[0], vendors


def _laid_out_by_hand(frame: Frame, version: TemplateVersion, vendors: list[Vendor]) -> Side:
    ids = [vendor.pk for vendor in vendors]

    @transaction.atomic
    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(CHECKLISTS.format(marks=", ".join(["%s"] * len(ids))), [version.pk, frame.at, *ids])
            cursor.execute(BY_HAND, [version.pk, version.pk])
        transaction.set_rollback(True)

    return Side(by_hand)


ROWS: dict[str, Row] = {"tick": tick, "lay-out": lay_out, "lay-out-each": lay_out_each}
