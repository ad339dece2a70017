"""What people say about themselves, and who the first administrator is."""

from typing import Any, cast
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from babel import Locale
from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Role, Theme, User
from history.forms import DayField, SeveralField

NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def zone_choices() -> list[tuple[str, str]]:
    """Every zone that names a place; Etc/ and old abbreviations only confuse."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166 countries by their names in the active language."""
    territories = Locale.parse(get_language() or "en", sep="-").territories
    names = {str(code): str(name) for code, name in territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES]
    return sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1])


class SignInForm(LoginForm):
    """E-mail and password, named so that password managers know them; nothing keeps one from pasting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")


class ProfileForm(forms.ModelForm):
    """What people say about themselves; roles and e-mail are an administrator's."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Your mails come in the morning of this zone.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme)
    has_letter_keys = forms.BooleanField(
        label=_("Letter keys on checklists"),
        required=False,
        help_text=_("A accepts, R sends back, J and K move, while an item has focus. Every key is also a button."),
    )

    class Meta:
        model = Person
        fields = ["name", "job_title", "time_zone", "language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, instance=user.person)
        self.fields["theme"].initial = user.theme
        self.fields["has_letter_keys"].initial = user.has_letter_keys


class DelegateForm(forms.ModelForm):
    """Who gets one's messages while one is away; powers stay where they are."""

    class Meta:
        model = Person
        fields = ["delegate", "delegate_from_on", "delegate_until_on"]
        labels = {
            "delegate": _("Who gets your messages"),
            "delegate_from_on": _("Away from"),
            "delegate_until_on": _("Away until"),
        }
        help_texts = {
            "delegate": _("Only messages move. Your delegate cannot accept or approve in your place."),
            "delegate_until_on": _("The last day away. Leave it empty if you do not know yet."),
        }
        field_classes = {"delegate_from_on": DayField, "delegate_until_on": DayField}

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, instance=user.person)
        colleagues = Person.objects.active().filter(user__is_active=True).exclude(pk=user.person.pk)
        delegate = cast(forms.ModelChoiceField, self.fields["delegate"])
        delegate.queryset = colleagues.order_by("name")
        delegate.empty_label = _("Nobody: I get them myself")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("delegate") and not data.get("delegate_from_on"):
            self.add_error("delegate_from_on", _("Say from which day your delegate gets your messages."))
        return data


class FirstAdministratorForm(forms.Form):
    """The first person of an empty installation."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("You sign in with it, and reminders go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        email = self.cleaned_data.get("email", "")
        validate_password(self.cleaned_data["password"], User(email=email))
        return self.cleaned_data["password"]


class PersonForm(forms.ModelForm):
    """What an administrator writes down of a person."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)

    class Meta:
        model = Person
        fields = [
            "name",
            "email",
            "job_title",
            "country",
            "time_zone",
            "language",
            "manager",
            "delegate",
            "delegate_from_on",
            "delegate_until_on",
            "is_active",
        ]
        field_classes = {"delegate_from_on": DayField, "delegate_until_on": DayField}


class RoleField(SeveralField):
    """The roles of product, by their names in words."""

    def __init__(self) -> None:
        super().__init__(
            Group.objects.filter(name__in=Role.values),
            label=_("Roles"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("A person may hold several. What one did to a record oneself, one never also approves."),
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(Role(obj.name).label)


class AccessForm(forms.ModelForm):
    """What an administrator decides about somebody's access; a new one is for a person who has none."""

    roles = RoleField()

    class Meta:
        model = User
        fields = ["person", "is_active", "is_staff"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = self.instance.groups.all()
