"""A company or an independent contractor that we work with, or may."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful


class DataClass(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")
    RESTRICTED = "restricted", _("Restricted")


class DataCategory(models.TextChoices):
    PERSONAL = "personal", _("Personal data")
    SPECIAL = "special", _("Special-category or health data")
    CARDHOLDER = "cardholder", _("Cardholder data")
    CREDENTIALS = "credentials", _("Credentials")
    SOURCE_CODE = "source-code", _("Source code or IP")
    FINANCIAL = "financial", _("Financial records")


DATA_CLASS_ORDER = {value: place for place, value in enumerate(DataClass.values)}


def at_least(data_class: str, floor: str) -> bool:
    """Whether a data class is at or above a floor; an unknown class is above every floor, and so is covered by none."""
    return DATA_CLASS_ORDER.get(data_class, len(DATA_CLASS_ORDER)) >= DATA_CLASS_ORDER.get(floor, 0)


class VendorKind(models.TextChoices):
    COMPANY = "company", _("Company")
    CONTRACTOR = "contractor", _("Independent contractor")


class SourcingChannel(models.TextChoices):
    ESTABLISHED = "established", _("Established company")
    JOB_BOARD = "job-board", _("Job board")
    CONTRACTOR = "contractor", _("Contractor or consultant")
    REFERRAL = "referral", _("Referral")
    MARKETPLACE = "marketplace", _("Marketplace")
    OTHER = "other", _("Other")


class VendorQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "VendorQuerySet":
        """Every colleague with a working role sees all vendors; others those of engagements that they asked for, own or
        evaluate."""
        if user.has_perm("vendors.view_vendor"):
            return self
        scored = user.person.evaluations.filter(left_at=None).values("scorecard__engagement")
        return self.filter(
            models.Q(owner=user.person_id)
            | models.Q(candidates__engagement__requester=user.person_id)
            | models.Q(candidates__engagement__owner=user.person_id)
            | models.Q(candidates__engagement__in=scored)
            | models.Q(sharing_requests__requested_by=user.person_id)
        ).distinct()

    def live(self) -> "VendorQuerySet":
        return self.filter(merged_into=None)


class Vendor(Stateful):
    """A vendor. Approval names the highest data class and the categories, who gave it, and its end; it lapses.

    `epoch` rises in the commit in which a good state of the vendor's is taken away; a clearance counts only
    while the vendor still has the epoch that it was issued under.
    """

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        UNDER_REVIEW = "under-review", _("Under review")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")
        REJECTED = "rejected", _("Rejected")
        OFFBOARDED = "offboarded", _("Offboarded")

    MOVES = {
        Status.PROSPECT: {Status.UNDER_REVIEW, Status.REJECTED},
        Status.UNDER_REVIEW: {Status.APPROVED, Status.REJECTED, Status.PROSPECT},
        Status.APPROVED: {Status.UNDER_REVIEW, Status.SUSPENDED, Status.OFFBOARDED},
        Status.SUSPENDED: {Status.UNDER_REVIEW, Status.OFFBOARDED, Status.REJECTED},
        Status.REJECTED: {Status.UNDER_REVIEW},
        Status.OFFBOARDED: {Status.UNDER_REVIEW},
    }
    GUARDED = True
    REF = "VEN"
    UNTRACKED = frozenset({"epoch", "outstanding_count", "name_key", "legal_key"})

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.PROSPECT, editable=False, db_index=True
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, blank=True)
    legal_name = models.CharField(_("legal name"), max_length=250, blank=True)
    legal_key = models.CharField(max_length=200, editable=False, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=VendorKind, default=VendorKind.COMPANY)
    sourcing_channel = models.CharField(
        _("sourcing channel"), max_length=12, choices=SourcingChannel, default=SourcingChannel.ESTABLISHED
    )
    service_category = models.CharField(_("category"), max_length=60, blank=True)
    country = models.CharField(_("country of registration"), max_length=2, blank=True)
    delivery_countries = models.JSONField(_("delivery countries"), default=list, blank=True)
    delivery_languages = models.JSONField(_("delivery languages"), default=list, blank=True)
    services = models.TextField(_("services and skills"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    domain = models.CharField(_("domain"), max_length=253, blank=True, db_index=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    lei = models.CharField(_("LEI"), max_length=20, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    duns = models.CharField(_("DUNS"), max_length=9, blank=True)
    own_number = models.CharField(_("our own number"), max_length=40, blank=True)
    published_pages = models.JSONField(
        _("published pages"),
        default=dict,
        blank=True,
        help_text=_("Addresses of its security page, terms and so on."),
    )
    certifications = models.JSONField(_("certifications"), default=list, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidiaries",
        verbose_name=_("parent"),
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        editable=False,
        db_index=False,  # nearly all have none: vendors_merged holds those that have
    )
    owner = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_vendors",
        verbose_name=_("owner"),
    )
    approved_data_class = models.CharField(
        _("approved up to"), max_length=12, choices=DataClass, blank=True, editable=False
    )
    approved_categories = models.JSONField(_("approved categories"), default=list, blank=True, editable=False)
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    approved_until_on = models.DateField(_("approved until"), null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    epoch = models.PositiveBigIntegerField(default=1, editable=False)
    outstanding_count = models.PositiveIntegerField(_("outstanding"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VendorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name_key", "id"], name="vendors_by_key"),
            models.Index(fields=["legal_key"], condition=~models.Q(legal_key=""), name="vendors_by_legal_key"),
            models.Index(fields=["-outstanding_count", "id"], name="vendors_by_outstanding"),
            models.Index(fields=["approved_until_on"], name="vendors_by_approval_end"),
            models.Index(
                fields=["status", "name_key", "id", "outstanding_count"],
                name="vendors_by_status",
                condition=models.Q(merged_into=None),
            ),
            models.Index(fields=["merged_into"], name="vendors_merged", condition=models.Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | models.Q(approved_by__isnull=False, approved_until_on__isnull=False)
                & ~models.Q(approved_data_class=""),
                name="vendors_approved_by_somebody_until_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(entered_by__isnull=True)
                | ~models.Q(approved_by=models.F("entered_by")),
                name="vendors_not_approved_by_who_entered_it",
            ),
            models.UniqueConstraint(
                fields=["own_number"], condition=~models.Q(own_number=""), name="vendors_own_number_once"
            ),
        ]
        permissions = [
            ("log_vendor", "Can log and edit vendors and their contacts"),
            ("approve_vendor", "Can approve vendors"),
            ("suspend_vendor", "Can suspend vendors"),
            ("import_vendors", "Can import vendors"),
        ]

    def __str__(self) -> str:
        return self.name

    def held_by(self) -> tuple[int | None, int | None]:
        return self.pk, None

    def is_approved(self, today: date) -> bool:
        """Approved and not lapsed: an approval until D holds through D."""
        return (
            self.status == self.Status.APPROVED
            and self.approved_until_on is not None
            and today <= self.approved_until_on
        )
