"""Writing many vendors at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models

from accounts.models import Person, User
from history.models.entry import canonical
from vendors.models import Vendor

CHUNK = 500


def insert(
    given: dict[str, list[Any]], places: list[int], by: User | Person | None, at: datetime
) -> tuple[list[int], list[str]]:
    """Write the rows at these places as prospects; returns their keys, and one line for each, for the digest."""
    if not places:
        return [], []
    ids = _next_ids(len(places))
    person = by.person if by else None
    template = Vendor(entered_by=person, owner=person, created_at=at)
    fields = [one for one in Vendor._meta.concrete_fields if not one.primary_key]
    columns = [_column(one, given.get(one.name), places, template) for one in fields]
    _write(["id", *(str(one.column) for one in fields)], zip(ids, *columns, strict=True))
    names = given["name"]
    return ids, [f"{Vendor.REF}-{pk:04d} created {names[place]}" for pk, place in zip(ids, places, strict=True)]


def update(changes: list[tuple[Vendor, dict[str, Any]]]) -> list[str]:
    """Write what is new of known vendors; returns one line for each, for the digest."""
    touched = sorted({name for _vendor, fresh in changes for name in fresh})
    if not changes:
        return []
    lines = []
    for vendor, fresh in changes:
        for name, value in fresh.items():
            setattr(vendor, name, value)
        lines.append(f"{vendor.ref} changed {canonical(fresh).decode()}")
    Vendor.objects.bulk_update([vendor for vendor, _fresh in changes], touched, batch_size=CHUNK)
    return lines


def _column(one: "models.Field[Any, Any]", values: list[Any] | None, places: list[int], template: Vendor) -> list[Any]:
    """A column as the database takes it; an empty cell is the field's default."""
    as_json = isinstance(one, models.JSONField)
    default = getattr(template, one.attname)
    default = json.dumps(default) if as_json else one.get_db_prep_save(default, connection)
    if values is None:
        return [default] * len(places)
    if as_json:
        return [json.dumps(values[place]) if values[place] else default for place in places]
    return [values[place] or default for place in places]


def _next_ids(count: int) -> list[int]:
    """Keys that were never used, in ascending order."""
    table = Vendor._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return list(range(last + 1, last + 1 + count))


def _write(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    table, names = Vendor._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608
