"""What is outstanding, as constant SQL: for each anchor the records that have it, their date and their people.

Each piece is one SELECT. `owner` is whose it is; where nobody is named, `power` names the role or permission
whose holders have it in their queue, without `but_not` (who did the other half). What is resolved is not here:
the same pieces plan, look again before sending, and show what comes.
"""

import re
from functools import cache

from reminders.models import Anchor
from reminders.readers import dialect
from reminders.readers.things import agreed, answers, chosen, deciding, shared

PIECES = {
    Anchor.ITEM_DUE: answers.items_due,
    Anchor.CHECKLIST_SENT: answers.checklists_sent,
    Anchor.CHECKLIST_DUE: answers.checklists_due,
    Anchor.SENT_BACK: answers.sent_back,
    Anchor.SHARING_PLANNED: shared.sharings_planned,
    Anchor.EVIDENCE_END: answers.evidence_ends,
    Anchor.WAIVER_END: answers.waivers_end,
    Anchor.APPROVAL_END: shared.approvals_end,
    Anchor.CLEARANCE_END: shared.clearances_end,
    Anchor.CONTRACT_NOTICE: agreed.contract_notices,
    Anchor.CONTRACT_END: agreed.contract_ends,
    Anchor.MILESTONE_DUE: agreed.milestones,
    Anchor.FIT_CONDITION_DUE: chosen.conditions_due,
    Anchor.RISK_REVIEW: chosen.risk_reviews,
    Anchor.INCIDENT_REASSESS: chosen.incidents_due,
    Anchor.OBJECTION_END: chosen.objections_end,
    Anchor.STAFF_LEAVING: chosen.staff_leaving,
    Anchor.WAITING: deciding.waiting,
    Anchor.WAITING_SHARING: deciding.waiting_for_a_sharing,
    Anchor.WAIVER_ASKED: answers.waivers_asked,
    Anchor.SHARING_SUSPENDED: shared.suspended,
    Anchor.RESTORED: shared.restores,
    Anchor.LINK_MADE: shared.links,
    Anchor.NOW: deciding.askable,
}


@cache
def outstanding(anchor: str, subjects: frozenset[str] | None = None) -> str:
    """The statement for what has this anchor: all of it, or only of some kinds of subject by their keys.

    With `subjects`, each kind's keys are the JSON parameter `only_<kind>`; it is empty where nothing is left.
    """
    selected = []
    for piece in PIECES[Anchor(anchor)]():
        if subjects is None:
            selected.append(piece.select())
        elif piece.subject in subjects:
            selected.append(piece.select(f"AND {dialect.one_of(piece.number, only(piece.subject))}"))
    return "\nUNION ALL ".join(selected)


def only(subject: str) -> str:
    """The name of the parameter that holds the keys of one kind of subject."""
    return "only_" + subject.replace(".", "_")


@cache
def powers() -> tuple[str, ...]:
    """The permissions in whose holders' queues anything lies, without their application: `confirm_facts`."""
    named = (re.fullmatch(r"'\w+\.(\w+)'", piece.power) for pieces in PIECES.values() for piece in pieces())
    return tuple(sorted({found[1] for found in named if found}))
