"""Fields that read countries and derogations as people write them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@lru_cache(maxsize=16)
def _territories(language: str) -> dict[str, str]:
    """Codes (ISO 3166-1 alpha-2) by code and by name, in lower case."""
    names = {**Locale("en").territories, **Locale.parse(language.replace("-", "_")).territories}
    codes = [code for code in names if len(code) == 2 and code.isalpha()]
    return {**{str(names[code]).casefold(): code for code in codes}, **{code.casefold(): code for code in codes}}


def country_code(text: str) -> str:
    """The code of a country that is written as code or name; ValidationError for anything else."""
    code = _territories(get_language() or "en").get(text.strip().casefold())
    if code is None:
        raise ValidationError(_("“%(text)s” is no country. Write its name or its two letters."), params={"text": text})
    return code


class CountriesField(forms.CharField):
    """Countries, separated by commas, as codes or names; gives a sorted list of codes."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return sorted({country_code(one) for one in text.replace(";", ",").split(",") if one.strip()})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class DerogationsField(forms.CharField):
    """One derogation a line, “US: the reason” (GDPR 49); gives what a request keeps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> dict[str, dict[str, str]]:
        found = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            place, _colon, reason = line.partition(":")
            if not reason.strip():
                raise ValidationError(_("Write each as “US: the reason”, one a line."))
            found[country_code(place)] = {"basis": "derogation", "reason": reason.strip()}
        return found

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{country}: {basis.get('reason', '')}" for country, basis in value.items())


def joined(names: Iterable[Any]) -> str:
    return ", ".join(str(name) for name in names)
