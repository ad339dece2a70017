"""What is known of contracts, their prices and clauses, and the agreements beside them."""

from contracts.models.agreement import Agreement, AgreementKind
from contracts.models.clause import Clause, ClauseKind, ClauseState
from contracts.models.contract import Contract, ContractKind
from contracts.models.document import Document
from contracts.models.price import Charge, ChargeKind, Milestone, Period, RateLine

__all__ = [
    "Agreement",
    "AgreementKind",
    "Charge",
    "ChargeKind",
    "Clause",
    "ClauseKind",
    "ClauseState",
    "Contract",
    "ContractKind",
    "Document",
    "Milestone",
    "Period",
    "RateLine",
]
