"""What is typed about a reusable set of criteria."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selection.forms.scorecard import WeightField
from selection.models import LEVELS, CriteriaSet, SetCriterion, Source


class CriteriaSetForm(forms.ModelForm):
    class Meta:
        model = CriteriaSet
        fields = ("title", "about")
        widgets = {"about": forms.Textarea(attrs={"rows": 2})}


class SetCriterionForm(forms.ModelForm):
    """One criterion of a set. What a deal-breaker is follows from its floor, and it must be answered."""

    weight = WeightField(label=gettext_lazy("Weight"), initial=10)
    floor = forms.TypedChoiceField(
        label=gettext_lazy("Rules out at or under"),
        choices=[("", gettext_lazy("Never")), *((level, str(level)) for level in LEVELS[:-1])],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("With a level, the criterion is a deal-breaker, and must be answered."),
    )

    class Meta:
        model = SetCriterion
        fields = (
            "title",
            "about",
            "weight",
            "source",
            *(f"level_{level}" for level in LEVELS),
            "is_must_answer",
            "floor",
        )
        widgets = {"about": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        is_breaker = values.get("floor") is not None
        if is_breaker and values.get("source") == Source.COST:
            self.add_error("floor", _("What comes from the comparable cost rules nobody out."))
        self.instance.is_deal_breaker = is_breaker
        if is_breaker:
            values["is_must_answer"] = True
        return values

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "is_deal_breaker": self.cleaned_data["floor"] is not None}
