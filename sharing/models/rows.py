"""From rows as a driver gives them to facts; what cannot be read becomes None, which the rules take for unknown."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from history.models.entry import canonical
from sharing.models.asked import (
    ChecklistFacts,
    ItemFacts,
    PieceFacts,
    TemplateFacts,
    TemplateItemFacts,
    Who,
)
from sharing.models.facts import (
    AgreementFacts,
    ApprovalFacts,
    ClauseFacts,
    ClearanceFacts,
    ConfirmationFacts,
    ContractFacts,
    EngagementFacts,
    SharingFacts,
    VendorFacts,
)
from sharing.models.request import SharingRequest
from vendors.models import FACTS, Engagement

Row = tuple[Any, ...]


def grouped(rows: Iterable[Any], key: Any, value: Any) -> dict[Any, tuple[Any, ...]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(value(row))
    return {name: tuple(members) for name, members in groups.items()}


def parsed(value: Any) -> Any:
    """A JSON column as the driver gives it; what cannot be read is None."""
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def words(value: Any) -> frozenset[str] | None:
    """A JSON list of words; None for anything else."""
    found = parsed(value)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        return None
    return frozenset(found)


def _mapping(value: Any) -> Mapping[str, Any] | None:
    found = parsed(value)
    return found if isinstance(found, dict) else None


def _instant(value: Any) -> Any:
    """SQLite keeps instants without a zone: they are UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def templates(rows: Iterable[Row]) -> tuple[tuple[TemplateFacts, ...], dict[int, tuple[TemplateItemFacts, ...]]]:
    """The newest version of each template, and of every version the items with conditions of their own."""
    newest: dict[int, TemplateFacts] = {}
    for row in rows:
        newest.setdefault(row[0], TemplateFacts(*row[:6], applies=parsed(row[6])))
    conditional = grouped(
        (row for row in rows if row[7] is not None),
        lambda row: row[3],
        lambda row: TemplateItemFacts(row[7], row[8], row[9], parsed(row[10])),
    )
    return tuple(newest.values()), conditional


def confirmation(row: Row) -> ConfirmationFacts:
    return ConfirmationFacts(row[0], row[1], parsed(row[2]), row[3], row[4], row[5])


def clauses(rows: Iterable[Row]) -> tuple[dict[int, dict[str, ClauseFacts]], dict[str, str]]:
    clauses: dict[int, dict[str, ClauseFacts]] = defaultdict(dict)
    titles = {}
    for key, title, contract_id, *found in rows:
        titles[key] = title
        if contract_id is not None:
            clauses[contract_id][key] = ClauseFacts(key, *found)
    return clauses, titles


def agreements(rows: Iterable[Row]) -> dict[int, tuple[AgreementFacts, ...]]:
    named: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        named[row[0]].append(row)
    made = (
        AgreementFacts._make(
            (*members[0][:6], words(members[0][6]), frozenset(m[7] for m in members if m[7] is not None))
        )
        for members in named.values()
    )
    return grouped(made, lambda one: one.vendor_id, lambda one: one)


def work(
    rows: Iterable[Mapping[str, Any]],
) -> tuple[dict[tuple[int, int], set[str]], dict[int, tuple[tuple[int, dict[str, Any]], ...]]]:
    """The kinds of contract by vendor and engagement, and each group's open engagements with their facts, once each."""
    kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
    groups: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        if row["status"] in (Engagement.Status.CLOSED, Engagement.Status.CANCELLED):
            continue
        if row["kind"] is not None:
            kinds[row["vendor_id"], row["id"]].add(row["kind"])
        if row["id"] not in groups[row["family"]]:
            groups[row["family"]][row["id"]] = _values(row)
    return kinds, {family: tuple(found.items()) for family, found in groups.items()}


def item(row: Row) -> ItemFacts:
    return ItemFacts._make((*row[:21], _instant(row[21])))


def checklist(row: Row, items: Mapping[int, tuple[ItemFacts, ...]]) -> ChecklistFacts:
    return ChecklistFacts(
        id=row[0],
        vendor_id=row[1],
        engagement_id=row[2],
        template_id=row[3],
        version_id=row[4],
        number=row[5],
        title=row[6],
        completed_at=_instant(row[7]),
        laid_out_at=_instant(row[8]),
        owner=Who(row[9], row[10]),
        items=items.get(row[0], ()),
    )


def piece(row: Row) -> PieceFacts:
    return PieceFacts._make((*row[:10], _instant(row[10])))


def approval(row: Mapping[str, Any]) -> ApprovalFacts:
    return ApprovalFacts(
        row["a_id"],
        _who(row, "a_by"),
        _instant(row["a_at"]),
        *(row[f"a_{name}"] for name in ("until_on", "scope_digest", "vendor_epoch", "engagement_epoch")),
        withdrawn_at=_instant(row["a_withdrawn_at"]),
    )


def _who(row: Mapping[str, Any], prefix: str) -> Who:
    return Who(row[f"{prefix}_id"], row[f"{prefix}_name"] or "")


def _scope_digest(row: Mapping[str, Any]) -> str:
    """The digest of SharingRequest.scope(), from the row as it was read."""
    read: dict[str, Callable[[Any], Any]] = {
        "data_categories": parsed,
        "countries": parsed,
        "transfer_bases": parsed,
        "is_evaluation": bool,
    }
    scope = {name: read.get(name, lambda value: value)(row[name]) for name in SharingRequest.SCOPE}
    return hashlib.sha256(canonical(scope)).hexdigest()


def sharing(row: Mapping[str, Any]) -> SharingFacts:
    return SharingFacts(
        id=row["id"],
        status=row["status"],
        title=row["title"],
        data_class=row["data_class"],
        categories=words(row["data_categories"]),
        purpose=row["purpose"],
        countries=words(row["countries"]),
        volume=row["volume"],
        transfer_bases=_mapping(row["transfer_bases"]),
        frequency=row["frequency"],
        is_evaluation=bool(row["is_evaluation"]),
        planned_on=row["planned_on"],
        until_on=row["until_on"],
        requested_by=_who(row, "requester"),
        owner=_who(row, "owner"),
        requested_at=_instant(row["requested_at"]),
        used_at=_instant(row["used_at"]),
        contract_id=row["contract_id"],
        scope_digest=_scope_digest(row),
        newer_id=row["newer_id"],
        restore_id=row["restore_id"],
    )


def vendor(row: Mapping[str, Any]) -> VendorFacts:
    return VendorFacts(
        id=row["vendor_id"],
        name=row["vendor_name"],
        status=row["vendor_status"],
        kind=row["vendor_kind"],
        merged_into_id=row["merged_into_id"],
        approved_data_class=row["approved_data_class"],
        approved_categories=words(row["approved_categories"]),
        approved_until_on=row["approved_until_on"],
        approved_by_id=row["approved_by_id"],
        entered_by_id=row["vendor_entered_by_id"],
        owner=_who(row, "vendor_owner"),
        epoch=row["vendor_epoch"],
    )


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an engagement by name; what is no list of words, or not said, is None."""
    values = {fact: row[f"fact_{fact}"] for fact in FACTS}
    for fact in ("data_categories", "delivery_countries"):
        found = words(values[fact])
        values[fact] = None if found is None else sorted(found)
    if values["is_substitutable"] is not None:
        values["is_substitutable"] = bool(values["is_substitutable"])
    return values


def engagement(row: Mapping[str, Any], confirmations: tuple[ConfirmationFacts, ...]) -> EngagementFacts:
    return EngagementFacts(
        id=row["engagement_id"],
        title=row["engagement_title"],
        status=row["engagement_status"],
        owner=_who(row, "engagement_owner"),
        epoch=row["engagement_epoch"],
        country=row["country"],
        it_kind=row["it_kind"],
        is_core=bool(row["is_core"]),
        values=_values(row),
        entered_by=_mapping(row["facts_entered_by"]) or {},
        confirmations=confirmations,
        candidate_status=row["candidate_status"] or "",
        award_proposed_by_id=row["award_proposed_by_id"],
    )


def contract(row: Mapping[str, Any], clauses: Mapping[int, Mapping[str, ClauseFacts]]) -> ContractFacts | None:
    if row["k_id"] is None:
        return None
    master = _contract_of(row, "m", clauses, None) if row["m_id"] is not None else None
    return _contract_of(row, "k", clauses, master)


def _contract_of(
    row: Mapping[str, Any],
    prefix: str,
    clauses: Mapping[int, Mapping[str, ClauseFacts]],
    master: ContractFacts | None,
) -> ContractFacts:
    plain = ("id", "title", "vendor_id", "engagement_id", "status", "kind", "starts_on", "ends_on")
    return ContractFacts(
        *(row[f"{prefix}_{name}"] for name in plain),
        owner=_who(row, f"{prefix}_owner"),
        clauses=clauses.get(row[f"{prefix}_id"], {}),
        master=master,
    )


def clearance(row: Mapping[str, Any]) -> ClearanceFacts | None:
    if row["c_id"] is None:
        return None
    return ClearanceFacts(
        id=row["c_id"],
        sharing_id=row["c_sharing_id"],
        issued_at=_instant(row["c_issued_at"]),
        valid_until=_instant(row["c_valid_until"]),
        ends_with=row["c_ends_with"],
        policy_id=row["c_policy_id"],
        vendor_epoch=row["c_vendor_epoch"],
        engagement_epoch=row["c_engagement_epoch"],
        scope_digest=row["c_scope_digest"],
        digest=row["c_digest"],
        signature=row["c_signature"],
        is_newest=row["c_id"] == row["newest_clearance_id"],
    )
