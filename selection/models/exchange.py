"""What one currency was worth in another, as a file said."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Record, RecordQuerySet
from selection.models.quote import is_code

SCALE = 10**10


class ExchangeRateQuerySet(RecordQuerySet):
    def on_or_before(self, day: date) -> "ExchangeRateQuerySet":
        """What was known by then, the newest first."""
        return self.filter(on__lte=day).order_by("-on", "base", "currency")

    def newest(self) -> "ExchangeRateQuerySet":
        """Of each pair the newest of these rows only."""
        pair = {"base": models.OuterRef("base"), "currency": models.OuterRef("currency")}
        newer = self.order_by().filter(**pair, on__gt=models.OuterRef("on"))
        return self.filter(~models.Exists(newer))


class ExchangeRate(Record):
    """On that day one unit of `base` was worth `rate_e10` ten-thousand-millionths (1e-10) of a unit of `currency`."""

    REF = "FXR"

    on = models.DateField(_("day"))
    base = models.CharField(_("base"), max_length=3)
    currency = models.CharField(_("currency"), max_length=3)
    rate_e10 = models.PositiveBigIntegerField(_("rate"))
    source = models.CharField(_("source"), max_length=200)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-on", "base", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["base", "currency", "on"], name="selection_rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate_e10__gt=0), name="selection_rate_above_zero"),
            models.CheckConstraint(
                condition=is_code("base") & is_code("currency") & ~models.Q(base=models.F("currency")),
                name="selection_rate_of_two_currencies",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="selection_rate_has_a_source"),
        ]
        permissions = [("import_rates", "Can import exchange rates")]

    def __str__(self) -> str:
        return f"{self.base}/{self.currency} {self.on}"
