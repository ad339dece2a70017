"""An engagement as somebody asks for it: what is to be done, with the benefits that are expected as rows below."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.forms.engagement import EngagementForm
from vendors.forms.rows import Row, Rows, formset_of
from vendors.models import Benefit, BenefitKind

PREFIX = "benefits"


class BenefitRow(Row):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "–"), *BenefitKind.choices])
    expected = forms.CharField(label=gettext_lazy("What is expected"), max_length=300)
    baseline = forms.CharField(label=gettext_lazy("Today"), max_length=300)
    measure = forms.CharField(label=gettext_lazy("How it is measured"), max_length=300)


BenefitRows = formset_of(BenefitRow)


class IntakeForm(EngagementForm):
    """The engagement and its benefits are saved together or not at all; without rows they stay as they are."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        standing = self.instance.benefits.all() if self.instance.pk else ()
        self.rows: Rows = BenefitRows(
            self.data if self.has_rows else None, initial=[*map(_shown, standing)], prefix=PREFIX
        )

    @property
    def has_rows(self) -> bool:
        return self.is_bound and f"{PREFIX}-TOTAL_FORMS" in self.data

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.has_rows and not self.rows.is_valid():
            self.add_error(
                None, _("An expected benefit says what is expected, how it is today and how it is measured.")
            )
        return values

    def values(self) -> dict[str, Any]:
        """The clean values as the record keeps them, with the benefits where the rows were sent."""
        return super().values() | ({"benefits": self.rows.rows()} if self.has_rows else {})


def _shown(benefit: Benefit) -> dict[str, Any]:
    return {name: getattr(benefit, name) for name in ("pk", "kind", "expected", "baseline", "measure")}
