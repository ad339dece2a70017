"""The expected benefits of an engagement, all at once, as its form shows them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import Person, User
from history import moves
from vendors import locks
from vendors.actions.over import refuse_over
from vendors.models import Benefit, Engagement

FIELDS = ("kind", "expected", "baseline", "measure")


@transaction.atomic
def set_benefits(engagement: Engagement, by: User | Person, rows: Iterable[Mapping[str, Any]]) -> list[Benefit]:
    """Keep the rows that name a benefit by its `pk`, add those that do not, and remove what is not among them."""
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    standing = {one.pk: one for one in engagement.benefits.all()}
    kept = []
    for row in rows:
        values = {name: row[name] for name in FIELDS}
        found = standing.pop(row.get("pk") or 0, None)
        if found:
            kept.append(moves.change(found, by=by, **values))
        else:
            kept.append(moves.create(Benefit(engagement=engagement, **values), by=by))
    for gone in standing.values():
        moves.remove(gone, by=by)
    return kept
