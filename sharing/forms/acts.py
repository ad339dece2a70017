"""What an act on a sharing request asks for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiClient
from history.forms import DayField, WholeField
from sharing.models import SharingRequest

LINES = forms.Textarea(attrs={"rows": 3})
CLEAR_BY_DAYS = 14


class ActForm(forms.Form):
    """An act's form; it knows the day and the request."""

    def __init__(self, data: Any = None, *, today: date, sharing: SharingRequest) -> None:
        super().__init__(data, initial=self.first(today, sharing))

    @staticmethod
    def first(today: date, sharing: SharingRequest) -> dict[str, Any]:
        return {}


class Nothing(ActForm):
    """An act that asks for nothing."""


class WhyForm(ActForm):
    why = forms.CharField(
        label=_("Why"), widget=LINES, help_text=_("Kept in the history; the people concerned read it.")
    )


class NoteForm(ActForm):
    note = forms.CharField(label=_("Comment"), required=False, widget=LINES)


class MoveForm(ActForm):
    planned_on = DayField(label=_("New planned sharing date"))
    until_on = DayField(label=_("Until"))
    why = forms.CharField(label=_("Why it moves"), widget=LINES, help_text=_("Every move stays in the history."))

    @staticmethod
    def first(today: date, sharing: SharingRequest) -> dict[str, Any]:
        return {"planned_on": sharing.planned_on, "until_on": sharing.until_on}


class UnderWayForm(ActForm):
    since_on = DayField(label=_("Shared since"))
    clear_by_on = DayField(label=_("To be cleared or stopped by"))
    why = forms.CharField(label=_("What is being shared, and how it came to light"), widget=LINES)

    @staticmethod
    def first(today: date, sharing: SharingRequest) -> dict[str, Any]:
        return {"clear_by_on": today + timedelta(days=CLEAR_BY_DAYS)}


class TransferForm(ActForm):
    volume = WholeField(label=_("Records handed over, about"), min_value=0, max_value=2**62, required=False)


class FinishForm(ActForm):
    why = forms.CharField(
        label=_("What shows it"),
        widget=LINES,
        help_text=_("The certificate of return or deletion, and that every access was removed."),
    )


class ClientForm(forms.Form):
    """An API client to be issued."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Which program it is, such as “Nightly export”.")
    )
    scope = forms.ChoiceField(label=_("May"), choices=ApiClient.Scope.choices)
    references = forms.CharField(
        label=_("Limited to"),
        required=False,
        help_text=_("References such as SR-0031, separated by commas. Empty: every sharing request."),
    )
    until_on = DayField(label=_("Works until"), help_text=_("Within a year."))

    def clean_references(self) -> list[str]:
        return [one.strip().upper() for one in self.cleaned_data["references"].split(",") if one.strip()]
