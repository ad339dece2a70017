"""What all quotes of an engagement are brought to, and what its sponsor accepted above the budget."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import EVERY_ACT, Record, RecordQuerySet
from selection.models.prices import blinded, engagements_with_prices
from selection.models.quote import Quote, is_code
from vendors.models import Engagement

HORIZON_MONTHS = 36
MOST_MONTHS = 240


class Comparison(Record):
    """The horizon that all costs of an engagement are brought to, and the day whose exchange rates count."""

    REF = "CMP"

    engagement = models.OneToOneField(Engagement, on_delete=models.PROTECT, related_name="comparison")
    horizon_months = models.PositiveSmallIntegerField(_("horizon in months"), default=HORIZON_MONTHS)
    priced_on = models.DateField(_("pricing day"))

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(horizon_months__gte=1, horizon_months__lte=MOST_MONTHS),
                name="selection_horizon_within_reason",
            )
        ]

    def __str__(self) -> str:
        return str(self.engagement)


class BudgetAcceptanceQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "BudgetAcceptanceQuerySet":
        return self.filter(engagement__in=engagements_with_prices(user))

    def hidden_from(self, user: Any) -> "BudgetAcceptanceQuerySet":
        return self.filter(engagement__in=blinded(user))


class BudgetAcceptance(Record):
    """The sponsor's yes to a cost that may be above the budget; for one quote, and up to the P90 that it was given for.

    `p90_amount` is None where the cost could not be compared. Nobody accepts it for a quote that they submitted (in the
    database).
    """

    REF = "BUD"
    SEALED = EVERY_ACT
    PERSONAL = frozenset({"reason"})

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="budget_acceptances")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="budget_acceptances")
    p90_amount = models.BigIntegerField(_("P90"), null=True, blank=True)
    budget_amount = models.PositiveBigIntegerField(_("budget"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.TextField(_("reasons"))
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    accepted_at = models.DateTimeField(_("accepted"), editable=False)

    objects = BudgetAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted cost above budget")
        verbose_name_plural = _("accepted costs above budget")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(accepted_by=models.F("submitted_by")),
                name="selection_budget_by_a_second_person",
            ),
            models.CheckConstraint(condition=is_code("currency"), name="selection_budget_currency"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="selection_budget_says_why"),
        ]

    def __str__(self) -> str:
        return self.ref
