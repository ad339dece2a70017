"""What a contract costs: rate lines, milestones, charges. All amounts in minor units of the contract's currency."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from history.models import EVERY_ACT, Record, RecordQuerySet, Stateful


class PriceQuerySet(RecordQuerySet):
    def hidden_from(self, user: Any) -> "PriceQuerySet":
        """Prices are sealed with their contract."""
        return self.filter(contract__in=Contract.objects.hidden_from(user))


class RateLine(Record):
    """One role's rate an hour. `rate_e4` is in ten-thousandths of the major unit, since rates are finer than cents."""

    REF = "RTE"
    SEALED = EVERY_ACT

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rate_lines")
    role = models.CharField(_("role"), max_length=120)
    rate_e4 = models.PositiveBigIntegerField(_("rate an hour"))
    minutes = models.PositiveIntegerField(_("estimated minutes"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate line")
        verbose_name_plural = _("rate lines")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "role"], name="contracts_role_once")]

    def __str__(self) -> str:
        return self.role


class Milestone(Stateful):
    """One delivery of a per-project contract, with its amount and its acceptance."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in-progress", _("In progress")
        DELIVERED = "delivered", _("Delivered")
        ACCEPTED = "accepted", _("Accepted")

    MOVES = {
        Status.PLANNED: {Status.IN_PROGRESS, Status.DELIVERED},
        Status.IN_PROGRESS: {Status.DELIVERED, Status.PLANNED},
        Status.DELIVERED: {Status.ACCEPTED, Status.IN_PROGRESS},
        Status.ACCEPTED: set(),
    }
    REF = "MST"
    SEALED = EVERY_ACT

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    amount = models.PositiveBigIntegerField(_("amount"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True, editable=False)
    accepted_on = models.DateField(_("accepted"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["position", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class ChargeKind(models.TextChoices):
    RETAINER = "retainer", _("Retainer")
    SUBSCRIPTION = "subscription", _("Subscription")
    PER_UNIT = "per-unit", _("Per unit")
    OUTCOME = "outcome", _("Outcome or revenue share")
    ONE_OFF = "one-off", _("One-off")


class Period(models.TextChoices):
    ONCE = "once", _("Once")
    MONTH = "month", _("A month")
    QUARTER = "quarter", _("A quarter")
    YEAR = "year", _("A year")


class Charge(Record):
    """Any other price, also beside rates or milestones.

    An amount a period, a price a unit with an expected volume, or a share in basis points.
    """

    REF = "CHG"
    SEALED = EVERY_ACT

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(_("kind"), max_length=12, choices=ChargeKind)
    title = models.CharField(_("title"), max_length=200)
    amount = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    unit_price_e4 = models.PositiveBigIntegerField(_("price a unit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    volume = models.PositiveBigIntegerField(_("expected volume a period"), null=True, blank=True)
    share_bp = models.PositiveIntegerField(_("share in basis points"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=8, choices=Period, default=Period.MONTH)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False)
                | models.Q(unit_price_e4__isnull=False)
                | models.Q(share_bp__isnull=False),
                name="contracts_charge_has_a_price",
            )
        ]

    def __str__(self) -> str:
        return self.title
