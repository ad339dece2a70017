"""The key that signs clearances (Ed25519, RFC 8032), and the public keys by which they are verified offline.

A key is changed by moving the old one's public half (its `x` in jwks.json) to CLEARANCE_OLD_KEYS and setting a new
CLEARANCE_KEY: what was signed before stays good, and every token says by its `kid` which key signed it.
"""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def b64(content: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of base64 or base64url, padded or not; ValueError for anything else."""
    plain = text.strip().replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


@lru_cache(maxsize=4)
def _private(text: str) -> Ed25519PrivateKey:
    try:
        if "BEGIN" not in text:
            return Ed25519PrivateKey.from_private_bytes(unb64(text))
        key = load_pem_private_key(text.replace("\\n", "\n").encode(), password=None)
    except ValueError as fault:
        raise ImproperlyConfigured(f"CLEARANCE_KEY is no Ed25519 key: {fault}") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured("CLEARANCE_KEY is a PEM key of another kind than Ed25519.")
    return key


@lru_cache(maxsize=4)
def _public(private: str, old: tuple[str, ...]) -> dict[str, Ed25519PublicKey]:
    """The public keys by their `kid`, the current one first."""
    try:
        earlier = [Ed25519PublicKey.from_public_bytes(unb64(text)) for text in old if text.strip()]
    except ValueError as fault:
        raise ImproperlyConfigured(f"CLEARANCE_OLD_KEYS names what is no Ed25519 public key: {fault}") from fault
    return {_kid(key): key for key in (_private(private).public_key(), *earlier)}


def public_keys() -> dict[str, Ed25519PublicKey]:
    return _public(settings.CLEARANCE_KEY, tuple(settings.CLEARANCE_OLD_KEYS))


def _x(key: Ed25519PublicKey) -> str:
    return b64(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _kid(key: Ed25519PublicKey) -> str:
    """The thumbprint of a public key (RFC 7638, RFC 8037 appendix A.3)."""
    content = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": _x(key)}, separators=(",", ":"), sort_keys=True)
    return b64(hashlib.sha256(content.encode()).digest())


def jwks() -> dict[str, Any]:
    """The key set of /.well-known/jwks.json (RFC 7517), old public keys included."""
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": _x(key)}
            for kid, key in public_keys().items()
        ]
    }


def sign(content: bytes) -> str:
    """`kid.signature`, so that it is known by which key to verify it."""
    kid = next(iter(public_keys()))
    return f"{kid}.{b64(_private(settings.CLEARANCE_KEY).sign(content))}"


def holds(content: bytes, signature: str) -> bool:
    """Whether one of our keys signed exactly this."""
    kid, _dot, text = signature.partition(".")
    key = public_keys().get(kid)
    if key is None:
        return False
    try:
        key.verify(unb64(text), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def jws(claims: dict[str, Any]) -> str:
    """These claims as a signed compact token (RFC 7515, 7.1; RFC 8037)."""
    header = {"alg": "EdDSA", "typ": "JWT", "kid": next(iter(public_keys()))}
    parts = [b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
    content = ".".join(parts)
    return f"{content}.{b64(_private(settings.CLEARANCE_KEY).sign(content.encode()))}"
