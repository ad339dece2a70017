"""Where pages of other rooms are: by reference, as the interface promises, and only where there is one."""

from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, get_script_prefix, resolve


def page(room: str, ref: str) -> str:
    """The page of a record: `page("sharing", "SR-0031")`."""
    return f"{get_script_prefix()}{room}/{ref}/"


def start(path: str, **given: Any) -> str:
    """The page on which something is begun, with what is known already; empty where there is none."""
    try:
        resolve(f"/{path}")
    except Resolver404:
        return ""
    query = f"?{urlencode(given)}" if given else ""
    return f"{get_script_prefix()}{path}{query}"
