"""Fields that are typed as words and kept as codes or records."""

import re
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.models import Vendor
from vendors.models.vendor import VendorQuerySet
from vendors.rules.names import name_key
from vendors.rules.places import countries_by_name, country_code, language_code, parts

SUGGESTED = 5
IN_BRACKETS = re.compile(r"\((VEN-\d+)\)$")  # as the suggestions write it


class CountryField(forms.ChoiceField):
    """One country by its name, or none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=lambda: [("", _("Not known")), *countries_by_name()], **more)


class CodesField(forms.Field):
    """A list of codes in one line, of which names are understood too."""

    code_of: Callable[[str], str]
    refusal: Any = ""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        names = parts(str(value or ""))
        if wrong := [name for name in names if not type(self).code_of(name)]:
            raise forms.ValidationError(self.refusal % {"names": ", ".join(wrong)})
        return sorted({type(self).code_of(name) for name in names})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return sorted(initial or []) != self.to_python(data)
        except forms.ValidationError:
            return True


class CountriesField(CodesField):
    code_of = staticmethod(country_code)
    refusal = gettext_lazy("These are no countries: %(names)s. Write their two letters, like DE, IN.")


class LanguagesField(CodesField):
    code_of = staticmethod(language_code)
    refusal = gettext_lazy("These are no languages: %(names)s. Write their codes, like en, de.")


class WebsiteField(forms.URLField):
    """A web address; one without a scheme is taken for https."""

    def __init__(self, **more: Any) -> None:
        super().__init__(assume_scheme="https", **more)


class WordsField(forms.CharField):
    """A list of free words in one line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=4000, **more)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(parts(super().clean(value))))


def in_words(vendor: Vendor) -> str:
    """A vendor as it can be typed: its name, with the reference that makes it certain."""
    return f"{vendor.name} ({vendor.ref})"


def named_vendor(typed: str, visible: VendorQuerySet) -> Vendor:
    """The one of these vendors that a name or a reference means; where it may be several, they are named."""
    typed = typed.strip()
    reference = found.group(1) if (found := IN_BRACKETS.search(typed.upper())) else typed.upper()
    rows = visible.live()
    ways = (rows.with_ref(reference), rows.filter(name__iexact=typed), rows.filter(name_key=name_key(typed)))
    meant: list[Vendor] = next(filter(None, (list(way[:SUGGESTED]) for way in ways)), [])
    if len(meant) == 1:
        return meant[0]
    meant = meant or list(rows.filter(name__icontains=typed).order_by("name_key", "pk")[:SUGGESTED])
    if not meant:
        raise forms.ValidationError(_("No vendor is called so. Log it first, then name it here."), code="unknown")
    named = ", ".join(map(in_words, meant))
    raise forms.ValidationError(_("Which one? Write its reference: %(vendors)s.") % {"vendors": named})


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any], nobody: object = None) -> None:
    """The rows that a field offers; `nobody` is said instead of none of them."""
    field = cast(forms.ModelChoiceField, form.fields[name])
    field.queryset = rows
    if nobody is not None:
        field.empty_label = str(nobody)
