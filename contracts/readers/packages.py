"""Documents that are ZIP packages: Office Open XML (ECMA-376, part 2) and OpenDocument (ISO/IEC 26300, part 2).

Nothing is unpacked to disk. Every member is inflated piece by piece, counted and thrown away, since the sizes
that a package states of itself may lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TYPES = {
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": f"{OPEN}text",
    "ods": f"{OPEN}spreadsheet",
}
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "xl/dialogsheets/", "word/activex/", "xl/activex/")

MEMBERS_MOST = 5_000
DIRECTORY_MOST = 2 * 1024 * 1024  # bytes of the list of members
UNZIPPED_FACTOR = 16  # a package may unpack to this many times the largest upload
PIECE = 256 * 1024
TYPES_MOST = 1024 * 1024  # bytes of [Content_Types].xml
END_MARK, END_SIZE = b"PK\x05\x06", 22
END_MARK_64 = b"PK\x06\x07"  # no document of this size needs it
LOCAL_MARK, LOCAL_SIZE = b"PK\x03\x04", 30


class Unreadable(Exception):
    """A file that cannot be taken; its text is a sentence that says why and what to do."""


class Damaged(Exception):
    """A package that contradicts itself; never leaves this module."""


def check(name: str, extension: str, stream: IO[bytes], size: int, head: bytes) -> None:
    """Refuse a package that is not what its extension says, is damaged, too large inside, locked, or has macros."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("“%(name)s” is protected by a password or has an old format. Save it without one and upload that.")
            % {"name": name}
        )
    try:
        _check(name, extension, stream, size, head)
    except (Damaged, zipfile.BadZipFile, zlib.error, struct.error, UnicodeDecodeError, NotImplementedError):
        raise Unreadable(
            _("“%(name)s” is not a whole %(kind)s document: it is damaged, cut off, or something else.")
            % {"name": name, "kind": extension.upper()}
        ) from None


def ends_with_directory(tail: bytes) -> bool:
    """Whether a file ends with the list of members of a ZIP archive, so that it is one as well."""
    return _end_record(tail) is not None


def _end_record(tail: bytes) -> bytes | None:
    """The end record of the archive, whose comment must reach exactly to the end of the file."""
    at = tail.rfind(END_MARK)
    while at >= 0:
        record = tail[at : at + END_SIZE]
        if len(record) == END_SIZE and at + END_SIZE + int.from_bytes(record[20:22], "little") == len(tail):
            return record
        at = tail.rfind(END_MARK, 0, at)
    return None


def _check(name: str, extension: str, stream: IO[bytes], size: int, head: bytes) -> None:
    if not head.startswith(LOCAL_MARK):
        raise Damaged
    with zipfile.ZipFile(_bounded(name, stream, size)) as package:
        members = package.infolist()
    _check_members(name, members, size)
    contents = _inflated(name, members, stream)
    wanted = contents.get("[Content_Types].xml" if extension in MAIN_PARTS else "mimetype", b"")
    if extension in MAIN_PARTS:
        _check_office(name, extension, {member.filename for member in members}, wanted)
    elif members[0].filename != "mimetype" or wanted != TYPES[extension].encode():
        raise Damaged


def _bounded(name: str, stream: IO[bytes], size: int) -> IO[bytes]:
    """The stream, once the length of its list of members is known to be small enough to be read."""
    stream.seek(max(0, size - END_SIZE - 0xFFFF))
    tail = stream.read(END_SIZE + 0xFFFF)
    record = _end_record(tail)
    if record is None or not tail[tail.rfind(END_MARK) :].startswith(record) or END_MARK_64 in tail:
        raise Damaged
    count, length = struct.unpack("<HI", record[10:16])
    if count > MEMBERS_MOST or length > DIRECTORY_MOST:
        raise _too_large(name)
    stream.seek(0)
    return stream


def _check_members(name: str, members: list[zipfile.ZipInfo], size: int) -> None:
    if not members or len({member.filename for member in members}) != len(members):
        raise Damaged
    if len(members) > MEMBERS_MOST or sum(member.file_size for member in members) > _most():
        raise _too_large(name)
    if sum(member.compress_size for member in members) > size:
        raise Damaged  # members that overlap: each byte counted more than once
    for member in members:
        path = member.filename.replace("\\", "/").lower()
        if member.flag_bits & 0x1:
            raise Unreadable(_("“%(name)s” is protected by a password. Upload it without one.") % {"name": name})
        if path.startswith("/") or ".." in path.split("/"):
            raise Damaged
        if path.rpartition("/")[2] in MACRO_NAMES or path.startswith(MACRO_FOLDERS):
            raise _has_macros(name)


def _inflated(name: str, members: list[zipfile.ZipInfo], stream: IO[bytes]) -> dict[str, bytes]:
    """Inflate every member, checking size and CRC; returns the two that say what kind of package this is."""
    kept, total = {}, 0
    for member in members:
        length, crc, start = 0, 0, b""
        for piece in _pieces(member, stream):
            length += len(piece)
            total += len(piece)
            if total > _most():
                raise _too_large(name)
            crc = zlib.crc32(piece, crc)
            start = start or piece
        if length != member.file_size or crc != member.CRC:
            raise Damaged
        if member.filename in ("[Content_Types].xml", "mimetype"):
            if length > min(TYPES_MOST, len(start)):
                raise Damaged
            kept[member.filename] = start
    return kept


def _pieces(member: zipfile.ZipInfo, stream: IO[bytes]) -> Iterator[bytes]:
    """The content of one member, a bounded piece at a time, as the local header places it."""
    stream.seek(member.header_offset)
    header = stream.read(LOCAL_SIZE)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    local_name = stream.read(name_length)
    encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
    if not header.startswith(LOCAL_MARK) or local_name.decode(encoding) != member.orig_filename:
        raise Damaged
    stream.seek(extra_length, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        yield from _stored(stream, member.compress_size)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        yield from _deflated(stream, member.compress_size)
    else:
        raise Damaged


def _stored(stream: IO[bytes], left: int) -> Iterator[bytes]:
    while left and (piece := stream.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def _deflated(stream: IO[bytes], left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        packed = inflater.unconsumed_tail
        if not packed:
            packed = stream.read(min(PIECE, left))
            left -= len(packed)
        piece = inflater.decompress(packed, TYPES_MOST)
        if not piece and not packed and not inflater.eof:
            raise Damaged
        if piece:
            yield piece
    if left or inflater.unused_data:
        raise Damaged


def _check_office(name: str, extension: str, names: set[str], content_types: bytes) -> None:
    """The list of content types names the main part as this kind, and nothing in it as a macro."""
    lowered = content_types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered or b"activex" in lowered:
        raise _has_macros(name)
    main = f"{TYPES[extension]}.main+xml".encode()
    if MAIN_PARTS[extension] not in names or main not in content_types or b"&#" in content_types:
        raise Damaged


def _most() -> int:
    return settings.UPLOAD_MAX_MB * 1024 * 1024 * UNZIPPED_FACTOR


def _too_large(name: str) -> Unreadable:
    return Unreadable(
        _("“%(name)s” unpacks to more than is taken here. Upload it as a PDF or in parts.") % {"name": name}
    )


def _has_macros(name: str) -> Unreadable:
    return Unreadable(
        _("“%(name)s” holds macros or controls that run. Save it without them and upload that.") % {"name": name}
    )
