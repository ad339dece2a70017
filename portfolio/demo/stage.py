"""What the scenes share: the day, the people, and who has been brought on so far."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from accounts.models import Person, User
from contracts.models import Contract
from sharing.models import SharingRequest
from vendors.models import Engagement, Vendor


@dataclass
class Stage:
    """The demonstration in the making; everything in it is dated from `today`."""

    today: date
    now: datetime
    users: dict[str, User]
    vendors: dict[str, Vendor] = field(default_factory=dict)
    engagements: dict[str, Engagement] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    sharings: dict[str, SharingRequest] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 10) -> datetime:
        """That hour of the day so many days from today; never later than now."""
        day = datetime.combine(self.day(offset), datetime.min.time(), UTC)
        return min(day + timedelta(hours=hour), self.now)

    def contact(self, vendor: str, place: int = 0) -> Person:
        """The vendor's main contact, or the next ones."""
        return list(self.vendors[vendor].contacts.select_related("person"))[place].person
