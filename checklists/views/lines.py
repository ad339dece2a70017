"""The items of a checklist as its page shows them, read from records and rules in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.actions.held import day_of
from checklists.actions.review import undone_by
from checklists.actions.reviewers import may_review
from checklists.models import Answer, Checklist, Evidence, Item, Waiver
from checklists.rules import items as rules
from checklists.views.access import LAY_OUT, REVIEW, may_answer, shut
from history.models import Entry, NotAllowed

Status = Item.Status
EXPIRING_DAYS = 30


@dataclass(frozen=True)
class Told:
    """What an action said to somebody about one item: a refusal, with the note and the day that they had typed."""

    error: str
    note: str = ""
    until: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of evidence with the tone of its end."""

    evidence: Evidence
    tone: str
    words: str
    until_on: date | None
    is_hidden: bool = False


@dataclass
class Line:
    """One item as the page shows it."""

    item: Item
    standing: rules.Standing
    answer: Answer | None
    pieces: list[Piece]
    seen: str
    refusal: str = ""
    can_decide: bool = False
    can_undo: bool = False
    waiver: Waiver | None = None
    asked: Waiver | None = None
    is_expiring: bool = False
    is_overdue: bool = False
    is_current: bool = False
    may_remind: bool = False
    may_answer: bool = False
    told: Told | None = None

    @property
    def state(self) -> tuple[str, str]:
        """Kind and value of the word that is shown: what was accepted and no longer counts is not called accepted."""
        if self.item.status in (Status.ACCEPTED, Status.WAIVED) and not self.standing.is_settled:
            return "evidence", "expired"
        return "item", self.item.status

    @property
    def waits_for_review(self) -> bool:
        unconfirmed = self.item.is_required and self.item.not_applicable_confirmed_by_id is None
        return self.item.status in (Status.SUBMITTED, Status.DECLINED) or (
            self.item.status == Status.NOT_APPLICABLE and unconfirmed
        )

    @property
    def wants_answer(self) -> bool:
        """There is nothing to decide on yet, and this person may enter it."""
        return self.may_answer and self.item.status in (Status.OPEN, Status.REJECTED, Status.DECLINED)

    @property
    def is_todo(self) -> bool:
        return self.waits_for_review and self.can_decide

    @property
    def decider(self) -> str:
        """Who accepted it, by the first name."""
        decided_by = self.answer.decided_by if self.answer else None
        return decided_by.name.partition(" ")[0] if decided_by else ""

    @property
    def is_done(self) -> bool:
        return self.standing.is_settled

    @property
    def bucket(self) -> str:
        return "rejected" if self.item.status == Status.DECLINED else self.item.status

    def matches(self, wanted: str) -> bool:
        if wanted == "to-review":
            return self.waits_for_review
        if wanted == "expiring":
            return self.is_expiring
        return not wanted or wanted == self.bucket


def items_of(checklist: Checklist) -> list[Item]:
    """The items with all that a page shows of them."""
    answers = Answer.objects.select_related("submitted_by", "decided_by").prefetch_related("evidence__uploaded_by")
    waivers = Waiver.objects.select_related("asked_by", "granted_by").order_by("pk")
    return list(
        Item.objects.filter(checklist=checklist)
        .select_related(
            "template_item__section", "accepted_answer", "owner", "not_applicable_by", "not_applicable_confirmed_by"
        )
        .prefetch_related("accepted_answer__evidence", Prefetch("answers", answers), Prefetch("waivers", waivers))
        .order_by("position", "pk")
    )


def lines_of(checklist: Checklist, items: list[Item], user: User, at: datetime) -> list[Line]:
    entries = _last_entries(items, at)
    planned_on = checklist.engagement.planned_sharing_on if checklist.engagement else None
    return [_line(checklist, item, user, at, planned_on, entries.get(item.pk)) for item in items]


def _last_entries(items: list[Item], at: datetime) -> dict[int, Entry]:
    """The last entry of each item, of the last minutes: what may still be undone."""
    recent = Entry.objects.filter(
        subject_type=Item._meta.label_lower,
        subject_id__in=[item.pk for item in items],
        at__gte=at - timedelta(minutes=15),
    )
    return {entry.subject_id: entry for entry in recent.order_by("sequence")}


def _line(
    checklist: Checklist, item: Item, user: User, at: datetime, planned_on: date | None, entry: Entry | None
) -> Line:
    item.checklist = checklist
    today = day_of(at)
    answers = sorted(item.answers.all(), key=lambda answer: answer.number)
    answer = answers[-1] if answers else None
    standing = rules.judge(rules.facts_of(item), today)
    waivers = list(item.waivers.all())
    refusal = _refusal(item, answer, user)
    line = Line(
        item=item,
        standing=standing,
        answer=answer,
        pieces=_pieces(item, answer, user, today, planned_on),
        seen=f"{item.status}.{answer.number if answer else 0}",
        refusal=refusal,
        can_decide=not refusal,
        can_undo=entry is not None and not shut(item.checklist) and undone_by(entry, item, user, at),
        waiver=next((one for one in reversed(waivers) if _covers(one, today)), None),
        may_remind=_may_remind(item, user),
        may_answer=may_answer(user, item),
        is_overdue=item.due_on is not None and item.due_on < today,
        asked=next((one for one in waivers if one.status == Waiver.Status.ASKED), None),
    )
    soon = max(today + timedelta(days=EXPIRING_DAYS), planned_on or today)
    line.is_expiring = standing.is_settled and standing.until_on is not None and standing.until_on <= soon
    return line


def _may_remind(item: Item, user: User) -> bool:
    """Somebody else owes an answer, and those who work on checklists may say so."""
    is_owed = item.status in (Status.OPEN, Status.REJECTED) and not shut(item.checklist)
    works = user.has_perm(REVIEW) or user.has_perm(LAY_OUT)
    return is_owed and works and item.owner_id not in (None, user.person_id)


def _covers(waiver: Waiver, day: date) -> bool:
    return waiver.status == Waiver.Status.GRANTED and waiver.starts_on <= day <= waiver.ends_on


def _refusal(item: Item, answer: Answer | None, user: User) -> str:
    """Why this person cannot decide on the item; empty where they can."""
    if not user.has_perm(REVIEW):
        return _("Reviewers decide on this.")
    if why := shut(item.checklist):
        return why
    try:
        may_review(item, user)
    except NotAllowed as refusal:
        return str(refusal)
    if item.status == Status.NOT_APPLICABLE and item.not_applicable_by_id == user.person_id:
        return _("You marked this as not applicable, so another reviewer confirms it.")
    if item.status != Status.SUBMITTED or answer is None:
        return ""
    if answer.submitted_by_id == user.person_id:
        return _("You submitted this answer, so another reviewer decides on it.")
    if any(piece.uploaded_by_id == user.person_id for piece in answer.evidence.all()):
        return _("You uploaded evidence for this answer, so another reviewer decides on it.")
    return ""


def _pieces(item: Item, answer: Answer | None, user: User, today: date, planned_on: date | None) -> list[Piece]:
    reserved = user.has_perm("checklists.read_reserved_evidence")
    found = []
    for evidence in answer.evidence.all() if answer else ():
        end = rules.evidence_end(evidence, item.template_item.evidence_days)
        is_hidden = evidence.is_for_reviewers and not reserved and evidence.uploaded_by_id != user.person_id
        tone, words = _end(evidence, end, today, planned_on)
        found.append(Piece(evidence, tone, words, end, is_hidden))
    return found


def _end(evidence: Evidence, end: date | None, today: date, planned_on: date | None) -> tuple[str, str]:
    """The tone of a piece's end, and the word before its date."""
    if evidence.withdrawn_at:
        return "bad", _("withdrawn")
    if end is None:
        return "", ""
    if end < today:
        return "bad", _("expired")
    if planned_on is not None and end < planned_on:
        return "warn", _("ends before the sharing, on")
    return ("warn" if end <= today + timedelta(days=EXPIRING_DAYS) else ""), _("to")
