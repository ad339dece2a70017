"""What an approval of a vendor says yes to, and when a new one says less than the old."""

from collections.abc import Collection
from datetime import date

from vendors.models import DataCategory, DataClass, Vendor, at_least

LONGEST_MONTHS = 36  # the longest interval between two assessments, that of a low tier


def latest_end(today: date) -> date:
    """The last day until which an approval that is given today may hold."""
    month = today.month + LONGEST_MONTHS
    year, month = today.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(today.day, 28))


def is_lowered(vendor: Vendor, data_class: str, categories: Collection[str], until_on: date) -> bool:
    """Whether these terms take something away from the approval that stands."""
    return (
        vendor.status == Vendor.Status.APPROVED
        and vendor.approved_until_on is not None
        and (
            not at_least(data_class, vendor.approved_data_class)
            or not set(vendor.approved_categories) <= set(categories)
            or until_on < vendor.approved_until_on
        )
    )


def unknown_terms(data_class: str, categories: Collection[str]) -> list[str]:
    """The words among these terms that are no data class or category of ours."""
    unknown = [] if data_class in DataClass.values else [data_class]
    return unknown + sorted(set(categories) - set(DataCategory.values))
