"""What waits for somebody: queues of records, and the line that each of them is on *My work*."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

LIMIT = 50  # of each kind; a queue that is longer is worked from its own list


@dataclass(frozen=True)
class Task:
    """One thing that somebody must do: what, of which record, where, and by when (None: since it came)."""

    icon: str
    title: str
    sub: str
    path: str
    on: date | None = None


@dataclass(frozen=True)
class Queue:
    """Records that wait for one person, the most urgent first, and how one of them reads."""

    rows: QuerySet
    tell: Callable[[Any], Task]

    def tasks(self) -> list[Task]:
        return [self.tell(row) for row in self.rows[:LIMIT]]
