"""What candidates are judged by: criteria with described levels, and the reusable sets that they come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Record

LEVELS = (1, 2, 3, 4, 5)


class Source(models.TextChoices):
    SCORED = "scored", _("Scored by people")
    COST = "cost", _("From the comparable cost")


class Described(Record):
    """One criterion: its weight, which counts against the other weights, and what each level means.

    A deal-breaker rules a candidate out to whom anybody gives its floor or less; it must be answered. What comes from
    the comparable cost is scored by nobody.
    """

    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=100)
    about = models.TextField(_("what to look at"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    level_1 = models.CharField(_("level 1"), max_length=300)
    level_2 = models.CharField(_("level 2"), max_length=300)
    level_3 = models.CharField(_("level 3"), max_length=300)
    level_4 = models.CharField(_("level 4"), max_length=300)
    level_5 = models.CharField(_("level 5"), max_length=300)
    is_must_answer = models.BooleanField(_("must be answered"), default=True)
    is_deal_breaker = models.BooleanField(_("deal-breaker"), default=False)
    floor = models.PositiveSmallIntegerField(
        _("rules out at or under"), null=True, blank=True, choices=[(level, str(level)) for level in LEVELS[:-1]]
    )
    source = models.CharField(_("source"), max_length=6, choices=Source, default=Source.SCORED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__lte=1000), name="selection_%(class)s_weight_to_1000"),
            models.CheckConstraint(
                condition=models.Q(is_deal_breaker=False, floor=None)
                | models.Q(
                    is_deal_breaker=True, is_must_answer=True, source="scored", floor__isnull=False, floor__range=(1, 4)
                ),
                name="selection_%(class)s_breaks_at_a_floor",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_asked(self) -> bool:
        """Whether people score it: without a weight it can still rule out; without that either, nobody is asked."""
        return self.source == Source.SCORED and (self.weight > 0 or self.is_deal_breaker)

    @property
    def levels(self) -> list[tuple[int, str]]:
        """Each level with what it means, the lowest first."""
        return [(level, getattr(self, f"level_{level}")) for level in LEVELS]


# What is copied when a set becomes an engagement's scorecard.
COPIED = (
    "key",
    "title",
    "about",
    "weight",
    *(f"level_{level}" for level in LEVELS),
    "is_must_answer",
    "is_deal_breaker",
    "floor",
    "source",
    "position",
)


class CriteriaSet(Record):
    """Criteria that can be used again and again: each scorecard starts as a copy of one set."""

    REF = "CRS"

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=100)
    about = models.TextField(_("what it is for"), blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        ordering = ["title"]
        permissions = [("edit_criteria", "Can edit the reusable sets of criteria")]

    def __str__(self) -> str:
        return self.title


class SetCriterion(Described):
    """A criterion of a reusable set."""

    REF = "SCN"

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("criteria set")
    )

    class Meta(Described.Meta):
        verbose_name = _("criterion of a set")
        verbose_name_plural = _("criteria of sets")
        constraints = [
            *Described.Meta.constraints,
            models.UniqueConstraint(fields=["criteria_set", "key"], name="selection_set_criterion_once"),
        ]
