"""The people of a vendor who work under our accounts: who they are, whether they are screened, when they leave."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models.engagement import Engagement
from vendors.models.vendor import Vendor


class Screening(models.TextChoices):
    OPEN = "open", _("Not screened")
    PASSED = "passed", _("Screened")
    FAILED = "failed", _("Screening failed")


class NamedStaffQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "NamedStaffQuerySet":
        """Who reads vendors, and who asked for or owns the engagement that they work in."""
        if user.has_perm("vendors.view_vendor"):
            return self
        person = user.person_id
        return self.filter(models.Q(engagement__requester=person) | models.Q(engagement__owner=person))

    def with_accounts(self) -> "NamedStaffQuerySet":
        """Those whose accounts nobody has recorded as removed."""
        return self.exclude(status=NamedStaff.Status.REMOVED)

    def working(self) -> "NamedStaffQuerySet":
        return self.filter(status=NamedStaff.Status.WORKING)

    def leaving(self) -> "NamedStaffQuerySet":
        """Those who leave on a known day, or have left, and whose accounts are still to be removed."""
        return self.with_accounts().filter(leaves_on__isnull=False)

    def overdue(self, today: date) -> "NamedStaffQuerySet":
        """Those whose last day has passed, and who may still get in."""
        return self.leaving().filter(leaves_on__lt=today)


class NamedStaff(Stateful):
    """Somebody of a vendor who works under our accounts.

    `accounts` are ours, one on a line. `leaves_on` is the last day, foreseen or noted; accounts are to be removed
    then. Who entered somebody neither screens them nor confirms that their accounts are gone (in the database).
    """

    class Status(models.TextChoices):
        WORKING = "working", _("Working")
        LEFT = "left", _("Left, accounts to be removed")
        REMOVED = "removed", _("Accounts removed")

    MOVES = {
        Status.WORKING: {Status.LEFT},
        Status.LEFT: {Status.WORKING, Status.REMOVED},
        Status.REMOVED: set(),
    }
    REF = "STF"
    PERSONAL = frozenset({"role", "accounts", "screening_note", "removal_note"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WORKING, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="staff", verbose_name=_("vendor"))
    engagement = models.ForeignKey(
        Engagement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff",
        verbose_name=_("engagement"),
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff_of", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=150)
    accounts = models.TextField(_("our accounts"), blank=True)
    starts_on = models.DateField(_("starts on"))
    leaves_on = models.DateField(_("last day"), null=True, blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    screening = models.CharField(
        _("screening"), max_length=6, choices=Screening, default=Screening.OPEN, editable=False
    )
    screened_on = models.DateField(_("screened on"), null=True, blank=True, editable=False)
    screened_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    screening_note = models.TextField(_("what was looked at"), blank=True, editable=False)
    left_at = models.DateTimeField(_("leaving noted"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(_("accounts removed"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removal_note = models.TextField(_("how one knows"), blank=True, editable=False)

    objects = NamedStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("named staff")
        verbose_name_plural = _("named staff")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["leaves_on"], name="vendors_staff_leaving", condition=~models.Q(status="removed"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "engagement", "person"],
                condition=~models.Q(status="removed"),
                name="vendors_staff_once",
            ),
            models.UniqueConstraint(
                fields=["vendor", "person"],
                condition=~models.Q(status="removed") & models.Q(engagement__isnull=True),
                name="vendors_staff_once_at_large",
            ),
            models.CheckConstraint(
                condition=models.Q(leaves_on__isnull=True) | models.Q(leaves_on__gte=models.F("starts_on")),
                name="vendors_staff_leaves_after_the_start",
            ),
            models.CheckConstraint(
                condition=models.Q(status="working", left_at__isnull=True)
                | ~models.Q(status="working") & models.Q(left_at__isnull=False, leaves_on__isnull=False),
                name="vendors_staff_left_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status="removed", removed_at__isnull=False, removed_by__isnull=False)
                | ~models.Q(status="removed") & models.Q(removed_at__isnull=True, removed_by__isnull=True),
                name="vendors_staff_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(screening="open", screened_by__isnull=True, screened_on__isnull=True)
                | ~models.Q(screening="open") & models.Q(screened_by__isnull=False, screened_on__isnull=False),
                name="vendors_staff_screened_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(screened_by__isnull=True) | ~models.Q(screened_by=models.F("entered_by")),
                name="vendors_staff_screened_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_by__isnull=True) | ~models.Q(removed_by=models.F("entered_by")),
                name="vendors_staff_removed_by_a_second_person",
            ),
        ]
        permissions = [
            ("log_staff", "Can log named staff of vendors, and that they leave"),
            ("confirm_staff", "Can confirm the screening of named staff and that their accounts are removed"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def account_list(self) -> list[str]:
        return [line.strip() for line in self.accounts.splitlines() if line.strip()]

    def state(self, today: date) -> str:
        """What pages say of somebody: their status, or what follows from the days."""
        if self.status != self.Status.REMOVED and self.leaves_on is not None and self.leaves_on < today:
            return "overdue"
        if self.status != self.Status.WORKING:
            return str(self.status)
        if self.starts_on > today:
            return "planned"
        return "leaving" if self.leaves_on else "working"
