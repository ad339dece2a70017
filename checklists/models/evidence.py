"""What proves an answer: a file or a link, with issuer and dates."""

import secrets
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet
from vendors.models import Vendor


def evidence_path(_evidence: Any, _name: str) -> str:
    """A name that tells nothing: the file's own name stays in the database."""
    return f"evidence/{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class EvidenceKind(models.TextChoices):
    POLICY = "policy", _("Policy or procedure")
    CERTIFICATE = "certificate", _("Certificate")
    SOC2_TYPE_1 = "soc2-1", _("SOC 2 type 1 report")
    SOC2_TYPE_2 = "soc2-2", _("SOC 2 type 2 report")
    BRIDGE_LETTER = "bridge", _("Bridge letter")
    PENETRATION_TEST = "pentest", _("Penetration test")
    SELF_ASSESSMENT = "self", _("Self-assessment")
    OTHER = "other", _("Other")


# What promises something for its period; reports and tests look back on theirs, and go on counting after it.
PROMISING = (EvidenceKind.POLICY, EvidenceKind.CERTIFICATE, EvidenceKind.OTHER)


class EvidenceQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "EvidenceQuerySet":
        """Evidence of the vendors that one sees; what is for reviewers' eyes only needs a reviewer or an auditor."""
        rows = self.filter(vendor__in=Vendor.objects.visible_to(user))
        if user.has_perm("checklists.read_reserved_evidence"):
            return rows
        return rows.filter(models.Q(is_for_reviewers=False) | models.Q(uploaded_by=user.person_id))

    def standing(self) -> "EvidenceQuerySet":
        return self.filter(withdrawn_at=None)


class Evidence(Record):
    """A piece of evidence. `covers_from_on` and `covers_until_on` are the period that a report speaks of."""

    REF = "EVD"
    PERSONAL = frozenset({"file_name", "title", "issuer"})

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("vendor"))
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind, default=EvidenceKind.OTHER)
    title = models.CharField(_("title"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to=evidence_path, max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, db_index=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    covers_from_on = models.DateField(_("covers from"), null=True, blank=True)
    covers_until_on = models.DateField(_("covers until"), null=True, blank=True)
    service = models.CharField(_("service and scope covered"), max_length=200, blank=True)
    is_for_reviewers = models.BooleanField(_("for reviewers' eyes only"), default=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["expires_on"], name="evidence_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(file="") | ~models.Q(link=""),
                name="checklists_evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True)
                | models.Q(issued_on__isnull=True)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="checklists_evidence_dates_in_order",
                violation_error_message=_("“Valid until” must not be before the date of issue."),
            ),
        ]
        permissions = [("read_reserved_evidence", "Can read evidence that is for reviewers' eyes only")]

    def __str__(self) -> str:
        return self.title or self.file_name or self.link

    def dated_on(self) -> date:
        """Its day of issue; of what does not say it, the organisation's day on which it was uploaded."""
        return self.issued_on or self.uploaded_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

    def good_until(self, evidence_days: int | None) -> date | None:
        """The last good day: its own expiry, the end of its promise, or so many days from its date; None: no end."""
        ends = [self.expires_on] if self.expires_on else []
        if self.covers_until_on and self.kind in PROMISING:
            ends.append(self.covers_until_on)
        if evidence_days:
            ends.append(date.fromordinal(min(self.dated_on().toordinal() + evidence_days, date.max.toordinal())))
        return min(ends) if ends else None
