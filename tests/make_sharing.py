"""Makers of policies, requests and of scenes in which everything that a sharing needs is in place."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import ApiClient, Person, User
from checklists.models import Checklist, Item, Template
from contracts.models import Contract
from history.moves import create
from selection.models import Candidate
from sharing.actions import approve, request
from sharing.defaults import STANDARD
from sharing.models import Clearance, GatePolicy, Restore, SharingRequest
from tests import make, make_checklists
from vendors.models import FACTS, Engagement, FactConfirmation, Vendor

_numbers = count(1)
IN_TEN_MONTHS = make.TODAY + timedelta(days=300)


def policy(rules: dict[str, Any] | None = None, **fields: Any) -> GatePolicy:
    """A published policy above all others."""
    last = GatePolicy.objects.order_by("-number").first()
    fields.setdefault("number", last.number + 1 if last else 1)
    fields.setdefault("counts_from_on", date(2020, 1, 1))
    fields.setdefault("published_at", make.AT)
    return GatePolicy.objects.create(
        title="Policy of the test", status="published", rules=rules_of() if rules is None else rules, **fields
    )


def rules_of(**changes: Any) -> dict[str, Any]:
    """The standard rules without a template or a risk that must be there; `changes` by class or category."""
    rules = json.loads(json.dumps(STANDARD))
    rules["assessed_tiers"] = []
    for kind in ("classes", "categories"):
        for name, demands in rules[kind].items():
            demands.pop("templates", None)
            demands |= changes.get(name.replace("-", "_"), {})
    return rules


def sharing(title: str = "", **fields: Any) -> SharingRequest:
    """A request that is planned for today, of confidential personal data that stays in Germany."""
    fields.setdefault("requested_by", None)
    fields["requested_by"] = fields["requested_by"] or make.person()
    fields.setdefault("owner", fields["requested_by"])
    for name, maker in (("vendor", make.vendor), ("engagement", make.engagement)):
        if name not in fields:
            fields[name] = maker()
    given = {
        "data_class": "confidential",
        "data_categories": ["personal"],
        "description": "Names and mail addresses of customers",
        "purpose": "First-line support",
        "destination": "sftp.vendor.example",
        "countries": ["DE"],
        "volume": 5_000,
        "planned_on": make.TODAY,
        "until_on": IN_TEN_MONTHS,
    }
    if fields.get("status", "draft") != "draft":
        given["requested_at"] = make.AT
    return SharingRequest.objects.create(title=title or "Customer contact data", **{**given, **fields})


@dataclass
class Scene:
    """A request with everything in place: ready, unless the test takes something away."""

    sharing: SharingRequest
    vendor: Vendor
    engagement: Engagement
    contract: Contract
    checklist: Checklist
    requester: User
    approver: User
    second: User
    reviewer: User

    @property
    def items(self) -> list[Item]:
        return list(self.checklist.items.order_by("position"))

    @property
    def item(self) -> Item:
        return self.items[0]


def scene(*asked: dict[str, Any], rules: dict[str, Any] | None = None, **fields: Any) -> Scene:
    """Everything in place for a requested sharing; `asked` are the items of its checklist, all accepted."""
    Template.objects.update(is_retired=True)
    policy(rules)
    requester, reviewer = make.user("requester"), make.user("reviewer-security", "reviewer-legal")
    approver, second = make.user("approver"), make.user("security-lead")
    vendor = fields.pop("vendor", None) or make.vendor(status="approved", owner=make.person())
    engagement = fields.pop("engagement", None) or make.engagement(status="awarded", confirmed_by=reviewer.person)
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="selected")
    contract = signed(vendor, engagement)
    laid_out = checklist(vendor, engagement, *asked)
    fields.setdefault("status", "requested")
    made = sharing(vendor=vendor, engagement=engagement, contract=contract, requested_by=requester.person, **fields)
    return Scene(made, vendor, engagement, contract, laid_out, requester, approver, second, reviewer)


def signed(vendor: Vendor, engagement: Engagement) -> Contract:
    """A contract in force with every clause and agreement that the standard policy can want."""
    contract = make.contract(vendor=vendor, engagement=engagement, status="active")
    for key in ("confidentiality", *STANDARD["classes"]["restricted"]["clauses"]):
        make.clause(contract, key)
    make.agreement("dpa", vendor=vendor)
    return contract


def checklist(vendor: Vendor, engagement: Engagement, *asked: dict[str, Any]) -> Checklist:
    """A checklist of a template of its own, every item accepted on an answer that counts for half a year."""
    version = make_checklists.version(*(asked or ({}, {}, {})))
    laid_out = make_checklists.checklist(vendor=vendor, engagement=engagement, version=version)
    for one in laid_out.items.all():
        accept(one)
    return laid_out


def accept(one: Item, until_on: date | None = make.TODAY + timedelta(days=180), **answer: Any) -> None:
    given = make_checklists.answer(one, is_accepted=True, good_until_on=until_on, **answer)
    Item.objects.filter(pk=one.pk).update(status="accepted", accepted_answer=given)
    one.refresh_from_db()


def confirm(engagement: Engagement, by: Person) -> None:
    """Confirm every fact as it stands now."""
    FactConfirmation.objects.filter(engagement=engagement).update(ended_at=make.AT)
    for fact in FACTS:
        FactConfirmation.objects.create(
            engagement=engagement,
            fact=fact,
            value=getattr(engagement, fact),
            entered_by=engagement.owner,
            confirmed_by=by,
            confirmed_at=make.AT,
        )


def cleared(**fields: Any) -> Scene:
    """A scene whose request was approved and cleared, through the actions themselves."""
    made = scene(status="draft", **fields)
    request(made.sharing.ref, by=made.requester, at=make.AT)
    clearance = approve(made.sharing.ref, by=made.approver, at=make.AT).clearance
    if clearance is None:
        clearance = approve(made.sharing.ref, by=made.second, at=make.AT).clearance
    assert isinstance(clearance, Clearance)
    made.sharing.refresh_from_db()
    return made


def client(scope: str = "ask", **fields: Any) -> tuple[ApiClient, str]:
    """An API client with its token."""
    token = f"token-{next(_numbers)}"
    fields.setdefault("expires_at", datetime(2100, 1, 1, tzinfo=UTC))
    made = ApiClient.objects.create(
        name=f"Pipeline {token}",
        scope=scope,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        issued_by=make.person(),
        **fields,
    )
    return made, token


def restore(**fields: Any) -> Restore:
    """A restore that nobody has confirmed."""
    fields.setdefault("at", make.AT)
    fields.setdefault("made_at", make.AT - timedelta(hours=6))
    fields.setdefault("length", 0)
    return create(Restore(**fields), by=None)
