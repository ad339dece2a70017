"""The record of decisions: all that was let through, and every refusal of somebody who asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import ApiClient, User
from history.moves import create
from sharing.models import Clearance, Decision
from sharing.rules.reasons import Code, Reason
from sharing.rules.reasons import Decision as Judged
from sharing.writers.answers import plain

NAMING = (Code.SAME_PERSON.value, Code.NO_ELIGIBLE_APPROVER.value)


def kept(reason: Reason) -> dict[str, Any]:
    """A reason as the record of a decision keeps it: people by key, since a name must not outlive its retention."""
    message = "" if reason.code in NAMING else reason.message
    return {**plain(reason), "message": message, "waits_for": [f"person:{who.id}" for who in reason.waits_for]}


def record(
    sharing_id: int,
    act: str,
    judged: Judged,
    *,
    at: datetime,
    reasons: Iterable[Reason] = (),
    by: User | None = None,
    client: ApiClient | None = None,
    clearance: Clearance | None = None,
) -> Decision:
    """Write one decision: the reasons of a refusal, or none where it was let through."""
    listed = [kept(reason) for reason in reasons]
    return create(
        Decision(
            sharing_id=sharing_id,
            at=at,
            act=act,
            is_allowed=not listed,
            is_ready=judged.ready,
            by_id=by.person_id if by else None,
            client=client,
            policy_id=judged.policy_id,
            clearance=clearance,
            reasons=listed,
        ),
        by=by or client,
    )
