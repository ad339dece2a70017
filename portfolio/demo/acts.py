"""What is done again and again in the scenes, each time through the actions that people use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from checklists import actions as checklist_actions
from checklists.actions import About
from checklists.models import Asks, Evidence, EvidenceKind, Item
from checklists.readers.facts import tiers_of
from contracts import actions as contract_actions
from contracts.models import Agreement, AgreementKind, ClauseKind, ClauseState, Contract
from portfolio.demo import scores
from portfolio.demo.fit import fits
from portfolio.demo.papers import pdf
from portfolio.demo.quotes import Offer, submit
from portfolio.demo.stage import Stage
from selection import actions as selection_actions
from sharing import actions as sharing_actions
from sharing.models import SharingRequest
from vendors import actions as vendor_actions
from vendors.models import FACTS, DataCategory, DataClass, Engagement, ProcessingRole, ServiceCategory, Volume

REVIEWER = {"security": "ravi", "privacy": "jonas", "legal": "tom", "finance": "grainne"}
NEVER: tuple[str, ...] = ()
NOBODY: Mapping[str, scores.Given] = {}
BENEFIT = ("kind", "expected", "baseline", "measure")
PERSONAL = {
    "data_class": DataClass.CONFIDENTIAL.value,
    "data_categories": [DataCategory.PERSONAL.value],
    "processing_role": ProcessingRole.PROCESSOR.value,
}


@dataclass(frozen=True)
class Plan:
    """An engagement as it is asked for. `facts` are those that differ from a mild, onshore one."""

    key: str
    title: str
    description: str
    category: str
    sharing_in_days: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    requester: str = "sinead"
    owner: str = "maeve"
    it_kind: str = "it"
    is_core: bool = False
    budget: int | None = None
    benefits: tuple[tuple[str, str, str, str], ...] = ()  # as BENEFIT says


def engage(stage: Stage, plan: Plan, *, unconfirmed: Iterable[str] = NEVER) -> Engagement:
    """Ask for an engagement, enter its facts, and have a reviewer confirm them."""
    facts = {
        "data_class": DataClass.INTERNAL.value,
        "data_categories": [],
        "volume": Volume.SMALL.value,
        "access": 1,
        "criticality": 1,
        "is_substitutable": True,
        "delivery_countries": ["IE"],
        "processing_role": ProcessingRole.NONE.value,
        **plan.facts,
    }
    engagement = vendor_actions.log_engagement(
        stage.users[plan.owner],
        title=plan.title,
        description=plan.description,
        service_category=ServiceCategory.objects.get(key=plan.category),
        it_kind=plan.it_kind,
        is_core=plan.is_core,
        country="IE",
        planned_start_on=stage.day(plan.sharing_in_days + 14),
        planned_sharing_on=stage.day(plan.sharing_in_days),
        budget_amount=plan.budget,
        requester=stage.users[plan.requester].person,
        sponsor=stage.users["sinead"].person,
        legal_contact=stage.users["tom"].person,
        benefits=[dict(zip(BENEFIT, row, strict=True)) for row in plan.benefits],
        **facts,
    )
    stage.engagements[plan.key] = engagement
    known = [fact for fact in FACTS if fact not in unconfirmed]
    if known:
        vendor_actions.confirm_facts(engagement, stage.users["ravi"], known, stage.now)
    return engagement


def award(
    stage: Stage,
    key: str,
    winner: str,
    *losers: str,
    why: str,
    why_not: str = "",
    offers: tuple[Offer, ...] = (),
    scored: Mapping[str, scores.Given] = NOBODY,
) -> None:
    """Compare candidates with their quotes and scores, and award to one of them with a second person."""
    engagement, maeve = stage.engagements[key], stage.users["maeve"]
    fits(stage, key)
    vendor_actions.start_sourcing(engagement, maeve)
    chosen, *others = compare(stage, key, winner, *losers)
    submit(stage, key, offers)
    if scored:
        scores.set_up(stage, key, *scored)
        scores.give(stage, key, scored)
    proposed = selection_actions.propose_award(chosen, maeve, why, {one.pk: why_not for one in others})
    selection_actions.confirm_award(proposed, stage.users["aoife"], stage.now, tiers=tiers_of)


def compare(stage: Stage, key: str, *vendors: str) -> list[Any]:
    """Put vendors on the shortlist of an engagement."""
    maeve, engagement = stage.users["maeve"], stage.engagements[key]
    found = [selection_actions.add_candidate(engagement, stage.vendors[vendor], maeve) for vendor in vendors]
    return [selection_actions.shortlist(candidate, maeve) for candidate in found]


def note(stage: Stage, key: str, vendor: str, references: str, benefits: str) -> None:
    """What Maeve heard of a candidate."""
    found = stage.engagements[key].candidates.get(vendor=stage.vendors[vendor])
    selection_actions.note(found, stage.users["maeve"], references=references, benefits=benefits)


def contract(stage: Stage, key: str, vendor: str, kind: str, title: str, **terms: Any) -> Contract:
    """Draft a contract, or go on with the one that the award drafted; `starts` and `ends` are days from today."""
    starts, ends = terms.pop("starts", 0), terms.pop("ends", 730)
    owner = stage.users[terms.pop("owner", "maeve")]
    agreed = {"kind": kind, "title": title, "starts_on": stage.day(starts), "ends_on": stage.day(ends), **terms}
    standing = Contract.objects.filter(engagement=stage.engagements[key], status=Contract.Status.DRAFT).first()
    if standing:
        made = contract_actions.edit(standing, owner, **agreed)
    else:
        made = contract_actions.draft(owner, vendor=stage.vendors[vendor], engagement=stage.engagements[key], **agreed)
    stage.contracts[key] = made
    return made


def clauses(
    stage: Stage, key: str, *, absent: Iterable[str] = NEVER, not_needed: Mapping[str, str] | None = None
) -> None:
    """Tom reads the contract: each known clause is present, absent, or not needed and confirmed by Jonas."""
    made, tom = stage.contracts[key], stage.users["tom"]
    not_needed = not_needed or {}
    for number, kind in enumerate(ClauseKind.objects.all(), start=4):
        if kind.key in not_needed:
            found = contract_actions.set_clause(made, kind, ClauseState.NOT_NEEDED, tom, reason=not_needed[kind.key])
            contract_actions.confirm_clause(found, stage.users["jonas"], stage.now)
        elif kind.key in absent:
            contract_actions.set_clause(made, kind, ClauseState.ABSENT, tom)
        else:
            contract_actions.set_clause(made, kind, ClauseState.PRESENT, tom, place=f"§ {number}")


def sign(stage: Stage, key: str, days_ago: int = 20) -> Contract:
    """Through review and signature, with the signed document."""
    made = out_for_signature(stage, key)
    title = f"{made.title} ({made.ref})"
    file = pdf(f"{key}-contract-signed.pdf", title, f"between Halden Mutual and {made.vendor.legal_name}", "Signed.")
    contract_actions.attach(made, file, made_by(stage, made), is_signed=True)
    return contract_actions.sign(made, made_by(stage, made), stage.day(-days_ago), today=stage.today)


def out_for_signature(stage: Stage, key: str) -> Contract:
    made = stage.contracts[key]
    contract_actions.send_for_review(made, made_by(stage, made))
    return contract_actions.send_for_signature(Contract.objects.get(pk=made.pk), made_by(stage, made))


def made_by(stage: Stage, made: Contract) -> Any:
    return next(user for user in stage.users.values() if user.person_id == made.owner_id)


def agree(stage: Stage, vendor: str, kind: str, *, days_ago: int = 30, ends: int = 1_000, **terms: Any) -> Agreement:
    """An agreement with its signed document."""
    maeve, label = stage.users["maeve"], AgreementKind(kind).label
    made = contract_actions.draft_agreement(
        maeve,
        vendor=stage.vendors[vendor],
        kind=kind,
        starts_on=stage.day(-days_ago),
        ends_on=stage.day(ends),
        **terms,
    )
    file = pdf(f"{vendor}-{kind}-signed.pdf", str(label), f"with {stage.vendors[vendor].legal_name}", "Signed.")
    contract_actions.attach(made, file, maeve, is_signed=True)
    return contract_actions.sign_agreement(made, maeve, stage.day(-days_ago), today=stage.today)


# checklists ---------------------------------------------------------------------------------------
def lay_out(stage: Stage, key: str, vendor: str, due_in: int, days_ago: int = 20) -> list[Item]:
    """Lay out what applies to the engagement with its vendor, and send it; its items in their order."""
    maeve = stage.users["maeve"]
    at, due_on = stage.at(-days_ago), stage.day(due_in)
    made = checklist_actions.lay_out_all(stage.vendors[vendor], stage.engagements[key], by=maeve, at=at, due_on=due_on)
    for checklist in made:
        checklist_actions.send_to_vendor(checklist, by=maeve, at=at)
    rows = Item.objects.filter(checklist__in=made).order_by("checklist", "position", "pk")
    return list(rows.select_related("template_item", "checklist__vendor"))


def evidence(stage: Stage, vendor: str, title: str, kind: str, *, expires: int, issued: int = -60) -> Evidence:
    """A PDF that the vendor's main contact uploads."""
    issued_on, expires_on = stage.day(issued), stage.day(expires)
    lines = (title, stage.vendors[vendor].name, f"Issued {issued_on}, valid until {expires_on}.")
    return checklist_actions.add_evidence(
        stage.vendors[vendor],
        by=stage.contact(vendor),
        upload=pdf(f"{title.lower().replace(' ', '-')}.pdf", *lines),
        about=About(
            kind=kind,
            title=title,
            issuer=stage.vendors[vendor].name if kind == EvidenceKind.POLICY else "Assured Registrars",
            issued_on=issued_on,
            expires_on=expires_on,
            covers_from_on=issued_on,
            covers_until_on=expires_on,
        ),
        today=stage.today,
    )


def answer(stage: Stage, item: Item, pieces: Iterable[Evidence] = (), text: str = "") -> None:
    """The vendor's main contact, or Maeve for what asks us, hands in an answer."""
    by: Any = stage.users["maeve"] if item.asks == Asks.US else _contact_of(item)
    wanted = list(pieces) if item.template_item.is_evidence_wanted else []
    value, said = _value(stage, item)
    checklist_actions.submit(item, by=by, value=value, text=text or said, evidence=wanted, at=stage.now)


def _contact_of(item: Item) -> Any:
    return item.checklist.vendor.contacts.select_related("person").get(is_main=True, is_active=True).person


def _value(stage: Stage, item: Item) -> tuple[str, str]:
    asked = item.template_item
    values = {
        "yes-no": asked.expected or "yes",
        "choice": asked.expected or (asked.choices or [""])[0],
        "number": asked.expected or "24",
        "date": stage.day(-40).isoformat(),
        "text": asked.expected,
    }
    return values[asked.answer_kind], f"{asked.title}: described in our security handbook, reviewed each year."


def accept(stage: Stage, item: Item, until: date | None = None) -> None:
    reviewer = stage.users[REVIEWER[item.area]]
    checklist_actions.accept(item, by=reviewer, at=stage.now, good_until_on=until)


def settle(stage: Stage, items: Iterable[Item], pieces: Iterable[Evidence]) -> None:
    """Answer and accept all of these."""
    pieces = list(pieces)
    for item in items:
        answer(stage, item, pieces)
        accept(stage, item)


# sharing requests ---------------------------------------------------------------------------------
def share(stage: Stage, key: str, vendor: str, title: str, *, planned: int, until: int, **scope: Any) -> SharingRequest:
    """Sinéad drafts a request under the engagement's contract; `planned` and `until` are days from today."""
    engagement = stage.engagements[key]
    usual = {
        "data_class": engagement.data_class,
        "data_categories": engagement.data_categories,
        "countries": engagement.delivery_countries,
        "way": "sftp",
        "destination": f"sftp.{stage.vendors[vendor].domain}",
        "retention": "Deleted 30 days after the end, with a certificate",
        "legal_basis": "Contract with policy holders" if engagement.data_categories else "",
    }
    stage.sharings[key] = sharing_actions.draft(
        by=stage.users["sinead"],
        title=title,
        vendor=stage.vendors[vendor],
        engagement=engagement,
        contract=stage.contracts.get(key),
        planned_on=stage.day(planned),
        until_on=stage.day(until),
        owner=stage.users["maeve"].person,
        **{**usual, **scope},
    )
    return stage.sharings[key]


def clear(stage: Stage, key: str, *approvers: str, asked: int, approved: int) -> None:
    """Sinéad asks, and these approve, so many days from today."""
    ref = stage.sharings[key].ref
    sharing_actions.request(ref, by=stage.users["sinead"], at=stage.at(asked))
    for approver in approvers:
        sharing_actions.approve(ref, by=stage.users[approver], at=stage.at(approved, hour=14))
