"""How large the portfolio is, and the draws that decide what is in each row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Size:
    """So many vendors and items; the rest in proportion, as 100,000 vendors have 20,000 sharing requests."""

    vendors: int
    items: int
    seed: int
    today: date

    @property
    def people(self) -> int:
        """Colleagues: one for fifty vendors, never fewer than twenty."""
        return max(20, self.vendors // 50)

    @property
    def engagements(self) -> int:
        """Engagements with a sharing request each."""
        return max(1, self.vendors // 5)

    @property
    def early(self) -> int:
        """Engagements that are not awarded yet, or were cancelled."""
        return self.engagements // 10

    @property
    def evidence(self) -> int:
        return self.items // 5

    @property
    def at(self) -> datetime:
        """The morning of the portfolio's day."""
        return datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=8)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def draw(self, salt: int, index: int, below: int) -> int:
        """A number from 0 to below - 1 that depends on seed, salt and index alone (splitmix64's mixing)."""
        x = (self.seed * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03 + index * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        return (x ^ (x >> 31)) % below
