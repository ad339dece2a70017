"""What is outstanding in contracts: notices, ends, milestones."""

from typing import Any

from reminders.readers import dialect
from reminders.readers.things.over import begins, going_on
from reminders.readers.things.piece import Piece, since


def contract(condition: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="contracts.contract",
        number="k.id",
        ref=dialect.ref("CON", "k.id"),
        anchor_on=anchor_on,
        vendor="k.vendor_id",
        engagement="k.engagement_id",
        source=f"FROM contracts_contract k WHERE {condition}",
        **more,
    )


def contract_notices() -> list[Piece]:
    dated = "k.status = 'active' AND k.ends_on IS NOT NULL AND k.notice_days IS NOT NULL AND k.notice_given_on IS NULL"
    notice = dialect.moved("k.ends_on", "-k.notice_days")
    return [contract(dated, notice, since_on="date(k.created_at)", owner="k.owner_id")]


def contract_ends() -> list[Piece]:
    goes_on = "k.renewal_months IS NOT NULL AND k.notice_days IS NOT NULL AND k.notice_given_on IS NULL"
    ended = f"k.status = 'active' AND k.ends_on IS NOT NULL AND NOT ({goes_on})"  # else the notice is what counts
    return [
        contract(ended, "k.ends_on", since_on="date(k.created_at)", owner="k.owner_id"),
        Piece(
            subject="contracts.agreement",
            number="g.id",
            ref=dialect.ref("AGR", "g.id"),
            anchor_on="g.ends_on",
            since_on="COALESCE(g.signed_on, g.ends_on)",
            vendor="g.vendor_id",
            owner="g.owner_id",
            source="FROM contracts_agreement g WHERE g.status = 'active' AND g.ends_on IS NOT NULL",
        ),
    ]


def milestones() -> list[Piece]:
    return [
        Piece(
            subject="contracts.milestone",
            number="m.id",
            ref=dialect.ref("MST", "m.id"),
            anchor_on="m.due_on",
            since_on="date(k.created_at)",
            vendor="k.vendor_id",
            engagement="k.engagement_id",
            owner="k.owner_id",
            source="FROM contracts_milestone m JOIN contracts_contract k ON k.id = m.contract_id"
            " AND k.status = 'active' WHERE m.due_on IS NOT NULL AND m.status <> 'accepted'",
        )
    ]


def _moved_on() -> str:
    return f"COALESCE({since('contracts.contract', 'k.id', 'moved')}, date(k.created_at))"


def clauses_and_contracts() -> list[Piece]:
    """Clauses that are said not to be needed, and contracts that wait for legal or for a signature.

    What is signed goes on whatever becomes of its engagement: its notices, ends and milestones are above.
    """
    clause = "contracts.clause"
    return [
        Piece(
            subject=clause,
            number="cl.id",
            ref=dialect.ref("CLA", "cl.id"),
            anchor_on=f"COALESCE({since(clause, 'cl.id', 'changed')}, {since(clause, 'cl.id', 'created')},"
            " date(k.created_at))",
            vendor="k.vendor_id",
            engagement="k.engagement_id",
            power="'reviewer-legal'",
            but_not="cl.entered_by_id",
            source="""FROM contracts_clause cl JOIN contracts_contract k ON k.id = cl.contract_id
                AND k.status NOT IN ('expired', 'terminated')
                WHERE cl.state = 'not-needed' AND cl.confirmed_by_id IS NULL AND """
            + going_on("k"),
        ),
        contract(f"k.status = 'in-review' AND {begins('k')}", _moved_on(), power="'reviewer-legal'"),
        contract(f"k.status = 'awaiting-signature' AND {begins('k')}", _moved_on(), owner="k.owner_id"),
    ]
