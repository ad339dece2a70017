"""The admin of what a selection knows, to search and to read; it is changed on the pages of the engagement.

Administrators edit the reusable criteria here. What is sealed to who looks is in no list and on no page.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from history.admin import ReadOnlyAdmin, RecordAdmin
from selection.models import (
    Award,
    BudgetAcceptance,
    Candidate,
    Comparison,
    CriteriaSet,
    Criterion,
    Dossier,
    Evaluation,
    ExchangeRate,
    Quote,
    QuoteLine,
    Rejection,
    Reopening,
    Score,
    Scorecard,
    SetCriterion,
)


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    list_display = ("reference", "vendor", "engagement", "status", "added_at")
    list_filter = ("status",)
    list_select_related = ("vendor", "engagement")
    search_fields = ("vendor__name", "engagement__title")

    def view_on_site(self, obj: Candidate) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    list_display = ("reference", "engagement", "candidate", "status", "proposed_by", "decided_by", "decided_at")
    list_filter = ("status",)
    list_select_related = ("engagement", "candidate__vendor", "proposed_by", "decided_by")
    search_fields = ("engagement__title", "candidate__vendor__name")

    def view_on_site(self, obj: Award) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(Rejection)
class RejectionAdmin(ReadOnlyAdmin):
    list_display = ("reference", "award", "candidate")
    list_filter = ("award__status",)
    list_select_related = ("award", "candidate__vendor")
    search_fields = ("candidate__vendor__name", "award__engagement__title")

    def view_on_site(self, obj: Rejection) -> str:
        return reverse("vendors:engagement", args=[obj.award.engagement.ref])


@admin.register(Reopening)
class ReopeningAdmin(ReadOnlyAdmin):
    list_display = ("reference", "scorecard", "by", "reopened_at")
    list_select_related = ("scorecard", "by")
    search_fields = ("scorecard__engagement__title", "by__name")
    list_filter = ("reopened_at",)

    def view_on_site(self, obj: Reopening) -> str:
        return reverse("selection:scorecard", args=[obj.scorecard.engagement.ref])


class PriceAdmin(ReadOnlyAdmin):
    """Prices: blind for an evaluator who has not submitted scores yet, as on the pages."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.visible_to(request.user)


@admin.register(Quote)
class QuoteAdmin(PriceAdmin):
    list_display = ("reference", "engagement", "candidate", "kind", "currency", "status", "valid_until_on")
    list_filter = ("status", "kind", "currency")
    list_select_related = ("engagement", "candidate__vendor")
    search_fields = ("engagement__title", "candidate__vendor__name")

    def view_on_site(self, obj: Quote) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(QuoteLine)
class QuoteLineAdmin(PriceAdmin):
    list_display = ("reference", "quote", "kind", "title", "amount", "rate_e4", "period")
    list_filter = ("kind", "period")
    list_select_related = ("quote__candidate__vendor",)
    search_fields = ("title", "quote__engagement__title")


@admin.register(BudgetAcceptance)
class BudgetAcceptanceAdmin(PriceAdmin):
    list_display = ("reference", "engagement", "quote", "p90_amount", "budget_amount", "accepted_by", "accepted_at")
    list_filter = ("accepted_at",)
    list_select_related = ("engagement", "quote__candidate__vendor", "accepted_by")
    search_fields = ("engagement__title", "quote__candidate__vendor__name")


@admin.register(Dossier)
class DossierAdmin(PriceAdmin):
    list_display = ("reference", "award", "sha256", "frozen_at")
    list_filter = ("frozen_at",)
    list_select_related = ("award",)
    search_fields = ("sha256", "award__engagement__title")

    def view_on_site(self, obj: Dossier) -> str:
        return reverse("selection:dossier", args=[obj.award.engagement.ref])


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin):
    list_display = ("reference", "engagement", "horizon_months", "priced_on")
    list_filter = ("horizon_months", "priced_on")
    list_select_related = ("engagement",)
    search_fields = ("engagement__title",)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    list_display = ("reference", "on", "base", "currency", "rate_e10", "source")
    list_filter = ("base", "source")
    search_fields = ("currency",)
    date_hierarchy = "on"


class SetCriterionInline(admin.StackedInline):
    model = SetCriterion
    extra = 0
    can_delete = False


@admin.register(CriteriaSet)
class CriteriaSetAdmin(RecordAdmin):
    """A scorecard is a copy: what is edited here is read by scorecards that are set up later."""

    list_display = ("reference", "title", "key", "is_active")
    list_display_links = ("reference", "title")
    list_filter = ("is_active",)
    search_fields = ("title",)
    inlines = (SetCriterionInline,)

    view_on_site = False


@admin.register(Scorecard)
class ScorecardAdmin(ReadOnlyAdmin):
    list_display = ("reference", "engagement", "created_by", "created_at", "locked_at", "opened_at")
    list_filter = (("locked_at", admin.EmptyFieldListFilter), ("opened_at", admin.EmptyFieldListFilter))
    list_select_related = ("engagement", "created_by")
    search_fields = ("engagement__title",)

    def view_on_site(self, obj: Scorecard) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(Criterion)
class CriterionAdmin(ReadOnlyAdmin):
    list_display = ("reference", "title", "scorecard", "weight", "is_must_answer", "floor", "source")
    list_filter = ("is_must_answer", "source")
    list_select_related = ("scorecard",)
    search_fields = ("title",)

    def view_on_site(self, obj: Criterion) -> str:
        return reverse("vendors:engagement", args=[obj.scorecard.engagement.ref])


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "scorecard", "person", "status", "invited_at", "submitted_at")
    list_filter = ("status",)
    list_select_related = ("scorecard", "person")
    search_fields = ("person__name", "scorecard__engagement__title")

    def view_on_site(self, obj: Evaluation) -> str:
        return reverse("vendors:engagement", args=[obj.scorecard.engagement.ref])


@admin.register(Score)
class ScoreAdmin(ReadOnlyAdmin):
    list_display = ("reference", "evaluation", "candidate", "criterion", "value")
    list_filter = ("value", "evaluation__status")
    list_select_related = ("evaluation__person", "candidate__vendor", "criterion")
    search_fields = ("evaluation__person__name", "candidate__vendor__name", "criterion__title")
    view_on_site = False
