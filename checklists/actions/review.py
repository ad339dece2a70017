"""Deciding on answers: accept, send back, reopen, not applicable, and taking one's own decision back in time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.actions.counters import settle
from checklists.actions.held import check_seen, close, day_of, item_held, somebody_else
from checklists.actions.reviewers import may_review, may_settle
from checklists.models import Answer, Item, TemplateItem
from checklists.rules import items as rules
from history.models import Entry, NotAllowed
from history.moves import change, move
from vendors.locks import Held

Status = Item.Status
UNDO_MINUTES = 10


def pending(item: Item) -> Answer | None:
    """The answer that waits for a decision: the newest, if it was not decided."""
    newest = item.answers.order_by("-number").first()
    return newest if newest is not None and newest.is_accepted is None else None


def accept(
    item: Item, *, by: User, at: datetime, note: str = "", good_until_on: date | None = None, seen: str | None = None
) -> Answer:
    """Accept the submitted answer: from now on it is the one that counts, until its evidence or its days end.

    `seen` is the state that the reviewer saw (`seen_as`): what changed since is not decided unread.
    """
    with transaction.atomic():
        held, item = item_held(item)
        may_review(item, by)
        may_settle(item, by)
        check_seen(item, seen, at)
        answer = _undecided(item, at)
        _may_accept(item.template_item, answer, by, note)
        until = _until(item.template_item, answer, good_until_on, day_of(at))
        change(
            answer,
            by=by,
            act="accepted",
            is_accepted=True,
            decided_by_id=by.person_id,
            decided_at=at,
            note=note.strip(),
            good_until_on=until,
        )
        move(item, Status.ACCEPTED, by=by, held=held, accepted_answer_id=answer.pk, note="", changed_at=at)
        settle(item.checklist, by, at)
    return answer


def _undecided(item: Item, at: datetime) -> Answer:
    answer = pending(item)
    if item.status != Status.SUBMITTED or answer is None:
        raise somebody_else(item, at)
    return answer


def _may_accept(asked: TemplateItem, answer: Answer, by: User, note: str) -> None:
    if answer.submitted_by_id == by.person_id:
        raise NotAllowed(_("You submitted this answer, so another reviewer decides on it."), code="same-person")
    if answer.evidence.filter(uploaded_by=by.person_id).exists():
        raise NotAllowed(
            _("You uploaded evidence for this answer, so another reviewer decides on it."), code="same-person"
        )
    if asked.is_evidence_wanted and not answer.evidence.standing().exists():
        raise NotAllowed(
            _("Evidence is wanted here and there is none. Send the item back, or ask for a waiver."),
            code="evidence-missing",
        )
    if asked.expected and answer.value and answer.value != asked.expected and not note.strip():
        raise NotAllowed(
            _("The answer is “%(answer)s” where “%(expected)s” is expected. Write a note that says why it is accepted.")
            % {"answer": answer.value, "expected": asked.expected},
            code="note",
        )


def _until(asked: TemplateItem, answer: Answer, given: date | None, today: date) -> date | None:
    evidence = list(answer.evidence.all())
    if any(one.withdrawn_at for one in evidence):
        raise NotAllowed(_("Evidence of this answer was withdrawn. Send the item back."), code="evidence-missing")
    until = rules.good_until(today, asked.answer_days, evidence, asked.evidence_days, given)
    if until is not None and until < today:
        raise NotAllowed(
            _("This would have counted until %(day)s only. Send the item back and ask for newer evidence.")
            % {"day": until.isoformat()},
            code="evidence-expired",
        )
    return until


def send_back(item: Item, *, by: User, note: str, at: datetime, seen: str | None = None) -> Item:
    """Send an answer back with a note; where it was the accepted one, it stops counting in this commit.

    An answer that was meant to renew an accepted one is sent back alone: the accepted one stands until its end.
    """
    note = note.strip()
    if not note:
        raise NotAllowed(_("Write a note: what is wrong, and what would do."), code="note")
    with transaction.atomic():
        held, item = item_held(item)
        may_review(item, by)
        check_seen(item, seen, at)
        if item.status == Status.ACCEPTED:
            return _send_accepted_back(item, held, by=by, note=note, at=at)
        if item.status == Status.DECLINED:
            move(item, Status.REJECTED, by=by, held=held, note=note, changed_at=at)
        else:
            answer = _undecided(item, at)
            _decide_against(answer, by=by, note=note, at=at)
            move(item, Status.REJECTED, by=by, held=held, note=note, changed_at=at)
        settle(item.checklist, by, at)
    return item


def _send_accepted_back(item: Item, held: Held, *, by: User, note: str, at: datetime) -> Item:
    close(item)
    if item.accepted_answer is not None and item.accepted_answer.submitted_by_id != by.person_id:
        _decide_against(item.accepted_answer, by=by, note=note, at=at)
    move(item, Status.REJECTED, by=by, held=held, note=note, accepted_answer_id=None, changed_at=at)
    settle(item.checklist, by, at)
    return item


def _decide_against(answer: Answer, *, by: User, note: str, at: datetime) -> None:
    if answer.submitted_by_id == by.person_id:
        raise NotAllowed(_("You submitted this answer, so another reviewer decides on it."), code="same-person")
    change(
        answer,
        by=by,
        act="sent back",
        is_accepted=False,
        decided_by_id=by.person_id,
        decided_at=at,
        note=note,
        good_until_on=None,
    )


def reopen(item: Item, *, by: User, why: str, at: datetime, seen: str | None = None) -> Item:
    """Ask anew for what was settled, with a reason; the accepted answer stops counting in this commit."""
    why = why.strip()
    if not why:
        raise NotAllowed(_("Write why this is asked again."), code="why")
    with transaction.atomic():
        held, item = item_held(item, closing=True)
        may_review(item, by)
        check_seen(item, seen, at)
        if item.status == Status.OPEN:
            raise somebody_else(item, at)
        if item.status == Status.WAIVED:
            raise NotAllowed(_("%(ref)s is waived. Revoke its waiver instead.") % {"ref": item.ref}, code="waived")
        move(
            item,
            Status.OPEN,
            by=by,
            why=why,
            held=held,
            note=why,
            accepted_answer_id=None,
            not_applicable_by_id=None,
            not_applicable_confirmed_by_id=None,
            changed_at=at,
        )
        settle(item.checklist, by, at)
    return item


def mark_not_applicable(item: Item, *, by: User, why: str, at: datetime, seen: str | None = None) -> Item:
    """Say that an item does not apply here, and why; a required one counts once a second reviewer confirms it."""
    why = why.strip()
    if not why:
        raise NotAllowed(_("Write why this does not apply."), code="why")
    with transaction.atomic():
        held, item = item_held(item)
        may_review(item, by)
        check_seen(item, seen, at)
        if Status.NOT_APPLICABLE not in Item.MOVES[item.status]:
            raise somebody_else(item, at)
        move(
            item,
            Status.NOT_APPLICABLE,
            by=by,
            why=why,
            held=held,
            note=why,
            not_applicable_by_id=by.person_id,
            not_applicable_confirmed_by_id=None,
            changed_at=at,
        )
        settle(item.checklist, by, at)
    return item


def confirm_not_applicable(item: Item, *, by: User, at: datetime) -> Item:
    """A second reviewer's word that an item does not apply."""
    with transaction.atomic():
        _held, item = item_held(item)
        may_review(item, by)
        may_settle(item, by)
        if item.status != Status.NOT_APPLICABLE or item.not_applicable_confirmed_by_id is not None:
            raise somebody_else(item, at)
        if item.not_applicable_by_id == by.person_id:
            raise NotAllowed(
                _("You marked this as not applicable, so another reviewer confirms it."), code="same-person"
            )
        change(item, by=by, act="confirmed", not_applicable_confirmed_by_id=by.person_id, changed_at=at)
        settle(item.checklist, by, at)
    return item


def undoable(item: Item, by: User, at: datetime) -> Entry | None:
    """The decision that this person may still take back: their own, the last on the item, minutes ago."""
    entry = Entry.objects.of(item).first()
    return entry if entry is not None and undone_by(entry, item, by, at) else None


def undone_by(last: Entry, item: Item, by: User, at: datetime) -> bool:
    """Whether the last entry of an item is a decision of this person's that they may still take back."""
    if last.agent != by.agent or at - last.at > timedelta(minutes=UNDO_MINUTES):
        return False
    was, now = _step(last)
    return now in (Status.ACCEPTED, Status.REJECTED, Status.NOT_APPLICABLE) and bool(was) and now == item.status


def _step(entry: Entry) -> tuple[str, str]:
    for field, was, now in entry.changes:
        if field == "status":
            return str(was), str(now)
    return "", ""


def undo(item: Item, *, by: User, at: datetime, rests_on_it: str = "") -> Item:
    """Take one's own last decision back, within ten minutes and while nothing rests on it.

    `rests_on_it` names what does (a clearance): then it is `reopen`, with a reason. What had been accepted and was
    sent back is not accepted again by this: it waits for a decision.
    """
    with transaction.atomic():
        held, item = item_held(item)
        entry = undoable(item, by, at)
        if entry is None:
            raise NotAllowed(
                _("Only your own last decision can be undone, for %(minutes)d minutes. Reopen the item instead.")
                % {"minutes": UNDO_MINUTES},
                code="too-late",
            )
        if rests_on_it:
            raise NotAllowed(
                _("%(what)s rests on this. Reopen it with a reason instead.") % {"what": rests_on_it}, code="rests"
            )
        if item.status in (Status.ACCEPTED, Status.NOT_APPLICABLE):
            close(item)
        _restore(item, entry, held, by=by, at=at)
        settle(item.checklist, by, at)
    return item


def _restore(item: Item, entry: Entry, held: Held, *, by: User, at: datetime) -> None:
    """Put the item back to where the decision found it, and the answer that it decided back to undecided."""
    before = {field: was for field, was, _now in entry.changes}
    notes = dict(entry.personal_values.values_list("field", "value"))
    had_answer = before["status"] in (Status.SUBMITTED, Status.ACCEPTED)
    is_waiting = had_answer and (_undecide(item, by) or before["status"] == Status.SUBMITTED)
    move(
        item,
        Status.SUBMITTED if is_waiting else Status.OPEN if before["status"] == Status.ACCEPTED else before["status"],
        by=by,
        why=_("taken back"),
        held=held,
        note=notes.get("note.from", ""),
        accepted_answer_id=before["accepted_answer_id"] if item.status == Status.ACCEPTED else item.accepted_answer_id,
        not_applicable_by_id=None,
        not_applicable_confirmed_by_id=None,
        changed_at=at,
    )


def _undecide(item: Item, by: User) -> bool:
    """The newest answer waits for a decision again, if this person had decided it."""
    newest = item.answers.order_by("-number").first()
    if newest is None or newest.decided_by_id != by.person_id:
        return False
    change(
        newest,
        by=by,
        act="decision taken back",
        is_accepted=None,
        decided_by_id=None,
        decided_at=None,
        note="",
        good_until_on=None,
    )
    return True
