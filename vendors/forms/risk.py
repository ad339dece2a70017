"""What is typed about a risk, and about what remains of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from history.forms import DayField
from vendors.forms.fields import offer
from vendors.forms.vendor import colleagues
from vendors.models import Risk, Vendor

REVIEW_DAYS = 180
LIKELIHOODS = {1: _("rare"), 2: _("unlikely"), 3: _("possible"), 4: _("likely"), 5: _("almost certain")}
IMPACTS = {1: _("hardly felt"), 2: _("minor"), 3: _("noticeable"), 4: _("serious"), 5: _("threatens us")}


class ScaleField(forms.TypedChoiceField):
    """One of the five steps of a scale."""

    def __init__(self, steps: Mapping[int, Any], **more: Any) -> None:
        words = [(step, format_lazy("{} · {}", step, word)) for step, word in steps.items()]
        super().__init__(choices=words, coerce=int, **more)


class RiskForm(forms.ModelForm):
    """What may go wrong, how bad that is, and what is done about it; with `vendors` it is a new one."""

    inherent_likelihood = ScaleField(LIKELIHOODS, label=_("Likelihood before treatment"), initial=3)
    inherent_impact = ScaleField(IMPACTS, label=_("Impact before treatment"), initial=3)

    class Meta:
        model = Risk
        fields = [
            "vendor",
            "category",
            "title",
            "inherent_likelihood",
            "inherent_impact",
            "response",
            "treatment",
            "owner",
            "review_on",
        ]
        field_classes = {"review_on": DayField}
        widgets = {"treatment": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("One sentence, like: Ticket routing is known only to the vendor."),
            "treatment": _("What is done about it. Somebody else than the owner then says what remains."),
            "review_on": _("When somebody looks at it again."),
        }

    def __init__(self, *args: Any, today: date, vendors: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "owner", colleagues(self.instance.owner_id))
        if vendors is None:
            del self.fields["vendor"]
        else:
            offer(self, "vendor", vendors, _("Choose a vendor"))
            self.fields["review_on"].initial = today + timedelta(days=REVIEW_DAYS)
        self.fields["review_on"].widget.attrs |= {"min": today.isoformat()}


class AssessForm(forms.Form):
    """What remains of a risk after its treatment, and when to look at it again."""

    likelihood = ScaleField(LIKELIHOODS, label=_("Likelihood after treatment"))
    impact = ScaleField(IMPACTS, label=_("Impact after treatment"))
    note = forms.CharField(
        label=_("Why so much remains"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    review_on = DayField(label=_("Review on"))

    def __init__(self, data: Any = None, *, risk: Risk, today: date) -> None:
        initial = {
            "likelihood": risk.residual_likelihood or risk.inherent_likelihood,
            "impact": risk.residual_impact or risk.inherent_impact,
            "note": risk.assessment_note,
            "review_on": max(risk.review_on, today + timedelta(days=REVIEW_DAYS)),
        }
        super().__init__(data, initial=initial)
        for name, most in (("likelihood", risk.inherent_likelihood), ("impact", risk.inherent_impact)):
            field: Any = self.fields[name]
            field.choices = [step for step in field.choices if int(step[0]) <= most]
        self.fields["review_on"].widget.attrs |= {"min": today.isoformat()}


class SuggestionForm(forms.Form):
    """Which suggested risk is taken up."""

    vendor: forms.ModelChoiceField = forms.ModelChoiceField(queryset=Vendor.objects.none(), to_field_name="pk")
    key = forms.SlugField(max_length=30)

    def __init__(self, data: Any, *, vendors: Any) -> None:
        super().__init__(data)
        offer(self, "vendor", vendors)
