"""What is typed to set a tier by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.rules.tier import LEVELS, Level
from history.forms import DayField


class TierForm(forms.Form):
    """Another tier and why; a lower one has an end."""

    level = forms.ChoiceField(label=_("Tier"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    until_on = DayField(label=_("Until"), help_text=_("The last day on which it counts. A year at most."))

    def __init__(self, data: Any = None, *, derived: Level, is_lower: bool) -> None:
        super().__init__(data)
        rank = LEVELS.index(derived)
        offered = LEVELS[:rank] if is_lower else LEVELS[rank + 1 :]
        field: Any = self.fields["level"]
        field.choices = [(one.value, one.label) for one in offered]
        if not is_lower:
            del self.fields["until_on"]
