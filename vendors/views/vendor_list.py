"""The list of vendors: filtered, sorted and paged by keys, so that the last page is as quick as the first."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import IntegerField, Q, Subquery
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from sharing.models import SharingRequest
from vendors.models import Vendor, VendorKind
from vendors.rules.places import countries_by_name
from vendors.views import addresses, cells
from vendors.views.access import LOG_VENDOR, SignedIn, today
from vendors.views.shown import home_location

SIZES = (25, 50, 100)
DEFAULT_SIZE = 50
WORDS = {
    "name": gettext_lazy("Vendor"),
    "location": gettext_lazy("Location"),
    "status": gettext_lazy("Status"),
    "outstanding": gettext_lazy("Outstanding"),
    "sharing": gettext_lazy("Sharing"),
    "until": gettext_lazy("Approved until"),
    "owner": gettext_lazy("Owner"),
}
COUNTED = 1000  # beyond this many, the list says “more than”; nobody counts further, and counting takes time
SORTS = {
    "name": ("name_key", False),
    "-name": ("name_key", True),
    "-outstanding": ("outstanding_count", True),
    "outstanding": ("outstanding_count", False),
}
COLUMNS = (
    "pk",
    "name",
    "name_key",
    "service_category",
    "status",
    "country",
    "delivery_countries",
    "outstanding_count",
    "approved_until_on",
    "owner__name",
)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what is unknown is left out."""

    q: str
    status: str
    kind: str
    country: str
    mine: bool
    outstanding: bool
    sort: str
    size: int
    after: str
    before: str

    @classmethod
    def read(cls, given: QueryDict) -> "Wanted":
        size = given.get("per_page", "")
        return cls(
            q=given.get("q", "").strip()[:200],
            status=_known(given.get("status", ""), Vendor.Status.values),
            kind=_known(given.get("kind", ""), VendorKind.values),
            country=_known(given.get("country", ""), [code for code, _name in countries_by_name()]),
            mine=given.get("mine") == "1",
            outstanding=given.get("outstanding") == "1",
            sort=_known(given.get("sort", ""), SORTS) or "name",
            size=int(size) if size in map(str, SIZES) else DEFAULT_SIZE,
            after=given.get("after", ""),
            before=given.get("before", ""),
        )

    @property
    def filters(self) -> dict[str, str]:
        """The filters as the address holds them."""
        given = {"q": self.q, "status": self.status, "kind": self.kind, "country": self.country}
        flags = {"mine": "1" if self.mine else "", "outstanding": "1" if self.outstanding else ""}
        return {name: value for name, value in {**given, **flags}.items() if value}

    def address(self, **other: Any) -> str:
        """This list with something else in its address; a key that is None is left out, and so is the place."""
        sort = {} if self.sort == "name" else {"sort": self.sort}
        size = {} if self.size == DEFAULT_SIZE else {"per_page": self.size}
        given = {**self.filters, **sort, **size, **other}
        return "?" + urlencode({name: value for name, value in given.items() if value not in (None, "")})


@require_GET
def vendors(request: SignedIn) -> HttpResponse:
    """Fifty vendors in a fixed number of statements, whatever the filters and however many there are."""
    wanted = Wanted.read(request.GET)
    matching = _filtered(request, wanted)
    rows, previous, following = _page(matching, wanted)
    count = rows[0]["matching"] if rows else 0
    context = {
        "wanted": wanted,
        "rows": _shown(rows, request),
        "previous": previous,
        "following": following,
        "summary": _summary(count),
        "words": WORDS,
        "chips": _chips(wanted),
        "tabs": _tabs(wanted),
        "heads": _heads(wanted),
        "sizes": [(size, wanted.address(per_page=size), size == wanted.size) for size in SIZES],
        "statuses": Vendor.Status.choices,
        "kinds": VendorKind.choices,
        "country_options": cells.country_options(wanted.country),
        "may_log": request.user.has_perm(LOG_VENDOR),
        "is_first": not wanted.filters,
    }
    return render(request, "vendors/list.html", context)


def _known(word: str, words: Any) -> str:
    return word if word in words else ""


def _filtered(request: SignedIn, wanted: Wanted) -> Any:
    rows = Vendor.objects.visible_to(request.user).live()
    if wanted.q:
        number = Vendor.number_in(wanted.q.upper())
        word = Q(name__icontains=wanted.q) | Q(own_number=wanted.q) | Q(domain=wanted.q.lower())
        rows = rows.filter(word | Q(pk=number) if number else word)
    for name in ("status", "kind", "country"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.mine:
        rows = rows.filter(owner=request.user.person_id)
    return rows.filter(outstanding_count__gt=0) if wanted.outstanding else rows


def _page(matching: Any, wanted: Wanted) -> tuple[list[dict[str, Any]], str, str]:
    """The rows of this page and the addresses of the pages before and after; each begins where its neighbour ends."""
    field, descending = SORTS[wanted.sort]
    backwards = bool(wanted.before)
    rows = matching
    if place := _place(wanted.before or wanted.after, field):
        rows = rows.filter(_beyond(field, place, descending != backwards))
    sign = "-" if descending != backwards else ""
    counted = rows_to_count(matching)
    ordered = rows.order_by(f"{sign}{field}", f"{sign}pk").annotate(matching=counted).values(*COLUMNS, "matching")
    found = list(ordered[: wanted.size + 1])
    is_more, found = len(found) > wanted.size, found[: wanted.size]
    if backwards:
        found.reverse()
    has_previous = is_more if backwards else bool(place)
    has_following = bool(place) if backwards else is_more
    previous = wanted.address(before=_mark(found[0], field)) if found and has_previous else ""
    following = wanted.address(after=_mark(found[-1], field)) if found and has_following else ""
    return found, previous, following


class Counted(Subquery):
    """How many rows a query gives, as one value beside each row: the database computes it once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"


def rows_to_count(matching: Any) -> Counted:
    """The number of matching vendors, which is counted no further than COUNTED."""
    return Counted(matching.order_by()[: COUNTED + 1].values("pk"), output_field=IntegerField())


def _mark(row: dict[str, Any], field: str) -> str:
    return f"{row['pk']}~{row[field]}"


def _place(mark: str, field: str) -> tuple[Any, int] | None:
    """The row that a page begins behind; None for the first page, and for a mark that is none."""
    pk, _tilde, value = mark.partition("~")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    if field != "outstanding_count":
        return value, int(pk)
    return (int(value), int(pk)) if value.isdecimal() and len(value) < 10 else None


def _beyond(field: str, place: tuple[Any, int], descending: bool) -> Q:
    value, pk = place
    way = "lt" if descending else "gt"
    bound = Q(**{f"{field}__{way}e": value})
    return bound & (Q(**{f"{field}__{way}": value}) | Q(**{f"pk__{way}": pk}))


def _shown(rows: list[dict[str, Any]], request: SignedIn) -> list[dict[str, Any]]:
    """The cells of each row, and the most pressing state of its sharing requests."""
    states = _sharing_states([row["pk"] for row in rows], request)
    day = today()
    return [
        {
            "ref": (ref := f"{Vendor.REF}-{row['pk']:04d}"),
            "url": addresses.page("vendors", ref),
            "name": row["name"],
            "service_category": row["service_category"],
            "location": cells.badge("location", home_location(row["delivery_countries"]).value),
            "place": cells.country(row["country"]),
            "state": cells.badge("vendor", row["status"]),
            "outstanding": row["outstanding_count"] or "–",
            "sharing": cells.badge("verdict", states[row["pk"]]) if row["pk"] in states else cells.NONE,
            "until": cells.due(row["approved_until_on"], day),
            "owner": cells.who(row["owner__name"] or ""),
        }
        for row in rows
    ]


def _summary(count: int) -> str:
    if count > COUNTED:
        return _("More than %(n)s vendors") % {"n": COUNTED}
    return ngettext("%(n)s vendor", "%(n)s vendors", count) % {"n": count}


def _sharing_states(vendor_ids: list[int], request: SignedIn) -> dict[int, str]:
    """The least open state of each vendor's requests, as last judged; “cleared” only while the epochs still hold."""
    status = SharingRequest.Status
    rows = SharingRequest.objects.visible_to(request.user).unfinished().filter(vendor__in=vendor_ids)
    columns = ("vendor_id", "status", "outstanding_count", "clearance__vendor_epoch", "vendor__epoch")
    more = ("clearance__engagement_epoch", "engagement__epoch")
    order = ("under-way", "suspended", "blocked", "ready", "ending", "active", "cleared")
    found: dict[int, str] = {}
    for pk, state, outstanding, *epochs in rows.values_list(*columns, *more):
        if state == status.REQUESTED:
            state = "ready" if outstanding == 0 else "blocked"
        elif state in (status.CLEARED, status.ACTIVE) and (epochs[0] != epochs[1] or epochs[2] != epochs[3]):
            state = "suspended"
        if pk not in found or order.index(state) < order.index(found[pk]):
            found[pk] = state
    return found


def _chips(wanted: Wanted) -> list[tuple[str, str]]:
    """Each filter in words, with the address of the list without it."""
    labels = {
        "q": _("Search: %(value)s") % {"value": wanted.q},
        "status": _("Status: %(value)s") % {"value": dict(Vendor.Status.choices).get(wanted.status, "")},
        "kind": _("Kind: %(value)s") % {"value": dict(VendorKind.choices).get(wanted.kind, "")},
        "country": _("Country: %(value)s") % {"value": dict(countries_by_name()).get(wanted.country, "")},
        "mine": _("My vendors"),
        "outstanding": _("With something outstanding"),
    }
    return [(labels[name], wanted.address(**{name: None})) for name in wanted.filters]


def _tabs(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """The views that ship: words, address, whether it is the one that is shown."""
    views: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("My vendors"), {"mine": "1"}),
        (_("Something outstanding"), {"outstanding": "1", "sort": "-outstanding"}),
        (_("Under review"), {"status": "under-review"}),
        (_("Approved"), {"status": "approved"}),
        (_("Suspended"), {"status": "suspended"}),
    ]
    sort = {"sort": wanted.sort} if wanted.sort == "-outstanding" else {}
    now = {**wanted.filters, **(sort if wanted.outstanding else {})}
    return [(words, "?" + urlencode(view), view == now) for words, view in views]


def _heads(wanted: Wanted) -> dict[str, dict[str, str]]:
    """For each sortable column: the address that sorts by it (the other way, where it does already), and which way."""
    heads = {}
    for name, first in (("name", "name"), ("outstanding", "-outstanding")):
        other = f"-{name}" if wanted.sort == name else name
        is_now = wanted.sort.lstrip("-") == name
        way = "descending" if wanted.sort.startswith("-") else "ascending"
        heads[name] = {"address": wanted.address(sort=other if is_now else first), "way": way if is_now else ""}
    return heads
