"""What is typed about named staff: who they are, how they were screened, when they left, and that they are gone."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.forms import DayField
from vendors.forms.fields import offer
from vendors.models import Engagement, NamedStaff, Screening


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class StaffForm(forms.Form):
    """Somebody of a vendor who works under our accounts."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.CharField(label=gettext_lazy("Role"), max_length=150, help_text=gettext_lazy("What they do for us."))
    engagement: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Engagement"), required=False
    )
    accounts = forms.CharField(
        label=gettext_lazy("Our accounts"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What they get in with, one on a line: directory, VPN, badge."),
    )
    starts_on = DayField(label=gettext_lazy("Starts on"))
    leaves_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("As far as it is known. The accounts are to be removed then."),
    )

    def __init__(
        self, data: Any = None, *, engagements: Any, initial: Any = None, staff: NamedStaff | None = None
    ) -> None:
        if staff is not None:
            kept = ("role", "engagement", "accounts", "starts_on", "leaves_on")
            initial = {name: getattr(staff, name) for name in kept}
            initial |= {"name": staff.person.name, "email": staff.person.email}
        super().__init__(data, initial=initial)
        if staff is not None and staff.engagement_id:
            engagements = engagements | Engagement.objects.filter(pk=staff.engagement_id)
        offer(self, "engagement", engagements.distinct().order_by("title", "pk"), _("None in particular"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        starts_on, leaves_on = values.get("starts_on"), values.get("leaves_on")
        if starts_on and leaves_on and leaves_on < starts_on:
            self.add_error("leaves_on", _("The last day is not before the first."))
        return values


class ScreeningForm(forms.Form):
    """What a screening came to."""

    screening = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[(Screening.PASSED, gettext_lazy("Passed")), (Screening.FAILED, gettext_lazy("Failed"))],
        widget=forms.RadioSelect,
    )
    on = DayField(label=gettext_lazy("Screened on"))
    note = _words(gettext_lazy("What was looked at"), gettext_lazy("Identity, right to work, references; no papers."))


class LeavingForm(forms.Form):
    on = DayField(label=gettext_lazy("Last day"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.fields["on"].widget.attrs["max"] = today.isoformat()


class RemovalForm(forms.Form):
    note = _words(gettext_lazy("How one knows"), gettext_lazy("Like the ticket, or today's list of the directory."))
