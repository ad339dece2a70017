"""What programs send: JSON of a size and a depth that any of our shapes can have."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ModestJSONParser(JSONParser):
    def parse(self, stream: Any, media_type: str | None, parser_context: Any) -> Any:
        """Refuse what is too long before it is read, and what nests without end."""
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("This nests too deeply.")) from None
