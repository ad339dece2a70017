"""Whether outsourcing fits: six questions, what follows from the answers, and who decided on it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from history.models import Record, RecordQuerySet, Stateful
from vendors.models.engagement import Engagement


class FitQuestion(models.TextChoices):
    """Three situations that speak for outsourcing, then three that speak against it."""

    GROWTH = "growth", _("We grow faster than we can staff it ourselves")
    TIED_UP = "tied-up", _("It ties up people whom we need elsewhere")
    GAIN = "gain", _("There is efficiency or quality to gain")
    SENSITIVE = "sensitive", _("A vendor would get sensitive data")
    COMPLEX = "complex", _("The process is too complex to hand over")
    QUALITY = "quality", _("Its quality is worth more than its cost")


class FitReply(models.TextChoices):
    YES = "yes", pgettext_lazy("fit", "Yes")
    NO = "no", pgettext_lazy("fit", "No")
    UNKNOWN = "unknown", pgettext_lazy("fit", "Not known")


class FitResult(models.TextChoices):
    """From the best to the worst; see vendors.rules.fit."""

    GO = "go", _("Go")
    CONDITIONS = "conditions", _("Go with conditions")
    KEEP = "keep", _("Keep in house")


def _of_visible(rows: Any, user: Any) -> Any:
    return rows.filter(engagement__in=Engagement.objects.visible_to(user))


class FitAssessmentQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "FitAssessmentQuerySet":
        """Who sees the engagement sees whether outsourcing it fits."""
        return _of_visible(self, user)

    def waiting(self) -> "FitAssessmentQuerySet":
        """Those that wait for an approver's decision."""
        return self.filter(status=FitAssessment.Status.WAITING)

    def standing(self) -> "FitAssessmentQuerySet":
        """Those whose decision counts: at most one for each engagement."""
        return self.filter(status__in=[FitAssessment.Status.PASSED, FitAssessment.Status.KEPT])

    def current(self) -> "FitAssessmentQuerySet":
        """Those that wait, and those whose decision counts."""
        return self.exclude(status=FitAssessment.Status.REPLACED)


class FitAssessment(Stateful):
    """One answering of the six questions: it counts once an approver has decided on it who answered none of it.

    Answers never change: whoever corrects one assesses anew, and the earlier assessment is replaced.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        PASSED = "passed", _("Passed")
        KEPT = "kept", _("Keep in house")
        REPLACED = "replaced", _("Replaced")

    MOVES = {
        Status.WAITING: {Status.PASSED, Status.KEPT, Status.REPLACED},
        Status.PASSED: {Status.REPLACED},
        Status.KEPT: {Status.REPLACED},
        Status.REPLACED: set(),
    }
    GUARDED = True
    REF = "FIT"
    PERSONAL = frozenset({"reason"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING, editable=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="fit_assessments", verbose_name=_("engagement")
    )
    result = models.CharField(_("result"), max_length=10, choices=FitResult)
    requested_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("engagement asked for by")
    )
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"))
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = FitAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("fit assessment")
        verbose_name_plural = _("fit assessments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(status="waiting"), name="vendors_one_fit_waits"
            ),
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(status__in=["passed", "kept"]), name="vendors_one_fit_counts"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (~models.Q(decided_by=models.F("answered_by")) & ~models.Q(decided_by=models.F("requested_by"))),
                name="vendors_fit_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["passed", "kept"])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="vendors_fit_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~(
                    models.Q(status="passed", result="keep") | models.Q(status="kept") & ~models.Q(result="keep")
                )
                | ~models.Q(reason=""),
                name="vendors_fit_departs_with_a_reason",
            ),
        ]
        permissions = [("decide_fit", "Can decide whether outsourcing fits")]

    def __str__(self) -> str:
        return self.ref

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id


class FitAnswer(Record):
    """The answer to one of the six questions, with its note; where it speaks against, what must be done about it."""

    REF = "FAN"
    PERSONAL = frozenset({"note"})

    assessment = models.ForeignKey(FitAssessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(_("question"), max_length=10, choices=FitQuestion)
    reply = models.CharField(_("answer"), max_length=8, choices=FitReply)
    note = models.TextField(_("note"))
    condition = models.CharField(_("condition"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("fit answer")
        verbose_name_plural = _("fit answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question"], name="vendors_fit_answered_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_question_display())


class FitConditionQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "FitConditionQuerySet":
        return _of_visible(self, user)

    def outstanding(self) -> "FitConditionQuerySet":
        """Those that close the gate: not done, or done and not judged yet."""
        return self.filter(status__in=[FitCondition.Status.OPEN, FitCondition.Status.REPORTED])


class FitCondition(Stateful):
    """Something to be done before an engagement may be outsourced, since one of the answers speaks against it.

    Its owner says that it is done; somebody else judges whether it is met (in the database), or drops it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        REPORTED = "reported", _("Done, to be judged")
        MET = "met", _("Met")
        DROPPED = "dropped", _("Dropped")

    MOVES = {
        Status.OPEN: {Status.REPORTED, Status.MET, Status.DROPPED},
        Status.REPORTED: {Status.OPEN, Status.MET, Status.DROPPED},
        Status.MET: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }
    GUARDED = True
    REF = "FCN"
    PERSONAL = frozenset({"report", "judgement"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN, editable=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="fit_conditions", verbose_name=_("engagement")
    )
    assessment = models.ForeignKey(
        FitAssessment, on_delete=models.PROTECT, related_name="conditions", verbose_name=_("fit assessment")
    )
    question = models.CharField(_("question"), max_length=10, choices=FitQuestion)
    text = models.CharField(_("what must be done"), max_length=300)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="owned_fit_conditions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    report = models.TextField(_("what was done"), blank=True)
    reported_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    judgement = models.TextField(_("judgement"), blank=True)
    judged_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("judged by")
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)

    objects = FitConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("fit condition")
        verbose_name_plural = _("fit conditions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="vendors_conditions_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "question"],
                condition=models.Q(status__in=["open", "reported"]),
                name="vendors_one_open_condition_a_question",
            ),
            models.CheckConstraint(
                condition=models.Q(judged_by__isnull=True) | ~models.Q(judged_by=models.F("owner")),
                name="vendors_condition_not_judged_by_its_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(judged_by__isnull=True)
                | models.Q(reported_by__isnull=True)
                | ~models.Q(judged_by=models.F("reported_by")),
                name="vendors_condition_not_judged_by_who_reported_it",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["met", "dropped"])
                | models.Q(judged_by__isnull=False, judged_at__isnull=False),
                name="vendors_condition_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="dropped") | ~models.Q(judgement=""),
                name="vendors_condition_dropped_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id
