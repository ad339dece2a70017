"""What reminders are about, made quickly: items, sharings, contracts, and people who are told."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Person
from checklists.models import Checklist, Item, Section, Template, TemplateItem, TemplateVersion
from contracts.models import Contract
from reminders.models import Digest, Reminder
from sharing.models import SharingRequest
from tests import make
from vendors.models import Engagement, Vendor

_numbers = count(1)


def colleague(*roles: str, name: str = "", **fields: Any) -> Person:
    """Somebody who can sign in, in a country whose holidays do not matter: weekends are Saturday and Sunday."""
    fields.setdefault("country", "ZZ")
    fields.setdefault("time_zone", "UTC")
    return make.user(*roles, person=make.person(name, **fields)).person


def contact(vendor: Vendor, name: str = "", **fields: Any) -> Person:
    person = make.person(name, country="ZZ", time_zone="UTC", email=f"contact-{next(_numbers)}@vendor.example")
    return make.contact(vendor, person=person, **fields).person


def checklist(vendor: Vendor | None = None, engagement: Engagement | None = None, **fields: Any) -> Checklist:
    number = next(_numbers)
    template = Template.objects.create(key=f"reminded-{number}", title=f"Baseline {number}")
    version = TemplateVersion.objects.create(template=template, number=1)
    Section.objects.create(version=version, letter="B", title="Access")
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or colleague()
    fields.setdefault("laid_out_at", make.AT - timedelta(days=200))
    return Checklist.objects.create(
        vendor=vendor or make.vendor(),
        engagement=engagement or make.engagement(owner=colleague()),
        version=version,
        **fields,
    )


def item(of: Checklist | None = None, asks: str = "us", status: str = "open", **fields: Any) -> Item:
    of = of or checklist()
    number = of.items.count() + 1
    asked = TemplateItem.objects.create(
        version=of.version,
        section=of.version.sections.get(),
        key=f"key-{number}",
        code=f"B-{number:02}",
        title=f"Question {number}",
        question="Is it so?",
        asks=asks,
    )
    fields.setdefault("area", "security")
    return Item.objects.create(
        checklist=of, template_item=asked, code=asked.code, asks=asks, status=status, position=number, **fields
    )


def sharing(
    status: str = "requested", planned_on: date = make.TODAY + timedelta(days=10), **fields: Any
) -> SharingRequest:
    engagement = fields.pop("engagement", None) or make.engagement(owner=colleague())
    owner = fields.pop("owner", None) or colleague()
    if status == "under-way":
        fields.setdefault("under_way_since_on", planned_on)
    return SharingRequest.objects.create(
        title=fields.pop("title", "Customer contacts"),
        status=status,
        vendor=fields.pop("vendor", None) or make.vendor(),
        engagement=engagement,
        data_class="confidential",
        description="Contacts",
        purpose="Service desk",
        destination="sftp.vendor.example",
        planned_on=planned_on,
        until_on=planned_on + timedelta(days=365),
        requested_by=fields.pop("requested_by", None) or owner,
        owner=owner,
        requested_at=fields.pop("requested_at", make.AT - timedelta(days=60)),
        **fields,
    )


def contract(**fields: Any) -> Contract:
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or colleague()
    fields.setdefault("status", "active")
    fields.setdefault("starts_on", make.TODAY - timedelta(days=300))
    fields.setdefault("signed_on", make.TODAY - timedelta(days=310))
    fields.setdefault("vendor", None)
    fields["vendor"] = fields["vendor"] or make.vendor()
    made = Contract.objects.create(kind="other", title="Hosting", **fields)
    Contract.objects.filter(pk=made.pk).update(created_at=make.AT - timedelta(days=310))
    return made


def digest(person: Person, lines: int = 1, at: datetime = make.AT) -> Digest:
    """A waiting digest with real, outstanding items in it."""
    made = Digest.objects.create(
        person=person, kind="daily", local_day=at.date(), token=f"{next(_numbers):032x}", send_after=at
    )
    of = checklist()
    for _ in range(lines):
        one = item(of, owner=person, due_on=at.date())
        Reminder.objects.create(
            person=person,
            anchor="item-due",
            subject_type="checklists.item",
            subject_id=one.pk,
            subject_ref=one.ref,
            anchor_on=at.date(),
            stage="0",
            due_on=at.date(),
            planned_at=at,
            digest=made,
        )
    return made


def planned(person: Person | None = None, **fields: Any) -> list[tuple[str, str, str]]:
    """What the ledger says: (reference, stage, status), in order."""
    rows = Reminder.objects.filter(**fields)
    if person:
        rows = rows.filter(person=person)
    return sorted(rows.values_list("subject_ref", "stage", "status"))
