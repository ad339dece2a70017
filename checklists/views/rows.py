"""What htmx gets of one item: its row after what was done, with why not, or with a form open; else the whole page."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from checklists.models import Checklist, Item
from checklists.views import shown
from checklists.views.access import SignedIn, checklist_of
from checklists.views.lines import Told


def changed(request: SignedIn, item: Item, said: str) -> HttpResponse:
    """The row as it is now; without htmx back to where the button was, with the sentence above."""
    checklist = checklist_of(request, item.checklist.ref)
    if not request.htmx:
        messages.success(request, said)
        return redirect(_back(request, checklist, item.code))
    context = _page(request, checklist)
    left = ngettext(
        "%(count)d required item is left.", "%(count)d required items are left.", context["required_left"]
    ) % {"count": context["required_left"]}
    return _row(request, context, item.code, f"{said} {left}", 200)


def refused(request: SignedIn, item: Item, error: str, status: int) -> HttpResponse:
    """The row with the reason, and nothing lost of what was typed."""
    told = Told(error, request.POST.get("note", "")[:2000], request.POST.get("until", "")[:10])
    checklist = checklist_of(request, item.checklist.ref)
    context = _page(request, checklist, {item.code: told})
    if request.htmx:
        return _row(request, context, item.code, error, status)
    whole = {**context, **shown.around(checklist, request.user)}
    return render(request, "checklists/checklist.html", whole, status=status)


def opened(request: SignedIn, item: Item, what: str, form: Form, status: int = 200) -> HttpResponse:
    """The row with a form under the question: `what` is "answer" or "waiver"."""
    context = _page(request, checklist_of(request, item.checklist.ref))
    return _row(request, {**context, "opened": what, "form": form}, item.code, "", status)


def _page(request: SignedIn, checklist: Checklist, told: dict[str, Told] | None = None) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else request.GET
    return shown.page(checklist, request.user, timezone.now(), sent.get("show", ""), told)


def _row(request: SignedIn, context: dict[str, Any], code: str, live: str, status: int) -> HttpResponse:
    line = context["lines"][code]
    group = next(one for one in context["groups"] if line in one.lines)
    more = {**context, "line": line, "group": group, "live": live, "is_partial": True}
    return render(request, "checklists/_changed.html", more, status=status)


def _back(request: SignedIn, checklist: Checklist, code: str) -> str:
    """To the page that the button was on: the item's own, or the checklist as it was filtered."""
    if request.POST.get("back") == "item":
        return reverse("checklists:item", args=[checklist.ref, code])
    show = request.POST.get("show", "")
    query = f"?show={show}" if show in {name for name, *_rest in shown.PILLS} and show else ""
    return f"{reverse('checklists:checklist', args=[checklist.ref])}{query}#{code}"
