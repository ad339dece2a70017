"""What a candidate asks, or what doing it ourselves would cost."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Length, Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from history.models import EVERY_ACT, Record, RecordQuerySet, Stateful
from selection.models.candidate import Candidate
from selection.models.prices import blinded, engagements_with_prices
from vendors.models import Engagement

MOST = 10**15  # of any amount, rate or quantity: far above what is paid, and exact in 64 bits and as a float
MOST_BP = 100_000  # a share or an allowance of a thousand per cent


def is_code(field: str) -> models.Q:
    """A currency as ISO 4217 writes it: three letters, capitals."""
    return models.Q(Exact(Length(field), 3)) & models.Q(Exact(Upper(field), models.F(field)))


def is_spread(name: str, most: int = MOST) -> models.Q:
    """An estimate: low, likely and high are all there and in order, or none of them."""
    low, likely, high = (f"{name}_{part}" for part in ("low", "likely", "high"))
    none = models.Q(**{f"{low}__isnull": True, f"{likely}__isnull": True, f"{high}__isnull": True})
    ordered = models.Q(
        **{
            f"{low}__isnull": False,
            f"{likely}__isnull": False,
            f"{high}__isnull": False,
            f"{low}__lte": models.F(likely),
            f"{likely}__lte": models.F(high),
            f"{high}__lte": most,
        }
    )
    return none | ordered


class QuoteKind(models.TextChoices):
    HOURLY = "hourly", _("Hourly")
    PROJECT = "project", _("Per project")
    OTHER = "other", _("Other")
    IN_HOUSE = "in-house", _("In-house")


class QuoteQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "QuoteQuerySet":
        """Those whose prices this person may see: an evaluator not before having submitted scores."""
        return self.filter(engagement__in=engagements_with_prices(user))

    def hidden_from(self, user: Any) -> "QuoteQuerySet":
        return self.filter(engagement__in=blinded(user))

    def submitted(self) -> "QuoteQuerySet":
        """The one of each candidate that counts, and the in-house one."""
        return self.filter(status=Quote.Status.SUBMITTED)


class Quote(Stateful):
    """What a candidate asks; without a candidate, what it would cost in-house.

    Amounts are in minor units of `currency`; the effort of supervising is ours, in minutes a month at a rate an hour in
    ten-thousandths of `own_currency`. Tax is what we cannot reclaim of what the vendor charges. A submitted quote does
    not change any more: a newer one withdraws it, and both are kept.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }
    REF = "QTE"
    SEALED = EVERY_ACT
    PERSONAL = frozenset({"note"})

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="quotes", verbose_name=_("engagement")
    )
    candidate = models.ForeignKey(
        Candidate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
        verbose_name=_("candidate"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=QuoteKind)
    currency = models.CharField(_("currency"), max_length=3)
    valid_until_on = models.DateField(_("valid until"), null=True, blank=True)
    one_off_amount = models.PositiveBigIntegerField(_("one-off cost"), default=0)
    transition_amount = models.PositiveBigIntegerField(_("transition cost"), default=0)
    exit_amount = models.PositiveBigIntegerField(_("exit cost"), default=0)
    tax_bp = models.PositiveIntegerField(_("tax in basis points"), default=0)
    allowance_low = models.PositiveIntegerField(_("change requests, low, in basis points"), null=True, blank=True)
    allowance_likely = models.PositiveIntegerField(_("change requests, likely"), null=True, blank=True)
    allowance_high = models.PositiveIntegerField(_("change requests, high"), null=True, blank=True)
    supervision_low = models.PositiveIntegerField(_("own minutes a month, low"), null=True, blank=True)
    supervision_likely = models.PositiveIntegerField(_("own minutes a month, likely"), null=True, blank=True)
    supervision_high = models.PositiveIntegerField(_("own minutes a month, high"), null=True, blank=True)
    own_rate_e4 = models.PositiveBigIntegerField(_("own rate an hour"), default=0)
    own_currency = models.CharField(_("currency of the own rate"), max_length=3)
    note = models.TextField(_("what it rests on"), blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    submitted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=models.Q(status="submitted", candidate__isnull=False),
                name="selection_one_quote_counts",
            ),
            models.UniqueConstraint(
                fields=["engagement"],
                condition=models.Q(status="submitted", candidate__isnull=True),
                name="selection_one_in_house_quote_counts",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="in-house", candidate__isnull=True)
                | (~models.Q(kind="in-house") & models.Q(candidate__isnull=False)),
                name="selection_in_house_is_nobodys",
            ),
            models.CheckConstraint(
                condition=is_code("currency") & is_code("own_currency"), name="selection_quote_currency"
            ),
            models.CheckConstraint(condition=is_spread("allowance", MOST_BP), name="selection_allowance_in_order"),
            models.CheckConstraint(
                condition=models.Q(kind="project") | models.Q(allowance_high__isnull=True),
                name="selection_allowance_per_project",
            ),
            models.CheckConstraint(condition=is_spread("supervision"), name="selection_supervision_in_order"),
            models.CheckConstraint(
                condition=models.Q(tax_bp__lte=MOST_BP)
                & models.Q(
                    one_off_amount__lte=MOST,
                    transition_amount__lte=MOST,
                    exit_amount__lte=MOST,
                    own_rate_e4__lte=MOST,
                ),
                name="selection_quote_within_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="submitted")
                | models.Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="selection_submitted_by_somebody",
            ),
        ]
        permissions = [("log_quote", "Can log quotes")]

    def __str__(self) -> str:
        return str(self.candidate) if self.candidate_id else str(_("In-house"))

    def has_expired(self, today: date) -> bool:
        """A quote that is valid until a day holds through its end."""
        return self.valid_until_on is not None and self.valid_until_on < today


class LineKind(models.TextChoices):
    ROLE = "role", _("Role")
    MILESTONE = "milestone", _("Milestone")
    RETAINER = "retainer", _("Retainer")
    SUBSCRIPTION = "subscription", _("Subscription")
    PER_UNIT = "per-unit", _("Per unit")
    OUTCOME = "outcome", _("Outcome or revenue share")
    PEOPLE = "people", _("People")
    OVERHEAD = "overhead", _("Overhead")
    TOOL = "tool", _("Tools")


LINES_OF: dict[str, tuple[LineKind, ...]] = {
    QuoteKind.HOURLY: (LineKind.ROLE,),
    QuoteKind.PROJECT: (LineKind.MILESTONE,),
    QuoteKind.OTHER: (LineKind.RETAINER, LineKind.SUBSCRIPTION, LineKind.PER_UNIT, LineKind.OUTCOME),
    QuoteKind.IN_HOUSE: (LineKind.PEOPLE, LineKind.OVERHEAD, LineKind.TOOL),
}
BY_RATE = (LineKind.ROLE, LineKind.PEOPLE, LineKind.PER_UNIT)
BY_AMOUNT = (LineKind.MILESTONE, LineKind.RETAINER, LineKind.SUBSCRIPTION, LineKind.OVERHEAD, LineKind.TOOL)


class Per(models.TextChoices):
    ONCE = "once", _("In all")
    MONTH = "month", _("A month")
    QUARTER = "quarter", _("A quarter")
    YEAR = "year", _("A year")


class QuoteLineQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> "QuoteLineQuerySet":
        return self.filter(quote__in=Quote.objects.visible_to(user))

    def hidden_from(self, user: Any) -> "QuoteLineQuerySet":
        return self.filter(quote__engagement__in=blinded(user))


class QuoteLine(Record):
    """One price of a quote, for a period or in all.

    Its kind says what it has: an `amount` in minor units; or a `rate_e4` (ten-thousandths of the major unit) an hour or
    a unit, with `quantity` in minutes or units; or a `share_bp` of a base, which is `quantity` in minor units. The
    quantity is an estimate (low, likely, high), or unknown.
    """

    REF = "QTL"
    SEALED = EVERY_ACT

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind)
    title = models.CharField(_("title"), max_length=200)
    amount = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    rate_e4 = models.PositiveBigIntegerField(_("rate"), null=True, blank=True)
    share_bp = models.PositiveIntegerField(_("share in basis points"), null=True, blank=True)
    quantity_low = models.PositiveBigIntegerField(_("low"), null=True, blank=True)
    quantity_likely = models.PositiveBigIntegerField(_("likely"), null=True, blank=True)
    quantity_high = models.PositiveBigIntegerField(_("high"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=8, choices=Per, default=Per.ONCE)
    position = models.PositiveSmallIntegerField(default=0)

    objects = QuoteLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=is_spread("quantity"), name="selection_quantity_in_order"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=BY_RATE,
                    rate_e4__isnull=False,
                    rate_e4__lte=MOST,
                    amount__isnull=True,
                    share_bp__isnull=True,
                )
                | models.Q(
                    kind__in=BY_AMOUNT,
                    amount__isnull=False,
                    amount__lte=MOST,
                    rate_e4__isnull=True,
                    share_bp__isnull=True,
                    quantity_high__isnull=True,
                )
                | models.Q(
                    kind=LineKind.OUTCOME,
                    share_bp__isnull=False,
                    share_bp__lte=MOST_BP,
                    amount__isnull=True,
                    rate_e4__isnull=True,
                ),
                name="selection_line_has_its_price",
            ),
        ]

    def __str__(self) -> str:
        return self.title
