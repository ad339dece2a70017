"""What is typed about a vendor, its contacts, its approval, and why something was done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import zone_choices
from accounts.models import Person, User
from history.forms import DayField
from history.models import NotAllowed
from vendors.actions.duplicates import alike
from vendors.forms.fields import (
    CountriesField,
    CountryField,
    LanguagesField,
    WebsiteField,
    WordsField,
    in_words,
    named_vendor,
    offer,
)
from vendors.models import ContactRole, DataCategory, DataClass, Vendor
from vendors.rules import approval
from vendors.rules.duplicates import Known
from vendors.rules.identifiers import domain_of, is_domain, is_duns, is_lei
from vendors.rules.names import name_key

LONGEST_LINK_DAYS = 90
NO_DOMAIN = gettext_lazy("This is no domain. Write it like example.com, without https:// and without a page.")
NO_LEI = gettext_lazy("This is no LEI: it has 20 signs, and the last two are check digits.")
NO_DUNS = gettext_lazy("A D-U-N-S number has nine digits.")


def refuse(form: forms.BaseForm, refusal: NotAllowed) -> None:
    """Show the sentence of a refused act above the form; what was typed stays."""
    form.add_error(None, str(refusal))


def colleagues(*besides: int | None) -> Any:
    """People who can sign in, to choose from, and those who are chosen already."""
    return Person.objects.filter(Q(is_active=True, user__is_active=True) | Q(pk__in=[pk for pk in besides if pk]))


class VendorForm(forms.ModelForm):
    """What is known of a vendor."""

    country = CountryField(label=gettext_lazy("Country of registration"), required=False)
    delivery_countries = CountriesField(
        label=gettext_lazy("Delivery countries"),
        required=False,
        help_text=gettext_lazy("Where the work is done, like DE, IN. Unknown counts as offshore."),
    )
    delivery_languages = LanguagesField(
        label=gettext_lazy("Delivery languages"), required=False, help_text=gettext_lazy("Like en, de.")
    )
    certifications = WordsField(
        label=gettext_lazy("Certifications"),
        required=False,
        help_text=gettext_lazy("Like ISO/IEC 27001, SOC 2 Type 2."),
    )

    class Meta:
        model = Vendor
        fields = [
            "name",
            "legal_name",
            "kind",
            "sourcing_channel",
            "service_category",
            "services",
            "country",
            "delivery_countries",
            "delivery_languages",
            "website",
            "domain",
            "address",
            "lei",
            "registration_number",
            "duns",
            "own_number",
            "certifications",
            "owner",
        ]
        field_classes = {"website": WebsiteField}
        widgets = {"services": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "services": gettext_lazy("What it does for us, or could do."),
            "own_number": gettext_lazy("Its number in our own systems. An import recognises the vendor by it."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "owner", colleagues(self.instance.owner_id), _("Nobody yet"))

    def clean(self) -> dict[str, Any]:
        """A vendor is recognised by its domain, which its website names where nobody typed it."""
        values = super().clean() or self.cleaned_data
        values["domain"] = values.get("domain") or domain_of(values.get("website") or "")
        return values

    def clean_domain(self) -> str:
        """As it is compared: of a whole address only what stands between the scheme and the page."""
        typed = self.cleaned_data["domain"].casefold()
        domain: str = domain_of(typed) if "://" in typed else typed.strip(".").removeprefix("www.")
        if typed and not ("." in domain and is_domain(domain)):
            raise forms.ValidationError(NO_DOMAIN)
        return domain

    def clean_lei(self) -> str:
        code = self.cleaned_data["lei"].replace(" ", "").upper()
        if code and not is_lei(code):
            raise forms.ValidationError(NO_LEI)
        return code

    def clean_duns(self) -> str:
        if (number := self.cleaned_data["duns"]) and not is_duns(number):
            raise forms.ValidationError(NO_DUNS)
        return number


class GroupedVendorForm(VendorForm):
    """With the head of its group, by name or reference, of those vendors that its editor sees."""

    parent = forms.CharField(
        label=gettext_lazy("Head of its group"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("If it belongs to a group: the name or reference of the company that heads it."),
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        if head := self.instance.parent:
            self.initial["parent"] = in_words(head)

    def clean_parent(self) -> Vendor | None:
        typed = self.cleaned_data["parent"]
        if not typed or typed == self.initial.get("parent"):
            return self.instance.parent if typed else None
        return named_vendor(typed, Vendor.objects.visible_to(self.user))


class NewVendorForm(GroupedVendorForm):
    """A vendor that is new to us, unless it looks like one that we have: then somebody must say that it is another."""

    is_another = forms.BooleanField(
        label=gettext_lazy("This is another company"), required=False, widget=forms.HiddenInput
    )

    similar: Sequence[Vendor] = ()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        told = {name: values.get(name) or "" for name in ("domain", "lei", "country", "registration_number", "duns")}
        keys = (name_key(values.get("name") or ""), name_key(values.get("legal_name") or ""))
        if found := alike(Known(0, *keys, **told)):
            self.similar = found
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not values.get("is_another"):
                named = ", ".join(map(in_words, found))
                self.add_error(
                    "is_another", _("This looks like %(vendors)s. Log it only if it is another.") % {"vendors": named}
                )
        return values


class ApproveForm(forms.Form):
    """Up to which class, for which categories, until when."""

    data_class = forms.ChoiceField(
        label=gettext_lazy("Approve up to"),
        choices=DataClass,
        help_text=gettext_lazy("The highest class of data that this vendor may ever get."),
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("For these categories of data"),
        choices=DataCategory,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until_on = DayField(label=gettext_lazy("Until"), help_text=gettext_lazy("The last day on which it holds."))

    def __init__(self, data: Any = None, *, vendor: Vendor, today: date) -> None:
        latest = approval.latest_end(today)
        initial = {
            "data_class": vendor.approved_data_class or DataClass.INTERNAL,
            "categories": vendor.approved_categories,
            "until_on": min(today + timedelta(days=365), latest),
        }
        super().__init__(data, initial=initial)
        self.fields["until_on"].widget.attrs |= {"min": today.isoformat(), "max": latest.isoformat()}


class ReasonForm(forms.Form):
    """Why: kept in the history, read by those whom it concerns."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, needed: bool = True) -> None:
        super().__init__(data)
        self.fields["why"].required = needed


class ContactForm(forms.Form):
    """A person at the vendor."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("Links to what is asked of them go to this address.")
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=150, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ContactRole)
    is_main = forms.BooleanField(
        label=gettext_lazy("Main contact"),
        required=False,
        help_text=gettext_lazy("Whatever is asked of the vendor waits for the main contact. There is one."),
    )
    country = CountryField(label=gettext_lazy("Country"), required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=zone_choices, help_text=gettext_lazy("Mails come in their morning.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or settings.HOME_COUNTRY


class LinkForm(forms.Form):
    """How long a contact's link works."""

    until_on = DayField(label=gettext_lazy("Works until"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.today, self.latest = today, today + timedelta(days=LONGEST_LINK_DAYS)
        super().__init__(data, initial={"until_on": today + timedelta(days=30)})
        self.fields["until_on"].help_text = _("The last day. At most %(days)s days.") % {"days": LONGEST_LINK_DAYS}
        self.fields["until_on"].widget.attrs |= {"min": today.isoformat(), "max": self.latest.isoformat()}

    def clean_until_on(self) -> date:
        until_on = self.cleaned_data["until_on"]
        if not self.today <= until_on <= self.latest:
            raise forms.ValidationError(_("Choose a day from today until %(day)s.") % {"day": self.latest.isoformat()})
        return until_on
