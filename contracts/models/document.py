"""A file that belongs to a contract or an agreement; a signed one never changes."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.models.contract import Contract
from history.models import EVERY_ACT, Record, RecordQuerySet
from vendors.models import Vendor


def document_path(_document: Any, _name: str) -> str:
    """A name that tells nothing: the file's own name stays in the database."""
    return f"contracts/{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class DocumentQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        return self.filter(
            models.Q(contract__in=Contract.objects.visible_to(user))
            | models.Q(agreement__vendor__in=Vendor.objects.visible_to(user))
        )

    def hidden_from(self, user: Any) -> "DocumentQuerySet":
        """A contract's documents say its prices, so they are sealed with it."""
        return self.filter(contract__in=Contract.objects.hidden_from(user))


class Document(Record):
    """A document by its SHA-256. Once `is_signed`, the database refuses to change or remove it."""

    FROZEN = "OLD.is_signed"
    REF = "DOC"
    SEALED = EVERY_ACT

    contract = models.ForeignKey(
        Contract,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("contract"),
    )
    agreement = models.ForeignKey(
        "contracts.Agreement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("agreement"),
    )
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    file_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    is_signed = models.BooleanField(_("signed by both sides"), default=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contract__isnull=False, agreement__isnull=True)
                | models.Q(contract__isnull=True, agreement__isnull=False),
                name="contracts_document_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
