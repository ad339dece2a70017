"""The list of checklists, the page of one, and what is done with it as a whole."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from checklists import actions
from checklists.forms.decisions import BulkForm, DueForm
from checklists.models import Checklist, Item, Template
from checklists.views import shown
from checklists.views.access import LAY_OUT, REVIEW, SignedIn, checklist_of, permit, today
from checklists.views.items import rests_on
from history.models import NotAllowed
from sharing.models import going_on
from vendors.models import Engagement, Vendor

SIZES = (25, 50, 100)


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """The checklists that one may see; views and filters are in the address."""
    visible = Checklist.objects.visible_to(request.user)
    views = [(name, label, _view(visible, name, request.user).count()) for name, label in _views(request.user)]
    wanted = request.GET.get("view", "")
    rows = _filtered(_view(visible, wanted, request.user), request.GET)
    size = request.GET.get("per_page", "")
    paginator = Paginator(
        rows.select_related("vendor", "engagement", "version__template", "owner").order_by("-pk"),
        int(size) if size in map(str, SIZES) else SIZES[0],
    )
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "views": views,
        "view": wanted,
        "sizes": SIZES,
        "query": request.GET.get("q", ""),
    }
    return render(request, "checklists/list.html", context)


def _views(user: User) -> list[tuple[str, str]]:
    mine = [("to-review", _("To review"))] if user.review_areas() else []
    return [("", _("Open")), *mine, ("complete", _("Complete")), ("overdue", _("Overdue")), ("all", _("All"))]


def _view(visible: QuerySet[Checklist], name: str, user: User) -> QuerySet[Checklist]:
    if name == "to-review":
        waiting = Item.objects.filter(status__in=["submitted", "declined"], area__in=user.review_areas())
        lasting = going_on() | Q(version__template__key__startswith=Template.OFFBOARDING)
        return visible.filter(lasting, closed_at=None, pk__in=waiting.values("checklist"))
    if name == "complete":
        return visible.filter(outstanding_count=0, closed_at=None)
    if name == "overdue":
        return visible.filter(outstanding_count__gt=0, closed_at=None, due_on__lt=today())
    if name == "all":
        return visible
    return visible.filter(outstanding_count__gt=0, closed_at=None)


def _filtered(rows: QuerySet[Checklist], asked: Any) -> QuerySet[Checklist]:
    text = asked.get("q", "").strip()
    if text:
        number = Checklist.number_in(text.upper()) or 0
        rows = rows.filter(
            Q(pk=number)
            | Q(vendor__name__icontains=text)
            | Q(engagement__title__icontains=text)
            | Q(version__template__title__icontains=text)
        )
    for name, model in (("vendor", Vendor), ("engagement", Engagement)):
        if ref := asked.get(name, ""):
            rows = rows.filter(**{name: model.number_in(ref) or 0})
    return rows


@require_GET
def checklist(request: SignedIn, ref: str) -> HttpResponse:
    found = checklist_of(request, ref)
    context = shown.page(found, request.user, timezone.now(), request.GET.get("show", ""))
    return render(
        request, "checklists/checklist.html", {**shown.open_first(context), **shown.around(found, request.user)}
    )


@require_POST
def bulk(request: SignedIn, ref: str) -> HttpResponse:
    """Accept or send back what was selected, with one note for all; each item by the same rules as alone."""
    found = checklist_of(request, ref)
    permit(request, REVIEW)
    form = BulkForm(request.POST)
    picks = [code.replace("\0", "") for code in request.POST.getlist("pick")]  # PostgreSQL takes no NUL
    picked = list(found.items.filter(code__in=picks).order_by("position", "pk"))
    if not picked or not form.is_valid() or request.POST.get("act") not in BULK:
        messages.error(request, _("Select at least one item, and write at most 2,000 characters."))
        return redirect("checklists:checklist", ref)
    act, said = BULK[request.POST["act"]]
    done, refused = [], []
    for item in picked:
        try:
            act(item, request, form.cleaned_data["note"])
            done.append(item.code)
        except NotAllowed as refusal:
            refused.append(f"{item.code}: {refusal}")
    if done:
        messages.success(request, said(len(done)) % {"count": len(done), "codes": ", ".join(done)})
    for line in refused:
        messages.error(request, line)
    return redirect(reverse("checklists:checklist", args=[ref]))


def _seen(request: SignedIn, item: Item) -> str | None:
    return request.POST.get(f"seen-{item.code}") or None


def _accept(item: Item, request: SignedIn, note: str) -> None:
    actions.accept(item, by=request.user, note=note, seen=_seen(request, item), at=timezone.now())


def _send_back(item: Item, request: SignedIn, note: str) -> None:
    actions.send_back(item, by=request.user, note=note, seen=_seen(request, item), at=timezone.now())


def _undo(item: Item, request: SignedIn, _note: str) -> None:
    at = timezone.now()
    actions.undo(item, by=request.user, at=at, rests_on_it=rests_on(item, request.user, at))


BULK = {
    "accept": (_accept, lambda n: ngettext("Accepted %(codes)s.", "Accepted %(count)d items: %(codes)s.", n)),
    "send-back": (_send_back, lambda n: ngettext("Sent %(codes)s back.", "Sent %(count)d items back: %(codes)s.", n)),
    "undo": (
        _undo,
        lambda n: ngettext("Took the decision on %(codes)s back.", "Took %(count)d decisions back: %(codes)s.", n),
    ),
}


@require_POST
def lay_out(request: SignedIn, vendor: str, engagement: str) -> HttpResponse:
    """Lay out every template that applies to the engagement with this vendor."""
    who = get_object_or_404(Vendor.objects.visible_to(request.user).with_ref(vendor))
    what = get_object_or_404(Engagement.objects.visible_to(request.user).with_ref(engagement))
    permit(request, LAY_OUT)
    try:
        made = actions.lay_out_all(who, what, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("vendors:engagement", what.ref)
    if not made:
        messages.info(request, _("No template applies. Publish one, or look at what it applies to."))
        return redirect("vendors:engagement", what.ref)
    listed = ", ".join(f"{one.ref} {one.version.template}" for one in made)
    messages.success(request, _("These apply and are laid out: %(list)s.") % {"list": listed})
    return redirect("checklists:checklist", made[0].ref)


@require_POST
def send(request: SignedIn, ref: str) -> HttpResponse:
    """Ask the vendor: its contact gets a mail with a personal link, and reminders."""
    found = checklist_of(request, ref)
    permit(request, LAY_OUT)
    if not found.items.filter(asks="vendor").exists():
        raise Http404
    try:
        actions.send_to_vendor(found, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(vendor)s is asked, and will be reminded.") % {"vendor": found.vendor})
    return redirect("checklists:checklist", ref)


@require_POST
def due(request: SignedIn, ref: str) -> HttpResponse:
    found = checklist_of(request, ref)
    permit(request, LAY_OUT)
    form = DueForm(request.POST)
    try:
        if not form.is_valid():
            raise NotAllowed(_("Write the date as year-month-day, like 2026-11-30."))
        actions.set_due(found, form.cleaned_data["due_on"], by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The due date is moved; what was reminded of stays sent for the old one."))
    return redirect("checklists:checklist", ref)
