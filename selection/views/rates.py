"""The exchange rates that are known, with who says so, and bringing in more from a file."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from selection.actions.importing import RateReport, import_rates
from selection.models import ExchangeRate
from selection.models.exchange import SCALE
from selection.readers import rate_rows
from selection.views.shown_quotes import LOG
from vendors.forms.upload import UploadForm
from vendors.readers import tables
from vendors.views.access import SignedIn, permit, today

IMPORT = "selection.import_rates"
SEE = (IMPORT, LOG, "selection.view_quote")
SIZES = (25, 50, 100)
MOST_SHOWN = 50


def rates(request: SignedIn) -> HttpResponse:
    """The newest first, of one currency where the address names one; who may, brings in more above them."""
    permit(request, *SEE)
    if request.method == "POST":
        permit(request, IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = _import(request, form.cleaned_data["file"])
        except tables.Unreadable as fault:
            form.add_error("file", str(fault))
        else:
            if not report.problems:
                facts = {"new": report.created, "changed": report.updated, "same": report.skipped}
                messages.success(
                    request, _("%(new)s rates are new, %(changed)s corrected, %(same)s were known.") % facts
                )
                return redirect("selection:rates")
            form.add_error("file", _("Nothing was imported. Mend the rows below in the file."))
    context = {
        **_listed(request),
        "form": form,
        "problems": report.problems[:MOST_SHOWN] if report else [],
        "more_problems": max(len(report.problems) - MOST_SHOWN, 0) if report else 0,
        "may_import": request.user.has_perm(IMPORT),
    }
    return render(request, "selection/rates.html", context, status=422 if form.errors else 200)


def _listed(request: SignedIn) -> dict[str, object]:
    """A page of rates; a currency that nobody knows rates of is no filter."""
    currencies = list(ExchangeRate.objects.order_by("currency").values_list("currency", flat=True).distinct())
    asked = request.GET.get("currency", "")
    chosen = asked if asked in currencies else ""
    rows = ExchangeRate.objects.filter(currency=chosen) if chosen else ExchangeRate.objects.all()
    size = int(request.GET["per_page"]) if request.GET.get("per_page", "") in map(str, SIZES) else 50
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    return {
        "page": page,
        "sizes": SIZES,
        "rows": [(one, _written(one.rate_e10)) for one in page.object_list],
        "currencies": currencies,
        "chosen": chosen,
    }


def _written(rate_e10: int) -> str:
    """A rate as its file wrote it: no zeros behind its last place."""
    whole, rest = divmod(rate_e10, SCALE)
    return f"{whole:,}.{rest:010}".rstrip("0").rstrip(".")


def _import(request: SignedIn, given: UploadedFile) -> RateReport:
    """All rows of a file, or none; Unreadable where it is no table of rates."""
    with tempfile.NamedTemporaryFile() as kept:
        for chunk in given.chunks():
            kept.write(chunk)
        kept.flush()
        rows = rate_rows.read(tables.read(Path(kept.name), called=given.name or ""), today())
    return import_rates(rows, request.user, timezone.now())
