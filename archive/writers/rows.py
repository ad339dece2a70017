"""Puts rows back as they were, key by key, into tables that were emptied in the same transaction."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.utils import DatabaseError, DataError

from archive.readers import tables
from archive.rules import Refused, damaged

BATCH = 1_000


def empty() -> None:
    """Take every row of every table away, those of who is signed in too."""
    named = [f'"{model._meta.db_table}"' for model in tables.everything()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(named)}")
        else:
            for name in named:
                cursor.execute(f"DELETE FROM {name}")


def load(model: type[models.Model], part: bytes) -> int:
    """Insert the rows of one member; how many they were."""
    named = tables.fields(model)
    into = ", ".join(f'"{field.column}"' for field in named)
    places = ", ".join(_place(field) for field in named)
    statement = f'INSERT INTO "{model._meta.db_table}" ({into}) VALUES ({places})'
    readers = [_reader(field) for field in named]
    count = 0
    with connection.cursor() as cursor:
        for rows in _batches(_values(model, line, readers) for line in _lines(part)):
            try:
                cursor.executemany(statement, rows)
            except (DataError, ValueError) as fault:
                raise Refused(f"A row of {model._meta.db_table} does not fit this database: {fault}") from fault
            count += len(rows)
    return count


def _place(field: models.Field) -> str:
    return "%s::jsonb" if isinstance(field, models.JSONField) and connection.vendor == "postgresql" else "%s"


def _reader(field: models.Field) -> Callable[[Any], Any]:
    """From a plain value to what the database's driver wants; the text of JSON is given on as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: value
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return lambda value: target.get_db_prep_save(target.to_python(value), connection)


def _lines(part: bytes) -> Iterator[bytes]:
    try:
        yield from gzip.decompress(part).splitlines()
    except (OSError, EOFError) as fault:
        raise damaged(f"rows cannot be read ({fault})") from None


def _values(model: type[models.Model], line: bytes, readers: list[Callable[[Any], Any]]) -> list[Any]:
    found = json.loads(line)
    if len(found) != len(readers):
        raise damaged(f"a row of {model._meta.db_table} has {len(found)} values")
    return [read(value) for read, value in zip(readers, found, strict=True)]


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    source = iter(rows)
    while some := list(islice(source, BATCH)):
        yield some


def check_links() -> None:
    """Every key that a row names is there; Refused otherwise. PostgreSQL then lets triggers be put back as well."""
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            connection.check_constraints()
    except DatabaseError as fault:
        raise damaged(f"rows name others that it does not hold ({fault})") from fault


def number_on(model: type[models.Model], last: int) -> None:
    """The next key is above `last`."""
    auto = model._meta.auto_field
    if auto is None:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [f'"{table}"', auto.column, max(last, 1), last > 0],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
