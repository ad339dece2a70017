"""What the gate asks of the data: known words, confirmed facts, within the approvals, a basis for each country."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import AgreementKind
from sharing.models.asked import Who
from sharing.models.facts import Facts, SubcontractorFacts
from sharing.models.request import Frequency, SharingRequest
from sharing.rules.case import REVIEWERS, Case
from sharing.rules.contract import covers
from sharing.rules.reasons import Code, Findings
from sharing.rules.vendor import approvers, is_within
from vendors.models import DATA_CLASS_ORDER, DataCategory, DataClass, Engagement, Vendor, Volume
from vendors.rules import facts as fact_rules
from vendors.rules.subcontractors import gets_data

TRANSFER_KINDS = (
    AgreementKind.SCC,
    AgreementKind.BCR,
    AgreementKind.CODE,
    AgreementKind.CERTIFICATION,
    AgreementKind.AD_HOC,
    AgreementKind.DEROGATION,
)
FEWER_THAN = {Volume.SMALL: 1_000, Volume.MEDIUM: 100_000}


def unknown(facts: Facts) -> list[tuple[str, str]]:
    """What of the request, the vendor and the engagement is no word of ours, as (reference, name of the field)."""
    sharing, vendor, engagement = facts.sharing, facts.vendor, facts.engagement
    values = [
        (sharing.ref, _("data class"), sharing.data_class in DATA_CLASS_ORDER),
        (sharing.ref, _("data categories"), _are(sharing.categories, DataCategory.values)),
        (sharing.ref, _("status"), sharing.status in SharingRequest.Status.values),
        (sharing.ref, _("how often"), sharing.frequency in Frequency.values),
        (sharing.ref, _("countries"), bool(sharing.countries)),
        (sharing.ref, _("transfer bases by country"), sharing.transfer_bases is not None),
        (sharing.ref, _("planned sharing date"), isinstance(sharing.planned_on, date)),
        (sharing.ref, _("until"), isinstance(sharing.until_on, date)),
        (vendor.ref, _("status"), vendor.status in Vendor.Status.values),
        (engagement.ref, _("status"), engagement.status in Engagement.Status.values),
    ]
    return [(ref, name) for ref, name, is_known in values if not is_known]


def _are(found: frozenset[str] | None, known: Iterable[str]) -> bool:
    return found is not None and found <= set(known)


def judge(case: Case, found: Findings) -> None:
    if case.demands.facts:
        _judge_facts(case, found)
        _judge_within_facts(case, found)
    if case.demands.vendor:
        _judge_approval(case, found)
    if case.facts.sharing.is_evaluation:
        _judge_evaluation(case, found)
    if case.demands.transfer:
        _judge_transfer(case, found)


def _path(case: Case) -> str:
    return f"/engagements/{case.facts.engagement.ref}/#facts"


def _judge_facts(case: Case, found: Findings) -> None:
    """Each fact is known, and confirmed as it stands by somebody who neither entered it nor asked for the sharing."""
    engagement, requester = case.facts.engagement, case.facts.sharing.requested_by.id
    counting = [
        one
        for one in engagement.confirmations
        if one.confirmed_by_id not in (requester, one.entered_by_id, engagement.entered_by.get(one.fact))
    ]
    open_facts = fact_rules.unconfirmed(engagement.values, counting)
    if not open_facts:
        found.rests_on(Code.FACTS_UNCONFIRMED, _("Facts confirmed"), engagement.ref, path=_path(case))
        return
    unsaid = [fact for fact in open_facts if not fact_rules.is_known(fact, engagement.values.get(fact))]
    names = ", ".join(_names(open_facts))
    if unsaid:
        message = _("Not known yet: %(unsaid)s. To be confirmed: %(names)s.")
    else:
        message = ngettext(
            "A reviewer has to confirm this fact: %(names)s.",
            "A reviewer has to confirm these facts: %(names)s.",
            len(open_facts),
        )
    found.lacks(
        Code.FACTS_UNCONFIRMED,
        message % {"unsaid": ", ".join(_names(unsaid)), "names": names},
        engagement.ref,
        waits_for=case.owner if unsaid else _confirmers(case, open_facts),
        due_on=case.due_on,
        path=_path(case),
    )


def _names(facts: Iterable[str]) -> list[str]:
    labels = {field.name: str(field.verbose_name) for field in Engagement._meta.fields}
    return [labels.get(fact, fact) for fact in facts]


def _confirmers(case: Case, open_facts: Iterable[str]) -> list[Who]:
    barred = {case.facts.sharing.requested_by.id, *(case.facts.engagement.entered_by.get(fact) for fact in open_facts)}
    return [who for who in case.facts.holders_of(*REVIEWERS) if who.id not in barred]


def _judge_within_facts(case: Case, found: Findings) -> None:
    """The data is within the engagement's class, categories, countries and volume, as they were confirmed."""
    sharing, values = case.facts.sharing, case.facts.engagement.values
    categories, countries = set(sharing.categories or ()), set(sharing.countries or ())
    over = []
    if not is_within(sharing.data_class, values["data_class"]):
        over.append(str(dict(DataClass.choices).get(sharing.data_class, sharing.data_class)))
    over += _labels(categories - set(values["data_categories"] or ()))
    if over:
        _lacks_class(
            case,
            found,
            _("More than the engagement's confirmed data: %(list)s.") % {"list": ", ".join(over)},
            case.facts.engagement.ref,
            _path(case),
            case.owner,
        )
    strange = sorted(countries - set(values["delivery_countries"] or ()))
    if strange:
        _lacks_fact(case, found, _("Goes to a country that the engagement does not name"), ", ".join(strange))
    limit = FEWER_THAN.get(values["volume"])
    if limit is not None and sharing.volume is not None and sharing.volume >= limit:
        _lacks_fact(case, found, _("More records than the engagement's volume"), f"{sharing.volume}")


def _labels(categories: Iterable[str]) -> list[str]:
    labels = dict(DataCategory.choices)
    return [str(labels.get(one, one)) for one in sorted(categories)]


def _lacks_fact(case: Case, found: Findings, what: str, value: str) -> None:
    found.lacks(
        Code.FACTS_UNCONFIRMED,
        _("%(what)s: %(value)s. Change the engagement's facts, and have them confirmed.")
        % {"what": what, "value": value},
        case.facts.engagement.ref,
        waits_for=case.owner,
        due_on=case.due_on,
        path=_path(case),
    )


def _lacks_class(case: Case, found: Findings, message: str, subject: str, path: str, waits_for: Sequence[Who]) -> None:
    found.lacks(Code.DATA_CLASS_ABOVE_APPROVAL, message, subject, waits_for=waits_for, due_on=case.due_on, path=path)


def _judge_approval(case: Case, found: Findings) -> None:
    """The vendor's approval reaches this class and names each category; without one, that alone is the reason."""
    sharing, vendor = case.facts.sharing, case.facts.vendor
    if vendor.status != Vendor.Status.APPROVED:
        return
    over = []
    if not is_within(sharing.data_class, vendor.approved_data_class):
        over.append(str(dict(DataClass.choices).get(sharing.data_class, sharing.data_class)))
    over += _labels(set(sharing.categories or ()) - set(vendor.approved_categories or ()))
    if over:
        _lacks_class(
            case,
            found,
            _("The approval of %(name)s does not reach: %(list)s.") % {"name": vendor.name, "list": ", ".join(over)},
            vendor.ref,
            f"/vendors/{vendor.ref}/",
            approvers(case),
        )
    else:
        found.rests_on(
            Code.DATA_CLASS_ABOVE_APPROVAL,
            _("Data class and categories within the approval"),
            vendor.ref,
            path=f"/vendors/{vendor.ref}/",
        )


def _judge_evaluation(case: Case, found: Findings) -> None:
    """A tender or pilot gets no more than the policy names for it."""
    sharing, rules = case.facts.sharing, case.rules
    is_low = is_within(sharing.data_class, rules.evaluation_class)
    if is_low and set(sharing.categories or ()) <= rules.evaluation_categories:
        return
    ceiling = str(dict(DataClass.choices).get(rules.evaluation_class, rules.evaluation_class)).lower()
    _lacks_class(
        case,
        found,
        _("In an evaluation the policy allows data up to %(class)s, and no further category.") % {"class": ceiling},
        sharing.ref,
        f"/sharing/{sharing.ref}/",
        case.owner,
    )


def _judge_transfer(case: Case, found: Findings) -> None:
    """Every location outside the approved countries has a basis of its own (GDPR 44-49)."""
    sharing, values = case.facts.sharing, case.facts.engagement.values
    places = set(sharing.countries or ()) | set(values["delivery_countries"] or ())
    passed_on = [one for one in case.facts.subcontractors if gets_data(one.data_class, one.categories)]
    for one in passed_on:
        _judge_places_of(case, one, found)
    places.update(*(one.countries or () for one in passed_on))
    for country in sorted(places - case.rules.approved_countries):
        agreements = [
            one
            for one in case.facts.agreements
            if one.kind in TRANSFER_KINDS and covers(one, case) and country in (one.countries or ())
        ]
        if agreements:
            best = max(agreements, key=lambda one: one.ends_on or date.max)
            found.rests_on(
                Code.TRANSFER_BASIS_MISSING, country, best.ref, best.ends_on, path=f"/vendors/{case.facts.vendor.ref}/"
            )
        elif reason := derogation(sharing.transfer_bases or {}, country):
            found.rests_on(
                Code.TRANSFER_BASIS_MISSING,
                _("%(country)s, by a derogation: %(reason)s") % {"country": country, "reason": reason},
                sharing.ref,
                path=f"/sharing/{sharing.ref}/",
            )
        else:
            found.lacks(
                Code.TRANSFER_BASIS_MISSING,
                _("Personal data reaches %(country)s, outside the approved countries, without a basis that covers it.")
                % {"country": country},
                f"{sharing.ref}/{country}",
                waits_for=[sharing.owner],
                due_on=case.due_on,
                path=f"/sharing/{sharing.ref}/",
                title=country,
            )


def _judge_places_of(case: Case, one: SubcontractorFacts, found: Findings) -> None:
    """Where a subcontractor takes the data is known; its countries are then judged like the vendor's own."""
    if one.countries:
        return
    path = f"/engagements/{case.facts.engagement.ref}/#{one.ref}"
    message = _("Nobody knows to which countries %(name)s takes the data.") % {"name": one.name}
    found.lacks(
        Code.TRANSFER_BASIS_MISSING,
        message,
        one.ref,
        waits_for=case.owner,
        due_on=case.due_on,
        path=path,
        title=one.name,
    )


def derogation(bases: object, country: str) -> str:
    """The reason of a derogation (GDPR 49) that the request gives for this country; empty where there is none."""
    basis = bases.get(country) if isinstance(bases, dict) else None
    if not isinstance(basis, dict) or basis.get("basis") != "derogation":
        return ""
    reason = basis.get("reason")
    return reason.strip() if isinstance(reason, str) else ""
