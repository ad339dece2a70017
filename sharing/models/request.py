"""A request to share one data set with one vendor."""

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.models import Contract
from history.models import RecordQuerySet, Stateful
from history.models.entry import canonical
from vendors.models import DataClass, Engagement, Vendor


class Frequency(models.TextChoices):
    ONCE = "once", _("Once")
    REPEATED = "repeated", _("Repeated")
    STANDING = "standing", _("Standing access")


class Way(models.TextChoices):
    SFTP = "sftp", _("File transfer")
    API = "api", _("Interface")
    ACCESS = "access", _("Access in our systems")
    MAIL = "mail", _("Encrypted mail")
    MEDIA = "media", _("Physical media")
    OTHER = "other", _("Other")


# Every version, however far back, of which a later one has been cleared.
OVERTAKEN = """
WITH RECURSIVE older(id) AS (
  SELECT w.supersedes_id FROM sharing_sharingrequest w WHERE w.supersedes_id IS NOT NULL AND w.clearance_id IS NOT NULL
  UNION
  SELECT w.supersedes_id FROM older JOIN sharing_sharingrequest w ON w.id = older.id WHERE w.supersedes_id IS NOT NULL)
SELECT older.id FROM older"""


class SharingRequestQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "SharingRequestQuerySet":
        if user.has_perm("sharing.view_sharingrequest"):
            return self
        return self.filter(
            models.Q(requested_by=user.person_id)
            | models.Q(owner=user.person_id)
            | models.Q(engagement__in=Engagement.objects.visible_to(user))
        )

    def standing(self) -> "SharingRequestQuerySet":
        """Those that a clearance lets go now, or let go before."""
        return self.filter(status__in=[SharingRequest.Status.CLEARED, SharingRequest.Status.ACTIVE])

    def awaiting_approval_of(self, person_id: int) -> "SharingRequestQuerySet":
        """Those that lack nothing but approval, and that this person neither asked for nor has approved by now."""
        approved = SharingRequest.objects.filter(
            approvals__by=person_id,
            approvals__withdrawn_at=None,
            approvals__vendor_epoch=models.F("vendor__epoch"),
            approvals__engagement_epoch=models.F("engagement__epoch"),
        )
        ready = self.awaiting().filter(outstanding_count=0)
        return ready.exclude(requested_by=person_id).exclude(pk__in=approved.values("pk"))

    def overtaken(self) -> "SharingRequestQuerySet":
        """Those in whose place a later version was cleared, be it the next or one after it."""
        return self.filter(pk__in=RawSQL(OVERTAKEN, ()))  # noqa: S611  # constant

    def unfinished(self) -> "SharingRequestQuerySet":
        """Those whose data may be at the vendor, or on its way: neither draft nor refused nor ended."""
        over = [SharingRequest.Status.DRAFT, SharingRequest.Status.REFUSED, SharingRequest.Status.ENDED]
        return self.exclude(status__in=over)

    def awaiting(self) -> "SharingRequestQuerySet":
        """Those that the gate must still open."""
        return self.filter(
            status__in=[
                SharingRequest.Status.REQUESTED,
                SharingRequest.Status.SUSPENDED,
                SharingRequest.Status.UNDER_WAY,
            ]
        )


class SharingRequest(Stateful):
    """This data set, to this vendor, under this engagement and contract, for this purpose, this way, these days.

    The scope (SCOPE) is fixed once requested: a change makes a new, uncleared version (`supersedes`).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REQUESTED = "requested", _("Requested")
        CLEARED = "cleared", _("Cleared")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        ENDING = "ending", _("Ending")
        ENDED = "ended", _("Ended")
        REFUSED = "refused", _("Refused")
        UNDER_WAY = "under-way", _("Under way, not cleared")

    MOVES = {
        Status.DRAFT: {Status.REQUESTED, Status.UNDER_WAY, Status.ENDED},
        Status.REQUESTED: {Status.CLEARED, Status.REFUSED, Status.UNDER_WAY, Status.DRAFT, Status.ENDED},
        Status.UNDER_WAY: {Status.CLEARED, Status.REFUSED, Status.ENDING, Status.ENDED},
        Status.CLEARED: {Status.ACTIVE, Status.SUSPENDED, Status.ENDING, Status.ENDED},
        Status.ACTIVE: {Status.SUSPENDED, Status.ENDING},
        Status.SUSPENDED: {Status.CLEARED, Status.REFUSED, Status.ENDING, Status.ENDED, Status.UNDER_WAY},
        Status.ENDING: {Status.ENDED},
        Status.ENDED: set(),
        Status.REFUSED: {Status.DRAFT},
    }
    GUARDED = True
    REF = "SR"
    PERSONAL = frozenset({"description", "purpose"})
    SCOPE = (
        "vendor_id",
        "engagement_id",
        "contract_id",
        "data_class",
        "data_categories",
        "description",
        "purpose",
        "way",
        "destination",
        "countries",
        "volume",
        "transfer_bases",
        "legal_basis",
        "retention",
        "frequency",
        "is_evaluation",
    )

    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    title = models.CharField(_("title"), max_length=200)
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="sharing_requests", verbose_name=_("vendor")
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="sharing_requests", verbose_name=_("engagement")
    )
    contract = models.ForeignKey(
        Contract,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sharing_requests",
        verbose_name=_("contract"),
    )
    data_class = models.CharField(_("data class"), max_length=12, choices=DataClass)
    data_categories = models.JSONField(_("data categories"), default=list, blank=True)
    description = models.TextField(_("data set"))
    purpose = models.TextField(_("purpose"))
    way = models.CharField(_("way"), max_length=8, choices=Way, default=Way.SFTP)
    destination = models.CharField(_("destination"), max_length=200)
    countries = models.JSONField(_("countries"), default=list)
    volume = models.PositiveBigIntegerField(_("records, about"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    transfer_bases = models.JSONField(
        _("transfer bases by country"),
        default=dict,
        blank=True,
        help_text=_("For example a derogation, with its reason."),
    )
    retention = models.CharField(_("retention at the vendor"), max_length=200, blank=True)
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency, default=Frequency.STANDING)
    is_evaluation = models.BooleanField(_("evaluation (tender or pilot)"), default=False)
    planned_on = models.DateField(_("planned sharing date"))
    until_on = models.DateField(_("until"))
    under_way_since_on = models.DateField(_("under way since"), null=True, blank=True)
    clear_by_on = models.DateField(_("to be cleared or stopped by"), null=True, blank=True)
    requested_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="requested_sharings", verbose_name=_("requested by")
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_sharings", verbose_name=_("owner"))
    requested_at = models.DateTimeField(_("requested"), null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by", editable=False
    )
    clearance = models.ForeignKey(
        "sharing.Clearance", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True, editable=False)
    used_at = models.DateTimeField(_("used up"), null=True, blank=True, editable=False)
    outstanding_count = models.PositiveIntegerField(_("outstanding"), null=True, blank=True, editable=False)
    judged_at = models.DateTimeField(_("last judged"), null=True, blank=True, editable=False)

    UNTRACKED = frozenset({"outstanding_count", "judged_at"})

    objects = SharingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing request")
        verbose_name_plural = _("sharing requests")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "planned_on"], name="sharing_by_plan"),
            models.Index(fields=["valid_until"], name="sharing_by_valid_until"),
            models.Index(fields=["vendor"], name="sharing_by_vendor"),
            models.Index(fields=["engagement"], name="sharing_by_engagement"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("planned_on")),
                name="sharing_dates_in_order",
                violation_error_message=_("“Until” must not be before the planned sharing date."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["cleared", "active"])
                | models.Q(clearance__isnull=False, valid_until__isnull=False),
                name="sharing_cleared_has_a_clearance",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="under-way") | models.Q(under_way_since_on__isnull=False),
                name="sharing_under_way_since_a_day",
            ),
        ]
        permissions = [
            ("ask_sharing", "Can ask for a sharing"),
            ("approve_sharing", "Can approve, refuse and suspend sharing requests"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self) -> tuple[int | None, int | None]:
        return self.vendor_id, self.engagement_id

    def scope(self) -> bytes:
        """The one byte string of what an approval says yes to."""
        return canonical({name: getattr(self, name) for name in self.SCOPE})
