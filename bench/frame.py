"""What every row is given: the portfolio's size and day, and a connection that knows nothing of Django."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import psycopg
from django.db import connection

from bench.measure import Figure
from vendors.models import ImportRun


@dataclass(frozen=True)
class Frame:
    vendors: int
    rounds: int

    @cached_property
    def at(self) -> datetime:
        """An hour after the portfolio was made: its dates lie around that day."""
        return ImportRun.objects.filter(kind="generated portfolio").latest("pk").started_at + timedelta(hours=1)

    @property
    def instant(self) -> Any:
        """`at` as this database's driver wants it."""
        return self.at if self.is_postgresql else self.at.replace(tzinfo=None).isoformat(" ")

    @property
    def is_postgresql(self) -> bool:
        return connection.vendor == "postgresql"

    @cached_property
    def raw(self) -> Any:
        """The driver's own connection, beside Django's: what hand-written code would use. Commits by itself."""
        params = connection.get_connection_params()
        if self.is_postgresql:
            kept = {key: params[key] for key in ("dbname", "host", "port", "user", "password") if key in params}
            return psycopg.connect(**kept, autocommit=True)
        raw = sqlite3.connect(params["database"], timeout=20, isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        return raw

    def sql(self, statement: str) -> str:
        """A statement with %s as this database's driver wants it."""
        return statement if self.is_postgresql else statement.replace("%s", "?")


Row = Callable[[Frame], Figure]
