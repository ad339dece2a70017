"""What is asked, of whom, what was answered with which evidence, and what was waived."""

from checklists.models.checklist import Checklist
from checklists.models.evidence import Evidence, EvidenceKind
from checklists.models.item import Answer, AnswerEvidence, Item
from checklists.models.override import TierOverride
from checklists.models.template import (
    AnswerKind,
    Asks,
    Scope,
    Section,
    Template,
    TemplateItem,
    TemplateVersion,
)
from checklists.models.waiver import WaivedCondition, Waiver

__all__ = [
    "Answer",
    "AnswerEvidence",
    "AnswerKind",
    "Asks",
    "Checklist",
    "Evidence",
    "EvidenceKind",
    "Item",
    "Scope",
    "Section",
    "Template",
    "TemplateItem",
    "TemplateVersion",
    "TierOverride",
    "WaivedCondition",
    "Waiver",
]
