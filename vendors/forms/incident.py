"""What is typed about an incident, and about what its reassessment found."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from history.forms import DayField
from vendors.forms.fields import offer
from vendors.models import Incident
from vendors.rules.incidents import MOST_REASSESS_DAYS, REASSESS_DAYS


def reassess_field(today: date) -> dict[str, str]:
    return {"max": (today + timedelta(days=MOST_REASSESS_DAYS)).isoformat()}


class IncidentForm(forms.ModelForm):
    """What happened, when, and by when somebody looks at the vendor anew; with `engagements` it is a new one."""

    is_stopping = forms.TypedChoiceField(
        label=_("What is cleared for this vendor"),
        choices=[
            ("stop", _("Stop it now: an approver decides anew before anything more is shared")),
            ("keep", _("Leave it: it goes on as far as the raised tier demands nothing more")),
        ],
        coerce=lambda word: word == "stop",
        initial="stop",
        widget=forms.RadioSelect,
        help_text=_("In doubt, stop. It can be stopped later too, as long as the incident is open."),
    )

    class Meta:
        model = Incident
        fields = ["kind", "title", "details", "happened_on", "engagement", "reassess_on"]
        field_classes = {"happened_on": DayField, "reassess_on": DayField}
        widgets = {"details": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": _("One sentence, like: Tickets of ours were readable for other customers."),
            "details": _("What is known, from whom, and what the vendor does about it. No personal data."),
            "engagement": _("Only where it concerns no other engagement with this vendor."),
            "reassess_on": _("From the day after it, nothing is shared before somebody has said what was found."),
        }

    def __init__(self, *args: Any, today: date, engagements: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["happened_on"].widget.attrs |= {"max": today.isoformat()}
        self.fields["reassess_on"].widget.attrs |= reassess_field(today)
        if engagements is None:
            del self.fields["engagement"], self.fields["is_stopping"]
            return
        offer(self, "engagement", engagements.distinct().order_by("title", "pk"), _("All of this vendor's"))
        self.fields["happened_on"].initial = today
        self.fields["reassess_on"].initial = today + timedelta(days=REASSESS_DAYS)


class FindingForm(forms.Form):
    """What a reassessment found, or why it was no incident."""

    finding = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, *, label: str) -> None:
        super().__init__(data)
        self.fields["finding"].label = label


class ReopenIncidentForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reassess_on = DayField(label=_("Reassess by"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"reassess_on": today + timedelta(days=REASSESS_DAYS)})
        self.fields["reassess_on"].widget.attrs |= reassess_field(today)
