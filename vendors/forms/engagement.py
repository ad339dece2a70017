"""What is typed about an engagement and its facts."""

from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import default_country
from history.forms import DayField, NumberField
from vendors.forms.fields import CountriesField, CountryField, offer
from vendors.forms.vendor import colleagues
from vendors.models import FACTS, DataCategory, Engagement, ServiceCategory
from vendors.rules import money
from vendors.rules.facts import is_known, plain


class EngagementForm(forms.ModelForm):
    """What is to be done, for whom, by when; the facts are asked beside it, since they need confirmation."""

    country = CountryField(
        label=gettext_lazy("Country"),
        initial=default_country,
        help_text=gettext_lazy("Ours: delivery from here is onshore."),
    )
    budget = NumberField(
        label=gettext_lazy("Budget"), required=False, min_value=0, max_value=money.MOST, decimal_places=4
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3, initial="EUR")

    class Meta:
        model = Engagement
        fields = [
            "title",
            "description",
            "service_category",
            "it_kind",
            "is_core",
            "is_ip_involved",
            "skills_needed",
            "skills_missing",
            "country",
            "planned_start_on",
            "planned_sharing_on",
            "budget",
            "currency",
            "owner",
            "sponsor",
            "legal_contact",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "skills_needed": forms.Textarea(attrs={"rows": 2}),
            "skills_missing": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"planned_start_on": DayField, "planned_sharing_on": DayField}
        help_texts = {
            "skills_missing": gettext_lazy("Those of the skills needed that we do not have, or not enough of."),
            "planned_sharing_on": gettext_lazy("When data is to go to the vendor. Everybody is reminded before it."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "service_category", ServiceCategory.objects.filter(is_active=True), _("Not chosen yet"))
        for name in ("owner", "sponsor", "legal_contact"):
            offer(self, name, colleagues(getattr(self.instance, f"{name}_id")), _("Nobody yet"))
        if self.instance.budget_amount is not None:
            self.fields["budget"].initial = money.major(self.instance.budget_amount, self.instance.currency)

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].upper()
        if code not in list_currencies():
            raise forms.ValidationError(_("This is no currency. Write its three letters, like EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("budget") is not None and values.get("currency"):
            amount = money.minor(values["budget"], values["currency"])
            if amount is None:
                self.add_error("budget", money.FINER % {"currency": values["currency"]})
            elif amount > money.MOST:
                self.add_error("budget", money.TOO_LARGE)
        return values

    def values(self) -> dict[str, Any]:
        """The clean values as the record keeps them: the budget in minor units."""
        values = dict(self.cleaned_data)
        budget = values.pop("budget")
        values["budget_amount"] = None if budget is None else money.minor(budget, values["currency"])
        return values


class FactsForm(forms.ModelForm):
    """The facts that tier and gate are derived from; an answer that is left open counts as the worst."""

    data_categories = forms.MultipleChoiceField(
        label=gettext_lazy("Data categories"),
        choices=DataCategory,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    has_no_categories = forms.BooleanField(label=gettext_lazy("None of these"), required=False)
    is_substitutable = forms.TypedChoiceField(
        label=gettext_lazy("Could another vendor take over?"),
        choices=[("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        required=False,
    )
    delivery_countries = CountriesField(
        label=gettext_lazy("Countries that the data reaches"),
        required=False,
        help_text=gettext_lazy("With every place from which it can be read, like DE, IN."),
    )

    class Meta:
        model = Engagement
        fields = [*FACTS[:2], "has_no_categories", *FACTS[2:]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("data_class", "volume", "access", "criticality", "processing_role"):
            field: Any = self.fields[name]
            field.required = False
            offered = [one for one in field.choices if one[0] not in ("", None)]
            field.choices = [("", _("Not known")), *offered]
        engagement = self.instance
        self.initial["has_no_categories"] = engagement.data_categories == []
        known = {True: "yes", False: "no"}
        self.initial["is_substitutable"] = known.get(engagement.is_substitutable, "")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("has_no_categories") and values.get("data_categories"):
            self.add_error("has_no_categories", _("Choose categories, or say that there are none."))
        return values

    def facts(self) -> dict[str, Any]:
        """The facts as the record keeps them."""
        values = {name: plain(self.cleaned_data[name]) for name in FACTS}
        if not values["data_categories"]:
            values["data_categories"] = [] if self.cleaned_data["has_no_categories"] else None
        if not is_known("delivery_countries", values["delivery_countries"]):
            values["delivery_countries"] = None
        return values
