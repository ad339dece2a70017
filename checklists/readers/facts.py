"""Tier and conditions' facts of engagements with vendors, read for many pairs in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from checklists.models import TierOverride
from checklists.rules import tier
from checklists.rules.applies import Facts
from checklists.rules.countries import is_third_country
from contracts.models import Contract
from selection.models import Candidate
from vendors.models import Engagement, Incident, NamedStaff, Subcontractor, Vendor
from vendors.rules.incidents import counts

ENDED = (Contract.Status.EXPIRED, Contract.Status.TERMINATED)
Pair = tuple[Vendor, Engagement]


@dataclass(frozen=True)
class Known:
    """The tier of an engagement with a vendor, and what conditions are judged on."""

    tier: tier.Tier
    facts: Facts


def known_about(vendor: Vendor, engagement: Engagement, today: date | None = None) -> Known:
    """Tier and facts of one engagement with one vendor."""
    return known_about_all([(vendor, engagement)], today)[vendor.pk, engagement.pk]


def known_about_all(pairs: Sequence[Pair], today: date | None = None) -> dict[tuple[int, int], Known]:
    """Tier and facts of each pair, by the keys of vendor and engagement; eight statements for any number.

    What was set by hand counts on `today`, which is the organisation's day where nobody names another.
    """
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    overrides = _overrides(pairs, day)
    kinds, staffed = _contract_kinds(pairs)
    outside = _with_subcontractors_outside(pairs)
    critical = _critical_engagements(pairs)
    incidents = _incidents(pairs)
    return {
        (vendor.pk, engagement.pk): _known(
            vendor,
            engagement,
            kinds[vendor.pk, engagement.pk],
            overrides[vendor.pk, engagement.pk],
            day,
            is_staff_named=(vendor.pk, engagement.pk) in staffed,
            is_group_critical=bool(critical[_family(vendor)] - {engagement.pk}),
            is_subcontractor_outside=(vendor.pk, engagement.pk) in outside,
            incidents=_concerning(incidents[vendor.pk], engagement),
        )
        for vendor, engagement in pairs
    }


def tiers_of(candidates: Sequence[Candidate]) -> dict[int, str]:
    """The tier with each candidate's vendor, by the candidate's key."""
    known = known_about_all([(one.vendor, one.engagement) for one in candidates])
    return {one.pk: known[one.vendor_id, one.engagement_id].tier.level.value for one in candidates}


def _known(
    vendor: Vendor,
    engagement: Engagement,
    kinds: set[str],
    overrides: list[tier.Override],
    day: date,
    *,
    incidents: list[Incident],
    is_staff_named: bool,
    **raises: bool,
) -> Known:
    by_rule = tier.derive(
        tier.inputs_of(
            engagement,
            is_third_country=is_third_country(engagement.delivery_countries),
            **raises,
            is_incident_recent=any(counts(one.status, one.happened_on, day) for one in incidents),
            is_hourly_with_accounts=tier.uses_our_accounts(kinds, engagement.access, is_staff_named=is_staff_named),
        )
    )
    is_reassessing = any(one.status == Incident.Status.OPEN for one in incidents)
    derived = tier.set_by_hand(by_rule, overrides, day, is_reassessing=is_reassessing)
    categories = engagement.data_categories
    facts = Facts(
        data_class=engagement.data_class or None,
        categories=None if categories is None else frozenset(categories),
        tier=derived.level.value,
        vendor_kind=vendor.kind,
        contract_kinds=frozenset(kinds) or None,
        it_kind=engagement.it_kind,
        is_core=engagement.is_core,
    )
    return Known(derived, facts)


def _family(vendor: Vendor) -> int:
    return vendor.parent_id or vendor.pk


def _contract_kinds(pairs: Sequence[Pair]) -> tuple[dict[tuple[int, int], set[str]], set[tuple[int, int]]]:
    """The kinds of the contracts that have not ended, by vendor and engagement; and where such work has named staff.

    Somebody who is named for no engagement may work in any of them.
    """
    kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
    named = NamedStaff.objects.with_accounts().filter(
        Q(engagement=OuterRef("engagement")) | Q(engagement=None), vendor=OuterRef("vendor")
    )
    rows = Contract.objects.exclude(status__in=ENDED).filter(
        vendor__in={vendor.pk for vendor, _engagement in pairs},
        engagement__in={engagement.pk for _vendor, engagement in pairs},
    )
    staffed = set()
    of_them = rows.annotate(is_staff_named=Exists(named))
    for vendor_id, engagement_id, kind, is_named in of_them.values_list(
        "vendor_id", "engagement_id", "kind", "is_staff_named"
    ):
        kinds[vendor_id, engagement_id].add(kind)
        if is_named:
            staffed.add((vendor_id, engagement_id))
    return kinds, staffed


def _overrides(pairs: Sequence[Pair], day: date) -> dict[tuple[int, int], list[tier.Override]]:
    """What was set by hand and counts on the day; what was raised for a vendor that was merged since counts on."""
    found: dict[tuple[int, int], list[tier.Override]] = defaultdict(list)
    vendors = {vendor.pk for vendor, _engagement in pairs}
    rows = TierOverride.objects.standing(day).filter(
        Q(vendor__in=vendors) | Q(vendor__merged_into__in=vendors, lowered_from=""),
        engagement__in={engagement.pk for _vendor, engagement in pairs},
    )
    for one in rows.select_related("vendor"):
        vendor_id = one.vendor_id if one.vendor_id in vendors else one.vendor.merged_into_id
        override = tier.Override(one.ref, one.level, one.lowered_from, one.until_on)
        found[vendor_id or one.vendor_id, one.engagement_id].append(override)
    return found


def _incidents(pairs: Sequence[Pair]) -> dict[int, list[Incident]]:
    """The incidents of each vendor, with those of what was merged into it."""
    found: dict[int, list[Incident]] = defaultdict(list)
    vendors = {vendor.pk for vendor, _engagement in pairs}
    for one in Incident.objects.of(vendors).select_related("vendor"):
        found[one.vendor_id].append(one)
        if one.vendor.merged_into_id:
            found[one.vendor.merged_into_id].append(one)
    return found


def _concerning(incidents: list[Incident], engagement: Engagement) -> list[Incident]:
    """Those of this engagement, and those that concern all with the vendor."""
    return [one for one in incidents if one.engagement_id in (None, engagement.pk)]


def _with_subcontractors_outside(pairs: Sequence[Pair]) -> set[tuple[int, int]]:
    """The pairs with a subcontractor in a third country without adequacy; one whose countries nobody knows is."""
    rows = Subcontractor.objects.live().filter(
        vendor__in={vendor.pk for vendor, _engagement in pairs},
        engagement__in={engagement.pk for _vendor, engagement in pairs},
    )
    return {
        (vendor_id, engagement_id)
        for vendor_id, engagement_id, countries in rows.values_list("vendor_id", "engagement_id", "countries")
        if is_third_country(countries) is not False
    }


def _critical_engagements(pairs: Sequence[Pair]) -> dict[int, set[int]]:
    """Of each group of vendors, the open engagements whose tier by the table alone is critical."""
    families = {_family(vendor) for vendor, _engagement in pairs}
    members = dict(Vendor.objects.filter(Q(pk__in=families) | Q(parent__in=families)).values_list("pk", "parent_id"))
    at_work = _at_work(members)
    by_key = {row.pk: row for row in Engagement.objects.open().filter(pk__in={key for key, _member in at_work})}
    found: dict[int, set[int]] = defaultdict(set)
    for engagement_id, member in at_work:
        engagement = by_key.get(engagement_id)
        if engagement and _level(engagement) is tier.Level.CRITICAL:
            found[members[member] or member].add(engagement_id)
    return found


def _at_work(members: Iterable[int]) -> set[tuple[int, int]]:
    """The engagements that these vendors were selected for or have a contract in, as (engagement, vendor)."""
    members = list(members)
    selected = Candidate.objects.filter(vendor__in=members, status=Candidate.Status.SELECTED)
    contracts = Contract.objects.filter(vendor__in=members, engagement__isnull=False).exclude(status__in=ENDED)
    return {
        *selected.values_list("engagement_id", "vendor_id"),
        *(
            (engagement, vendor)
            for engagement, vendor in contracts.values_list("engagement_id", "vendor_id")
            if engagement
        ),
    }


def _level(engagement: Engagement) -> tier.Level:
    third = is_third_country(engagement.delivery_countries)
    return tier.derive(tier.inputs_of(engagement, is_third_country=third)).level
