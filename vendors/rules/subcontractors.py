"""What a change of a subcontractor means: whether it gets more of our data than was approved."""

from collections.abc import Collection, Mapping
from typing import Any

from vendors.models import DATA_CLASS_ORDER, DataClass

WINDOW_DAYS = 30  # to object in, where the contract names no other time
SCOPE = ("data_class", "data_categories", "countries")


def gets_data(data_class: str, categories: Collection[str] | None) -> bool:
    """Whether it gets anything that must be protected: more than public, a category, or nobody knows."""
    return data_class != DataClass.PUBLIC or categories is None or bool(categories)


def is_wider(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a new scope holds anything that the old one did not; what is not known is wider than all."""
    worst = len(DATA_CLASS_ORDER)
    rank_was, rank_now = (DATA_CLASS_ORDER.get(one["data_class"], worst) for one in (was, now))
    return (
        rank_now > rank_was
        or _has_more(was["data_categories"], now["data_categories"])
        or bool(set(now["countries"]) - set(was["countries"]))
    )


def _has_more(was: Collection[str] | None, now: Collection[str] | None) -> bool:
    return was is not None and (now is None or bool(set(now) - set(was)))
