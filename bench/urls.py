"""Every address of VendorTrack, and one page with nothing on it: what a signed-in page costs at least."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("bench/empty/", empty), path("", include("vendortrack.urls"))]
