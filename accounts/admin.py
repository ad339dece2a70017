"""People, their access and the programs that ask. Roles and access go through the actions, so that two are needed."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin  # noqa: F401  # registers what is taken away below
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin  # noqa: F401  # registers what is taken away below
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin  # noqa: F401  # registers what is taken away below
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin  # noqa: F401  # registers what is taken away below
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.forms import AccessForm, PersonForm
from accounts.models import ApiClient, Person, Role, User
from history.admin import ReadOnlyAdmin, RecordAdmin
from history.models import NotAllowed

# Roles are made by migrations, the address that somebody signs in with is the person's, a second factor is their own
# secret, and sessions are ended by whose they are: none of them is edited aside.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class RoleFilter(admin.SimpleListFilter):
    """The roles by their names in words."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    form = PersonForm
    list_display = ["name", "email", "job_title", "country", "time_zone", "manager", "is_active", "bounced_at"]
    list_filter = ["is_active", ("bounced_at", admin.EmptyFieldListFilter), "country"]
    list_select_related = ["manager"]
    search_fields = ["name", "email", "job_title"]
    autocomplete_fields = ["manager", "delegate"]
    actions = ["mail_again"]

    @admin.action(description=gettext_lazy("Mail reaches them again"), permissions=["change"])
    def mail_again(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        for person in queryset:
            actions.mail_again(person, by=request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        actions.change_person(obj, by=request.user, **values)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Access of a person: a new one mails a link for the password; nobody changes their own."""

    form = AccessForm
    list_display = ["person", "email", "roles", "is_staff", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active", "is_staff"]
    search_fields = ["person__name", "email"]
    list_select_related = ["person"]
    autocomplete_fields = ["person"]
    readonly_fields = ["last_login"]
    fields = ["person", "roles", "is_active", "is_staff", "last_login"]
    actions = ["reset_second_factor"]

    @admin.action(description=gettext_lazy("Take the second factor away"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            try:
                actions.reset_second_factor(user, by=request.user)
            except NotAllowed as refusal:
                messages.error(request, str(refusal))
            else:
                said = _("%(name)s signs in with the password alone until a new second factor is set up.")
                messages.success(request, said % {"name": user.person.name})

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(str(Role(group.name).label) for group in user.groups.all()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["person", "last_login"] if obj else ["last_login"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal by the rules is said on the page; nothing of the form is saved then."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        roles = [group.name for group in form.cleaned_data["roles"]]
        if change:
            current = User.objects.get(pk=obj.pk)
            actions.set_roles(current, roles, by=request.user)
            actions.set_access(current, by=request.user, is_active=obj.is_active, is_staff=obj.is_staff)
        else:
            made = actions.invite(obj.person, roles, by=request.user, is_staff=obj.is_staff)
            obj.pk, obj.email = made.pk, made.email
            transaction.on_commit(lambda: mail_link(request, made))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles are given by the action alone."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Roles and access are entries of the person."""
        user = self.get_object(request, object_id)
        person = user.person_id if user else object_id
        return redirect("admin:accounts_person_history", person)

    def log_addition(self, *args: Any) -> None:
        """The audit trail is the one record of what happened."""

    log_change = log_addition


def mail_link(request: HttpRequest, user: User) -> None:
    """Send somebody the link with which they choose their password."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
        messages.success(request, _("A link to choose a password is on its way to %(to)s.") % {"to": user.email})


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    """For finding and reading; clients are issued and revoked on their own page, which is one click away."""

    list_display = ["name", "scope", "references", "expires_at", "last_used_at", "revoked_at"]
    list_filter = ["scope", "revoked_at"]
    search_fields = ["name"]
    exclude = ["token_hash"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name != "token_hash"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.manage_people")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return redirect("sharing:clients")
