"""The clauses that policy wants in a contract, and what was found of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from contracts.models.contract import Contract
from history.models import Record


class ClauseKind(Record):
    """A clause known by name, with the law that asks for it; shipped as data, edited by administrators."""

    REF = "CLK"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=200, blank=True)
    guidance = models.TextField(_("what to look for"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("clause kind")
        verbose_name_plural = _("clause kinds")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ClauseState(models.TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    NOT_NEEDED = "not-needed", _("Not needed")


class Clause(Record):
    """What was found of one clause in one contract. *Not needed* counts once a second person confirmed it."""

    REF = "CLA"
    PERSONAL = frozenset({"reason"})

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="clauses")
    kind = models.ForeignKey(ClauseKind, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ClauseState)
    place = models.CharField(_("place in the document"), max_length=120, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    value = models.PositiveIntegerField(
        _("figure"), null=True, blank=True, help_text=_("Hours of a breach notice, days of a notice period.")
    )
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="contracts_clause_once"),
            models.CheckConstraint(
                condition=~models.Q(state="not-needed") | ~models.Q(reason=""),
                name="contracts_not_needed_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("entered_by")),
                name="contracts_clause_not_confirmed_by_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.kind_id}"

    @property
    def key(self) -> str:
        """The key of its kind; load the kinds with `select_related`."""
        return self.kind.key
