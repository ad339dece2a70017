"""What an award rested on, as it was in that moment."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Record, RecordQuerySet
from selection.models.award import Award
from selection.models.evaluation import Evaluation
from selection.models.prices import engagements_with_prices


class DossierQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "DossierQuerySet":
        """Who may read the prices and every score; also once an award is withdrawn and people score again."""
        sealed = Evaluation.objects.hidden_from(user).order_by().values("scorecard__engagement")
        return self.filter(award__engagement__in=engagements_with_prices(user)).exclude(award__engagement__in=sealed)


class Dossier(Record):
    """The selection dossier of one confirmed award: canonical JSON, its SHA-256, and nothing that ever changes.

    People stand in it by reference (`person:12`), as in the audit trail, which keeps the hash too.
    """

    APPEND_ONLY = True
    REF = "DOS"
    UNTRACKED = frozenset({"content"})

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="dossier", verbose_name=_("award"))
    content = models.TextField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen"))

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection dossier")
        verbose_name_plural = _("selection dossiers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.ref

    @property
    def stored(self) -> bytes:
        """The exact bytes that the hash is of."""
        return self.content.encode()

    @property
    def facts(self) -> Any:
        return json.loads(self.content)

    def is_whole(self) -> bool:
        """Whether the bytes are still those that were hashed."""
        return hashlib.sha256(self.stored).hexdigest() == self.sha256
