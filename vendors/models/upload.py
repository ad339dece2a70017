"""A list that somebody uploaded: its columns are matched, its rows are checked, and then it is imported."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful
from vendors.models.engagement import Engagement
from vendors.models.imported import ImportRun


def upload_path(_upload: Any, _name: str) -> str:
    """A name that tells nothing: the file's own name stays in the database."""
    return f"imports/{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class UploadQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "UploadQuerySet":
        """Only who uploaded a list sees it."""
        return self.filter(by=user.person_id)

    def waiting(self) -> "UploadQuerySet":
        """Those that a worker must look at."""
        return self.filter(status__in=[Upload.Status.CHECKING, Upload.Status.IMPORTING])


class Upload(Stateful):
    """A CSV or XLSX list of vendors; with an engagement they become its candidates too.

    `columns` has for each column of the file the field that it holds, "" where it is not read. `report` is what the
    check or the import found. A worker holds it until `leased_until`.
    """

    class Status(models.TextChoices):
        MATCHING = "matching", _("Columns to match")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")
        DROPPED = "dropped", _("Dropped")

    MOVES = {
        Status.MATCHING: {Status.CHECKING, Status.DROPPED},
        Status.CHECKING: {Status.CHECKED, Status.MATCHING},
        Status.CHECKED: {Status.MATCHING, Status.IMPORTING, Status.DROPPED},
        Status.IMPORTING: {Status.IMPORTED, Status.CHECKED, Status.MATCHING},
        Status.IMPORTED: set(),
        Status.DROPPED: set(),
    }
    REF = "UPL"
    UNTRACKED = frozenset({"file", "sample", "report", "leased_until", "progress", "longlisted_at", "fault"})

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.MATCHING, editable=False)
    file = models.FileField(_("file"), upload_to=upload_path, max_length=200)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    header = models.JSONField(_("header"), default=list)
    sample = models.JSONField(_("first rows"), default=list)
    columns = models.JSONField(_("columns"), default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    is_partial = models.BooleanField(_("good rows only"), default=False)
    engagement = models.ForeignKey(Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.JSONField(_("report"), default=dict)
    fault = models.TextField(_("fault"), blank=True)
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    leased_until = models.DateTimeField(null=True, editable=False)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="+")
    longlisted_at = models.DateTimeField(_("made candidates"), null=True, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["status"], condition=models.Q(status__in=["checking", "importing"]), name="vendors_upload_waits"
            )
        ]

    def __str__(self) -> str:
        return self.file_name
