"""The mails: what a letter says, as text and as HTML, with nothing secret in it (no answers, no file names).

A letter knows no database: readers fill it.
"""

from dataclasses import dataclass, field
from datetime import date
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reminders.rules.stages import distance

SHOWN = 25  # lines in one mail; the rest are counted, and one click away
SUBJECT_VENDORS = 2
SOON_DAYS = 7


@dataclass(frozen=True)
class Line:
    """One thing that somebody is told of: what, about which record, by or since when, and where it is."""

    ref: str
    title: str
    what: str
    on: date
    url: str
    vendor: str = ""
    reason: str = ""
    is_since: bool = False
    is_escalation: bool = False
    is_urgent: bool = False
    code: str = ""


@dataclass(frozen=True)
class Letter:
    """Everything that one mail says to one person."""

    name: str
    email: str
    language: str
    token: str
    today: date
    lines: list[Line]
    button_url: str
    why: str
    is_contact: bool = False
    intro: str = ""
    link_until: date | None = None
    is_link_withdrawn: bool = False
    next_on: date | None = None
    ask_name: str = ""
    ask_email: str = ""
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]


def long_day(day: date) -> str:
    """“Thu 1 Oct 2026”."""
    return formats.date_format(day, "D j M Y")


def sections(letter: Letter) -> list[Section]:
    """The lines in the order of their urgency, under headings; at most SHOWN of them."""
    groups: dict[str, list[Line]] = {
        _("At once"): [],
        _("Overdue"): [],
        _("Due within a week"): [],
        _("Waiting for you"): [],
        _("Later"): [],
    }
    names = list(groups)
    for line in sorted(letter.lines, key=lambda line: (line.on, line.ref))[:]:
        groups[names[_group(line, letter.today)]].append(line)
    shown, found = 0, []
    for name, lines in groups.items():
        if lines and shown < SHOWN:
            found.append(Section(name, lines[: SHOWN - shown]))
            shown += len(lines)
    return found


def _group(line: Line, today: date) -> int:
    if line.is_urgent or line.is_escalation:
        return 0
    if line.is_since:
        return 3
    days = (line.on - today).days
    if days < 0:
        return 1
    return 2 if days <= SOON_DAYS else 4


def far(line: Line, today: date) -> str:
    """How far from today, in words; what waits says since when, and needs no day beside it."""
    if line.is_since:
        return _("since %(day)s") % {"day": long_day(line.on)}
    return distance((line.on - today).days)


def subject(letter: Letter) -> str:
    """Count, urgency and vendors, nothing else: “1 overdue, 2 due by Mon 30 Nov: Wislok Support”."""
    said = _counts(letter)
    vendors = list(dict.fromkeys(line.vendor for line in letter.lines if line.vendor))
    if not vendors:
        return said
    named = ", ".join(vendors[:SUBJECT_VENDORS])
    more = len(vendors) - SUBJECT_VENDORS
    if more > 0:
        named = ngettext("%(named)s and %(more)d more", "%(named)s and %(more)d more", more) % {
            "named": named,
            "more": more,
        }
    return f"{said}: {named}"


def _counts(letter: Letter) -> str:
    urgent = [line for line in letter.lines if line.is_urgent or line.is_escalation]
    if len(urgent) == 1 and len(letter.lines) == 1:
        return capfirst(
            _("escalated: %(what)s") % {"what": urgent[0].what} if urgent[0].is_escalation else urgent[0].what
        )
    overdue = [line for line in letter.lines if not line.is_since and line.on < letter.today]
    dated = [line for line in letter.lines if not line.is_since and line.on >= letter.today]
    waiting = [line for line in letter.lines if line.is_since]
    parts = []
    if overdue:
        parts.append(ngettext("%(n)d overdue", "%(n)d overdue", len(overdue)) % {"n": len(overdue)})
    if dated:
        last = long_day(max(line.on for line in dated))
        parts.append(
            ngettext("%(n)d due by %(day)s", "%(n)d due by %(day)s", len(dated)) % {"n": len(dated), "day": last}
        )
    if waiting:
        parts.append(ngettext("%(n)d waiting", "%(n)d waiting", len(waiting)) % {"n": len(waiting)})
    return ", ".join(parts)


def message_id(token: str) -> str:
    """The same for every attempt at one digest, so that a repeat can be told from a second mail."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{token}@{host}>"


def build(letter: Letter) -> EmailMultiAlternatives:
    """The mail of a letter, in its reader's language, as text and as HTML with the same words."""
    with translation.override(letter.language):
        context = {
            "letter": letter,
            "title": _title(letter),
            "sections": [
                {"title": section.title, "lines": [(line, far(line, letter.today)) for line in section.lines]}
                for section in sections(letter)
            ],
            "more": max(0, len(letter.lines) - SHOWN),
            "organisation": settings.ORGANISATION,
        }
        mail = EmailMultiAlternatives(
            subject=subject(letter),
            body=render_to_string("reminders/mail/digest.txt", context),
            from_email=formataddr((f"{settings.ORGANISATION} · VendorTrack", settings.DEFAULT_FROM_EMAIL)),
            to=[formataddr((letter.name, letter.email))],
            reply_to=[formataddr((letter.ask_name, letter.ask_email))] if letter.ask_email else None,
            headers={
                "Message-ID": message_id(letter.token),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
        mail.attach_alternative(render_to_string("reminders/mail/digest.html", context), "text/html")
    return mail


def _title(letter: Letter) -> str:
    count = len(letter.lines)
    if letter.is_contact:
        said = ngettext(
            "Hello %(name)s, %(n)d thing is needed from you",
            "Hello %(name)s, %(n)d things are needed from you",
            count,
        )
    else:
        said = ngettext("Hello %(name)s, %(n)d thing needs you", "Hello %(name)s, %(n)d things need you", count)
    return said % {"name": letter.name, "n": count}
