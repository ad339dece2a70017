"""What of a checklist is outstanding on a day: dates are read, never the stored word of the status.

An item is settled by an accepted answer that is good for the day with its evidence, by *not applicable* that a
second person confirmed, or by a waiver that covers the day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from checklists.models import Answer, Evidence, EvidenceKind, Item, Waiver

REPORT_DAYS = 365  # a SOC 2 report older than 12 months needs a bridge letter


class Way(models.TextChoices):
    """How an item is settled."""

    ACCEPTED = "accepted", _("Accepted")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")
    WAIVED = "waived", _("Waived")


class Code(models.TextChoices):
    """Why an item is outstanding; the gate's own reason codes."""

    OUTSTANDING = "item-outstanding", _("Outstanding")
    EVIDENCE_MISSING = "evidence-missing", _("Evidence is missing")
    EVIDENCE_EXPIRED = "evidence-expired", _("Evidence has expired")
    EVIDENCE_GAP = "evidence-gap", _("Evidence leaves a gap")
    WAIVER_EXPIRED = "waiver-expired", _("The waiver has expired")


@dataclass(frozen=True)
class Piece:
    """One piece of evidence under the accepted answer, with its first and last good day; None is no such day."""

    until_on: date | None
    is_withdrawn: bool = False
    is_report: bool = False
    from_on: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class Accepted:
    """The answer that counts."""

    until_on: date | None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class ItemFacts:
    """What of an item decides whether it is outstanding."""

    is_required: bool
    is_evidence_wanted: bool
    accepted: Accepted | None
    is_not_applicable: bool
    waived: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Standing:
    """Whether an item is outstanding on a day; how it is settled until when (None: no end), or why it is not."""

    way: Way | None
    until_on: date | None = None
    code: Code | None = None

    @property
    def is_settled(self) -> bool:
        return self.way is not None


def first_end(ends: Iterable[date | None]) -> date | None:
    """The earliest of the ends that there are; None where there is none."""
    return min((end for end in ends if end is not None), default=None)


def _evidence_code(facts: ItemFacts, accepted: Accepted, day: date) -> Code | None:
    standing = [piece for piece in accepted.pieces if not piece.is_withdrawn]
    if len(standing) < len(accepted.pieces) or (facts.is_evidence_wanted and not standing):
        return Code.EVIDENCE_MISSING
    ended = [piece for piece in standing if piece.until_on is not None and piece.until_on < day]
    if ended:
        return Code.EVIDENCE_GAP if all(piece.is_report for piece in ended) else Code.EVIDENCE_EXPIRED
    begun = {piece.kind for piece in standing if piece.from_on is None or piece.from_on <= day}
    return None if begun >= {piece.kind for piece in standing} else Code.EVIDENCE_GAP


def judge(facts: ItemFacts, day: date) -> Standing:
    """How the item stands on that day; a last good day holds through its end."""
    code = Code.OUTSTANDING
    if facts.accepted is not None:
        wrong = _evidence_code(facts, facts.accepted, day)
        ends = [facts.accepted.until_on, *(piece.until_on for piece in facts.accepted.pieces)]
        until = first_end(ends)
        if wrong is None and (until is None or until >= day):
            return Standing(Way.ACCEPTED, until)
        code = wrong or code
    if facts.is_not_applicable:
        return Standing(Way.NOT_APPLICABLE)
    covering = [until for start, until in facts.waived if start <= day <= until]
    if covering:
        return Standing(Way.WAIVED, max(covering))
    if code is Code.OUTSTANDING and facts.waived and max(until for _start, until in facts.waived) < day:
        code = Code.WAIVER_EXPIRED
    return Standing(None, code=code)


def outstanding(facts: ItemFacts, day: date) -> bool:
    """Whether a required item still stands in the way on that day."""
    return facts.is_required and not judge(facts, day).is_settled


def evidence_end(evidence: Evidence, evidence_days: int | None, bridges: Iterable[Evidence] = ()) -> date | None:
    """The last day on which a piece counts: its own expiry, its age, and for a SOC 2 report its bridged period."""
    return first_end([evidence.good_until(evidence_days), _period_end(evidence, bridges)])


def _period_end(evidence: Evidence, bridges: Iterable[Evidence]) -> date | None:
    """A SOC 2 report counts for 12 months after its period, or as far as bridge letters carry it without a gap.

    One that names no period counts from its own date, or from its upload.
    """
    if evidence.kind not in (EvidenceKind.SOC2_TYPE_1, EvidenceKind.SOC2_TYPE_2):
        return None
    end = (evidence.covers_until_on or evidence.dated_on()) + timedelta(days=REPORT_DAYS)
    for bridge in sorted(bridges, key=lambda one: one.covers_from_on or date.max):
        starts, ends = bridge.covers_from_on, first_end([bridge.covers_until_on, bridge.expires_on])
        if starts is not None and ends is not None and starts <= end + timedelta(days=1):
            end = max(end, ends)
    return end


def good_until(
    decided_on: date,
    answer_days: int | None,
    evidence: Sequence[Evidence],
    evidence_days: int | None,
    given: date | None = None,
) -> date | None:
    """Until when an answer counts: the first of its own days, the ends of its evidence, and what the reviewer set."""
    ends = [piece.until_on for piece in pieces(evidence, evidence_days)]
    if answer_days:
        ends.append(decided_on + timedelta(days=answer_days))
    return first_end([*ends, given])


def pieces(evidence: Sequence[Evidence], evidence_days: int | None) -> list[Piece]:
    """The evidence under one answer, as `judge` reads it; bridge letters carry the reports beside them."""
    bridges = [one for one in evidence if one.kind == EvidenceKind.BRIDGE_LETTER and one.withdrawn_at is None]
    return [
        Piece(
            until_on=evidence_end(one, evidence_days, bridges),
            is_withdrawn=one.withdrawn_at is not None,
            is_report=one.kind in (EvidenceKind.SOC2_TYPE_1, EvidenceKind.SOC2_TYPE_2),
            from_on=one.covers_from_on,
            kind=one.kind,
        )
        for one in evidence
        if one.kind != EvidenceKind.BRIDGE_LETTER or one.withdrawn_at is not None or not _carries(one, evidence)
    ]


def _carries(bridge: Evidence, evidence: Sequence[Evidence]) -> bool:
    return any(one.kind in (EvidenceKind.SOC2_TYPE_1, EvidenceKind.SOC2_TYPE_2) for one in evidence)


def facts_of(item: Item) -> ItemFacts:
    """The facts of an item that was fetched by `Item.objects.with_facts()`."""
    answer: Answer | None = item.accepted_answer
    return ItemFacts(
        is_required=item.is_required,
        is_evidence_wanted=item.template_item.is_evidence_wanted,
        accepted=None
        if answer is None or answer.is_accepted is not True
        else Accepted(
            answer.good_until_on, tuple(pieces(list(answer.evidence.all()), item.template_item.evidence_days))
        ),
        is_not_applicable=_is_not_applicable(item),
        waived=tuple(
            (waiver.starts_on, waiver.ends_on)
            for waiver in item.waivers.all()
            if waiver.status == Waiver.Status.GRANTED
        ),
    )


def _accepted(answer: Answer | None, evidence_days: int | None) -> Accepted | None:
    if answer is None or answer.is_accepted is not True:
        return None
    return Accepted(answer.good_until_on, tuple(pieces(list(answer.evidence.all()), evidence_days)))


def _is_not_applicable(item: Item) -> bool:
    """Marked by one person and confirmed by another; an item that is not required needs no confirmation."""
    if item.status != Item.Status.NOT_APPLICABLE:
        return False
    return not item.is_required or item.not_applicable_confirmed_by_id is not None
