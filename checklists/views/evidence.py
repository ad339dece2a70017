"""Evidence is handed out as an attachment only, whatever it contains."""

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from checklists.models import Evidence
from checklists.views.access import SignedIn, evidence_of
from contracts.views import documents


@require_GET
def download(request: SignedIn, ref: str) -> HttpResponseBase:
    evidence = evidence_of(request, ref)
    return handed_out(request, evidence, reverse("vendors:vendor", args=[evidence.vendor.ref]))


def handed_out(request: HttpRequest, evidence: Evidence, back: str) -> HttpResponseBase:
    """The file as it was uploaded; a link is followed, since its address is all that we keep."""
    if evidence.link:
        return HttpResponseRedirect(evidence.link)
    return documents.handed_out(request, evidence, back)
