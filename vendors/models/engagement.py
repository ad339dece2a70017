"""One process or service that is to be outsourced, with the facts that tier and gate are derived from."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, default_country
from history.models import Record, RecordQuerySet, Stateful
from vendors.models.vendor import DataClass


class ITKind(models.TextChoices):
    IT = "it", _("IT process")
    ITES = "ites", _("IT-enabled service")


class ProcessingRole(models.TextChoices):
    PROCESSOR = "processor", _("Processor")
    JOINT = "joint", _("Joint controller")
    INDEPENDENT = "independent", _("Independent controller")
    NONE = "none", _("None")


class Volume(models.IntegerChoices):
    SMALL = 0, _("Under 1,000 records")
    MEDIUM = 1, _("Under 100,000 records")
    LARGE = 2, _("100,000 records or more")


class Access(models.IntegerChoices):
    NONE = 0, _("None")
    COPIES = 1, _("Copies that we send")
    READS = 2, _("Reads in our systems")
    WRITES = 3, _("Writes, or reaches production")
    ADMINISTRATOR = 4, _("Administrator")


class Criticality(models.IntegerChoices):
    NONE = 0, _("None")
    OVER_A_WEEK = 1, _("Can stop over a week")
    WEEK = 2, _("Can stop up to a week")
    DAY = 3, _("Can stop up to a day")
    FUNCTION = 4, _("Critical or important function")


class ServiceCategory(Record):
    """What kind of service is outsourced; administrators edit the list."""

    REF = "CAT"

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=100)
    kind = models.CharField(_("kind"), max_length=4, choices=ITKind, default=ITKind.IT)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class EngagementQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "EngagementQuerySet":
        """Every working role sees all engagements; others those that they asked for, own, sponsor, evaluate, or
        have something to do for."""
        if user.has_perm("vendors.view_engagement"):
            return self
        person = user.person_id
        scored = Engagement.objects.filter(scorecard__evaluations__in=user.person.evaluations.filter(left_at=None))
        to_do = Engagement.objects.filter(fit_conditions__owner=person)
        return self.filter(
            models.Q(requester=person)
            | models.Q(owner=person)
            | models.Q(sponsor=person)
            | models.Q(legal_contact=person)
            | models.Q(pk__in=scored.values("pk"))
            | models.Q(pk__in=to_do.values("pk"))
        )

    def open(self) -> "EngagementQuerySet":
        return self.exclude(status__in=[Engagement.Status.CLOSED, Engagement.Status.CANCELLED])


class Engagement(Stateful):
    """One process or service to be outsourced.

    The facts (FACTS of vendors.models.fact) are None or "" while unknown, and count once a reviewer has
    confirmed them. `epoch` rises in the commit in which a good state is taken away (see Vendor).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SOURCING = "sourcing", _("Sourcing")
        EVALUATING = "evaluating", _("Evaluating")
        AWARDED = "awarded", _("Awarded")
        LIVE = "live", _("Live")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        Status.DRAFT: {Status.SOURCING, Status.CANCELLED},
        Status.SOURCING: {Status.EVALUATING, Status.AWARDED, Status.CANCELLED},
        Status.EVALUATING: {Status.SOURCING, Status.AWARDED, Status.CANCELLED},
        Status.AWARDED: {Status.LIVE, Status.EVALUATING, Status.CLOSED, Status.CANCELLED},
        Status.LIVE: {Status.CLOSED},
        Status.CLOSED: set(),
        Status.CANCELLED: set(),
    }
    GUARDED = True
    REF = "ENG"
    UNTRACKED = frozenset({"epoch", "facts_entered_by"})

    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is to be done"), blank=True)
    service_category = models.ForeignKey(
        ServiceCategory, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("service category")
    )
    it_kind = models.CharField(_("kind"), max_length=4, choices=ITKind, default=ITKind.IT)
    is_core = models.BooleanField(_("part of the core business"), default=False)
    is_ip_involved = models.BooleanField(_("intellectual property is involved"), default=False)
    skills_needed = models.TextField(_("skills needed"), blank=True)
    skills_missing = models.TextField(_("skills missing in-house"), blank=True)
    country = models.CharField(_("country"), max_length=2, default=default_country)
    planned_start_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_sharing_on = models.DateField(_("planned sharing date"), null=True, blank=True)
    budget_amount = models.PositiveBigIntegerField(_("budget in minor units"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    requester = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="requested_engagements", verbose_name=_("requester")
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="owned_engagements", verbose_name=_("owner")
    )
    sponsor = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sponsored_engagements",
        verbose_name=_("sponsor"),
    )
    legal_contact = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("legal contact"),
    )

    # the facts: see FACTS
    data_class = models.CharField(_("highest data class"), max_length=12, choices=DataClass, blank=True)
    data_categories = models.JSONField(_("data categories"), null=True, blank=True)
    volume = models.PositiveSmallIntegerField(_("volume"), choices=Volume, null=True, blank=True)
    access = models.PositiveSmallIntegerField(_("access"), choices=Access, null=True, blank=True)
    criticality = models.PositiveSmallIntegerField(_("criticality"), choices=Criticality, null=True, blank=True)
    is_substitutable = models.BooleanField(_("another vendor could take over"), null=True, blank=True)
    delivery_countries = models.JSONField(_("countries that the data reaches"), null=True, blank=True)
    processing_role = models.CharField(_("processing role"), max_length=12, choices=ProcessingRole, blank=True)
    facts_entered_by = models.JSONField(default=dict, blank=True, editable=False)

    is_fit_demanded = models.BooleanField(_("needs a passed fit assessment"), default=True, editable=False)
    epoch = models.PositiveBigIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["planned_sharing_on"], name="engagements_by_sharing")]
        permissions = [
            ("log_engagement", "Can log and edit engagements"),
            ("ask_engagement", "Can ask for an engagement"),
            ("confirm_facts", "Can confirm the facts of an engagement"),
        ]

    def __str__(self) -> str:
        return self.title

    def held_by(self) -> tuple[int | None, int | None]:
        return None, self.pk
