"""The facts that tier and gate are derived from, and who confirmed them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record
from vendors.models.engagement import Engagement

FACTS = (
    "data_class",
    "data_categories",
    "volume",
    "access",
    "criticality",
    "is_substitutable",
    "delivery_countries",
    "processing_role",
)


class FactConfirmation(Record):
    """A reviewer's word that one fact of an engagement is so; it ends when the fact is changed.

    Who entered the fact cannot confirm it (in the database); who asked for the sharing does not count as a
    confirmer of it either, which the gate reads, since one engagement may have many requests.
    """

    REF = "FCT"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="confirmations")
    fact = models.CharField(_("fact"), max_length=30, choices=[(name, name) for name in FACTS])
    value = models.JSONField(_("value"), null=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("fact confirmation")
        verbose_name_plural = _("fact confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "fact"],
                condition=models.Q(ended_at=None),
                name="vendors_one_confirmation_a_fact",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("entered_by")),
                name="vendors_fact_not_confirmed_by_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.fact}"
