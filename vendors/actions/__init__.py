"""What can be done with vendors, their contacts and engagements: the one door for each change."""

from vendors.actions.benefit import set_benefits
from vendors.actions.contact import add_contact, edit_contact, make_link, remove_contact, withdraw_link
from vendors.actions.duplicates import suggest, tell_apart
from vendors.actions.engagement import (
    cancel,
    close,
    edit_engagement,
    go_live,
    log_engagement,
    start_evaluating,
    start_sourcing,
)
from vendors.actions.facts import change_facts, confirm_facts
from vendors.actions.fit import Answer, Term, assess_fit, keep_in_house, pass_fit
from vendors.actions.fit_condition import (
    drop_condition,
    edit_condition,
    meet_condition,
    reopen_condition,
    report_condition,
    send_back_condition,
)
from vendors.actions.risk import accept_suggestion, assess_risk, close_risk, edit_risk, log_risk, reopen_risk
from vendors.actions.staff import (
    add_staff,
    change_staff,
    note_leaving,
    record_removal,
    record_screening,
    take_back_leaving,
)
from vendors.actions.subcontractor import (
    announce_subcontractor,
    approve_subcontractor,
    change_subcontractor,
    end_subcontractor,
    object_to_subcontractor,
)
from vendors.actions.vendor import (
    approve,
    edit_vendor,
    log_vendor,
    offboard,
    reinstate,
    reject,
    start_review,
    suspend,
)

__all__ = [
    "Answer",
    "Term",
    "accept_suggestion",
    "add_contact",
    "add_staff",
    "announce_subcontractor",
    "approve",
    "approve_subcontractor",
    "assess_fit",
    "assess_risk",
    "cancel",
    "change_facts",
    "change_staff",
    "change_subcontractor",
    "close",
    "close_risk",
    "confirm_facts",
    "drop_condition",
    "edit_condition",
    "edit_contact",
    "edit_engagement",
    "edit_risk",
    "edit_vendor",
    "end_subcontractor",
    "go_live",
    "keep_in_house",
    "log_engagement",
    "log_risk",
    "log_vendor",
    "make_link",
    "meet_condition",
    "note_leaving",
    "object_to_subcontractor",
    "offboard",
    "pass_fit",
    "record_removal",
    "record_screening",
    "reinstate",
    "reject",
    "remove_contact",
    "reopen_condition",
    "reopen_risk",
    "report_condition",
    "send_back_condition",
    "set_benefits",
    "start_evaluating",
    "start_review",
    "start_sourcing",
    "suggest",
    "suspend",
    "take_back_leaving",
    "tell_apart",
    "withdraw_link",
]
