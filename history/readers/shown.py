"""The audit trail as people read it: values beside the chain put back, fields and choices by their names."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.models import Entry, Record

PAGE = 50
ACTS = {
    "created": (gettext_lazy("Created"), "plus-circle", "info"),
    "changed": (gettext_lazy("Changed"), "pencil", "mute"),
    "moved": (gettext_lazy("Moved on"), "arrow-right-circle", "info"),
    "removed": (gettext_lazy("Removed"), "trash", "bad"),
    "scored": (gettext_lazy("Scored"), "sliders", "info"),
    "reopened": (gettext_lazy("Reopened"), "arrow-counterclockwise", "warn"),
    "personal-values-replaced": (gettext_lazy("Personal values removed"), "eraser", "warn"),
}
Names = dict[tuple[type[models.Model], Any], str]


@dataclass(frozen=True)
class Change:
    label: str
    was: str
    now: str

    def __str__(self) -> str:
        if self.was and self.now:
            return _("%(label)s: %(was)s → %(now)s") % {"label": self.label, "was": self.was, "now": self.now}
        if self.now:
            return _("%(label)s: %(now)s") % {"label": self.label, "now": self.now}
        return _("%(label)s: %(was)s taken away") % {"label": self.label, "was": self.was}


@dataclass(frozen=True)
class Line:
    """One entry for display; `who` is the person's name, or what acted by itself."""

    at: datetime
    who: str
    act: str
    ref: str
    changes: tuple[Change, ...]
    why: str
    count: int
    entry: Entry

    @property
    def word(self) -> str:
        known = ACTS.get(self.act)
        return str(known[0]) if known else self.act.replace("-", " ").capitalize()

    @property
    def what(self) -> str:
        """The entry in one sentence."""
        said = "; ".join(map(str, self.changes))
        if self.count > 1:
            return _("%(act)s (%(count)d)") % {"act": self.word, "count": self.count}
        return f"{self.word}: {said}" if said and self.act != "created" else self.word

    @property
    def icon(self) -> str:
        return ACTS[self.act][1] if self.act in ACTS else "circle"

    @property
    def tone(self) -> str:
        return ACTS[self.act][2] if self.act in ACTS else "mute"


def history_of(subject: Record, limit: int = PAGE, readable_by: Any = None) -> list[Line]:
    """The newest entries of one record, newest first; for a named user without what is sealed to them."""
    entries = Entry.objects.of(subject)
    return lines((entries.readable_by(readable_by) if readable_by else entries)[:limit])


def lines(entries: Iterable[Entry] | models.QuerySet[Entry]) -> list[Line]:
    """Entries for display, in a number of statements that does not grow with them."""
    if isinstance(entries, models.QuerySet):
        entries = entries.select_related("actor__person").prefetch_related("personal_values")
    listed = list(entries)
    names = _names(listed)
    return [_line(entry, names) for entry in listed]


def _names(entries: list[Entry]) -> Names:
    """What the keys in these entries stand for: people who acted through links, and records referred to."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    person = apps.get_model("accounts", "Person")
    for entry in entries:
        if entry.actor_id is None and entry.agent.startswith("person:"):
            wanted[person].add(int(entry.agent.partition(":")[2]))
        for name, was, now in entry.changes:
            field = _field(entry.subject_type, name)
            if field is not None and field.is_relation and field.related_model:
                keys = (_key(field.related_model, value) for value in (was, now))
                wanted[field.related_model] |= {key for key in keys if key is not None}
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._base_manager.in_bulk(keys).items()
    }


def _key(model: type[models.Model], value: Any) -> int | None:
    """The key of a record that an entry names by its key or by its reference."""
    if isinstance(value, str) and issubclass(model, Record):
        return model.number_in(value)
    return value if isinstance(value, int) else None


def _field(subject_type: str, name: str) -> Any:
    try:
        return apps.get_model(subject_type)._meta.get_field(name.removesuffix("_id"))
    except (LookupError, FieldDoesNotExist):
        return None


def _line(entry: Entry, names: Names) -> Line:
    texts = {
        row.field: _("(removed at the end of its retention)") if row.replaced_at else row.value
        for row in entry.personal_values.all()
    }
    changes = []
    for name, was, now in entry.changes:
        if name == "why":
            continue
        field = _field(entry.subject_type, name)
        ends = [texts.get(f"{name}.{end}", _text(value, field, names)) for end, value in (("from", was), ("to", now))]
        label = str(field.verbose_name) if field is not None else name.replace("_", " ")
        changes.append(Change(label[:1].upper() + label[1:], *ends))
    who = str(entry.actor) if entry.actor_id else _agent(entry.agent, names)
    return Line(entry.at, who, entry.act, entry.subject_ref, tuple(changes), texts.get("why", ""), entry.count, entry)


def _agent(agent: str, names: Names) -> str:
    kind, _colon, key = agent.partition(":")
    if kind == "person" and key.isdecimal():
        return names.get((apps.get_model("accounts", "Person"), int(key)), agent)
    return _("VendorTrack") if kind == "system" else agent


def _text(value: Any, field: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if field is not None and field.is_relation and not isinstance(value, list):
        return names.get((field.related_model, _key(field.related_model, value)), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and "salted" in value:
        return _("(kept beside the trail)")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "D j M Y, H:i")
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value), "D j M Y")
    return str(dict(getattr(field, "flatchoices", None) or ()).get(value, value))
