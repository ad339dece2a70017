"""A version of the gate policy: its rules as JSON, and the day from which it counts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from history.forms import DayField
from sharing.rules import policy


class RulesField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        """A number of thousands of digits is no rule, and no failure of ours."""
        try:
            return super().to_python(value)
        except ValueError as fault:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from fault


class PolicyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    rules = RulesField(
        label=_("Rules"),
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "font-monospace"}),
        help_text=_("What each data class and category demands. The strictest of all that apply counts."),
    )

    def clean_rules(self) -> Any:
        rules = self.cleaned_data["rules"]
        if wrong := policy.faults(rules):
            raise forms.ValidationError(wrong)
        return rules


class PublishForm(forms.Form):
    counts_from_on = DayField(
        label=_("Counts from"), help_text=_("What stands is judged by it from that day on, not before.")
    )
