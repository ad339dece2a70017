"""The one door that keeps out what comes too late. Call it with records that were read again under their lock."""

from history.models import NotAllowed
from vendors.models import Engagement, Vendor
from vendors.rules import over


def refuse_over(engagement: Engagement | None) -> None:
    """Nothing changes in an engagement that is over."""
    _refuse(over.why_over(engagement))


def refuse_merged(vendor: Vendor) -> None:
    """Nothing is done with a vendor that was merged into another."""
    _refuse(over.why_merged(vendor))


def refuse_late(vendor: Vendor, engagement: Engagement | None = None) -> None:
    """Nothing begins with a vendor that we do not work with, nor in an engagement that is over."""
    _refuse(over.why_nothing_begins(vendor, engagement))


def why_settled(vendor: Vendor, engagement: Engagement | None) -> str:
    """The same where nothing of ours is out: while data is, due diligence goes on until it has come back."""
    why = over.why_nothing_begins(vendor, engagement)
    return "" if why and _is_data_out(vendor, engagement) else why


def _is_data_out(vendor: Vendor, engagement: Engagement | None) -> bool:
    rows = vendor.sharing_requests.unfinished()
    return rows.filter(engagement=engagement).exists() if engagement is not None else rows.exists()


def _refuse(why: str) -> None:
    if why:
        raise NotAllowed(why, code="over")
