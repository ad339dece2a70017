"""The way into the portal: a contact's link opens a session of its own, apart from any sign-in of ours.

The session is a signed cookie that names the link; every page looks the link up again, so that what is withdrawn,
ended or belongs to somebody who left stops working with the next click.
"""

import hashlib
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from checklists.views.access import today
from vendors.models import PortalLink

COOKIE = "vendortrack_portal"
HOURS = 12  # then the same link opens it again, until the link's own end
WINDOW = 600  # seconds
MOST_DOORS = 30  # tries of addresses in that time, by network address
MOST_POSTS = 120  # answers sent in that time, by link

View = Callable[..., HttpResponseBase]


def _signer() -> TimestampSigner:
    return TimestampSigner(key=settings.PORTAL_KEY, salt="checklists.portal")


def remember(response: HttpResponse, link: PortalLink) -> HttpResponse:
    """Put the session into the browser; the cookie goes to the portal only, and no script reads it."""
    response.set_cookie(
        COOKIE,
        _signer().sign(str(link.pk)),
        max_age=HOURS * 3600,
        path=reverse("checklists:portal"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=reverse("checklists:portal"), samesite="Lax")
    return response


def link_of(request: HttpRequest) -> PortalLink | None:
    """The link whose session this is, if it is still in force."""
    try:
        number = _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=HOURS * 3600)
    except BadSignature:
        return None
    links = PortalLink.objects.in_force(today()).select_related("contact__person", "contact__vendor")
    return links.filter(pk=number).first()


def is_over(name: str, most: int) -> bool:
    """Whether something was tried more often than `most` times within the window; counts this time too."""
    key = f"portal-{hashlib.sha256(name.encode()).hexdigest()[:40]}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


def address_of(request: HttpRequest) -> str:
    return str(get_adapter(request).get_client_ip(request))


def ended(request: HttpRequest, status: int = 410) -> HttpResponse:
    """The link does not work (any more): what that means, and how to get a new one."""
    return forget(render(request, "portal/ended.html", {"organisation": settings.ORGANISATION}, status=status))


def too_often(request: HttpRequest) -> HttpResponse:
    context = {"organisation": settings.ORGANISATION, "minutes": WINDOW // 60}
    response = render(request, "portal/too_often.html", context, status=429)
    response["Retry-After"] = str(WINDOW)
    return response


def for_contacts(view: View) -> View:
    """A page of the portal: needs a session whose link is in force, and hands that link to the view."""

    @wraps(view)
    def checked(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        link = link_of(request)
        if link is None:
            return ended(request)
        if request.method == "POST" and is_over(f"post-{link.pk}", MOST_POSTS):
            return too_often(request)
        return view(request, link, *args, **kwargs)

    return login_not_required(never_cache(checked))
