"""Answering: drafts, submissions, refusals to say, and who has an item."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from checklists.actions.counters import settle
from checklists.actions.held import item_held, somebody_else
from checklists.models import Answer, AnswerEvidence, AnswerKind, Asks, Evidence, Item, TemplateItem
from history.models import NotAllowed
from history.moves import change, create, move, record
from vendors.models import VendorContact

Status = Item.Status
TEXT_MAX = 20_000
VALUE_MAX = 300


def may_answer(item: Item, by: User | Person) -> None:
    """Contacts answer what asks their vendor; colleagues answer what asks us, and enter what a vendor told them."""
    if isinstance(by, User):
        return
    is_theirs = (
        item.asks == Asks.VENDOR
        and VendorContact.objects.active().filter(vendor=item.checklist.vendor_id, person=by).exists()
    )
    if not is_theirs:
        raise NotAllowed(_("%(ref)s is not asked of you.") % {"ref": item.ref}, code="not-asked")


def save_draft(
    item: Item,
    *,
    by: User | Person,
    value: str,
    text: str,
    evidence: Iterable[Evidence] = (),
    at: datetime | None = None,
) -> Item:
    """Keep what was typed and uploaded so far, without submitting it; a draft is not a record of a decision."""
    value, text = _within(item.template_item, value, text)
    with transaction.atomic():
        _held, item = item_held(item)
        may_answer(item, by)
        pieces = [one.pk for one in evidence]
        return change(item, by=by, draft={"value": value, "text": text, "evidence": pieces, "by": by.person_id})


def submit(
    item: Item,
    *,
    by: User | Person,
    value: str,
    text: str = "",
    evidence: Iterable[Evidence] = (),
    at: datetime,
) -> Answer:
    """Hand in an answer for review. What was accepted before counts until this is accepted or its own end."""
    value, text = _within(item.template_item, value, text)
    check_value(item.template_item, value, text)
    evidence = list(evidence)
    with transaction.atomic():
        held, item = item_held(item)
        may_answer(item, by)
        _check_evidence(item, evidence)
        answer = create(
            Answer(
                item=item,
                number=(item.answers.values_list("number", flat=True).first() or 0) + 1,
                value=value,
                text=text,
                submitted_by=by.person,
                submitted_at=at,
            ),
            by=by,
        )
        if evidence:
            AnswerEvidence.objects.bulk_create([AnswerEvidence(answer=answer, evidence=one) for one in evidence])
            record(answer, "attached", by=by, changes=[("evidence", [], [one.ref for one in evidence])])
        if item.status == Status.SUBMITTED:
            change(item, by=by, act="submitted anew", draft={}, changed_at=at)
            record(item, "submitted anew", by=by, changes=[("answer", None, answer.number)])
        elif Status.SUBMITTED in Item.MOVES[item.status] and item.status != Status.NOT_APPLICABLE:
            move(item, Status.SUBMITTED, by=by, held=held, draft={}, changed_at=at)
        else:
            raise somebody_else(item, at)
        settle(item.checklist, by, at)
    return answer


def _within(asked: TemplateItem, value: str, text: str) -> tuple[str, str]:
    value, text = value.strip(), text.strip()
    if len(value) > VALUE_MAX:
        raise NotAllowed(_("Write the answer in at most %(most)d characters.") % {"most": VALUE_MAX}, code="value")
    if len(text) > TEXT_MAX:
        raise NotAllowed(_("Write the explanation in at most %(most)d characters.") % {"most": TEXT_MAX}, code="text")
    return value, text


def check_value(asked: TemplateItem, value: str, text: str) -> None:
    """Whether the answer is of the kind that is asked for; NotAllowed says what to do."""
    if asked.answer_kind == AnswerKind.TEXT:
        if not (value or text):
            raise NotAllowed(_("Write an answer."), code="text")
        return
    if not value:
        raise NotAllowed(_("Choose or write an answer."), code="value")
    if asked.answer_kind == AnswerKind.YES_NO and value not in ("yes", "no"):
        raise NotAllowed(_("Answer yes or no."), code="value")
    if asked.answer_kind == AnswerKind.CHOICE and value not in asked.choices:
        raise NotAllowed(_("Choose one of the answers that are offered."), code="value")
    if asked.answer_kind == AnswerKind.DATE and not _is_date(value):
        raise NotAllowed(_("Write the date as year-month-day, like 2026-11-30."), code="value")
    if asked.answer_kind == AnswerKind.NUMBER and not _is_number(value):
        raise NotAllowed(_("Write a number, like 72 or 99.5."), code="value")


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-11-30")


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _check_evidence(item: Item, evidence: Sequence[Evidence]) -> None:
    fresh = Evidence.objects.standing().filter(pk__in=[one.pk for one in evidence], vendor=item.checklist.vendor_id)
    if fresh.count() != len(evidence):
        raise NotAllowed(
            _("A piece of evidence was withdrawn or belongs to another vendor. Choose the evidence again."),
            code="evidence",
        )


def decline(item: Item, *, by: User | Person, why: str, at: datetime) -> Item:
    """Say that there will be no answer, and why; the reviewer decides what follows."""
    why = why.strip()
    if not why:
        raise NotAllowed(_("Write why this cannot be answered."), code="why")
    with transaction.atomic():
        held, item = item_held(item)
        may_answer(item, by)
        if Status.DECLINED not in Item.MOVES[item.status] or item.status == Status.NOT_APPLICABLE:
            raise somebody_else(item, at)
        move(item, Status.DECLINED, by=by, held=held, decline_reason=why, changed_at=at)
        settle(item.checklist, by, at)
    return item


def assign(item: Item, owner: Person | None, *, by: User, at: datetime) -> Item:
    """Give an item to somebody, or back to its area's queue; contacts have only what asks their vendor."""
    with transaction.atomic():
        _held, item = item_held(item)
        if owner is not None and not owner.is_active:
            raise NotAllowed(_("%(name)s is not active any more. Choose somebody else.") % {"name": owner})
        if owner is not None and not hasattr(owner, "user"):
            may_answer(item, owner)
        return change(item, by=by, act="assigned", owner_id=owner.pk if owner else None)
