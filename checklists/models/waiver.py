"""A dated, approved, expiring exception for one condition of the gate."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from checklists.models.item import Item
from history.models import RecordQuerySet, Stateful
from vendors.models import Engagement, Vendor


class WaivedCondition(models.TextChoices):
    """The conditions that can be waived; what law demands, a suspended vendor and a missing policy never can."""

    ITEM = "item-outstanding", _("Checklist item")
    CLAUSE = "clause-missing", _("Clause")
    STALE = "assessment-stale", _("Assessment out of date")
    RISK = "risk-above-appetite", _("Residual risk")


class WaiverQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "WaiverQuerySet":
        if user.has_perm("checklists.view_waiver"):
            return self
        return self.filter(
            models.Q(engagement__in=Engagement.objects.visible_to(user))
            | models.Q(engagement=None, vendor__in=Vendor.objects.visible_to(user))
        )

    def in_force(self, day: date) -> "WaiverQuerySet":
        return self.filter(status=Waiver.Status.GRANTED, starts_on__lte=day, ends_on__gte=day)


class Waiver(Stateful):
    """An exception with a compensating control: asked by one person, granted by another, until a day.

    It waives one `condition` on one `subject`: an item (`item`), or, for the other conditions, what `subject`
    names (a clause's key, say) of the engagement. A granted waiver has approver, reason and end (in the database).
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        REVOKED = "revoked", _("Revoked")

    MOVES = {
        Status.ASKED: {Status.GRANTED, Status.REFUSED},
        Status.GRANTED: {Status.REVOKED},
        Status.REFUSED: set(),
        Status.REVOKED: set(),
    }
    GUARDED = True
    REF = "WAV"
    PERSONAL = frozenset({"reason", "compensating_control", "decision_note"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ASKED, editable=False)
    condition = models.CharField(_("condition"), max_length=24, choices=WaivedCondition, default=WaivedCondition.ITEM)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="waivers")
    engagement = models.ForeignKey(Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers")
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    reason = models.TextField(_("reason"))
    compensating_control = models.TextField(_("compensating control"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    granted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decision_note = models.TextField(_("note"), blank=True, editable=False)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ends_on"], name="waivers_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="granted") | models.Q(granted_by__isnull=False, decided_at__isnull=False),
                name="checklists_waiver_has_an_approver",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(compensating_control=""),
                name="checklists_waiver_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="checklists_waiver_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(granted_by__isnull=True) | ~models.Q(granted_by=models.F("asked_by")),
                name="checklists_waiver_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(condition="item-outstanding") | models.Q(item__isnull=False),
                name="checklists_waiver_names_its_item",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(status="asked", item__isnull=False),
                name="checklists_asked_once",
            ),
        ]
        permissions = [
            ("ask_waiver", "Can ask for waivers"),
            ("grant_waiver", "Can grant, refuse and revoke waivers"),
        ]

    def __str__(self) -> str:
        return self.ref

    def held_by(self) -> tuple[int | None, int | None]:
        return (self.vendor_id, None) if self.engagement_id is None else (None, self.engagement_id)
