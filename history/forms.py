"""The filter of the audit log."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class FilterForm(forms.Form):
    """Which entries to show: of one record, of one kind of act, by one person, between two days."""

    ref = forms.CharField(label=_("Record"), max_length=60, required=False, strip=True)
    act = forms.CharField(label=_("What"), max_length=60, required=False)
    who = forms.CharField(label=_("Who (e-mail)"), max_length=254, required=False)
    from_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def clean_until_on(self) -> date | None:
        start, end = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if start and end and end < start:
            raise ValidationError(_("“Until” must not be before “From”."))
        return end
