"""What was found of a wanted clause in a contract."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Clause, ClauseKind, ClauseState, Contract
from contracts.rules import clauses
from history import moves
from history.models import NotAllowed


@transaction.atomic
def set_clause(
    contract: Contract,
    kind: ClauseKind,
    state: str,
    by: User | Person,
    place: str = "",
    reason: str = "",
    value: int | None = None,
) -> Clause:
    """Note what was found: present (where), absent, or not needed (why), which counts once it is confirmed."""
    _held, contract = locks.hold(contract)
    locks.refuse_unsigned(contract)
    place, reason = place.strip(), reason.strip()
    _check(contract, state, place, reason)
    clause = Clause.objects.select_related("kind").filter(contract=contract, kind=kind).first()
    if clause is None:
        found = {"state": state, "place": place, "reason": reason, "value": value, "entered_by": by.person}
        return moves.create(Clause(contract=contract, kind=kind, **found), by=by)
    if (clause.state, clause.reason, clause.value) == (state, reason, value):
        return moves.change(clause, by=by, place=place)
    if clauses.counts(clause):
        locks.close(contract.vendor_id, [contract])
    return moves.change(
        clause,
        by=by,
        state=state,
        place=place,
        reason=reason,
        value=value,
        entered_by=by.person,
        confirmed_by=None,
        confirmed_at=None,
    )


@transaction.atomic
def confirm_clause(clause: Clause, by: User | Person, at: datetime) -> Clause:
    """A second person agrees that a clause is not needed here."""
    clause = locks.hold_clause(clause)
    locks.refuse_unsigned(clause.contract)
    _refuse_over(clause.contract)
    if clause.state != ClauseState.NOT_NEEDED:
        raise NotAllowed(_("Only a clause that is said not to be needed is confirmed."))
    if clause.confirmed_by_id:
        raise NotAllowed(_("This is already confirmed."))
    if clause.entered_by_id == by.person_id:
        raise NotAllowed(_("You entered this yourself. Somebody else must confirm it."), code="same-person")
    return moves.change(clause, by=by, act="confirmed", confirmed_by=by.person, confirmed_at=at)


def _check(contract: Contract, state: str, place: str, reason: str) -> None:
    _refuse_over(contract)
    if state not in ClauseState.values:
        raise NotAllowed(_("Choose present, absent or not needed."), code="state")
    if state == ClauseState.PRESENT and not place:
        raise NotAllowed(_("Say where the clause stands, for example “§ 7.2” or “annex 2, page 4”."), code="place")
    if state == ClauseState.NOT_NEEDED and not reason:
        raise NotAllowed(_("Say why the clause is not needed here."), code="reason")


def _refuse_over(contract: Contract) -> None:
    if not contract.MOVES[contract.status]:
        raise NotAllowed(_("%(ref)s is over. What was found in it stays.") % {"ref": contract.ref})
