"""The part of a selection dossier that says what everything costs: quotes, what they come to, and on which basis."""

from typing import Any

from selection.models import BudgetAcceptance, Quote
from selection.readers.budget import Overrun
from selection.readers.costs import Costs, Priced
from selection.readers.frozen import day, exact, instant, who
from selection.rules.cost import DRAWS, NUMPY, NotComparable

Facts = dict[str, Any]

OF_A_QUOTE = (
    "kind",
    "currency",
    "one_off_amount",
    "transition_amount",
    "exit_amount",
    "tax_bp",
    "allowance_low",
    "allowance_likely",
    "allowance_high",
    "supervision_low",
    "supervision_likely",
    "supervision_high",
    "own_rate_e4",
    "own_currency",
    "note",
)
OF_A_LINE = (
    "kind",
    "title",
    "amount",
    "rate_e4",
    "share_bp",
    "quantity_low",
    "quantity_likely",
    "quantity_high",
    "unit",
    "period",
)


def over_budget(found: Overrun | None) -> Facts | None:
    if found is None:
        return None
    return {"p90": found.p90, "budget": found.budget, "accepted": found.accepted.ref if found.accepted else None}


def accepted(one: BudgetAcceptance) -> Facts:
    return {
        "ref": one.ref,
        "quote": f"{Quote.REF}-{one.quote_id:04d}",
        "p90": one.p90_amount,
        "budget": one.budget_amount,
        "currency": one.currency,
        "reason": one.reason,
        "accepted_by": who(one.accepted_by_id),
        "accepted_at": instant(one.accepted_at),
    }


def basis_of_costs(costs: Costs) -> Facts:
    basis = costs.basis
    used = basis.rates.used_for(code for one in costs.by_key.values() for code in one.terms.currencies)
    return {
        "currency": basis.rates.into,
        "horizon_months": basis.horizon_months,
        "priced_on": day(basis.priced_on),
        "seed": basis.seed,
        "draws": DRAWS,
        "numpy": NUMPY,
        "rates": [
            {
                "base": basis.rates.base,
                "currency": code,
                "rate": exact(rate.value),
                "on": day(rate.on),
                "source": rate.source,
            }
            for code, rate in sorted(used.items())
        ],
    }


def quote_facts(priced: Priced) -> Facts:
    quote = priced.quote
    return {
        "ref": quote.ref,
        "key": priced.key,
        **{name: getattr(quote, name) for name in OF_A_QUOTE},
        "valid_until_on": day(quote.valid_until_on),
        "entered_by": who(quote.entered_by_id),
        "submitted_by": who(quote.submitted_by_id),
        "submitted_at": instant(quote.submitted_at),
        "lines": [{"ref": line.ref, **{name: getattr(line, name) for name in OF_A_LINE}} for line in quote.lines.all()],
        "cost": _cost(priced),
    }


def _cost(priced: Priced) -> Facts:
    """What the quote comes to, or the code of the reason why nobody can say."""
    if isinstance(priced.result, NotComparable):
        return {"why_not": priced.result.reason, "what": priced.result.what}
    found = priced.result
    return {
        "currency": found.currency,
        "mean": found.mean,
        "p10": found.p10,
        "p50": found.p50,
        "p90": found.p90,
        "parts": dict(found.parts),
    }
