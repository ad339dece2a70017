"""How bad a risk is, and which risks the facts of an engagement with a vendor suggest."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from vendors.models import RiskCategory, RiskLevel, VendorKind
from vendors.rules.locations import Location

LEVELS = list(RiskLevel)
MOST_LOW, MOST_MEDIUM = 4, 12


def level_of(score: int) -> RiskLevel:
    """The level of likelihood times impact: 1-4 low, 5-12 medium, above high."""
    if score <= MOST_LOW:
        return RiskLevel.LOW
    return RiskLevel.MEDIUM if score <= MOST_MEDIUM else RiskLevel.HIGH


def is_above(level: str, ceiling: str) -> bool:
    """Whether a level is worse than the worst that is accepted; one that is not known is."""
    if level not in RiskLevel.values or ceiling not in RiskLevel.values:
        return True
    return LEVELS.index(RiskLevel(level)) > LEVELS.index(RiskLevel(ceiling))


def worst(scores: Iterable[int]) -> RiskLevel | None:
    """The level of the worst of these; None where there is none."""
    highest = max(scores, default=None)
    return None if highest is None else level_of(highest)


def waiver_subject(ref: str, level: str) -> str:
    """What a waiver of a residual risk names: the risk, and how bad it may be."""
    return f"{ref}/{level}"


def covering_subjects(ref: str, level: str) -> list[str]:
    """The subjects of the waivers that cover a risk of this level: granted for it, or for worse."""
    return [waiver_subject(ref, one.value) for one in LEVELS[LEVELS.index(RiskLevel(level)) :]]


@dataclass(frozen=True)
class Known:
    """What of an engagement with a vendor makes a risk likely; None and empty are not known, and suggest nothing.

    `currencies` are those of its quotes and contracts; `languages` those in which the vendor delivers.
    """

    location: str
    is_substitutable: bool | None
    is_core: bool
    vendor_kind: str
    own_currency: str
    currencies: frozenset[str]
    own_languages: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True)
class Suggestion:
    """A risk that follows from facts; somebody accepts it, and then owns and treats it."""

    key: str
    category: RiskCategory
    title: Any
    why: Any
    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


OFFSHORE = Suggestion(
    "offshore",
    RiskCategory.CONTROL,
    _("Work far away is seen and steered less, and under another law"),
    _("The vendor delivers offshore."),
    3,
    4,
)
SOLE_SOURCE = Suggestion(
    "sole-source",
    RiskCategory.DEPENDENCY,
    _("Nobody else could take over in time if the vendor failed"),
    _("No other vendor could take over."),
    3,
    5,
)
CORE = Suggestion(
    "core",
    RiskCategory.CONTROL,
    _("Knowledge of our core business moves to the vendor"),
    _("The process is part of the core business."),
    3,
    4,
)
CONTRACTOR = Suggestion(
    "contractor",
    RiskCategory.DEPENDENCY,
    _("One person does the work, and may fall ill or leave"),
    _("The vendor is an independent contractor."),
    4,
    3,
)
CURRENCY = Suggestion(
    "currency",
    RiskCategory.DEPENDENCY,
    _("The price in our currency moves with the rate of exchange"),
    _("A quote or contract is in another currency."),
    3,
    2,
)
LANGUAGE = Suggestion(
    "language",
    RiskCategory.COMMUNICATION,
    _("Requirements and incidents are misunderstood"),
    _("The vendor does not deliver in a language of ours."),
    3,
    3,
)
ALL = (OFFSHORE, SOLE_SOURCE, CORE, CONTRACTOR, CURRENCY, LANGUAGE)


def suggested(known: Known, taken: Collection[str] = ()) -> list[Suggestion]:
    """The risks that these facts suggest, in a fixed order, without those that somebody has taken up already."""
    holds = {
        OFFSHORE.key: known.location == Location.OFFSHORE,
        SOLE_SOURCE.key: known.is_substitutable is False,
        CORE.key: known.is_core,
        CONTRACTOR.key: known.vendor_kind == VendorKind.CONTRACTOR,
        CURRENCY.key: bool(known.currencies - {known.own_currency}),
        LANGUAGE.key: bool(known.languages) and not known.languages & known.own_languages,
    }
    return [one for one in ALL if holds[one.key] and one.key not in taken]
