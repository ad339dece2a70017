"""A version of the gate policy: its rules as JSON, and the day from which it counts."""

import json
from typing import Any

from django import forms
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from history.forms import DayField
from sharing.rules import policy


class RulesField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        """A number of thousands of digits is no rule, nor what nests as deep, nor what no database keeps as text."""
        try:
            rules = super().to_python(value)
            if b"\\u0000" in json.dumps(rules, ensure_ascii=False).encode():
                raise ValueError
        except (ValueError, RecursionError) as fault:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from fault
        return rules

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was refused is shown again as it was typed."""
        try:
            self.to_python(data)
        except forms.ValidationError:
            return InvalidJSONInput(data or "")
        return super().bound_data(data, initial)


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
