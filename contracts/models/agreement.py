"""Agreements beside a contract: NDA, data processing agreement, standard contractual clauses and so on."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.models.contract import Contract
from history.models import RecordQuerySet, Stateful
from vendors.models import Vendor


class AgreementKind(models.TextChoices):
    NDA = "nda", _("Non-disclosure agreement")
    MASTER = "master", _("Master agreement")
    DPA = "dpa", _("Data processing agreement")
    BAA = "baa", _("Business associate agreement")
    SCC = "scc", _("Standard contractual clauses")
    BCR = "bcr", _("Binding corporate rules")
    CODE = "code", _("Code of conduct")
    CERTIFICATION = "certification", _("Certification")
    AD_HOC = "ad-hoc", _("Ad hoc clauses")
    DEROGATION = "derogation", _("Derogation")
    JOINT = "joint", _("Joint-controller agreement")
    PCI = "pci", _("Attestation and responsibility matrix for cardholder data")


class AgreementQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def in_force(self, day: date) -> "AgreementQuerySet":
        return self.filter(status=Agreement.Status.ACTIVE, starts_on__lte=day).filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)
        )


class Agreement(Stateful):
    """An agreement: signed, dated, covering the named contracts (none named: all of this vendor's) and countries."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    MOVES = {
        Status.DRAFT: {Status.ACTIVE, Status.ENDED},
        Status.ACTIVE: {Status.ENDED},
        Status.ENDED: set(),
    }
    GUARDED = True
    REF = "AGR"

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("vendor"))
    kind = models.CharField(_("kind"), max_length=14, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    contracts = models.ManyToManyField(Contract, blank=True, related_name="agreements", verbose_name=_("contracts"))
    countries = models.JSONField(_("countries covered"), default=list, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_agreement_dates_in_order",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active") | models.Q(signed_on__isnull=False, starts_on__isnull=False),
                name="contracts_active_agreement_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def held_by(self) -> tuple[int | None, int | None]:
        return self.vendor_id, None
