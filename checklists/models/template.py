"""Templates of checklists: versioned; a published version never changes (in the database)."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Person
from history.models import Record, RecordQuerySet, Stateful

MOST_DAYS = 3660  # ten years: what counts longer is not asked again


class Asks(models.TextChoices):
    VENDOR = "vendor", _("The vendor")
    US = "us", _("Us")


class AnswerKind(models.TextChoices):
    YES_NO = "yes-no", _("Yes or no")
    TEXT = "text", _("Text")
    CHOICE = "choice", _("One of")
    DATE = "date", _("Date")
    NUMBER = "number", _("Number")


class Scope(models.TextChoices):
    VENDOR = "vendor", _("Once for the vendor")
    ENGAGEMENT = "engagement", _("For each engagement")


class Template(Record):
    """A questionnaire by name, whatever its version. Retired ones are not laid out any more."""

    REF = "TPL"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    is_retired = models.BooleanField(_("retired"), default=False)

    OFFBOARDING = "offboarding"  # how the keys begin of what is asked when something ends, and after it

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["title"]
        permissions = [("publish_template", "Can publish templates")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_the_end(self) -> bool:
        return self.key.startswith(self.OFFBOARDING)


class TemplateVersionQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "TemplateVersionQuerySet":
        return self if user.has_perm("checklists.view_template") else self.none()

    def current(self, today: date) -> "TemplateVersionQuerySet":
        """Of each template that is not retired, the newest published version that counts by this day."""
        newer = TemplateVersion.objects.filter(
            template=models.OuterRef("template"),
            status=TemplateVersion.Status.PUBLISHED,
            counts_from_on__lte=today,
            number__gt=models.OuterRef("number"),
        )
        return self.filter(
            ~models.Exists(newer),
            status=TemplateVersion.Status.PUBLISHED,
            counts_from_on__lte=today,
            template__is_retired=False,
        )


class TemplateVersion(Stateful):
    """One version. `applies` says when it is laid out; empty applies to every engagement that shares data.

    `applies` is a JSON object of lists and floors, all of which must hold: "data_class" (at least),
    "categories" (any of), "tiers" (any of), "vendor_kinds", "contract_kinds", "it_kinds", "is_core".
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    MOVES = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: set()}
    FROZEN = "OLD.status <> 'draft'"
    REF = "TPV"

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    scope = models.CharField(_("asked"), max_length=10, choices=Scope, default=Scope.ENGAGEMENT)
    applies = models.JSONField(_("applies when"), default=dict, blank=True)
    counts_from_on = models.DateField(_("counts from"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    digest = models.CharField(_("SHA-256 of its content"), max_length=64, blank=True, editable=False)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="checklists_version_once"),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, counts_from_on__isnull=False),
                name="checklists_published_counts_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, {self.number}"


class Section(Record):
    REF = "SEC"
    FROZEN = "(SELECT status FROM checklists_templateversion WHERE id = OLD.version_id) <> 'draft'"

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="sections")
    letter = models.CharField(_("letter"), max_length=2)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "letter"], name="checklists_section_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.title}"


class TemplateItem(Record):
    """One question. `key` carries its identity over versions; `code` (B-04) is what people see.

    `evidence_days` is for how many days evidence counts from its date of issue; empty: until its own expiry.
    `condition` narrows when the item applies, in the words of TemplateVersion.applies.
    """

    REF = "TPI"
    FROZEN = "(SELECT status FROM checklists_templateversion WHERE id = OLD.version_id) <> 'draft'"

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(_("key"), max_length=100)
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=300)
    question = models.TextField(_("question"))
    why = models.TextField(_("why"), blank=True)
    guidance = models.TextField(_("guidance"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    asks = models.CharField(_("asks"), max_length=6, choices=Asks, default=Asks.VENDOR)
    area = models.CharField(_("area"), max_length=10, choices=Area, default=Area.SECURITY)
    answer_kind = models.CharField(_("answer"), max_length=8, choices=AnswerKind, default=AnswerKind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    expected = models.CharField(_("expected answer"), max_length=200, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    is_evidence_wanted = models.BooleanField(_("evidence wanted"), default=False)
    evidence_days = models.PositiveIntegerField(
        _("evidence counts for days"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    answer_days = models.PositiveIntegerField(
        _("answer counts for days"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    condition = models.JSONField(_("applies when"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("template item")
        verbose_name_plural = _("template items")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="checklists_code_once"),
            models.UniqueConstraint(fields=["version", "key"], name="checklists_key_once"),
            models.CheckConstraint(
                condition=models.Q(evidence_days__isnull=True) | models.Q(evidence_days__lte=MOST_DAYS),
                name="checklists_evidence_days_in_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_days__isnull=True) | models.Q(answer_days__lte=MOST_DAYS),
                name="checklists_answer_days_in_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
