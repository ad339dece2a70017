"""The proof that a machine can verify offline: what was cleared, for whom, and until when."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from history.models.entry import canonical, stamp
from sharing.models.facts import ClearanceFacts, Facts
from sharing.writers import keys


def signed_content(
    *,
    sharing_id: int,
    issued_at: datetime,
    valid_until: datetime,
    policy_id: int,
    epochs: tuple[int, int],
    scope_digest: str,
    digest: str,
) -> bytes:
    """What the signature of a clearance covers."""
    return canonical([sharing_id, stamp(issued_at), stamp(valid_until), policy_id, list(epochs), scope_digest, digest])


def is_sound(clearance: ClearanceFacts | None) -> bool:
    """Whether a clearance is as one of our keys signed it."""
    return clearance is not None and keys.holds(
        signed_content(
            sharing_id=clearance.sharing_id,
            issued_at=clearance.issued_at,
            valid_until=clearance.valid_until,
            policy_id=clearance.policy_id,
            epochs=(clearance.vendor_epoch, clearance.engagement_epoch),
            scope_digest=clearance.scope_digest,
            digest=clearance.digest,
        ),
        clearance.signature,
    )


def claims(facts: Facts, policy: int | None, valid_until: datetime, audience: str, at: datetime) -> dict[str, Any]:
    """What the token says; it ends with the clearance, or TOKEN_MINUTES from now where that is earlier."""
    ends = min(valid_until, at + timedelta(minutes=settings.TOKEN_MINUTES))
    return {
        "iss": settings.BASE_URL,
        "sub": facts.sharing.ref,
        "aud": audience,
        "iat": int(at.timestamp()),
        "nbf": int(at.timestamp()),
        "exp": int(ends.timestamp()),
        "jti": secrets.token_urlsafe(16),
        "clearance": facts.clearance.ref if facts.clearance else None,
        "vendor": facts.vendor.ref,
        "vendor_name": facts.vendor.name,
        "data_class": facts.sharing.data_class,
        "data_categories": sorted(facts.sharing.categories or ()),
        "purpose": facts.sharing.purpose,
        "policy": policy,
    }


def token(facts: Facts, policy: int | None, valid_until: datetime, audience: str, at: datetime) -> str:
    """The signed token of a clearance that counts at this instant."""
    return keys.jws(claims(facts, policy, valid_until, audience, at))
