"""What a backup is: one tar file with a manifest, the rows of every table, the documents, and a sum of each member.

The manifest comes first and says what follows; `SHA256SUMS` comes after everything that it sums, and its own digest,
keyed with HISTORY_KEY, comes last. So a file that was cut, changed or made by others is known before a row is read.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

FORMAT, VERSION = "vendortrack-backup", 1
MANIFEST, SUMS, KEYED = "manifest.json", "SHA256SUMS", "SHA256SUMS.hmac"
MANIFEST_MOST = 4 * 1024 * 1024
# A file below a folder; no step begins with a dot, so none leads out of where documents are kept.
DOCUMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+")
ROWS = re.compile(r"tables/([a-z0-9_]+)/(\d{6})\.jsonl\.gz")
Migration = list[str]


class Refused(Exception):
    """Why there is no backup, or no restore; nothing was changed."""


@dataclass(frozen=True)
class Table:
    """A table in the file: its columns in order, how many rows, and the highest key that was ever given in it."""

    name: str
    columns: list[str]
    rows: int
    last: int | None


@dataclass(frozen=True)
class Manifest:
    """What the file says of itself: when, by which migrations, how far the history reached, which tables."""

    made_at: str
    migrations: list[Migration]
    entries: int
    length: int
    head: str
    tables: list[Table]
    format: str = FORMAT
    version: int = VERSION

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def read(content: bytes) -> Manifest:
    """The manifest; Refused where it is none of ours, or a newer one than this code knows."""
    try:
        found = json.loads(content)
        kind, version = found["format"], found["version"]
    except (ValueError, KeyError, TypeError):
        raise foreign() from None
    if kind != FORMAT or not isinstance(version, int):
        raise foreign()
    if version > VERSION:
        raise Refused("This backup was made by a newer VendorTrack. Restore it with that version.")
    try:
        return _manifest(found)
    except (ValueError, KeyError, TypeError) as fault:
        raise damaged(f"its manifest cannot be read ({fault})") from None


def _manifest(found: dict[str, Any]) -> Manifest:
    tables = [Table(**one) for one in found["tables"]]
    made = Manifest(**{**found, "tables": tables})
    if not all(isinstance(one.rows, int) and isinstance(one.columns, list) for one in tables):
        raise ValueError("tables")
    return made


def foreign() -> Refused:
    return Refused("This is no backup of VendorTrack.")


def damaged(how: str) -> Refused:
    return Refused(f"The backup is damaged: {how}.")


def refuse_other_version(theirs: list[Migration], ours: list[Migration]) -> None:
    """A backup is restored by the version that made it; Refused says whether to go forward or back."""
    there, here = {tuple(one) for one in theirs}, {tuple(one) for one in ours}
    if newer := sorted(there - here):
        raise Refused(
            f"This backup was made by a newer VendorTrack: it has {_named(newer)}. Restore it with that version."
        )
    if missing := sorted(here - there):
        raise Refused(
            f"This backup was made by an earlier VendorTrack: it lacks {_named(missing)}. Restore it with the version "
            "that made it, and upgrade then."
        )


def _named(migrations: list[tuple[str, ...]]) -> str:
    more = f" and {len(migrations) - 3} more" if len(migrations) > 3 else ""
    return ", ".join(".".join(one) for one in migrations[:3]) + more


def refuse_other_tables(theirs: list[Table], ours: dict[str, list[str]]) -> None:
    """The tables and columns are those of this installation, each once."""
    names = [one.name for one in theirs]
    if len(set(names)) != len(names) or {one.name: one.columns for one in theirs} != ours:
        raise Refused("The tables in this backup are not those of this version of VendorTrack.")


def order_of(name: str, tables: list[str]) -> tuple[int, int, int]:
    """Where a member stands: rows table by table and part by part, documents, sums; Refused for any other name."""
    if found := ROWS.fullmatch(name):
        if found[1] not in tables:
            raise Refused(f"The backup holds “{name}”, and its manifest names no such table.")
        return (0, tables.index(found[1]), int(found[2]))
    if name.startswith("documents/") and DOCUMENT.fullmatch(name.removeprefix("documents/")):
        return (1, 0, 0)
    if name in (SUMS, KEYED):
        return (2 if name == SUMS else 3, 0, 0)
    raise Refused(f"The backup holds “{name}”, which no backup of VendorTrack holds.")
