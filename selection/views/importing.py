"""Bringing candidates in from a list: the same way as vendors, for one engagement."""

from django.http import HttpResponse

from selection.views import access
from vendors.views import uploading
from vendors.views.access import SignedIn, engagement_of, permit


def candidates(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref, access.LOG)
    permit(request, uploading.IMPORT)
    return uploading.upload(request, engagement)
