"""Versions of the gate policy: drafted, previewed, published from a day on."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import NotAllowed
from history.moves import change, create, move, only_one
from sharing.models import GatePolicy, SharingRequest
from sharing.models.facts import PolicyFacts
from sharing.models.gathering import CHUNK, gather
from sharing.rules import gate, policy
from sharing.rules.reasons import day_of

NOTICE_DAYS = 30


def draft_policy(*, by: User, title: str, rules: dict[str, Any]) -> GatePolicy:
    """A new version, not in force; its number follows the last."""
    _may_publish(by)
    with only_one(_("Somebody else has just drafted the next version. Reload, and change that one.")):
        last = GatePolicy.objects.aggregate(last=Max("number"))["last"] or 0
        return create(GatePolicy(number=last + 1, title=title.strip(), rules=rules), by=by)


@transaction.atomic
def edit_policy(draft: GatePolicy, *, by: User, title: str, rules: dict[str, Any]) -> GatePolicy:
    """Change a draft; rules that cannot be read are refused with what is wrong in them."""
    _may_publish(by)
    draft = _held(draft)
    if draft.status != GatePolicy.Status.DRAFT:
        raise NotAllowed(_("A published policy never changes. Draft the next version."))
    if wrong := policy.faults(rules):
        raise NotAllowed(" ".join(wrong), code="rules")
    return change(draft, by=by, title=title.strip(), rules=rules)


def _held(draft: GatePolicy) -> GatePolicy:
    """A version read again under its lock: nobody publishes what somebody else is changing."""
    return GatePolicy.objects.select_for_update().get(pk=draft.pk)


def _may_publish(by: User) -> None:
    if not by.has_perm("sharing.publish_policy"):
        raise NotAllowed(_("Only an administrator can change the gate policy."))


def preview(draft: GatePolicy, at: datetime) -> list[str]:
    """The references of the standing sharings that this policy would stop, as things are now."""
    facts = PolicyFacts(draft.pk, draft.number, draft.title, draft.rules)
    ids = list(SharingRequest.objects.standing().order_by("pk").values_list("pk", flat=True))
    stopped = []
    for start in range(0, len(ids), CHUNK):
        for one in gather(ids[start : start + CHUNK], day_of(at)).facts.values():
            if not gate.decide(one, facts, at).ready:
                stopped.append(one.sharing.ref)
    return stopped


@transaction.atomic
def publish_policy(draft: GatePolicy, *, by: User, at: datetime, counts_from_on: date | None = None) -> GatePolicy:
    """Publish a version that counts from a day (30 days on where none is named); it never changes afterwards."""
    _may_publish(by)
    draft = _held(draft)
    if wrong := policy.faults(draft.rules):
        raise NotAllowed(" ".join(wrong), code="rules")
    starts = counts_from_on or day_of(at) + timedelta(days=NOTICE_DAYS)
    if starts < day_of(at):
        raise NotAllowed(_("A policy counts from today or later."), code="counts_from_on")
    if GatePolicy.objects.filter(status=GatePolicy.Status.PUBLISHED, number__gt=draft.number).exists():
        raise NotAllowed(_("A newer version is published already. Draft a new one."), code="stale")
    return move(
        draft,
        GatePolicy.Status.PUBLISHED,
        by=by,
        counts_from_on=starts,
        published_by_id=by.person_id,
        published_at=at,
    )
