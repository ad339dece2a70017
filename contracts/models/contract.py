"""A contract with a vendor: by the hour, by the project, or otherwise."""

from datetime import date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import EVERY_ACT, RecordQuerySet, Stateful
from vendors.models import Engagement, Vendor

MOST_DAYS, MOST_MONTHS = 3650, 120  # of notice, of a renewal: ten years


class ContractKind(models.TextChoices):
    HOURLY = "hourly", _("Hourly")
    PROJECT = "project", _("Per project")
    OTHER = "other", _("Other")


# Before the award, prices could sway who still scores.
CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)


class ContractQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ContractQuerySet":
        """Every working role sees all contracts, others their own and those of engagements that they see; but an
        evaluator who has not submitted scores sees none of an engagement that is choosing still."""
        open_to = self.exclude(pk__in=Contract.objects.hidden_from(user).order_by().values("pk"))
        if user.has_perm("contracts.view_contract"):
            return open_to
        return open_to.filter(
            models.Q(owner=user.person_id) | models.Q(engagement__in=Engagement.objects.visible_to(user))
        )

    def hidden_from(self, user: Any) -> "ContractQuerySet":
        blind = user.person.evaluations.blinding(user)
        return self.filter(engagement__status__in=CHOOSING, engagement__scorecard__evaluations__in=blind)

    def in_force(self, day: date) -> "ContractQuerySet":
        """Active on that day: a contract until D holds through D; one without an end goes on."""
        return self.filter(status=Contract.Status.ACTIVE, starts_on__lte=day).filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)
        )


class Contract(Stateful):
    """A contract; a master agreement is one that others stand under, and whose clauses count for them.

    Amounts are integer minor units of `currency`; the cap of an hourly contract is in minutes.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in-review", _("In review")
        AWAITING_SIGNATURE = "awaiting-signature", _("Awaiting signature")
        ACTIVE = "active", _("Active")
        EXPIRED = "expired", _("Expired")
        TERMINATED = "terminated", _("Terminated")

    MOVES = {
        Status.DRAFT: {Status.IN_REVIEW, Status.AWAITING_SIGNATURE, Status.TERMINATED},
        Status.IN_REVIEW: {Status.DRAFT, Status.AWAITING_SIGNATURE, Status.TERMINATED},
        Status.AWAITING_SIGNATURE: {Status.IN_REVIEW, Status.ACTIVE, Status.TERMINATED},
        Status.ACTIVE: {Status.EXPIRED, Status.TERMINATED},
        Status.EXPIRED: set(),
        Status.TERMINATED: set(),
    }
    GUARDED = True
    REF = "CON"
    SEALED = EVERY_ACT

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("vendor"))
    engagement = models.ForeignKey(
        Engagement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("engagement"),
    )
    master = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="under_it",
        verbose_name=_("under the master agreement"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ContractKind)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=60, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_contracts", verbose_name=_("owner"))
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        _("notice in days"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    renewal_months = models.PositiveSmallIntegerField(
        _("renews by itself for months"),
        null=True,
        blank=True,
        help_text=_("Empty: it ends."),
        validators=[MaxValueValidator(MOST_MONTHS)],
    )
    notice_given_on = models.DateField(_("notice given"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("terminated"), null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed by both sides"), null=True, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    cap_amount = models.PositiveBigIntegerField(_("cap in minor units"), null=True, blank=True)
    cap_minutes = models.PositiveIntegerField(_("cap in minutes"), null=True, blank=True)
    change_allowance_bp = models.PositiveIntegerField(
        _("allowance for change requests in basis points"), null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["vendor", "status"], name="contracts_by_vendor"),
            models.Index(fields=["ends_on"], name="contracts_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_dates_in_order",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active") | models.Q(signed_on__isnull=False, starts_on__isnull=False),
                name="contracts_active_is_signed",
            ),
            models.CheckConstraint(
                condition=(models.Q(notice_days__isnull=True) | models.Q(notice_days__lte=MOST_DAYS))
                & (models.Q(renewal_months__isnull=True) | models.Q(renewal_months__lte=MOST_MONTHS)),
                name="contracts_periods_in_reason",
            ),
        ]
        permissions = [
            ("log_contract", "Can log and edit contracts"),
            ("sign_contract", "Can record signatures"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self) -> tuple[int | None, int | None]:
        return self.vendor_id, self.engagement_id

    @property
    def notice_by_on(self) -> date | None:
        """The last day to give notice: `notice_days` before the end."""
        if self.ends_on is None or self.notice_days is None:
            return None
        return self.ends_on - timedelta(days=self.notice_days)
