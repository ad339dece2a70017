"""The admin of vendors and engagements: edits travel through the same actions as the pages, decisions stay there."""

from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from history.admin import ReadOnlyAdmin, RecordAdmin
from history.models import NotAllowed
from vendors import actions
from vendors.forms.engagement import EngagementForm
from vendors.forms.vendor import VendorForm
from vendors.models import (
    FACTS,
    Benefit,
    Duplicate,
    Engagement,
    FactConfirmation,
    FitAnswer,
    FitAssessment,
    FitCondition,
    ImportRun,
    Incident,
    NamedStaff,
    PortalLink,
    Risk,
    ServiceCategory,
    Subcontractor,
    Upload,
    Vendor,
    VendorContact,
)

KEPT = ("entered_by", "merged_into", "outstanding_count", "epoch", "created_at")
APPROVAL = ("approved_data_class", "approved_categories", "approved_by", "approved_on", "approved_until_on")


class ActedAdmin(RecordAdmin):
    """A record whose edits an action judges: what it refuses is said, and nothing is written."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())


@admin.register(Vendor)
class VendorAdmin(ActedAdmin):
    form = VendorForm
    list_display = ("reference", "name", "status", "kind", "country", "approved_until_on", "owner")
    list_display_links = ("reference", "name")
    list_filter = ("status", "kind", "sourcing_channel", "approved_data_class")
    list_select_related = ("owner",)
    search_fields = ("name", "own_number__exact", "domain__exact", "lei__exact")
    raw_id_fields = ("parent",)
    readonly_fields = ("status", *APPROVAL, *KEPT)
    fieldsets = (
        (None, {"fields": ("status", *VendorForm.Meta.fields, "parent")}),
        (_("Approval, given on the vendor's page"), {"fields": APPROVAL}),
        (_("Kept by VendorTrack"), {"fields": KEPT}),
    )

    def view_on_site(self, obj: Vendor) -> str:
        return reverse("vendors:vendor", args=[obj.ref])

    def save_model(self, request: HttpRequest, obj: Vendor, form: ModelForm, change: bool) -> None:
        """Logged and edited as on the pages: who enters a vendor cannot approve it, and a worse fact closes."""
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            actions.edit_vendor(Vendor.objects.get(pk=obj.pk), request.user, **values)
        else:
            obj.pk = actions.log_vendor(request.user, **form.cleaned_data).pk


@admin.register(Engagement)
class EngagementAdmin(ActedAdmin):
    form = EngagementForm
    list_display = ("reference", "title", "status", "service_category", "data_class", "planned_sharing_on", "owner")
    list_display_links = ("reference", "title")
    list_filter = ("status", "it_kind", "data_class", "service_category")
    list_select_related = ("owner", "service_category")
    search_fields = ("title",)
    readonly_fields = ("status", "requester", *FACTS, "facts_entered_by", "epoch", "created_at")
    fieldsets = (
        (None, {"fields": ("status", "requester", *EngagementForm.Meta.fields)}),
        (_("Facts, entered and confirmed on the engagement's page"), {"fields": (*FACTS, "facts_entered_by")}),
        (_("Kept by VendorTrack"), {"fields": ("epoch", "created_at")}),
    )

    def view_on_site(self, obj: Engagement) -> str:
        return reverse("vendors:engagement", args=[obj.ref])

    def save_model(self, request: HttpRequest, obj: Engagement, form: Any, change: bool) -> None:
        if change:
            actions.edit_engagement(Engagement.objects.get(pk=obj.pk), request.user, **form.values())
        else:
            obj.pk = actions.log_engagement(request.user, **form.values()).pk


@admin.register(VendorContact)
class VendorContactAdmin(ActedAdmin):
    """Role and main contact; naming, removing and linking somebody is done on the vendor's page."""

    list_display = ("reference", "person", "vendor", "role", "is_main", "is_active")
    list_filter = ("role", "is_main", "is_active")
    list_select_related = ("person", "vendor")
    search_fields = ("person__name", "person__email", "vendor__name")
    fields = ("vendor", "person", "role", "is_main", "is_active")
    readonly_fields = ("vendor", "person", "is_active")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: VendorContact, form: ModelForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        actions.edit_contact(VendorContact.objects.get(pk=obj.pk), request.user, **values)


@admin.register(ServiceCategory)
class ServiceCategoryAdmin(RecordAdmin):
    list_display = ("title", "key", "kind", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("title", "key")


@admin.register(Benefit)
class BenefitAdmin(ReadOnlyAdmin):
    """Expected benefits are entered with the engagement, on its own page."""

    list_display = ("reference", "expected", "kind", "engagement")
    list_display_links = ("reference", "expected")
    list_filter = ("kind",)
    list_select_related = ("engagement",)
    search_fields = ("expected", "baseline", "measure", "engagement__title")


@admin.register(FitAssessment)
class FitAssessmentAdmin(ReadOnlyAdmin):
    list_display = ("reference", "engagement", "status", "result", "answered_by", "decided_by", "decided_at")
    list_filter = ("status", "result")
    list_select_related = ("engagement", "answered_by", "decided_by")
    search_fields = ("engagement__title", "answered_by__name", "decided_by__name")


@admin.register(FitAnswer)
class FitAnswerAdmin(ReadOnlyAdmin):
    list_display = ("reference", "assessment", "question", "reply")
    list_filter = ("question", "reply")
    list_select_related = ("assessment",)
    search_fields = ("assessment__engagement__title", "note")


@admin.register(FitCondition)
class FitConditionAdmin(ReadOnlyAdmin):
    list_display = ("reference", "text", "engagement", "status", "owner", "due_on", "judged_by")
    list_display_links = ("reference", "text")
    list_filter = ("status", "question")
    list_select_related = ("engagement", "owner", "judged_by")
    search_fields = ("text", "engagement__title", "owner__name")


@admin.register(FactConfirmation)
class FactConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("reference", "engagement", "fact", "confirmed_by", "confirmed_at", "ended_at")
    list_filter = ("fact",)
    list_select_related = ("engagement", "confirmed_by")
    search_fields = ("engagement__title", "confirmed_by__name")


@admin.register(Risk)
class RiskAdmin(ReadOnlyAdmin):
    """Risks, to search and to read; they are logged, treated and assessed on the engagement's page."""

    list_display = ("reference", "title", "category", "engagement", "vendor", "status", "owner", "review_on")
    list_filter = ("category", "status", "response")
    list_select_related = ("engagement", "vendor", "owner")
    search_fields = ("title", "engagement__title", "vendor__name")

    def view_on_site(self, obj: Risk) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """Incidents, to search and to read; they are logged and reassessed on the vendor's page."""

    list_display = ("reference", "title", "kind", "vendor", "engagement", "status", "happened_on", "reassess_on")
    list_display_links = ("reference", "title")
    list_filter = ("status", "kind")
    list_select_related = ("vendor", "engagement")
    search_fields = ("title", "vendor__name", "engagement__title")

    def view_on_site(self, obj: Incident) -> str:
        return reverse("vendors:incident", args=[obj.vendor.ref, obj.ref])


@admin.register(Subcontractor)
class SubcontractorAdmin(ReadOnlyAdmin):
    """Subcontractors, to search and to read; they are logged and decided on on the engagement's page."""

    list_display = ("reference", "name", "vendor", "engagement", "status", "data_class", "objection_until_on")
    list_filter = ("status", "data_class")
    list_select_related = ("vendor", "engagement")
    search_fields = ("name", "vendor__name", "engagement__title")

    def view_on_site(self, obj: Subcontractor) -> str:
        return reverse("vendors:engagement", args=[obj.engagement.ref])


@admin.register(NamedStaff)
class NamedStaffAdmin(ReadOnlyAdmin):
    list_display = ("reference", "person", "vendor", "engagement", "status", "screening", "leaves_on")
    list_filter = ("status", "screening")
    list_select_related = ("person", "vendor", "engagement")
    search_fields = ("person__name", "vendor__name", "engagement__title")

    def view_on_site(self, obj: NamedStaff) -> str:
        return reverse("vendors:staff", args=[obj.vendor.ref, obj.ref])


@admin.register(PortalLink)
class PortalLinkAdmin(ReadOnlyAdmin):
    """Which links there are; the address itself is shown nowhere but in the mail."""

    list_display = ("reference", "contact", "until_on", "opened_at", "withdrawn_at")
    list_filter = ("until_on", ("opened_at", admin.EmptyFieldListFilter), ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("contact__person", "contact__vendor")
    search_fields = ("contact__person__name", "contact__vendor__name")
    fields = ("contact", "until_on", "made_at", "opened_at", "withdrawn_at")
    readonly_fields = ("made_at",)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = (
        "reference",
        "kind",
        "file_name",
        "started_at",
        "by",
        "created_count",
        "updated_count",
        "skipped_count",
    )
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("file_name", "sha256__exact")


@admin.register(Duplicate)
class DuplicateAdmin(ReadOnlyAdmin):
    """Pairs that may be one vendor; who may merge decides on the page of possible duplicates."""

    list_display = ("reference", "vendor", "other", "shared", "found_at", "told_apart_by", "told_apart_at")
    list_filter = ("found_at", ("told_apart_at", admin.EmptyFieldListFilter))
    list_select_related = ("vendor", "other", "told_apart_by")
    search_fields = ("vendor__name", "other__name")

    def view_on_site(self, obj: Duplicate) -> str:
        return reverse("vendors:duplicates")


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Lists that were uploaded: by whom, how far they are, and what was found; the rows are their uploader's."""

    list_display = ("reference", "file_name", "status", "row_count", "engagement", "by", "uploaded_at")
    list_filter = ("status", "is_partial", "uploaded_at")
    list_select_related = ("engagement", "by")
    search_fields = ("file_name", "sha256__exact", "by__name")
    exclude = ("file", "sample", "header", "columns")
