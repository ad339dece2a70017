"""The tier of an engagement with a vendor: the table of docs/due-diligence, first match wins, then raised.

Making any input worse never lowers the tier; an unknown input counts as the worst.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models import ContractKind
from vendors.models import Access, Criticality, DataCategory, DataClass, Engagement, Volume

WORST_DATA = 4


class Level(models.TextChoices):
    """From the mildest to the worst."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


LEVELS = list(Level)
REASSESS_MONTHS = {Level.CRITICAL: 6, Level.HIGH: 12, Level.MODERATE: 24, Level.LOW: 36}

BY_CLASS = {
    "none": 0,
    DataClass.PUBLIC.value: 1,
    DataClass.INTERNAL.value: 2,
    DataClass.CONFIDENTIAL.value: 3,
    DataClass.RESTRICTED.value: 4,
}
BY_CATEGORY = {
    DataCategory.PERSONAL.value: 3,
    DataCategory.SOURCE_CODE.value: 3,
    DataCategory.FINANCIAL.value: 3,
    DataCategory.SPECIAL.value: 4,
    DataCategory.CARDHOLDER.value: 4,
    DataCategory.CREDENTIALS.value: 4,
}


@dataclass(frozen=True)
class Inputs:
    """What the tier is derived from; None is unknown. The last four raise it by one step."""

    data_class: str | None
    categories: tuple[str, ...] | None
    access: int | None
    criticality: int | None
    volume: int | None
    is_substitutable: bool | None
    is_third_country: bool | None
    is_subcontractor_outside: bool | None = False
    is_group_critical: bool | None = False
    is_incident_recent: bool | None = False
    is_hourly_with_accounts: bool | None = False


@dataclass(frozen=True)
class Override:
    """A level that counts by hand; `lowered_from` is the derived level that a lowering was approved for, else empty."""

    ref: str
    level: str
    lowered_from: str
    until_on: date | None


@dataclass(frozen=True)
class Tier:
    """The level, the number of the table's rule, what raised it, and all that it was derived from.

    Where somebody set it by hand, `override` says so, and `derived` is what it would be without.
    """

    level: Level
    rule: int
    raises: tuple[str, ...]
    inputs: Inputs
    override: Override | None = None
    by_rule: Level | None = None

    @property
    def derived(self) -> Level:
        return self.by_rule or self.level

    @property
    def reassess_months(self) -> int:
        """How long an assessment stays fresh (PCI DSS 12.8.4: at least every 12 months where cards are touched)."""
        return REASSESS_MONTHS[self.level]

    def kept(self) -> dict[str, Any]:
        """The tier as a record can keep it."""
        return {
            "level": self.level.value,
            "rule": self.rule,
            "raises": list(self.raises),
            "inputs": asdict(self.inputs),
            "derived": self.derived.value,
            "override": self.override.ref if self.override else None,
        }


def uses_our_accounts(kinds: Collection[str], access: int | None, *, is_staff_named: bool) -> bool:
    """People paid by the hour who read or write in our systems do so under accounts of ours; so do those named for it.

    `kinds` are those of the contracts that have not ended; named staff count until their accounts are removed.
    """
    reads = access is None or access >= Access.READS
    return ContractKind.HOURLY in kinds and (reads or is_staff_named)


def data_level(data_class: str | None, categories: Iterable[str] | None) -> int:
    """0 to 4, the highest of class and categories; what is not known, or not of ours, is 4."""
    if categories is None:
        return WORST_DATA
    levels = [BY_CLASS.get(data_class or "", WORST_DATA)]
    return max(levels + [BY_CATEGORY.get(category, WORST_DATA) for category in categories])


def _known(value: int | None, worst: int) -> int:
    return worst if value is None else value


def _by_table(inputs: Inputs) -> tuple[Level, int]:
    data = data_level(inputs.data_class, inputs.categories)
    access = _known(inputs.access, Access.ADMINISTRATOR)
    criticality = _known(inputs.criticality, Criticality.FUNCTION)
    is_large = _known(inputs.volume, Volume.LARGE) >= Volume.LARGE
    is_third = inputs.is_third_country is not False
    is_stuck = inputs.is_substitutable is not True
    table = [
        (data == 4 and access >= 2, Level.CRITICAL),
        (access == 4, Level.CRITICAL),
        (criticality == 4 and (is_stuck or data >= 3 or access >= 3), Level.CRITICAL),
        (data == 4, Level.HIGH),
        (data == 3 and access >= 2, Level.HIGH),
        (access == 3, Level.HIGH),
        (criticality >= 3, Level.HIGH),
        (data == 3 and (is_large or is_third), Level.HIGH),
        (data >= 2 or access >= 2 or criticality >= 2, Level.MODERATE),
        (True, Level.LOW),
    ]
    return next((level, number) for number, (holds, level) in enumerate(table, 1) if holds)


# The rules of the table in words, by number.
RULES = {
    1: _("restricted, health, cardholder data or credentials, and access that reads in our systems"),
    2: _("access as administrator"),
    3: _("critical function, and not substitutable, or confidential data, or access that writes"),
    4: _("restricted, health, cardholder data or credentials"),
    5: _("confidential data, and access that reads in our systems"),
    6: _("access that writes or reaches production"),
    7: _("can stop up to a day, or a critical function"),
    8: _("confidential data, and many records or a third country"),
    9: _("internal data, or access that reads, or can stop up to a week"),
    10: _("none of the others"),
}
RAISE_WORDS = {
    "is_subcontractor_outside": _("a subcontractor outside the approved countries"),
    "is_group_critical": _("another critical engagement with the same group"),
    "is_incident_recent": _("an incident in the last twelve months"),
    "is_hourly_with_accounts": _("staff paid by the hour who use our accounts"),
}
RAISES = ("is_subcontractor_outside", "is_group_critical", "is_incident_recent", "is_hourly_with_accounts")


def derive(inputs: Inputs) -> Tier:
    """The tier by the table, one step higher (to critical at most) if anything raises it."""
    level, rule = _by_table(inputs)
    raises = tuple(name for name in RAISES if getattr(inputs, name) is not False)
    if raises:
        level = LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
    return Tier(level, rule, raises, inputs)


def set_by_hand(tier: Tier, overrides: Iterable[Override], day: date, *, is_reassessing: bool = False) -> Tier:
    """The tier with what was set by hand on that day: a raise is a floor, a lowering a ceiling for the level it names.

    Of several the worst counts. A derived tier that has become worse than a lowering was approved for stands, and so
    does one that is being reassessed after an incident: no lowering counts until somebody has said what was found.
    """
    found = [(_level_by(one, tier.level), one) for one in overrides if one.until_on is None or day <= one.until_on]
    if is_reassessing:
        found = [(level, one) for level, one in found if not one.lowered_from]
    counting = [(level, one) for level, one in found if level is not None]
    if not counting:
        return tier
    level, override = max(counting, key=lambda pair: LEVELS.index(pair[0]))
    return replace(tier, level=level, override=override, by_rule=tier.level)


def _level_by(override: Override, derived: Level) -> Level | None:
    """What one override makes of the derived level; None where it changes nothing."""
    if override.level not in Level.values:
        return None
    level, rank = Level(override.level), LEVELS.index
    if not override.lowered_from:
        return level if rank(level) > rank(derived) else None
    is_covered = override.lowered_from in Level.values and rank(derived) <= rank(Level(override.lowered_from))
    return level if is_covered and rank(level) < rank(derived) else None


def inputs_of(engagement: Engagement, *, is_third_country: bool | None, **raises: bool | None) -> Inputs:
    """The engagement's facts as the table reads them; `raises` are known to those who ask."""
    categories = engagement.data_categories
    return Inputs(
        data_class=engagement.data_class or None,
        categories=None if categories is None else tuple(categories),
        access=engagement.access,
        criticality=engagement.criticality,
        volume=engagement.volume,
        is_substitutable=engagement.is_substitutable,
        is_third_country=is_third_country,
        **raises,
    )


def at_or_above(floor: str) -> list[str]:
    """This level and every worse one."""
    return [level.value for level in LEVELS[LEVELS.index(Level(floor)) :]]
