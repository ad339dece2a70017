"""The one-time address with which an empty installation gets its first administrator."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from accounts.models import User

SETUP_LIFE = timedelta(hours=24)
_signer = TimestampSigner(salt="accounts.setup")


def setup_token() -> str:
    """Signed and dated; good for 24 hours and only while nobody can sign in."""
    return _signer.sign("first-administrator").partition(":")[2]


def is_setup_token(token: str) -> bool:
    if User.objects.exists():
        return False
    try:
        return _signer.unsign(f"first-administrator:{token}", max_age=SETUP_LIFE) == "first-administrator"
    except BadSignature:
        return False
