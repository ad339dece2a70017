"""Brings the stored word of requests after the facts: what no longer holds is suspended, what is over is ending.

The gate never reads what is written here; it is closed before the sweep has run.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from history.models import Entry
from history.moves import move
from sharing.actions import decisions
from sharing.actions.held import hold
from sharing.actions.judging import Judgement, judge, judge_all
from sharing.actions.using import was_out, withdraw_approvals
from sharing.models import GatePolicy, SharingRequest
from sharing.models.gathering import CHUNK
from sharing.rules.reasons import Code, day_of, end_of

log = structlog.get_logger(__name__)
Status = SharingRequest.Status
# Reasons why it may not go at this moment, and that are no reason to stop it.
PASSING = {
    Code.TOO_EARLY.value,
    Code.ALREADY_USED.value,
    Code.CLOCK_UNSOUND.value,
    Code.RESTORED_UNCONFIRMED.value,
}
# How often what waits is judged anew for the lists: while nothing is entered, and while something is.
WAITING, WAITING_AFTER_CHANGES = timedelta(minutes=15), timedelta(seconds=20)
SETTLED = timedelta(seconds=10)  # an entry is seen when its transaction ends, which may be that much later


def sweep(at: datetime) -> list[str]:
    """Suspend what has stopped counting; harmless when repeated, or run twice at once. Returns what was moved.

    Picks by index: epochs that differ, a valid until or an end that has passed, a newer version that was cleared;
    and re-judges those that were last judged before today began, or before the newest policy was published.
    """
    today = day_of(at)
    stale = (
        SharingRequest.objects.standing()
        .filter(
            Q(valid_until__lte=at)
            | Q(until_on__lt=today)
            | ~Q(vendor__epoch=F("clearance__vendor_epoch"))
            | ~Q(engagement__epoch=F("clearance__engagement_epoch"))
            | Q(pk__in=SharingRequest.objects.overtaken().values("pk"))
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return _bring_all(stale[:CHUNK], at) + rejudge(_to_judge(at), at)


def _bring_all(ids: Iterable[int], at: datetime) -> list[str]:
    """Bring each after its facts; one that cannot be judged is closed anyway, and keeps no other from its word."""
    moved = []
    for key in ids:
        try:
            moved.append(_bring_after(key, at))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("sweep.fault", sharing=key)
    return [ref for ref in moved if ref]


def _to_judge(at: datetime) -> list[int]:
    """The standing that were not judged today under the policy that counts; the waiting, soon after any entry."""
    since = end_of(day_of(at) - timedelta(days=1))
    published = GatePolicy.objects.filter(published_at__lte=at).order_by("-published_at")
    if (newest := published.values_list("published_at", flat=True).first()) is not None:
        since = max(since, newest)
    stale = Q(judged_at=None) | Q(judged_at__lt=since) | Q(judged_at__gt=at)  # the clock ran ahead for a while
    standing = SharingRequest.objects.standing().filter(stale)
    before = at - WAITING
    if (changed := Entry.objects.order_by("-pk").values_list("at", flat=True).first()) is not None:
        before = max(before, min(changed + SETTLED, at - WAITING_AFTER_CHANGES))
    long_ago = Q(judged_at=None) | Q(judged_at__lt=before) | Q(judged_at__gt=at)
    waiting = SharingRequest.objects.awaiting().filter(long_ago)
    return [
        *standing.order_by(F("judged_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:CHUNK],
        *waiting.order_by(F("judged_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[: CHUNK // 5],
    ]


def rejudge(ids: Iterable[int], at: datetime) -> list[str]:
    """Judge these anew, keep how much is outstanding for the lists, and stop what may not stand."""
    stopping, judged = [], []
    for judgement in judge_all(ids, at):
        judged.append(
            SharingRequest(
                pk=judgement.facts.sharing.id, outstanding_count=len(judgement.decision.reasons), judged_at=at
            )
        )
        if judgement.facts.sharing.status in (Status.CLEARED, Status.ACTIVE) and _stops(judgement):
            stopping.append(judgement.facts.sharing.id)
    moved = _bring_all(stopping, at)
    SharingRequest.objects.bulk_update(judged, ["outstanding_count", "judged_at"], batch_size=500)
    return moved


def _stops(judgement: Judgement) -> list:
    return [reason for reason in judgement.answer.reasons if reason.code not in PASSING]


def _bring_after(sharing_id: int, at: datetime) -> str:
    """Judge one again under its lock, and move it if it still does not hold; its reference where it was moved."""
    found = SharingRequest.objects.get(pk=sharing_id)
    with transaction.atomic():
        held, sharing = hold(found)
        judgement = judge(sharing_id, at)
        reasons = _stops(judgement)
        if sharing.status not in (Status.CLEARED, Status.ACTIVE) or not reasons:
            return ""
        if day_of(at) > sharing.until_on:
            move(sharing, Status.ENDING, by=None, held=held, why=_("Its last day has passed."))
        elif judgement.facts.sharing.newer_id is not None:
            to = Status.ENDING if was_out(sharing) else Status.ENDED
            move(sharing, to, by=None, held=held, why=_("A newer version was cleared in its place."))
        else:
            why = " ".join(reason.message for reason in reasons[:5])
            move(sharing, Status.SUSPENDED, by=None, held=held, why=why)
            withdraw_approvals(sharing, by=None, at=at)
        decisions.record(sharing.pk, "sweep", judgement.decision, at=at, reasons=reasons)
    return sharing.ref
