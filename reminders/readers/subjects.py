"""From a reference on a page to the record that somebody is to be reminded of."""

from typing import Any

from accounts.models import Person, User
from checklists.models import Checklist, Item, TierOverride, Waiver
from contracts.models import Clause, Contract, Milestone
from history.models import Record
from selection.models import Award, Evaluation
from sharing.models import SharingRequest
from vendors.models import (
    Engagement,
    FitAssessment,
    FitCondition,
    Incident,
    NamedStaff,
    Risk,
    Subcontractor,
    Vendor,
    VendorContact,
)

KINDS: tuple[type[Record], ...] = (
    SharingRequest,
    Engagement,
    Vendor,
    Contract,
    Checklist,
    Waiver,
    Award,
    Evaluation,
    Milestone,
    Clause,
    Subcontractor,
    FitAssessment,
    FitCondition,
    Risk,
    Incident,
    NamedStaff,
    TierOverride,
)
OF_CONTRACT = (Milestone, Clause)


def subject(ref: str, user: User) -> Record | None:
    """The record of this reference, where the user may see it; of what has no page of its own, the record it is in."""
    head, _slash, code = ref.partition("/")
    if code and Checklist.number_in(head):
        checklist = Checklist.number_in(head)
        items = Item.objects.filter(checklist_id=checklist, code=code) if checklist else Item.objects.none()
        return items.visible_to(user).select_related("checklist").first()
    for model in KINDS:
        if number := model.number_in(head):
            return _visible(model, user).filter(pk=number).first()
    return None


def is_named(ref: str) -> bool:
    """Whether `subject` can find a record by such a reference."""
    head = ref.partition("/")[0]
    return any(model.number_in(head) for model in KINDS)


def _visible(model: Any, user: User) -> Any:
    if model in OF_CONTRACT:
        return model.objects.filter(contract__in=Contract.objects.visible_to(user))
    return model.objects.visible_to(user)


def may_be_told(person: Person, of: Record) -> bool:
    """A colleague may hear of anything here; somebody at a vendor only of what is asked of that vendor."""
    if not person.is_active:
        return False
    if hasattr(person, "user"):
        return True
    of = of.checklist if isinstance(of, Item) else of
    vendor = of.vendor_id if isinstance(of, Checklist) else None
    return bool(vendor) and VendorContact.objects.active().filter(vendor=vendor, person=person).exists()
