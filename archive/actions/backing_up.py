"""Writes everything into one file: one state of the database, and every document that it names."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import models

from archive.readers import tables
from archive.rules import DOCUMENT, MANIFEST, Manifest
from archive.writers.container import PIECE, Container, appearing
from history.models import Entry, Link
from history.readers import snapshot

NAMED = 20


@dataclass
class Saved:
    """What went into the file, and the documents that it lacks, since they are not as they were recorded."""

    size: int = 0
    rows: int = 0
    documents: int = 0
    lacking: int = 0
    named: list[str] = field(default_factory=list)

    def lacks(self, why: str) -> None:
        self.lacking += 1
        if len(self.named) < NAMED:
            self.named.append(why)


def back_up(path: Path, *, at: datetime, is_replacing: bool = False) -> Saved:
    """Write the file; Refused, or OSError, where there is none afterwards."""
    migrations = tables.migrations()
    saved = Saved()
    with (
        appearing(path, is_replacing=is_replacing) as out,
        tempfile.TemporaryFile(dir=path.parent) as sums,
        snapshot(),
    ):
        container = Container(out, sums, int(at.timestamp()))
        manifest = _manifest(migrations, at)
        content = manifest.written()
        container.add(MANIFEST, len(content), [content])
        for model in tables.kept():
            container.add_rows(model._meta.db_table, tables.rows(model))
        for model, column in tables.with_files():
            _add_documents(container, model, column, saved)
        container.finish()
        saved.rows, saved.size = sum(one.rows for one in manifest.tables), out.tell()
    return saved


def _manifest(migrations: list[list[str]], at: datetime) -> Manifest:
    last = Link.objects.order_by("-position").first()
    return Manifest(
        made_at=at.isoformat(),
        migrations=migrations,
        entries=Entry.objects.count(),
        length=last.position if last else 0,
        head=last.mac if last else "",
        tables=[tables.described(model) for model in tables.kept()],
    )


def _add_documents(container: Container, model: type[models.Model], column: models.FileField, saved: Saved) -> None:
    """Each document once, in the order of the names."""
    has_sum = any(one.name == "sha256" for one in model._meta.concrete_fields)
    wanted = [column.attname, "sha256"] if has_sum else [column.attname]
    found = model._base_manager.exclude(**{column.attname: ""}).order_by(column.attname).values_list(*wanted)
    before = None
    for name, *known in found.iterator(tables.CHUNK):
        if name == before:
            continue
        before = name
        if not DOCUMENT.fullmatch(name):
            saved.lacks(f"{name}: no name of ours")
            continue
        try:
            digest = _add_document(container, name)
        except FileNotFoundError:
            saved.lacks(f"{name}: missing where documents are stored")
            continue
        saved.documents += 1
        if known and known[0] and digest != known[0]:
            saved.lacks(f"{name}: saved, but it is not what was uploaded")


def _add_document(container: Container, name: str) -> str:
    with Path(default_storage.path(name)).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        return container.add(f"documents/{name}", size, _pieces(file, size))


def _pieces(file: object, size: int) -> Iterator[bytes]:
    while size > 0 and (piece := file.read(min(size, PIECE))):  # type: ignore[attr-defined]
        size -= len(piece)
        yield piece
