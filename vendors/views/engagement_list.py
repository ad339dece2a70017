"""The list of engagements."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vendors.models import Engagement, ServiceCategory
from vendors.views.access import ASK_ENGAGEMENT, LOG_ENGAGEMENT, SignedIn

SIZES = (25, 50, 100)
SORTS = {
    "-ref": ("-pk",),
    "ref": ("pk",),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "sharing": ("planned_sharing_on", "pk"),
    "-sharing": ("-planned_sharing_on", "-pk"),
}


@require_GET
def engagements(request: SignedIn) -> HttpResponse:
    """Engagements by reference, title or planned sharing; a fixed number of statements."""
    given = request.GET
    filters = _filters(given)
    sort = given.get("sort", "") if given.get("sort", "") in SORTS else "-ref"
    matching = _filtered(Engagement.objects.visible_to(request.user), filters, request)
    size = int(given["per_page"]) if given.get("per_page", "") in map(str, SIZES) else 50
    rows = matching.select_related("service_category", "owner").annotate(candidate_count=Count("candidates"))
    page = Paginator(rows.order_by(*SORTS[sort]), size).get_page(given.get("page"))
    context = {
        "page": page,
        "sizes": SIZES,
        "filters": filters,
        "sort": sort,
        "heads": _heads(filters, sort),
        "chips": _chips(filters),
        "tabs": _tabs(filters),
        "statuses": Engagement.Status.choices,
        "categories": ServiceCategory.objects.values_list("key", "title"),
        "may_ask": request.user.has_perm(ASK_ENGAGEMENT) or request.user.has_perm(LOG_ENGAGEMENT),
    }
    return render(request, "vendors/engagements.html", context)


def _filters(given: Any) -> dict[str, str]:
    """The filters that the address holds; what is unknown is left out."""
    found = {
        "q": given.get("q", "").strip()[:200],
        "status": given.get("status", "") if given.get("status", "") in [*Engagement.Status.values, "open"] else "",
        "category": given.get("category", "")[:40] if given.get("category", "").replace("-", "").isalnum() else "",
        "mine": "1" if given.get("mine") == "1" else "",
    }
    return {name: value for name, value in found.items() if value}


def _filtered(rows: Any, filters: dict[str, str], request: SignedIn) -> Any:
    if q := filters.get("q"):
        number = Engagement.number_in(q.upper())
        word = Q(title__icontains=q)
        rows = rows.filter(word | Q(pk=number) if number else word)
    if status := filters.get("status"):
        rows = rows.open() if status == "open" else rows.filter(status=status)
    if category := filters.get("category"):
        rows = rows.filter(service_category__key=category)
    if "mine" in filters:
        person = request.user.person_id
        rows = rows.filter(Q(owner=person) | Q(requester=person) | Q(sponsor=person))
    return rows


def _address(filters: dict[str, str], sort: str, **other: str) -> str:
    given = {**filters, **({} if sort == "-ref" else {"sort": sort}), **other}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _heads(filters: dict[str, str], sort: str) -> dict[str, dict[str, str]]:
    """For each sortable column: the address that sorts by it (the other way, where it does already), and which way."""
    heads = {}
    for name, first in (("ref", "-ref"), ("title", "title"), ("sharing", "sharing")):
        is_now = sort.lstrip("-") == name
        other = name if sort.startswith("-") else f"-{name}"
        way = "descending" if sort.startswith("-") else "ascending"
        heads[name] = {"address": _address(filters, other if is_now else first), "way": way if is_now else ""}
    return heads


def _chips(filters: dict[str, str]) -> list[tuple[str, str]]:
    """Each filter in words, with the address of the list without it."""
    statuses = {**dict(Engagement.Status.choices), "open": _("Open")}
    words = {
        "q": _("Search: %(value)s") % {"value": filters.get("q", "")},
        "status": _("Status: %(value)s") % {"value": statuses.get(filters.get("status", ""), "")},
        "category": _("Category: %(value)s") % {"value": filters.get("category", "")},
        "mine": _("Mine"),
    }
    return [(words[name], _address({n: v for n, v in filters.items() if n != name}, "-ref")) for name in filters]


def _tabs(filters: dict[str, str]) -> list[tuple[str, str, bool]]:
    views: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("Open"), {"status": "open"}),
        (_("Mine"), {"mine": "1"}),
        (_("Awarded"), {"status": "awarded"}),
        (_("Live"), {"status": "live"}),
    ]
    return [(words, "?" + urlencode(view), view == filters) for words, view in views]
