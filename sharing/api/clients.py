"""Who asks: a program by its bearer token, or somebody who is signed in; and how often."""

from typing import Any

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiClient
from sharing.actions.clients import note_use

KEYWORD = "Bearer"


class Program:
    """A client in the place of a user: it is somebody, and holds no permission of a person."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, client: ApiClient) -> None:
        self.client = client
        self.pk = f"client:{client.pk}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750): a token that was issued, has not ended and was not revoked."""

    def authenticate(self, request: Request) -> tuple[Program, ApiClient] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed()
        at = timezone.now()
        client = ApiClient.objects.with_token(parts[1].decode("latin-1"), at)
        if client is None:
            raise AuthenticationFailed()
        note_use(client, at)
        return Program(client), client

    def authenticate_header(self, request: Request) -> str:
        return f'{KEYWORD} realm="VendorTrack"'


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "sharing.api.clients.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


AUTHENTICATION = [BearerAuthentication, SessionAuthentication]


class MayAsk(BasePermission):
    """Anybody signed in, who sees what they see; of programs those whose scope is to ask."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return _is_allowed(request, ApiClient.Scope.ASK)


class MayRead(BasePermission):
    """Anybody signed in, who sees what they see; of programs those whose scope is to read."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return _is_allowed(request, ApiClient.Scope.READ)


def _is_allowed(request: Request, scope: str) -> bool:
    if isinstance(request.auth, ApiClient):
        return request.auth.scope == scope
    return bool(request.user and request.user.is_authenticated)


class PerCaller(SimpleRateThrottle):
    """API_RATE for each caller, counted in this process: no question waits for a shared counter."""

    cache = LocMemCache("api-rate", {})
    scope = "api"

    def get_rate(self) -> str:
        return settings.API_RATE

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"api-rate:{getattr(request.user, 'pk', None)}"


class AnyAccept(BaseContentNegotiation):
    """Answer JSON whatever is accepted: a proxy that asks for a page's sake hands on the page's own header."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next((one for one in parsers if one.media_type == request.content_type.split(";")[0].strip()), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
