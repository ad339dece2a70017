"""A sharing request, and the filters of the list."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from contracts.forms.fields import choose, owners
from contracts.models import Contract
from history.forms import DayField, WholeField
from sharing.forms.fields import CountriesField, DerogationsField
from sharing.models import SharingRequest
from vendors.models import DataCategory, DataClass, Engagement, Vendor

LINES = forms.Textarea(attrs={"rows": 3})


class EngagementForm(forms.Form):
    """Under which engagement something is to be shared."""

    engagement = forms.ModelChoiceField(queryset=Engagement.objects.none(), label=_("Engagement"))

    def __init__(self, data: Any = None, *, engagements: QuerySet[Engagement]) -> None:
        super().__init__(data)
        choose(self, "engagement", engagements, _("Choose an engagement"))


class SharingForm(forms.ModelForm):
    """What is to be shared, with whom, why, how, and when. The engagement is settled before."""

    data_categories = forms.MultipleChoiceField(
        label=_("Data categories"),
        choices=DataCategory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that the data holds. Each brings its own conditions."),
    )
    countries = CountriesField(
        label=_("Countries that it reaches"),
        help_text=_("Names or two letters, separated by commas. Places of storage and of remote access count."),
    )
    transfer_bases = DerogationsField(
        label=_("Derogations"),
        help_text=_("Only where nothing else carries a transfer (GDPR 49): “US: the reason”, one a line."),
    )
    planned_on = DayField(label=_("Planned sharing date"), help_text=_("Reminders count from this day."))
    until_on = DayField(label=_("Until"), help_text=_("The last day. A clearance never lasts longer."))

    class Meta:
        model = SharingRequest
        fields = [
            "title", "vendor", "contract", "is_evaluation", "data_class", "data_categories", "description", "purpose",
            "volume", "way", "destination", "countries", "transfer_bases", "legal_basis", "retention", "frequency",
            "planned_on", "until_on", "owner",
        ]  # fmt: skip
        widgets = {"description": LINES, "purpose": LINES}
        field_classes = {"volume": WholeField}
        help_texts = {
            "title": _("What people will call it, such as “Customer contact data”."),
            "contract": _("Empty for an evaluation, which wants a non-disclosure agreement instead."),
            "is_evaluation": _("For a tender or pilot. It ends with the award."),
            "data_class": _("The highest class in the data set."),
            "volume": _("How many records, about."),
            "destination": _("A server, a system, an address."),
            "owner": _("Hears of everything that concerns this request."),
        }

    def __init__(self, data: Any = None, *, instance: SharingRequest, today: date, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.today = today
        engagement = instance.engagement
        taking_part = Q(candidates__engagement=engagement) | Q(contracts__engagement=engagement)
        choose(self, "vendor", Vendor.objects.live().filter(taking_part | Q(pk=instance.vendor_id)).distinct())
        serving = Contract.objects.filter(Q(engagement=engagement) | Q(engagement=None)).filter(
            vendor__in=self.fields["vendor"].queryset  # type: ignore[attr-defined]
        )
        sealed = Contract.objects.hidden_from(user).exclude(pk=instance.contract_id or 0).order_by().values("pk")
        choose(self, "contract", serving.exclude(status=Contract.Status.TERMINATED).exclude(pk__in=sealed), _("None"))
        choose(self, "owner", owners(instance.owner_id))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        planned, until = data.get("planned_on"), data.get("until_on")
        if planned and planned < self.today and "planned_on" in self.changed_data:
            self.add_error("planned_on", _("The planned sharing date must be today or later."))
        if planned and until and until < planned:
            self.add_error("until_on", _("“Until” must not be before the planned sharing date."))
        contract, vendor = data.get("contract"), data.get("vendor")
        if contract and vendor and contract.vendor_id != vendor.pk:
            self.add_error("contract", _("This contract is with another vendor."))
        strange = sorted(set(data.get("transfer_bases") or {}) - set(data.get("countries") or []))
        if strange:
            message = _("%(list)s is not among the countries above.") % {"list": ", ".join(strange)}
            self.add_error("transfer_bases", message)
        return data

    def _post_clean(self) -> None:
        """The record is written by the action, which checks it; the form leaves it alone."""


class Filters(forms.Form):
    """The filters of the list of requests; every one is in the address."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.ChoiceField(required=False, choices=[("", _("Any state")), *SharingRequest.Status.choices])
    data_class = forms.ChoiceField(required=False, choices=[("", _("Any data class")), *DataClass.choices])
    owner = forms.ModelChoiceField(required=False, queryset=Person.objects.none())
    vendor = forms.CharField(required=False, max_length=20)
    engagement = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, *, visible: QuerySet[SharingRequest]) -> None:
        super().__init__(data)
        owning = Person.objects.filter(pk__in=visible.order_by().values("owner")).order_by("name")
        choose(self, "owner", owning, _("Any owner"))

    def chosen(self) -> dict[str, Any]:
        """The filters that say something; one that cannot be read is left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
