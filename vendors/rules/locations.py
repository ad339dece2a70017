"""Whether a vendor delivers onshore, nearshore or offshore: derived, never typed."""

from collections.abc import Collection, Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Location(models.TextChoices):
    """From the nearest to the farthest."""

    ONSHORE = "onshore", _("Onshore")
    NEARSHORE = "nearshore", _("Nearshore")
    OFFSHORE = "offshore", _("Offshore")


def location(engagement_country: str, delivery_countries: Iterable[str], near: Collection[str]) -> Location:
    """The farthest place of delivery: the engagement's own country, a near one, or any other; unknown is offshore."""
    countries = set(delivery_countries)
    if not engagement_country or not countries or "" in countries:
        return Location.OFFSHORE
    if countries == {engagement_country}:
        return Location.ONSHORE
    return Location.NEARSHORE if countries <= {engagement_country, *near} else Location.OFFSHORE
