"""What is outstanding in checklists: answers due, sent back or to be reviewed, evidence and waivers that end."""

from typing import Any

from reminders.readers import dialect
from reminders.readers.things.over import FOR_THE_END, going_on
from reminders.readers.things.piece import Piece

ITEM = """FROM checklists_item i
    JOIN checklists_checklist c ON c.id = i.checklist_id AND c.closed_at IS NULL
    LEFT JOIN vendors_vendorcontact mc ON mc.vendor_id = c.vendor_id AND mc.is_main AND mc.is_active
    LEFT JOIN vendors_vendorcontact gone ON gone.vendor_id = c.vendor_id AND gone.person_id = i.owner_id
        AND NOT gone.is_active"""


# what a contact had who was let go is the main contact's
WHOSE = """COALESCE(CASE WHEN gone.id IS NULL THEN i.owner_id END,
    CASE WHEN i.asks = 'vendor' THEN mc.person_id END)"""


AREA = "'reviewer-' || i.area"


ASKED = f"({going_on('c')} OR {FOR_THE_END})"


def item(source: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="checklists.item",
        number="i.id",
        ref=dialect.ref("CHK", "i.checklist_id") + " || '/' || i.code",
        since_on="date(c.laid_out_at)",
        vendor="c.vendor_id",
        engagement="c.engagement_id",
        anchor_on=anchor_on,
        source=f"{source} AND {ASKED}",
        **more,
    )


def items_due() -> list[Piece]:
    """Our own open items; one without a day of its own has the checklist's."""
    ours = f"{ITEM} WHERE i.asks = 'us' AND i.status IN ('open', 'rejected')"
    told = {"owner": "i.owner_id", "power": AREA}
    return [
        item(f"{ours} AND i.due_on IS NOT NULL", "i.due_on", **told),
        item(f"{ours} AND i.due_on IS NULL AND c.due_on IS NOT NULL", "c.due_on", **told),
    ]


def checklist(source: str, anchor_on: str) -> Piece:
    return Piece(
        subject="checklists.checklist",
        number="c.id",
        ref=dialect.ref("CHK", "c.id"),
        anchor_on=anchor_on,
        since_on="date(c.laid_out_at)",
        vendor="c.vendor_id",
        engagement="c.engagement_id",
        owner="c.owner_id",
        contact=WHOSE,
        source=f"{source} AND {ASKED}",
        is_repeated=True,
    )


def checklists_sent() -> list[Piece]:
    open_items = f"{ITEM} WHERE i.asks = 'vendor' AND i.status IN ('open', 'rejected') AND c.sent_at IS NOT NULL"
    return [checklist(open_items, "date(c.sent_at)")]


def checklists_due() -> list[Piece]:
    """What the vendor still owes us, by the day on which it is due, once the checklist was sent."""
    owed = f"{ITEM} WHERE i.asks = 'vendor' AND i.status IN ('open', 'rejected') AND c.sent_at IS NOT NULL"
    return [
        checklist(f"{owed} AND i.due_on IS NOT NULL", "i.due_on"),
        checklist(f"{owed} AND i.due_on IS NULL AND c.due_on IS NOT NULL", "c.due_on"),
    ]


def sent_back() -> list[Piece]:
    last = """(SELECT {what} FROM checklists_answer a WHERE a.item_id = i.id AND a.is_accepted IS NOT NULL)"""
    return [
        item(
            f"{ITEM} WHERE i.status = 'rejected'",
            f"COALESCE({last.format(what='date(max(a.decided_at))')}, date(i.changed_at), date(c.laid_out_at))",
            occasion=f"COALESCE({dialect.text(last.format(what='max(a.number)'))}, '')",
            owner=WHOSE,
            power=AREA,
        )
    ]


def evidence_ends() -> list[Piece]:
    """The end of what an accepted answer rests on: the piece's own, the answer's, or that of the kind's days."""
    counted = f"""{ITEM}
        JOIN checklists_answer a ON a.id = i.accepted_answer_id"""
    pieces = """
        JOIN checklists_answerevidence ae ON ae.answer_id = a.id
        JOIN checklists_evidence ev ON ev.id = ae.evidence_id AND ev.withdrawn_at IS NULL"""
    told: dict[str, Any] = {"owner": WHOSE, "power": AREA, "reviewer": "a.decided_by_id"}
    by_days = dialect.moved("ev.issued_on", "ti.evidence_days")
    # the end of a piece is said of the piece, once, and not of every answer that rests on it
    said = """SELECT 1 FROM checklists_answerevidence ue JOIN checklists_evidence pe ON pe.id = ue.evidence_id
        WHERE ue.answer_id = a.id AND pe.withdrawn_at IS NULL AND pe.expires_on = a.good_until_on"""
    return [
        Piece(
            subject="checklists.evidence",
            number="ev.id",
            ref=dialect.ref("EVD", "ev.id"),
            anchor_on="ev.expires_on",
            since_on="date(ev.uploaded_at)",
            vendor="c.vendor_id",
            source=f"{counted}{pieces} WHERE ev.expires_on IS NOT NULL AND {ASKED}",
            is_repeated=True,
            **told,
        ),
        item(f"{counted} WHERE a.good_until_on IS NOT NULL AND NOT EXISTS ({said})", "a.good_until_on", **told),
        item(
            f"""{counted}{pieces} JOIN checklists_templateitem ti ON ti.id = i.template_item_id
                WHERE ti.evidence_days IS NOT NULL AND ev.issued_on IS NOT NULL
                AND (ev.expires_on IS NULL OR {by_days} < ev.expires_on)""",
            by_days,
            is_repeated=True,
            **told,
        ),
    ]


def waiver(source: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="checklists.waiver",
        number="w.id",
        ref=dialect.ref("WAV", "w.id"),
        anchor_on=anchor_on,
        vendor="w.vendor_id",
        engagement="w.engagement_id",
        source=f"FROM checklists_waiver w WHERE {source} AND {going_on('w')}",
        **more,
    )


def waivers_end() -> list[Piece]:
    return [waiver("w.status = 'granted'", "w.ends_on", owner="w.asked_by_id", approver="w.granted_by_id")]


def waivers_asked() -> list[Piece]:
    told = {"power": "'checklists.grant_waiver'", "but_not": "w.asked_by_id"}
    return [waiver("w.status = 'asked'", "date(w.asked_at)", **told)]


def reviews() -> list[Piece]:
    """Items that wait for a reviewer's decision or confirmation, since the answer came."""
    answered = "(SELECT date(max(a.submitted_at)) FROM checklists_answer a WHERE a.item_id = i.id)"
    since = f"COALESCE({answered}, date(i.changed_at), date(c.laid_out_at))"
    submitter = """(SELECT a.submitted_by_id FROM checklists_answer a WHERE a.item_id = i.id
        ORDER BY a.number DESC LIMIT 1)"""
    not_confirmed = "i.status = 'not-applicable' AND i.is_required AND i.not_applicable_confirmed_by_id IS NULL"
    return [
        item(f"{ITEM} WHERE i.status IN ('submitted', 'declined')", since, power=AREA, but_not=submitter),
        item(
            f"{ITEM} WHERE {not_confirmed}",
            "COALESCE(date(i.changed_at), date(c.laid_out_at))",
            power=AREA,
            but_not="i.not_applicable_by_id",
        ),
    ]
