"""What a reviewer writes beside a decision, and what is asked of a waiver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.forms import DayField

NOTE_MAX = 2_000


class DecisionForm(forms.Form):
    """Note and end; `seen` says what the page showed, so that nothing newer is decided unread."""

    note = forms.CharField(max_length=NOTE_MAX, required=False, label=_("Note to the vendor"))
    until = DayField(label=_("Counts until"), required=False)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def first_error(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class BulkForm(forms.Form):
    """One note for all that was selected."""

    note = forms.CharField(max_length=NOTE_MAX, required=False)


class WaiverForm(forms.Form):
    reason = forms.CharField(
        max_length=NOTE_MAX, widget=forms.Textarea(attrs={"rows": 3}), label=_("Why the condition cannot be met")
    )
    compensating_control = forms.CharField(
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("What protects the data instead"),
        help_text=_("The approver reads this, and it is repeated to whoever approves the sharing."),
    )
    ends_on = DayField(label=_("Until"), help_text=_("12 months at most."))


class DecideWaiverForm(forms.Form):
    note = forms.CharField(
        max_length=NOTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Note"),
        help_text=_("Needed to refuse or to revoke."),
    )


class DueForm(forms.Form):
    due_on = DayField(label=_("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].widget.attrs["class"] = "form-control form-control-sm w-auto"


class AssignForm(forms.Form):
    """Whom an item goes to: a colleague, or a contact where the vendor is asked; empty is the area's queue."""

    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, label=_("Owner"), empty_label=_("The area's queue")
    )

    def __init__(self, *args: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    counts_from_on = DayField(
        label=_("Counts from"),
        help_text=_("From this day it is laid out. What is laid out already stays in its version."),
    )


class WhyForm(forms.Form):
    why = forms.CharField(max_length=NOTE_MAX, required=False, label=_("Why"))
