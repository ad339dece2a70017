"""The ladder that ships: published version 1, from which an administrator starts a version of their own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

DAY, WORKING = "day", "working-day"
STAGE_FIELDS = (
    "anchor",
    "direction",
    "offset",
    "unit",
    "every",
    "until",
    "audience",
    "is_escalation",
    "is_at_once",
)

# anchor, audiences, before, on the day, after (offset, every, until), unit
ENDS = (60, 30, 14, 7, 1)
STAGES: list[
    tuple[str, tuple[str, ...], tuple[int, ...], bool, tuple[tuple[int, int | None, int | None], ...], str]
] = [
    ("item-due", ("owner",), (30, 14, 7, 3, 1), True, ((1, 1, 7), (14, 7, None)), DAY),
    ("checklist-sent", ("contact",), (), True, (), DAY),
    ("checklist-due", ("contact",), (14, 3), True, ((3, None, None), (7, None, None), (14, 7, None)), DAY),
    ("checklist-due", ("vendor-owner",), (), False, ((7, 7, None),), DAY),
    ("sent-back", ("owner",), (), True, (), DAY),
    ("sharing-planned", ("owner", "requester"), (30,), True, (), DAY),
    ("sharing-planned", ("owner", "requester"), (10, 5, 3, 1), False, ((2, 2, None),), WORKING),
    ("evidence-end", ("owner", "reviewer"), ENDS, True, (), DAY),
    ("waiver-end", ("owner", "approver"), ENDS, True, (), DAY),
    ("approval-end", ("owner", "approver"), ENDS, True, (), DAY),
    ("clearance-end", ("owner", "requester", "approver"), ENDS, True, (), DAY),
    ("contract-notice", ("owner",), (90, 60, 30, 14, 7, 3, 1), True, (), DAY),
    ("contract-end", ("owner",), (90, 60, 30, 14, 7, 3, 1), True, (), DAY),
    ("milestone-due", ("owner",), (14, 7, 1), True, ((7, 7, None),), DAY),
    ("fit-condition-due", ("owner",), (14, 7, 1), True, ((7, 7, None),), DAY),
    ("risk-review", ("owner",), (14, 1), True, ((7, 7, None),), DAY),
    ("incident-reassess", ("owner",), (30, 14, 7, 3, 1), True, ((1, 7, None),), DAY),
    ("objection-end", ("owner",), (14, 7, 3, 1), True, ((1, 7, None),), DAY),
    ("staff-leaving", ("owner",), (14, 7, 1), True, ((1, 7, None),), DAY),
    ("waiting", ("owner",), (), False, ((2, None, None), (5, 5, None)), WORKING),
]
# anchor, audience, direction, offset, unit: escalations, which go at once
ESCALATIONS = [
    ("item-due", "manager", "after", 3, DAY),
    ("item-due", "leads", "after", 7, DAY),
    ("item-due", "sponsor", "after", 14, DAY),
    ("checklist-due", "account-manager", "after", 3, DAY),
    ("checklist-due", "leads", "after", 7, DAY),
    ("checklist-due", "sponsor", "after", 14, DAY),
    ("milestone-due", "manager", "after", 3, DAY),
    ("fit-condition-due", "manager", "after", 3, DAY),
    ("incident-reassess", "leads", "after", 1, DAY),
    ("objection-end", "leads", "before", 1, DAY),
    ("staff-leaving", "leads", "after", 3, DAY),
    ("sharing-planned", "manager", "before", 2, WORKING),
    ("sharing-planned", "sponsor", "before", 2, WORKING),
]
# anchor, audience, direction, offset, unit: no escalations, but nothing that could wait either
AT_ONCE = [
    ("waiting-sharing", "owner", "before", 2, WORKING),
    ("waiver-asked", "owner", "on", 0, DAY),
    ("sharing-suspended", "owner", "on", 0, DAY),
    ("sharing-suspended", "requester", "on", 0, DAY),
    ("sharing-suspended", "approver", "on", 0, DAY),
    ("restored", "owner", "on", 0, DAY),
    ("link-made", "contact", "on", 0, DAY),
]


def _rungs() -> list[dict[str, Any]]:
    rows = []
    for anchor, audiences, before, is_on, after, unit in STAGES:
        for audience in audiences:
            told = {"anchor": anchor, "audience": audience, "unit": unit}
            rows += [{**told, "direction": "before", "offset": days} for days in before]
            rows += [{**told, "direction": "on", "offset": 0}] if is_on else []
            rows += [
                {**told, "direction": "after", "offset": first, "every": every, "until": until}
                for first, every, until in after
            ]
    for group, is_escalation in ((ESCALATIONS, True), (AT_ONCE, False)):
        for anchor, audience, direction, offset, unit in group:
            row = {"anchor": anchor, "audience": audience, "direction": direction, "offset": offset, "unit": unit}
            rows.append({**row, "is_escalation": is_escalation, "is_at_once": True})
    return rows


def load_ladder(ladder_model: Any, stage_model: Any) -> None:
    """Make and publish version 1 where there is no ladder at all; harmless when repeated."""
    if ladder_model.objects.exists():
        return
    ladder = ladder_model.objects.create(number=1, title="Default ladder", counts_from_on=date(2000, 1, 1))
    stage_model.objects.bulk_create(stage_model(ladder=ladder, **row) for row in _rungs())
    ladder_model.objects.filter(pk=ladder.pk).update(status="published", published_at=datetime(2000, 1, 1, tzinfo=UTC))


def publish_with(ladder_model: Any, stage_model: Any, anchors: Sequence[str]) -> None:
    """Publish the newest ladder anew with the stages of anchors that it does not know yet.

    What was published stays as it was. Drafts get the stages as well, and a number after the new one's, so that they
    still count once they are published.
    """
    newest = ladder_model.objects.filter(status="published").order_by("-number").first()
    known = set(stage_model.objects.filter(ladder=newest).values_list("anchor", flat=True)) if newest else set(anchors)
    added = [row for row in _rungs() if row["anchor"] in set(anchors) - known]
    if not added:
        return
    drafts = list(ladder_model.objects.filter(status="draft").order_by("-number"))
    for draft in drafts:  # from the last on, since a number is there once only
        ladder_model.objects.filter(pk=draft.pk).update(number=draft.number + 1)
        stage_model.objects.bulk_create(stage_model(ladder_id=draft.pk, **row) for row in added)
    ladder = ladder_model.objects.create(
        number=newest.number + 1, title=newest.title, counts_from_on=newest.counts_from_on
    )
    kept = stage_model.objects.filter(ladder=newest).values(*STAGE_FIELDS)
    stage_model.objects.bulk_create(stage_model(ladder=ladder, **row) for row in [*kept, *added])
    ladder_model.objects.filter(pk=ladder.pk).update(status="published", published_at=newest.published_at)
