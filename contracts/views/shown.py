"""What a contract's page shows, read from records and rules."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from contracts.forms.acts import UploadForm
from contracts.locks import why_unsigned
from contracts.models import Agreement, Clause, ClauseKind, ClauseState, Contract, ContractKind
from contracts.rules import calendar, clauses
from contracts.views import acts
from contracts.views.access import CONFIRM, LOG, SignedIn, today
from contracts.views.listed import open_notice
from contracts.views.priced import price_facts
from history import readers
from sharing.models import GatePolicy
from sharing.rules import policy
from vendors.rules.over import why_gone

NEXT = {
    Contract.Status.DRAFT: ["send_for_review", "send_for_signature", "drop"],
    Contract.Status.IN_REVIEW: ["send_for_signature", "return_to_draft", "drop"],
    Contract.Status.AWAITING_SIGNATURE: ["sign", "return_to_review", "drop"],
    Contract.Status.ACTIVE: ["give_notice", "terminate"],
}
ONWARD = ("send_for_review", "send_for_signature", "sign")  # not where nothing begins any more


@dataclass(frozen=True)
class ClauseLine:
    """One clause of the page: what was found here, and whether the master agreement contains it."""

    kind: ClauseKind
    clause: Clause | None
    in_master: bool
    may_confirm: bool

    @property
    def state(self) -> str:
        if self.clause is None:
            return "present" if self.in_master else "not-noted"
        if self.clause.state == ClauseState.NOT_NEEDED and not self.clause.confirmed_by_id:
            return "unconfirmed"
        return str(self.clause.state)

    @property
    def waits(self) -> bool:
        """Somebody else has yet to confirm that it is not needed."""
        return self.state == "unconfirmed" and not self.counts

    @property
    def counts(self) -> bool:
        return self.in_master or (self.clause is not None and clauses.counts(self.clause))


class ClauseGroups:
    """Clauses in three groups: missing or waiting, settled, and those that nobody wants here."""

    def __init__(self, lines: list[ClauseLine], keys: frozenset[str] | None) -> None:
        self.is_judged = keys is not None
        self.wanted = [line for line in lines if keys is not None and line.kind.key in keys]
        self.met = [line for line in self.wanted if line.counts]
        self.settled = [line for line in lines if line.counts]
        self.missing = [line for line in lines if not line.counts and (line in self.wanted or line.waits)]
        self.others = [line for line in lines if not line.counts and line not in self.missing]


def page(request: SignedIn, contract: Contract, upload: UploadForm | None = None) -> dict[str, Any]:
    """Everything that a contract's page shows, in a constant number of statements."""
    day = today()
    late = why_unsigned(contract)
    may_edit = request.user.has_perm(LOG) and bool(contract.MOVES[contract.status])
    may_log = may_edit and not late
    documents = list(contract.documents.select_related("uploaded_by"))
    return {
        "contract": contract,
        "standing": calendar.standing(contract.status, contract, day),
        "acts": acts.offered(contract, next_acts(contract), acts.CONTRACT_ACTS, request),
        "late": late,
        "may_edit": may_edit and not why_gone(contract.vendor),
        "may_log": may_log,
        "may_price": may_log and contract.status != Contract.Status.AWAITING_SIGNATURE,
        "prices": price_facts(contract, request, day),
        "dates": dates(contract, day),
        "notice_by_on": open_notice(contract),
        "clauses": clause_groups(contract, request),
        "day": day,
        "documents": documents,
        "is_without_document": bool(contract.signed_on) and not any(one.is_signed for one in documents),
        "agreements": covering(contract),
        "under_it": contract.under_it.visible_to(request.user).order_by("pk"),
        "upload": upload or UploadForm(initial={"is_signed": contract.status == Contract.Status.AWAITING_SIGNATURE}),
        "history": readers.history_of(contract, 10),
    }


def next_acts(contract: Contract) -> list[str]:
    late = why_unsigned(contract)
    names = [one for one in NEXT.get(Contract.Status(contract.status), []) if not late or one not in ONWARD]
    return ["withdraw_notice" if name == "give_notice" and contract.notice_given_on else name for name in names]


def covering(contract: Contract) -> QuerySet[Agreement]:
    """The agreements that name this contract, or cover all of the vendor's."""
    of_vendor = Agreement.objects.filter(vendor=contract.vendor_id)
    return of_vendor.filter(Q(contracts=contract) | Q(contracts=None)).distinct().order_by("kind", "pk")


def clause_groups(contract: Contract, request: SignedIn) -> ClauseGroups:
    """Every clause that this kind of contract can have, grouped by whether somebody must still do something."""
    found = {one.kind_id: one for one in contract.clauses.select_related("kind", "entered_by", "confirmed_by")}
    above = _master_kinds(contract)
    is_open = bool(contract.MOVES[contract.status]) and not why_unsigned(contract)
    may_confirm = is_open and request.user.has_perm(CONFIRM)
    lines = [
        ClauseLine(kind, clause, kind.pk in above, may_confirm and _waits_for_another(clause, request.user.person))
        for kind in ClauseKind.objects.all()
        if (clause := found.get(kind.pk)) or _applies(kind.key, contract.kind)
    ]
    return ClauseGroups(lines, wanted_clauses(contract))


def wanted_clauses(contract: Contract) -> frozenset[str] | None:
    """The keys that the current policy wants for the engagement's data; None where nobody can tell."""
    published = GatePolicy.objects.current(today()).first()
    engagement = contract.engagement
    if published is None or engagement is None or not engagement.data_class:
        return None
    try:
        demands = policy.demanded(policy.read(published.rules), engagement.data_class, engagement.data_categories or [])
    except policy.Unreadable:
        return None
    if demands is None:
        return None
    return frozenset(demands.clauses) | ({"confidentiality"} if demands.confidentiality else frozenset())


def _applies(key: str, kind: str) -> bool:
    return {"cap": ContractKind.HOURLY, "acceptance": ContractKind.PROJECT}.get(key, kind) == kind


def _master_kinds(contract: Contract) -> set[int]:
    """The clauses that the master agreement contains, while it is in force."""
    master = contract.master
    if master is None or not Contract.objects.in_force(today()).filter(pk=master.pk).exists():
        return set()
    return set(master.clauses.filter(state=ClauseState.PRESENT).values_list("kind_id", flat=True))


def _waits_for_another(clause: Clause | None, person: Person) -> bool:
    return (
        clause is not None
        and clause.state == ClauseState.NOT_NEEDED
        and clause.confirmed_by_id is None
        and clause.entered_by_id != person.pk
    )


def dates(contract: Contract, day: date) -> list[tuple[str, str, str, date]]:
    """The days of a contract in order, today among them: (tone, icon, words, day)."""
    end = _("End, then it renews by itself") if contract.renewal_months and not contract.notice_given_on else _("End")
    listed: list[tuple[str, str, date | None]] = [
        ("pen-fill", _("Signed by both sides"), contract.signed_on),
        ("play-circle-fill", _("Start"), contract.starts_on),
        ("envelope", _("Notice given"), contract.notice_given_on),
        ("bell", _("Last day to give notice"), open_notice(contract)),
        ("stop-circle", end, contract.ends_on if not contract.terminated_on else None),
        ("stop-circle-fill", _("Terminated"), contract.terminated_on),
    ]
    known = [(icon, words, on) for icon, words, on in listed if on is not None]
    rows = [("ok" if on <= day else "plan", icon, words, on) for icon, words, on in known]
    return sorted([*rows, ("now", "record-circle", _("Today"), day)], key=lambda row: (row[3], row[0] == "now"))
