"""What is typed of a quote: its terms, and its prices as rows of one form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.fields import AmountField, CurrencyField, hours_field, percent_field, rate_field
from contracts.forms.prices import PriceRow
from history.forms import DayField
from selection.models import LineKind, Per, Quote, QuoteKind
from selection.models.quote import BY_AMOUNT, BY_RATE
from vendors.forms.rows import Rows, formset_of
from vendors.rules import money

AMOUNTS = ("one_off_amount", "transition_amount", "exit_amount")
QUANTITY = ("quantity_low", "quantity_likely", "quantity_high")


class QuoteForm(forms.Form):
    """The terms of a quote; its prices follow on the next page."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[])
    currency = CurrencyField(label=gettext_lazy("Currency"))
    valid_until_on = DayField(label=gettext_lazy("Valid until"), required=False)
    one_off_amount = AmountField(label=gettext_lazy("One-off cost"), required=False)
    transition_amount = AmountField(label=gettext_lazy("Transition cost"), required=False)
    exit_amount = AmountField(label=gettext_lazy("Exit cost"), required=False)
    tax_bp = percent_field(
        label=gettext_lazy("Tax in per cent"),
        required=False,
        help_text=gettext_lazy("What we cannot reclaim, of all that the vendor charges."),
    )
    allowance_low = percent_field(label=gettext_lazy("Change requests in per cent, low"), required=False)
    allowance_likely = percent_field(label=gettext_lazy("Change requests in per cent, likely"), required=False)
    allowance_high = percent_field(
        label=gettext_lazy("Change requests in per cent, high"),
        required=False,
        help_text=gettext_lazy("Of the milestones, for a price per project only."),
    )
    supervision_low = hours_field(label=gettext_lazy("Own hours a month to supervise, low"), required=False)
    supervision_likely = hours_field(label=gettext_lazy("Own hours a month, likely"), required=False)
    supervision_high = hours_field(label=gettext_lazy("Own hours a month, high"), required=False)
    own_rate_e4 = rate_field(label=gettext_lazy("What an own hour costs"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What it rests on"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, currency: str, quote: Quote | None = None, is_in_house: bool = False):
        super().__init__(data, initial=_initial(quote) if quote else {"currency": currency})
        kind: Any = self.fields["kind"]
        kind.choices = [one for one in QuoteKind.choices if one[0] != QuoteKind.IN_HOUSE]
        if quote or is_in_house:
            del self.fields["kind"]
        own = quote.own_currency if quote else currency
        self.fields["own_rate_e4"].help_text = _("In %(currency)s.") % {"currency": own}

    def clean(self) -> dict[str, Any]:
        """Amounts become minor units; what is left out costs nothing."""
        values = super().clean() or self.cleaned_data
        for name in AMOUNTS:
            if values.get(name) is not None and values.get("currency"):
                try:
                    values[name] = AmountField.in_minor(values[name], values["currency"])
                except ValidationError as fault:
                    self.add_error(name, fault)
        for name in (*AMOUNTS, "tax_bp", "own_rate_e4"):
            values[name] = values.get(name) or 0
        return values


def _initial(quote: Quote) -> dict[str, Any]:
    """The quote as people write it; an amount of zero is left empty."""
    values = {name: getattr(quote, name) for name in QuoteForm.base_fields if name != "kind"}
    for name in AMOUNTS:
        values[name] = money.major(values[name], quote.currency) if values[name] else None
    return {name: None if value == 0 else value for name, value in values.items()}


class LineRow(PriceRow):
    """A price with an estimate of its quantity: all three, or none."""

    kinds: tuple[LineKind, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or not self.has_changed():
            return data
        kind = data.setdefault("kind", self.kinds[0])
        if kind in BY_AMOUNT and any(data.get(name) is not None for name in QUANTITY):
            raise ValidationError(_("An amount has no quantity."))
        for name in QUANTITY:
            if data.get(name) is not None:
                data[name] = self.in_units(kind, name, data[name])
        three = [data[name] for name in QUANTITY if data.get(name) is not None]
        if three and (len(three) < 3 or three != sorted(three)):
            raise ValidationError(_("Give low, likely and high, none below the one before it."))
        wanted = "rate_e4" if kind in BY_RATE else "amount" if kind in BY_AMOUNT else "share_bp"
        given = {name for name in ("amount", "rate_e4", "share_bp") if data.get(name) is not None}
        if given != {wanted}:
            raise ValidationError(_("Enter %(what)s, and no other price.") % {"what": WANTED[wanted]})
        return data

    def in_units(self, kind: str, name: str, value: Any) -> Any:
        """Hours were turned into minutes by their field."""
        return value


WANTED = {
    "rate_e4": gettext_lazy("a rate"),
    "amount": gettext_lazy("an amount"),
    "share_bp": gettext_lazy("a share"),
}


class RoleRow(LineRow):
    kinds = (LineKind.ROLE,)
    title = forms.CharField(label=gettext_lazy("Role"), max_length=200)
    rate_e4 = rate_field(label=gettext_lazy("Rate an hour"))
    quantity_low = hours_field(label=gettext_lazy("Hours, low"), required=False)
    quantity_likely = hours_field(label=gettext_lazy("Hours, likely"), required=False)
    quantity_high = hours_field(label=gettext_lazy("Hours, high"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=Per, initial=Per.ONCE)


class StoneRow(LineRow):
    kinds = (LineKind.MILESTONE,)
    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=200)
    amount = AmountField(label=gettext_lazy("Amount"))


class OtherRow(LineRow):
    kinds = (LineKind.RETAINER, LineKind.SUBSCRIPTION, LineKind.PER_UNIT, LineKind.OUTCOME)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", "–"), *((one.value, one.label) for one in kinds)]
    )
    title = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    amount = AmountField(label=gettext_lazy("Amount"), required=False)
    rate_e4 = rate_field(label=gettext_lazy("Price a unit"), required=False)
    share_bp = percent_field(label=gettext_lazy("Share in per cent"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False)
    quantity_low = AmountField(label=gettext_lazy("Units or base, low"), required=False)
    quantity_likely = AmountField(label=gettext_lazy("Units or base, likely"), required=False)
    quantity_high = AmountField(label=gettext_lazy("Units or base, high"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=Per, initial=Per.MONTH)

    def in_units(self, kind: str, name: str, value: Any) -> Any:
        """Units are whole; the base of a share is money."""
        if kind == LineKind.OUTCOME:
            return AmountField.in_minor(value, self.currency)
        if value != value.to_integral_value():
            raise ValidationError(_("Units are counted in whole numbers."))
        return int(value)


class OwnRow(LineRow):
    kinds = (LineKind.PEOPLE, LineKind.OVERHEAD, LineKind.TOOL)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", "–"), *((one.value, one.label) for one in kinds)]
    )
    title = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    rate_e4 = rate_field(label=gettext_lazy("Cost an hour"), required=False)
    quantity_low = hours_field(label=gettext_lazy("Hours, low"), required=False)
    quantity_likely = hours_field(label=gettext_lazy("Hours, likely"), required=False)
    quantity_high = hours_field(label=gettext_lazy("Hours, high"), required=False)
    amount = AmountField(label=gettext_lazy("Amount"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=Per, initial=Per.MONTH)


ROW_OF: dict[str, type[LineRow]] = {
    QuoteKind.HOURLY: RoleRow,
    QuoteKind.PROJECT: StoneRow,
    QuoteKind.OTHER: OtherRow,
    QuoteKind.IN_HOUSE: OwnRow,
}


def line_rows(quote: Quote, data: Any = None) -> Rows:
    """The prices of a quote as rows, as its kind has them."""
    row = ROW_OF[quote.kind]
    names = [name for name in row.base_fields if name != "pk"]
    initial = [
        {"pk": line.pk} | {name: _shown(line, name, quote.currency) for name in names} for line in quote.lines.all()
    ]
    return formset_of(row)(data, initial=initial, prefix="rows", form_kwargs={"currency": quote.currency})


def _shown(line: Any, name: str, currency: str) -> Any:
    value = getattr(line, name)
    is_money = name == "amount" or (name in QUANTITY and line.kind == LineKind.OUTCOME)
    return money.major(value, currency) if is_money and value is not None else value
