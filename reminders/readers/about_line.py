"""One record as a line of a mail or a list shows it, and what its readers share."""

from dataclasses import dataclass
from typing import Any

from history.models import Record


@dataclass(frozen=True)
class About:
    """A record's reference, words and address. `ask_*` is whom a question about it goes to."""

    ref: str
    title: str
    path: str
    vendor: str = ""
    state: str = ""
    ask_name: str = ""
    ask_email: str = ""


def asked(row: dict[str, Any], *prefixes: str) -> dict[str, str]:
    for prefix in prefixes:
        if row.get(f"{prefix}__email"):
            return {"ask_name": row[f"{prefix}__name"], "ask_email": row[f"{prefix}__email"]}
    return {}


def person(prefix: str) -> tuple[str, str]:
    return f"{prefix}__name", f"{prefix}__email"


def ref(model: type[Record], number: int) -> str:
    return f"{model.REF}-{number:04d}"
