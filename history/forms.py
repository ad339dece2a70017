"""The filter of the audit log, and how days and choices of several records are read everywhere."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from history.models import FIRST_DAY, LAST_DAY

LARGEST_KEY = 2**63 - 1
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
    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def clean_until_on(self) -> date | None:
        start, end = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if start and end and end < start:
            raise ValidationError(_("“Until” must not be before “From”."))
        return end
