"""Whether a template or an item applies: conditions as data, judged on the facts of one engagement with a vendor.

What is not known applies: a question too many can be marked as not applicable, a question too few is not noticed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from checklists.rules.tier import LEVELS, Level
from vendors.models import DATA_CLASS_ORDER, DataCategory, DataClass, ITKind, VendorKind, at_least

__all__ = ["Facts", "faults", "matches", "sentence"]


@dataclass(frozen=True)
class Facts:
    """What conditions are judged on; None is unknown."""

    data_class: str | None
    categories: frozenset[str] | None
    tier: str | None
    vendor_kind: str | None
    contract_kinds: frozenset[str] | None
    it_kind: str | None
    is_core: bool | None


def _any_of(wanted: Iterable[str], found: frozenset[str] | None) -> bool:
    return found is None or not found.isdisjoint(wanted)


def _one_of(wanted: Iterable[str], found: str | None) -> bool:
    return not found or found in wanted


JUDGES: dict[str, Callable[[Any, Facts], bool]] = {
    "data_class": lambda floor, facts: at_least(facts.data_class or "", floor),
    "categories": lambda wanted, facts: _any_of(wanted, facts.categories),
    "tiers": lambda wanted, facts: _one_of(wanted, facts.tier),
    "vendor_kinds": lambda wanted, facts: _one_of(wanted, facts.vendor_kind),
    "contract_kinds": lambda wanted, facts: _any_of(wanted, facts.contract_kinds),
    "it_kinds": lambda wanted, facts: _one_of(wanted, facts.it_kind),
    "is_core": lambda wanted, facts: facts.is_core is None or facts.is_core == wanted,
}


def matches(conditions: dict[str, Any], facts: Facts) -> bool:
    """Whether all conditions hold; no condition holds always, and one that nobody knows does not narrow."""
    return all(JUDGES[name](wanted, facts) for name, wanted in conditions.items() if name in JUDGES)


LISTS: dict[str, Iterable[str] | None] = {
    "categories": DataCategory.values,
    "tiers": Level.values,
    "vendor_kinds": VendorKind.values,
    "contract_kinds": None,
    "it_kinds": ITKind.values,
}


def faults(conditions: Any) -> list[str]:
    """What is wrong with conditions, as sentences; nothing for sound ones.

    Tiers go up to critical, so that a worse engagement is never asked less.
    """
    if not isinstance(conditions, dict):
        return [_("Conditions are an object of names and values.")]
    return [fault for name, wanted in conditions.items() if (fault := _fault(name, wanted))]


def _fault(name: str, wanted: Any) -> str:
    if name == "data_class":
        known = isinstance(wanted, str) and wanted in DATA_CLASS_ORDER
        return "" if known else _("“data_class” is one of %(list)s.") % {"list": ", ".join(DataClass.values)}
    if name == "is_core":
        return "" if isinstance(wanted, bool) else _("“is_core” is true or false.")
    if name not in LISTS:
        return _("“%(name)s” is not a condition. Known are %(list)s.") % {"name": name, "list": ", ".join(JUDGES)}
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, str) for one in wanted):
        return _("“%(name)s” is a list of words that is not empty.") % {"name": name}
    known_words = LISTS[name]
    if known_words is not None and not set(wanted) <= set(known_words):
        return _("“%(name)s” takes %(list)s.") % {"name": name, "list": ", ".join(known_words)}
    if name == "tiers" and set(wanted) != set(Level.values[-len(set(wanted)) :]):
        return _("“tiers” names a tier and every worse one, so that a worse engagement is never asked less.")
    return ""


def sentence(conditions: dict[str, Any]) -> str:
    """Why a template or an item was laid out, in words."""
    if not conditions:
        return _("applies always")
    return "; ".join(WORDS[name](wanted) for name, wanted in conditions.items() if name in WORDS)


def _labels(choices: Any, wanted: Iterable[str]) -> str:
    labels = dict(choices.choices)
    return ", ".join(str(labels.get(one, one)) for one in wanted)


def _floor(wanted: list[str]) -> str:
    return str(next(level.label for level in LEVELS if level.value in wanted))


WORDS: dict[str, Callable[[Any], str]] = {
    "data_class": lambda floor: _("data class %(floor)s or above") % {"floor": _labels(DataClass, [floor])},
    "categories": lambda wanted: _("data: %(list)s") % {"list": _labels(DataCategory, wanted)},
    "tiers": lambda wanted: _("tier %(floor)s or above") % {"floor": _floor(wanted)},
    "vendor_kinds": lambda wanted: _("vendor: %(list)s") % {"list": _labels(VendorKind, wanted)},
    "contract_kinds": lambda wanted: _("contract: %(list)s") % {"list": ", ".join(wanted)},
    "it_kinds": lambda wanted: _("service: %(list)s") % {"list": _labels(ITKind, wanted)},
    "is_core": lambda wanted: _("core business") if wanted else _("not core business"),
}
