"""The few words in which SQLite and PostgreSQL differ, for the statements that plan."""

from collections.abc import Sequence

from django.db import connection


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def table(name: str, columns: Sequence[tuple[str, str]]) -> str:
    """A common table expression of the rows in the JSON parameter of the same name (a list of lists)."""
    if _is_postgresql():
        values = ", ".join(f"(value->>{place})::{kind} AS {column}" for place, (column, kind) in enumerate(columns))
        return f"{name} AS MATERIALIZED (SELECT {values} FROM jsonb_array_elements(%({name})s::jsonb))"
    values = ", ".join(f"json_extract(value, '$[{place}]') AS {column}" for place, (column, _) in enumerate(columns))
    return f"{name} AS MATERIALIZED (SELECT {values} FROM json_each(%({name})s))"


def one_of(column: str, parameter: str) -> str:
    """The column's number is in a JSON list."""
    if _is_postgresql():
        listed = f"SELECT value::bigint FROM jsonb_array_elements_text(%({parameter})s::jsonb)"
    else:
        listed = f"SELECT value FROM json_each(%({parameter})s)"
    return f"{column} IN ({listed})"


def ref(prefix: str, number: str) -> str:
    """A record's reference, made from its key."""
    digits = f"to_char({number}, 'FM9999999999999990000')" if _is_postgresql() else f"printf('%%04d', {number})"
    return f"'{prefix}-' || {digits}"


def moved(day: str, days: str) -> str:
    """A date, so many days on (a column or a number)."""
    return f"({day} + ({days})::int)" if _is_postgresql() else f"date({day}, ({days}) || ' days')"


def local_day(instant: str) -> str:
    """The day in the organisation's zone that ends with an instant: noon of it is well inside."""
    if _is_postgresql():
        return f"date({instant} - interval '12 hours' + make_interval(mins => %(minutes)s))"
    return f"date({instant}, '-12 hours', %(minutes)s || ' minutes')"


def text(number: str) -> str:
    return f"CAST({number} AS {'text' if _is_postgresql() else 'TEXT'})"


def token() -> str:
    """Thirty-two random hexadecimal digits."""
    return "replace(gen_random_uuid()::text, '-', '')" if _is_postgresql() else "lower(hex(randomblob(16)))"


def unlocked() -> str:
    """Leave out the rows that another process is claiming at this moment."""
    return "FOR UPDATE SKIP LOCKED" if _is_postgresql() else ""
