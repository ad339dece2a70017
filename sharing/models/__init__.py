"""What is known of sharing requests, the policy that judges them, and what was decided."""

from sharing.models.clearance import Approval, Clearance, Decision, Question, Transfer
from sharing.models.going_on import begins, going_on
from sharing.models.policy import GatePolicy
from sharing.models.request import Frequency, SharingRequest, Way
from sharing.models.restore import Restore

__all__ = [
    "Approval",
    "Clearance",
    "Decision",
    "Frequency",
    "GatePolicy",
    "Question",
    "Restore",
    "SharingRequest",
    "Transfer",
    "Way",
    "begins",
    "going_on",
]
