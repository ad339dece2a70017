"""Vendors, engagements, their confirmed facts and their candidates."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Role
from portfolio.large import words
from portfolio.large.frame import APPROVED, LAPSED, Frame, S
from portfolio.large.size import Size
from portfolio.large.writer import Row
from vendors.models import FACTS, DataCategory, RiskCategory
from vendors.rules.names import name_key

VENDOR = (
    "id status name name_key legal_name legal_key kind sourcing_channel country delivery_countries delivery_languages "
    "services website domain own_number certifications owner_id approved_data_class approved_categories approved_by_id "
    "approved_on approved_until_on entered_by_id created_at"
)
ENGAGEMENT = (
    "id status title description service_category_id it_kind is_core country planned_start_on planned_sharing_on "
    "budget_amount requester_id owner_id sponsor_id data_class data_categories volume access criticality "
    "is_substitutable delivery_countries processing_role facts_entered_by created_at"
)
RISK = (
    "id engagement_id vendor_id category title inherent_likelihood inherent_impact response treatment "
    "residual_likelihood residual_impact assessed_by_id assessed_at owner_id review_on logged_by_id"
)
CHANNELS = ("established",) * 6 + ("referral", "marketplace", "job-board", "contractor")
EARLY = ("draft", "sourcing", "evaluating", "cancelled")
AFTER_AWARD: dict[str, str] = {
    S.ACTIVE: "live",
    S.SUSPENDED: "live",
    S.ENDING: "live",
    S.UNDER_WAY: "live",
    S.ENDED: "closed",
}


def country_of(size: Size, vendor: int) -> str:
    return words.COUNTRIES[size.draw(3, vendor, len(words.COUNTRIES))]


def vendors(frame: Frame) -> Iterator[Row]:
    size = frame.size
    for place in range(size.vendors):
        key, country = frame.vendor + place, country_of(size, place)
        name = words.vendor_name(place + size.seed * 1_000)
        domain = f"{''.join(part for part in name.lower() if part.isalnum())}.example"
        legal = f"{name} {words.LEGAL_FORMS.get(country, 'Ltd')}"
        channel = CHANNELS[size.draw(4, place, len(CHANNELS))]
        kind = "contractor" if channel in ("contractor", "job-board") else "company"
        service = words.PROCESSES[size.draw(5, place, len(words.PROCESSES))]
        certified = [["ISO/IEC 27001"], ["SOC 2"], [], []][size.draw(6, place, 4)]
        status, *approval = _approval(frame, place)
        languages = ["en", words.LANGUAGES[country]] if country in words.LANGUAGES else ["en"]
        yield (
            *(
                key,
                status,
                name,
                name_key(name),
                legal,
                name_key(legal),
                kind,
                channel,
                country,
                [country],
                languages,
                service,
            ),
            *(f"https://www.{domain}/", domain, f"P-{key:06d}", certified, frame.colleague(7, place)),
            *(*approval, frame.in_role(Role.PROCUREMENT, 8, place), size.at),
        )


def _approval(frame: Frame, place: int) -> Row:
    """Status, and the approval's class, categories, approver, day and end."""
    standing = frame.standing(place)
    if standing not in (APPROVED, LAPSED):
        return standing, "", [], None, None, None
    left = frame.size.draw(9, place, 360)
    until = frame.size.day(left + 35 if standing == APPROVED else -left - 1)
    by = frame.in_role(Role.APPROVER, 10, place)
    since = until.replace(year=until.year - 1, day=min(until.day, 28))
    return APPROVED, frame.approved_class(place), DataCategory.values, by, since, until


def engagements(frame: Frame) -> Iterator[Row]:
    """Those with a sharing request first, then the early and the cancelled ones."""
    size = frame.size
    for place in range(size.engagements + size.early):
        is_early = place >= size.engagements
        process = words.PROCESSES[size.draw(31, place, len(words.PROCESSES))]
        title = f"{words.UNITS[size.draw(32, place, len(words.UNITS))]}: {process}"
        state = frame.sharing_state(place)
        status = EARLY[place % len(EARLY)] if is_early else AFTER_AWARD.get(state, "awarded")
        planned = frame.planned_on(place)
        category = frame.categories[size.draw(33, place, len(frame.categories))] if frame.categories else None
        by = frame.in_role(Role.PROCUREMENT, 34, place)
        yield (
            *(
                frame.engagement + place,
                status,
                title,
                f"Hand over {process}.",
                category,
                "it",
                size.draw(35, place, 5) == 0,
            ),
            *("IE", planned, planned, 1_000_000 + size.draw(36, place, 90_000_000), frame.colleague(37, place), by),
            *(frame.colleague(38, place), *facts(frame, place).values(), dict.fromkeys(FACTS, by), size.at),
        )


def facts(frame: Frame, engagement: int) -> dict[str, Any]:
    """The facts in the order of FACTS; a finished one keeps to what needs no further safeguards."""
    size, done = frame.size, frame.is_done(engagement)
    data_class, categories = frame.data(engagement)
    country = country_of(size, frame.vendor_of(engagement))
    return {
        "data_class": data_class,
        "data_categories": categories,
        "volume": size.draw(41, engagement, 2 if done else 3),
        "access": size.draw(42, engagement, 2 if done else 5),
        "criticality": size.draw(43, engagement, 3 if done else 5),
        "is_substitutable": done or size.draw(44, engagement, 3) > 0,
        "delivery_countries": [country],
        "processing_role": "processor" if DataCategory.PERSONAL in categories else "none",
    }


def confirmations(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id engagement_id fact value entered_by_id confirmed_by_id confirmed_at. Some are still to come."""
    key = first
    for place in range(frame.size.engagements):
        entered = frame.in_role(Role.PROCUREMENT, 34, place)
        by = frame.in_role(Role.REVIEWER_SECURITY, 45, place)
        known = facts(frame, place)
        for number, fact in enumerate(FACTS):
            if frame.is_done(place) or frame.size.draw(46, place * 8 + number, 6):
                yield key, frame.engagement + place, fact, known[fact], entered, by, frame.size.at
                key += 1


def candidates(frame: Frame, first: int) -> Iterator[Row]:
    """Columns: id status engagement_id vendor_id reason. One selected, two not; early ones have a longlist."""
    size, key = frame.size, first
    for place in range(size.engagements + size.early):
        is_early = place >= size.engagements
        chosen = frame.vendor_of(place)
        others = sorted({size.draw(47, place * 2 + turn, size.vendors) for turn in range(2)} - {chosen})
        lost = ("longlisted", "") if is_early else ("rejected", "Another candidate scored higher.")
        won = "shortlisted" if is_early else "selected"
        for vendor, (status, reason) in ((chosen, (won, "")), *((other, lost) for other in others)):
            yield key, status, frame.engagement + place, frame.vendor + vendor, reason
            key += 1


def risks(frame: Frame, first: int) -> Iterator[Row]:
    """One in each category; a finished engagement's are treated and low, of the others' some are still to be."""
    size, key = frame.size, first
    for place in range(size.engagements):
        owner = frame.in_role(Role.PROCUREMENT, 34, place)
        reviewer = frame.in_role(Role.REVIEWER_SECURITY, 45, place)
        for number, category in enumerate(RiskCategory.values):
            draw = place * 5 + number
            before = (2 + size.draw(49, draw, 3), 2 + size.draw(50, draw, 4))
            is_treated = frame.is_done(place) or size.draw(51, draw, 3) > 0
            after = (*(1, 1 + size.draw(52, draw, 2)), reviewer, size.at) if is_treated else (None,) * 4
            yield (
                *(key, frame.engagement + place, frame.vendor + frame.vendor_of(place), category),
                *(words.RISKS[category], *before),
                *(("reduce", "Controls of the baseline, checked each quarter.") if is_treated else ("undecided", "")),
                *(*after, owner, size.day(30 + size.draw(53, draw, 300)), owner),
            )
            key += 1


def awards(frame: Frame, first_award: int, first_candidate: int) -> Iterator[Row]:
    """Columns: id status engagement_id candidate_id reason proposed_by_id decided_by_id decided_at laid_out_at."""
    place = 0
    for key, status, engagement, _vendor, _reason in candidates(frame, first_candidate):
        if status == "selected":
            proposed = frame.in_role(Role.PROCUREMENT, 34, place)
            decided = frame.in_role(Role.PROCUREMENT_HEAD, 48, place)
            yield (
                first_award + place,
                "confirmed",
                engagement,
                key,
                "Best weighted total within budget.",
                proposed,
                decided,
                frame.size.at,
                frame.size.at,
            )
            place += 1
