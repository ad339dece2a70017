"""What changes checklists: laying out, answering, reviewing, evidence, waivers, templates."""

from checklists.actions.answers import assign, decline, save_draft, submit
from checklists.actions.awarded import lay_out_awarded
from checklists.actions.counters import recount, recount_all
from checklists.actions.evidence import About, add_evidence, withdraw_evidence
from checklists.actions.layout import lay_out, lay_out_all, lay_out_many, send_to_vendor, set_due
from checklists.actions.review import (
    accept,
    confirm_not_applicable,
    mark_not_applicable,
    pending,
    reopen,
    send_back,
    undo,
    undoable,
)
from checklists.actions.templates import bring_back, create_template, draft_version, publish, retire
from checklists.actions.tiers import (
    approve_lower_tier,
    ask_lower_tier,
    end_tier,
    lapse_tiers,
    raise_tier,
    refuse_lower_tier,
)
from checklists.actions.waivers import ask_waiver, grant_waiver, lapse, refuse_waiver, revoke_waiver

__all__ = [
    "About",
    "accept",
    "add_evidence",
    "approve_lower_tier",
    "ask_lower_tier",
    "ask_waiver",
    "assign",
    "bring_back",
    "confirm_not_applicable",
    "create_template",
    "decline",
    "draft_version",
    "end_tier",
    "grant_waiver",
    "lapse",
    "lapse_tiers",
    "lay_out",
    "lay_out_all",
    "lay_out_awarded",
    "lay_out_many",
    "mark_not_applicable",
    "pending",
    "publish",
    "raise_tier",
    "recount",
    "recount_all",
    "refuse_lower_tier",
    "refuse_waiver",
    "reopen",
    "retire",
    "revoke_waiver",
    "save_draft",
    "send_back",
    "send_to_vendor",
    "set_due",
    "submit",
    "undo",
    "undoable",
    "withdraw_evidence",
]
