"""What was decided: approvals, clearances, the record of decisions, the questions of machines, transfers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiClient, Person
from history.models import Record, RecordQuerySet
from sharing.models.policy import GatePolicy
from sharing.models.request import SharingRequest


class ApprovalQuerySet(RecordQuerySet):
    def counting(self, sharing: SharingRequest, vendor_epoch: int, engagement_epoch: int) -> "ApprovalQuerySet":
        """The approvals of this scope given since anything that it rests on was last taken away."""
        return self.filter(
            sharing=sharing, withdrawn_at=None, vendor_epoch=vendor_epoch, engagement_epoch=engagement_epoch
        )


class Approval(Record):
    """A second person's yes to a scope; who asked can never give it (in the database)."""

    REF = "APR"
    PERSONAL = frozenset({"note"})

    sharing = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="approvals")
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    until_on = models.DateField(_("until"))
    scope_digest = models.CharField(max_length=64)
    vendor_epoch = models.PositiveBigIntegerField()
    engagement_epoch = models.PositiveBigIntegerField()
    note = models.TextField(_("note"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(by=models.F("requested_by")), name="sharing_approved_by_a_second_person"
            ),
            models.UniqueConstraint(
                fields=["sharing", "by", "vendor_epoch", "engagement_epoch"],
                condition=models.Q(withdrawn_at=None),
                name="sharing_approved_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ClearanceQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ClearanceQuerySet":
        return self.filter(sharing__in=SharingRequest.objects.visible_to(user))


class Clearance(Record):
    """The current proof of an approval: what it rested on, the epochs it was issued under, and its first expiry."""

    APPEND_ONLY = True
    REF = "CLR"

    sharing = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="clearances")
    issued_at = models.DateTimeField(_("issued"))
    valid_until = models.DateTimeField(_("valid until"))
    ends_with = models.CharField(_("what ends it first"), max_length=200, blank=True)
    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="+")
    vendor_epoch = models.PositiveBigIntegerField()
    engagement_epoch = models.PositiveBigIntegerField()
    scope_digest = models.CharField(max_length=64)
    snapshot = models.JSONField(_("what it rests on"), default=dict)
    digest = models.CharField(_("SHA-256 of the snapshot"), max_length=64)
    signature = models.CharField(_("signature"), max_length=200)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("issued_at")), name="sharing_clearance_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Decision(Record):
    """Every decision that let something through, and every refusal of somebody who asked, with what it rested on."""

    APPEND_ONLY = True
    REF = "DEC"

    sharing = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(_("at"), db_index=True)
    act = models.CharField(_("asked for"), max_length=30)
    is_allowed = models.BooleanField(_("allowed"))
    is_ready = models.BooleanField(_("ready"))
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(GatePolicy, null=True, on_delete=models.PROTECT, related_name="+")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.ref


class Question(models.Model):
    """One question by a machine and its answer: the cheap ledger, outside the audit chain."""

    sharing = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="questions")
    client = models.ForeignKey(ApiClient, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_allowed = models.BooleanField()
    codes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["sharing", "-at"], name="questions_by_sharing")]

    def __str__(self) -> str:
        return f"{self.sharing_id} {self.at:%Y-%m-%d %H:%M}"


class Transfer(Record):
    """One actual handing over: when, how much, by whom, on which clearance; it uses up a one-off."""

    REF = "TRF"

    sharing = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="transfers")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    volume = models.PositiveBigIntegerField(_("records"), null=True, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.ref
