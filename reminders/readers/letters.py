"""What a batch of digests says: the lines that are still true, in words, for each reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from checklists.models import Asks, Checklist, Item
from reminders.mails import Letter, Line
from reminders.models import Anchor, Digest, Reminder
from reminders.readers import still
from reminders.readers.about import abouts
from reminders.readers.about_line import About
from reminders.readers.moment import Moment, Place
from reminders.rules.calendar import Calendar
from reminders.rules.stages import Rung, coming
from sharing.actions import judge_all
from sharing.models import SharingRequest
from vendors.models import VendorContact

AT_ONCE = {Anchor.WAIVER_ASKED, Anchor.SHARING_SUSPENDED, Anchor.RESTORED, Anchor.LINK_MADE, Anchor.NOW}
SINCE = {Anchor.WAITING, *AT_ONCE}
URGENT = {Anchor.WAITING_SHARING, *AT_ONCE}
ENDING = {Anchor.EVIDENCE_END, Anchor.WAIVER_END, Anchor.APPROVAL_END, Anchor.CLEARANCE_END}
AHEAD = timedelta(days=90)
Subject = tuple[str, int]


@dataclass(frozen=True)
class Link:
    """A contact's personal address; empty where it was withdrawn on purpose."""

    url: str
    until_on: date | None


@dataclass(frozen=True)
class Draft:
    """One digest as it stands now: its letter (none where nothing is left to say), told and cancelled lines."""

    digest: Digest
    letter: Letter | None
    told: list[Reminder]
    cancelled: list[Reminder]


@dataclass(frozen=True)
class Batch:
    """What the letters of one batch are written from: read once for all of them."""

    now: Moment
    lines: dict[int, list[Reminder]]
    true: set[int]
    about: dict[Subject, About]
    items: dict[int, list[Item]]
    escalated: dict[Subject, list[Reminder]]
    shared_on: dict[int, date]


def contacts_in(digests: Iterable[Digest]) -> list[Digest]:
    """The digests whose reader signs in nowhere: a vendor's contact."""
    return [digest for digest in digests if not hasattr(digest.person, "user")]


def read(digests: list[Digest], now: Moment) -> Batch:
    """A fixed number of statements for a batch, whatever its size."""
    waiting = (Reminder.Status.PLANNED, Reminder.Status.SUPERSEDED)
    lines: dict[int, list[Reminder]] = {digest.pk: [] for digest in digests}
    for line in Reminder.objects.filter(digest__in=lines, status=waiting[0]).select_related("asked_by"):
        lines[line.digest_id or 0].append(line)
    every = [line for told in lines.values() for line in told]
    subjects = {(line.subject_type, line.subject_id) for line in every}
    checklists = sorted({number for kind, number in subjects if kind == "checklists.checklist"})
    return Batch(
        now,
        lines,
        still.outstanding(every, now),
        abouts(subjects, _outstanding(subjects, now)),
        _open_items(checklists),
        _escalated(subjects),
        _shared_on(checklists),
    )


def _outstanding(subjects: set[Subject], now: Moment) -> dict[int, int]:
    """What the gate itself finds outstanding of the sharings that are told of, at this moment."""
    judged = judge_all(sorted(number for kind, number in subjects if kind == "sharing.sharingrequest"), now.at)
    return {one.facts.sharing.id: len(one.decision.reasons) for one in judged}


def _open_items(checklists: list[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    open_items = Item.objects.filter(
        checklist__in=checklists, asks=Asks.VENDOR, status__in=[Item.Status.OPEN, Item.Status.REJECTED]
    )
    left = VendorContact.objects.filter(vendor=OuterRef("checklist__vendor"), person=OuterRef("owner"), is_active=False)
    for item in open_items.select_related("template_item", "checklist__vendor").annotate(has_left=Exists(left)):
        found.setdefault(item.checklist_id, []).append(item)
    return found


def _escalated(subjects: set[Subject]) -> dict[Subject, list[Reminder]]:
    found: dict[Subject, list[Reminder]] = {}
    told = Reminder.objects.filter(
        status=Reminder.Status.ESCALATED, subject_id__in={number for _kind, number in subjects}
    )
    for line in told.select_related("person").order_by("sent_at"):
        found.setdefault((line.subject_type, line.subject_id), []).append(line)
    return found


def _shared_on(checklists: list[int]) -> dict[int, date]:
    """For each checklist the first planned date of a sharing that waits for it."""
    rows = Checklist.objects.filter(pk__in=checklists).values_list("pk", "engagement_id", "vendor_id")
    awaiting = SharingRequest.objects.awaiting().values_list("engagement_id", "vendor_id", "planned_on")
    known = list(awaiting.filter(vendor__in={vendor for _pk, _engagement, vendor in rows}))
    found = {}
    for pk, engagement, vendor in rows:
        days = [on for of, to, on in known if to == vendor and engagement in (None, of)]
        if days:
            found[pk] = min(days)
    return found


def draft(digest: Digest, batch: Batch, link: Link | None) -> Draft:
    """One digest's letter from what was read; `link` is the reader's personal address where they are a contact."""
    lines = batch.lines[digest.pk]
    told = [line for line in lines if line.pk in batch.true and (line.subject_type, line.subject_id) in batch.about]
    kept = {line.pk for line in told}
    cancelled = [line for line in lines if line.pk not in kept]
    if not told:
        return Draft(digest, None, [], cancelled)
    person = digest.person
    with translation.override(person.language):
        today = batch.now.day_in(person.time_zone)
        said = _contact_lines(person, told, batch, link) if link else [_line(line, batch) for line in told]
        letter = _letter(digest, told, said, batch, link, today)
    return Draft(digest, letter, told, cancelled)


def _letter(
    digest: Digest, told: list[Reminder], said: list[Line], batch: Batch, link: Link | None, today: date
) -> Letter:
    person = digest.person
    ask = _ask(told, batch, person)
    return Letter(
        name=person.name,
        email=person.email,
        language=person.language,
        token=digest.token,
        today=today,
        lines=said,
        button_url=(link.url if link else f"{settings.BASE_URL}/"),
        why=_why(person, told, batch, link),
        is_contact=link is not None,
        intro=_intro(told, batch) if link else "",
        link_until=link.until_on if link else None,
        is_link_withdrawn=bool(link and not link.url),
        next_on=_next(person, told, batch, today),
        ask_name=ask[0],
        ask_email=ask[1],
        told=_told(told, batch),
    )


def _line(line: Reminder, batch: Batch) -> Line:
    about = batch.about[line.subject_type, line.subject_id]
    what = str(Anchor(line.anchor).label)
    if line.anchor == Anchor.NOW and line.asked_by:
        what = _("%(name)s asks you to look at this") % {"name": line.asked_by.name}
    return Line(
        ref=about.ref,
        title=about.title,
        what=what,
        on=line.anchor_on,
        url=settings.BASE_URL + about.path,
        vendor=about.vendor,
        reason="" if line.anchor in ENDING else about.state,
        is_since=line.anchor in SINCE,
        is_escalation=line.is_escalation,
        is_urgent=line.anchor in URGENT or (line.is_at_once and not line.is_escalation),
    )


def _contact_lines(person: Person, told: list[Reminder], batch: Batch, link: Link) -> list[Line]:
    """A contact is told of each question by itself, at the contact's own address."""
    lines: dict[tuple[str, int], Line] = {}
    for line in told:
        if line.subject_type != "checklists.checklist":
            lines[line.subject_type, line.subject_id] = replaced(_line(line, batch), url=link.url)
            continue
        open_items = batch.items.get(line.subject_id, [])
        own = [item for item in open_items if item.owner_id in (None, person.pk) or item.has_left]  # type: ignore[attr-defined]
        for item in own or open_items:  # who is told by escalation owns none of them
            lines["checklists.item", item.pk] = _question(item, line, link)
    return list(lines.values())


def replaced(line: Line, url: str) -> Line:
    return Line(**{**{name: getattr(line, name) for name in Line.__dataclass_fields__}, "url": url})


def _question(item: Item, line: Reminder, link: Link) -> Line:
    is_back = item.status == Item.Status.REJECTED
    return Line(
        ref=item.ref,
        code=item.code,
        title=item.template_item.title,
        what=_("Sent back: a new answer is needed") if is_back else _("Not answered yet"),
        on=item.due_on or item.checklist.due_on or line.anchor_on,
        url=link.url,
        vendor=item.checklist.vendor.name,
        is_since=item.due_on is None and item.checklist.due_on is None,
        is_escalation=line.is_escalation,
    )


def _intro(told: list[Reminder], batch: Batch) -> str:
    """For what date it is needed, where a sharing is planned; without the data's name."""
    days = [batch.shared_on[line.subject_id] for line in told if line.subject_id in batch.shared_on]
    if not days:
        return _("%(organisation)s needs these answers before it may share data with you.") % {
            "organisation": settings.ORGANISATION
        }
    return _(
        "%(organisation)s plans to share data with you on %(day)s. It stays blocked until the answers are accepted."
    ) % {
        "organisation": settings.ORGANISATION,
        "day": date_format(min(days), "l j F Y"),
    }


def _why(person: Person, told: list[Reminder], batch: Batch, link: Link | None) -> str:
    if link:
        vendors = sorted({batch.about[line.subject_type, line.subject_id].vendor for line in told})
        return _("You get this mail because you are a contact of %(vendors)s.") % {
            "vendors": ", ".join(filter(None, vendors))
        }
    if any(line.is_escalation for line in told):
        return _("You get this mail because it was not done in time and you are next to be told.")
    return _("You get this mail because these wait for you, or for somebody whose messages you get.")


def _next(person: Person, told: list[Reminder], batch: Batch, today: date) -> date | None:
    """When the next mail about any of these would come."""
    now = batch.now
    calendar = now.calendar(Place(person.time_zone, person.country, hasattr(person, "user")))
    days = [
        _comes_on(
            tuple(
                rung for rung in now.rungs if rung.anchor == anchor and not (rung.is_escalation or rung.is_immediate)
            ),
            anchor_on,
            today,
            calendar,
        )
        for anchor, anchor_on in {(line.anchor, line.anchor_on) for line in told}
    ]
    return min(filter(None, days), default=None)


@lru_cache(maxsize=8192)
def _comes_on(rungs: tuple[Rung, ...], anchor_on: date, today: date, calendar: Calendar) -> date | None:
    """The day of the first stage after today; kept, since many things have the same date."""
    come = coming(rungs, anchor_on, today + timedelta(days=1), today + AHEAD, today, calendar)
    return come[0].due_on if come else None


def _ask(told: list[Reminder], batch: Batch, person: Person) -> tuple[str, str]:
    """A human to ask: who asked for it, else the owner of the most urgent thing, if that is somebody else."""
    for line in told:
        if line.asked_by and line.asked_by_id != person.pk:
            return line.asked_by.name, line.asked_by.email
    for line in told:
        about = batch.about[line.subject_type, line.subject_id]
        if about.ask_email and about.ask_email != person.email:
            return about.ask_name, about.ask_email
    return "", ""


def _told(told: list[Reminder], batch: Batch) -> list[str]:
    """Who else has been told of the same things by escalation."""
    said = {
        _("%(ref)s was escalated to %(name)s on %(day)s.")
        % {
            "ref": other.subject_ref,
            "name": other.person.name,
            "day": date_format(batch.now.at if other.sent_at is None else other.sent_at, "j F"),
        }: None
        for line in told
        for other in batch.escalated.get((line.subject_type, line.subject_id), [])
        if other.person_id != line.person_id
    }
    return list(said)[:5]
