"""One request on the day it is judged for, with what its data demands: what every rule of the gate is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checklists.rules import applies, tier
from checklists.rules.countries import is_third_country
from sharing.models.asked import WaiverFacts, Who
from sharing.models.facts import Facts, IncidentFacts
from sharing.rules.policy import Demands, Rules
from vendors.models import Incident
from vendors.rules.incidents import counts

REVIEWERS = ("reviewer-security", "reviewer-privacy", "reviewer-legal", "reviewer-finance")


@dataclass(frozen=True, slots=True)
class Case:
    """`day` is the later of today and the planned day: dated conditions are judged on it."""

    facts: Facts
    rules: Rules
    demands: Demands
    today: date
    day: date
    tier: tier.Tier
    applying: applies.Facts

    @property
    def owner(self) -> tuple[Who, ...]:
        """Whom it waits for where nobody else is named: the engagement's owner."""
        return (self.facts.engagement.owner,)

    @property
    def asked_by(self) -> int | None:
        """Who asked for the sharing: what they accepted, confirmed or granted themselves does not count for it."""
        return self.facts.sharing.requested_by.id

    @property
    def due_on(self) -> date | None:
        return self.facts.sharing.planned_on

    def waivers_for(self, condition: str, *, item_id: int | None = None, subject: str = "") -> list[WaiverFacts]:
        """The granted waivers of this condition that are this vendor's and no other engagement's, in any dates."""
        return [
            one
            for one in self.facts.waivers
            if one.condition == condition
            and one.granted_by.id != self.asked_by
            and one.vendor_id == self.facts.vendor.id
            and one.engagement_id in (None, self.facts.engagement.id)
            and one.item_id == item_id
            and one.subject == subject
        ]

    def covering(self, waivers: list[WaiverFacts]) -> WaiverFacts | None:
        """The waiver that covers the day and ends last, if any does."""
        good = [one for one in waivers if one.starts_on <= self.day <= one.ends_on]
        return max(good, key=lambda one: one.ends_on, default=None)


def make_case(facts: Facts, rules: Rules, demands: Demands, today: date) -> Case:
    """Derive the tier and what templates are judged on, as the laying out of checklists does."""
    values, kinds = facts.engagement.values, facts.contract_kinds
    day = max(today, facts.sharing.planned_on) if facts.sharing.planned_on else today
    inputs = _inputs(
        values,
        is_group_critical=any(
            tier.derive(_inputs(others)).level is tier.Level.CRITICAL for _key, others in facts.group
        ),
        is_subcontractor_outside=any(is_third_country(one.countries) is not False for one in facts.subcontractors),
        is_incident_recent=any(_is_raising(one, facts.sharing.requested_by.id, day) for one in facts.incidents),
        is_hourly_with_accounts=tier.uses_our_accounts(kinds, values["access"], is_staff_named=facts.is_staff_named),
    )
    by_hand = [tier.Override(one.ref, one.level, one.lowered_from, one.until_on) for one in facts.overrides]
    is_reassessing = any(not is_settled(one, facts.sharing.requested_by.id) for one in facts.incidents)
    derived = tier.set_by_hand(tier.derive(inputs), by_hand, day, is_reassessing=is_reassessing)
    applying = applies.Facts(
        data_class=inputs.data_class,
        categories=None if inputs.categories is None else frozenset(inputs.categories),
        tier=derived.level.value,
        vendor_kind=facts.vendor.kind,
        contract_kinds=kinds or None,
        it_kind=facts.engagement.it_kind,
        is_core=facts.engagement.is_core,
    )
    return Case(facts, rules, demands, today, day, derived, applying)


def is_settled(one: IncidentFacts, asked_by: int | None) -> bool:
    """Whether somebody who did not ask for the sharing has said what the reassessment found."""
    return one.status != Incident.Status.OPEN and one.closed_by_id not in (None, asked_by)


def _is_raising(one: IncidentFacts, asked_by: int | None, day: date) -> bool:
    return not is_settled(one, asked_by) or counts(one.status, one.happened_on, day)


def _inputs(values: Mapping[str, Any], **raises: bool) -> tier.Inputs:
    categories = values["data_categories"]
    return tier.Inputs(
        data_class=values["data_class"] or None,
        categories=None if categories is None else tuple(categories),
        access=values["access"],
        criticality=values["criticality"],
        volume=values["volume"],
        is_substitutable=values["is_substitutable"],
        is_third_country=is_third_country(values["delivery_countries"]),
        **raises,
    )
