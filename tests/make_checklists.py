"""Makers of templates, checklists, items, answers, evidence and waivers."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Person
from checklists.models import (
    Answer,
    AnswerEvidence,
    AnswerKind,
    Checklist,
    Evidence,
    Item,
    Section,
    Template,
    TemplateItem,
    TemplateVersion,
    Waiver,
)
from tests import make
from vendors.models import Engagement, Vendor

_numbers = count(1)


def version(
    *items: dict[str, Any], is_published: bool = True, starts_on: date = make.TODAY - timedelta(days=30), **fields: Any
) -> TemplateVersion:
    """A template's version with one section B; each item names only what matters of it."""
    number = next(_numbers)
    template = fields.pop("template", None) or Template.objects.create(
        key=f"template-{number}", title=f"Template {number}"
    )
    made = TemplateVersion.objects.create(template=template, number=fields.pop("number", 1), **fields)
    section = Section.objects.create(version=made, letter="B", title="Access")
    for place, item in enumerate(items or ({},), 1):
        values = {"key": f"key-{place}", "code": f"B-{place:02}", "title": f"Item {place}", "question": "Is it so?"}
        kind = {"answer_kind": AnswerKind.YES_NO}
        TemplateItem.objects.create(version=made, section=section, position=place, **{**values, **kind, **item})
    if is_published:
        TemplateVersion.objects.filter(pk=made.pk).update(
            status="published", published_at=make.AT, counts_from_on=starts_on
        )
        made.refresh_from_db()
    return made


def checklist(
    *items: dict[str, Any],
    vendor: Vendor | None = None,
    engagement: Engagement | None = None,
    is_vendor_wide: bool = False,
    **fields: Any,
) -> Checklist:
    """A checklist that is laid out, with every item open."""
    vendor = vendor or make.vendor()
    if not is_vendor_wide:
        engagement = engagement or make.engagement()
    made_version = fields.pop("version", None) or version(*items, scope="vendor" if is_vendor_wide else "engagement")
    made = Checklist.objects.create(
        vendor=vendor,
        engagement=engagement,
        version=made_version,
        owner=fields.pop("owner", None) or make.person(),
        laid_out_at=make.AT,
        **fields,
    )
    contact = vendor.contacts.filter(is_main=True).first()
    for asked in made_version.items.all():
        Item.objects.create(
            checklist=made,
            template_item=asked,
            code=asked.code,
            asks=asked.asks,
            area=asked.area,
            is_required=asked.is_required,
            position=asked.position,
            owner=contact.person if contact and asked.asks == "vendor" else None,
        )
    return made


def item(status: str = "open", *, of: Checklist | None = None, good_until_on: date | None = None, **asked: Any) -> Item:
    """One item of a checklist of its own, in this status, with the answer that the status needs."""
    made = (of or checklist(asked)).items.order_by("-pk").first()
    assert made is not None
    stamps: dict[str, Any] = {}
    if status == "submitted":
        answer(made)
    if status == "accepted":
        stamps["accepted_answer"] = answer(made, is_accepted=True, good_until_on=good_until_on)
    if status == "not-applicable":
        stamps |= {"not_applicable_by": make.person(), "not_applicable_confirmed_by": make.person()}
    if status == "declined":
        stamps["decline_reason"] = "It is confidential."
    Item.objects.filter(pk=made.pk).update(status=status, **stamps)
    made.refresh_from_db()
    return made


def answer(
    to: Item, *, by: Person | None = None, is_accepted: bool | None = None, at: datetime = make.AT, **fields: Any
) -> Answer:
    evidence = fields.pop("evidence", [])
    if is_accepted is not None:
        fields |= {"is_accepted": is_accepted, "decided_by": make.person(), "decided_at": at}
    made = Answer.objects.create(
        item=to,
        number=to.answers.count() + 1,
        value=fields.pop("value", "yes"),
        submitted_by=by or make.person(),
        submitted_at=at,
        **fields,
    )
    for piece in evidence:
        AnswerEvidence.objects.create(answer=made, evidence=piece)
    return made


def evidence(vendor: Vendor, *, by: Person | None = None, **fields: Any) -> Evidence:
    fields.setdefault("title", "Report")
    fields.setdefault("link", "https://vendor.example/report")
    return Evidence.objects.create(vendor=vendor, uploaded_by=by or make.person(), **fields)


def waiver(of: Item, status: str = "granted", *, days: int = 30, **fields: Any) -> Waiver:
    if status == "granted":
        fields |= {"granted_by": make.person(), "decided_at": make.AT}
    return Waiver.objects.create(
        vendor=of.checklist.vendor,
        engagement=of.checklist.engagement,
        item=of,
        status=status,
        subject=of.ref,
        reason="The report comes in spring.",
        compensating_control="Only test data until then.",
        starts_on=make.TODAY - timedelta(days=10),
        ends_on=make.TODAY + timedelta(days=days),
        asked_by=fields.pop("asked_by", None) or make.person(),
        **fields,
    )
