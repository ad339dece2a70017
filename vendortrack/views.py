"""The pages of the wiring itself: how the background does, search, and the style guide."""

import re
import sys
from datetime import timedelta
from urllib.parse import urlencode

from babel.dates import format_timedelta
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vendortrack import display, health, styles


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """How database, broker, worker and beat are doing."""
    now = health.status()
    age = now.heartbeat_age
    facts = [
        (_("Database"), _("Answers") if not health.unready() else health.unready()),
        (_("Broker"), _("Answers") if now.broker else _("Does not answer")),
        (_("Wake-ups waiting"), _("Unknown") if now.waiting is None else str(now.waiting)),
        (_("Last heartbeat of beat and worker"), _("Never") if age is None else _ago(age)),
    ]
    return render(request, "vendortrack/status.html", {"status": now, "facts": facts})


def _ago(seconds: float) -> str:
    return format_timedelta(timedelta(seconds=-seconds), add_direction=True, locale=display.locale())


# Where a reference leads: its prefix, and the folder of its page.
PLACES = {
    "VEN": "vendors",
    "ENG": "engagements",
    "CON": "contracts",
    "CHK": "checklists",
    "SR": "sharing",
}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Open what a reference names; look for anything else among the vendors."""
    query = request.GET.get("q", "").strip()
    if not query:
        return render(request, "vendortrack/search.html")
    found = re.fullmatch(r"([A-Za-z]{2,3})[- ]?(\d{1,9})(?:/([A-Za-z]+-?\d+))?", query)
    if found and found[1].upper() in PLACES:
        prefix = found[1].upper()
        anchor = f"#{found[3].upper()}" if found[3] else ""
        return redirect(f"/{PLACES[prefix]}/{prefix}-{int(found[2]):04d}/{anchor}")
    return redirect(f"/vendors/?{urlencode({'q': query})}")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why what was sent is not read at all, and how much of it would be."""
    most = {"mb": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2, "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
    why = _("Your browser sent something that cannot be read.")
    if isinstance(exception, RequestDataTooBig):
        why = _("The text is too long: a page takes %(mb)d MB at once, besides files.") % most
    elif isinstance(exception, (TooManyFieldsSent, TooManyFilesSent)):
        why = _("There is too much on the page: it takes %(fields)d fields at once. Send a part of it first.") % most
    return HttpResponse(get_template("400.html").render({"why": why}), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we failed; that we cannot answer at the moment where the database does not."""
    fault = sys.exc_info()[1]
    name, code = ("503.html", 503) if isinstance(fault, OperationalError) else ("500.html", 500)
    return HttpResponse(get_template(name).render(), status=code)


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Each state word and each part of a page, to look at and for the accessibility tests; staff only."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    today = timezone.localdate()
    return render(request, "vendortrack/styleguide.html", styles.sample(today))
