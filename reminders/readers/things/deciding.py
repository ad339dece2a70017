"""What waits for somebody's decision or score, and whatever a colleague may be reminded of by hand."""

from dataclasses import replace

from reminders.readers import dialect
from reminders.readers.things import agreed, chosen
from reminders.readers.things.agreed import contract, milestones
from reminders.readers.things.answers import ITEM, checklist, item, reviews, waivers_asked
from reminders.readers.things.over import OVER, begins
from reminders.readers.things.piece import NOBODY, Piece, since
from reminders.readers.things.shared import AWAITING, SHARING_POWER, restores, sharing, sharings_planned


def facts() -> list[Piece]:
    """Engagements with an unconfirmed fact under a sharing that waits for the gate.

    What was confirmed by who asked for that sharing does not count for it.
    """
    waiting = f"FROM sharing_sharingrequest s WHERE s.engagement_id = e.id AND s.status IN {AWAITING}"
    return [
        Piece(
            subject="vendors.engagement",
            number="e.id",
            ref=dialect.ref("ENG", "e.id"),
            anchor_on=f"(SELECT date(min(COALESCE(s.requested_at, e.created_at))) {waiting})",
            engagement="e.id",
            power="'vendors.confirm_facts'",
            but_not=f"""(SELECT CASE WHEN count(DISTINCT s.requested_by_id) = 1 THEN min(s.requested_by_id) END
                {waiting})""",
            source=f"""FROM vendors_engagement e WHERE e.status NOT IN {OVER} AND EXISTS (SELECT 1 {waiting}
                AND (SELECT count(*) FROM vendors_factconfirmation f WHERE f.engagement_id = e.id
                     AND f.ended_at IS NULL AND f.confirmed_by_id <> s.requested_by_id) < %(facts)s)""",
        )
    ]


def decisions() -> list[Piece]:
    """Whatever waits for a second person, or for a signature."""
    return [
        sharing(
            f"FROM sharing_sharingrequest s WHERE s.status IN {AWAITING} AND s.outstanding_count = 0",
            "COALESCE(date(s.requested_at), s.planned_on)",
            owner=NOBODY,
            power=SHARING_POWER,
            but_not="s.requested_by_id",
        ),
        Piece(
            subject="vendors.vendor",
            number="v.id",
            ref=dialect.ref("VEN", "v.id"),
            anchor_on=f"COALESCE({since('vendors.vendor', 'v.id', 'moved')}, date(v.created_at))",
            vendor="v.id",
            power="'vendors.approve_vendor'",
            but_not="v.entered_by_id",
            source="FROM vendors_vendor v WHERE v.status = 'under-review' AND v.merged_into_id IS NULL",
        ),
        Piece(
            subject="selection.award",
            number="aw.id",
            ref=dialect.ref("AWD", "aw.id"),
            anchor_on="date(aw.proposed_at)",
            engagement="aw.engagement_id",
            power="'selection.confirm_award'",
            but_not="aw.proposed_by_id",
            source=f"FROM selection_award aw {chosen.OPEN.format(of='aw')} WHERE aw.status = 'proposed'",
        ),
        *chosen.subcontractors(),
        *chosen.fit(),
        *chosen.risks(),
        *chosen.incidents(),
        *chosen.tiers(),
        *chosen.staff(),
        *agreed.clauses_and_contracts(),
    ]


def scores() -> list[Piece]:
    """Who was invited to score while a vendor is being chosen, and has not submitted: since the last move."""
    return [
        Piece(
            subject="selection.evaluation",
            number="ev.id",
            ref=dialect.ref("EVA", "ev.id"),
            anchor_on=f"COALESCE({since('selection.evaluation', 'ev.id', 'moved')}, date(ev.invited_at))",
            engagement="sc.engagement_id",
            owner="ev.person_id",
            source="""FROM selection_evaluation ev JOIN selection_scorecard sc ON sc.id = ev.scorecard_id
                JOIN vendors_engagement e ON e.id = sc.engagement_id
                WHERE ev.status IN ('invited', 'declared') AND e.status IN ('draft', 'sourcing', 'evaluating')""",
        )
    ]


def waiting() -> list[Piece]:
    return [*reviews(), *facts(), *decisions(), *waivers_asked(), *scores(), *restores()]


def waiting_for_a_sharing() -> list[Piece]:
    """What waits for somebody's decision while a sharing that needs it is near: told by the sharing's date."""
    near = []
    for piece in waiting():
        if piece.subject == "sharing.sharingrequest":
            near.append(replace(piece, anchor_on="s.planned_on", since_on="s.planned_on"))
            continue
        if piece.engagement != NOBODY:
            near.append(_near(piece, "engagement_id", piece.engagement, ""))
        if piece.vendor != NOBODY:
            of_vendor = f" AND {piece.engagement} IS NULL" if piece.engagement != NOBODY else ""
            near.append(_near(piece, "vendor_id", piece.vendor, of_vendor))
    return near


def _near(piece: Piece, key: str, value: str, condition: str) -> Piece:
    """The same piece, told by the planned date of each sharing of its engagement or vendor that waits."""
    head, _where, tail = piece.source.partition(" WHERE ")
    joined = f"JOIN sharing_sharingrequest sr ON sr.{key} = {value} AND sr.status IN {AWAITING}"
    source = f"{head} {joined} WHERE {tail}{condition}"
    return replace(piece, anchor_on="sr.planned_on", since_on="sr.planned_on", source=source, is_repeated=True)


def askable() -> list[Piece]:
    """Whatever a colleague may be reminded of by hand, as long as it is not done or over."""
    undone = "('open', 'rejected', 'submitted', 'declined', 'not-applicable')"
    created, created_on = "date(c.laid_out_at)", "date(k.created_at)"
    engagement = Piece(
        subject="vendors.engagement",
        number="e.id",
        ref=dialect.ref("ENG", "e.id"),
        anchor_on="date(e.created_at)",
        engagement="e.id",
        source=f"FROM vendors_engagement e WHERE e.status NOT IN {OVER}",
    )
    vendor = Piece(
        subject="vendors.vendor",
        number="v.id",
        ref=dialect.ref("VEN", "v.id"),
        anchor_on="date(v.created_at)",
        vendor="v.id",
        source="FROM vendors_vendor v WHERE v.status NOT IN ('rejected', 'offboarded') AND v.merged_into_id IS NULL",
    )
    return [
        item(f"{ITEM} WHERE i.status IN {undone}", created),
        checklist(f"{ITEM} WHERE c.closed_at IS NULL AND i.status IN {undone}", created),
        *sharings_planned()[:1],
        *decisions(),
        *waivers_asked(),
        *scores(),
        *milestones(),
        *chosen.conditions_due(),
        *chosen.staff_leaving(),
        engagement,
        vendor,
        contract(f"k.status NOT IN ('expired', 'terminated') AND (k.status = 'active' OR {begins('k')})", created_on),
    ]
