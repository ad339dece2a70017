"""Contracts in the admin: everything is found and read; what changes goes through the actions, with their rules."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts import actions
from contracts.forms.fields import refuse
from contracts.models import Agreement, Charge, Clause, ClauseKind, Contract, Document, Milestone, RateLine
from history.admin import ReadOnlyAdmin, RecordAdmin
from history.models import NotAllowed


class ActionForm(forms.ModelForm):
    """A form whose change is tried out while it is checked, so that a refusal by the rules stands at its field."""

    why = forms.CharField(
        label=_("why it changes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when terms that were signed change."),
    )
    acting: ClassVar[User]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                with transaction.atomic():
                    self.perform(self.acting)
                    transaction.set_rollback(True)
            except NotAllowed as refusal:
                refuse(self, refusal)
        return data

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "why"}

    def perform(self, by: User) -> None:
        """The action that this form stands for."""
        raise TypeError("a form of the admin names its action")


class ContractAdminForm(ActionForm):
    def perform(self, by: User) -> None:
        actions.edit(Contract.objects.get(pk=self.instance.pk), by, self.cleaned_data["why"], **self.changes())


class AgreementAdminForm(ActionForm):
    def perform(self, by: User) -> None:
        agreement = Agreement.objects.get(pk=self.instance.pk)
        actions.edit_agreement(agreement, by, self.cleaned_data["why"], **self.changes())


class ActionAdmin(RecordAdmin):
    """Records that are drafted and moved on their own pages; their terms can be changed here by the same actions."""

    page = ""
    actions = None

    @admin.display(description=_("page"))
    def on_page(self, record: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse(self.page, args=[record.ref]), record.ref)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.acting = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.perform(request.user)


@admin.register(Contract)
class ContractAdmin(ActionAdmin):
    form = ContractAdminForm
    page = "contracts:contract"
    list_display = ["reference", "title", "vendor", "kind", "status", "starts_on", "ends_on", "owner", "on_page"]
    list_filter = ["status", "kind", "currency"]
    list_select_related = ["vendor", "owner"]
    search_fields = ["title", "number", "vendor__name"]
    date_hierarchy = "ends_on"
    autocomplete_fields = ["owner"]
    raw_id_fields = ["engagement", "master"]
    readonly_fields = ["vendor", "kind", "currency", "cap_amount", "cap_minutes", "change_allowance_bp"]


@admin.register(Agreement)
class AgreementAdmin(ActionAdmin):
    form = AgreementAdminForm
    page = "contracts:agreement"
    list_display = ["reference", "kind", "title", "vendor", "status", "starts_on", "ends_on", "owner", "on_page"]
    list_filter = ["status", "kind"]
    list_select_related = ["vendor", "owner"]
    search_fields = ["title", "vendor__name"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["vendor", "kind", "countries", "contracts"]


@admin.register(ClauseKind)
class ClauseKindAdmin(RecordAdmin):
    list_display = ["title", "key", "source", "position"]
    list_filter = ["source"]
    search_fields = ["title", "key", "source"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Policies name the key, so it stays."""
        return [*super().get_readonly_fields(request, obj), *(["key"] if obj else [])]


@admin.register(Clause)
class ClauseAdmin(ReadOnlyAdmin):
    list_display = ["contract", "kind", "state", "place", "entered_by", "confirmed_by", "confirmed_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["contract", "kind", "entered_by", "confirmed_by"]
    search_fields = ["contract__title", "contract__vendor__name", "kind__title"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "download", "contract", "agreement", "is_signed", "size", "uploaded_by", "uploaded_at"]
    list_filter = ["is_signed", "media_type"]
    list_select_related = ["contract", "agreement", "uploaded_by"]
    search_fields = ["file_name", "sha256", "contract__title"]
    exclude = ["file"]

    @admin.display(description=_("download"))
    def download(self, document: Document) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("contracts:download", args=[document.ref]), document.ref)


@admin.register(RateLine)
class RateLineAdmin(ReadOnlyAdmin):
    list_display = ["contract", "role", "rate_e4", "minutes"]
    list_filter = ["contract__status", "contract__currency"]
    list_select_related = ["contract"]
    search_fields = ["role", "contract__title"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["contract", "title", "amount", "status", "due_on", "delivered_on", "accepted_on"]
    list_filter = ["status"]
    list_select_related = ["contract"]
    search_fields = ["title", "contract__title"]


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    list_display = ["contract", "title", "kind", "amount", "unit_price_e4", "period"]
    list_filter = ["kind", "period"]
    list_select_related = ["contract"]
    search_fields = ["title", "contract__title"]
