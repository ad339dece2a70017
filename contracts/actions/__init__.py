"""Every change of a contract, its prices, clauses, documents and milestones, and of the agreements beside it."""

from contracts.actions.agreement import draft_agreement, edit_agreement, end_agreement, sign_agreement
from contracts.actions.clause import confirm_clause, set_clause
from contracts.actions.contract import (
    draft,
    edit,
    return_to_draft,
    return_to_review,
    send_for_review,
    send_for_signature,
)
from contracts.actions.document import attach, remove_orphans
from contracts.actions.milestone import accept_milestone, deliver_milestone, send_back_milestone, start_milestone
from contracts.actions.price import Rate, set_charges, set_milestones, set_rate_lines
from contracts.actions.term import expire, give_notice, renew, sign, terminate, withdraw_notice

__all__ = [
    "Rate",
    "accept_milestone",
    "attach",
    "confirm_clause",
    "deliver_milestone",
    "draft",
    "draft_agreement",
    "edit",
    "edit_agreement",
    "end_agreement",
    "expire",
    "give_notice",
    "remove_orphans",
    "renew",
    "return_to_draft",
    "return_to_review",
    "send_back_milestone",
    "send_for_review",
    "send_for_signature",
    "set_charges",
    "set_clause",
    "set_milestones",
    "set_rate_lines",
    "sign",
    "sign_agreement",
    "start_milestone",
    "terminate",
    "withdraw_notice",
]
