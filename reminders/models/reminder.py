"""One line of the ledger: this person, about this thing, at this stage."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet
from reminders.models.digest import Digest
from reminders.models.ladder import Anchor


class ReminderQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ReminderQuerySet":
        """One's own; the working roles see everybody's."""
        if user.has_perm("reminders.view_reminder"):
            return self
        return self.filter(person=user.person_id)

    def of(self, subject: Record) -> "ReminderQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def told(self) -> "ReminderQuerySet":
        return self.filter(status__in=[Reminder.Status.SENT, Reminder.Status.ESCALATED])


class Reminder(Record):
    """A message that must reach one person about one outstanding thing at one stage of one date.

    The unique constraint is what makes planning rerun-safe. A cancelled line is outside of it: what was done
    and is undone again is due again. `occasion` tells apart what happens to one thing twice, like suspensions.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENT = "sent", _("Sent")
        ESCALATED = "escalated", _("Escalated")
        FAILED = "failed", _("Not delivered")
        CANCELLED = "cancelled", _("Cancelled")
        SUPERSEDED = "superseded", _("Superseded")

    REF = "REM"

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("to"), db_index=False
    )
    anchor = models.CharField(_("counts from"), max_length=20, choices=Anchor)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(_("about"), max_length=60)
    anchor_on = models.DateField(_("the date it is about"))
    occasion = models.CharField(max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=12)
    due_on = models.DateField(_("planned for"))
    is_escalation = models.BooleanField(_("escalation"), default=False)
    is_at_once = models.BooleanField(_("at once"), default=False)
    planned_at = models.DateTimeField(_("planned"))
    asked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        permissions = [("steer_reminder", "Can remind and snooze")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "due_on"], name="reminders_by_subject"),
            models.Index(fields=["person", "-due_on"], name="reminders_by_person"),
            models.Index(fields=["person"], name="reminders_planned", condition=models.Q(status="planned")),
            models.Index(fields=["-due_on", "-id"], name="reminders_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["anchor", "subject_id", "anchor_on", "person", "stage", "subject_type", "occasion"],
                condition=~models.Q(status="cancelled"),
                name="reminders_once_a_stage_and_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["sent", "escalated"])
                | models.Q(sent_at__isnull=False, digest__isnull=False),
                name="reminders_sent_by_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_ref} {self.stage}"

    @property
    def status_label(self) -> str:
        return str(self.Status(self.status).label)
