"""What was asked of a vendor, answered, proved and waived, as the gate reads it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from checklists.models import Evidence


class Who(NamedTuple):
    """Somebody by key and name; no key stands for nobody in particular."""

    id: int | None
    name: str


class PieceFacts(NamedTuple):
    """One piece of evidence under the accepted answer, spelled as the model spells it."""

    answer_id: int
    id: int
    kind: str
    title: str
    issued_on: date | None
    expires_on: date | None
    covers_from_on: date | None
    covers_until_on: date | None
    withdrawn_at: datetime | None
    vendor_id: int
    uploaded_at: datetime

    dated_on = Evidence.dated_on
    good_until = Evidence.good_until


class ItemFacts(NamedTuple):
    """One required item with the answer that counts."""

    checklist_id: int
    id: int
    code: str
    status: str
    template_item_id: int
    title: str
    owner_id: int | None
    owner_name: str | None
    is_owner_active: bool | None
    due_on: date | None
    asks: str
    area: str
    is_evidence_wanted: bool
    evidence_days: int | None
    answer_days: int | None
    not_applicable_by_id: int | None
    not_applicable_confirmed_by_id: int | None
    answer_id: int | None
    is_answer_accepted: bool | None
    answer_until_on: date | None
    decided_by_id: int | None
    decided_at: datetime | None


class WaiverFacts(NamedTuple):
    """A granted waiver."""

    id: int
    vendor_id: int
    engagement_id: int | None
    item_id: int | None
    condition: str
    subject: str
    starts_on: date
    ends_on: date
    granted_by: Who
    reason: str
    compensating_control: str

    @property
    def ref(self) -> str:
        return f"WAV-{self.id:04d}"


class TemplateItemFacts(NamedTuple):
    """A required item of a template that applies under a condition of its own."""

    id: int
    code: str
    title: str
    condition: Any


class TemplateFacts(NamedTuple):
    """The version of a template that counts today."""

    template_id: int
    key: str
    title: str
    version_id: int
    number: int
    scope: str
    applies: Any


@dataclass(frozen=True, slots=True)
class ChecklistFacts:
    """An open checklist with its required items."""

    id: int
    vendor_id: int
    engagement_id: int | None
    template_id: int
    version_id: int
    number: int
    title: str
    completed_at: datetime | None
    laid_out_at: datetime
    owner: Who
    items: tuple[ItemFacts, ...]

    @property
    def ref(self) -> str:
        return f"CHK-{self.id:04d}"
