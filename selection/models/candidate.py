"""Who is considered for an engagement."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import RecordQuerySet, Stateful
from vendors.models import Engagement, Vendor


class CandidateQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "CandidateQuerySet":
        return self.filter(engagement__in=Engagement.objects.visible_to(user))

    def in_question(self) -> "CandidateQuerySet":
        """Those who may still be chosen."""
        return self.filter(status__in=[Candidate.Status.LONGLISTED, Candidate.Status.SHORTLISTED])


class Candidate(Stateful):
    """A vendor considered for an engagement."""

    class Status(models.TextChoices):
        LONGLISTED = "longlisted", _("Longlisted")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        SELECTED = "selected", _("Selected")
        REJECTED = "rejected", _("Rejected")

    MOVES = {
        Status.LONGLISTED: {Status.SHORTLISTED, Status.REJECTED},
        Status.SHORTLISTED: {Status.SELECTED, Status.LONGLISTED, Status.REJECTED},
        Status.SELECTED: {Status.SHORTLISTED, Status.REJECTED},
        Status.REJECTED: {Status.LONGLISTED, Status.SHORTLISTED},
    }
    GUARDED = True
    REF = "CAN"
    PERSONAL = frozenset({"reason", "references", "benefits"})

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.LONGLISTED, editable=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="candidates", verbose_name=_("engagement")
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="candidates", verbose_name=_("vendor"))
    reason = models.TextField(_("reason"), blank=True, editable=False)
    references = models.TextField(_("what references say"), blank=True)
    benefits = models.TextField(_("expected benefits that it would bring"), blank=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "vendor"], name="selection_candidate_once"),
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(status="selected"), name="selection_one_selected"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="rejected") | ~models.Q(reason=""),
                name="selection_rejected_says_why",
            ),
        ]
        permissions = [("log_candidate", "Can log candidates"), ("propose_award", "Can propose an award")]

    def __str__(self) -> str:
        return str(self.vendor)

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id
