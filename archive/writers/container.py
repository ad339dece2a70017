"""Writes a backup member by member into a file that nobody sees until it is whole."""

import fcntl
import gzip
import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.rules import KEYED, SUMS, Refused
from history.models.entry import keyed

BLOCK, PIECE = 512, 1024 * 1024
PART = 4 * 1024 * 1024  # bytes of rows in one member, before they are compressed


@contextmanager
def appearing(path: Path, *, is_replacing: bool) -> Iterator[BinaryIO]:
    """A file that takes its name once it is whole and on the disk, readable by its owner only; else nothing is left.

    What a killed process left behind is written over by the next.
    """
    if path.exists() and not is_replacing:
        raise Refused(f"{path} exists already. Choose another name, or say --force to replace it.")
    part = path.with_name(f".{path.name}.part")
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(part, flags, 0o600), "r+b") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another process is writing {path} at this moment.") from None
        try:
            os.fchmod(out.fileno(), 0o600)
            out.truncate(0)
            yield out
            out.flush()
            os.fsync(out.fileno())
            _name(part, path, is_replacing=is_replacing)
        except BaseException:
            with suppress(FileNotFoundError):
                part.unlink()
            raise
    sync_folder(path.parent)


def _name(part: Path, path: Path, *, is_replacing: bool) -> None:
    if is_replacing:
        part.replace(path)
        return
    try:
        path.hardlink_to(part)  # unlike a renaming, it never replaces what somebody has put there meanwhile
    except FileExistsError:
        raise Refused(f"{path} exists already. Choose another name, or say --force to replace it.") from None
    except OSError:  # no hard links here
        part.replace(path)
    else:
        part.unlink()


def sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Container:
    """A tar file in the making; the sums are kept in a file as well, so that memory does not grow with its members."""

    def __init__(self, out: BinaryIO, sums: BinaryIO, made_at: int) -> None:
        self.out, self.sums, self.made_at = out, sums, made_at

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> str:
        """One member of exactly `size` bytes; its SHA-256."""
        digest = self._write(name, size, pieces)
        self.sums.write(f"{digest}  {name}\n".encode())
        return digest

    def add_rows(self, table: str, rows: Iterable[bytes]) -> None:
        """The rows of one table, in members of a size that fits into memory."""
        part, held, size = 0, [], 0
        for row in rows:
            held.append(row)
            size += len(row)
            if size >= PART:
                part, held, size = self._add_part(table, part, held), [], 0
        if held:
            self._add_part(table, part, held)

    def _add_part(self, table: str, part: int, rows: list[bytes]) -> int:
        content = gzip.compress(b"".join(rows), 6, mtime=0)
        self.add(f"tables/{table}/{part + 1:06d}.jsonl.gz", len(content), [content])
        return part + 1

    def finish(self) -> None:
        """Close it with the sums of all members, and the keyed digest of these."""
        size = self.sums.tell()
        self.sums.seek(0)
        digest = self._write(SUMS, size, iter(lambda: self.sums.read(PIECE), b""))
        key = keyed(bytes.fromhex(digest)).encode()
        self._write(KEYED, len(key), [key])
        self.out.write(bytes(2 * BLOCK))

    def _write(self, name: str, size: int, pieces: Iterable[bytes]) -> str:
        header = tarfile.TarInfo(name)
        header.size, header.mode, header.mtime = size, 0o600, self.made_at
        self.out.write(header.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
        digest, written = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            written += self.out.write(piece)
        if written != size:
            raise Refused(f"“{name}” changed its size while it was read.")
        self.out.write(bytes(-size % BLOCK))
        return digest.hexdigest()
