"""Who scores the candidates of an engagement, and what they give; blind until they have submitted."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import EVERY_ACT, Record, RecordQuerySet, Stateful
from selection.models.candidate import Candidate
from selection.models.scorecard import Criterion, Scorecard
from vendors.models import Engagement

# The award can still be withdrawn, and the scoring go on: until then nothing is opened by itself.
UNDECIDED = (
    Engagement.Status.DRAFT,
    Engagement.Status.SOURCING,
    Engagement.Status.EVALUATING,
    Engagement.Status.AWARDED,
)


class EvaluationQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "EvaluationQuerySet":
        """Who sees the engagement sees who evaluates it; whose scores, `hidden_from` says."""
        return self.filter(scorecard__engagement__in=Engagement.objects.visible_to(user))

    def pending(self) -> "EvaluationQuerySet":
        """Those that are still to be submitted."""
        return self.filter(status__in=[Evaluation.Status.INVITED, Evaluation.Status.DECLARED])

    def submitted(self) -> "EvaluationQuerySet":
        return self.filter(status=Evaluation.Status.SUBMITTED)

    def counting(self) -> "EvaluationQuerySet":
        """Those whose scores count, or will."""
        return self.filter(left_at=None)

    def blinding(self, user: Any) -> "EvaluationQuerySet":
        """This user's own evaluations that are not submitted: of their engagements, others' scores and the prices are
        hidden from them. Who declared a conflict of interest stays blind."""
        blind = (Evaluation.Status.INVITED, Evaluation.Status.DECLARED, Evaluation.Status.RECUSED)
        return self.filter(person=user.person_id, status__in=blind, scorecard__engagement__status__in=UNDECIDED)

    def hidden_from(self, user: Any) -> "EvaluationQuerySet":
        """Those whose scores this user may not see: others', while the user is blind; before they are submitted; and,
        for who does not score, before everybody's are in."""
        every = Evaluation.objects.all()
        own = every.filter(person=user.person_id, status=Evaluation.Status.SUBMITTED)
        sealed = models.Q(scorecard__in=every.pending().values("scorecard")) & ~models.Q(
            scorecard__in=own.values("scorecard")
        )
        closed = (
            models.Q(scorecard__in=every.blinding(user).values("scorecard"))
            | models.Q(status__in=[Evaluation.Status.INVITED, Evaluation.Status.DECLARED])
            | sealed
        )
        others = self.exclude(person=user.person_id)
        return others.filter(closed, scorecard__engagement__status__in=UNDECIDED)


class Evaluation(Stateful):
    """One person's scoring of an engagement's candidates, from the invitation to the submission.

    `statement` is what the person said about their own interests: that there are none, in the words that they agreed
    to, or why they step back. `left_at` is set while their scores do not count: recused, or not asked any more.
    """

    class Status(models.TextChoices):
        INVITED = "invited", _("Invited")
        DECLARED = "declared", _("Scoring")
        SUBMITTED = "submitted", _("Submitted")
        RECUSED = "recused", _("Recused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.INVITED: {Status.DECLARED, Status.RECUSED, Status.WITHDRAWN},
        Status.DECLARED: {Status.SUBMITTED, Status.RECUSED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.DECLARED, Status.RECUSED, Status.WITHDRAWN},
        Status.RECUSED: {Status.INVITED},
        Status.WITHDRAWN: {Status.INVITED},
    }
    GUARDED = True
    REF = "EVA"
    PERSONAL = frozenset({"statement", "reason", "note"})
    SEALED = frozenset({"scored"})

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.INVITED, editable=False)
    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("scorecard")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("evaluator")
    )
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"))
    statement = models.TextField(_("statement on conflicts of interest"), blank=True, editable=False)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "person"], name="selection_evaluation_once"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["declared", "submitted"])
                | models.Q(declared_at__isnull=False) & ~models.Q(statement=""),
                name="selection_scores_after_a_statement",
            ),
            models.CheckConstraint(
                condition=models.Q(status="submitted", submitted_at__isnull=False)
                | ~models.Q(status="submitted") & models.Q(submitted_at=None),
                name="selection_submitted_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["recused", "withdrawn"], left_at__isnull=False) & ~models.Q(reason="")
                | ~models.Q(status__in=["recused", "withdrawn"]) & models.Q(left_at=None),
                name="selection_left_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.scorecard.engagement_id


# A score belongs to a scoring that is under way, to a criterion of its scorecard that people score, and to a candidate
# of its engagement; and the weights are locked by then.
FITS = """EXISTS (SELECT 1 FROM selection_evaluation e
    JOIN selection_scorecard s ON s.id = e.scorecard_id
    JOIN selection_criterion k ON k.scorecard_id = s.id
    JOIN selection_candidate c ON c.engagement_id = s.engagement_id
    WHERE e.id = {row}.evaluation_id AND e.status = 'declared' AND s.locked_at IS NOT NULL
    AND k.id = {row}.criterion_id AND k.source = 'scored' AND c.id = {row}.candidate_id)"""


class ScoreQuerySet(RecordQuerySet):
    def hidden_from(self, user: Any) -> "ScoreQuerySet":
        return self.filter(evaluation__in=Evaluation.objects.hidden_from(user))


class Score(Record):
    """What one evaluator gives one candidate on one criterion; without a value it is missing still.

    Its history is the evaluation's: one entry for each time that something was saved.
    """

    REF = "SCR"
    SEALED = EVERY_ACT
    FROZEN = f"NOT {FITS.format(row='OLD')}"
    CLOSED_TO_NEW = f"NOT {FITS.format(row='NEW')}"

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="scores", verbose_name=_("evaluation")
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="scores", verbose_name=_("candidate")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="scores", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "candidate", "criterion"], name="selection_score_once"),
            models.CheckConstraint(
                condition=models.Q(value=None) | models.Q(value__range=(1, 5)), name="selection_score_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.criterion}: {self.value or '–'}"
