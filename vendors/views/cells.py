"""Cells that long lists repeat: rendered once by the same tags as everywhere, and kept."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from vendors.rules.places import countries_by_name

NONE = mark_safe('<span class="vt-muted">–</span>')
KEPT = 2000
BADGE = "{% load vt %}{% badge kind value %}"
DUE = "{% load vt %}{% due on False True %}"
WHO = "{% load vt %}{% who name %}"
COUNTRY = "{% load vt %}{{ code|country }}"


@lru_cache(maxsize=KEPT)
def _cell(source: str, _language: str, _today: date | None, **context: Any) -> SafeString:
    return engines["django"].from_string(source).render(context)


def badge(kind: str, value: str) -> SafeString:
    """A state as icon and word."""
    return _cell(BADGE, get_language() or "", None, kind=kind, value=value)


def due(on: date | None, today: date) -> SafeString:
    """The end of an approval, with its distance."""
    return _cell(DUE, get_language() or "", today, on=on) if on else mark_safe("–")


def who(name: str) -> SafeString:
    return _cell(WHO, get_language() or "", None, name=name)


def country(code: str) -> SafeString:
    return _cell(COUNTRY, get_language() or "", None, code=code) if code else mark_safe("")


def country_options(chosen: str) -> SafeString:
    """Every country as an option of a select, one of them chosen."""
    options = _country_options(get_language() or "")
    if not chosen.isalpha():
        return options
    value = f'value="{chosen}"'
    return mark_safe(options.replace(value, f"{value} selected", 1))  # noqa: S308 - a country's code, made of letters


@lru_cache(maxsize=20)
def _country_options(_language: str) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', countries_by_name())
