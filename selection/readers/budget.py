"""How the candidates' costs stand against the budget, and what the sponsor has accepted of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from selection.models import BudgetAcceptance
from selection.readers.costs import Priced
from selection.rules.budget import covers, is_over
from vendors.models import Engagement


@dataclass(frozen=True)
class Overrun:
    """A candidate's cost that may be above the budget; `accepted` is the sponsor's yes that covers it today."""

    priced: Priced
    budget: int
    accepted: BudgetAcceptance | None

    @property
    def p90(self) -> int | None:
        return self.priced.cost.p90 if self.priced.cost else None


def overruns(engagement: Engagement, by_key: Mapping[str, Priced]) -> dict[str, Overrun]:
    """Each candidate whose cost has to be accepted before the award, or has been."""
    budget = engagement.budget_amount
    if budget is None:
        return {}
    found = {}
    given = list(BudgetAcceptance.objects.filter(engagement=engagement).select_related("accepted_by").order_by("-pk"))
    for key, one in by_key.items():
        p90 = one.cost.p90 if one.cost else None
        if one.quote.candidate_id is not None and is_over(budget, p90):
            facts = (one.quote.pk, p90, budget, engagement.currency)
            found[key] = Overrun(one, budget, next((yes for yes in given if covers(yes, *facts)), None))
    return found
