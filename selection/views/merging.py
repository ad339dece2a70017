"""Merging a vendor into another one."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from selection import actions
from selection.forms import MergeForm
from vendors.views.access import SignedIn, ask, vendor_of
from vendors.views.duplicates import MERGE
from vendors.views.vendor import crumbs, page_of


def merge(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, MERGE)
    form = MergeForm(request.POST or None, user=request.user, initial={"vendor": request.GET.get("into", "")})
    page = {
        "title": _("Merge %(vendor)s into another vendor") % {"vendor": vendor.name},
        "text": _(
            "Contacts, candidacies and what nobody has signed yet move. What was decided or signed stays, to be read. "
            "What is cleared for either of the two is decided anew."
        ),
        "crumbs": crumbs(vendor),
        "button": _("Merge vendors"),
        "tone": "danger",
        "back": reverse("vendors:duplicates"),
        "said": _("The vendors are merged."),
        "to": lambda merged: page_of(merged.merged_into),
    }
    return ask(request, form, lambda given: actions.merge(vendor, given["vendor"], request.user, given["why"]), page)
