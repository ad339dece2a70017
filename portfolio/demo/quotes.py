"""What the candidates of the demonstration ask, each in its own way, and the exchange rates that bring it together."""

from dataclasses import dataclass, field
from typing import Any

from portfolio.demo.stage import Stage
from selection import actions
from selection.actions.importing import import_rates
from selection.models import Candidate, LineKind, Per, Quote, QuoteKind
from selection.readers.rate_rows import RateRow, RateRows

HOUR = 60
RATES = {"USD": "1.0837", "CZK": "25.285", "GBP": "0.86412", "INR": "90.4345", "PLN": "4.3108"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """A quote; `vendor` is empty for the in-house one, `valid` in days from today."""

    vendor: str
    kind: str
    lines: tuple[Row, ...]
    terms: Row = field(default_factory=dict)
    valid: int = 60


def spread(name: str, low: int, likely: int, high: int) -> Row:
    return {f"{name}_low": low, f"{name}_likely": likely, f"{name}_high": high}


def by_hour(
    title: str, rate_e4: int, hours: tuple[int, int, int], per: str = Per.MONTH, kind: str = LineKind.ROLE
) -> Row:
    """A role, or people of ours: a rate an hour with the hours that are expected."""
    low, likely, high = (hour * HOUR for hour in hours)
    return {"kind": kind, "title": title, "rate_e4": rate_e4, "period": per, **spread("quantity", low, likely, high)}


def amount(kind: str, title: str, value: int, per: str = Per.ONCE) -> Row:
    return {"kind": kind, "title": title, "amount": value, "period": per}


SUPERVISED = {"own_rate_e4": 68_0000, **spread("supervision", 20 * HOUR, 30 * HOUR, 45 * HOUR)}
CLAIMS = (
    Offer(
        "saltmarsh",
        QuoteKind.HOURLY,
        (by_hour("Lead developer", 78_0000, (100, 120, 180)), by_hour("Developer", 54_0000, (440, 520, 760))),
        {"transition_amount": 60_000_00, "exit_amount": 25_000_00, **SUPERVISED},
    ),
    Offer(
        "oakhollow",
        QuoteKind.OTHER,
        (
            amount(LineKind.RETAINER, "Team of seven", 54_000_00, Per.MONTH),
            amount(LineKind.SUBSCRIPTION, "Test environment", 9_600_00, Per.YEAR),
            {
                "kind": LineKind.PER_UNIT,
                "title": "Change outside of hours",
                "rate_e4": 1_150_0000,
                "unit": "change",
                "period": Per.QUARTER,
                **spread("quantity", 2, 5, 12),
            },
        ),
        {"exit_amount": 40_000_00, "own_rate_e4": 68_0000, **spread("supervision", 480, 600, 960)},
    ),
    Offer(
        "arundaya",
        QuoteKind.PROJECT,
        tuple(amount(LineKind.MILESTONE, f"Release {number}", 96_000_00) for number in range(1, 13)),
        {
            "currency": "USD",
            "transition_amount": 90_000_00,
            "exit_amount": 60_000_00,
            **spread("allowance", 1_000, 2_500, 9_000),
            "own_rate_e4": 68_0000,
            **spread("supervision", 40 * HOUR, 70 * HOUR, 120 * HOUR),
            "note": "Twelve releases in three years; each change request is priced on its own.",
        },
        valid=25,
    ),
    Offer(
        "ostrel",
        QuoteKind.HOURLY,
        (by_hour("Developer", 1_240_0000, (560, 680, 980)),),
        {"currency": "CZK", "transition_amount": 1_400_000_00, **SUPERVISED},
        valid=-6,
    ),
    Offer(
        "",
        QuoteKind.IN_HOUSE,
        (
            by_hour("Six developers, to be hired", 61_0000, (700, 780, 900), kind=LineKind.PEOPLE),
            amount(LineKind.OVERHEAD, "Recruiting and training", 64_000_00, Per.YEAR),
            amount(LineKind.TOOL, "Licences", 38_000_00, Per.YEAR),
        ),
        {"one_off_amount": 45_000_00},
    ),
)
DESK = (
    Offer(
        "lumenbay",
        QuoteKind.OTHER,
        (amount(LineKind.RETAINER, "Desk, day and night", 15_900_00, Per.MONTH),),
        {"transition_amount": 30_000_00, "exit_amount": 20_000_00, **SUPERVISED},
    ),
    Offer(
        "wislok",
        QuoteKind.HOURLY,
        (
            by_hour("Agent, first line", 31_5000, (10_200, 10_800, 11_300), Per.ONCE),
            by_hour("Agent, second line", 42_0000, (5_100, 5_400, 5_700), Per.ONCE),
            by_hour("Lead", 56_0000, (1_700, 1_800, 1_900), Per.ONCE),
        ),
    ),
)


def know_rates(stage: Stage) -> None:
    """The rates of the last three working days or so, as a file would bring them."""
    rows: list[RateRow] = []
    for days_ago in (7, 4, 1):
        for currency, value in RATES.items():
            rate_e10 = int(value.replace(".", "")) * 10 ** (10 - len(value.partition(".")[2]))
            moved = rate_e10 + rate_e10 * (days_ago - 1) // 2_000
            source = "Daily reference rates of the bank"
            rows.append(RateRow(len(rows) + 2, stage.day(-days_ago), "EUR", currency, moved, source))
    import_rates(RateRows("reference-rates.csv", "0" * 64, rows), stage.users["grainne"], stage.now)


def submit(stage: Stage, key: str, offers: tuple[Offer, ...]) -> None:
    """Maeve enters each quote, and submits it."""
    engagement, maeve = stage.engagements[key], stage.users["maeve"]
    for offer in offers:
        candidate = None
        if offer.vendor:
            candidate = Candidate.objects.get(engagement=engagement, vendor=stage.vendors[offer.vendor])
        terms = {"currency": "EUR", "valid_until_on": stage.day(offer.valid), **offer.terms}
        quote: Quote = actions.log_quote(engagement, candidate, offer.kind, maeve, stage.today, **terms)
        actions.set_quote_lines(quote, maeve, offer.lines)
        actions.submit_quote(quote, maeve, stage.now)
