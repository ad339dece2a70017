"""Fields that read what people write: amounts, rates, hours, days, percentages."""

from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.rules import prices
from history.forms import NumberField
from vendors.rules import money

MOST_AMOUNT = Decimal("999999999999.999")


def refuse(form: forms.Form | forms.ModelForm, refusal: Any) -> None:
    """Put an action's refusal where it belongs: at the field that its code names, else above the form."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))


def choose(form: forms.Form | forms.ModelForm, name: str, queryset: Any, empty: Any = None) -> None:
    """Give a choice its records, shown by reference and name; people by name alone."""
    field: Any = form.fields[name]
    field.queryset = queryset
    field.empty_label = empty
    field.label_from_instance = lambda one: str(one) if isinstance(one, Person) else f"{one.ref} {one}"


def owners(present_id: int | None) -> Any:
    """Colleagues who can own a contract, and who owns it now."""
    can_own = Q(is_active=True, user__is_active=True)
    return Person.objects.filter(can_own | Q(pk=present_id)).order_by("name")


class AmountField(NumberField):
    """An amount in the major unit; `in_minor` turns it into minor units once the currency is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_AMOUNT, decimal_places=4, **kwargs)

    @staticmethod
    def in_minor(value: Decimal | None, currency: str) -> int | None:
        if value is None:
            return None
        amount = money.minor(value, currency)
        if amount is None:
            raise ValidationError(money.FINER, params={"currency": currency})
        if amount > money.MOST:
            raise ValidationError(money.TOO_LARGE)
        return amount


class ScaledField(NumberField):
    """A decimal number that is stored as an integer times a scale: a rate, a percentage, hours."""

    def __init__(self, *, scale: int, places: int, most: int, **kwargs: Any) -> None:
        self.scale, self.places = scale, places
        super().__init__(min_value=0, max_value=most, decimal_places=places, **kwargs)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else prices.halves_up(number * self.scale)

    def prepare_value(self, value: Any) -> Any:
        """An integer is a stored value, in as many places as may be typed; what was typed comes back as it was."""
        return plain(round(Decimal(value) / self.scale, self.places)) if isinstance(value, int) else value


def rate_field(**kwargs: Any) -> ScaledField:
    return ScaledField(scale=prices.RATE_SCALE, places=4, most=10**8, **kwargs)


def hours_field(**kwargs: Any) -> ScaledField:
    return ScaledField(scale=60, places=2, most=10**6, **kwargs)


def percent_field(**kwargs: Any) -> ScaledField:
    return ScaledField(scale=100, places=2, most=1000, **kwargs)


class CurrencyField(forms.CharField):
    """An ISO 4217 code."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "w-auto", "size": 5, "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=3, min_length=3, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        code = super().clean(value).upper()
        if code not in list_currencies():
            raise ValidationError(
                _("“%(code)s” is no currency. Write its three letters, for example EUR."), params={"code": code}
            )
        return code


def plain(number: Decimal) -> str:
    """A number without needless zeros, and never in the exponent's notation."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
