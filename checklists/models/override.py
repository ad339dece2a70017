"""A tier that was set by hand beside the derived one: up by one person, down only by two and until a day."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models import Engagement, Vendor

TIERS = [("low", _("Low")), ("moderate", _("Moderate")), ("high", _("High")), ("critical", _("Critical"))]


class TierOverrideQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "TierOverrideQuerySet":
        return self.filter(engagement__in=Engagement.objects.visible_to(user))

    def standing(self, day: date) -> "TierOverrideQuerySet":
        """Those that count on a day: a lowering until D counts through D."""
        rows = self.filter(status=TierOverride.Status.STANDING)
        return rows.filter(models.Q(until_on=None) | models.Q(until_on__gte=day))


class TierOverride(Stateful):
    """The level that somebody set for an engagement with a vendor, with the reason.

    A lowering names the level that it was lowered from, and has an approver who did not ask for it, and an end (in the
    database). It counts while the derived tier is no worse than that level.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        STANDING = "standing", _("Counts")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    MOVES = {
        Status.ASKED: {Status.STANDING, Status.REFUSED},
        Status.STANDING: {Status.ENDED},
        Status.REFUSED: set(),
        Status.ENDED: set(),
    }
    GUARDED = True
    REF = "TOV"
    PERSONAL = frozenset({"reason"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ASKED, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tier_overrides")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="tier_overrides")
    level = models.CharField(_("tier"), max_length=8, choices=TIERS)
    lowered_from = models.CharField(_("lowered from"), max_length=8, choices=TIERS, blank=True)
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    set_at = models.DateTimeField(_("set"), auto_now_add=True)
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = TierOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier set by hand")
        verbose_name_plural = _("tiers set by hand")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "engagement"],
                condition=models.Q(status="standing"),
                name="checklists_one_tier_by_hand",
            ),
            models.UniqueConstraint(
                fields=["vendor", "engagement"],
                condition=models.Q(status="asked") & ~models.Q(lowered_from=""),
                name="checklists_one_lowering_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(lowered_from="") | models.Q(until_on__isnull=False),
                name="checklists_lowered_until_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(lowered_from="")
                | ~models.Q(status="standing")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="checklists_lowered_by_an_approver",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("set_by")),
                name="checklists_lowered_by_a_second_person",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="checklists_tier_by_hand_has_a_reason"),
        ]
        permissions = [
            ("set_tier", "Can raise a tier by hand, and ask to lower it"),
            ("approve_tier", "Can approve a lower tier, and end what was set by hand"),
        ]

    def __str__(self) -> str:
        return self.ref

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id

    @property
    def is_lowering(self) -> bool:
        return bool(self.lowered_from)
