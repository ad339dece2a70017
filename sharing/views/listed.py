"""What the list of requests shows: its filters, its views, its rows, each judged now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from reminders.models import Reminder
from reminders.rules.schedule import light
from sharing.actions import Judgement, judge_all
from sharing.forms.request import Filters
from sharing.models import SharingRequest
from sharing.rules.reasons import Code
from sharing.views.verdict import last_day, verdict_of

Status = SharingRequest.Status
SORTS = {
    "planned": ["planned_on", "pk"],
    "-planned": ["-planned_on", "-pk"],
    "title": ["title", "pk"],
    "-title": ["-title", "pk"],
    "vendor": ["vendor__name", "pk"],
    "-vendor": ["-vendor__name", "pk"],
    "-ref": ["-pk"],
}
BEFORE_USE = [Status.DRAFT, Status.REQUESTED, Status.SUSPENDED, Status.UNDER_WAY]
GOING = [Status.CLEARED, Status.ACTIVE]
OVER = [Status.ENDING, Status.ENDED, Status.REFUSED]
ENDS_SOONER = (Code.EVIDENCE_EXPIRED.value, Code.WAIVER_EXPIRED.value, Code.EVIDENCE_GAP.value)


@dataclass(frozen=True)
class Line:
    """One request with what the gate says of it, and how it stands to its date."""

    sharing: SharingRequest
    verdict: str
    until: date | None
    outstanding: int | None
    light: str


def lines(rows: Iterable[SharingRequest], at: datetime, today: date) -> list[Line]:
    """The rows of one page, judged in a fixed number of statements."""
    rows = list(rows)
    judged = {one.facts.sharing.id: one for one in judge_all([row.pk for row in rows], at)}
    troubled = _undelivered([row.pk for row in rows])
    return [_line(row, judged[row.pk], today, row.pk in troubled) for row in rows if row.pk in judged]


def _line(row: SharingRequest, judged: Judgement, today: date, is_undelivered: bool) -> Line:
    verdict = verdict_of(judged)
    reasons = judged.decision.reasons
    lamp = ""
    if row.status in BEFORE_USE:
        lamp = light(
            row.planned_on,
            today,
            [reason.due_on for reason in reasons],
            ends_before=any(reason.code in ENDS_SOONER for reason in reasons),
            is_undelivered=is_undelivered,
        )
    until = last_day(judged.answer.valid_until or row.valid_until) if verdict == "cleared" else None
    return Line(row, verdict, until, None if row.status in OVER else len(reasons), lamp)


def _undelivered(ids: list[int]) -> set[int]:
    """The requests of which a reminder was not delivered."""
    failed = Reminder.objects.filter(
        subject_type=SharingRequest._meta.label_lower, subject_id__in=ids, status=Reminder.Status.FAILED
    )
    return set(failed.values_list("subject_id", flat=True))


def view_filter(name: str, person: Person) -> Q:
    """A saved view of the list."""
    return {
        "mine": Q(owner=person) | Q(requested_by=person),
        "open": Q(status__in=BEFORE_USE),
        "going": Q(status__in=GOING),
        "over": Q(status__in=OVER),
    }.get(name, Q())


def views(visible: QuerySet[SharingRequest], person: Person) -> list[tuple[str, str, int]]:
    names = {
        "": _("All"),
        "mine": _("Mine"),
        "open": _("Waiting"),
        "going": _("Cleared and active"),
        "over": _("Over"),
    }
    return [(name, label, visible.filter(view_filter(name, person)).count()) for name, label in names.items()]


def filtered(visible: Any, chosen: dict[str, Any], view: str, person: Person) -> QuerySet[SharingRequest]:
    found = visible.filter(view_filter(view, person))
    for name in ("status", "data_class", "owner"):
        if name in chosen:
            found = found.filter(**{name: chosen[name]})
    for name in ("vendor", "engagement"):
        if name in chosen:
            model = SharingRequest._meta.get_field(name).related_model
            found = found.filter(**{f"{name}_id": model.number_in(chosen[name]) or 0})  # type: ignore[union-attr]
    if q := chosen.get("q"):
        words = Q(title__icontains=q) | Q(vendor__name__icontains=q) | Q(engagement__title__icontains=q)
        found = found.filter(words | Q(pk=SharingRequest.number_in(q.upper()) or 0))
    return found


def chips(filters: Filters, chosen: dict[str, Any]) -> list[tuple[str, str]]:
    """The applied filters in words, each with the query string that takes it away."""
    words = {"q": _("Search"), "status": _("State"), "data_class": _("Data class"), "owner": _("Owner")}
    words |= {"vendor": _("Vendor"), "engagement": _("Engagement")}
    listed = []
    for name, value in chosen.items():
        rest = {other: filters.data[other] for other in filters.data if other not in (name, "page")}
        text = dict(getattr(filters.fields[name], "choices", ())).get(value, value) if name != "owner" else value
        listed.append((f"{words[name]}: {text}", urlencode(rest)))
    return listed
