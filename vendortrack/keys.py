"""The secrets of a development machine: made once, kept in var/, readable by their owner only."""

import base64
import os
import secrets
from pathlib import Path


def kept(directory: Path, name: str) -> str:
    """The secret of that name, 32 random bytes in base64, made by whoever asks first."""
    path = directory / name
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    secret = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(secret + "\n", encoding="ascii")
    try:
        os.link(draft, path)  # of two processes that start together, one wins and both read it
    except FileExistsError:
        pass
    finally:
        draft.unlink()
