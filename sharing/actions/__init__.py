"""What people and the clock do to sharing requests: the one door for pages, API, commands and tasks."""

from sharing.actions.approving import Blocked, Outcome, approve, clear
from sharing.actions.asking import ask
from sharing.actions.clients import issue_client, revoke_client
from sharing.actions.judging import Judgement, judge, judge_all
from sharing.actions.policies import draft_policy, edit_policy, preview, publish_policy
from sharing.actions.requesting import (
    Asked,
    change_draft,
    draft,
    lead_warning,
    mark_under_way,
    move_date,
    new_version,
    refuse,
    request,
    withdraw,
)
from sharing.actions.restored import confirm_restored, mark
from sharing.actions.sweeping import rejudge, sweep
from sharing.actions.using import end, finish, record_transfer, start, suspend

__all__ = [
    "Asked",
    "Blocked",
    "Judgement",
    "Outcome",
    "approve",
    "ask",
    "change_draft",
    "clear",
    "confirm_restored",
    "draft",
    "draft_policy",
    "edit_policy",
    "end",
    "finish",
    "issue_client",
    "judge",
    "judge_all",
    "lead_warning",
    "mark",
    "mark_under_way",
    "move_date",
    "new_version",
    "preview",
    "publish_policy",
    "record_transfer",
    "refuse",
    "rejudge",
    "request",
    "revoke_client",
    "start",
    "suspend",
    "sweep",
    "withdraw",
]
