"""The decision for one candidate."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet, Stateful
from selection.models.candidate import Candidate
from vendors.models import Engagement


class AwardQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "AwardQuerySet":
        return self.filter(engagement__in=Engagement.objects.visible_to(user))

    def open(self) -> "AwardQuerySet":
        """Those that wait for a second person."""
        return self.filter(status=Award.Status.PROPOSED)


class Award(Stateful):
    """The decision for one candidate: proposed by one person with reasons, confirmed by another (in the database)."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.PROPOSED: {Status.CONFIRMED, Status.REFUSED, Status.WITHDRAWN},
        Status.CONFIRMED: {Status.WITHDRAWN},
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }
    GUARDED = True
    REF = "AWD"
    PERSONAL = frozenset({"reason", "decision_note"})

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="awards")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="awards")
    reason = models.TextField(_("reasons"))
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decision_note = models.TextField(_("note"), blank=True, editable=False)
    laid_out_at = models.DateTimeField(_("checklists laid out"), null=True, blank=True, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement"],
                condition=models.Q(status__in=["proposed", "confirmed"]),
                name="selection_one_award_an_engagement",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="selection_award_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="confirmed") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="selection_confirmed_by_somebody",
            ),
        ]
        permissions = [("confirm_award", "Can confirm an award")]

    def __str__(self) -> str:
        return self.ref

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id


class RejectionQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "RejectionQuerySet":
        return self.filter(award__in=Award.objects.visible_to(user))


class Rejection(Record):
    """Why a proposed award does not go to another candidate; it becomes that candidate's reason on confirmation."""

    REF = "REJ"
    PERSONAL = frozenset({"reason"})

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="rejections", verbose_name=_("award"))
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="rejections", verbose_name=_("candidate")
    )
    reason = models.TextField(_("reason"))

    objects = RejectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("rejection by an award")
        verbose_name_plural = _("rejections by awards")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "candidate"], name="selection_rejection_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="selection_rejection_says_why"),
        ]

    def __str__(self) -> str:
        return str(self.candidate)
