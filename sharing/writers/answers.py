"""What a machine is told: the shape of /api/v1/sharing/{ref}/check and of `manage.py gate --json`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from sharing.models.facts import Facts
from sharing.rules.approval import Answer
from sharing.rules.reasons import Decision, Reason


def instant(at: datetime | None) -> str | None:
    """An instant in UTC to the second, as ISO 8601 (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def plain(reason: Reason) -> dict[str, Any]:
    """A reason with its place in our addresses."""
    return {
        "code": reason.code,
        "message": reason.message,
        "subject": reason.subject,
        "waits_for": [who.name for who in reason.waits_for],
        "due_on": reason.due_on.isoformat() if reason.due_on else None,
        "path": reason.path,
    }


def told(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """The reasons as a machine gets them: with whole addresses."""
    listed = []
    for reason in reasons:
        one = plain(reason)
        path = one.pop("path")
        listed.append({**one, "url": f"{settings.BASE_URL}{path}" if path else None})
    return listed


def answer(facts: Facts, decision: Decision, said: Answer, at: datetime, token: str | None = None) -> dict[str, Any]:
    """Whether it may go now and whether it is ready, with every reason why not."""
    clearance = None
    if said.allowed and facts.clearance is not None:
        clearance = {"ref": facts.clearance.ref, "valid_until": instant(said.valid_until), "token": token}
    return {
        "sharing": facts.sharing.ref,
        "allowed": said.allowed,
        "ready": decision.ready,
        "at": instant(at),
        "policy": decision.policy_number,
        "valid_until": instant(said.valid_until) if said.allowed else None,
        "reasons": told(said.reasons),
        "clearance": clearance,
    }
