"""What is outstanding around a sharing: planned dates, approvals and clearances that end, suspensions, links."""

from typing import Any

from reminders.readers import dialect
from reminders.readers.things.over import OVER
from reminders.readers.things.piece import Piece

AWAITING = "('requested', 'suspended', 'under-way')"


SHARING_POWER = "'sharing.approve_sharing'"


def sharing(source: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        **{
            "subject": "sharing.sharingrequest",
            "number": "s.id",
            "ref": dialect.ref("SR", "s.id"),
            "vendor": "s.vendor_id",
            "engagement": "s.engagement_id",
            "owner": "s.owner_id",
            "requester": "s.requested_by_id",
            "anchor_on": anchor_on,
            "source": source,
            **more,
        }
    )


def sharings_planned() -> list[Piece]:
    """Every sharing that may not go yet, whatever is missing: drafts too, and engagements nobody has asked for.

    A draft in an engagement that is over plans nothing any more; what was asked for, or is out, is told of to the end.
    """
    planned = "CASE WHEN s.status = 'under-way' THEN COALESCE(s.clear_by_on, s.planned_on) ELSE s.planned_on END"
    return [
        sharing(
            "FROM sharing_sharingrequest s WHERE s.status IN ('draft', 'requested', 'suspended', 'under-way')"
            f" AND (s.status <> 'draft' OR s.engagement_id IN (SELECT o.id FROM vendors_engagement o"
            f" WHERE o.status NOT IN {OVER}))",
            planned,
            since_on="COALESCE(date(s.requested_at), s.planned_on)",
        ),
        Piece(
            subject="vendors.engagement",
            number="e.id",
            ref=dialect.ref("ENG", "e.id"),
            anchor_on="e.planned_sharing_on",
            since_on="date(e.created_at)",
            engagement="e.id",
            owner="e.owner_id",
            requester="e.requester_id",
            source="""FROM vendors_engagement e WHERE e.planned_sharing_on IS NOT NULL
                AND e.status IN ('draft', 'sourcing', 'evaluating', 'awarded')
                AND NOT EXISTS (SELECT 1 FROM sharing_sharingrequest s WHERE s.engagement_id = e.id)""",
        ),
    ]


def approvals_end() -> list[Piece]:
    return [
        Piece(
            subject="vendors.vendor",
            number="v.id",
            ref=dialect.ref("VEN", "v.id"),
            anchor_on="v.approved_until_on",
            since_on="COALESCE(v.approved_on, v.approved_until_on)",
            vendor="v.id",
            owner="v.owner_id",
            approver="v.approved_by_id",
            source="FROM vendors_vendor v WHERE v.status = 'approved' AND v.approved_until_on IS NOT NULL"
            " AND v.merged_into_id IS NULL",
        ),
        sharing(
            "FROM sharing_sharingrequest s JOIN sharing_approval ap ON ap.sharing_id = s.id AND ap.withdrawn_at IS NULL"
            " WHERE s.status IN ('cleared', 'active')",
            "ap.until_on",
            since_on="date(ap.at)",
            approver="ap.by_id",
        ),
    ]


def clearances_end() -> list[Piece]:
    return [
        sharing(
            "FROM sharing_sharingrequest s"
            " LEFT JOIN sharing_approval ap ON ap.sharing_id = s.id AND ap.withdrawn_at IS NULL"
            " WHERE s.status IN ('cleared', 'active') AND s.valid_until IS NOT NULL",
            dialect.local_day("s.valid_until"),
            since_on="COALESCE(date(ap.at), date(s.requested_at))",
            approver="ap.by_id",
        )
    ]


def suspended() -> list[Piece]:
    last = """(SELECT {what} FROM history_entry h WHERE h.subject_type = 'sharing.sharingrequest'
        AND h.subject_id = s.id AND h.act = 'moved')"""
    return [
        sharing(
            "FROM sharing_sharingrequest s LEFT JOIN sharing_approval ap ON ap.sharing_id = s.id"
            " WHERE s.status = 'suspended'",
            f"COALESCE({last.format(what='date(max(h.at))')}, date(s.requested_at), s.planned_on)",
            occasion=f"COALESCE({dialect.text(last.format(what='max(h.sequence)'))}, '')",
            approver="ap.by_id",
            is_repeated=True,
        )
    ]


def restores() -> list[Piece]:
    """Restores that hold up every sharing until somebody who approves sharings has confirmed what they brought."""
    return [
        Piece(
            subject="sharing.restore",
            number="rs.id",
            ref=dialect.ref("RST", "rs.id"),
            anchor_on="date(rs.at)",
            power=SHARING_POWER,
            source="FROM sharing_restore rs WHERE rs.confirmed_at IS NULL",
        )
    ]


def links() -> list[Piece]:
    """Links that somebody made by hand; those that a digest needed are in that digest."""
    return [
        Piece(
            subject="vendors.portallink",
            number="l.id",
            ref=dialect.ref("PLN", "l.id"),
            anchor_on="date(l.made_at)",
            vendor="ct.vendor_id",
            contact="ct.person_id",
            source="""FROM vendors_portallink l JOIN vendors_vendorcontact ct ON ct.id = l.contact_id AND ct.is_active
                WHERE l.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM history_entry h
                    WHERE h.subject_type = 'vendors.portallink' AND h.subject_id = l.id AND h.sequence = 1
                    AND h.agent NOT LIKE 'system%%')""",
        )
    ]
