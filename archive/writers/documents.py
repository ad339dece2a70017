"""Puts documents back where they are stored: whole or not at all, and on the disk before the database says so."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import default_storage

from archive.writers.container import PIECE, sync_folder


def place_of(name: str) -> Path:
    """Where it is stored; Django refuses a name that leads out of there."""
    return Path(default_storage.path(name))


def sum_of(path: Path) -> str | None:
    """The SHA-256 of what is there; None where nothing is."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except FileNotFoundError:
        return None
    return found.hexdigest()


def put(name: str, pieces: Iterable[bytes]) -> None:
    """Write it beside its place and rename it; what is there already is written anew, being the same or worse."""
    path = place_of(name)
    _make_folder(path.parent)
    part = path.with_name(f"{path.name}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """With its parents, for the owner only, each on the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
