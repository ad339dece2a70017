"""How long we may object to a new subcontractor: the days of the clause, where a contract names them."""

from django.db.models import Q

from contracts.models import Clause, ClauseState, Contract
from vendors.models import Engagement, Vendor

KEY = "subcontractor-approval"


def objection_days(vendor: Vendor, engagement: Engagement) -> int | None:
    """The fewest days of notice that a running contract with the vendor for this engagement names (GDPR 28(2))."""
    over = [Contract.Status.EXPIRED, Contract.Status.TERMINATED]
    contracts = Contract.objects.filter(Q(engagement=engagement) | Q(engagement=None), vendor=vendor)
    found = Clause.objects.filter(
        Q(contract__in=contracts.exclude(status__in=over)), kind__key=KEY, state=ClauseState.PRESENT
    )
    days = found.exclude(value=None).order_by("value").values_list("value", flat=True).first()
    return min(days, 366) if days is not None else None
