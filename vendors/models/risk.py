"""What may go wrong in an engagement with a vendor, before and after what is done about it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models.engagement import Engagement
from vendors.models.vendor import Vendor

WORST = 5


class RiskCategory(models.TextChoices):
    """The five risks that rise when work is handed to another firm."""

    SECURITY = "security", _("Security and compliance")
    CONTROL = "control", _("Loss of control")
    COMMUNICATION = "communication", _("Communication")
    CULTURE = "culture", _("Culture")
    DEPENDENCY = "dependency", _("Dependency")


class RiskLevel(models.TextChoices):
    """From the mildest to the worst: likelihood times impact 1-4, 5-12, 15-25."""

    LOW = "low", pgettext_lazy("risk", "Low")
    MEDIUM = "medium", pgettext_lazy("risk", "Medium")
    HIGH = "high", pgettext_lazy("risk", "High")


class RiskResponse(models.TextChoices):
    """What we do about a risk (ISO 31000, 6.5.2)."""

    UNDECIDED = "undecided", _("Not decided yet")
    REDUCE = "reduce", _("Reduce it")
    AVOID = "avoid", _("Avoid it")
    TRANSFER = "transfer", _("Share it or insure against it")
    ACCEPT = "accept", _("Bear it")


class RiskQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "RiskQuerySet":
        """Who sees the engagement sees its risks."""
        return self.filter(engagement__in=Engagement.objects.visible_to(user))

    def open(self) -> "RiskQuerySet":
        return self.filter(status=Risk.Status.OPEN)


def _scale(name: str) -> models.Q:
    return models.Q(**{f"{name}__gte": 1, f"{name}__lte": WORST})


class Risk(Stateful):
    """One risk of an engagement with a vendor: likelihood and impact from 1 to 5, before and after treatment.

    The residual pair is what somebody else than the owner said of it (in the database); until then it is not
    known, and the risk counts as it is without treatment.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    MOVES = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}
    GUARDED = True
    REF = "RSK"
    PERSONAL = frozenset({"treatment", "assessment_note", "closed_why"})

    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.OPEN, editable=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="risks", verbose_name=_("engagement")
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="risks", verbose_name=_("vendor"))
    category = models.CharField(_("category"), max_length=13, choices=RiskCategory)
    title = models.CharField(_("what may go wrong"), max_length=200)
    inherent_likelihood = models.PositiveSmallIntegerField(_("likelihood before treatment"))
    inherent_impact = models.PositiveSmallIntegerField(_("impact before treatment"))
    response = models.CharField(_("response"), max_length=9, choices=RiskResponse, default=RiskResponse.UNDECIDED)
    treatment = models.TextField(_("treatment"), blank=True)
    residual_likelihood = models.PositiveSmallIntegerField(_("likelihood after treatment"), null=True, blank=True)
    residual_impact = models.PositiveSmallIntegerField(_("impact after treatment"), null=True, blank=True)
    assessment_note = models.TextField(_("why so much remains"), blank=True)
    assessed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_risks", verbose_name=_("owner"))
    review_on = models.DateField(_("review on"))
    suggested_as = models.SlugField(_("suggested as"), max_length=30, blank=True, editable=False)
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    logged_at = models.DateTimeField(_("logged"), auto_now_add=True)
    closed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    closed_why = models.TextField(_("why it was closed"), blank=True, editable=False)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "review_on"], name="vendors_risks_by_review")]
        constraints = [
            models.CheckConstraint(
                condition=_scale("inherent_likelihood") & _scale("inherent_impact"),
                name="vendors_risk_inherent_on_the_scale",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    residual_likelihood__isnull=True,
                    residual_impact__isnull=True,
                    assessed_by__isnull=True,
                    assessed_at__isnull=True,
                )
                | models.Q(
                    residual_likelihood__gte=1,
                    residual_likelihood__lte=models.F("inherent_likelihood"),
                    residual_impact__gte=1,
                    residual_impact__lte=models.F("inherent_impact"),
                    assessed_by__isnull=False,
                    assessed_at__isnull=False,
                ),
                name="vendors_risk_residual_is_assessed",
            ),
            models.CheckConstraint(
                condition=models.Q(assessed_by__isnull=True) | ~models.Q(assessed_by=models.F("owner")),
                name="vendors_risk_not_assessed_by_its_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_by__isnull=True)
                | models.Q(status="closed", closed_by__isnull=False) & ~models.Q(closed_why=""),
                name="vendors_risk_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True) | ~models.Q(closed_by=models.F("owner")),
                name="vendors_risk_not_closed_by_its_owner",
            ),
            models.UniqueConstraint(
                fields=["engagement", "vendor", "suggested_as"],
                condition=~models.Q(suggested_as=""),
                name="vendors_risk_suggested_once",
            ),
        ]
        permissions = [
            ("log_risk", "Can log and treat risks"),
            ("assess_risk", "Can say what remains of a risk, and close it"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.engagement_id

    @property
    def is_assessed(self) -> bool:
        return self.residual_likelihood is not None

    @property
    def inherent_score(self) -> int:
        return self.inherent_likelihood * self.inherent_impact

    @property
    def residual_score(self) -> int | None:
        if self.residual_likelihood is None or self.residual_impact is None:
            return None
        return self.residual_likelihood * self.residual_impact

    @property
    def counted_score(self) -> int:
        """What remains of it; all of it while nobody has said."""
        return self.residual_score or self.inherent_score
