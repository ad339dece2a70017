"""Rate lines, milestones and charges as rows of one form; blank rows at its end are for more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.forms.fields import AmountField, hours_field, percent_field, rate_field
from contracts.models import Charge, ChargeKind, Contract, ContractKind, Milestone, Period, RateLine
from history.forms import DayField, WholeField
from vendors.forms.rows import Row, Rows, formset_of
from vendors.rules import money


class PriceRow(Row):
    """A row of prices in one currency."""

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        self.currency = currency
        super().__init__(*args, **more)

    def clean_amount(self) -> int | None:
        return AmountField.in_minor(self.cleaned_data.get("amount"), self.currency)


class RateRow(PriceRow):
    role = forms.CharField(label=_("Role"), max_length=120)
    rate_e4 = rate_field(label=_("Rate an hour"))
    minutes = hours_field(label=_("Estimated hours"), required=False)


class MilestoneRow(PriceRow):
    title = forms.CharField(label=_("Milestone"), max_length=200)
    amount = AmountField(label=_("Amount"))
    due_on = DayField(label=_("Due"), required=False)


class ChargeRow(PriceRow):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *ChargeKind.choices])
    title = forms.CharField(label=_("What for"), max_length=200)
    amount = AmountField(label=_("Amount"), required=False)
    unit_price_e4 = rate_field(label=_("Price a unit"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False)
    volume = WholeField(label=_("Units a period"), required=False, min_value=0, max_value=10**12)
    share_bp = percent_field(label=_("Share in per cent"), required=False)
    period = forms.ChoiceField(label=_("Period"), choices=Period, initial=Period.MONTH)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and all(data.get(name) is None for name in ("amount", "unit_price_e4", "share_bp")):
            raise ValidationError(_("Enter an amount, a price a unit, or a share."))
        return data


FORMSETS = {
    ContractKind.HOURLY: formset_of(RateRow),
    ContractKind.PROJECT: formset_of(MilestoneRow),
    ContractKind.OTHER: formset_of(ChargeRow),
}


def price_rows(contract: Contract, kind: str, data: Any = None) -> Rows:
    """The rows of a contract's prices of one kind: its own, or the charges that any contract may have."""
    lines: list[RateLine | Milestone | Charge]
    if kind == ContractKind.HOURLY:
        lines = list(contract.rate_lines.all())
    elif kind == ContractKind.PROJECT:
        lines = list(contract.milestones.all())
    else:
        lines = list(contract.charges.all())
    formset = FORMSETS[ContractKind(kind)]
    names = [name for name in formset.form.base_fields if name != "pk"]
    initial = [
        {"pk": line.pk} | {name: _shown(getattr(line, name), name, contract) for name in names} for line in lines
    ]
    return formset(data, initial=initial, prefix="rows", form_kwargs={"currency": contract.currency})


def _shown(value: Any, name: str, contract: Contract) -> Any:
    return money.major(value, contract.currency) if name == "amount" and value is not None else value
