"""Bringing contracts in from a table: all rows or none, unless one says that the good ones may go in alone.

What comes in is a draft: nothing rests on it before somebody has looked at it and recorded its signature.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.actions.contract import draft, edit
from contracts.actions.price import set_charges, set_milestones
from contracts.models import ChargeKind, Contract, ContractKind, Period
from contracts.readers.contract_rows import ContractRow, ContractRows
from history import moves
from history.models import NotAllowed
from vendors.actions import log_vendor
from vendors.actions.importing import Report
from vendors.models import ImportRun, Vendor
from vendors.readers.vendor_rows import Problem
from vendors.rules.names import name_key

UNSETTLED = (Contract.Status.DRAFT, Contract.Status.IN_REVIEW)
MOST_KEPT = 1000


def import_contracts(
    rows: ContractRows, by: User, at: datetime, *, partial: bool = False, dry_run: bool = False
) -> Report:
    """Draft the contracts that are new, and change drafts that a file says anew; an empty cell says nothing.

    A vendor that is not known by its name is logged as a prospect. Of several rows of one contract the last one
    counts. With a problem in any row nothing is written, unless `partial`. It sends nothing.
    """
    report = Report(rows.file_name, problems=list(rows.problems), ignored=rows.ignored)
    with transaction.atomic():
        lines = _write(rows, by, report)
        report.problems.sort(key=lambda problem: problem.row)
        if dry_run or (report.problems and not partial):
            transaction.set_rollback(True)
        else:
            report.run = _record(rows, report, lines, by, at)
    return report


def _write(rows: ContractRows, by: User, report: Report) -> list[str]:
    """Every row by the action that it stands for; returns one line for each, for the digest."""
    vendors = _known()
    last = {(name_key(row.vendor), row.facts["number"] or row.facts["title"]): row.number for row in rows.rows}
    lines = []
    for row in rows.rows:
        key = name_key(row.vendor)
        if last[key, row.facts["number"] or row.facts["title"]] != row.number:
            report.skipped += 1
            continue
        try:
            with transaction.atomic():
                act = _one(row, vendors.setdefault(key, []), by)
        except NotAllowed as refusal:
            report.problems.append(Problem(row.number, "", str(refusal).rstrip(".")))
            continue
        setattr(report, act, getattr(report, act) + 1)
        lines.append(f"{act} {row.vendor} {row.facts['number']} {row.facts['title']}")
    return lines


def _known() -> dict[str, list[int]]:
    """The keys of vendors by their names without legal form and case."""
    known: dict[str, list[int]] = {}
    for pk, key in Vendor.objects.live().values_list("pk", "name_key").iterator(chunk_size=5000):
        known.setdefault(key, []).append(pk)
    return known


def _one(row: ContractRow, vendor_ids: list[int], by: User) -> str:
    """Log or change one contract; returns which of the report's counts it belongs to."""
    vendor = _vendor(row, vendor_ids, by)
    facts = row.facts
    same = {"number": facts["number"]} if facts["number"] else {"title": facts["title"]}
    found = list(Contract.objects.filter(vendor=vendor, **same).order_by("pk")[:2])
    if len(found) > 1:
        refs = ", ".join(contract.ref for contract in found)
        raise NotAllowed(_("this may be %(refs)s; give each a number of its own") % {"refs": refs})
    if not found:
        contract = draft(by, vendor=vendor, **facts)
        _price(contract, row, by)
        return "created"
    fresh = {name: value for name, value in facts.items() if value and value != getattr(found[0], name)}
    if not fresh:
        return "skipped"
    if found[0].status not in UNSETTLED:
        raise NotAllowed(_("%(ref)s is signed or over; change it on its own page") % {"ref": found[0].ref})
    edit(found[0], by, **fresh)
    return "updated"


def _vendor(row: ContractRow, vendor_ids: list[int], by: User) -> Vendor:
    if len(vendor_ids) > 1:
        refs = ", ".join(f"{Vendor.REF}-{pk:04d}" for pk in vendor_ids)
        raise NotAllowed(_("“%(name)s” may be %(refs)s; write the name in full") % {"name": row.vendor, "refs": refs})
    if vendor_ids:
        return Vendor.objects.get(pk=vendor_ids[0])
    vendor = log_vendor(by, name=row.vendor)
    vendor_ids.append(vendor.pk)
    return vendor


def _price(contract: Contract, row: ContractRow, by: User) -> None:
    """The whole cost as the one price that a list tells: a milestone, a cap, or a charge."""
    if row.amount is None:
        return
    whole: dict[str, Any] = {"title": _("Whole contract"), "amount": row.amount}
    if contract.kind == ContractKind.PROJECT:
        set_milestones(contract, by, [whole | {"due_on": contract.ends_on}])
    elif contract.kind == ContractKind.HOURLY:
        edit(contract, by, cap_amount=row.amount)
    else:
        set_charges(contract, by, [whole | {"kind": ChargeKind.ONE_OFF, "period": Period.ONCE}])


def _record(rows: ContractRows, report: Report, lines: list[str], by: User, at: datetime) -> ImportRun:
    """The record of the import, whose entry holds the count and the digest of what it wrote."""
    run = ImportRun(
        kind="contracts",
        file_name=rows.file_name,
        sha256=rows.sha256,
        started_at=at,
        by=by.person,
        created_count=report.created,
        updated_count=report.updated,
        skipped_count=report.skipped,
        errors=[str(problem) for problem in report.problems[:MOST_KEPT]],
    )
    moves.create(run, by=by)
    moves.record_set(run, "imported", lines, by=by)
    return run
