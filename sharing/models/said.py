"""What people have said, from the rows of statements.SAID to facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sharing.models.asked import WaiverFacts, Who
from sharing.models.facts import ConditionFacts, IncidentFacts, OverrideFacts, RiskFacts, SubcontractorFacts
from sharing.models.rows import Row, words
from vendors.models import RiskResponse

Said = dict[str, dict[int | None, tuple[Any, ...]]]


def said(rows: Iterable[Row]) -> Said:
    """What people have said, by what it is: each kind by the key of its vendor (None: of any)."""
    found: dict[str, dict[int | None, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind, *row in rows:
        found[kind][row[1]].append(SAID[kind](row))
    return {kind: {vendor: tuple(members) for vendor, members in made.items()} for kind, made in found.items()}


def _waiver(row: list[Any]) -> WaiverFacts:
    return WaiverFacts._make((*row[:8], Who(row[8], row[9]), row[10], row[11]))


def _risk(row: list[Any]) -> RiskFacts:
    number, vendor, engagement, _none, category, title = row[:6]
    is_treated = row[10] != RiskResponse.UNDECIDED
    return RiskFacts(
        number, vendor, engagement, category, title, row[12], row[13], is_treated, Who(row[8], row[9]), row[14]
    )


def _subcontractor(row: list[Any]) -> SubcontractorFacts:
    number, vendor, engagement, entered_by, status, name, notified_on, until_on = row[:8]
    return SubcontractorFacts(
        *(number, vendor, engagement, status, name, notified_on, until_on),
        data_class=row[10],
        categories=words(row[11]),
        countries=words(row[15]),
        entered_by_id=entered_by,
        approved_by_id=row[14],
    )


def _override(row: list[Any]) -> OverrideFacts:
    number, vendor, engagement, _none, level, lowered_from, _none, until_on = row[:8]
    return OverrideFacts(number, vendor, engagement, level, lowered_from, until_on)


def _incident(row: list[Any]) -> IncidentFacts:
    number, vendor, engagement, closed_by, status, title, happened_on, reassess_on, logged_by = row[:9]
    return IncidentFacts(
        *(number, vendor, engagement, status, title, happened_on, reassess_on),
        logged_by_id=logged_by,
        closed_by_id=closed_by,
    )


def _condition(row: list[Any]) -> ConditionFacts:
    number, _vendor, engagement, reported_by, status, text, _none, due_on = row[:8]
    return ConditionFacts(number, engagement, status, text, due_on, Who(row[8], row[9]), reported_by, row[14])


SAID: dict[str, Callable[[list[Any]], Any]] = {
    "waiver": _waiver,
    "risk": _risk,
    "subcontractor": _subcontractor,
    "override": _override,
    "incident": _incident,
    "condition": _condition,
}
