"""The base of every record's admin: it writes through the one door, deletes nothing, and shows our history."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history import moves, readers
from history.models import EVERY_ACT, Entry, NotAllowed, Record, Seal


class RecordAdmin(admin.ModelAdmin):
    """Creates and changes leave entries of the audit trail; statuses and what actions own are read-only.

    A subclass names in `readonly_fields` what only an action may change. Deleting is off: nothing is removed
    that a decision may rest on.
    """

    list_per_page = 50
    show_full_result_count = False
    object_history_template = "history/admin_history.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the records that are sealed whole and hidden from this user: in no list, on no page."""
        rows = super().get_queryset(request)
        if not EVERY_ACT & self.model.SEALED:
            return rows
        return rows.exclude(pk__in=self.model.objects.hidden_from(request.user).order_by().values("pk"))

    @admin.display(description=gettext_lazy("reference"), ordering="pk")
    def reference(self, record: Record) -> str:
        return record.ref

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What `editable=False` hides from forms is still shown, so that the page says everything."""
        named = list(super().get_readonly_fields(request, obj))
        kept = [f.name for f in self.model._meta.concrete_fields if not f.editable and not f.primary_key]
        return [*named, *(name for name in kept if name not in named)] if self.fieldsets is None else named

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What an action refuses is said in its own sentence."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            moves.create(obj, by=request.user)
            return
        own = {f.name for f in obj._meta.concrete_fields}
        values = {name: form.cleaned_data[name] for name in form.changed_data if name in own}
        moves.change(type(obj)._default_manager.get(pk=obj.pk), by=request.user, **values)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Many-to-many choices are changes too."""
        names = [f.name for f in form.instance._meta.many_to_many if f.name in form.changed_data]
        was = {name: sorted(getattr(form.instance, name).values_list("pk", flat=True)) for name in names}
        super().save_related(request, form, formsets, change)
        lines = [(name, was[name], sorted(getattr(form.instance, name).values_list("pk", flat=True))) for name in names]
        if lines:
            moves.record(form.instance, "changed", by=request.user, changes=lines)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        formset.save(commit=False)
        for row in formset.new_objects:
            moves.create(row, by=request.user)
        for row, fields in formset.changed_objects:
            values = {name: getattr(row, name) for name in fields}
            moves.change(type(row)._default_manager.get(pk=row.pk), by=request.user, **values)
        for row in formset.deleted_objects:
            moves.remove(row, by=request.user)

    def log_addition(self, *args: Any) -> None:
        """Django's own log stays empty: the audit trail is the one record of what happened."""

    def log_change(self, *args: Any) -> None:
        """See `log_addition`."""

    def log_deletions(self, *args: Any) -> None:
        """See `log_addition`."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(ref)s") % {"ref": record.ref},
            "opts": self.opts,
            "object": record,
            "lines": readers.history_of(record, readable_by=request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


class ReadOnlyAdmin(RecordAdmin):
    """For what only actions make: everything can be searched and read here, nothing changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """The audit trail for searching; reading it takes the permission to read the whole."""

    list_display = ["subject_ref", "sequence", "at", "act", "actor", "agent"]
    list_filter = ["act", "subject_type"]
    search_fields = ["subject_ref__exact", "agent__exact"]
    list_select_related = ["actor__person"]
    show_full_result_count = False
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.readable_by(request.user) if self.model is Entry else rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("history.read_history")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("history.read_history")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Seal)
class SealAdmin(EntryAdmin):
    list_display = ["number", "at", "length", "head"]
    list_filter = ["at"]
    search_fields = ["=number", "head__startswith"]
    list_select_related = False
