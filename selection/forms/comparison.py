"""What all costs of an engagement are brought to."""

from django import forms
from django.utils.translation import gettext_lazy

from history.forms import DayField, WholeField
from selection.models import MOST_MONTHS


class ComparisonForm(forms.Form):
    """The horizon, and the day whose exchange rates count."""

    horizon_months = WholeField(
        label=gettext_lazy("Horizon in months"),
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=gettext_lazy("All costs count over the same months."),
    )
    priced_on = DayField(
        label=gettext_lazy("Pricing day"),
        help_text=gettext_lazy("The newest exchange rates on or before this day count."),
    )
