"""The ladder: at which stages before, on and after a date whom to tell; versioned, published versions never change."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Person
from history.models import Record, RecordQuerySet, Stateful

MOST_DAYS = 3660  # ten years


class Anchor(models.TextChoices):
    """What a reminder counts from; reminders.readers.things says which records have it."""

    ITEM_DUE = "item-due", _("Item that we must answer is due")
    CHECKLIST_SENT = "checklist-sent", _("Checklist sent to the vendor")
    CHECKLIST_DUE = "checklist-due", _("Checklist is due from the vendor")
    SENT_BACK = "sent-back", _("Answer sent back")
    SHARING_PLANNED = "sharing-planned", _("Planned sharing date")
    EVIDENCE_END = "evidence-end", _("Evidence ends")
    WAIVER_END = "waiver-end", _("Waiver ends")
    APPROVAL_END = "approval-end", _("Approval ends")
    CLEARANCE_END = "clearance-end", _("Clearance ends")
    CONTRACT_NOTICE = "contract-notice", _("Last day to give notice")
    CONTRACT_END = "contract-end", _("Contract or agreement ends")
    MILESTONE_DUE = "milestone-due", _("Milestone is due")
    FIT_CONDITION_DUE = "fit-condition-due", _("Condition of the fit assessment is due")
    RISK_REVIEW = "risk-review", _("Risk is to be looked at again")
    INCIDENT_REASSESS = "incident-reassess", _("Vendor is to be reassessed after an incident")
    OBJECTION_END = "objection-end", _("Last day to object to a subcontractor")
    STAFF_LEAVING = "staff-leaving", _("Last day of somebody who works under our accounts")
    WAITING = "waiting", _("Waiting for review, approval or confirmation")
    WAITING_SHARING = "waiting-sharing", _("Waiting while a sharing is near")
    WAIVER_ASKED = "waiver-asked", _("Waiver asked for")
    SHARING_SUSPENDED = "sharing-suspended", _("Sharing suspended")
    RESTORED = "restored", _("Restored from a backup")
    LINK_MADE = "link-made", _("Personal link")
    NOW = "now", _("Reminded by a colleague")


class Audience(models.TextChoices):
    OWNER = "owner", _("Owner, or whose queue it is in")
    REQUESTER = "requester", _("Requester")
    CONTACT = "contact", _("Vendor contact")
    VENDOR_OWNER = "vendor-owner", _("Owner of the vendor")
    ACCOUNT_MANAGER = "account-manager", _("The vendor's account manager")
    REVIEWER = "reviewer", _("Reviewer who accepted it")
    APPROVER = "approver", _("Approver")
    MANAGER = "manager", _("Manager of the owner")
    LEADS = "leads", _("Security lead and head of procurement")
    SPONSOR = "sponsor", _("Sponsor")


class Direction(models.TextChoices):
    BEFORE = "before", _("before")
    ON = "on", _("on the day")
    AFTER = "after", _("after")


class Unit(models.TextChoices):
    DAY = "day", _("days")
    WORKING_DAY = "working-day", _("working days")


class LadderQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "LadderQuerySet":
        return self

    def current(self, today: date) -> "LadderQuerySet":
        """The newest published ladder that counts by this day, as a query of at most one row."""
        return self.filter(status=Ladder.Status.PUBLISHED, counts_from_on__lte=today).order_by("-number")[:1]


class Ladder(Stateful):
    """One version of all stages; the newest published one that counts is in force."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    MOVES = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: set()}
    FROZEN = "OLD.status <> 'draft'"
    REF = "LAD"

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    counts_from_on = models.DateField(_("counts from"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = LadderQuerySet.as_manager()

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, counts_from_on__isnull=False),
                name="reminders_published_ladder_counts_from_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"


class Stage(Record):
    """One rung: so many days before, on or after the anchor's date, to whom; `every` repeats it, up to `until`.

    A stage `at_once` is not kept for the digest of the next morning.
    """

    REF = "STG"
    FROZEN = "(SELECT status FROM reminders_ladder WHERE id = OLD.ladder_id) <> 'draft'"

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="stages")
    anchor = models.CharField(_("counts from"), max_length=20, choices=Anchor)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    offset = models.PositiveSmallIntegerField(_("how many"), default=0, validators=[MaxValueValidator(MOST_DAYS)])
    unit = models.CharField(_("unit"), max_length=11, choices=Unit, default=Unit.DAY)
    every = models.PositiveSmallIntegerField(
        _("then every"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    until = models.PositiveSmallIntegerField(
        _("up to"),
        null=True,
        blank=True,
        help_text=_("Empty: until it is done."),
        validators=[MaxValueValidator(MOST_DAYS)],
    )
    audience = models.CharField(_("to"), max_length=16, choices=Audience)
    is_escalation = models.BooleanField(_("escalation"), default=False)
    is_at_once = models.BooleanField(_("at once, not in the digest"), default=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "anchor", "audience", "direction", "offset", "unit"], name="reminders_stage_once"
            ),
            models.CheckConstraint(
                condition=models.Q(direction="on", offset=0) | models.Q(~models.Q(direction="on"), offset__gte=1),
                name="reminders_stage_on_the_day_has_no_offset",
            ),
            models.CheckConstraint(
                condition=models.Q(every__isnull=True) | models.Q(direction="after", every__gte=1),
                name="reminders_only_what_is_overdue_repeats",
            ),
            models.CheckConstraint(
                condition=models.Q(offset__lte=MOST_DAYS)
                & (models.Q(every__isnull=True) | models.Q(every__lte=MOST_DAYS))
                & (models.Q(until__isnull=True) | models.Q(until__lte=MOST_DAYS)),
                name="reminders_stage_in_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_anchor_display()}: {self.label}"

    @property
    def label(self) -> str:
        """The stage in words: “10 working days before”, “on the day”, “every 7 days from 14 days after”."""
        if self.direction == Direction.ON:
            return str(_("on the day"))
        when = counted(self.offset, self.unit)
        if self.direction == Direction.BEFORE:
            return _("%(count)s before") % {"count": when}
        if not self.every:
            return _("%(count)s after") % {"count": when}
        if self.until:
            said = _("every %(every)s from %(from)s to %(until)s after")
        else:
            said = _("every %(every)s from %(from)s after")
        return said % {
            "every": counted(self.every, self.unit),
            "from": when,
            "until": counted(self.until or 0, self.unit),
        }


def counted(number: int, unit: str) -> str:
    """So many days or working days, in words."""
    if unit == Unit.WORKING_DAY:
        said = ngettext("%(number)d working day", "%(number)d working days", number)
    else:
        said = ngettext("%(number)d day", "%(number)d days", number)
    return said % {"number": number}
