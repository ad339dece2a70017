"""The filter of the audit log, and how days, numbers and choices of several records are read everywhere."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from history.models import FIRST_DAY, LAST_DAY

LARGEST_KEY = 2**63 - 1
LIKE_A_THOUSAND = re.compile(r"\s*[+-]?\d{1,3}\.000\s*")
A_DAY_OF_OURS = format_lazy(_("Write a day between {first} and {last}."), first=FIRST_DAY.year, last=LAST_DAY.year)


class DayField(forms.DateField):
    """A day that a record can hold, entered with the browser's own calendar; every form takes its days by this one."""

    default_validators = [
        MinValueValidator(FIRST_DAY, A_DAY_OF_OURS),
        MaxValueValidator(LAST_DAY, A_DAY_OF_OURS),
    ]

    def __init__(self, **more: Any) -> None:
        attrs = {"type": "date", "class": "w-auto", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__(**{"widget": forms.DateInput(format="%Y-%m-%d", attrs=attrs), **more})


class NumberField(forms.DecimalField):
    """A number with a point before its decimals; every form takes its numbers by this one.

    What is a thousand to some and a one to others (1.000) is asked for again, never guessed.
    """

    default_error_messages = {
        "invalid": _("Write a number like 1234.50: a point before the decimals, nothing between the thousands."),
        "unclear": _("“%(value)s” may be a thousand times as much to somebody else. Write it like 1000 or 1."),
    }

    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        if number is not None and not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if isinstance(value, str) and LIKE_A_THOUSAND.fullmatch(value):
            raise ValidationError(self.error_messages["unclear"], code="unclear", params={"value": value.strip()})
        return number


class WholeField(forms.IntegerField):
    """A whole number, never cut off at a point (1.000 is a thousand to some); every form takes them by this one."""

    default_error_messages = {"invalid": _("Write a whole number like 1000: no point, nothing between the thousands.")}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "." in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class SeveralField(forms.ModelMultipleChoiceField):
    """Some of the records on offer; a key that is too large for any record is refused like one that none has."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:  # SQLite
            wrong = max(value, key=len, default="")
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": wrong}
            ) from None


class FilterForm(forms.Form):
    """Which entries to show: of one record, of one kind of act, by one person, between two days."""

    ref = forms.CharField(label=_("Record"), max_length=60, required=False, strip=True)
    act = forms.CharField(label=_("What"), max_length=60, required=False)
    who = forms.CharField(label=_("Who (e-mail)"), max_length=254, required=False)
    from_on = DayField(label=_("From"), required=False)
    until_on = DayField(label=_("Until"), required=False)
    before = WholeField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def clean_until_on(self) -> date | None:
        start, end = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if start and end and end < start:
            raise ValidationError(_("“Until” must not be before “From”."))
        return end
