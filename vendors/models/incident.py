"""What went wrong at a vendor, or warns that something may: it raises the tier and opens a reassessment."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models.engagement import Engagement
from vendors.models.vendor import Vendor


class IncidentKind(models.TextChoices):
    BREACH = "breach", _("Breach of security or of privacy")
    OUTAGE = "outage", _("Outage")
    INSOLVENCY = "insolvency", _("Insolvency, or a sign of it")
    AUDIT = "audit", _("Failed audit")
    SERVICE = "service", _("Missed service levels")
    OTHER = "other", _("Other")


class IncidentQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """Who reads vendors, and who asked for or owns the engagement that it concerns."""
        if user.has_perm("vendors.view_vendor"):
            return self
        person = user.person_id
        return self.filter(models.Q(engagement__requester=person) | models.Q(engagement__owner=person))

    def open(self) -> "IncidentQuerySet":
        return self.filter(status=Incident.Status.OPEN)

    def of(self, vendor_ids: Any) -> "IncidentQuerySet":
        """Those of these vendors, and of what was merged into them: an incident outlives a merger."""
        return self.filter(models.Q(vendor__in=vendor_ids) | models.Q(vendor__merged_into__in=vendor_ids))


class Incident(Stateful):
    """An incident or signal: of one engagement with the vendor, or, naming none, of all of them.

    `happened_on` is the day it happened, or on which we learnt of it. `reassess_on` is the last day on which the
    vendor may be worked with before somebody has said what the reassessment found; after it the gate is closed.
    Who logged it neither closes nor dismisses it (in the database).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To be reassessed")
        CLOSED = "closed", _("Reassessed")
        DISMISSED = "dismissed", _("No incident after all")

    MOVES = {
        Status.OPEN: {Status.CLOSED, Status.DISMISSED},
        Status.CLOSED: {Status.OPEN},
        Status.DISMISSED: {Status.OPEN},
    }
    GUARDED = True
    REF = "INC"
    PERSONAL = frozenset({"details", "finding"})

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("vendor"))
    engagement = models.ForeignKey(
        Engagement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents",
        verbose_name=_("engagement"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IncidentKind)
    title = models.CharField(_("what happened"), max_length=200)
    details = models.TextField(_("details"), blank=True)
    happened_on = models.DateField(_("happened, or became known, on"))
    reassess_on = models.DateField(_("reassess by"))
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    logged_at = models.DateTimeField(_("logged"), auto_now_add=True)
    stopped_at = models.DateTimeField(_("clearances stopped"), null=True, blank=True, editable=False)
    finding = models.TextField(_("what the reassessment found"), blank=True, editable=False)
    closed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("reassessed"), null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["reassess_on"], name="vendors_incident_open", condition=models.Q(status="open"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", closed_by__isnull=True, closed_at__isnull=True)
                | models.Q(closed_by__isnull=False, closed_at__isnull=False) & ~models.Q(status="open"),
                name="vendors_incident_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True) | ~models.Q(closed_by=models.F("logged_by")),
                name="vendors_incident_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(reassess_on__gte=models.F("happened_on")),
                name="vendors_incident_reassessed_after_it",
            ),
        ]
        permissions = [
            ("log_incident", "Can log incidents and signals of vendors"),
            ("assess_incident", "Can say what a reassessment after an incident found"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self) -> tuple[int | None, int | None]:
        return self.vendor_id, self.engagement_id
