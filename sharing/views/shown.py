"""What the page of one request shows: every condition under its heading, the approval, the clearance."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from checklists.models import Checklist, Item
from history.models.entry import canonical
from history.readers import history_of
from reminders.models import Reminder, Snooze
from reminders.readers import rail
from sharing.actions import Judgement
from sharing.models import Approval, SharingRequest
from sharing.rules import approval
from sharing.rules.reasons import Ground, Group, Reason
from sharing.views import acts
from sharing.views.access import SignedIn, today
from sharing.views.verdict import last_day, sentence, verdict_of
from sharing.writers import tokens
from vendors.models import DataCategory
from vendors.rules.over import is_over, why_nothing_begins

FIRST_ENDS = 6
OPENED = ("/checklists/CHK-", "/contracts/CON-")
LINKS = 3
HISTORY = 12
SHARING = SharingRequest._meta.label_lower
ITEM = Item._meta.label_lower
CHECKLIST = Checklist._meta.label_lower


@dataclass(frozen=True)
class Somebody:
    """Whom a condition waits for, as partials show and remind people."""

    id: int
    name: str

    @property
    def ref(self) -> str:
        return f"{Person.REF}-{self.id:04d}"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Row:
    """One outstanding condition: what, why, who, by when, and what one can do about it here."""

    reason: Reason
    people: tuple[Somebody, ...]
    is_outside: bool
    is_mine: bool
    subject: str
    told_at: datetime | None
    put_off: Snooze | None

    @property
    def first(self) -> Somebody | None:
        return self.people[0] if self.people else None

    @property
    def others(self) -> int:
        return max(0, len(self.people) - 1)

    @property
    def code(self) -> str:
        """The item's own code (B-04); empty for what is no item."""
        return self.reason.subject.partition("/")[2] if self.reason.path.startswith("/checklists/") else ""

    @property
    def title(self) -> str:
        return self.reason.title or str(CODES.get(self.reason.code, self.reason.code))

    @property
    def state(self) -> str:
        return BY_CODE.get(self.reason.code) or (self.reason.state if self.reason.state in STATES else "missing")


CODES = dict(approval.Code.choices)
STATES = ("open", "submitted", "rejected", "declined", "not-applicable", "waived", "missing")
BY_CODE = {
    "evidence-expired": "too_soon",
    "evidence-missing": "missing",
    "evidence-gap": "missing",
    "waiver-expired": "expired",
    "assessment-stale": "expired",
    "facts-unconfirmed": "unconfirmed",
    "fit-condition-open": "waiting",
    "risk-above-appetite": "above_appetite",
    "subcontractor-not-approved": "unconfirmed",
    "subcontractor-objection-open": "waiting",
    "unknown": "unknown",
    "policy-missing": "unknown",
    "clock-unsound": "unknown",
}


@dataclass(frozen=True)
class Part:
    """The conditions under one heading: outstanding ones open, waived ones by name, met ones folded."""

    group: Group
    rows: list[Row]
    waived: list[Ground]
    met: list[Ground]

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.waived) + len(self.met)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The checklists or contracts that the conditions are of, each once: reference and address."""
        paths = [row.reason.path for row in self.rows] + [ground.path for ground in (*self.waived, *self.met)]
        pages = dict.fromkeys(path.partition("#")[0] for path in paths)
        return [(path.split("/")[2], path) for path in pages if path.startswith(OPENED)][:LINKS]

    @property
    def remindable(self) -> list[tuple[Somebody, str]]:
        """Whom “Remind all” tells, and of what: the first of those that each condition waits for, but not oneself."""
        lines = [(row.first, row.subject) for row in self.urgent_first if row.first and not row.is_mine]
        return list(dict.fromkeys(lines))

    @property
    def owners(self) -> int:
        return len({person for person, _subject in self.remindable})

    @property
    def urgent_first(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: (row.reason.due_on or date.max, row.reason.subject))


def parts(judged: Judgement, request: SignedIn) -> list[Part]:
    told = _told(judged)
    people = {who.id for reason in judged.decision.reasons for who in reason.waits_for}
    snoozes = Snooze.objects.in_force(today()).filter(person__in=people)
    put_off = {(one.subject_ref, one.person_id): one for one in snoozes}
    made = []
    for group in (Group.DUE_DILIGENCE, Group.CONTRACT, Group.DATA):
        grounds = [one for one in judged.decision.grounds if one.group == group]
        made.append(
            Part(
                group,
                [_row(one, judged, request, told, put_off) for one in judged.decision.reasons if one.group == group],
                [one for one in grounds if one.waiver],
                [one for one in grounds if not one.waiver],
            )
        )
    return made


Told = dict[tuple[str, int], datetime]
PutOff = dict[tuple[str, int], Snooze]


def _row(reason: Reason, judged: Judgement, request: SignedIn, told: Told, put_off: PutOff) -> Row:
    people = tuple(Somebody(who.id, who.name) for who in reason.waits_for if who.id is not None)
    is_item = reason.path.startswith("/checklists/") and "/" in reason.subject
    subject = reason.subject if is_item else judged.facts.sharing.ref
    outside = {item.owner_id for one in judged.facts.checklists for item in one.items if item.asks == "vendor"}
    mine = request.user.person_id in {one.id for one in people}
    is_outside = bool(people) and is_item and people[0].id in outside
    # a vendor's contact is told of the checklist as a whole, and the mail names each question
    refs = {subject, subject.partition("/")[0]} if is_outside else {subject}
    last = [told[ref, one.id] for ref in refs for one in people if (ref, one.id) in told]
    off = next((put_off[subject, one.id] for one in people if (subject, one.id) in put_off), None)
    return Row(reason, people, is_outside, mine, subject, max(last, default=None), off)


def _told(judged: Judgement) -> Told:
    """When each person was last reminded of an item, a checklist or this request, by its reference; one statement."""
    checklists = judged.facts.checklists
    refs = {(ITEM, item.id): f"{one.ref}/{item.code}" for one in checklists for item in one.items}
    refs |= {(CHECKLIST, one.id): one.ref for one in checklists}
    refs[SHARING, judged.facts.sharing.id] = judged.facts.sharing.ref
    wanted = Q(subject_type=SHARING, subject_id=judged.facts.sharing.id)
    for kind in (ITEM, CHECKLIST):
        wanted |= Q(subject_type=kind, subject_id__in=[number for of, number in refs if of == kind])
    rows = (
        Reminder.objects.filter(wanted, sent_at__isnull=False)
        .values("subject_type", "subject_id", "person")
        .annotate(last=Max("sent_at"))
        .values_list("subject_type", "subject_id", "person", "last")
    )
    return {(refs[kind, number], person): last for kind, number, person, last in rows}


def page(request: SignedIn, sharing: SharingRequest, judged: Judgement) -> dict[str, Any]:
    """All that the page shows of a request that was judged just now."""
    decision, shown = judged.decision, parts(judged, request)
    met = sum(len(part.met) for part in shown)
    verdict = verdict_of(judged)
    labels = dict(DataCategory.choices)
    return {
        "sharing": sharing,
        "judged": judged,
        "decision": decision,
        "answer": judged.answer,
        "at": judged.at,
        "verdict": verdict,
        "sentence": sentence(judged),
        "until": last_day(judged.answer.valid_until or sharing.valid_until) if verdict == "cleared" else None,
        "parts": shown,
        "met": met,
        "waived": decision.waived,
        "outstanding": len(decision.reasons),
        "overdue": sum(1 for one in decision.reasons if one.due_on and one.due_on < today()),
        "whole": met + len(decision.waived) + len(decision.reasons),
        "blockers": _others(judged),
        "approval": _approval(judged, request),
        "clearance": _clearance(judged, sharing),
        "ends": _ends(judged),
        "acts": acts.offered(sharing, judged, request),
        "is_over": is_over(sharing.engagement),
        "late": why_nothing_begins(sharing.vendor, sharing.engagement),
        "mark": mark(judged, sharing),
        "rail": rail.of_sharing(sharing, judged.at),
        "history": history_of(sharing, HISTORY),
        "categories": [labels.get(one, one) for one in sharing.data_categories],
        "newer": SharingRequest.objects.filter(supersedes=sharing).first(),
        "tier": decision.tier,
    }


def mark(judged: Judgement, sharing: SharingRequest) -> str:
    """Changes whenever what is shown does: the page is replaced only then."""
    shown = [
        sharing.status,
        approval.shown(judged.facts, judged.decision),
        verdict_of(judged),
        [list(map(str, reason)) for reason in judged.answer.reasons],
        [[ground.subject, ground.state, str(ground.until_on)] for ground in judged.decision.grounds],
        [one.id for one in judged.facts.approvals],
        judged.facts.clearance.id if judged.facts.clearance else 0,
    ]
    return hashlib.sha256(canonical(shown)).hexdigest()[:16]


def _others(judged: Judgement) -> list[Reason]:
    """The reasons of the approval itself that no heading shows: suspended, ended, superseded, used up."""
    told = {"approval-missing", "clearance-missing", "too-early", "suspended"}  # these the verdict says itself
    own = [one for one in judged.answer.reasons if one not in judged.decision.reasons]
    return [one for one in own if one.code not in told]


def _approval(judged: Judgement, request: SignedIn) -> dict[str, Any]:
    people = approval.approvers(judged.facts, judged.decision, judged.at)
    me = request.user.person_id
    is_approver = request.user.has_perm("sharing.approve_sharing")
    why = approval.why_barred(me, judged.facts.sharing, judged.decision)
    done = me in {one.by.id for one in judged.approvals}
    may = is_approver and not why and not done
    status = judged.facts.sharing.status
    return {
        "people": people,
        "seen": approval.shown(judged.facts, judged.decision),
        "given": judged.approvals,
        "wanted": judged.decision.approvals,
        "is_open": status in approval.OPEN,
        "may": may,
        "is_ready": judged.decision.ready and status in approval.OPEN,
        "is_approver": is_approver,
        "why": _why_not(judged, is_approver, why, done),
        "too_few": approval.too_few(judged.facts, judged.decision, judged.at) if status in approval.OPEN else "",
    }


def _why_not(judged: Judgement, is_approver: bool, why: str, done: bool) -> str:
    if not is_approver:
        return _("Only an approver can.")
    if why:
        return _("You cannot, since it was you who %(why)s.") % {"why": why}
    if done:
        return _("You have approved already; somebody else is needed.")
    count = len(judged.decision.reasons)
    return _("Not available: %(count)d outstanding.") % {"count": count} if count else ""


def _clearance(judged: Judgement, sharing: SharingRequest) -> dict[str, Any] | None:
    facts = judged.facts.clearance
    if facts is None or sharing.clearance is None:
        return None
    asked = sharing.questions.aggregate(
        count=Count("pk"), last=Max("at"), refused=Count("pk", filter=Q(is_allowed=False))
    )
    ids = [Approval.number_in(ref) for ref in sharing.clearance.snapshot.get("approvals", [])]
    by = Approval.objects.filter(pk__in=[key for key in ids if key]).select_related("by")
    return {
        "facts": facts,
        "is_sound": tokens.is_sound(facts),
        "approvals": list(by),
        "asked": asked,
        "transfers": list(sharing.transfers.select_related("by", "client")[:5]),
        "days": max(0, (facts.valid_until - judged.at).days),
    }


def _ends(judged: Judgement) -> list[Ground]:
    """What ends first of all that it rests on, one line each."""
    ending = [one for one in judged.decision.grounds if one.until_on is not None]
    return sorted(ending, key=lambda one: one.until_on or date.max)[:FIRST_ENDS]
