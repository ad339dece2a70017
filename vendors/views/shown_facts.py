"""The facts of an engagement as pages show them: value, who entered it, who confirmed it, what is left to do."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from vendors.models import FACTS, DataCategory, Engagement, FactConfirmation
from vendors.rules.facts import entered_by, is_known, plain
from vendors.rules.places import countries_by_name


@dataclass(frozen=True)
class Shown:
    """One fact; `refusal` says why the reader cannot confirm it, empty where they can."""

    name: str
    label: str
    text: str
    seen: str
    entered_by: str
    confirmed_by: str
    confirmed_at: datetime | None
    refusal: str

    @property
    def state(self) -> str:
        return "confirmed" if self.confirmed_by else "unconfirmed"


def shown_facts(engagement: Engagement, reader_id: int) -> list[Shown]:
    """Every fact, in the order of FACTS; two statements."""
    standing = {
        one.fact: one
        for one in engagement.confirmations.filter(ended_at=None).select_related("confirmed_by")
        if plain(one.value) == plain(getattr(engagement, one.fact))
    }
    people = Person.objects.in_bulk({entered_by(engagement, name) for name in FACTS})
    return [_shown(engagement, name, standing.get(name), people, reader_id) for name in FACTS]


def _shown(
    engagement: Engagement, name: str, standing: FactConfirmation | None, people: dict[int, Person], reader_id: int
) -> Shown:
    value = plain(getattr(engagement, name))
    author = entered_by(engagement, name)
    field = next(one for one in Engagement._meta.concrete_fields if one.name == name)
    label = str(field.verbose_name)
    return Shown(
        name=name,
        label=label[:1].upper() + label[1:],
        text=text_of(engagement, name),
        seen=json.dumps(value),
        entered_by=people[author].name if author in people and is_known(name, value) else "",
        confirmed_by=standing.confirmed_by.name if standing else "",
        confirmed_at=standing.confirmed_at if standing else None,
        refusal=_refusal(name, value, author, standing, reader_id),
    )


def _refusal(name: str, value: Any, author: int, standing: FactConfirmation | None, reader_id: int) -> str:
    if not is_known(name, value):
        return _("Nobody has entered it yet.")
    if author == reader_id:
        return _("You entered it, so somebody else must confirm it.")
    if standing and standing.confirmed_by_id == reader_id:
        return _("You confirmed it.")
    return ""


def text_of(engagement: Engagement, name: str) -> str:
    """A fact's value in words; empty while it is unknown."""
    value = getattr(engagement, name)
    if not is_known(name, value):
        return ""
    if name == "data_categories":
        return ", ".join(str(DataCategory(one).label) for one in value if one in DataCategory.values) or _("None")
    if name == "delivery_countries":
        names = dict(countries_by_name())
        return ", ".join(names.get(code, code) for code in value)
    if name == "is_substitutable":
        return _("Yes") if value else _("No")
    return str(getattr(engagement, f"get_{name}_display")())
