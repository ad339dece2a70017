"""The audit log: for those who may read the whole trail."""

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from history import readers
from history.forms import FilterForm
from history.models import Entry, EntryQuerySet
from history.readers import Line

CHUNK = 1_000


@require_GET
@permission_required("history.read_history", raise_exception=True)
def log(request: HttpRequest) -> HttpResponse:
    """The newest entries first, a page at a time, by the key of the last one shown."""
    form = FilterForm(request.GET or None)
    entries = _filtered(request, form.cleaned_data if form.is_bound and form.is_valid() else {})
    shown = readers.lines(entries[: readers.PAGE + 1])
    older = shown[readers.PAGE - 1].entry.pk if len(shown) > readers.PAGE else None
    return render(request, "history/log.html", {"form": form, "lines": shown[: readers.PAGE], "older": older})


@require_GET
@permission_required("history.export_everything", raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """What the filter shows, whole, as CSV."""
    form = FilterForm(request.GET or None)
    entries = _filtered(request, form.cleaned_data if form.is_bound and form.is_valid() else {})
    response = StreamingHttpResponse(_rows(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response


def _filtered(request: HttpRequest, wanted: dict[str, Any]) -> EntryQuerySet:
    zone = timezone.get_current_timezone()
    conditions: dict[str, Any] = {}
    if wanted.get("ref"):
        conditions["subject_ref"] = wanted["ref"].upper()
    if wanted.get("act"):
        conditions["act"] = wanted["act"]
    if wanted.get("who"):
        conditions["actor__email__iexact"] = wanted["who"]
    if wanted.get("from_on"):
        conditions["at__gte"] = datetime.combine(wanted["from_on"], time.min, zone)
    if wanted.get("until_on"):
        conditions["at__lt"] = datetime.combine(wanted["until_on"] + timedelta(days=1), time.min, zone)
    if wanted.get("before"):
        conditions["pk__lt"] = wanted["before"]
    return Entry.objects.readable_by(request.user).filter(**conditions).order_by("-pk")


class _Echo:
    """A file that hands back what is written, so that rows can be streamed."""

    def write(self, value: str) -> str:
        return value


def _rows(entries: EntryQuerySet) -> Iterator[str]:
    """Chunk by chunk by key, so that memory stays flat and texts come in a fixed number of statements a chunk."""
    writer = csv.writer(_Echo())
    yield writer.writerow(
        [_("When (UTC)"), _("Record"), _("Entry"), _("What"), _("Who"), _("Agent"), _("Changes"), _("Why"), _("Key")]
    )
    last = None
    while True:
        chunk = entries if last is None else entries.filter(pk__lt=last)
        shown = readers.lines(chunk[:CHUNK])
        for line in shown:
            yield writer.writerow([_plain(cell) for cell in _cells(line)])
        if len(shown) < CHUNK:
            return
        last = shown[-1].entry.pk


def _cells(line: Line) -> list[str]:
    changes = "; ".join(f"{change.label}: {change.was} → {change.now}" for change in line.changes)
    entry = line.entry
    return [
        line.at.isoformat(),
        line.ref,
        str(entry.sequence),
        line.act,
        line.who,
        entry.agent,
        changes,
        line.why,
        entry.mac,
    ]


def _plain(cell: str) -> str:
    """No spreadsheet takes a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
