"""Who decides on an item: a reviewer of its area, who did not do the other half."""

from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Item
from history.models import NotAllowed
from vendors.models import VendorContact


def may_review(item: Item, by: User) -> None:
    """Reviewers decide in their own areas, never in an engagement that they asked for."""
    if item.area not in by.review_areas():
        raise NotAllowed(
            _("%(ref)s is for a reviewer of the area %(area)s.") % {"ref": item.ref, "area": item.get_area_display()},
            code="area",
        )
    engagement = item.checklist.engagement
    if engagement is not None and engagement.requester_id == by.person_id:
        raise NotAllowed(
            _("You asked for %(ref)s, so another reviewer decides on its items.") % {"ref": engagement.ref},
            code="same-person",
        )


def may_settle(item: Item, by: User) -> None:
    """Who asked for a sharing that rests on an item, or answers for its vendor, does not settle it."""
    checklist = item.checklist
    if VendorContact.objects.filter(vendor=checklist.vendor_id, person=by.person_id).exists():
        raise NotAllowed(
            _("You are a contact of %(vendor)s, so another reviewer decides.") % {"vendor": checklist.vendor},
            code="same-person",
        )
    asked = checklist.vendor.sharing_requests.unfinished().filter(requested_by=by.person_id)
    if checklist.engagement_id is not None:
        asked = asked.filter(engagement=checklist.engagement_id)
    if resting := asked.first():
        raise NotAllowed(
            _("You asked for %(ref)s, which rests on this, so another reviewer decides.") % {"ref": resting.ref},
            code="same-person",
        )
