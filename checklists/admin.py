"""Checklists in the admin: drafts of templates are edited here; all else is found, read and opened on its page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from checklists.models import (
    Answer,
    Checklist,
    Evidence,
    Item,
    Section,
    Template,
    TemplateItem,
    TemplateVersion,
    TierOverride,
    Waiver,
)
from checklists.rules import applies
from history.admin import ReadOnlyAdmin, RecordAdmin


def link(address: str, words: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, words)


class ConditionsForm(forms.ModelForm):
    """Conditions that nobody could judge are refused where they are written."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("applies", "condition"):
            if data.get(name) and (found := applies.faults(data[name])):
                self.add_error(name, ValidationError(found))
        return data


class DraftsOnly(RecordAdmin):
    """What belongs to a version can be changed while that version is a draft; the database holds that too."""

    def version_of(self, record: Any) -> TemplateVersion:
        return record if isinstance(record, TemplateVersion) else record.version

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_frozen = obj is not None and self.version_of(obj).status != TemplateVersion.Status.DRAFT
        return not is_frozen and super().has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """New sections and items go into drafts."""
        draft = TemplateVersion.Status.DRAFT
        if db_field.name == "version":
            kwargs["queryset"] = TemplateVersion.objects.filter(status=draft).select_related("template")
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.filter(version__status=draft).select_related("version__template")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Template)
class TemplateAdmin(RecordAdmin):
    list_display = ["reference", "title", "key", "is_retired"]
    list_filter = ["is_retired"]
    search_fields = ["title", "key"]
    readonly_fields = ["is_retired"]


@admin.register(TemplateVersion)
class TemplateVersionAdmin(DraftsOnly):
    form = ConditionsForm
    list_display = ["reference", "template", "number", "status", "scope", "counts_from_on", "on_page"]
    list_filter = ["status", "scope", "template"]
    search_fields = ["template__title", "template__key", "source"]
    list_select_related = ["template"]
    autocomplete_fields = ["template"]

    @admin.display(description=_("page"))
    def on_page(self, version: TemplateVersion) -> SafeString:
        return link(reverse("checklists:version", args=[version.ref]), _("preview, publish"))


@admin.register(Section)
class SectionAdmin(DraftsOnly):
    list_display = ["reference", "version", "letter", "title", "position"]
    list_filter = ["version__status", "version__template"]
    search_fields = ["title"]
    list_select_related = ["version__template"]


class TemplateItemForm(ConditionsForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        section, version = data.get("section"), data.get("version")
        if section and version and section.version_id != version.pk:
            self.add_error("section", ValidationError(_("Choose a section of the same version.")))
        return data


@admin.register(TemplateItem)
class TemplateItemAdmin(DraftsOnly):
    form = TemplateItemForm
    list_display = ["code", "title", "version", "asks", "area", "answer_kind", "is_required", "is_evidence_wanted"]
    list_filter = ["version__status", "version__template", "asks", "area", "is_required"]
    search_fields = ["code", "title", "question", "key"]
    list_select_related = ["version__template"]


@admin.register(Checklist)
class ChecklistAdmin(ReadOnlyAdmin):
    list_display = ["reference", "version", "vendor", "engagement", "outstanding_count", "due_on", "on_page"]
    list_filter = ["version__template", "completed_at", "closed_at"]
    search_fields = ["vendor__name", "engagement__title", "version__template__title"]
    list_select_related = ["version__template", "vendor", "engagement"]

    @admin.display(description=_("page"))
    def on_page(self, checklist: Checklist) -> SafeString:
        return link(reverse("checklists:checklist", args=[checklist.ref]), _("open"))


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ["reference", "checklist", "status", "asks", "area", "owner", "due_on", "on_page"]
    list_filter = ["status", "asks", "area", "is_required"]
    search_fields = ["code", "template_item__title", "checklist__vendor__name", "owner__name"]
    list_select_related = ["checklist__version__template", "owner"]

    @admin.display(description=_("page"))
    def on_page(self, item: Item) -> SafeString:
        checklist = f"{Checklist.REF}-{item.checklist_id:04d}"
        return link(reverse("checklists:item", args=[checklist, item.code]), _("open"))


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["item", "number", "value", "is_accepted", "submitted_by", "submitted_at", "decided_by"]
    list_filter = ["is_accepted"]
    search_fields = ["value", "item__code", "item__checklist__vendor__name"]
    list_select_related = ["item", "submitted_by", "decided_by"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Its data only: files are handed out by the page of their own, to those who may see them."""

    list_display = ["reference", "vendor", "kind", "issued_on", "expires_on", "uploaded_by", "withdrawn_at"]
    list_filter = ["kind", "withdrawn_at", "is_for_reviewers"]
    search_fields = ["vendor__name", "sha256"]
    list_select_related = ["vendor", "uploaded_by"]
    exclude = ["file"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).visible_to(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name != "file"]


@admin.register(TierOverride)
class TierOverrideAdmin(ReadOnlyAdmin):
    """Tiers set by hand, to search and to read; they are set on the tier's page."""

    list_display = ["reference", "engagement", "vendor", "level", "lowered_from", "status", "until_on", "set_by"]
    list_filter = ["status", "level"]
    list_select_related = ["engagement", "vendor", "set_by"]
    search_fields = ["engagement__title", "vendor__name"]


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    list_display = [
        "reference",
        "condition",
        "vendor",
        "subject",
        "status",
        "ends_on",
        "asked_by",
        "granted_by",
        "on_page",
    ]
    list_filter = ["status", "condition"]
    search_fields = ["vendor__name", "subject", "reason"]
    list_select_related = ["vendor", "asked_by"]

    @admin.display(description=_("page"))
    def on_page(self, waiver: Waiver) -> SafeString:
        return link(reverse("checklists:waiver", args=[waiver.ref]), _("open"))
