"""What the gate knows when it judges: plain, frozen, without a query behind any of it.

A value that could not be read is None or an empty text here, and the rules take it for unknown: blocked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sharing.models.asked import ChecklistFacts, PieceFacts, TemplateFacts, TemplateItemFacts, WaiverFacts, Who


class ConfirmationFacts(NamedTuple):
    """A confirmation of one fact that has not ended."""

    engagement_id: int
    fact: str
    value: Any
    entered_by_id: int
    confirmed_by_id: int
    ended_at: datetime | None


class ClauseFacts(NamedTuple):
    """What was found of one clause in one contract."""

    key: str
    state: str
    entered_by_id: int
    confirmed_by_id: int | None


class AgreementFacts(NamedTuple):
    """An active agreement; no contract named covers all of the vendor's."""

    id: int
    vendor_id: int
    kind: str
    status: str
    starts_on: date | None
    ends_on: date | None
    countries: frozenset[str] | None
    contract_ids: frozenset[int]

    @property
    def ref(self) -> str:
        return f"AGR-{self.id:04d}"


class RiskFacts(NamedTuple):
    """An open risk of an engagement with a vendor: likelihood times impact before and after treatment."""

    id: int
    vendor_id: int
    engagement_id: int
    category: str
    title: str
    inherent: int
    residual: int | None
    is_treated: bool
    owner: Who
    assessed_by_id: int | None

    @property
    def ref(self) -> str:
        return f"RSK-{self.id:04d}"


class SubcontractorFacts(NamedTuple):
    """A subcontractor that the vendor uses, or wants to use, for the engagement, with what it gets."""

    id: int
    vendor_id: int
    engagement_id: int
    status: str
    name: str
    notified_on: date | None
    objection_until_on: date | None
    data_class: str
    categories: frozenset[str] | None
    countries: frozenset[str] | None
    entered_by_id: int | None
    approved_by_id: int | None

    @property
    def ref(self) -> str:
        return f"SUB-{self.id:04d}"


class OverrideFacts(NamedTuple):
    """A tier that was set by hand; `lowered_from` is empty where it was raised."""

    id: int
    vendor_id: int
    engagement_id: int
    level: str
    lowered_from: str
    until_on: date | None

    @property
    def ref(self) -> str:
        return f"TOV-{self.id:04d}"


class IncidentFacts(NamedTuple):
    """What went wrong at the vendor; no engagement named concerns all of them."""

    id: int
    vendor_id: int
    engagement_id: int | None
    status: str
    title: str
    happened_on: date
    reassess_on: date
    logged_by_id: int
    closed_by_id: int | None

    @property
    def ref(self) -> str:
        return f"INC-{self.id:04d}"


class ConditionFacts(NamedTuple):
    """Something to be done before the engagement may be outsourced, as the fit assessment asked."""

    id: int
    engagement_id: int
    status: str
    text: str
    due_on: date | None
    owner: Who
    reported_by_id: int | None
    judged_by_id: int | None

    @property
    def ref(self) -> str:
        return f"FCN-{self.id:04d}"


class ApprovalFacts(NamedTuple):
    """A second person's yes."""

    id: int
    by: Who
    at: datetime
    until_on: date
    scope_digest: str
    vendor_epoch: int
    engagement_epoch: int
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The policy in force, as it was published; `read` keeps what the rules made of it, for a chunk of requests."""

    id: int
    number: int
    title: str
    rules: Any
    read: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VendorFacts:
    id: int
    name: str
    status: str
    kind: str
    merged_into_id: int | None
    approved_data_class: str
    approved_categories: frozenset[str] | None
    approved_until_on: date | None
    approved_by_id: int | None
    entered_by_id: int | None
    owner: Who
    epoch: int

    @property
    def ref(self) -> str:
        return f"VEN-{self.id:04d}"


@dataclass(frozen=True, slots=True)
class EngagementFacts:
    """The engagement; `values` are its facts by name, plain, and `entered_by` says by whom each was entered."""

    id: int
    title: str
    status: str
    owner: Who
    epoch: int
    country: str
    it_kind: str
    is_core: bool
    values: Mapping[str, Any]
    entered_by: Mapping[str, Any]
    confirmations: tuple[ConfirmationFacts, ...]
    candidate_status: str
    award_proposed_by_id: int | None  # of the award to this vendor that waits for a second person

    @property
    def ref(self) -> str:
        return f"ENG-{self.id:04d}"


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """The contract of the request, or the master agreement above it."""

    id: int
    title: str
    vendor_id: int
    engagement_id: int | None
    status: str
    kind: str
    starts_on: date | None
    ends_on: date | None
    owner: Who
    clauses: Mapping[str, ClauseFacts]
    master: "ContractFacts | None" = None

    @property
    def ref(self) -> str:
        return f"CON-{self.id:04d}"


@dataclass(frozen=True, slots=True)
class ClearanceFacts:
    id: int
    sharing_id: int
    issued_at: datetime
    valid_until: datetime
    ends_with: str
    policy_id: int
    vendor_epoch: int
    engagement_epoch: int
    scope_digest: str
    digest: str
    signature: str
    is_newest: bool

    @property
    def ref(self) -> str:
        return f"CLR-{self.id:04d}"


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """The request itself; `scope_digest` is the SHA-256 of what an approval says yes to.

    `newer_id` is the version of it that was cleared since, in its place; `restore_id` a restore not confirmed yet.
    """

    id: int
    status: str
    title: str
    data_class: str
    categories: frozenset[str] | None
    purpose: str
    countries: frozenset[str] | None
    volume: int | None
    transfer_bases: Mapping[str, Any] | None
    frequency: str
    is_evaluation: bool
    planned_on: date | None
    until_on: date | None
    requested_by: Who
    owner: Who
    requested_at: datetime | None
    used_at: datetime | None
    contract_id: int | None
    scope_digest: str
    newer_id: int | None
    restore_id: int | None

    @property
    def ref(self) -> str:
        return f"SR-{self.id:04d}"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one request is judged on.

    `risks` are the open ones of the engagement with this vendor, `subcontractors` those that it uses there;
    `overrides` what was set by hand of its tier, `incidents` what happened at the vendor and concerns the engagement,
    `conditions` what its fit assessments asked to be done;
    `templates` are the versions that count today, `conditional` their items and those of older versions that are laid
    out, by version; `contract_kinds` those of the open engagement's contracts with the vendor that have not ended;
    `is_staff_named` whether somebody of the vendor is named who has accounts of ours, for the engagement or for none;
    `group` the other engagements that the vendor's group is at work in, each with its facts.
    """

    sharing: SharingFacts
    vendor: VendorFacts
    engagement: EngagementFacts
    contract: ContractFacts | None
    agreements: tuple[AgreementFacts, ...]
    checklists: tuple[ChecklistFacts, ...]
    pieces: Mapping[int, tuple[PieceFacts, ...]]
    waivers: tuple[WaiverFacts, ...]
    risks: tuple[RiskFacts, ...]
    subcontractors: tuple[SubcontractorFacts, ...]
    overrides: tuple[OverrideFacts, ...]
    incidents: tuple[IncidentFacts, ...]
    conditions: tuple[ConditionFacts, ...]
    approvals: tuple[ApprovalFacts, ...]
    clearance: ClearanceFacts | None
    templates: tuple[TemplateFacts, ...]
    conditional: Mapping[int, tuple[TemplateItemFacts, ...]]
    contract_kinds: frozenset[str]
    is_staff_named: bool
    group: tuple[tuple[int, Mapping[str, Any]], ...]
    clause_titles: Mapping[str, str]
    holders: Mapping[str, tuple[Who, ...]]

    def holders_of(self, *roles: str) -> tuple[Who, ...]:
        """The active people who hold one of these roles, each once."""
        return tuple(dict.fromkeys(who for role in roles for who in self.holders.get(role, ())))
