"""Puts rows into a table as fast as the database takes them: COPY on PostgreSQL, prepared inserts elsewhere."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

CHUNK = 5_000
Row = tuple[Any, ...]


class Table:
    """One table that is filled with rows of the named columns; every other column gets its field's default.

    It counts what it wrote and digests it, so that one entry of history can stand for all of it; `undigested` is
    the column that every installation fills differently.
    """

    def __init__(self, model: type[models.Model], columns: str, at: datetime, undigested: str = "") -> None:
        self.model = model
        self.columns = columns.split()
        self.count = 0
        self._hash = hashlib.sha256()
        self._skipped = self.columns.index(undigested) if undigested else len(self.columns)
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := set(self.columns) - set(fields):
            raise LookupError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
        rest = [field for name, field in fields.items() if name not in self.columns]
        self._fixed = tuple(_plain(field, _default(field, at)) for field in rest)
        self._converters = [_converter(fields[name]) for name in self.columns]
        quoted = [connection.ops.quote_name(str(field.column)) for field in (*(fields[n] for n in self.columns), *rest)]
        self._into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)})"
        self._marks = ", ".join(["%s"] * len(quoted))

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, rows: Iterable[Row]) -> None:
        """Write the rows in the open transaction, some thousands at a time."""
        put = self._copy if connection.vendor == "postgresql" else self._insert
        plain = self._plain_rows(rows)
        while batch := list(islice(plain, CHUNK)):
            put(batch)
            self.count += len(batch)

    def _plain_rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        places = [(place, convert) for place, convert in enumerate(self._converters) if convert]
        for row in rows:
            values = list(row)
            for place, convert in places:
                if values[place] is not None:
                    values[place] = convert(values[place])
            self._hash.update(repr([*values[: self._skipped], *values[self._skipped + 1 :]]).encode())
            yield (*values, *self._fixed)

    def _copy(self, batch: list[Row]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {self._into} FROM STDIN") as copy:
            for row in batch:
                copy.write_row(row)

    def _insert(self, batch: list[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self._into} VALUES ({self._marks})", batch)  # noqa: S608 (names are our own)


def _default(field: Any, at: datetime) -> Any:
    """The value of a column that no row names: the instant of the making, or the field's own default."""
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return at
    if field.default is NOT_PROVIDED and not field.null and not field.empty_strings_allowed:
        raise LookupError(f"{field.model._meta.label}.{field.attname} has no default: name it")
    return field.get_default()


def _plain(field: Any, value: Any) -> Any:
    convert = _converter(field)
    return convert(value) if convert and value is not None else value


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """How a value of this field becomes one that both drivers take as it is; None where it already is."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField):
        return None if connection.vendor == "postgresql" else _instant
    if isinstance(field, models.DateField):
        return None if connection.vendor == "postgresql" else date.isoformat
    if isinstance(field, (models.CharField, models.TextField, models.FileField)):
        return str
    return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _instant(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(" ")


def next_id(model: type[models.Model]) -> int:
    """The first key that no row of this table has had."""
    highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return (highest or 0) + 1


def catch_up(tables: Iterable[type[models.Model]]) -> None:
    """Let the database count on from the keys that were written (SQLite does so by itself)."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(tables))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def analyse(tables: Iterable[type[models.Model]] = ()) -> None:
    """Have the database look at what it, or these tables, now hold, so that its plans are made for it."""
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
    with connection.cursor() as cursor:
        for name in names or [""]:
            cursor.execute(f"ANALYZE {name}")
