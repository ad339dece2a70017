"""Scores, shares and lists as they are read."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.text import get_text_list
from django.utils.translation import gettext as _


def listed(words: Iterable[str]) -> str:
    return get_text_list(list(words), _("and"))


def per_cent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def share(part: Fraction) -> str:
    """A part of the whole to a tenth of a per cent, halves up; neither none nor all unless it is."""
    tenths = int(part * 1000 + Fraction(1, 2))
    if part > 0 and not tenths:
        return "<0.1 %"
    if part < 1 and tenths == 1000:
        return ">99.9 %"
    return per_cent(tenths)


def rounded(value: Fraction | None) -> str:
    """Two places, halves up; what is missing is a dash."""
    if value is None:
        return "–"
    hundredths = int(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"
