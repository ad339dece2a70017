"""Reads the rules of a gate policy, and joins what a class and its categories demand into one strictest demand.

The shape of `GatePolicy.rules`:

    {"profile": "standard", "approved_countries": ["DE", …], "reassess_months": {"critical": 6, …},
     "approval_months": 12, "evaluation": {"data_class": "internal", "categories": []},
     "appetite": {"critical": "low", …}, "assessed_tiers": ["critical", "high"],
     "classes": {"public": DEMANDS, …}, "categories": {"personal": DEMANDS, …}}

DEMANDS, each left out where it is not demanded: "vendor" (an approved vendor), "facts" (confirmed), "award",
"contract" (in force), "confidentiality" (a clause, or a non-disclosure agreement), "clauses" (keys),
"agreements" (by processing role, or "any": lists of kinds), "checklists" (those that apply, all required items),
"templates" (keys that are demanded whatever their conditions), "evidence" ("covered": with known, unbroken dates),
"risks" (what remains of each within the appetite of the tier, and at the assessed tiers every category looked at),
"transfer" (a basis outside the approved countries), "approvals" (how many people).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contracts.models import AgreementKind
from vendors.models import DataCategory, DataClass, ProcessingRole, RiskLevel

FLAGS = ("vendor", "facts", "award", "contract", "confidentiality", "checklists", "risks", "transfer")
LISTS = ("clauses", "templates")
TIERS = ("critical", "high", "moderate", "low")
MOST_MONTHS = 120
MOST_APPROVALS = 9


class Unreadable(ValueError):
    """A policy that cannot be read; its text lists what is wrong."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What one request must bring: the strictest of its class and each of its categories."""

    vendor: bool
    facts: bool
    award: bool
    contract: bool
    confidentiality: bool
    checklists: bool
    risks: bool
    transfer: bool
    is_covered: bool
    clauses: tuple[str, ...]
    templates: frozenset[str]
    agreements: tuple[Mapping[str, Any], ...]
    approvals: int


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy that was read without a fault."""

    approved_countries: frozenset[str]
    reassess_months: Mapping[str, int]
    approval_months: int
    evaluation_class: str
    evaluation_categories: frozenset[str]
    appetite: Mapping[str, str]
    assessed_tiers: frozenset[str]
    demands: Mapping[str, Mapping[str, Any]]


def _is_count(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _agreement_faults(place: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [_("%(place)s: “agreements” is an object.") % {"place": place}]
    unknown = set(value) - {"any", *ProcessingRole.values}
    found = [_("%(place)s: “%(name)s” is no processing role.") % {"place": place, "name": name} for name in unknown]
    for role, kinds in value.items():
        if not _are_words(kinds) or not set(kinds) <= set(AgreementKind.values):
            found.append(_("%(place)s: agreements for “%(role)s” are kinds we know.") % {"place": place, "role": role})
    return found


def _demand_faults(place: str, demands: Any) -> list[str]:
    if not isinstance(demands, dict):
        return [_("%(place)s is not an object.") % {"place": place}]
    known = {*FLAGS, *LISTS, "agreements", "evidence", "approvals"}
    found = [_("%(place)s: “%(name)s” is not known.") % {"place": place, "name": name} for name in set(demands) - known]
    for name in FLAGS:
        if not isinstance(demands.get(name, False), bool):
            found.append(_("%(place)s: “%(name)s” is true or false.") % {"place": place, "name": name})
    for name in LISTS:
        if not _are_words(demands.get(name, [])):
            found.append(_("%(place)s: “%(name)s” is a list of keys.") % {"place": place, "name": name})
    if demands.get("evidence", "wanted") not in ("wanted", "covered"):
        found.append(_("%(place)s: “evidence” is “wanted” or “covered”.") % {"place": place})
    if not _is_count(demands.get("approvals", 0), 0, MOST_APPROVALS):
        found.append(_("%(place)s: “approvals” is a number from 0 to 9.") % {"place": place})
    return found + _agreement_faults(place, demands.get("agreements", {}))


def _risk_faults(rules: dict[str, Any]) -> list[str]:
    """An appetite names the worst level for every tier. A policy from before there were risks demands none of them."""
    found = []
    appetite, assessed = rules.get("appetite"), rules.get("assessed_tiers", [])
    if "appetite" not in rules and not _wants_risks(rules):
        appetite = dict.fromkeys(TIERS, RiskLevel.LOW.value)
    if not isinstance(appetite, dict) or set(appetite) != set(TIERS) or not _are_levels(appetite.values()):
        found.append(_("“appetite” names for each tier the worst risk that may remain: low, medium or high."))
    if not _are_words(assessed) or not set(assessed) <= set(TIERS):
        found.append(_("“assessed_tiers” is a list of tiers."))
    return found


def _are_levels(values: Iterable[Any]) -> bool:
    return all(isinstance(one, str) and one in RiskLevel.values for one in values)


def _wants_risks(rules: dict[str, Any]) -> bool:
    """Whether anything in the policy asks for risks; what cannot be read is said elsewhere."""
    parts = [rules.get(kind) for kind in ("classes", "categories")]
    wanted = [one for part in parts if isinstance(part, dict) for one in part.values()]
    return any(isinstance(one, dict) and one.get("risks") for one in wanted)


def faults(rules: Any) -> list[str]:
    """What is wrong with the rules of a policy, as sentences; nothing for sound ones."""
    if not isinstance(rules, dict):
        return [_("The rules are a JSON object.")]
    found = []
    if not _are_words(rules.get("approved_countries")):
        found.append(_("“approved_countries” is a list of country codes."))
    months = rules.get("reassess_months")
    if not isinstance(months, dict) or not all(_is_count(months.get(tier), 1, MOST_MONTHS) for tier in TIERS):
        found.append(_("“reassess_months” names a number of months for each tier."))
    if not _is_count(rules.get("approval_months"), 1, 12):
        found.append(_("“approval_months” is a number from 1 to 12."))
    evaluation = rules.get("evaluation")
    if not isinstance(evaluation, dict) or evaluation.get("data_class") not in DataClass.values:
        found.append(_("“evaluation” names the highest data class of a tender or pilot."))
    elif not _are_words(evaluation.get("categories", [])):
        found.append(_("“evaluation.categories” is a list of data categories."))
    found += _risk_faults(rules)
    for kind, known in (("classes", DataClass.values), ("categories", DataCategory.values)):
        demands = rules.get(kind)
        if not isinstance(demands, dict) or set(demands) != set(known):
            found.append(_("“%(kind)s” names each of %(list)s.") % {"kind": kind, "list": ", ".join(known)})
            continue
        for name, wanted in demands.items():
            found += _demand_faults(f"{kind}.{name}", wanted)
    return found


def read(rules: Any) -> Rules:
    """The rules of a policy; Unreadable where anything in them is not understood."""
    if found := faults(rules):
        raise Unreadable(" ".join(found))
    return Rules(
        approved_countries=frozenset(rules["approved_countries"]),
        reassess_months=rules["reassess_months"],
        approval_months=rules["approval_months"],
        evaluation_class=rules["evaluation"]["data_class"],
        evaluation_categories=frozenset(rules["evaluation"].get("categories", [])),
        appetite=rules.get("appetite", {}),
        assessed_tiers=frozenset(rules.get("assessed_tiers", [])),
        demands={
            **{f"class:{name}": wanted for name, wanted in rules["classes"].items()},
            **{f"category:{name}": wanted for name, wanted in rules["categories"].items()},
        },
    )


def demanded(rules: Rules, data_class: str, categories: Iterable[str]) -> Demands | None:
    """The strictest of what the class and each category demand; None where one of them is not known."""
    names = [f"class:{data_class}", *(f"category:{name}" for name in sorted(categories))]
    wanted = [rules.demands[name] for name in names if name in rules.demands]
    if len(wanted) < len(names):
        return None
    return Demands(
        **{flag: any(one.get(flag, False) for one in wanted) for flag in FLAGS},
        is_covered=any(one.get("evidence") == "covered" for one in wanted),
        clauses=tuple(dict.fromkeys(key for one in wanted for key in one.get("clauses", []))),
        templates=frozenset(key for one in wanted for key in one.get("templates", [])),
        agreements=tuple(one["agreements"] for one in wanted if one.get("agreements")),
        approvals=max(one.get("approvals", 0) for one in wanted),
    )
