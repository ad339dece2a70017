"""Whether an identifier of a company can be one, and what a web address says of it."""

import re
from urllib.parse import urlsplit

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_DUNS = re.compile(r"[0-9]{9}")
_DOMAIN = re.compile(r"(?=.{2,253}\Z)\w(?:[\w-]{0,61}\w)?(?:\.\w(?:[\w-]{0,61}\w)?)*")


def is_lei(text: str) -> bool:
    """Twenty signs whose check digits are right (ISO 17442, MOD 97-10 of ISO 7064)."""
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def is_duns(text: str) -> bool:
    return bool(_DUNS.fullmatch(text))


def is_domain(text: str) -> bool:
    """Labels of at most 63 signs with points between them (RFC 1035, 2.3.4), in any script (RFC 5890)."""
    return bool(_DOMAIN.fullmatch(text))


def domain_of(website: str) -> str:
    """The domain that a company's own front page stands on; none for a page below it, which may be a portal's."""
    try:
        parts = urlsplit(website)
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    is_front = parts.path in ("", "/") and not parts.query and not parts.fragment
    return name if is_front and "." in name else ""
