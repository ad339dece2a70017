"""The selection dossier: what an award rested on, to read, to print and to take along."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from selection.models import Award, Dossier
from selection.views import shown_dossier
from selection.writers import pdf
from vendors.models import Engagement
from vendors.views.access import SignedIn
from vendors.views.engagement import crumbs


def dossier_of(request: SignedIn, ref: str) -> Dossier:
    """The newest of an engagement, or that of the award which the address names."""
    rows = Dossier.objects.visible_to(request.user).filter(award__engagement=Engagement.number_in(ref) or 0)
    if named := request.GET.get("award", ""):
        rows = rows.filter(award=Award.number_in(named) or 0)
    found: Dossier | None = rows.select_related("award__engagement").first()
    if found is None:
        raise Http404
    return found


@require_GET
def dossier(request: SignedIn, ref: str) -> HttpResponse:
    found = dossier_of(request, ref)
    others = Dossier.objects.visible_to(request.user).filter(award__engagement=found.award.engagement_id)
    context = {
        "title": _("Selection dossier"),
        "has_pdf": pdf.is_possible(),
        "crumbs": crumbs(found.award.engagement),
        "others": others.exclude(pk=found.pk).select_related("award__candidate__vendor"),
        **shown_dossier.page(found),
    }
    return render(request, "selection/dossier.html", context)


@require_GET
def as_json(request: SignedIn, ref: str) -> HttpResponse:
    """The exact bytes that the hash is of."""
    found = dossier_of(request, ref)
    response = HttpResponse(found.stored, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.award.engagement.ref}-{found.award.ref}.json"'
    return response


@require_GET
def as_pdf(request: SignedIn, ref: str) -> HttpResponse:
    """The page on paper; where none can be written, the page itself with what to do instead."""
    found = dossier_of(request, ref)
    if not pdf.is_possible():
        messages.error(
            request,
            _("No PDF can be written here. Print this page, or ask an administrator to install Pango on the server."),
        )
        return redirect(f"{reverse('selection:dossier', args=[ref])}?award={found.award.ref}")
    response = HttpResponse(pdf.written(paper(found), found.sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.award.engagement.ref}-{found.award.ref}.pdf"'
    return response


def paper(found: Dossier) -> str:
    """The page for paper, to everybody in the organisation's language and zone, so that all get the same bytes."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        return render_to_string("selection/dossier_pdf.html", shown_dossier.page(found))
