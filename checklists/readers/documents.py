"""JSON files that strangers made: read whole, or refused with the file's name, the place and the reason."""

import codecs
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vendors.readers.tables import Unreadable

DEEPEST = 60
_OTHER_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OPEN = re.compile(r'"(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z)|[\[{\]}]', re.DOTALL)


def content_of(path: Path) -> bytes:
    """The bytes of a file that is there, not empty and not too large."""
    most = settings.IMPORT_MAX_MB
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > most * 1024 * 1024:
            raise Unreadable(
                _("%(file)s has %(size)s MB; at most %(most)s MB are read at once. Split it.")
                % {"file": path.name, "size": -(-size // (1024 * 1024)), "most": most}
            )
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable(_("%(file)s: %(why)s.") % {"file": path.name, "why": fault.strerror}) from fault
    if not content.strip():
        raise Unreadable(_("%(file)s is empty.") % {"file": path.name})
    return content


def text_of(name: str, content: bytes) -> str:
    """The text of a file in UTF-8; says at which byte it is not."""
    if content.startswith(_OTHER_ENCODINGS):
        raise Unreadable(_("%(file)s is not in UTF-8. Save it with the encoding UTF-8.") % {"file": name})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(
            _("%(file)s, line %(line)s: this is not UTF-8. Save the file with the encoding UTF-8.")
            % {"file": name, "line": content.count(b"\n", 0, fault.start) + 1}
        ) from fault


def json_of(name: str, text: str) -> Any:
    """The JSON value of a text; says in which line it is cut off or wrong."""
    _check_depth(name, text)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as fault:
        raise Unreadable(
            _("%(file)s, line %(line)s, column %(column)s: this is not JSON, or it is cut off (%(why)s).")
            % {"file": name, "line": fault.lineno, "column": fault.colno, "why": fault.msg}
        ) from fault
    except ValueError as fault:
        raise Unreadable(_("%(file)s: %(why)s") % {"file": name, "why": fault}) from fault


def _refuse_constant(name: str) -> Any:
    raise ValueError(_("“%(name)s” is no value that JSON knows.") % {"name": name})


def _check_depth(name: str, text: str) -> None:
    """Nesting is counted before parsing, since a parser of deep nesting fails in less clear ways."""
    depth = 0
    for mark in _OPEN.finditer(text):
        one = mark[0][0]
        depth += 1 if one in "[{" else -1 if one in "]}" else 0
        if depth > DEEPEST:
            raise Unreadable(
                _("%(file)s, line %(line)s: this is nested more than %(most)s levels deep.")
                % {"file": name, "line": text.count("\n", 0, mark.start()) + 1, "most": DEEPEST}
            )


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
