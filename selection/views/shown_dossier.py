"""A dossier in words: everything comes from its frozen bytes, but for the names of people, which stand beside."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from history.models import Entry
from selection.models import Dossier, Quote, QuoteLine
from selection.readers.costs import IN_HOUSE
from selection.rules.cost import NotComparable
from selection.views.shown_quotes import PARTS, Price, price
from selection.views.shown_scorecard import per_cent, rounded
from vendors.models import FitQuestion, FitReply, FitResult
from vendors.models.vendor import SourcingChannel

PERSON = re.compile(r'"person:(\d+)"')
Facts = dict[str, Any]


def page(dossier: Dossier) -> dict[str, Any]:
    """The whole page, in three statements."""
    facts = dossier.facts
    names = _names(dossier.content)
    vendors = {one["ref"]: one["vendor"]["name"] for one in facts["candidates"]} | {IN_HOUSE: _("In-house")}
    card = facts["scorecard"]
    return {
        "dossier": dossier,
        "is_verified": is_verified(dossier),
        "award": _people(facts["award"], names) | {"vendor": vendors[facts["award"]["candidate"]]},
        "engagement": _people(facts["engagement"], names),
        "fit": _fit(facts["fit"], names),
        "candidates": [
            one | {"channel": SourcingChannel(one["vendor"]["channel"]).label} for one in facts["candidates"]
        ],
        "basis": _basis(facts["basis"]),
        "quotes": [_quote(one, names, vendors) for one in facts["quotes"]],
        "acceptances": [_people(one, names) for one in facts["budget_acceptances"]],
        "card": _scorecard(card, names, vendors) if card else None,
    }


def is_verified(dossier: Dossier) -> bool:
    """Whether the stored bytes have the hash that the audit trail recorded when they were frozen."""
    entry = Entry.objects.of(dossier).filter(act="created").first()
    if entry is None or entry.mac != entry.expected_mac():
        return False
    return dossier.is_whole() and ["sha256", None, dossier.sha256] in entry.changes


def _names(content: str) -> dict[str, str]:
    """Everybody who stands in it, by reference."""
    keys = {int(key) for key in PERSON.findall(content)}
    return {one.agent: one.name for one in Person.objects.filter(pk__in=keys)}


def _read(facts: Facts) -> Facts:
    """Days and instants as such."""
    read = dict(facts)
    for name, value in facts.items():
        if value and name.endswith("_at"):
            read[name] = datetime.fromisoformat(value)
        elif value and (name.endswith("_on") or name == "on"):
            read[name] = date.fromisoformat(value)
    return read


def _people(facts: Facts, names: Mapping[str, str]) -> Facts:
    return {
        name: names.get(value, value) if isinstance(value, str) and value.startswith("person:") else value
        for name, value in _read(facts).items()
    }


def _basis(facts: Facts) -> Facts:
    rates = [_read(one) for one in facts["rates"]]
    return _read(facts) | {"rates": rates, "draws": f"{facts['draws']:,}"}


def _fit(facts: Facts | None, names: Mapping[str, str]) -> Facts | None:
    if facts is None:
        return None
    answers = [
        {"question": FitQuestion(one["question"]).label, "reply": FitReply(one["reply"]).label, "note": one["note"]}
        for one in facts["answers"]
    ]
    conditions = [_people(one, names) for one in facts["conditions"]]
    said = {"answers": answers, "conditions": conditions, "result": FitResult(facts["result"]).label}
    return _people(facts, names) | said


def _quote(facts: Facts, names: Mapping[str, str], vendors: Mapping[str, str]) -> Facts:
    """A quote with its prices and what it comes to."""
    cost = facts["cost"]
    shown = {
        "whom": vendors[facts["key"]],
        "kind": Quote(kind=facts["kind"]).get_kind_display(),
        "tax": f"{facts['tax_bp'] / 100:.2f}",
        "prices": [_price(one) for one in facts["lines"]],
        "parts": [(PARTS[key], amount) for key, amount in cost.get("parts", {}).items()],
        "why_not": NotComparable(cost["why_not"], cost["what"]).sentence if "why_not" in cost else "",
        "allowance": [f"{facts[f'allowance_{end}'] / 100:g}" for end in _ends(facts, "allowance")],
        "supervision": [f"{facts[f'supervision_{end}'] / 60:g}" for end in _ends(facts, "supervision")],
    }
    return _people(facts, names) | shown


def _ends(facts: Facts, name: str) -> list[str]:
    return [end for end in ("low", "likely", "high") if facts[f"{name}_{end}"] is not None]


def _price(line: Facts) -> Price:
    return price(QuoteLine(**{name: value for name, value in line.items() if name != "ref"}))


def _scorecard(facts: Facts, names: Mapping[str, str], vendors: Mapping[str, str]) -> Facts:
    titles = {one["key"]: one["title"] for one in facts["criteria"]}
    evaluations = [_people(one, names) for one in facts["evaluations"]]
    robust = facts["robustness"]
    lead = {key: _share(shares[0]) for key, shares in robust["ranks"].items()} if robust else {}
    return _people(facts, names) | {
        "criteria": [
            one | {"share": _share(one["share"]), "levels": sorted(one["levels"].items())} for one in facts["criteria"]
        ],
        "reopenings": [_reopening(one, names, titles) for one in facts.get("reopenings", ())],  # new since the first
        "evaluations": evaluations,
        "scores": [
            {"vendor": vendors[candidate], "title": titles[criterion], "given": given}
            for (candidate, criterion), given in _by_place(evaluations).items()
        ],
        "ranking": [
            {
                **one,
                "vendor": vendors[one["candidate"]],
                "rounded": rounded(Fraction(one["total"])),
                "leads": lead.get(one["candidate"], ""),
                "missing": [titles[key] for key in one["missing"]],
                "ruled_out": [titles[key] for key in one["ruled_out"]],
                "points": [(titles[key], rounded(value and Fraction(value))) for key, value in one["scores"].items()],
            }
            for one in facts["ranking"]
        ],
        "turns": [
            {
                "title": titles[one["criterion"]],
                "share": _share(one["share"]),
                "is_above": one["is_above"],
                "vendor": vendors[one["leads"]],
            }
            for one in (robust["turns"] if robust else ())
        ],
        "draws": f"{robust['draws']:,}" if robust else "",
    }


def _reopening(facts: Facts, names: Mapping[str, str], titles: Mapping[str, str]) -> Facts:
    """When the weights were unlocked, and what they were until then, in the order of the criteria."""
    were = facts["weights"]
    weights = [(title, were[key]) for key, title in titles.items() if key in were]
    return _people(facts, names) | {"at": datetime.fromisoformat(facts["at"]), "weights": weights}


def _by_place(evaluations: list[Facts]) -> dict[tuple[str, str], list[Facts]]:
    """What everybody gave one candidate on one criterion, for each of them."""
    places: dict[tuple[str, str], list[Facts]] = {}
    for one in evaluations:
        for row in one["scores"]:
            places.setdefault((row["candidate"], row["criterion"]), []).append(row | {"by": one["by"]})
    return places


def _share(exact: str) -> str:
    """An exact share of the whole in per cent, to a tenth."""
    return per_cent(int(Fraction(exact) * 1000 + Fraction(1, 2)))
