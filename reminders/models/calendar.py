"""Days on which nobody is disturbed, and things that somebody has put off."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import Record, RecordQuerySet


class ClosingDay(Record):
    """A day on which the organisation is closed, besides the holidays of its people's countries."""

    REF = "CLD"

    day = models.DateField(_("day"), unique=True)
    title = models.CharField(_("why"), max_length=100)

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.title}"


class SnoozeQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "SnoozeQuerySet":
        return self if user.has_perm("reminders.view_reminder") else self.filter(person=user.person_id)

    def in_force(self, today: date) -> "SnoozeQuerySet":
        return self.filter(until_on__gte=today, ended_at=None)


class Snooze(Record):
    """One person's reminders about one thing are put off through `until_on`, for a reason."""

    REF = "SNZ"
    PERSONAL = frozenset({"reason"})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="snoozes")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(_("about"), max_length=60)
    until_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        verbose_name = _("snooze")
        verbose_name_plural = _("snoozes")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["person", "subject_type", "subject_id"],
                name="snoozes_in_force",
                condition=models.Q(ended_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reminders_snooze_says_why"),
        ]

    def __str__(self) -> str:
        return self.ref
