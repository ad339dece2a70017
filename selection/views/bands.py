"""Ranges of cost on one axis, as places in per cent."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import get_currency_precision

from selection.rules.cost import Cost


@dataclass(frozen=True)
class Band:
    """P10 to P90 with P50 and the budget, in per cent of the axis, and as amounts whose cents are rounded away."""

    left: str
    width: str
    middle: str
    budget: str
    p10: int
    p50: int
    p90: int
    budget_amount: int | None
    currency: str
    is_over: bool


def bands(costs: Mapping[str, Cost], budget: int | None, currency: str) -> dict[str, Band]:
    """The range of each cost; all on the same axis, with a little room on both sides."""
    ends = [end for one in costs.values() for end in (one.p10, one.p90)] + ([] if budget is None else [budget])
    if not costs:
        return {}
    low, high = min(ends), max(ends)
    room = max((high - low) // 20, 1)
    low, width = low - room, high - low + 2 * room

    def place(amount: int) -> float:
        return 100 * (amount - low) / width

    return {
        key: Band(
            left=f"{place(one.p10):.2f}%",
            width=f"{max(place(one.p90) - place(one.p10), 0.5):.2f}%",
            middle=f"{place(one.p50):.2f}%",
            budget="" if budget is None else f"{place(budget):.2f}%",
            p10=whole(one.p10, currency),
            p50=whole(one.p50, currency),
            p90=whole(one.p90, currency),
            budget_amount=budget,
            currency=currency,
            is_over=budget is not None and one.p90 > budget,
        )
        for key, one in costs.items()
    }


def whole(minor: int, currency: str) -> int:
    """An estimate in whole units of its currency, in minor units: its cents say nothing."""
    one = 10 ** get_currency_precision(currency)
    return (minor + one // 2) // one * one
