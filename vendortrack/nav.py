"""The side navigation: fixed order, an entry appears when its address exists, a count where one must act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from reminders.readers import work

ROLES = frozenset(Role.values)


@dataclass(frozen=True)
class Entry:
    """One line of the navigation; `count` answers how many things wait for this user there."""

    path: str
    label: str | Promise
    icon: str
    count: Callable[[Any, date], int] | None = None
    counted: str | Promise = ""
    is_alarm: bool = False
    permission: str = ""


WORK = (
    Entry("", _("My work"), "inbox", work.count, _("waiting for you")),
    Entry("sharing/", _("Sharing requests"), "shield-lock"),
    Entry("engagements/", _("Engagements"), "diagram-3"),
    Entry("vendors/", _("Vendors"), "building"),
    Entry("checklists/", _("Checklists"), "ui-checks"),
    Entry("contracts/", _("Contracts"), "file-earmark-text"),
    Entry("criteria/", _("Criteria sets"), "sliders", permission="selection.edit_criteria"),
)
OVERSIGHT = (
    Entry("reminders/", _("Reminders"), "bell"),
    Entry("dashboard/", _("Dashboard"), "bar-chart"),
    Entry("history/", _("Audit log"), "clock-history", permission="history.read_history"),
)


def exists(path: str) -> bool:
    try:
        resolve("/" + path)
    except Resolver404:
        return False
    return True


def shown(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    """What the template needs of one entry: address, words, whether one is there, what waits."""
    here = request.path_info.lstrip("/")
    return {
        "entry": entry,
        "url": get_script_prefix() + entry.path,
        "is_current": here == entry.path if not entry.path else here.startswith(entry.path),
        "count": entry.count(request.user, timezone.localdate()) if entry.count else 0,
    }


def listed(entries: tuple[Entry, ...], request: HttpRequest) -> list[dict[str, Any]]:
    """The entries whose address exists and is open to this user."""
    may = [entry for entry in entries if not entry.permission or request.user.has_perm(entry.permission)]
    return [shown(entry, request) for entry in may if exists(entry.path)]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the navigation, computed only when a page shows it, and then once for both of its places."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "nav_work": cache(lambda: listed(WORK, request)),
        "nav_roles": lambda: ", ".join(sorted(str(Role(name).label) for name in user.role_names() & ROLES)),
        "nav_oversight": cache(lambda: listed(OVERSIGHT, request)),
    }
