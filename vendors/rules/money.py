"""Money as people write it, and as it is kept: in whole minor units of its currency (ISO 4217)."""

from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _

MOST = 10**15  # minor units of any one amount: far above what is paid, and exact in 64 bits and as a float
FINER = _("%(currency)s has fewer decimal places than that. Write a thousand as 1000, with nothing between its digits.")
TOO_LARGE = _("This is more than any amount can be.")


def minor(value: Decimal, currency: str) -> int | None:
    """An amount that people write ("12.50") in minor units; None where it is finer than the currency.

    Three decimals of a currency with fewer are thousands to some (1.250), so they are refused like finer ones.
    """
    digits = get_currency_precision(currency)
    if digits < 3 and value.as_tuple().exponent == -3:
        return None
    exact = value.scaleb(digits)
    return int(exact) if exact == exact.to_integral_value() else None


def major(amount: int, currency: str) -> Decimal:
    """Minor units as people write them; without decimals where .000 would be asked for again."""
    digits = get_currency_precision(currency)
    value = Decimal(amount).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))
    return value.quantize(Decimal(1)) if digits == 3 and value == int(value) else value
