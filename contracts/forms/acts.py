"""What an act on a contract, an agreement or a milestone asks for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import ClauseState
from contracts.readers.uploads import ACCEPT
from history.forms import DayField, WholeField

LINES = forms.Textarea(attrs={"rows": 3})


class ActForm(forms.Form):
    """An act's form; `DATED` names the field that today is a good guess for."""

    DATED = ""

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={self.DATED: today})


class Nothing(ActForm):
    """An act that asks for nothing."""


class WhyForm(ActForm):
    why = forms.CharField(label=_("Why"), widget=LINES, help_text=_("Kept in the history."))


class SignForm(ActForm):
    DATED = "signed_on"

    signed_on = DayField(label=_("Signed by both sides on"))
    why = forms.CharField(
        label=_("Without a signed document: why, and where the original lies"),
        required=False,
        widget=LINES,
        help_text=_("Leave this empty when the signed document is uploaded."),
    )


class NoticeForm(ActForm):
    DATED = "given_on"

    given_on = DayField(label=_("Notice given on"))
    ends_on = DayField(label=_("Ends on"), required=False, help_text=_("Empty: the day that follows from the terms."))
    why = forms.CharField(label=_("Note"), required=False, widget=LINES)


class DeliverForm(ActForm):
    DATED = "delivered_on"

    delivered_on = DayField(label=_("Delivered on"))


class AcceptForm(ActForm):
    DATED = "accepted_on"

    accepted_on = DayField(label=_("Accepted on"))
    note = forms.CharField(label=_("Comment"), required=False, widget=LINES)


class SendBackForm(ActForm):
    note = forms.CharField(label=_("What is missing"), widget=LINES)


class UploadForm(forms.Form):
    upload = forms.FileField(
        label=_("File"), allow_empty_file=True, max_length=500, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
    is_signed = forms.BooleanField(label=_("Signed by both sides: it can never be changed again"), required=False)


class ClauseForm(forms.Form):
    state = forms.ChoiceField(label=_("What you found"), choices=ClauseState, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place in the document"), required=False, max_length=120, help_text=_("For example § 7.2, annex 2.")
    )
    value = WholeField(
        label=_("Figure"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("Hours of a breach notice, days of a notice period."),
    )
    reason = forms.CharField(
        label=_("Why it is not needed"),
        required=False,
        widget=LINES,
        help_text=_("Counts once a reviewer, who is somebody else, has confirmed it."),
    )
