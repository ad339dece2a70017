"""Merging a vendor that was logged twice into the one that stays."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts.models import Agreement, Contract
from history import moves
from history.models import NotAllowed
from selection.actions.held import demand_reason
from selection.models import Award, Candidate
from vendors import actions as vendor_actions
from vendors import locks
from vendors.models import Engagement, NamedStaff, Risk, Subcontractor, Vendor, VendorContact

UNSIGNED = (Contract.Status.DRAFT, Contract.Status.IN_REVIEW, Contract.Status.AWAITING_SIGNATURE)


@transaction.atomic
def merge(vendor: Vendor, into: Vendor, by: User | Person, why: str) -> Vendor:
    """Work with one vendor from now on; what was decided on or signed with the other stays there, and can be read.

    Contacts, named staff with accounts of ours, candidates in question with their risks and subcontractors, contracts
    and agreements that nobody signed yet, and subsidiaries move. It is refused while something goes on with the vendor
    that is to go, since its people would lose what they owe. Both epochs rise: what was cleared for either is decided
    anew.
    """
    demand_reason(why)
    vendor, into, held = _hold(vendor, into)
    if refusal := _refusal(vendor, into):
        raise NotAllowed(refusal)
    _move_contacts(vendor, into, by)
    _move_staff(vendor, into, by)
    _move_candidates(vendor, into, by, held)
    for model, unsigned in ((Contract, UNSIGNED), (Agreement, [Agreement.Status.DRAFT])):
        for record in model.objects.filter(vendor=vendor, status__in=unsigned):
            moves.change(record, by=by, act="merged", vendor=into)
    _move_subsidiaries(vendor, into, by)
    moves.record(into, "merged", by=by, why=why.strip(), changes=[("took_over", None, vendor)])
    return moves.change(vendor, by=by, why=why.strip(), act="merged", merged_into=into)


def _hold(vendor: Vendor, into: Vendor) -> tuple[Vendor, Vendor, locks.Held]:
    """Both, their subsidiaries and the engagements that consider them, locked and read again."""
    children = Vendor.objects.filter(parent=vendor.pk).values_list("pk", flat=True)
    engagements = Candidate.objects.filter(vendor__in=[vendor.pk, into.pk]).values_list("engagement_id", flat=True)
    held = locks.hold({vendor.pk, into.pk, *children}, set(engagements), closing=True)
    return Vendor.objects.get(pk=vendor.pk), Vendor.objects.get(pk=into.pk), held


def _refusal(vendor: Vendor, into: Vendor) -> str:
    """The sentence that refuses it; empty where nothing stands in the way."""
    if vendor.pk == into.pk:
        return _("Choose two different vendors.")
    if merged := next((one for one in (vendor, into) if one.merged_into_id), None):
        return _("%(vendor)s was merged already.") % {"vendor": merged.ref}
    if left := _going_on(vendor):
        facts = {"vendor": vendor.name, "refs": ", ".join(left)}
        return _("Something goes on with %(vendor)s: %(refs)s. End it first, or merge the other way round.") % facts
    return ""


def _going_on(vendor: Vendor) -> list[str]:
    """References of what somebody works on, owes or has been awarded at this vendor."""
    open_awards = Award.objects.filter(candidate__vendor=vendor).open()
    selected = Candidate.objects.filter(vendor=vendor, status=Candidate.Status.SELECTED).exclude(
        engagement__status__in=[Engagement.Status.CLOSED, Engagement.Status.CANCELLED]
    )
    found: list[Any] = [*vendor.sharing_requests.unfinished(), *vendor.checklists.open(), *open_awards]
    return [one.ref for one in found] + [one.engagement.ref for one in selected.select_related("engagement")]


def _move_contacts(vendor: Vendor, into: Vendor, by: User | Person) -> None:
    """A person whom the other vendor names already is let go here; there is one main contact."""
    named = set(into.contacts.values_list("person_id", flat=True))
    has_main = into.contacts.filter(is_main=True, is_active=True).exists()
    for contact in VendorContact.objects.filter(vendor=vendor).order_by("-is_main", "pk"):
        if contact.person_id not in named:
            is_main = contact.is_main and not has_main
            moves.change(contact, by=by, act="merged", vendor=into, is_main=is_main)
        elif contact.is_active:
            vendor_actions.remove_contact(contact, by)


def _move_staff(vendor: Vendor, into: Vendor, by: User | Person) -> None:
    """Who has accounts of ours still; whom the other vendor names for the same work stays where they were named."""
    named = set(NamedStaff.objects.with_accounts().filter(vendor=into).values_list("engagement_id", "person_id"))
    for one in NamedStaff.objects.with_accounts().filter(vendor=vendor):
        if (one.engagement_id, one.person_id) not in named:
            moves.change(one, by=by, act="merged", vendor=into)


def _move_candidates(vendor: Vendor, into: Vendor, by: User | Person, held: locks.Held) -> None:
    considered = set(into.candidates.values_list("engagement_id", flat=True))
    because = _("Merged into %(vendor)s, which is a candidate too.") % {"vendor": into.name}
    for candidate in Candidate.objects.filter(vendor=vendor).in_question():
        if candidate.engagement_id in considered:
            moves.move(candidate, Candidate.Status.REJECTED, by=by, held=held, reason=because)
        else:
            moves.change(candidate, by=by, act="merged", vendor=into)
            for model in (Risk, Subcontractor):
                for record in model.objects.filter(vendor=vendor, engagement=candidate.engagement_id):
                    moves.change(record, by=by, act="merged", vendor=into)


def _move_subsidiaries(vendor: Vendor, into: Vendor, by: User | Person) -> None:
    """Below the one that stays or, where that belongs to another group, below its head: none stands between."""
    head = into if into.parent_id in (None, vendor.pk) else into.parent
    for child in Vendor.objects.filter(parent=vendor):
        parent = head if child.pk != into.pk else vendor.parent
        moves.change(child, by=by, act="merged", parent=parent)
