"""One version of a template, laid out for one vendor."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from checklists.models.template import TemplateVersion
from history.models import Record, RecordQuerySet
from vendors.models import Engagement, Vendor


class ChecklistQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ChecklistQuerySet":
        if user.has_perm("checklists.view_checklist"):
            return self
        return self.filter(
            models.Q(engagement__in=Engagement.objects.visible_to(user))
            | models.Q(engagement=None, vendor__in=Vendor.objects.visible_to(user))
        )

    def open(self) -> "ChecklistQuerySet":
        return self.filter(closed_at=None)


class Checklist(Record):
    """A checklist for a vendor in one engagement, or (engagement empty) for the vendor as a whole.

    The counters are derived from the items in the transaction that changes them. `completed_at` is the end of
    the last completed round: the last moment at which nothing required was outstanding any more.
    """

    REF = "CHK"
    UNTRACKED = frozenset({"item_count", "required_count", "outstanding_count", "submitted_count"})

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="checklists", verbose_name=_("vendor"))
    engagement = models.ForeignKey(
        Engagement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="checklists",
        verbose_name=_("engagement"),
    )
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="checklists")
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="owned_checklists", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    rule = models.CharField(_("laid out by"), max_length=200, blank=True)
    laid_out_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    laid_out_at = models.DateTimeField(_("laid out"))
    sent_at = models.DateTimeField(_("sent to the vendor"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    item_count = models.PositiveIntegerField(default=0, editable=False)
    required_count = models.PositiveIntegerField(default=0, editable=False)
    outstanding_count = models.PositiveIntegerField(default=0, editable=False)
    submitted_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["vendor", "engagement"], name="checklists_by_vendor"),
            models.Index(fields=["engagement"], name="checklists_by_engagement"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "engagement", "version"],
                condition=models.Q(closed_at=None, engagement__isnull=False),
                name="checklists_once_an_engagement",
            ),
            models.UniqueConstraint(
                fields=["vendor", "version"],
                condition=models.Q(closed_at=None, engagement__isnull=True),
                name="checklists_once_a_vendor",
            ),
        ]
        permissions = [("lay_out_checklist", "Can lay out checklists and send them to vendors")]

    def __str__(self) -> str:
        return str(self.version.template)
