"""What the page of a checklist shows: its sections, its bar, and what may be done with it as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import User
from checklists.actions.held import day_of
from checklists.forms.decisions import DueForm
from checklists.models import Asks, Checklist
from checklists.views.access import LAY_OUT, REVIEW, shut
from checklists.views.lines import Line, Told, items_of, lines_of
from sharing.models import SharingRequest

TONES = {
    "accepted": "ok",
    "waived": "wave",
    "not-applicable": "mute",
    "submitted": "info",
    "rejected": "bad",
    "open": "soft",
}
PILLS = (
    ("", gettext_lazy("All"), "", ""),
    ("to-review", gettext_lazy("To review"), "info", "arrow-up-circle-fill"),
    ("rejected", gettext_lazy("Rejected"), "bad", "x-circle-fill"),
    ("open", gettext_lazy("Open"), "mute", "circle"),
    ("accepted", gettext_lazy("Accepted"), "ok", "check-circle-fill"),
    ("waived", gettext_lazy("Waived"), "wave", "shield-exclamation"),
    ("not-applicable", gettext_lazy("Not applicable"), "mute", "slash-circle"),
    ("expiring", gettext_lazy("Expiring"), "warn", "hourglass-split"),
)


@dataclass
class Group:
    """A section with its lines, and how far it is."""

    letter: str
    title: str
    lines: list[Line] = field(default_factory=list)
    shown: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def parts(self) -> list[tuple[int, str]]:
        return parts(self.lines)


def parts(lines: Iterable[Line]) -> list[tuple[int, str]]:
    """How many lines are in each state, with its tone, in the order of the bar."""
    listed = [line.bucket for line in lines]
    return [(listed.count(bucket), tone) for bucket, tone in TONES.items()]


def page(
    checklist: Checklist, user: User, at: datetime, wanted: str = "", told: dict[str, Told] | None = None
) -> dict[str, Any]:
    """Everything that the page of a checklist and its partials need."""
    lines = lines_of(checklist, items_of(checklist), user, at)
    for line in lines:
        line.told = (told or {}).get(line.item.code)
    wanted = wanted if wanted in {name for name, *_rest in PILLS} else ""
    required_left = sum(line.item.is_required and not line.is_done for line in lines)
    return {
        "checklist": checklist,
        "groups": _groups(lines, wanted),
        "pills": [
            (name, label, tone, icon, sum(line.matches(name) for line in lines)) for name, label, tone, icon in PILLS
        ],
        "wanted": wanted,
        "done": sum(line.is_done for line in lines),
        "total": len(lines),
        "parts": parts(lines),
        "waiting": sum(line.is_todo for line in lines),
        "required_left": required_left,
        "lines": {line.item.code: line for line in lines},
        "can_review": user.has_perm(REVIEW) and not shut(checklist),
        "today": day_of(at),
    }


def open_first(context: dict[str, Any]) -> dict[str, Any]:
    """The first item that waits for this person is open when the page arrives."""
    first = next((line for group in context["groups"] for line in group.shown if line.is_todo), None)
    if first is not None:
        first.is_current = True
    return context


def around(checklist: Checklist, user: User) -> dict[str, Any]:
    """What stands around the items: what the checklist blocks, and what may be done with it as a whole."""
    engagement = checklist.engagement
    return {
        "may_lay_out": user.has_perm(LAY_OUT) and not shut(checklist),
        "shut": shut(checklist),
        "asks_vendor": checklist.items.filter(asks=Asks.VENDOR).exists(),
        "due_form": DueForm(initial={"due_on": checklist.due_on}),
        "sharings": SharingRequest.objects.visible_to(user)
        .awaiting()
        .filter(vendor=checklist.vendor, engagement=engagement)[:3]
        if engagement
        else (),
    }


def _groups(lines: list[Line], wanted: str) -> list[Group]:
    groups: dict[str, Group] = {}
    for line in lines:
        section = line.item.template_item.section
        group = groups.setdefault(section.letter, Group(section.letter, section.title))
        group.lines.append(line)
        if line.matches(wanted) or line.told:
            group.shown.append(line)
    return sorted(groups.values(), key=lambda group: (len(group.letter), group.letter))
