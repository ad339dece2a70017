"""The next sharing dates and contracts, as My work draws them: where each stands, and what blocks whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, Role, User
from contracts.models import Contract
from reminders.models import Anchor, Reminder
from reminders.readers import dialect, preview
from reminders.readers.work import oversees
from reminders.rules.schedule import light
from sharing.actions import Judgement, judge_all
from sharing.models import SharingRequest
from sharing.models.asked import Who
from sharing.rules.approval import is_barred
from sharing.rules.reasons import Code, Reason
from sharing.rules.verdict import last_day, verdict
from vendors.models import Engagement

ROWS = 8
BACK, AHEAD = timedelta(days=21), timedelta(days=63)
NOTICE_DAYS = 60
BESIDE_TODAY = 10  # days on either side that the word “Today” takes on a narrow drawing
BEFORE_USE = [
    SharingRequest.Status.DRAFT,
    SharingRequest.Status.REQUESTED,
    SharingRequest.Status.CLEARED,
    SharingRequest.Status.SUSPENDED,
    SharingRequest.Status.UNDER_WAY,
]
BLOCKERS = 8


@dataclass(frozen=True)
class Dot:
    """One reminder on the line: at so many per cent of the window; sent (or not delivered), or planned."""

    at: str
    tone: str


@dataclass(frozen=True)
class Planned:
    """One planned sharing with where it stands."""

    sharing: SharingRequest
    light: str
    verdict: str
    until: date | None
    outstanding: int
    overdue: int
    note: str
    at: str
    bar_from: str
    bar_width: str
    tone: str
    dots: list[Dot]


@dataclass(frozen=True)
class Window:
    """The days that the drawing shows, and its ticks."""

    first: date
    last: date
    today: date

    def place(self, day: date) -> float:
        whole = (self.last - self.first).days
        return min(100.0, max(0.0, 100.0 * (day - self.first).days / whole))

    def per_cent(self, day: date) -> str:
        return f"{self.place(day):.2f}%"

    @property
    def now(self) -> str:
        return self.per_cent(self.today)

    @property
    def ticks(self) -> list[tuple[str, date]]:
        days = range(0, (self.last - self.first).days, 14)
        return [(self.per_cent(self.first + timedelta(days=n)), self.first + timedelta(days=n)) for n in days]

    @property
    def labels(self) -> list[tuple[str, date]]:
        """The ticks that have a date beside them; next to today there is no room."""
        return [(at, day) for at, day in self.ticks if abs((day - self.today).days) >= BESIDE_TODAY]


@dataclass
class Blocker:
    """One person for whom sharings wait: with what, and when they were last told."""

    person: Person
    is_outside: bool
    subjects: list[str] = field(default_factory=list)
    blocks: dict[str, date] = field(default_factory=dict)
    due: list[date] = field(default_factory=list)
    last: Reminder | None = None

    @property
    def remindable(self) -> list[str]:
        """What “Remind” names: at a vendor the questions only; of ours also what has no record yet, by its request."""
        questions = [ref for ref in self.subjects if ref.startswith("CHK-")]
        if self.is_outside:
            return questions
        return list(dict.fromkeys([*questions, *self.blocks]))

    def said(self, today: date) -> str:
        """“2 things, 3 days overdue”."""
        things = ngettext("%(n)d thing", "%(n)d things", len(self.subjects)) % {"n": len(self.subjects)}
        late = (today - min(self.due)).days if self.due else 0
        if late <= 0:
            return things
        return things + ", " + ngettext("%(n)d day overdue", "%(n)d days overdue", late) % {"n": late}


@dataclass(frozen=True)
class Dates:
    window: Window
    rows: list[Planned]
    blockers: list[Blocker]


def sharings(user: User) -> QuerySet[SharingRequest]:
    """Those whose dates this user follows: all where the role oversees, else one's own."""
    goes_on = Q(engagement__in=Engagement.objects.open().values("pk")) | ~Q(status=SharingRequest.Status.DRAFT)
    visible = SharingRequest.objects.visible_to(user).filter(goes_on, status__in=BEFORE_USE)
    if oversees(user):
        return visible
    me = user.person_id
    return visible.filter(Q(owner=me) | Q(requested_by=me) | Q(engagement__owner=me) | Q(engagement__sponsor=me))


def dates(user: User, at: datetime, today: date) -> Dates:
    """The next planned sharings that have not begun, judged now, with their reminders and whom they wait for."""
    window = Window(today - BACK, today + AHEAD, today)
    near = sharings(user).filter(planned_on__lte=window.last).select_related("vendor", "owner")
    rows = list(near.order_by("planned_on", "pk")[:ROWS])
    judged = {one.facts.sharing.id: one for one in judge_all([row.pk for row in rows], at)}
    told = _told(rows)
    ahead = _ahead(rows, window, at)
    planned = [_planned(row, judged.get(row.pk), told[row.pk], ahead[row.pk], window) for row in rows]
    return Dates(window, planned, _blockers(rows, judged, user))


def _told(rows: list[SharingRequest]) -> dict[int, list[Reminder]]:
    found: dict[int, list[Reminder]] = {row.pk: [] for row in rows}
    kept = [Reminder.Status.SENT, Reminder.Status.ESCALATED, Reminder.Status.FAILED]
    lines = Reminder.objects.filter(subject_type="sharing.sharingrequest", subject_id__in=found, status__in=kept)
    for line in lines:
        found[line.subject_id].append(line)
    return found


def _ahead(rows: list[SharingRequest], window: Window, at: datetime) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {row.pk: [] for row in rows}
    only = {"sharing.sharingrequest": list(found)}
    if rows:
        first = window.today + timedelta(days=1)
        for line in preview.between(first, window.last, at, only, [Anchor.SHARING_PLANNED]):
            found[line.subject_id].append(line.due_on)
    return found


def _planned(
    row: SharingRequest, judgement: Judgement | None, told: list[Reminder], ahead: list[date], window: Window
) -> Planned:
    reasons = judgement.decision.reasons if judgement else ()
    word = (
        verdict(row.status, is_ready=judgement.decision.ready, reasons=judgement.answer.reasons)
        if judgement
        else "blocked"  # what cannot be judged
    )
    is_cleared = word == "cleared"
    due = [reason.due_on for reason in reasons]
    waits = [] if is_cleared else due or [None]  # ready or a draft: something is outstanding, without a day of its own
    shown = light(
        row.planned_on, window.today, waits, is_undelivered=any(line.status == Reminder.Status.FAILED for line in told)
    )
    ends = max(row.planned_on, window.today)
    return Planned(
        sharing=row,
        light=shown,
        verdict=word,
        until=last_day(row.valid_until) if is_cleared else None,
        outstanding=len(reasons),
        overdue=sum(1 for day in due if day is not None and day < window.today),
        note=_note(row, judgement, is_cleared),
        at=window.per_cent(row.planned_on),
        bar_from=window.per_cent(min(window.today, row.planned_on)),
        bar_width=f"{window.place(ends) - window.place(min(window.today, row.planned_on)):.2f}%",
        tone={"on_track": "ok", "at_risk": "warn", "off_track": "bad"}[shown],
        dots=_dots(told, [day for day in ahead if day <= row.planned_on] or ahead[:3], window),
    )


def _dots(told: list[Reminder], ahead: list[date], window: Window) -> list[Dot]:
    sent = {line.due_on: "bad" if line.status == Reminder.Status.FAILED else "mute" for line in told}
    dots = [Dot(window.per_cent(day), tone) for day, tone in sorted(sent.items()) if day >= window.first]
    return dots + [Dot(window.per_cent(day), "") for day in sorted(set(ahead)) if day <= window.last]


def _note(row: SharingRequest, judgement: Judgement | None, is_cleared: bool) -> str:
    """What stands beside the verdict: how much is outstanding, or whom it waits for."""
    if row.status == SharingRequest.Status.DRAFT:
        return _("not requested yet")
    if is_cleared:
        return _("all conditions met")
    if judgement is None:
        return _("cannot be judged")
    if row.status in (SharingRequest.Status.CLEARED, SharingRequest.Status.SUSPENDED) and judgement.decision.ready:
        return _("needs a new decision")
    if judgement.decision.ready:
        names = ", ".join(who.name for who in _approvers(judgement)[:2])
        return _("waits for %(names)s") % {"names": names} if names else _("waits for an approver")
    reasons = judgement.decision.reasons
    return ngettext("%(n)d outstanding", "%(n)d outstanding", len(reasons)) % {"n": len(reasons)}


def _blockers(rows: list[SharingRequest], judged: dict[int, Judgement], user: User) -> list[Blocker]:
    """Whom the sharings wait for, the most urgent first; not oneself, whose list stands beside it."""
    found: dict[int, Blocker] = {}
    keys = {who.id for one in judged.values() for reason in _waiting(one) for who in reason.waits_for if who.id}
    people = Person.objects.select_related("user").in_bulk(keys - {user.person_id})
    for row in rows:
        for reason in _waiting(judged[row.pk]) if row.pk in judged else ():
            for who in reason.waits_for:
                if who.id in people:
                    person = people[who.id]
                    one = found.setdefault(person.pk, Blocker(person, not hasattr(person, "user")))
                    _add(one, row, reason)
    shown = sorted(found.values(), key=lambda one: (min(one.blocks.values()), -len(one.subjects), one.person.name))
    return _with_last(shown[:BLOCKERS])


def _waiting(judgement: Judgement) -> Iterable[Reason]:
    """What stands in the way; of what is ready only the approval does, and who can give it is asked."""
    sharing = judgement.facts.sharing
    if not judgement.decision.ready:
        return judgement.decision.reasons
    if sharing.status == SharingRequest.Status.CLEARED:
        return ()
    waits = _approvers(judgement)
    return (Reason(Code.APPROVAL_MISSING.value, "", sharing.ref, tuple(waits), sharing.planned_on),)


def _approvers(judgement: Judgement) -> list[Who]:
    """Who may approve and has not yet."""
    given = {one.by.id for one in judgement.approvals}
    found = judgement.facts.holders_of(Role.APPROVER, Role.SECURITY_LEAD)
    return [
        who
        for who in dict.fromkeys(found)
        if who.id not in given and not is_barred(who.id, judgement.facts.sharing, judgement.decision)
    ]


def _add(one: Blocker, row: SharingRequest, reason: Reason) -> None:
    if reason.subject not in one.subjects:
        one.subjects.append(reason.subject)
        if reason.due_on:
            one.due.append(reason.due_on)
    one.blocks.setdefault(row.ref, row.planned_on)


def _with_last(shown: list[Blocker]) -> list[Blocker]:
    """When each was last told of anything."""
    told = Reminder.objects.told().filter(person__in=[one.person for one in shown]).order_by("person", "-sent_at")
    last: dict[int, Reminder] = {}
    for line in _newest_of_each(told):
        last.setdefault(line.person_id, line)
    for one in shown:
        one.last = last.get(one.person.pk)
    return shown


def _newest_of_each(told: QuerySet[Reminder]) -> Iterable[Reminder]:
    newest = told.filter(person=OuterRef("person")).order_by("-sent_at").values("pk")[:1]
    return told.filter(pk=Subquery(newest))


def contracts_needing_notice(user: User, today: date) -> list[Contract]:
    """Active contracts whose last day to give notice comes within 60 days: one's own, or all where one oversees."""
    notice = RawSQL(
        dialect.moved('"contracts_contract"."ends_on"', '-"contracts_contract"."notice_days"'), [], DateField()
    )
    rows: Any = Contract.objects.visible_to(user).filter(
        status=Contract.Status.ACTIVE, ends_on__gte=today, notice_days__isnull=False, notice_given_on=None
    )
    if not oversees(user):
        rows = rows.filter(owner=user.person_id)
    rows = rows.annotate(notice_on=notice).filter(
        notice_on__gte=today, notice_on__lte=today + timedelta(days=NOTICE_DAYS)
    )
    return list(rows.select_related("vendor", "owner").order_by("notice_on", "pk")[:ROWS])
