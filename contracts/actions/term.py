"""A contract's term: signature, notice, renewal, end."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Contract
from contracts.rules import calendar
from history import moves
from history.models import NotAllowed

Status = Contract.Status


@transaction.atomic
def sign(contract: Contract, by: User | Person, signed_on: date, why: str = "", *, today: date) -> Contract:
    """Both sides have signed: the contract is in force from its start.

    It needs a start and the signed document; without the document, a reason that says where the original lies.
    """
    held, contract = locks.hold(contract)
    locks.refuse_unsigned(contract)
    if signed_on > today:
        raise NotAllowed(_("The day of the signature is today or earlier."), code="signed_on")
    if contract.starts_on is None:
        raise NotAllowed(_("Enter the start before you record the signature."), code="starts_on")
    if not why.strip() and not contract.documents.filter(is_signed=True).exists():
        raise NotAllowed(_("Upload the signed document, or say why it is not here and where it lies."), code="why")
    return moves.move(contract, Status.ACTIVE, by=by, why=why.strip(), held=held, signed_on=signed_on)


@transaction.atomic
def give_notice(
    contract: Contract,
    by: User | Person,
    given_on: date,
    ends_on: date | None = None,
    why: str = "",
    *,
    today: date,
) -> Contract:
    """Notice was given, by us or by the vendor: nothing renews any more, and the contract ends on a day.

    The day follows from the terms, unless both sides agreed on another.
    """
    _held, contract = locks.hold(contract)
    if contract.status != Status.ACTIVE:
        raise NotAllowed(_("Notice is given of a contract that is in force."))
    if contract.notice_given_on:
        raise NotAllowed(_("Notice was already given. Withdraw that one first."))
    if given_on > today:
        raise NotAllowed(_("The day of the notice is today or earlier."), code="given_on")
    ends_on = ends_on or calendar.end_after_notice(contract, given_on)
    if ends_on is None:
        raise NotAllowed(_("No end follows from the terms. Enter the day on which it ends."), code="ends_on")
    if contract.starts_on is None or ends_on < contract.starts_on or ends_on < given_on:
        raise NotAllowed(_("It cannot end before its start, nor before the notice."), code="ends_on")
    if contract.ends_on is None or ends_on < contract.ends_on:
        locks.close(contract.vendor_id, [contract])
    return moves.change(contract, by=by, why=why.strip(), act="notice given", notice_given_on=given_on, ends_on=ends_on)


@transaction.atomic
def withdraw_notice(contract: Contract, by: User | Person, why: str) -> Contract:
    """Both sides go on; the end stays where it is until it is edited or renews."""
    _held, contract = locks.hold(contract)
    if contract.status != Status.ACTIVE or not contract.notice_given_on:
        raise NotAllowed(_("There is no notice to withdraw."))
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    return moves.change(contract, by=by, why=why.strip(), act="notice withdrawn", notice_given_on=None)


@transaction.atomic
def terminate(contract: Contract, by: User | Person, why: str, *, today: date) -> Contract:
    """It is over from now on; never refused for what rests on it, since a refusal would keep the gate open."""
    held, contract = locks.hold(contract)
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."), code="why")
    if contract.status == Status.ACTIVE:
        locks.close(contract.vendor_id, [contract])
    return moves.move(contract, Status.TERMINATED, by=by, why=why.strip(), held=held, terminated_on=today)


@transaction.atomic
def renew(contract: Contract, today: date) -> bool:
    """Move the end to that of the terms which are certain by now; says whether it moved."""
    _held, contract = locks.hold(contract)
    ends_on = calendar.renewed_end(contract, today) if contract.status == Status.ACTIVE else None
    if ends_on is None:
        return False
    moves.change(contract, by=None, act="renewed", ends_on=ends_on)
    return True


@transaction.atomic
def expire(contract: Contract, today: date) -> bool:
    """Say in the status what the dates say already; says whether it moved.

    No epoch rises: on the day after its end the dates have closed the gate, and nothing brings it back.
    """
    held, contract = locks.hold(contract)
    if contract.status != Status.ACTIVE or contract.ends_on is None or contract.ends_on >= today:
        return False
    if calendar.renewed_end(contract, today) is not None:
        return False
    moves.move(contract, Status.EXPIRED, by=None, held=held)
    return True
