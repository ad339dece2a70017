"""Every change of candidates, their quotes, what they are scored by and given, and of the award to one of them."""

from selection.actions.award import confirm_award, propose_award, refuse_award, withdraw_award
from selection.actions.candidate import add_candidate, log_candidate, note, put_back, reject, shortlist
from selection.actions.comparison import accept_cost, set_comparison
from selection.actions.criteria_set import (
    add_to_set,
    bring_back_set,
    change_in_set,
    copy_set,
    create_set,
    edit_set,
    remove_from_set,
    retire_set,
)
from selection.actions.deciding import others_in_question, why_scores_wait
from selection.actions.evaluation import (
    declare,
    invite,
    missing_answers,
    recuse,
    reopen_evaluation,
    save_scores,
    submit,
    withdraw_evaluation,
)
from selection.actions.held import is_partial
from selection.actions.merging import merge
from selection.actions.quote import edit_quote, log_quote, revise_quote, set_quote_lines, submit_quote, withdraw_quote
from selection.actions.scorecard import (
    add_criterion,
    change_criteria,
    remove_criterion,
    reopen_scoring,
    set_up_scorecard,
)

__all__ = [
    "accept_cost",
    "add_candidate",
    "add_criterion",
    "add_to_set",
    "bring_back_set",
    "change_criteria",
    "change_in_set",
    "confirm_award",
    "copy_set",
    "create_set",
    "declare",
    "edit_quote",
    "edit_set",
    "invite",
    "is_partial",
    "log_candidate",
    "log_quote",
    "merge",
    "missing_answers",
    "note",
    "others_in_question",
    "propose_award",
    "put_back",
    "recuse",
    "refuse_award",
    "reject",
    "remove_criterion",
    "remove_from_set",
    "reopen_evaluation",
    "reopen_scoring",
    "retire_set",
    "revise_quote",
    "save_scores",
    "set_comparison",
    "set_quote_lines",
    "set_up_scorecard",
    "shortlist",
    "submit",
    "submit_quote",
    "why_scores_wait",
    "withdraw_award",
    "withdraw_evaluation",
    "withdraw_quote",
]
