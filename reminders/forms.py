"""What people type on the pages of reminders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from history.forms import DayField, WholeField
from reminders.models import Anchor, Reminder


class FilterForm(forms.Form):
    """The ledger's filter; every part of it is in the address."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *Reminder.Status.choices])
    anchor = forms.ChoiceField(label=_("Counts from"), required=False, choices=[("", _("Any")), *Anchor.choices])
    ref = forms.CharField(
        label=_("About"), required=False, max_length=60, widget=forms.TextInput(attrs={"placeholder": "SR-0031"})
    )
    person = forms.CharField(
        label=_("To"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"placeholder": _("Name or e-mail")}),
    )
    from_on = DayField(label=_("From"), required=False)
    until_on = DayField(label=_("Until"), required=False)
    before = WholeField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        if wanted.get("from_on") and wanted.get("until_on") and wanted["until_on"] < wanted["from_on"]:
            self.add_error("until_on", _("“Until” must not be before “from”."))
        return wanted


class SnoozeForm(forms.Form):
    until_on = DayField(label=_("Until"))
    reason = forms.CharField(label=_("Why"), max_length=300)
