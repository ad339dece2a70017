"""What the gate asks of the contract: in force on the day, the wanted clauses, the agreements beside it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from checklists.models import WaivedCondition
from contracts.models import Agreement, AgreementKind, ClauseState, Contract
from contracts.rules import calendar, clauses
from sharing.models.facts import AgreementFacts, ContractFacts
from sharing.rules.case import Case
from sharing.rules.reasons import Code, Findings, said

CONFIDENTIALITY = "confidentiality"


def judge(case: Case, found: Findings) -> None:
    if case.facts.sharing.is_evaluation:
        _judge_agreement(case, AgreementKind.NDA, found)
    else:
        if case.demands.contract:
            _judge_contract(case, found)
        if case.demands.confidentiality:
            _judge_confidentiality(case, found)
        for key in case.demands.clauses:
            _judge_clause(case, key, found)
    for kind in _kinds(case, found):
        _judge_agreement(case, kind, found)


def is_in_force(contract: ContractFacts, case: Case) -> bool:
    """Active on the day, and this vendor's."""
    return (
        contract.status == Contract.Status.ACTIVE
        and contract.vendor_id == case.facts.vendor.id
        and calendar.runs_on(contract.starts_on, contract.ends_on, case.day)
    )


def _path(case: Case) -> str:
    contract = case.facts.contract
    return f"/contracts/{contract.ref}/" if contract else f"/engagements/{case.facts.engagement.ref}/"


def _subject(case: Case) -> str:
    return case.facts.contract.ref if case.facts.contract else case.facts.engagement.ref


def _owner(case: Case) -> tuple:
    return (case.facts.contract.owner,) if case.facts.contract else case.owner


def _judge_contract(case: Case, found: Findings) -> None:
    contract = case.facts.contract
    if contract and is_in_force(contract, case) and contract.engagement_id in (None, case.facts.engagement.id):
        found.rests_on(
            Code.CONTRACT_NOT_IN_FORCE, _("Contract in force"), contract.ref, contract.ends_on, path=_path(case)
        )
        return
    found.lacks(
        Code.CONTRACT_NOT_IN_FORCE,
        _why_not_in_force(contract, case),
        _subject(case),
        waits_for=_owner(case),
        due_on=case.due_on,
        path=_path(case),
        state=contract.status if contract else "",
    )


def _why_not_in_force(contract: ContractFacts | None, case: Case) -> str:
    if contract is None:
        return _("The request names no contract with %(name)s.") % {"name": case.facts.vendor.name}
    words = {"ref": contract.ref, "day": said(case.day), "end": said(contract.ends_on)}
    if contract.vendor_id != case.facts.vendor.id:
        return _("%(ref)s is with another vendor.") % words
    if contract.engagement_id not in (None, case.facts.engagement.id):
        return _("%(ref)s belongs to another engagement.") % words
    if contract.status != Contract.Status.ACTIVE:
        label = dict(Contract.Status.choices).get(contract.status, contract.status)
        return _("%(ref)s is not active: %(status)s.") % {**words, "status": str(label).lower()}
    if contract.ends_on is not None and contract.ends_on < case.day:
        return _("%(ref)s ends on %(end)s; it is needed on %(day)s.") % words
    return _("%(ref)s has not begun by %(day)s.") % words


def _bearers(case: Case) -> list[ContractFacts]:
    """The contract, and its master agreement while that is in force: either may hold a clause."""
    contract = case.facts.contract
    if contract is None or contract.vendor_id != case.facts.vendor.id:
        return []
    master = contract.master
    return [contract, master] if master and is_in_force(master, case) else [contract]


def _clause_holds(case: Case, key: str, found: Findings) -> bool:
    """Present here or in the master agreement, or confirmed as not needed here by a second person."""
    title = case.facts.clause_titles.get(key, key)
    for place in _bearers(case):
        clause = place.clauses.get(key)
        if clause is None:
            continue
        is_here = place is case.facts.contract
        asked_by = case.facts.sharing.requested_by.id
        if clauses.counts(clause, asked_by) if is_here else clause.state == ClauseState.PRESENT:
            # The contract's own end is a ground already; a master agreement's counts where a clause of it does.
            until = None if is_here else place.ends_on
            found.rests_on(
                Code.CLAUSE_MISSING, title, f"{place.ref}/{key}", until, state=clause.state, path=_path(case)
            )
            return True
    return False


def _judge_clause(case: Case, key: str, found: Findings) -> None:
    if _clause_holds(case, key, found):
        return
    title, subject = case.facts.clause_titles.get(key, key), f"{_subject(case)}/{key}"
    waivers = case.waivers_for(WaivedCondition.CLAUSE, subject=key)
    if waiver := case.covering(waivers):
        found.rests_on(
            Code.CLAUSE_MISSING, title, subject, waiver.ends_on, state="waived", path=_path(case), waiver=waiver
        )
        return
    ended = max((one.ends_on for one in waivers if one.ends_on < case.day), default=None)
    state = case.facts.contract.clauses.get(key) if case.facts.contract else None
    if ended:
        message = _("Clause “%(title)s”: its waiver ends on %(end)s; it is needed on %(day)s.")
    elif state and state.state == ClauseState.NOT_NEEDED:
        message = _("Clause “%(title)s” is marked as not needed; a second person has to confirm that.")
    elif state and state.state == ClauseState.ABSENT:
        message = _("Clause “%(title)s” is not in the contract.")
    else:
        message = _("Clause “%(title)s” has not been found in the contract yet.")
    found.lacks(
        Code.WAIVER_EXPIRED if ended else Code.CLAUSE_MISSING,
        message % {"title": title, "end": said(ended), "day": said(case.day)},
        subject,
        waits_for=case.facts.holders_of("reviewer-legal") or _owner(case)
        if state and state.state == ClauseState.NOT_NEEDED
        else _owner(case),
        due_on=case.due_on,
        path=f"{_path(case)}#clauses",
        title=title,
        state=state.state if state else "",
    )


def _judge_confidentiality(case: Case, found: Findings) -> None:
    """A confidentiality clause, or a non-disclosure agreement in its place."""
    if agreement := _agreement(case, AgreementKind.NDA, case.facts.sharing.countries or ()):
        title = str(AgreementKind.NDA.label)
        found.rests_on(Code.AGREEMENT_MISSING, title, agreement.ref, agreement.ends_on, path=_path(case))
    else:
        _judge_clause(case, CONFIDENTIALITY, found)


def _kinds(case: Case, found: Findings) -> list[str]:
    """The agreements that class and categories demand for this processing role, each once."""
    role, kinds = case.facts.engagement.values["processing_role"], {}
    for wanted in case.demands.agreements:
        named = set(wanted) - {"any"}
        if named and role not in named:
            found.lacks(
                Code.UNKNOWN,
                _("Which agreement this data needs follows from the processing role, and that role does not fit it."),
                case.facts.engagement.ref,
                waits_for=case.owner,
                due_on=case.due_on,
                path=f"/engagements/{case.facts.engagement.ref}/#facts",
            )
        kinds.update(dict.fromkeys([*wanted.get("any", []), *wanted.get(role, [])]))
    return list(kinds)


def covers(agreement: AgreementFacts, case: Case) -> bool:
    """In force on the day, this vendor's, and not for other contracts only."""
    contract = case.facts.contract
    ours = {contract.id, contract.master.id if contract.master else contract.id} if contract else set()
    return (
        agreement.status == Agreement.Status.ACTIVE
        and agreement.vendor_id == case.facts.vendor.id
        and calendar.runs_on(agreement.starts_on, agreement.ends_on, case.day)
        and (not agreement.contract_ids or bool(agreement.contract_ids & ours))
        and agreement.countries is not None
    )


def _agreement(case: Case, kind: str, countries: Collection[str]) -> AgreementFacts | None:
    """The agreement of this kind that covers all these countries and ends last (none named: it covers every one)."""
    good = [
        one
        for one in case.facts.agreements
        if one.kind == kind and covers(one, case) and (not one.countries or set(countries) <= one.countries)
    ]
    endless = [one for one in good if one.ends_on is None]
    return endless[0] if endless else max(good, key=lambda one: one.ends_on, default=None)  # type: ignore[arg-type,return-value]


def _judge_agreement(case: Case, kind: str, found: Findings) -> None:
    title = str(dict(AgreementKind.choices).get(kind, kind))
    if agreement := _agreement(case, kind, case.facts.sharing.countries or ()):
        found.rests_on(Code.AGREEMENT_MISSING, title, agreement.ref, agreement.ends_on, path=_path(case))
        return
    found.lacks(
        Code.AGREEMENT_MISSING,
        _("%(title)s: none is signed and in force on %(day)s for this contract and these countries.")
        % {"title": title, "day": said(case.day)},
        f"{_subject(case)}/{kind}",
        waits_for=_owner(case),
        due_on=case.due_on,
        path=f"{_path(case)}#agreements",
        title=title,
        state="missing",
    )
