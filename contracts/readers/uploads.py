"""What a file that somebody uploads really is, before it is kept.

Only what is listed here is taken, only when the content is what the extension says, and without reading more
than a piece at a time. The type that is kept is ours, never the one that the browser claimed.
"""

import codecs
import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any

import filetype
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from contracts.readers import packages
from contracts.readers.packages import Unreadable

__all__ = ["ACCEPT", "Inspected", "Unreadable", "clean_name", "inspect"]

TEXTS = {"csv": "text/csv", "md": "text/markdown", "txt": "text/plain"}
PICTURES = {"jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}
PDF = {"pdf": "application/pdf"}
TYPES = {**PDF, **packages.TYPES, **TEXTS, **PICTURES}
ACCEPT = ",".join(f".{extension}" for extension in sorted(TYPES))

HEAD = 8192
TAIL = 64 * 1024
NAME_CHARACTERS = 150
NAME_BYTES = 200
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
NOT_TEXT = (b"%pdf-", b"%!ps", b"{\\rtf", b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml")
ENDS = {"pdf": (b"%%EOF", 2048), "png": (b"IEND\xaeB`\x82", 1024), "jpg": (b"\xff\xd9", TAIL)}
ENDS["jpeg"] = ENDS["jpg"]


@dataclass(frozen=True)
class Inspected:
    """A file as it may be kept: its cleaned name, its type by content, its size in bytes, its SHA-256 in hex."""

    file_name: str
    media_type: str
    size: int
    sha256: str


def inspect(upload: File) -> Inspected:
    """Say what an upload is; Unreadable with a sentence for the person where it cannot be taken.

    The upload is left at its beginning. Nothing is read of a file whose size or extension already refuses it.
    """
    name = clean_name(upload.name or "")
    extension = _extension(name)
    _check_size(name, upload.size or 0)
    stream: Any = upload
    size, sha256, head, tail = _read_through(name, upload, is_text=extension in TEXTS)
    if extension in packages.TYPES:
        packages.check(name, extension, stream, size, head)
    else:
        _check_content(name, extension, head, tail)
    upload.seek(0)
    return Inspected(name, TYPES[extension], size, sha256)


def clean_name(raw: str) -> str:
    """A name that is safe to show and to save: no path, no control or direction characters, not too long."""
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rpartition("/")[2])
    name = "".join(" " if one in "\t\r\n" else one for one in name)
    name = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    name = "".join("_" if one in '<>:"|?*' else one for one in name)
    stem, dot, extension = " ".join(name.split()).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(" .")
    room = NAME_CHARACTERS - len(extension) - 1
    stem = stem[: max(room, 1)].encode()[: NAME_BYTES - len(extension) - 1].decode(errors="ignore").rstrip(" .")
    if stem.partition(".")[0].lower() in RESERVED:
        stem = f"_{stem}"
    return f"{stem or _('document')}{dot}{extension[:20].strip()}"


def _extension(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in TYPES:
        return extension
    if extension in ("docm", "xlsm", "pptm", "dotm", "xlsb", "xltm"):
        raise Unreadable(
            _("“%(name)s” can hold macros. Save it without them (%(kinds)s) and upload that.")
            % {"name": name, "kinds": "docx, xlsx, pptx"}
        )
    if extension in ("doc", "xls", "ppt"):
        raise Unreadable(
            _("“%(name)s” has an old format that can hold macros. Save it as %(new)s or PDF and upload that.")
            % {"name": name, "new": f"{extension}x"}
        )
    if extension in ("zip", "7z", "rar", "gz", "tar"):
        raise Unreadable(_("“%(name)s” is an archive. Upload the documents in it one by one.") % {"name": name})
    raise Unreadable(
        _("“%(name)s” is not a kind of file that is taken here. Taken are: %(kinds)s.")
        % {"name": name, "kinds": ", ".join(sorted(TYPES))}
    )


def _check_size(name: str, size: int) -> None:
    if size <= 0:
        raise Unreadable(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if size > settings.UPLOAD_MAX_MB * 1024 * 1024:
        raise Unreadable(
            _("“%(name)s” has %(size)s MB; at most %(most)s MB are taken. Upload a smaller version or parts of it.")
            % {"name": name, "size": -(-size // (1024 * 1024)), "most": settings.UPLOAD_MAX_MB}
        )


def _read_through(name: str, upload: File, *, is_text: bool) -> tuple[int, str, bytes, bytes]:
    """Read the file once, a piece at a time: its true size, its SHA-256, its first and its last bytes."""
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    upload.seek(0)
    for piece in upload.chunks():
        data: bytes = piece
        size += len(data)
        _check_size(name, size)
        digest.update(data)
        head = head or data[:HEAD]
        tail = (tail + data)[-TAIL:]
        if is_text:
            _check_text(name, data, decoder)
    if is_text:
        _check_text(name, b"", decoder, final=True)
    _check_size(name, size)
    return size, digest.hexdigest(), head, tail


def _check_text(name: str, piece: bytes, decoder: codecs.IncrementalDecoder, *, final: bool = False) -> None:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        raise Unreadable(
            _("“%(name)s” is not text in UTF-8. Save it with the encoding UTF-8 and upload it again.") % {"name": name}
        ) from None
    if len(piece.translate(None, CONTROLS)) != len(piece):
        raise Unreadable(_("“%(name)s” holds characters that no text has. Is it really a text file?") % {"name": name})


def _check_content(name: str, extension: str, head: bytes, tail: bytes) -> None:
    """Refuse what is not what its extension says, what is cut off, and what is a second kind of file besides."""
    if extension in TEXTS:
        is_kind = not head.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(NOT_TEXT)
    elif extension in PDF:
        is_kind = head.startswith(b"%PDF-")
    else:
        guess = filetype.guess(head)
        is_kind = guess is not None and guess.mime == TYPES[extension]
    if not is_kind or packages.ends_with_directory(tail):
        raise Unreadable(
            _("“%(name)s” says that it is %(kind)s, but its content is something else. Upload the original document.")
            % {"name": name, "kind": extension.upper()}
        )
    mark, within = ENDS.get(extension, (b"", 0))
    if mark and mark not in tail[-within:]:
        raise Unreadable(_("“%(name)s” is cut off: its end is missing. Upload it again.") % {"name": name})
