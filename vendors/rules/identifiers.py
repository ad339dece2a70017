"""Whether an identifier of a company can be one."""

import re

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_DUNS = re.compile(r"[0-9]{9}")


def is_lei(text: str) -> bool:
    """Twenty signs whose check digits are right (ISO 17442, MOD 97-10 of ISO 7064)."""
    return bool(_LEI.fullmatch(text)) and int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def is_duns(text: str) -> bool:
    return bool(_DUNS.fullmatch(text))
