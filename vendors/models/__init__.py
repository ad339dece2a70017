"""What is known of vendors, their people, the engagements for them, and the confirmed facts."""

from vendors.models.benefit import Benefit, BenefitKind
from vendors.models.contact import ContactRole, PortalLink, VendorContact
from vendors.models.duplicate import Duplicate, SharedMark
from vendors.models.engagement import (
    Access,
    Criticality,
    Engagement,
    ITKind,
    ProcessingRole,
    ServiceCategory,
    Volume,
)
from vendors.models.fact import FACTS, FactConfirmation
from vendors.models.fit import FitAnswer, FitAssessment, FitCondition, FitQuestion, FitReply, FitResult
from vendors.models.imported import ImportRun
from vendors.models.incident import Incident, IncidentKind
from vendors.models.risk import WORST, Risk, RiskCategory, RiskLevel, RiskResponse
from vendors.models.staff import NamedStaff, Screening
from vendors.models.subcontractor import Subcontractor
from vendors.models.upload import Upload
from vendors.models.vendor import (
    DATA_CLASS_ORDER,
    DataCategory,
    DataClass,
    SourcingChannel,
    Vendor,
    VendorKind,
    at_least,
)

__all__ = [
    "DATA_CLASS_ORDER",
    "FACTS",
    "WORST",
    "Access",
    "Benefit",
    "BenefitKind",
    "ContactRole",
    "Criticality",
    "DataCategory",
    "DataClass",
    "Duplicate",
    "Engagement",
    "FactConfirmation",
    "FitAnswer",
    "FitAssessment",
    "FitCondition",
    "FitQuestion",
    "FitReply",
    "FitResult",
    "ITKind",
    "ImportRun",
    "Incident",
    "IncidentKind",
    "NamedStaff",
    "PortalLink",
    "ProcessingRole",
    "Risk",
    "RiskCategory",
    "RiskLevel",
    "RiskResponse",
    "Screening",
    "ServiceCategory",
    "SharedMark",
    "SourcingChannel",
    "Subcontractor",
    "Upload",
    "Vendor",
    "VendorContact",
    "VendorKind",
    "Volume",
    "at_least",
]
