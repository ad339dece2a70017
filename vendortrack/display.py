"""How values are written for people: dates, distances, money, countries. In the active language."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

SOON_DAYS = 3  # due dates turn amber (ux: 3 days before)
EVIDENCE_DAYS = 30  # evidence turns amber (ux: 30 days before its end)


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def locale() -> Locale:
    return locale_of(get_language() or "en")


def as_day(value: date | datetime) -> date:
    """An instant's day is the day of the zone that is active."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime) -> str:
    """'Thu 1 Oct 2026', or the same facts in the order of the active language."""
    if locale().language == "en":
        return format_date(as_day(value), "EEE d MMM y", locale=locale())
    return format_skeleton("yMMMEd", as_day(value), locale=locale())


def weekday(value: date | datetime) -> str:
    """'Thu 1 Oct': for what lies within a year."""
    if locale().language == "en":
        return format_date(as_day(value), "EEE d MMM", locale=locale())
    return format_skeleton("MMMEd", as_day(value), locale=locale())


def short_day(value: date | datetime, today: date) -> str:
    """'1 Oct' from today to a year ahead, with the year otherwise."""
    on = as_day(value)
    near = 0 <= (on - today).days < 365 or on.year == today.year
    if locale().language == "en":
        return format_date(on, "d MMM" if near else "d MMM y", locale=locale())
    return format_skeleton("MMMd" if near else "yMMMd", on, locale=locale())


def moment(value: datetime) -> str:
    """'Thu 1 Oct 2026, 10:42' in the active zone."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = "HH:mm" if locale().language == "en" else "short"
    return f"{day(local)}, {format_time(local, clock, locale=locale())}"


def distance(days: int) -> str:
    """Days from today in words: 'today', 'tomorrow', 'in 17 days', 'yesterday', '7 days ago'."""
    if days in (-1, 0, 1):
        return {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}[days]
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}


def overdue(days: int) -> str:
    """'7 days overdue' of a positive number of days."""
    return ngettext("%(n)s day overdue", "%(n)s days overdue", days) % {"n": days}


def money(minor: int, currency: str, *, exact: bool = False) -> str:
    """An amount in minor units of an ISO 4217 currency: '€295,931'; the fraction shows when there is one or `exact`."""
    digits = get_currency_precision(currency)
    value = Decimal(minor).scaleb(-digits)
    if exact or minor % 10**digits:
        return format_currency(value, currency, locale=locale())
    whole = re.sub(r"[.]0+", "", locale().currency_formats["standard"].pattern)
    return format_currency(value, currency, format=whole, locale=locale(), currency_digits=False)


def rate(ten_thousandths: int, currency: str) -> str:
    """A rate in ten-thousandths of the major unit: '€62', '€62.50', '€0.0125'."""
    value = (Decimal(ten_thousandths) / 10_000).normalize()
    digits = get_currency_precision(currency)
    minor = value.scaleb(digits)
    if minor == minor.to_integral_value():
        return money(int(minor), currency)
    return format_currency(value, currency, locale=locale(), decimal_quantization=False)


def country(code: str) -> str:
    """The name of an ISO 3166 country in the active language; an unknown code stays as it is."""
    return locale().territories.get(code.upper(), code) if code else ""


def language_name(code: str) -> str:
    return (locale_of(code).get_display_name(locale()) or code).capitalize() if code else ""
