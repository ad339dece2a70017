"""What all tables of the portfolio share: where their keys begin, and who belongs to what."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Person, Role
from checklists.models import Answer, Checklist, Evidence, Item
from contracts.models import Agreement, Contract
from portfolio.large.size import Size
from portfolio.large.writer import next_id
from sharing.models import Clearance, SharingRequest
from vendors.models import DataCategory, DataClass, Engagement, Vendor

ROLES = list(Role)
USERS = 48
APPROVED, LAPSED = "approved", "lapsed"
DATA: tuple[tuple[DataClass, list[str]], ...] = (
    (DataClass.PUBLIC, []),
    (DataClass.INTERNAL, []),
    (DataClass.CONFIDENTIAL, [DataCategory.PERSONAL.value]),
    (DataClass.CONFIDENTIAL, [DataCategory.SOURCE_CODE.value]),
    (DataClass.CONFIDENTIAL, [DataCategory.FINANCIAL.value, DataCategory.PERSONAL.value]),
    (DataClass.RESTRICTED, [DataCategory.PERSONAL.value]),
)
S = SharingRequest.Status
# Twenty sharing requests in a row: how many stand where; "ready" lacks only the approval.
SHARINGS = (
    *(S.CLEARED, S.ACTIVE) * 3,
    *(S.REQUESTED,) * 5,
    *(S.DRAFT, "ready", S.DRAFT, "ready", S.SUSPENDED),
    *(S.ENDED, S.REFUSED, S.UNDER_WAY, S.ENDING),
)
DONE = {S.CLEARED, S.ACTIVE, S.ENDED, S.ENDING, "ready"}


@dataclass(frozen=True)
class Layout:
    """One template version as it is laid out: its items as (key, code, asks, area, required, evidence wanted)."""

    version_id: int
    is_for_vendor: bool
    items: list[tuple[int, str, str, str, bool, bool]]


@dataclass(frozen=True)
class Frame:
    """The portfolio before its rows: sizes, first keys, and the data that every installation has."""

    size: Size
    person: int
    vendor: int
    engagement: int
    contract: int
    agreement: int
    checklist: int
    item: int
    answer: int
    evidence: int
    sharing: int
    clearance: int
    categories: list[int]
    clause_kinds: list[int]

    @classmethod
    def of(cls, size: Size, categories: list[int], clause_kinds: list[int]) -> "Frame":
        return cls(
            size,
            person=next_id(Person),
            vendor=next_id(Vendor),
            engagement=next_id(Engagement),
            contract=next_id(Contract),
            agreement=next_id(Agreement),
            checklist=next_id(Checklist),
            item=next_id(Item),
            answer=next_id(Answer),
            evidence=next_id(Evidence),
            sharing=next_id(SharingRequest),
            clearance=next_id(Clearance),
            categories=categories,
            clause_kinds=clause_kinds,
        )

    # people: first the colleagues, then each vendor's main contact, then the second contacts
    def colleague(self, salt: int, index: int) -> int:
        return self.person + self.size.draw(salt, index, self.size.people)

    def in_role(self, role: str, salt: int, index: int) -> int:
        """A colleague who holds this role; colleagues hold the roles in turn."""
        holders = range(ROLES.index(Role(role)), min(USERS, self.size.people), len(ROLES))
        return self.person + holders[self.size.draw(salt, index, len(holders))]

    def contact(self, vendor: int) -> int:
        return self.person + self.size.people + vendor

    # vendors, by their place
    def standing(self, vendor: int) -> str:
        """The vendor's status; `lapsed` is an approval whose end is past."""
        part = self.size.draw(11, vendor, 100)
        bounds = ((64, APPROVED), (67, LAPSED), (80, "under-review"), (92, "prospect"), (95, "suspended"))
        return next((word for bound, word in bounds if part < bound), "rejected" if part < 98 else "offboarded")

    def approved_class(self, vendor: int) -> str:
        return (DataClass.CONFIDENTIAL, DataClass.RESTRICTED, DataClass.RESTRICTED)[self.size.draw(12, vendor, 3)].value

    def vendor_of(self, engagement: int) -> int:
        """The place of the vendor of an engagement: an approved one, except for some that are still blocked."""
        size = self.size
        few = max(1, size.vendors // 20)
        place = (
            size.draw(13, engagement, few)
            if size.draw(14, engagement, 10) < 3
            else size.draw(15, engagement, size.vendors)
        )
        if self.sharing_state(engagement) not in DONE and size.draw(16, engagement, 10) == 0:
            return place
        for step in range(size.vendors):
            if self.standing((place + step) % size.vendors) == APPROVED:
                return (place + step) % size.vendors
        return place

    # engagements and what is to be shared under them
    def sharing_state(self, engagement: int) -> str:
        """The sharing's status, or `ready`."""
        return SHARINGS[engagement % len(SHARINGS)]

    def is_done(self, engagement: int) -> bool:
        """Whether all that the gate asks for is there."""
        return self.sharing_state(engagement) in DONE

    def data(self, engagement: int) -> tuple[str, list[str]]:
        """Data class and categories; a finished one stays within its vendor's approval."""
        data_class, categories = DATA[self.size.draw(21, engagement, len(DATA))]
        if self.is_done(engagement) and data_class == DataClass.RESTRICTED:
            data_class = DataClass.CONFIDENTIAL
        return data_class.value, categories

    def planned_on(self, engagement: int) -> date:
        """The planned sharing date: past for what runs or ran, ahead for the others."""
        state, offset = (
            self.sharing_state(engagement),
            self.size.draw(22, engagement, 25 if self.is_done(engagement) else 120),
        )
        ahead = state not in (S.ACTIVE, S.ENDED, S.ENDING, S.SUSPENDED)
        return self.size.day(offset + 1 if ahead else -offset - 1)
