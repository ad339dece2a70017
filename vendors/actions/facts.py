"""The facts of an engagement: who entered them, and who confirmed that they are so."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.over import refuse_over
from vendors.models import FACTS, Engagement, FactConfirmation
from vendors.rules.facts import entered_by, is_known, plain


@transaction.atomic
def change_facts(engagement: Engagement, by: User | Person, **facts: Any) -> Engagement:
    """Give facts new values: their confirmations end, and what was cleared on them stops until somebody confirms anew.

    Who enters a fact cannot confirm it. A value that was there already changes nothing.
    """
    _refuse_unknown(facts)
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    changed = {name: plain(value) for name, value in facts.items() if plain(getattr(engagement, name)) != plain(value)}
    if not changed:
        return engagement
    locks.hold(engagements=[engagement], closing=True)
    ended_at = timezone.now()
    for confirmation in engagement.confirmations.filter(fact__in=changed, ended_at=None):
        moves.change(confirmation, by=by, act="ended", ended_at=ended_at)
    entered = {**engagement.facts_entered_by, **dict.fromkeys(changed, by.person_id)}
    return moves.change(engagement, by=by, act="facts-changed", facts_entered_by=entered, **changed)


@transaction.atomic
def confirm_facts(
    engagement: Engagement,
    by: User | Person,
    facts: Iterable[str],
    at: datetime,
    *,
    seen: Mapping[str, Any] | None = None,
) -> list[FactConfirmation]:
    """Say that these facts are so: all of them or none, and never what one entered oneself.

    `seen` holds the values that the confirmer read; where one has changed since, nothing is confirmed.
    """
    names = list(dict.fromkeys(facts))
    _refuse_unknown(names)
    locks.hold(engagements=[engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_over(engagement)
    _refuse_confirming(engagement, by, names, seen)
    standing = {one.fact: one for one in engagement.confirmations.filter(fact__in=names, ended_at=None)}
    made = []
    for name in names:
        if (old := standing.get(name)) and old.confirmed_by_id == by.person_id:
            continue
        if old:
            moves.change(old, by=by, act="replaced", ended_at=at)
        confirmation = FactConfirmation(
            engagement=engagement,
            fact=name,
            value=plain(getattr(engagement, name)),
            entered_by_id=entered_by(engagement, name),
            confirmed_by=by.person,
            confirmed_at=at,
        )
        made.append(moves.create(confirmation, by=by))
    return made


def _refuse_confirming(
    engagement: Engagement, by: User | Person, names: list[str], seen: Mapping[str, Any] | None
) -> None:
    values = {name: plain(getattr(engagement, name)) for name in names}
    if unknown := [name for name in names if not is_known(name, values[name])]:
        raise NotAllowed(_("Nobody has entered these yet: %(names)s.") % {"names": _titles(unknown)})
    if own := [name for name in names if entered_by(engagement, name) == by.person_id]:
        raise NotAllowed(
            _("You entered these, so somebody else must confirm them: %(names)s.") % {"names": _titles(own)}
        )
    if seen is not None and (stale := [name for name in names if plain(seen.get(name)) != values[name]]):
        raise NotAllowed(
            _("These have changed since you opened the page: %(names)s. Read them again.") % {"names": _titles(stale)},
            code="stale",
        )


def _titles(names: Iterable[str]) -> str:
    titles = {field.name: str(field.verbose_name) for field in Engagement._meta.concrete_fields}
    return ", ".join(titles[name] for name in names)


def _refuse_unknown(names: Iterable[str]) -> None:
    if unknown := sorted(set(names) - set(FACTS)):
        raise NotAllowed(_("These are no facts of an engagement: %(names)s.") % {"names": ", ".join(unknown)})
