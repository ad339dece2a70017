"""Importing a list: upload it, match its columns, look at what it would do, do it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.models import NotAllowed
from vendors.actions import uploads
from vendors.forms.upload import ColumnsForm, UploadForm, fields
from vendors.forms.vendor import refuse
from vendors.models import Engagement, Upload
from vendors.readers.tables import Unreadable
from vendors.views.access import SignedIn, attempt, permit

IMPORT = "vendors.import_vendors"
Status = Upload.Status


def new(request: SignedIn) -> HttpResponse:
    """Upload a list of vendors."""
    permit(request, IMPORT)
    return upload(request, None)


def upload(request: SignedIn, engagement: Engagement | None) -> HttpResponse:
    """The form for a list; with an engagement its vendors become candidates."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = uploads.take(given, given.name, request.user, engagement)
        except Unreadable as fault:
            form.add_error("file", str(fault))
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            return redirect("vendors:upload", made.ref)
    recent = Upload.objects.visible_to(request.user).exclude(status=Status.DROPPED)[:10]
    context = {"form": form, "recent": recent, "engagement": engagement}
    return render(request, "vendors/upload_new.html", context, status=422 if form.errors else 200)


def page(request: SignedIn, ref: str) -> HttpResponse:
    """Where a list stands: columns to match, rows that were checked, what was imported."""
    found = _upload(request, ref)
    form = ColumnsForm(request.POST or None, upload=found) if found.status == Status.MATCHING else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            uploads.match(found, request.user, form.columns())
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            return redirect("vendors:upload", found.ref)
    status = 422 if form is not None and form.errors else 200
    return render(request, "vendors/upload.html", {"upload": found, "form": form, **_checked(found)}, status=status)


def _checked(upload: Upload) -> dict[str, Any]:
    """What the check says would be done with the first rows, in words."""
    words = dict(fields())
    rows = [
        {**row, "values": [(words.get(name, name), was, now) for name, was, now in row["values"]]}
        for row in upload.report.get("preview", ())
    ]
    good = sum(upload.report.get(name, 0) for name in ("created", "updated", "skipped"))
    return {"preview": rows, "not_shown": good - len(rows)}


@require_GET
def state(request: SignedIn, ref: str) -> HttpResponse:
    """What the page asks for every few seconds while a worker is at it."""
    found = _upload(request, ref)
    is_waiting = found.status in (Status.CHECKING, Status.IMPORTING)
    response = render(request, "vendors/_upload_state.html", {"upload": found, **_checked(found)})
    if not is_waiting:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def run(request: SignedIn, ref: str) -> HttpResponse:
    is_partial = request.POST.get("partial") == "1"
    said = _("The import has started.")
    return _act(request, ref, lambda found: uploads.start_import(found, request.user, is_partial=is_partial), said)


@require_POST
def again(request: SignedIn, ref: str) -> HttpResponse:
    return _act(request, ref, lambda found: uploads.match_again(found, request.user), _("Match the columns."))


@require_POST
def drop(request: SignedIn, ref: str) -> HttpResponse:
    return _act(request, ref, lambda found: uploads.drop(found, request.user), _("The list is dropped."))


def _act(request: SignedIn, ref: str, act: Callable[[Upload], Any], said: str) -> HttpResponse:
    found = _upload(request, ref)
    return attempt(request, lambda: act(found), said, reverse("vendors:upload", args=[found.ref]))


def _upload(request: SignedIn, ref: str) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("engagement", "run")
    found: Upload = get_object_or_404(rows.with_ref(ref))
    permit(request, IMPORT)
    return found
