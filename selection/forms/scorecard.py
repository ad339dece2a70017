"""What is typed about criteria, evaluators and scores."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from history.forms import WholeField
from selection.models import LEVELS, CriteriaSet, Criterion, Score, Source


class WeightField(WholeField):
    """A weight, which counts against the other weights."""

    default_validators = [MaxValueValidator(1000, gettext_lazy("At most 1,000: only the proportions matter."))]

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=0, widget=forms.NumberInput(attrs={"max": 1000}), **more)


class SetUpForm(forms.Form):
    """Which reusable set the scorecard is copied from."""

    criteria_set = forms.ModelChoiceField(
        CriteriaSet.objects.filter(is_active=True, criteria__isnull=False).distinct(),
        label=gettext_lazy("Criteria"),
        empty_label=None,
    )


class WeightsForm(forms.Form):
    """Weight, duty to answer and floor of every criterion, in one table; fields are named by the criterion's key."""

    def __init__(self, data: Any, criteria: Iterable[Criterion]) -> None:
        super().__init__(data)
        self.criteria = list(criteria)
        for one in self.criteria:
            self._add(one)

    def _add(self, one: Criterion) -> None:
        label = {"title": one.title}
        self.fields[f"weight_{one.pk}"] = WeightField(label=_("Weight of %(title)s") % label, initial=one.weight)
        if one.source == Source.SCORED:
            self.fields[f"must_{one.pk}"] = forms.BooleanField(
                label=_("%(title)s must be answered") % label, required=False, initial=one.is_must_answer
            )
            self.fields[f"floor_{one.pk}"] = forms.TypedChoiceField(
                label=_("%(title)s rules out at or under") % label,
                choices=[("", _("Never")), *((level, _("Level %(n)d") % {"n": level}) for level in LEVELS[:-1])],
                coerce=int,
                empty_value=None,
                required=False,
                initial=one.floor,
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        names = ("weight", "must", "floor")
        return [
            {
                "criterion": one,
                **{name: self[f"{name}_{one.pk}"] for name in names if f"{name}_{one.pk}" in self.fields},
            }
            for one in self.criteria
        ]

    def changes(self) -> dict[int, dict[str, Any]]:
        """What a deal-breaker is follows from its floor, and it must be answered."""
        given = self.cleaned_data
        changes: dict[int, dict[str, Any]] = {}
        for one in self.criteria:
            changes[one.pk] = {"weight": given[f"weight_{one.pk}"]}
            if one.source == Source.SCORED:
                floor = given[f"floor_{one.pk}"]
                is_must = given[f"must_{one.pk}"] or floor is not None
                changes[one.pk] |= {"floor": floor, "is_deal_breaker": floor is not None, "is_must_answer": is_must}
        return changes


class CriterionForm(forms.ModelForm):
    """One criterion of the engagement's own, with what its levels mean."""

    weight = WeightField(label=gettext_lazy("Weight"), initial=10)

    class Meta:
        model = Criterion
        fields = ("title", "about", "weight", *(f"level_{level}" for level in LEVELS), "is_must_answer")
        widgets = {"about": forms.Textarea(attrs={"rows": 2})}


class InviteForm(forms.Form):
    """A colleague who can sign in."""

    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Evaluator"))

    def __init__(self, data: Any = None, *, invited: Iterable[int] = ()) -> None:
        super().__init__(data)
        people = Person.objects.active().filter(user__is_active=True).exclude(pk__in=list(invited))
        self.fields["person"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class DeclareForm(forms.Form):
    """The statement, agreed to."""

    is_free = forms.BooleanField(label=gettext_lazy("I have no conflict of interest"))

    def __init__(self, data: Any = None, *, statement: str = "") -> None:
        super().__init__(data)
        self.fields["is_free"].label = statement


class ScoresForm(forms.Form):
    """One candidate on every criterion: a level or none yet, and a note."""

    def __init__(self, data: Any, criteria: Iterable[Criterion], given: dict[int, Score]) -> None:
        super().__init__(data)
        self.criteria = list(criteria)
        for one in self.criteria:
            there = given.get(one.pk)
            self.fields[f"level_{one.pk}"] = forms.TypedChoiceField(
                label=one.title,
                choices=[*((level, text) for level, text in one.levels), ("", _("No score yet"))],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=(there and there.value) or "",
            )
            self.fields[f"note_{one.pk}"] = forms.CharField(
                label=_("Note on %(title)s") % {"title": one.title},
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=there.note if there else "",
            )

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [
            {"criterion": one, "level": self[f"level_{one.pk}"], "note": self[f"note_{one.pk}"]}
            for one in self.criteria
        ]

    def levels(self) -> dict[int, tuple[int | None, str]]:
        given = self.cleaned_data
        return {one.pk: (given[f"level_{one.pk}"], given[f"note_{one.pk}"]) for one in self.criteria}
