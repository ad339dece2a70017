"""Database triggers that refuse to change or remove what must never change.

A model says APPEND_ONLY = True (nothing may be updated or deleted), FROZEN = "an SQL condition on OLD" (rows for which
it holds may not be updated or deleted), or CLOSED_TO_NEW = "an SQL condition on NEW" (rows for which it holds may not
be added). SQLite drops triggers when it rebuilds a table, so they are installed after every migrate. Nor does it rename
a table while a trigger reads one that is just being rebuilt: those that read other tables are taken away before.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "VendorTrack: this record can only be added to"
ON_SQLITE = ("keep_{}_update", "keep_{}_delete", "close_{}")
CLOSED = "VendorTrack: nothing can be added here now"


def protected() -> list[tuple[type[models.Model], str]]:
    """Every protected model with its condition; an empty one means always."""
    rows = []
    for model in apps.get_models():
        if getattr(model, "APPEND_ONLY", False):
            rows.append((model, ""))
        elif condition := getattr(model, "FROZEN", ""):
            rows.append((model, condition))
    return rows


def closed_to_new() -> list[tuple[type[models.Model], str]]:
    """Every model to which not everything may be added, with the condition that refuses."""
    return [(model, model.CLOSED_TO_NEW) for model in apps.get_models() if hasattr(model, "CLOSED_TO_NEW")]


def _postgresql(table: str, condition: str) -> list[str]:
    name = f"keep_{table}"
    test = f"IF ({condition}) THEN" if condition else "IF TRUE THEN"
    statements = [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {test} RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$""",
        f"""CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}()""",
    ]
    if not condition:
        statements += [
            f"""CREATE OR REPLACE FUNCTION {name}_all() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"""CREATE OR REPLACE TRIGGER {name}_all BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}_all()""",
        ]
    return statements


def _sqlite(table: str, condition: str) -> list[str]:
    when = f"WHEN ({condition})" if condition else ""
    statements = []
    for event in ("UPDATE", "DELETE"):
        name = f"keep_{table}_{event.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        ]
    return statements


def _new_on_postgresql(table: str, condition: str) -> list[str]:
    name = f"close_{table}"
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF ({condition}) THEN RAISE EXCEPTION '{CLOSED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF; RETURN NEW; END $$""",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _new_on_sqlite(table: str, condition: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS close_{table}",
        f"""CREATE TRIGGER close_{table} BEFORE INSERT ON {table} WHEN ({condition})
            BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END""",
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place whose table exists; harmless when repeated."""
    tables = set(connection.introspection.table_names())
    is_postgresql = connection.vendor == "postgresql"
    keep, close = (_postgresql, _new_on_postgresql) if is_postgresql else (_sqlite, _new_on_sqlite)
    with connection.cursor() as cursor:
        for rows, make in ((protected(), keep), (closed_to_new(), close)):
            for model, condition in rows:
                if model._meta.db_table in tables:
                    for statement in make(model._meta.db_table, condition):
                        cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, only_reading_others: bool = False) -> None:
    """Take the triggers away: for emptying a test's database, and for showing what verification notices."""
    tables = set(connection.introspection.table_names())
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for model, condition in [*protected(), *closed_to_new()]:
            table = model._meta.db_table
            if table not in tables or (only_reading_others and "SELECT" not in condition):
                continue
            for name in ("keep_{}", "keep_{}_all", "close_{}") if is_postgresql else ON_SQLITE:
                on = f" ON {table}" if is_postgresql else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name.format(table)}{on}")


def before_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_kwargs: Any) -> None:
    """Runs once per migrate, before anything; a migrate that has nothing to do leaves all as it is."""
    if sender.name == "history" and plan and connections[using].vendor == "sqlite":
        remove(connections[using], only_reading_others=True)


def after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Runs once per migrate, after the last app, when all tables stand."""
    if sender.name == "history":
        install(connections[using])
