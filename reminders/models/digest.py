"""One mail: everything that one person is told at one time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import RecordQuerySet, Stateful


class DigestQuerySet(RecordQuerySet):
    def troubled(self) -> "DigestQuerySet":
        """Mails that did not reach their person, or have failed more than twice and are still being tried."""
        return self.filter(
            models.Q(status=Digest.Status.FAILED) | models.Q(status=Digest.Status.WAITING, attempts__gte=3)
        )


class Digest(Stateful):
    """The header of one mail: the daily digest of one person's local day, or what goes at once.

    It is claimed under a lease (`claimed_until`, `claim`), sent, then marked: a worker that dies in between
    leaves it to the next one, with the same Message-ID (`token`).
    """

    class Kind(models.TextChoices):
        DAILY = "daily", _("Daily digest")
        AT_ONCE = "at-once", _("At once")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        EMPTY = "empty", _("Nothing left to say")

    MOVES = {
        Status.WAITING: {Status.SENT, Status.FAILED, Status.EMPTY},
        Status.SENT: set(),
        Status.FAILED: set(),
        Status.EMPTY: set(),
    }
    REF = "DIG"
    UNTRACKED = frozenset({"claimed_until", "claim", "attempts", "send_after", "token", "last_error"})

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="digests", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    local_day = models.DateField(_("day"))
    token = models.CharField(max_length=32, unique=True)
    send_after = models.DateTimeField(_("not before"))
    claimed_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["send_after", "id"], name="digests_to_send", condition=models.Q(status="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "local_day"], condition=models.Q(kind="daily"), name="reminders_one_digest_a_day"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(kind="at-once", status="waiting"),
                name="reminders_one_mail_at_once_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False), name="reminders_sent_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
