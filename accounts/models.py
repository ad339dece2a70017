"""Who acts and who is told: people, their sign-ins and their roles."""

import hashlib
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from history.models import Record, RecordQuerySet


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Write it like Europe/Berlin.") % {"name": name})


def default_time_zone() -> str:
    return settings.TIME_ZONE


def default_country() -> str:
    return settings.HOME_COUNTRY


class Role(models.TextChoices):
    """The groups that the migrations make; what each may do is in GRANTS of accounts.roles."""

    REQUESTER = "requester", _("Requester")
    PROCUREMENT = "procurement", _("Procurement")
    PROCUREMENT_HEAD = "procurement-head", _("Head of procurement")
    EVALUATOR = "evaluator", _("Evaluator")
    REVIEWER_SECURITY = "reviewer-security", _("Security reviewer")
    REVIEWER_PRIVACY = "reviewer-privacy", _("Privacy reviewer")
    REVIEWER_LEGAL = "reviewer-legal", _("Legal reviewer")
    REVIEWER_FINANCE = "reviewer-finance", _("Finance reviewer")
    APPROVER = "approver", _("Approver")
    SECURITY_LEAD = "security-lead", _("Security lead")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Area(models.TextChoices):
    """The areas of review; each has a queue of its own, worked by the reviewers of that area."""

    SECURITY = "security", _("Security")
    PRIVACY = "privacy", _("Privacy")
    LEGAL = "legal", _("Legal")
    FINANCE = "finance", _("Finance")

    @property
    def role(self) -> str:
        return f"reviewer-{self.value}"


class PersonQuerySet(RecordQuerySet):
    def active(self) -> "PersonQuerySet":
        return self.filter(is_active=True)

    def in_role(self, *roles: str) -> "PersonQuerySet":
        """The active people who hold one of these roles."""
        return self.active().filter(user__is_active=True, user__groups__name__in=roles).distinct()

    def visible_to(self, user: "User") -> "PersonQuerySet":
        """Administrators and auditors see everyone; everybody sees colleagues who can sign in."""
        if user.has_perm("accounts.view_person"):
            return self
        return self.filter(user__isnull=False)


class Person(Record):
    """Somebody who owns, does or is told things: a colleague (with a User) or a vendor's contact (without)."""

    REF = "PER"
    PERSONAL = frozenset({"name", "email", "job_title"})

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), unique=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=default_time_zone, validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    country = models.CharField(_("country"), max_length=2, default=default_country)
    manager = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("manager"),
    )
    delegate = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("delegate")
    )
    delegate_from_on = models.DateField(_("away from"), null=True, blank=True)
    delegate_until_on = models.DateField(_("away until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    bounced_at = models.DateTimeField(_("mail bounced at"), null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(manager=models.F("id")), name="accounts_person_not_own_manager"),
            models.CheckConstraint(
                condition=~models.Q(delegate=models.F("id")), name="accounts_person_not_own_delegate"
            ),
            models.CheckConstraint(
                condition=models.Q(delegate_until_on__isnull=True)
                | models.Q(delegate_from_on__isnull=True)
                | models.Q(delegate_until_on__gte=models.F("delegate_from_on")),
                name="accounts_person_away_in_order",
                violation_error_message=_("“Away until” must not be before “away from”."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agent(self) -> str:
        return f"person:{self.pk}"

    @property
    def person(self) -> "Person":
        """A person acts as themselves, a user as theirs: actions read `by.person` of either."""
        return self

    @property
    def person_id(self) -> int:
        return self.pk

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"

    def is_away(self, today: date) -> bool:
        """Whether a delegate gets this person's messages on that day (powers stay where they are)."""
        if self.delegate_id is None or self.delegate_from_on is None:
            return False
        return self.delegate_from_on <= today and (self.delegate_until_on is None or today <= self.delegate_until_on)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> "models.QuerySet[User]":
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A sign-in for the person of this e-mail, who is made where there is none; `name` names a new one."""
        email = self.normalize_email(email).lower()
        name = fields.pop("name", "") or email.partition("@")[0]
        person = fields.pop("person", None) or Person.objects.get_or_create(email=email, defaults={"name": name})[0]
        user = self.model(email=email, person=person, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in. Roles are its groups; `is_superuser` opens the admin's pages and gives no domain role."""

    email = models.EmailField(_("e-mail"), unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user", verbose_name=_("person"))
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    theme = models.CharField(_("appearance"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    has_letter_keys = models.BooleanField(_("letter keys on checklists"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [("manage_people", "Can add people, give roles and issue API clients")]

    def __str__(self) -> str:
        return self.person.name

    @property
    def agent(self) -> str:
        return self.person.agent

    def get_full_name(self) -> str:
        return self.person.name

    def get_short_name(self) -> str:
        return self.person.name.partition(" ")[0]

    def role_names(self) -> frozenset[str]:
        """The roles that this user holds, read once per request."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.groups.values_list("name", flat=True))
        return self._role_names

    def has_role(self, *roles: str) -> bool:
        return self.is_active and not self.role_names().isdisjoint(roles)

    def review_areas(self) -> list[str]:
        """The areas whose queues this user works."""
        return [area.value for area in Area if area.role in self.role_names()]

    def granted(self) -> frozenset[str]:
        """The permissions that groups and own grants give, without the superuser's short cut."""
        if not hasattr(self, "_granted"):
            given = Permission.objects.filter(models.Q(group__user=self) | models.Q(user=self))
            self._granted = frozenset(
                f"{app}.{name}" for app, name in given.values_list("content_type__app_label", "codename")
            )
        return self._granted

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Domain permissions come from roles only; a superuser's short cut covers Django's own four verbs."""
        if not self.is_active:
            return False
        verb = perm.partition(".")[2].partition("_")[0]
        if self.is_superuser and verb in ("add", "change", "delete", "view"):
            return True
        return perm in self.granted()

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_superuser or any(p.startswith(f"{app_label}.") for p in self.granted()))


class ApiClientQuerySet(RecordQuerySet):
    def with_token(self, token: str, at: Any) -> "ApiClient | None":
        """The live client that this bearer token belongs to."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        return self.filter(token_hash=digest, revoked_at=None, expires_at__gt=at).first()  # type: ignore[return-value]


class ApiClient(Record):
    """A program that asks: its token is kept as a hash only, is limited to references, and expires."""

    class Scope(models.TextChoices):
        ASK = "ask", _("Ask the gate")
        READ = "read", _("Read")

    REF = "API"

    name = models.CharField(_("name"), max_length=100, unique=True)
    scope = models.CharField(_("scope"), max_length=4, choices=Scope, default=Scope.ASK)
    references = models.JSONField(
        _("limited to references"), default=list, blank=True, help_text=_("Like SR-0031; empty means all.")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)

    UNTRACKED = frozenset({"token_hash", "last_used_at"})

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")

    def __str__(self) -> str:
        return self.name

    @property
    def agent(self) -> str:
        return f"client:{self.pk}"

    def covers(self, ref: str) -> bool:
        return not self.references or ref in self.references
