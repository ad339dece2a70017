"""What an agreement says."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.forms.fields import choose, owners
from contracts.models import Agreement, Contract
from history.forms import DayField, SeveralField
from vendors.models import Vendor


class CountriesField(forms.CharField):
    """ISO 3166 codes, separated by blanks or commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        codes = re.split(r"[\s,;]+", super().clean(value).upper().strip())
        codes = [code for code in dict.fromkeys(codes) if code]
        if wrong := [code for code in codes if not re.fullmatch("[A-Z]{2}", code)]:
            raise ValidationError(
                _("Write two letters for each country, for example DE, IN. Not read: %(wrong)s."),
                params={"wrong": ", ".join(wrong)},
            )
        return codes


class AgreementForm(forms.ModelForm):
    starts_on = DayField(label=_("Starts"), required=False)
    ends_on = DayField(label=_("Ends"), required=False, help_text=_("The last day. Empty: it goes on."))
    countries = CountriesField(
        label=_("Countries covered"), required=False, help_text=_("Two letters each, for example DE, IN.")
    )
    why = forms.CharField(
        label=_("Why it changes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example which amendment says so. Needed when a signed agreement changes."),
    )

    class Meta:
        model = Agreement
        fields = ["kind", "title", "contracts", "countries", "starts_on", "ends_on", "owner"]
        labels = {"kind": _("Kind"), "title": _("Title")}
        help_texts = {"contracts": _("None chosen: it covers all contracts with this vendor.")}
        field_classes = {"contracts": SeveralField}
        widgets = {"contracts": forms.CheckboxSelectMultiple}

    def __init__(
        self, data: Any = None, *, instance: Agreement, vendor: Vendor, visible: QuerySet[Contract], **kwargs: Any
    ) -> None:
        """Of the vendor's contracts, those that are visible, and those that it covers: else saving would narrow it."""
        super().__init__(data, instance=instance, **kwargs)
        covered = Q(agreements=instance) if instance.pk else Q()
        offered = Contract.objects.filter(Q(pk__in=visible.order_by().values("pk")) | covered, vendor=vendor)
        choose(self, "contracts", offered.distinct())
        choose(self, "owner", owners(instance.owner_id))
        if not instance.pk or instance.status != Agreement.Status.ACTIVE:
            del self.fields["why"]
