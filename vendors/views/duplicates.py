"""Vendors that may be one: what they share, and the decision that they are two. Merging is selection's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vendors import actions
from vendors.models import Duplicate, SharedMark
from vendors.views.access import SignedIn, attempt, permit

MERGE = "vendors.merge_vendor"
PAGE = 25


@require_GET
def duplicates(request: SignedIn) -> HttpResponse:
    """The pairs on which nobody has decided, the newest first."""
    permit(request, MERGE)
    rows = Duplicate.objects.visible_to(request.user).open().select_related("vendor", "other")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    words = dict(SharedMark.choices)
    pairs = [(one, [words[mark] for mark in one.shared if mark in words]) for one in page]
    return render(request, "vendors/duplicates.html", {"page": page, "pairs": pairs})


@require_POST
def tell_apart(request: SignedIn, ref: str) -> HttpResponse:
    pair = get_object_or_404(Duplicate.objects.visible_to(request.user).with_ref(ref))
    permit(request, MERGE)
    said = _("These stay two vendors. They are not suggested again.")
    back = reverse("vendors:duplicates")
    return attempt(request, lambda: actions.tell_apart(pair, request.user, timezone.now()), said, back)
