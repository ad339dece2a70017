"""A NUL in an address means nothing, and PostgreSQL refuses it in any text: it is taken out before anybody reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NulMiddleware:
    """Searches, filters and marks come without NUL; what is typed into a form is refused by its fields."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return self.get_response(request)
