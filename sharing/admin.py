"""Sharing in the administration: everything can be searched and read; what decides changes by its actions only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from history.admin import ReadOnlyAdmin, RecordAdmin
from sharing.models import Approval, Clearance, Decision, GatePolicy, Question, Restore, SharingRequest, Transfer


@admin.register(SharingRequest)
class SharingRequestAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "vendor", "status", "data_class", "planned_on", "valid_until", "owner"]
    list_filter = ["status", "data_class", "frequency", "is_evaluation", "way"]
    search_fields = ["title", "vendor__name", "engagement__title", "=pk"]
    list_select_related = ["vendor", "owner"]
    date_hierarchy = "planned_on"


@admin.register(GatePolicy)
class GatePolicyAdmin(RecordAdmin):
    """A draft can be edited; publishing is an action, with a preview of what it would stop."""

    list_display = ["number", "title", "status", "counts_from_on", "published_by", "published_at"]
    list_filter = ["status"]
    search_fields = ["title"]
    list_select_related = ["published_by"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or obj.status == GatePolicy.Status.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "number", "counts_from_on"]


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ["reference", "sharing", "by", "at", "until_on", "withdrawn_at"]
    list_filter = ["until_on"]
    search_fields = ["sharing__title", "by__name", "=sharing__pk"]
    list_select_related = ["sharing", "by"]


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ["reference", "sharing", "issued_at", "valid_until", "ends_with", "policy"]
    list_filter = ["policy"]
    search_fields = ["sharing__title", "=sharing__pk", "=pk"]
    list_select_related = ["sharing", "policy"]
    date_hierarchy = "issued_at"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["reference", "sharing", "act", "is_allowed", "is_ready", "by", "client", "at"]
    list_filter = ["act", "is_allowed", "is_ready"]
    search_fields = ["sharing__title", "by__name", "=sharing__pk"]
    list_select_related = ["sharing", "by", "client"]
    date_hierarchy = "at"


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ["reference", "sharing", "at", "volume", "by", "client"]
    list_filter = ["at", ("client", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["sharing__title", "=sharing__pk"]
    list_select_related = ["sharing", "by", "client"]
    date_hierarchy = "at"


@admin.register(Restore)
class RestoreAdmin(ReadOnlyAdmin):
    list_display = ["reference", "at", "made_at", "length", "confirmed_by", "confirmed_at"]
    list_filter = ["confirmed_at"]
    search_fields = ["head", "confirmed_by__name", "=pk"]
    list_select_related = ["confirmed_by"]
    date_hierarchy = "at"


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    """The ledger of machines' questions, outside of the audit trail."""

    list_display = ["sharing", "client", "at", "is_allowed", "codes"]
    list_filter = ["is_allowed", ("client", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["sharing__title", "=sharing__pk"]
    list_select_related = ["sharing", "client"]
    show_full_result_count = False
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
