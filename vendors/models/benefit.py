"""What an engagement is expected to bring, and against what that is measured."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Record
from vendors.models.engagement import Engagement


class BenefitKind(models.TextChoices):
    QUALITY = "quality", _("Efficiency and quality")
    COST = "cost", _("Cost")
    EXPERTISE = "expertise", _("Expert resources")
    FOCUS = "focus", _("Focus on the core business")
    SERVICE = "service", _("Customer service")


class Benefit(Record):
    """One expected benefit: what is to become better, where it stands today, and how one will know."""

    REF = "BEN"

    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="benefits", verbose_name=_("engagement"), editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=BenefitKind)
    expected = models.CharField(_("what is expected"), max_length=300)
    baseline = models.CharField(_("today"), max_length=300)
    measure = models.CharField(_("how it is measured"), max_length=300)

    class Meta:
        verbose_name = _("expected benefit")
        verbose_name_plural = _("expected benefits")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.expected
