"""What the candidates of one engagement are scored by; it stands still once the first score is in."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet
from selection.models.criteria import Described
from vendors.models import Engagement

LOCKED = "(SELECT s.locked_at FROM selection_scorecard s WHERE s.id = {row}.scorecard_id) IS NOT NULL"


class ScorecardQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ScorecardQuerySet":
        return self.filter(engagement__in=Engagement.objects.visible_to(user))


class Scorecard(Record):
    """An engagement's criteria and weights.

    `locked_at` is when the first score came in: the database then refuses any change of the criteria. Reopening takes
    the lock away, as a recorded decision, until the next score. `opened_at` is when everybody had submitted for the
    first time: since then, who sees the engagement may have read the scores, and can't score blind any more.
    """

    REF = "SCO"

    engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, related_name="scorecard", verbose_name=_("engagement")
    )
    copied_from = models.CharField(_("copied from"), max_length=100, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("set up by"))
    created_at = models.DateTimeField(_("set up"), auto_now_add=True)
    locked_at = models.DateTimeField(_("weights locked"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("all scores in"), null=True, blank=True, editable=False)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        permissions = [("set_up_scorecard", "Can set up scorecards and invite evaluators")]

    def __str__(self) -> str:
        return self.ref


class ReopeningQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ReopeningQuerySet":
        """Who sees the engagement sees when and why its weights were unlocked."""
        return self.filter(scorecard__engagement__in=Engagement.objects.visible_to(user))


class Reopening(Record):
    """The decision to let criteria and weights be changed after all: by whom, why, and what they were until then.

    It never changes, and stands on the scorecard and in the dossier.
    """

    APPEND_ONLY = True
    REF = "REO"
    PERSONAL = frozenset({"reason"})

    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, related_name="reopenings", verbose_name=_("scorecard")
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reopened_at = models.DateTimeField(_("reopened"), auto_now_add=True)
    reason = models.TextField(_("reason"))
    locked_at = models.DateTimeField(_("weights locked"))
    weights = models.JSONField(_("weights until then"))

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening of a scorecard")
        verbose_name_plural = _("reopenings of scorecards")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="selection_reopened_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.ref


class Criterion(Described):
    """A criterion of one scorecard."""

    REF = "CRI"
    FROZEN = LOCKED.format(row="OLD")
    CLOSED_TO_NEW = LOCKED.format(row="NEW")

    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("scorecard")
    )

    class Meta(Described.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            *Described.Meta.constraints,
            models.UniqueConstraint(fields=["scorecard", "key"], name="selection_criterion_once"),
        ]
