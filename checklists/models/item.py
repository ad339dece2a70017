"""One item of a checklist, the answers given to it, and the answer that counts."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Person
from checklists.models.checklist import Checklist
from checklists.models.evidence import PROMISING, Evidence
from checklists.models.template import Asks, TemplateItem
from history.models import Record, RecordQuerySet, Stateful


class ItemQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "ItemQuerySet":
        return self.filter(checklist__in=Checklist.objects.visible_to(user))

    def with_facts(self) -> "ItemQuerySet":
        """With all that checklists.rules.items reads, in a fixed number of statements."""
        return self.select_related("checklist", "template_item", "accepted_answer").prefetch_related(
            "accepted_answer__evidence", "waivers"
        )

    def outstanding(self, day: date) -> "ItemQuerySet":
        """The required items that stand in the way on that day, as lists and counters see them.

        It reads the day that was kept with the answer when it was accepted; the gate judges each piece of evidence
        anew (checklists.rules.items).
        """
        spoilt = AnswerEvidence.objects.filter(answer=models.OuterRef("accepted_answer")).filter(
            models.Q(evidence__withdrawn_at__isnull=False)
            | models.Q(evidence__expires_on__lt=day)
            | models.Q(evidence__kind__in=PROMISING, evidence__covers_until_on__lt=day)
        )
        lasts = models.Q(accepted_answer__good_until_on=None) | models.Q(accepted_answer__good_until_on__gte=day)
        accepted = models.Q(accepted_answer__is_accepted=True) & lasts & ~models.Exists(spoilt)
        confirmed = models.Q(status=Item.Status.NOT_APPLICABLE, not_applicable_confirmed_by__isnull=False)
        waived = models.Exists(
            Item.objects.filter(
                pk=models.OuterRef("pk"),
                waivers__status="granted",
                waivers__starts_on__lte=day,
                waivers__ends_on__gte=day,
            )
        )
        return self.filter(is_required=True).exclude(accepted | confirmed | waived)

    def of_contact(self, person: Person) -> "ItemQuerySet":
        """What the portal shows: every vendor's item of the vendors whose active contact this person is."""
        return self.filter(
            asks=Asks.VENDOR,
            checklist__closed_at=None,
            checklist__vendor__contacts__person=person,
            checklist__vendor__contacts__is_active=True,
        )


class Item(Stateful):
    """One thing asked, with its state; `accepted_answer` is the answer that counts, if any.

    A renewal keeps `accepted_answer` until the new answer is accepted or the old one ends: the gate reads that
    answer and its dates, never the stored word. *Not applicable* on a required item counts once a second
    person confirmed it. `code`, `asks`, `area`, `is_required` are copied from the template when laid out.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Submitted")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        DECLINED = "declined", _("Declined")
        NOT_APPLICABLE = "not-applicable", _("Not applicable")
        WAIVED = "waived", _("Waived")

    MOVES = {
        Status.OPEN: {Status.SUBMITTED, Status.DECLINED, Status.NOT_APPLICABLE, Status.WAIVED},
        Status.SUBMITTED: {
            Status.ACCEPTED,
            Status.REJECTED,
            Status.OPEN,
            Status.NOT_APPLICABLE,
            Status.WAIVED,
        },
        Status.ACCEPTED: {Status.SUBMITTED, Status.REJECTED, Status.OPEN},
        Status.REJECTED: {
            Status.SUBMITTED,
            Status.DECLINED,
            Status.NOT_APPLICABLE,
            Status.WAIVED,
            Status.OPEN,
        },
        Status.DECLINED: {
            Status.SUBMITTED,
            Status.OPEN,
            Status.REJECTED,
            Status.NOT_APPLICABLE,
            Status.WAIVED,
        },
        Status.NOT_APPLICABLE: {Status.OPEN, Status.REJECTED, Status.SUBMITTED, Status.DECLINED},
        Status.WAIVED: {Status.OPEN, Status.SUBMITTED, Status.REJECTED, Status.ACCEPTED},
    }
    GUARDED = True
    REF = "ITM"
    PERSONAL = frozenset({"note", "decline_reason"})

    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.OPEN, editable=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    template_item = models.ForeignKey(TemplateItem, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=12)
    asks = models.CharField(_("asks"), max_length=6, choices=Asks)
    area = models.CharField(_("area"), max_length=10, choices=Area)
    is_required = models.BooleanField(_("required"), default=True)
    owner = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_items",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    rule = models.CharField(_("brought by"), max_length=200, blank=True)
    accepted_answer = models.ForeignKey(
        "checklists.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    draft = models.JSONField(_("draft answer"), default=dict, blank=True, editable=False)
    note = models.TextField(_("note to the vendor"), blank=True, editable=False)
    decline_reason = models.TextField(_("why the vendor will not say"), blank=True, editable=False)
    not_applicable_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    not_applicable_confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    UNTRACKED = frozenset({"changed_at", "draft"})

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="items_due",
                condition=models.Q(status__in=["open", "submitted", "rejected", "declined"]),
            ),
            models.Index(fields=["owner", "status"], name="items_by_owner"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "code"], name="checklists_item_code_once"),
            models.CheckConstraint(
                condition=~models.Q(status="accepted") | models.Q(accepted_answer__isnull=False),
                name="checklists_accepted_on_an_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(not_applicable_confirmed_by__isnull=True)
                | ~models.Q(not_applicable_confirmed_by=models.F("not_applicable_by")),
                name="checklists_not_applicable_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(decline_reason=""),
                name="checklists_declined_says_why",
            ),
        ]
        permissions = [
            ("review_item", "Can accept and send back items of their areas"),
            ("answer_item", "Can answer items that ask us"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        return f"{Checklist.REF}-{self.checklist_id:04d}/{self.code}"

    def held_by(self) -> tuple[int | None, int | None]:
        checklist = self.checklist
        return (checklist.vendor_id, None) if checklist.engagement_id is None else (None, checklist.engagement_id)


class Answer(Record):
    """One submitted answer; who submitted it never decides it (in the database)."""

    REF = "ANS"
    PERSONAL = frozenset({"text", "note"})

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.CharField(_("answer"), max_length=300, blank=True)
    text = models.TextField(_("explanation"), blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"))
    is_accepted = models.BooleanField(_("accepted"), null=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    good_until_on = models.DateField(_("counts until"), null=True, blank=True)
    evidence = models.ManyToManyField(Evidence, through="checklists.AnswerEvidence", related_name="answers")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="checklists_answer_once"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("submitted_by")),
                name="checklists_answer_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(is_accepted__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="checklists_answer_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.number}"


class AnswerEvidence(models.Model):
    """One piece of evidence under one answer; one piece may serve many."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="pieces")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "evidence"], name="checklists_piece_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.evidence_id}"
