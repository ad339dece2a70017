"""The vendors that a vendor uses for an engagement, with what they get of our data."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models.engagement import Engagement
from vendors.models.vendor import DataClass, Vendor


class SubcontractorQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "SubcontractorQuerySet":
        """Who sees the engagement sees who works in it."""
        return self.filter(engagement__in=Engagement.objects.visible_to(user))

    def live(self) -> "SubcontractorQuerySet":
        """Those that are used, or are to be."""
        return self.exclude(status=Subcontractor.Status.ENDED)


class Subcontractor(Stateful):
    """A fourth party: a vendor that a vendor uses for an engagement (GDPR 28(2) and (4); DORA 30(2)(a)).

    What it gets is a data class with categories; what is not known counts as the worst. It may be objected to until
    the end of the window that its notice opened, and is approved by somebody else than who entered it (in the
    database).
    """

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        OBJECTED = "objected", _("Objected to")
        APPROVED = "approved", _("Approved")
        ENDED = "ended", _("Ended")

    MOVES = {
        Status.ANNOUNCED: {Status.APPROVED, Status.OBJECTED, Status.ENDED},
        Status.OBJECTED: {Status.APPROVED, Status.ENDED},
        Status.APPROVED: {Status.ANNOUNCED, Status.OBJECTED, Status.ENDED},
        Status.ENDED: set(),
    }
    GUARDED = True
    REF = "SUB"
    UNTRACKED = frozenset({"name_key"})
    PERSONAL = frozenset({"note"})

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.ANNOUNCED, editable=False)
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="subcontractors", verbose_name=_("used by")
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="subcontractors", verbose_name=_("engagement")
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    service = models.CharField(_("what it does"), max_length=200)
    data_class = models.CharField(_("highest data class that it gets"), max_length=12, choices=DataClass, blank=True)
    data_categories = models.JSONField(_("data categories that it gets"), null=True, blank=True)
    countries = models.JSONField(_("countries that the data reaches there"), default=list)
    since_on = models.DateField(_("used since"), null=True, blank=True)
    notified_on = models.DateField(_("notified on"))
    objection_until_on = models.DateField(_("can be objected to until"))
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("ended"), null=True, blank=True, editable=False)
    note = models.TextField(_("note on the decision"), blank=True, editable=False)

    objects = SubcontractorQuerySet.as_manager()

    class Meta:
        verbose_name = _("subcontractor")
        verbose_name_plural = _("subcontractors")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "engagement", "name_key"],
                condition=~models.Q(status="ended"),
                name="vendors_subcontractor_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False) & ~models.Q(data_class=""),
                name="vendors_subcontractor_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("entered_by")),
                name="vendors_subcontractor_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(objection_until_on__gte=models.F("notified_on")),
                name="vendors_subcontractor_window_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(status="ended", ended_on__isnull=False)
                | ~models.Q(status="ended") & models.Q(ended_on__isnull=True),
                name="vendors_subcontractor_ended_on_a_day",
            ),
        ]
        permissions = [
            ("log_subcontractor", "Can log subcontractors of vendors"),
            ("approve_subcontractor", "Can approve and object to subcontractors"),
        ]

    def __str__(self) -> str:
        return self.name

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id

    def is_window_open(self, today: date) -> bool:
        """Whether it waits for a word of ours, and an objection is still in time."""
        return self.status == self.Status.ANNOUNCED and today <= self.objection_until_on
