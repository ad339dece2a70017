"""One line of what waits for somebody."""

from dataclasses import dataclass
from datetime import date

LIMIT = 50  # of each kind; a queue that is longer is worked from its own list


@dataclass(frozen=True)
class Task:
    """One thing that somebody must do: what, of which record, where, and by when (None: since it came)."""

    icon: str
    title: str
    sub: str
    path: str
    on: date | None = None
