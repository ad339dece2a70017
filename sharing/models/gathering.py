"""Reads the facts of up to a thousand requests in twelve statements, the same twelve for one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from sharing.models import rows, statements
from sharing.models.asked import Who
from sharing.models.facts import Facts, PolicyFacts
from sharing.models.rows import Row
from sharing.models.said import Said
from sharing.models.said import said as said_of

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts by request, in no order, and the policy that judges them (None: there is none)."""

    facts: Mapping[int, Facts]
    policy: PolicyFacts | None


def gather(sharing_ids: Iterable[int], today: date) -> Gathered:
    """The facts of these requests as they are now, and the policy in force today, in twelve statements.

    At most CHUNK requests at a time. An unknown key has no facts.
    """
    ids = sorted(set(sharing_ids))
    if len(ids) > CHUNK:
        raise ValueError(f"gather takes at most {CHUNK} requests at a time, not {len(ids)}")
    if not ids:
        return Gathered({}, None)
    policy = next(iter(_rows(statements.POLICY, [today])), None)
    templates, conditional = rows.templates(_rows(statements.TEMPLATES, [today, today]))
    holders = rows.grouped(_rows(statements.HOLDERS), lambda row: row[0], lambda row: Who(row[1], row[2]))
    confirmations = rows.grouped(_of(statements.CONFIRMATIONS, ids), lambda row: row[0], rows.confirmation)
    clauses, titles = rows.clauses(_of(statements.CLAUSES, ids))
    agreements = rows.agreements(_of(statements.AGREEMENTS, ids))
    kinds, groups = rows.work(_named(statements.WORK, ids))
    opened = _of(statements.CHECKLISTS, ids)
    items = rows.grouped(_of(statements.ITEMS, ids), lambda row: row[0], rows.item)
    checklists = rows.grouped(opened, lambda row: row[1], lambda row: rows.checklist(row, items))
    pieces = rows.grouped(_of(statements.PIECES, ids), lambda row: row[0], rows.piece)
    said = said_of(_of(statements.SAID, ids))
    requests = rows.grouped(_named(statements.REQUESTS, ids), lambda row: row["id"], lambda row: row)
    gathered = {}
    for sharing_id, (row, *_more) in requests.items():
        vendor_id, engagement_id = row["vendor_id"], row["engagement_id"]
        gathered[sharing_id] = Facts(
            sharing=rows.sharing(row),
            vendor=rows.vendor(row),
            engagement=rows.engagement(row, confirmations.get(engagement_id, ())),
            contract=rows.contract(row, clauses),
            agreements=agreements.get(vendor_id, ()),
            checklists=tuple(
                one for one in checklists.get(vendor_id, ()) if one.engagement_id in (None, engagement_id)
            ),
            pieces=pieces,
            waivers=said.get("waiver", {}).get(vendor_id, ()),
            risks=_in(said, "risk", vendor_id, engagement_id),
            overrides=_in(said, "override", vendor_id, engagement_id),
            incidents=tuple(
                one for one in said.get("incident", {}).get(vendor_id, ()) if one.engagement_id in (None, engagement_id)
            ),
            conditions=_in(said, "condition", None, engagement_id),
            subcontractors=_in(said, "subcontractor", vendor_id, engagement_id),
            approvals=tuple(rows.approval(one) for one in requests[sharing_id] if one["a_id"] is not None),
            clearance=rows.clearance(row),
            templates=templates,
            conditional=conditional,
            contract_kinds=frozenset(kinds.get((vendor_id, engagement_id), ())),
            is_staff_named=bool(row["is_staff_named"]),
            group=tuple(one for one in groups.get(row["family"], ()) if one[0] != engagement_id),
            clause_titles=titles,
            holders=holders,
        )
    return Gathered(gathered, PolicyFacts(policy[0], policy[1], policy[2], rows.parsed(policy[3])) if policy else None)


def _in(said: Said, kind: str, vendor_id: int | None, engagement_id: int) -> tuple[Any, ...]:
    """What was said of this engagement with this vendor; None: with any."""
    return tuple(one for one in said.get(kind, {}).get(vendor_id, ()) if one.engagement_id == engagement_id)


def _rows(statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters) or None)
        return cursor.fetchall()


def _filled(statement: str, ids: list[int]) -> tuple[str, list[Any]]:
    """The statement for this database, and its parameters: the keys as one array, as often as they are named.

    A single key is compared with: PostgreSQL then keeps its plan, and SQLite builds no filter of whole tables.
    """
    count = statement.count("{ids}")
    if len(ids) == 1:
        return statement.replace("{ids}", "= %s"), ids * count
    if connection.vendor == "postgresql":
        return statement.replace("{ids}", "= ANY(%s)"), [ids] * count
    return statement.replace("{ids}", "IN (SELECT value FROM json_each(%s))"), [json.dumps(ids)] * count


def _of(statement: str, ids: list[int]) -> list[Row]:
    return _rows(*_filled(statement, ids))


def _named(statement: str, ids: list[int]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(*_filled(statement, ids))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
