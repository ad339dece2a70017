"""Reads a backup from its beginning to its end, one member at a time: plain files only, whatever else tar knows."""

import hashlib
import hmac
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive import rules
from archive.rules import KEYED, MANIFEST, MANIFEST_MOST, SUMS, Manifest, damaged, foreign
from history.models.entry import keyed

BLOCK, PIECE = 512, 1024 * 1024


@dataclass
class Member:
    """One member: `pieces` gives its content once, and what nobody takes is passed over."""

    name: str
    size: int
    pieces: Iterator[bytes]

    def content(self, most: int) -> bytes:
        if self.size > most:
            raise damaged(f"“{self.name}” is too large")
        return b"".join(self.pieces)


@dataclass(frozen=True)
class Checked:
    """A whole backup, and whether it was made under the history key of this installation."""

    manifest: Manifest
    is_ours: bool
    documents: int


def members(file: BinaryIO) -> Iterator[Member]:
    """The members in order; Refused where the file is cut, has anything but plain files, or goes on after its end."""
    file.seek(0)
    while True:
        block = file.read(BLOCK)
        if block == bytes(BLOCK):
            if file.read(BLOCK) != bytes(BLOCK) or file.read(1):
                raise damaged("it is cut, or goes on after its end")
            return
        yield from _member(file, block)


def _member(file: BinaryIO, block: bytes) -> Iterator[Member]:
    at = file.tell()
    try:
        found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise (foreign() if at <= BLOCK else damaged("it is cut, or a member cannot be read")) from None
    if found.type != tarfile.REGTYPE or found.size < 0:
        raise damaged(f"“{found.name}” is not a plain file")
    yield Member(found.name, found.size, _pieces(file, found.size))
    file.seek(at + -(-found.size // BLOCK) * BLOCK)


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        piece = file.read(min(size, PIECE))
        if not piece:
            raise damaged("it is cut")
        size -= len(piece)
        yield piece


def check(file: BinaryIO, spool: BinaryIO) -> Checked:
    """Read all of it and compare every sum, before anything is believed; `spool` holds the sums as they are found."""
    manifest: Manifest | None = None
    is_ours: bool | None = None
    names: list[str] = []
    last, documents, sealed = (-1, 0, 0), 0, hashlib.sha256()
    for member in members(file):
        if manifest is None:
            if member.name != MANIFEST:
                raise foreign()
            content = member.content(MANIFEST_MOST)
            manifest = rules.read(content)
            names = [one.name for one in manifest.tables]
            spool.write(_line(hashlib.sha256(content).hexdigest(), member.name))
            continue
        place = rules.order_of(member.name, names)
        if place < last or (place == last and place[0] != 1):
            raise damaged(f"“{member.name}” is not where it belongs")
        last = place
        if member.name == SUMS:
            _compare(member, spool, sealed)
        elif member.name == KEYED:
            is_ours = hmac.compare_digest(member.content(200), keyed(sealed.digest()).encode())
        else:
            documents += place[0] == 1
            spool.write(_line(sum_of(member), member.name))
    if manifest is None or is_ours is None:
        raise damaged("its end is missing")
    return Checked(manifest, is_ours, documents)


def sum_of(member: Member) -> str:
    found = hashlib.sha256()
    for piece in member.pieces:
        found.update(piece)
    return found.hexdigest()


def _line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()


def _compare(member: Member, spool: BinaryIO, sealed: "hashlib._Hash") -> None:
    """The sums in the file are those of what was read, line by line."""
    spool.seek(0)
    for piece in member.pieces:
        sealed.update(piece)
        if spool.read(len(piece)) != piece:
            raise damaged("what it holds does not fit its sums")
    if spool.read(1):
        raise damaged("its sums do not name all that it holds")
