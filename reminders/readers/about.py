"""What a reminder is about, in words and with its address: one query for each kind of record."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from checklists.models import Checklist, Evidence, Item, Waiver
from contracts.models import Agreement, Clause, Contract, Milestone
from history.models import Record
from reminders.readers import about_choosing
from reminders.readers.about_line import About, asked, person, ref
from sharing.models import Restore, SharingRequest
from vendors.models import Engagement, PortalLink, Vendor


def _items(ids: list[int]) -> dict[int, About]:
    rows = Item.objects.filter(pk__in=ids).values(
        "pk",
        "code",
        "status",
        "checklist_id",
        "template_item__title",
        "checklist__vendor__name",
        *person("checklist__owner"),
    )
    return {
        row["pk"]: About(
            f"{ref(Checklist, row['checklist_id'])}/{row['code']}",
            row["template_item__title"],
            f"/checklists/{ref(Checklist, row['checklist_id'])}/#{row['code']}",
            row["checklist__vendor__name"],
            str(Item.Status(row["status"]).label),
            **asked(row, "checklist__owner"),
        )
        for row in rows
    }


def _checklists(ids: list[int]) -> dict[int, About]:
    rows = Checklist.objects.filter(pk__in=ids).values(
        "pk", "version__template__title", "vendor__name", *person("owner")
    )
    return {
        row["pk"]: About(
            ref(Checklist, row["pk"]),
            row["version__template__title"],
            f"/checklists/{ref(Checklist, row['pk'])}/",
            row["vendor__name"],
            **asked(row, "owner"),
        )
        for row in rows
    }


def _sharings(ids: list[int], outstanding: Mapping[int, int] | None = None) -> dict[int, About]:
    rows = SharingRequest.objects.filter(pk__in=ids).values(
        "pk", "title", "vendor__name", "status", "outstanding_count", *person("owner")
    )
    return {
        row["pk"]: About(
            ref(SharingRequest, row["pk"]),
            row["title"],
            f"/sharing/{ref(SharingRequest, row['pk'])}/",
            row["vendor__name"],
            _gate_state(row["status"], (outstanding or {}).get(row["pk"], row["outstanding_count"])),
            **asked(row, "owner"),
        )
        for row in rows
    }


def _gate_state(status: str, outstanding: int | None) -> str:
    """Where the request stands, as far as the last look of the gate said."""
    if status in (SharingRequest.Status.CLEARED, SharingRequest.Status.ACTIVE):
        return ""
    if status == SharingRequest.Status.DRAFT:
        return _("Draft, not requested yet")
    if outstanding is None:
        return _("Blocked")
    if outstanding == 0:
        return _("Ready for approval; nothing may be shared before it")
    return _("Blocked, %(count)d outstanding") % {"count": outstanding}


def _evidence(ids: list[int]) -> dict[int, About]:
    rows = Evidence.objects.filter(pk__in=ids).values(
        "pk", "kind", "vendor_id", "vendor__name", *person("vendor__owner")
    )
    kinds = dict(Evidence._meta.get_field("kind").flatchoices)
    return {
        row["pk"]: About(
            ref(Evidence, row["pk"]),
            str(kinds.get(row["kind"], row["kind"])),
            f"/vendors/{ref(Vendor, row['vendor_id'])}/",
            row["vendor__name"],
            **asked(row, "vendor__owner"),
        )
        for row in rows
    }


def _waivers(ids: list[int]) -> dict[int, About]:
    rows = Waiver.objects.filter(pk__in=ids).values(
        "pk",
        "condition",
        "subject",
        "item__template_item__title",
        "vendor__name",
        *person("asked_by"),
    )
    conditions = dict(Waiver._meta.get_field("condition").flatchoices)
    return {
        row["pk"]: About(
            ref(Waiver, row["pk"]),
            row["item__template_item__title"]
            or f"{conditions.get(row['condition'], row['condition'])} {row['subject']}",
            f"/checklists/waivers/{ref(Waiver, row['pk'])}/",
            row["vendor__name"],
            **asked(row, "asked_by"),
        )
        for row in rows
    }


def _vendors(ids: list[int]) -> dict[int, About]:
    rows = Vendor.objects.filter(pk__in=ids).values("pk", "name", *person("owner"))
    return {
        row["pk"]: About(
            ref(Vendor, row["pk"]),
            row["name"],
            f"/vendors/{ref(Vendor, row['pk'])}/",
            row["name"],
            **asked(row, "owner"),
        )
        for row in rows
    }


def _engagements(ids: list[int]) -> dict[int, About]:
    rows = Engagement.objects.filter(pk__in=ids).values("pk", "title", *person("owner"))
    return {
        row["pk"]: About(
            ref(Engagement, row["pk"]),
            row["title"],
            f"/engagements/{ref(Engagement, row['pk'])}/",
            **asked(row, "owner"),
        )
        for row in rows
    }


def _contracts(ids: list[int]) -> dict[int, About]:
    rows = Contract.objects.filter(pk__in=ids).values("pk", "title", "vendor__name", *person("owner"))
    return {row["pk"]: _of_contract(Contract, row["pk"], row["pk"], row["title"], row) for row in rows}


def _of_contract(model: type[Record], number: int, contract: int, title: str, row: dict[str, Any]) -> About:
    vendor = row.get("vendor__name") or row.get("contract__vendor__name") or ""
    path = f"/contracts/{ref(Contract, contract)}/"
    return About(ref(model, number), title, path, vendor, **asked(row, "owner", "contract__owner"))


def _agreements(ids: list[int]) -> dict[int, About]:
    rows = Agreement.objects.filter(pk__in=ids).values(
        "pk", "kind", "title", "vendor_id", "vendor__name", *person("owner")
    )
    kinds = dict(Agreement._meta.get_field("kind").flatchoices)
    return {
        row["pk"]: About(
            ref(Agreement, row["pk"]),
            row["title"] or str(kinds.get(row["kind"], row["kind"])),
            f"/vendors/{ref(Vendor, row['vendor_id'])}/",
            row["vendor__name"],
            **asked(row, "owner"),
        )
        for row in rows
    }


def _milestones(ids: list[int]) -> dict[int, About]:
    rows = Milestone.objects.filter(pk__in=ids).values(
        "pk", "title", "contract_id", "contract__vendor__name", *person("contract__owner")
    )
    return {row["pk"]: _of_contract(Milestone, row["pk"], row["contract_id"], row["title"], row) for row in rows}


def _clauses(ids: list[int]) -> dict[int, About]:
    rows = Clause.objects.filter(pk__in=ids).values(
        "pk", "kind__title", "contract_id", "contract__vendor__name", *person("contract__owner")
    )
    return {row["pk"]: _of_contract(Clause, row["pk"], row["contract_id"], row["kind__title"], row) for row in rows}


def _links(ids: list[int]) -> dict[int, About]:
    rows = PortalLink.objects.filter(pk__in=ids).values(
        "pk", "contact__vendor_id", "contact__vendor__name", *person("contact__vendor__owner")
    )
    return {
        row["pk"]: About(
            ref(PortalLink, row["pk"]),
            _("Your questions"),
            f"/vendors/{ref(Vendor, row['contact__vendor_id'])}/",
            row["contact__vendor__name"],
            **asked(row, "contact__vendor__owner"),
        )
        for row in rows
    }


def _restores(ids: list[int]) -> dict[int, About]:
    title = _("Clearances that a backup brought, to be confirmed; nothing may be shared before that")
    there = Restore.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return {number: About(ref(Restore, number), title, "/sharing/restored/") for number in there}


READS: dict[str, Callable[[list[int]], dict[int, About]]] = {
    **about_choosing.READS,
    "checklists.item": _items,
    "checklists.checklist": _checklists,
    "checklists.evidence": _evidence,
    "checklists.waiver": _waivers,
    "contracts.agreement": _agreements,
    "contracts.clause": _clauses,
    "contracts.contract": _contracts,
    "contracts.milestone": _milestones,
    "vendors.engagement": _engagements,
    "vendors.portallink": _links,
    "sharing.restore": _restores,
    "vendors.vendor": _vendors,
}


def abouts(
    subjects: Iterable[tuple[str, int]], outstanding: Mapping[int, int] | None = None
) -> dict[tuple[str, int], About]:
    """What each of these records is, by kind and key; `outstanding` is what the gate says of sharings just now."""
    by_kind: dict[str, list[int]] = {}
    for kind, number in subjects:
        by_kind.setdefault(kind, []).append(number)
    return {
        (kind, number): about
        for kind, numbers in by_kind.items()
        for number, about in _read(kind, sorted(set(numbers)), outstanding).items()
    }


def _read(kind: str, numbers: list[int], outstanding: Mapping[int, int] | None) -> dict[int, About]:
    return _sharings(numbers, outstanding) if kind == "sharing.sharingrequest" else READS[kind](numbers)
