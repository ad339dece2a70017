"""Every error as a problem document (RFC 9457), so that a program can tell one from another."""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from history.models import NotAllowed
from sharing.actions import Blocked
from sharing.writers import answers

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


def problem(number: int, code: str, title: str, detail: str = "", **more: Any) -> Response:
    """A problem document; `code` is what programs branch on."""
    body = {
        "type": f"{settings.BASE_URL}/api/v1/docs/#{code}",
        "title": title,
        "status": number,
        "code": code,
        **({"detail": detail} if detail else {}),
        **more,
    }
    headers = {"Cache-Control": "no-store"}
    return Response(body, status=number, content_type=MEDIA_TYPE, headers=headers)


def blocked(reasons: Any) -> Response:
    """The gate's no, with every reason."""
    return problem(
        status.HTTP_403_FORBIDDEN, "blocked", _("This sharing may not go now."), reasons=answers.told(reasons)
    )


TITLES: dict[int, tuple[str, Any]] = {
    status.HTTP_400_BAD_REQUEST: ("invalid", lazy("The request is not well formed.")),
    status.HTTP_401_UNAUTHORIZED: ("unauthorised", lazy("Say who you are with a bearer token that is in force.")),
    status.HTTP_403_FORBIDDEN: ("forbidden", lazy("You may not do this.")),
    status.HTTP_404_NOT_FOUND: ("not-found", lazy("There is nothing here that you may see.")),
    status.HTTP_405_METHOD_NOT_ALLOWED: ("method-not-allowed", lazy("This method is not offered here.")),
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: ("unsupported-media-type", lazy("Send JSON.")),
    status.HTTP_429_TOO_MANY_REQUESTS: ("too-many-requests", lazy("Too many questions. Ask again later.")),
}


def handle(fault: Exception, context: dict[str, Any]) -> Response:
    """Turn whatever was raised into a problem document; what nobody foresaw is logged, and never an answer of 2xx."""
    if isinstance(fault, Blocked):
        return blocked(fault.reasons)
    if isinstance(fault, NotAllowed):
        return problem(status.HTTP_409_CONFLICT, fault.code, _("The rules do not allow this."), str(fault))
    if isinstance(fault, RequestDataTooBig):
        return problem(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too-long", _("The request is too long."))
    if isinstance(fault, (OperationalError, InterfaceError, DatabaseError)):
        log.error("api.database_down", fault=str(fault))
        _roll_back()
        answer = problem(status.HTTP_503_SERVICE_UNAVAILABLE, "unavailable", _("The records cannot be read now."))
        answer.headers["Retry-After"] = "5"
        return answer
    answer = exception_handler(fault, context)
    if answer is None:
        log.exception("api.fault", exc_info=fault)
        return problem(status.HTTP_500_INTERNAL_SERVER_ERROR, "fault", _("Something went wrong here."))
    return _told(fault, answer)


def _roll_back() -> None:
    """A connection that is gone has nothing to roll back."""
    try:
        set_rollback()
    except DatabaseError:
        log.info("api.no_rollback")


def _told(fault: Exception, answer: Response) -> Response:
    code, title = TITLES.get(answer.status_code, ("refused", str(answer.status_text)))
    more = {"errors": answer.data} if isinstance(fault, exceptions.ValidationError) else {}
    detail = "" if more or isinstance(fault, (Http404, PermissionDenied)) else _detail(answer.data)
    made = problem(answer.status_code, code, str(title), detail, **more)
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in answer.headers:
            made.headers[name] = answer.headers[name]
    return made


def _detail(data: Any) -> str:
    return str(data.get("detail", "")) if isinstance(data, dict) else ""
