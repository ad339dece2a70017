"""The page of what much depends on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vendors.views import shown_concentration
from vendors.views.access import SignedIn, permit


@require_GET
def concentration(request: SignedIn) -> HttpResponse:
    """By vendor, group, subcontractor and country: how many engagements depend on one of them."""
    permit(request, "vendors.view_vendor")
    return render(request, "vendors/concentration.html", shown_concentration.page(request.user))
