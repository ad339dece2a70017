"""The gate policy: what each data class and category demands; versioned, published versions never change."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful


class GatePolicyQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "GatePolicyQuerySet":
        return self

    def current(self, today: date) -> "GatePolicyQuerySet":
        """The newest published policy that counts by this day, as a query of at most one row."""
        return self.filter(status=GatePolicy.Status.PUBLISHED, counts_from_on__lte=today).order_by("-number")[:1]


class GatePolicy(Stateful):
    """One version of the policy; the newest published one that counts is in force. `rules` is read by sharing.rules."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    MOVES = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: set()}
    FROZEN = "OLD.status <> 'draft'"
    REF = "POL"

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    rules = models.JSONField(_("rules"), default=dict)
    counts_from_on = models.DateField(_("counts from"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = GatePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate policy")
        verbose_name_plural = _("gate policies")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, counts_from_on__isnull=False),
                name="sharing_published_policy_counts_from_a_day",
            )
        ]
        permissions = [("publish_policy", "Can publish gate policies")]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"
