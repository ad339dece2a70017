"""The tables of this installation, as a backup holds them: every row as a line of plain values, by its key."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.db.models.functions import Cast

from archive.rules import Migration, Refused, Table

CHUNK = 2_000
# Who is signed in is not brought back; their tables are emptied by a restore.
LEFT_OUT = ("sessions.session", "usersessions.usersession")


def everything() -> list[type[models.Model]]:
    """Every model with a table of its own, those between two others included, by the table's name."""
    found = (one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy)
    return sorted(found, key=lambda one: one._meta.db_table)


def kept() -> list[type[models.Model]]:
    """Those that a backup holds."""
    return [one for one in everything() if one._meta.label_lower not in LEFT_OUT]


def fields(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.concrete_fields)


def columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in fields(model)]


def with_files() -> list[tuple[type[models.Model], models.FileField]]:
    """Every field that names a document."""
    return [(model, field) for model in kept() for field in fields(model) if isinstance(field, models.FileField)]


def migrations() -> list[Migration]:
    """The applied migrations; Refused where the database is not of this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The database is not of this version: python manage.py migrate comes first.")
    known = executor.loader.disk_migrations or {}
    return sorted(list(key) for key in executor.loader.applied_migrations if key in known)


def described(model: type[models.Model]) -> Table:
    return Table(model._meta.db_table, columns(model), model._base_manager.count(), last_key(model))


def last_key(model: type[models.Model]) -> int | None:
    """The highest key that was ever given, be its row there still or not; None where keys are not counted."""
    if model._meta.auto_field is None:
        return None
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', model._meta.auto_field.column])
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])


def rows(model: type[models.Model]) -> Iterator[bytes]:
    """Each row as one line, ordered by key; JSON as its text, since no value and the value null are two things."""
    named = fields(model)
    as_text = {
        f"text_{field.attname}": Cast(F(field.attname), models.TextField())
        for field in named
        if isinstance(field, models.JSONField)
    }
    names = [f"text_{one.attname}" if f"text_{one.attname}" in as_text else one.attname for one in named]
    found = model._base_manager.order_by("pk").annotate(**as_text).values_list(*names)
    for row in found.iterator(CHUNK):
        yield json.dumps([_plain(value) for value in row], separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"no backup holds a {type(value).__name__}")
