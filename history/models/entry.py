"""One thing that happened to one record: who, when, what, from, to and why."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models.record import EVERY_ACT


def canonical(content: Any) -> bytes:
    """The one byte string of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def keyed(content: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104) under the history key, in hex."""
    return hmac.new(settings.HISTORY_KEY.encode(), content, hashlib.sha256).hexdigest()


def stamp(at: datetime) -> str:
    """An instant as the chain writes it: UTC with microseconds, the same on every database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Thread(models.Model):
    """How many entries one record has: the source of its gapless sequence, and the witness of a cut tail."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    length = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="history_thread_once")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.length}"


class EntryQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> "EntryQuerySet":
        """The history of one record, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-sequence")

    def readable_by(self, user: Any) -> "EntryQuerySet":
        """Without what sealed acts wrote of records that are hidden from this user."""
        rows = self
        for model in apps.get_models():
            if sealed := getattr(model, "SEALED", None):
                hidden = model._default_manager.hidden_from(user).order_by().values("pk")  # type: ignore[attr-defined]
                of_it = models.Q(subject_type=model._meta.label_lower, subject_id__in=hidden)
                rows = rows.exclude(of_it if EVERY_ACT & sealed else of_it & models.Q(act__in=sealed))
        return rows

    def unsealed(self) -> "EntryQuerySet":
        return self.filter(link=None).order_by("pk")


class Entry(models.Model):
    """An entry of the audit trail; append-only in the database, keyed (HMAC-SHA-256) over all that it says.

    `agent` is the pseudonymous reference of who acted: `person:12` for people, `system:…` for what happens
    by itself. `changes` is a list of [field, from, to]; a personal value appears there as
    {"salted": hash}, its text lies in PersonalValue, beside the chain.
    """

    APPEND_ONLY = True

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    act = models.CharField(_("act"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("actor"),
    )
    agent = models.CharField(max_length=60)
    changes = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        indexes = [
            models.Index(fields=["subject_ref", "-id"], name="history_by_ref"),
            models.Index(fields=["actor", "-id"], name="history_by_actor"),
            models.Index(fields=["act", "-id"], name="history_by_act"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "sequence"], name="history_entry_gapless"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="history_entry_from_one"),
        ]
        permissions = [
            ("read_history", "Can read the whole audit trail"),
            ("export_everything", "Can export everything"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_ref} {self.sequence} {self.act}"

    def content(self) -> bytes:
        """What the MAC covers: everything that the entry says."""
        return canonical(
            [
                self.subject_type,
                self.subject_id,
                self.subject_ref,
                self.sequence,
                stamp(self.at),
                self.act,
                self.actor_id,
                self.agent,
                self.changes,
                self.count,
                self.digest,
            ]
        )

    def expected_mac(self) -> str:
        return keyed(self.content())


class PersonalValue(models.Model):
    """A personal value or free text beside the chain; replaceable at the end of its retention.

    `field` is the field's name with `.from` or `.to`, or `why`. The entry holds the salted hash, so the
    chain stays whole when the text is replaced (GDPR 5(1)(e)); the replacement is an entry of its own.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="personal_values")
    field = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)
    value = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="history_personal_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"

    def expected_hash(self) -> str:
        return keyed(canonical([self.salt, self.value]))
