"""What the gate answers with: reasons that stand in the way, grounds that it rests on, and the decision of both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sharing.models.asked import WaiverFacts, Who


class Group(models.TextChoices):
    """Under which heading a condition stands on the page."""

    DUE_DILIGENCE = "due-diligence", _("Due diligence")
    CONTRACT = "contract", _("Contract")
    DATA = "data", _("Facts and data")
    APPROVAL = "approval", _("Approval by a second person")


class Code(models.TextChoices):
    """Every reason why the gate is closed; part of what machines rely on."""

    VENDOR_NOT_APPROVED = "vendor-not-approved", _("Vendor approval")
    VENDOR_MERGED = "vendor-merged", _("Vendor merged into another")
    ENGAGEMENT_NOT_AWARDED = "engagement-not-awarded", _("Award")
    FACTS_UNCONFIRMED = "facts-unconfirmed", _("Confirmed facts")
    FIT_CONDITION_OPEN = "fit-condition-open", _("Condition of outsourcing")
    CONTRACT_NOT_IN_FORCE = "contract-not-in-force", _("Contract in force")
    CLAUSE_MISSING = "clause-missing", _("Clause")
    AGREEMENT_MISSING = "agreement-missing", _("Agreement")
    CHECKLIST_MISSING = "checklist-missing", _("Checklist laid out")
    ITEM_OUTSTANDING = "item-outstanding", _("Checklist item")
    EVIDENCE_MISSING = "evidence-missing", _("Evidence")
    EVIDENCE_EXPIRED = "evidence-expired", _("Evidence in date")
    EVIDENCE_GAP = "evidence-gap", _("Evidence that covers the day")
    WAIVER_EXPIRED = "waiver-expired", _("Waiver in date")
    ASSESSMENT_STALE = "assessment-stale", _("Fresh assessment")
    RISK_ABOVE_APPETITE = "risk-above-appetite", _("Residual risk within the appetite")
    SUBCONTRACTOR_NOT_APPROVED = "subcontractor-not-approved", _("Approved subcontractors")
    SUBCONTRACTOR_OBJECTION_OPEN = "subcontractor-objection-open", _("No subcontractor to be decided on")
    DATA_CLASS_ABOVE_APPROVAL = "data-class-above-approval", _("Data class within the approval")
    TRANSFER_BASIS_MISSING = "transfer-basis-missing", _("Basis for the transfer")
    APPROVAL_MISSING = "approval-missing", _("Approval")
    SAME_PERSON = "same-person", _("A second person")
    NO_ELIGIBLE_APPROVER = "no-eligible-approver", _("Somebody who can approve")
    CLEARANCE_MISSING = "clearance-missing", _("Clearance")
    CLEARANCE_ENDED = "clearance-ended", _("Clearance in date")
    CLEARANCE_SUPERSEDED = "clearance-superseded", _("Clearance up to date")
    TOO_EARLY = "too-early", _("Planned sharing date reached")
    SUSPENDED = "suspended", _("Not suspended")
    RESTORED_UNCONFIRMED = "restored-unconfirmed", _("Confirmed after a restore")
    ALREADY_USED = "already-used", _("Not used up")
    SHARING_ENDED = "sharing-ended", _("Sharing not ended")
    POLICY_MISSING = "policy-missing", _("Gate policy")
    CLOCK_UNSOUND = "clock-unsound", _("Sound clock")
    UNKNOWN = "unknown", _("Known values")


GROUPS: dict[str, Group] = {
    Code.VENDOR_NOT_APPROVED: Group.DUE_DILIGENCE,
    Code.VENDOR_MERGED: Group.DUE_DILIGENCE,
    Code.CHECKLIST_MISSING: Group.DUE_DILIGENCE,
    Code.ITEM_OUTSTANDING: Group.DUE_DILIGENCE,
    Code.EVIDENCE_MISSING: Group.DUE_DILIGENCE,
    Code.EVIDENCE_EXPIRED: Group.DUE_DILIGENCE,
    Code.EVIDENCE_GAP: Group.DUE_DILIGENCE,
    Code.WAIVER_EXPIRED: Group.DUE_DILIGENCE,
    Code.ASSESSMENT_STALE: Group.DUE_DILIGENCE,
    Code.RISK_ABOVE_APPETITE: Group.DUE_DILIGENCE,
    Code.FIT_CONDITION_OPEN: Group.DUE_DILIGENCE,
    Code.ENGAGEMENT_NOT_AWARDED: Group.CONTRACT,
    Code.CONTRACT_NOT_IN_FORCE: Group.CONTRACT,
    Code.CLAUSE_MISSING: Group.CONTRACT,
    Code.AGREEMENT_MISSING: Group.CONTRACT,
    Code.FACTS_UNCONFIRMED: Group.DATA,
    Code.SUBCONTRACTOR_NOT_APPROVED: Group.DATA,
    Code.SUBCONTRACTOR_OBJECTION_OPEN: Group.DATA,
    Code.DATA_CLASS_ABOVE_APPROVAL: Group.DATA,
    Code.TRANSFER_BASIS_MISSING: Group.DATA,
    Code.POLICY_MISSING: Group.DATA,
    Code.CLOCK_UNSOUND: Group.DATA,
    Code.UNKNOWN: Group.DATA,
}


class Reason(NamedTuple):
    """One thing that stands in the way: what, of which record, whom it waits for, by when, and where to act."""

    code: str
    message: str
    subject: str
    waits_for: tuple[Who, ...] = ()
    due_on: date | None = None
    path: str = ""
    title: str = ""
    state: str = ""

    @property
    def group(self) -> Group:
        return GROUPS.get(self.code, Group.APPROVAL)


class Ground(NamedTuple):
    """One thing that the decision rests on: met until the end of `until_on` (None: without an end), or waived."""

    code: str
    title: str
    subject: str
    until_on: date | None = None
    state: str = ""
    path: str = ""
    waiver: WaiverFacts | None = None

    @property
    def group(self) -> Group:
        return GROUPS.get(self.code, Group.APPROVAL)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether all but the approval is true, and every reason why not.

    `first_end` is the first of its grounds to end, also while it is not ready; `valid_until` is that end as an
    instant, and only for what is ready.
    """

    ready: bool
    reasons: tuple[Reason, ...]
    grounds: tuple[Ground, ...]
    valid_until: datetime | None
    first_end: Ground | None
    approvals: int
    approval_until_on: date | None
    policy_id: int | None
    policy_number: int | None
    tier: str
    day: date | None

    @property
    def ends_with(self) -> str:
        """What ends it first, in words."""
        return f"{self.first_end.subject}: {self.first_end.title}" if self.first_end else ""

    @property
    def waived(self) -> tuple[Ground, ...]:
        return tuple(ground for ground in self.grounds if ground.waiver)

    @property
    def waiver_granters(self) -> frozenset[int]:
        """Who granted a waiver that this rests on: they cannot approve it as well."""
        return frozenset(ground.waiver.granted_by.id for ground in self.grounds if ground.waiver)  # type: ignore[misc]


@dataclass(slots=True)
class Findings:
    """What the rules find while they judge one request, collected in the order in which it is found."""

    reasons: list[Reason] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)

    def lacks(
        self,
        code: Code,
        message: str,
        subject: str,
        *,
        waits_for: Iterable[Who] = (),
        due_on: date | None = None,
        path: str = "",
        title: str = "",
        state: str = "",
    ) -> None:
        people = tuple(who for who in waits_for if who.id is not None)
        self.reasons.append(Reason(code.value, message, subject, people, due_on, path, title, state))

    def rests_on(
        self,
        code: Code,
        title: str,
        subject: str,
        until_on: date | None = None,
        *,
        state: str = "",
        path: str = "",
        waiver: WaiverFacts | None = None,
    ) -> None:
        self.grounds.append(Ground(code.value, title, subject, until_on, state, path, waiver))


def zone() -> ZoneInfo:
    """The organisation's zone: a date ends when its day ends there."""
    return ZoneInfo(settings.TIME_ZONE)


def day_of(at: datetime) -> date:
    """The organisation's date at an instant."""
    return at.astimezone(zone()).date()


def end_of(day: date) -> datetime:
    """The instant at which a last good day is over: 00:00 of the next day in the organisation's zone, in UTC.

    Where the clocks skip midnight, the first instant of the next day.
    """
    if day >= date.max - timedelta(days=1):
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone())
    return midnight.astimezone(UTC)


def said(day: date | None) -> str:
    """A date as our sentences write it: 26 Sep 2026."""
    return _said(day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _said(day: date, language: str | None) -> str:
    """Kept for each language: thousands of reasons name the same few days."""
    return date_format(day, "j M Y")
