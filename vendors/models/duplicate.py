"""Two vendors that may be one: suggested by what they share, decided by somebody."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet
from vendors.models.vendor import Vendor


class SharedMark(models.TextChoices):
    """What two vendors share that makes them look like one."""

    NAME = "name", _("Name")
    DOMAIN = "domain", _("Domain")
    LEI = "lei", _("LEI")
    REGISTRATION = "registration", _("Registration number")
    DUNS = "duns", _("D-U-N-S number")


class DuplicateQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "DuplicateQuerySet":
        vendors = Vendor.objects.visible_to(user)
        return self.filter(vendor__in=vendors, other__in=vendors)

    def open(self) -> "DuplicateQuerySet":
        """Those on which nobody has decided, both vendors still standing for themselves."""
        return self.filter(told_apart_at=None, vendor__merged_into=None, other__merged_into=None)


class Duplicate(Record):
    """A pair of vendors that share a mark; `vendor` is the one that was logged first. It merges nothing by itself."""

    REF = "DUP"

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    shared = models.JSONField(_("shared"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    told_apart_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    told_apart_at = models.DateTimeField(_("told apart"), null=True, editable=False)
    why = models.TextField(_("reason"), blank=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "other"], name="vendors_duplicate_once"),
            models.CheckConstraint(condition=models.Q(vendor__lt=models.F("other")), name="vendors_duplicate_in_order"),
        ]
        permissions = [("merge_vendor", "Can merge vendors and tell them apart")]

    def __str__(self) -> str:
        return f"{self.vendor} / {self.other}"
