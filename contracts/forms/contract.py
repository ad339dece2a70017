"""A contract's facts, and the filters of the list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.forms.fields import AmountField, CurrencyField, choose, hours_field, owners, percent_field
from contracts.models import Contract, ContractKind
from contracts.models.contract import MOST_DAYS, MOST_MONTHS
from history.forms import DayField, WholeField
from vendors.models import Engagement, Vendor
from vendors.rules import money


class ContractForm(forms.ModelForm):
    """What a contract says. The vendor is settled before; a signed contract changes with a reason."""

    starts_on = DayField(label=_("Starts"), required=False)
    ends_on = DayField(label=_("Ends"), required=False, help_text=_("The last day. Empty: it goes on until notice."))
    notice_days = WholeField(
        label=_("Notice in days"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("How long before the end notice must be given. You are reminded before that day."),
    )
    renewal_months = WholeField(
        label=_("Renews by itself for months"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("Empty: it ends. Otherwise the end moves by these months once the notice day has passed."),
    )
    currency = CurrencyField(label=_("Currency"))
    cap_amount = AmountField(label=_("Cap on the cost"), required=False)
    cap_minutes = hours_field(label=_("Cap on the hours"), required=False)
    change_allowance_bp = percent_field(
        label=_("Allowance for change requests in per cent"),
        required=False,
        help_text=_("What may come on top of the milestones."),
    )
    why = forms.CharField(
        label=_("Why it changes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example which amendment says so. Needed when terms of a signed contract change."),
    )

    class Meta:
        model = Contract
        fields = [
            "title", "kind", "engagement", "master", "number", "owner", "starts_on", "ends_on", "notice_days",
            "renewal_months", "currency", "cap_amount", "cap_minutes", "change_allowance_bp",
        ]  # fmt: skip
        labels = {"number": _("Number"), "title": _("Title"), "kind": _("Paid")}
        help_texts = {
            "number": _("As it stands on the document."),
            "engagement": _("Only engagements in which this vendor is a candidate. Empty: it serves all of them."),
            "master": _("Its clauses count for this contract while it is in force."),
        }

    def __init__(
        self,
        data: Any = None,
        *,
        instance: Contract,
        vendor: Vendor,
        engagements: QuerySet[Engagement],
        visible: QuerySet[Contract],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.vendor = vendor
        choose(self, "engagement", engagements, _("All engagements with this vendor"))
        masters = visible.filter(vendor=vendor, master=None).exclude(pk=instance.pk)
        standing = masters.exclude(status=Contract.Status.TERMINATED).order_by().values("pk")
        offered = Contract.objects.filter(Q(pk__in=standing) | Q(pk=instance.master_id))
        choose(self, "master", offered, _("None"))
        choose(self, "owner", owners(instance.owner_id))
        if not instance.pk or instance.status != Contract.Status.ACTIVE:
            del self.fields["why"]
        if instance.cap_amount is not None:
            self.initial["cap_amount"] = money.major(instance.cap_amount, instance.currency)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "currency" in data and "cap_amount" in data:
            try:
                data["cap_amount"] = AmountField.in_minor(data["cap_amount"], data["currency"])
            except ValidationError as fault:
                self.add_error("cap_amount", fault)
        kind = data.get("kind")
        if kind != ContractKind.HOURLY:
            data["cap_minutes"] = None
        if kind != ContractKind.PROJECT:
            data["change_allowance_bp"] = None
        return data


class Filters(forms.Form):
    """The filters of the list of contracts; every one is in the address."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.ChoiceField(required=False, choices=[("", _("Any state")), *Contract.Status.choices])
    kind = forms.ChoiceField(required=False, choices=[("", _("Any kind of price")), *ContractKind.choices])
    owner = forms.ModelChoiceField(required=False, queryset=Person.objects.none())
    vendor = forms.CharField(required=False, max_length=20)
    engagement = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, *, visible: QuerySet[Contract]) -> None:
        super().__init__(data)
        owning = Person.objects.filter(pk__in=visible.order_by().values("owner")).order_by("name")
        choose(self, "owner", owning, _("Any owner"))

    def chosen(self) -> dict[str, Any]:
        """The filters that say something; one that cannot be read is left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
