"""Contracts with prices and clauses, and the agreements beside them."""

from collections.abc import Iterator

from accounts.models import Role
from portfolio.large import words
from portfolio.large.frame import Frame, S
from portfolio.large.vendors import country_of
from portfolio.large.writer import Row

CONTRACT = (
    "id status vendor_id engagement_id kind title number owner_id starts_on ends_on notice_days renewal_months "
    "signed_on currency cap_amount cap_minutes created_at"
)
KINDS = ("hourly", "project", "other")
UNSIGNED = ("draft", "in-review", "awaiting-signature", "active", "active")
RATES = (("Agent, first line", 38_0000), ("Agent, second line", 52_5000), ("Team lead", 71_2500))


def kind(frame: Frame, engagement: int) -> str:
    return KINDS[frame.size.draw(51, engagement, len(KINDS))]


def contracts(frame: Frame) -> Iterator[Row]:
    """One for each engagement with a sharing request; each year a few of them end."""
    size = frame.size
    for place in range(size.engagements):
        status = "active" if frame.is_done(place) else UNSIGNED[size.draw(52, place, len(UNSIGNED))]
        signed = size.day(-size.draw(53, place, 300) - 30)
        ended = frame.sharing_state(place) == S.ENDED
        ends = size.day(-10) if ended else size.day(200 + size.draw(54, place, 700))
        number = f"{size.today.year}/{place:06d}"
        title = f"{words.PROCESSES[size.draw(31, place, len(words.PROCESSES))].capitalize()}, {number}"
        hourly = kind(frame, place) == "hourly"
        yield (
            *(frame.contract + place, "expired" if ended else status, frame.vendor + frame.vendor_of(place)),
            *(frame.engagement + place, kind(frame, place), title, number, frame.in_role(Role.PROCUREMENT, 34, place)),
            *(signed, ends, 90, 12 if size.draw(55, place, 3) == 0 else None),
            *(signed if status == "active" else None, "EUR", 40_000_000 if hourly else None),
            *(480_000 if hourly else None, size.at),
        )


def rate_lines(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id contract_id role rate_e4 minutes position."""
    hourly = (place for place in range(frame.size.engagements) if kind(frame, place) == "hourly")
    for count, place in enumerate(hourly):
        for position, (role, rate) in enumerate(RATES):
            yield first + count * len(RATES) + position, frame.contract + place, role, rate, 120_000, position


def milestones(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id status contract_id title amount due_on position."""
    projects = (place for place in range(frame.size.engagements) if kind(frame, place) == "project")
    for count, place in enumerate(projects):
        for position, title in enumerate(("Design", "Build", "Acceptance")):
            due = frame.size.day(frame.size.draw(56, place, 60) + position * 45)
            key = first + count * 3 + position
            yield key, "planned", frame.contract + place, title, 1_500_000 + position * 500_000, due, position


def charges(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id contract_id kind title amount period."""
    others = (place for place in range(frame.size.engagements) if kind(frame, place) == "other")
    for count, place in enumerate(others):
        amount = 200_000 + frame.size.draw(57, place, 5_000_000)
        yield first + count, frame.contract + place, "subscription", "Service fee", amount, "month"


def clauses(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id contract_id kind_id state place entered_by_id. Where all is done, each clause is present."""
    key = first
    for place in range(frame.size.engagements):
        by = frame.in_role(Role.REVIEWER_LEGAL, 58, place)
        for number, kind_id in enumerate(frame.clause_kinds):
            absent = not frame.is_done(place) and frame.size.draw(59, place * 64 + number, 7) == 0
            where = "" if absent else f"§ {number + 4}"
            yield key, frame.contract + place, kind_id, "absent" if absent else "present", where, by
            key += 1


def agreements(frame: Frame) -> Iterator[Row]:
    """Columns: id status vendor_id kind title countries starts_on ends_on signed_on owner_id."""
    size, key, seen = frame.size, frame.agreement, set()
    for place in range(size.engagements):
        vendor = frame.vendor_of(place)
        if vendor in seen or (not frame.is_done(place) and size.draw(60, place, 3) == 0):
            continue
        seen.add(vendor)
        for number, sort in enumerate(("nda", "dpa", "scc")):
            since = size.day(-size.draw(61, place * 3 + number, 300) - 30)
            countries = [country_of(size, vendor)] if sort == "scc" else []
            owner = frame.in_role(Role.PROCUREMENT, 34, place)
            yield key, "active", frame.vendor + vendor, sort, "", countries, since, size.day(500), since, owner
            key += 1
