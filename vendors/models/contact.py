"""The vendor's own people, and the personal links by which they answer."""

import base64
import hashlib
import hmac
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet
from vendors.models.vendor import Vendor


class ContactRole(models.TextChoices):
    SECURITY = "security", _("Security contact")
    PRIVACY = "privacy", _("Data protection contact")
    ACCOUNT = "account", _("Account manager")
    DELIVERY = "delivery", _("Delivery contact")
    OTHER = "other", _("Other contact")


class VendorContactQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "VendorContactQuerySet":
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def active(self) -> "VendorContactQuerySet":
        return self.filter(is_active=True, person__is_active=True)


class VendorContact(Record):
    """A person at a vendor. The main contact owns what is asked of the vendor; a vendor that holds data has two."""

    REF = "CTC"

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("vendor"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_of", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=ContactRole, default=ContactRole.SECURITY)
    is_main = models.BooleanField(_("main contact"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = VendorContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor contact")
        verbose_name_plural = _("vendor contacts")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "person"], name="vendors_contact_once"),
            models.UniqueConstraint(
                fields=["vendor"],
                condition=models.Q(is_main=True, is_active=True),
                name="vendors_one_main_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.vendor})"


class PortalLinkQuerySet(models.QuerySet):
    def in_force(self, today: date) -> "PortalLinkQuerySet":
        return self.filter(
            withdrawn_at=None, until_on__gte=today, contact__is_active=True, contact__person__is_active=True
        )

    def with_token(self, token: str, today: date) -> "PortalLink | None":
        """The link in force that this token belongs to; None for a wrong, ended or withdrawn one."""
        number, _dot, _mac = token.partition(".")
        if not number.isascii() or not number.isdecimal() or len(number) > 18:
            return None
        link = self.in_force(today).select_related("contact__person", "contact__vendor").filter(pk=number).first()
        return link if link and hmac.compare_digest(link.token.encode(), token.encode()) else None


class PortalLink(Record):
    """A contact's personal, dated, withdrawable address. The token is derived (HMAC-SHA-256), never stored."""

    REF = "PLN"

    contact = models.ForeignKey(VendorContact, on_delete=models.PROTECT, related_name="links")
    until_on = models.DateField(_("works until"))
    nonce = models.CharField(max_length=32, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = PortalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("portal link")
        verbose_name_plural = _("portal links")

    def __str__(self) -> str:
        return self.ref

    @property
    def token(self) -> str:
        content = f"{self.pk}|{self.contact_id}|{self.until_on.isoformat()}|{self.nonce}".encode()
        mac = hmac.new(settings.PORTAL_KEY.encode(), content, hashlib.sha256).digest()
        return f"{self.pk}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
