"""What is typed about a subcontractor, and about a decision on it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.forms import DayField, WholeField
from vendors.actions.subcontractor import MOST_WINDOW_DAYS
from vendors.forms.fields import CountriesField, offer
from vendors.models import DataCategory, DataClass, Subcontractor


class SubcontractorForm(forms.Form):
    """Who it is, what it does, what it gets and where; with `vendors` it is a new one."""

    vendor: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Used by"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    service = forms.CharField(label=gettext_lazy("What it does"), max_length=200)
    data_class = forms.ChoiceField(
        label=gettext_lazy("Highest data class that it gets"),
        choices=[("", gettext_lazy("Not known")), *DataClass.choices],
        required=False,
        help_text=gettext_lazy("Public, if it gets none of our data."),
    )
    data_categories = forms.MultipleChoiceField(
        label=gettext_lazy("Data categories that it gets"),
        choices=DataCategory,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    has_no_categories = forms.BooleanField(label=gettext_lazy("None of these"), required=False)
    countries = CountriesField(
        label=gettext_lazy("Countries that our data reaches there"), help_text=gettext_lazy("Like DE, IN.")
    )
    since_on = DayField(label=gettext_lazy("Used since"), required=False)
    notified_on = DayField(label=gettext_lazy("Notified on"), help_text=gettext_lazy("When the vendor told us."))
    window_days = WholeField(
        label=gettext_lazy("Days to object"), min_value=0, max_value=MOST_WINDOW_DAYS, help_text=""
    )

    def __init__(
        self,
        data: Any = None,
        *,
        days: int,
        today: date,
        vendors: Any = None,
        chosen: int | None = None,
        subcontractor: Subcontractor | None = None,
    ) -> None:
        initial = {"notified_on": today, "window_days": days, "vendor": chosen}
        if subcontractor is not None:
            kept = ("name", "service", "data_class", "data_categories", "countries", "since_on")
            initial |= {name: getattr(subcontractor, name) for name in kept}
            initial["has_no_categories"] = subcontractor.data_categories == []
        super().__init__(data, initial=initial)
        self.fields["window_days"].help_text = _("From the contract's clause where it names them, else 30.")
        if vendors is None:
            del self.fields["vendor"]
        else:
            offer(self, "vendor", vendors, _("Choose a vendor"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("has_no_categories") and values.get("data_categories"):
            self.add_error("has_no_categories", _("Choose categories, or say that there are none."))
        return values

    def values(self) -> dict[str, Any]:
        """The clean values as the record keeps them: no category ticked is not known, unless that was said."""
        values = dict(self.cleaned_data)
        has_none = values.pop("has_no_categories")
        if not values["data_categories"]:
            values["data_categories"] = [] if has_none else None
        return values


class NoteForm(forms.Form):
    """A word on a decision, which may be left out."""

    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndForm(forms.Form):
    """When it ended, and what became of our data there."""

    ended_on = DayField(label=gettext_lazy("Ended on"))
    why = forms.CharField(
        label=gettext_lazy("What became of our data there"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
