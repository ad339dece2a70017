"""Reminders in the admin: ladders are drafted and published, closing days kept; what was said is for reading."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.admin import ReadOnlyAdmin, RecordAdmin
from history.models import NotAllowed
from reminders import actions
from reminders.models import ClosingDay, Digest, Ladder, Reminder, Snooze, Stage


class StageInline(admin.TabularInline):
    model = Stage
    extra = 0

    def _is_open(self, obj: Any) -> bool:
        return obj is None or obj.status == Ladder.Status.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)


@admin.register(Ladder)
class LadderAdmin(RecordAdmin):
    """A new version starts from the newest; published it counts, and never changes."""

    list_display = ("reference", "title", "number", "status", "counts_from_on")
    list_filter = ("status",)
    search_fields = ("title",)
    readonly_fields = ("number", "counts_from_on")
    inlines = (StageInline,)
    actions = ("publish_now",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.status == Ladder.Status.DRAFT
        return super().has_change_permission(request, obj) and is_open

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = actions.start_version(request.user, obj.title)
        obj.pk, obj.number = made.pk, made.number
        obj._state.adding = False

    @admin.action(description=gettext_lazy("Publish, to count from today"), permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Ladder]) -> None:
        for ladder in queryset:
            try:
                actions.publish(ladder, request.user, timezone.localdate(), timezone.now())
                self.message_user(request, _("%(ladder)s counts from today.") % {"ladder": ladder})
            except NotAllowed as refusal:
                self.message_user(request, str(refusal), messages.ERROR)


@admin.register(ClosingDay)
class ClosingDayAdmin(RecordAdmin):
    list_display = ("day", "title")
    list_filter = ("day",)
    search_fields = ("title",)
    date_hierarchy = "day"


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("subject_ref", "anchor", "stage", "person", "due_on", "status", "sent_at")
    list_filter = ("status", "anchor", "is_escalation")
    list_select_related = ("person",)
    search_fields = ("=subject_ref", "person__name", "=person__email")


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("reference", "person", "kind", "local_day", "status", "attempts", "sent_at", "last_error")
    list_filter = ("status", "kind")
    list_select_related = ("person",)
    search_fields = ("person__name", "=person__email")


@admin.register(Snooze)
class SnoozeAdmin(ReadOnlyAdmin):
    list_display = ("reference", "person", "subject_ref", "until_on", "reason")
    list_filter = ("until_on",)
    list_select_related = ("person",)
    search_fields = ("=subject_ref", "person__name")
