"""What templates need to show states, dates, money, people and bars the same way everywhere."""

import re
import warnings
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.messages import constants
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from history import twice
from vendortrack import display, status

register = template.Library()

TONES = {
    constants.SUCCESS: ("ok", "check-circle-fill"),
    constants.INFO: ("info", "info-circle-fill"),
    constants.WARNING: ("warn", "exclamation-triangle-fill"),
    constants.ERROR: ("bad", "x-circle-fill"),
}


@cache
def sprite() -> str:
    return static("vendortrack/vendor/icons.svg")


@cache
def drawn() -> frozenset[str]:
    """The icons that the sprite has."""
    sprite_file = Path(__file__).parents[1] / "static/vendortrack/vendor/icons.svg"
    return frozenset(re.findall(r'id="i-([a-z0-9-]+)"', sprite_file.read_text()))


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """An icon of the sprite: decoration, unless `label` says what it means."""
    if name not in drawn():
        warnings.warn(f"The sprite has no icon “{name}”: add it to icons.txt and run make assets.", stacklevel=2)
    says = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="vt-i{}" {} focusable="false"><use href="{}#i-{}"/></svg>',
        f" {classes}" if classes else "",
        says,
        sprite(),
        name,
    )


@register.simple_tag
def badge(kind: str, value: str, fill: bool = False, until: date | datetime | None = None) -> SafeString:
    """A state as icon and word; `fill` makes the pill of page headers, `until` adds the date ('Cleared until …')."""
    word = status.lookup(kind, value)
    if not word.tone:
        return format_html('<span class="vt-tag">{}{}</span>', icon(word.icon), word.word)
    classes = f"vt-st vt-t-{word.tone}{' vt-fill' if fill else ''}"
    return format_html('<span class="{}">{}{}</span>', classes, icon(word.icon), state_word(kind, value, until))


@register.simple_tag
def state_icon(kind: str, value: str) -> SafeString:
    """The icon of a state alone, where its word stands beside it."""
    return icon(status.lookup(kind, value).icon)


@register.simple_tag
def state_lead(kind: str, value: str) -> SafeString:
    """The icon of a state at the head of a row, in its tone."""
    word = status.lookup(kind, value)
    return format_html('<span class="vt-lead-i vt-t-{}">{}</span>', word.tone or "mute", icon(word.icon))


@register.simple_tag
def mark(kind: str, value: str) -> SafeString:
    """The icon of a state inside a drawing, 16 units wide, in the middle of its place."""
    word = status.lookup(kind, value)
    return format_html(
        '<use href="{}#i-{}" x="-8" y="0" width="16" height="16" class="vt-f-{}"/>', sprite(), word.icon, word.tone
    )


@register.simple_tag
def state_word(kind: str, value: str, until: date | datetime | None = None) -> str:
    """The word of a state: 'Cleared', 'Cleared until Mon 30 Nov 2026'."""
    word = str(status.lookup(kind, value).word)
    return gettext("%(word)s until %(day)s") % {"word": word, "day": display.day(until)} if until else word


@register.filter
def state_tone(value: str, kind: str) -> str:
    return status.lookup(kind, value).tone or "mute"


@register.simple_tag
def due(on: date | datetime | None, done: bool = False, evidence: bool = False) -> SafeString:
    """A due date with its distance: amber from 3 days before (evidence: 30), red when overdue; plain when `done`."""
    if on is None:
        return format_html('<span class="vt-muted">{}</span>', gettext("no date"))
    today = timezone.localdate()
    days = (display.as_day(on) - today).days
    tone, name = ("", "") if done else due_tone(days, evidence)
    if days < 0 and not done:
        far = gettext("expired %(when)s") % {"when": display.distance(days)} if evidence else display.overdue(-days)
    else:
        far = display.distance(days)
    return format_html(
        '<span class="vt-due{}"><span class="vt-nowrap">{}{}</span><span class="vt-cell-s">{}</span></span>',
        f" vt-t-{tone}" if tone else "",
        icon(name) if name else "",
        display.short_day(on, today),
        far,
    )


def due_tone(days: int, evidence: bool) -> tuple[str, str]:
    """Tone and icon of a date that is so many days away."""
    if days < 0:
        return "bad", "calendar-x-fill" if evidence else "exclamation-circle-fill"
    if days <= (display.EVIDENCE_DAYS if evidence else display.SOON_DAYS):
        return "warn", "hourglass-split" if evidence else "clock-fill"
    return "", ""


@register.filter
def day(value: date | datetime | None) -> str:
    return display.day(value) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    return display.short_day(value, timezone.localdate()) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    return display.weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return display.moment(value) if value else ""


@register.filter
def distance(value: date | datetime | None) -> str:
    return display.distance((display.as_day(value) - timezone.localdate()).days) if value else ""


@register.filter
def money(minor: int | None, currency: str) -> str:
    return display.money(minor, currency) if minor is not None else ""


@register.filter
def money_exact(minor: int | None, currency: str) -> str:
    return display.money(minor, currency, exact=True) if minor is not None else ""


@register.filter
def rate(ten_thousandths: int | None, currency: str) -> str:
    return display.rate(ten_thousandths, currency) if ten_thousandths is not None else ""


@register.filter
def country(code: str) -> str:
    return display.country(code)


@register.filter
def language_name(code: str) -> str:
    return display.language_name(code)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    parts = str(name).split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"


@register.simple_tag
def who(name: Any, sub: str = "", outside: bool = False) -> SafeString:
    """Somebody as initials, name and a second line; `outside` squares the initials of people at a vendor."""
    if not name:
        return format_html('<span class="vt-muted">{}</span>', gettext("nobody yet"))
    second = format_html(' <span class="vt-cell-s">{}</span>', sub) if sub else ""
    return format_html(
        '<span class="vt-who"><span class="vt-av{}" aria-hidden="true">{}</span><span class="vt-n">{}{}</span></span>',
        " vt-ext" if outside else "",
        initials(name),
        name,
        second,
    )


@register.simple_tag
def bar(label: str, *parts: Any, size: str = "") -> SafeString:
    """Parts of a whole as one bar: {% bar "20 of 26 accepted" 20 "ok" 4 "info" 2 "soft" %}.

    Lengths are SVG attributes in per cent with half a per cent between two parts; the label is read aloud.
    """
    pairs = [(max(0, int(n)), tone) for n, tone in zip(parts[::2], parts[1::2], strict=True) if n]
    whole = sum(n for n, _ in pairs)
    room = 100.0 - 0.5 * max(0, len(pairs) - 1)
    rects, x = [], 0.0
    for n, tone in pairs:
        width = room * n / whole
        rects.append((f"{x:.2f}%", f"{width:.2f}%", tone))
        x += width + 0.5
    return format_html(
        '<svg class="vt-seg{}" role="img" aria-label="{}">{}</svg>',
        f" vt-{size}" if size else "",
        label,
        format_html_join("", '<rect x="{}" width="{}" height="100%" class="vt-f-{}"/>', rects),
    )


@register.simple_tag
def legend(tone: str, text: str) -> SafeString:
    """One word of a bar's legend with its colour."""
    return format_html(
        '<span><svg aria-hidden="true"><rect width="9" height="9" rx="2" class="vt-f-{}"/></svg>{}</span>', tone, text
    )


@register.simple_tag(takes_context=True)
def sent(context: Any) -> SafeString:
    """The hidden field that keeps a form from doing twice, or over somebody else's change, what it does."""
    return twice.field(context["request"])


@register.filter
def tone(message: Any) -> str:
    return TONES.get(message.level, ("mute", ""))[0]


@register.filter
def tone_icon(message: Any) -> str:
    return TONES.get(message.level, ("", "info-circle-fill"))[1]


@register.filter
def error_target(field: BoundField) -> str:
    """The id that an error summary links to: the input, or the first of a group of inputs."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def page_numbers(page: Any) -> list[int | None]:
    """The page numbers around the present one; None where some are left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]
