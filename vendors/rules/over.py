"""What is over: an engagement that was closed or cancelled, a vendor that was merged away, turned down or parted with.

Nothing is begun or decided there any more. What winds it up is not judged here: a sharing that ends, accounts and data
that go, a certificate.
"""

from django.utils.translation import gettext as _

from vendors.models import Engagement, Vendor

PARTED: tuple[str, ...] = (Vendor.Status.REJECTED, Vendor.Status.OFFBOARDED)


def is_over(engagement: Engagement | None) -> bool:
    return engagement is not None and not engagement.MOVES[engagement.status]


def why_over(engagement: Engagement | None) -> str:
    """The sentence that refuses what changes an engagement that is over; empty where it is not."""
    if engagement is None or not is_over(engagement):
        return ""
    return _("%(ref)s is over; nothing in it changes any more. Log a new engagement for what goes on.") % {
        "ref": engagement.ref
    }


def why_merged(vendor: Vendor) -> str:
    """The sentence that refuses what is done with a vendor that was merged into another; empty where it was not."""
    if (other := vendor.merged_into) is None:
        return ""
    return _("%(vendor)s was merged into %(other)s. Work with that one.") % {"vendor": vendor.ref, "other": other.ref}


def why_gone(vendor: Vendor) -> str:
    """The sentence that refuses what would begin with a vendor that we do not work with; empty where we do."""
    if vendor.merged_into_id is not None or vendor.status not in PARTED:
        return why_merged(vendor)
    return _("%(vendor)s is %(status)s. Take it back into review first.") % {
        "vendor": vendor.name,
        "status": vendor.status_label.lower(),
    }


def why_nothing_begins(vendor: Vendor, engagement: Engagement | None) -> str:
    """The sentence that refuses what would begin in an engagement with a vendor; empty where both go on."""
    return why_over(engagement) or why_gone(vendor)
