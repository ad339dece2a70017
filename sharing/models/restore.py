"""A restore from a backup: until an approver has confirmed what it brought, nothing may be shared."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet


class RestoreQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "RestoreQuerySet":
        return self if user.has_perm("sharing.view_sharingrequest") else self.none()

    def unconfirmed(self) -> "RestoreQuerySet":
        return self.filter(confirmed_at=None)


class Restore(Record):
    """One restore: what is in the database is as it was at `made_at`, and what happened after that is gone.

    `length` and `head` say how far the history in the backup reached; `noted` is how far it had reached according to
    the note outside the database, where that is further. Once confirmed it never changes.
    """

    FROZEN = "OLD.confirmed_at IS NOT NULL"
    REF = "RST"

    at = models.DateTimeField(_("restored"))
    made_at = models.DateTimeField(_("as it was"))
    length = models.PositiveBigIntegerField(_("length of the history"))
    head = models.CharField(_("head of the history"), max_length=64, blank=True)
    noted = models.CharField(_("noted before"), max_length=90, blank=True)
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = RestoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("restore")
        verbose_name_plural = _("restores")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="sharing_restore_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def lost(self) -> int | None:
        """How many entries of the history are gone for certain; None where nothing was noted beyond the backup."""
        return int(self.noted.partition(":")[0]) - self.length if self.noted else None
