"""The gate policy that ships: the standard profile, published as version 1, so that nobody starts without one.

Sources: approved countries are the EU and the EEA, and the countries that the Commission found adequate as a whole
(GDPR 45); clauses and agreements cite the law in contracts.defaults.
"""

from datetime import UTC, date, datetime
from typing import Any

from checklists.rules.countries import ADEQUATE, EEA
from checklists.rules.tier import REASSESS_MONTHS

BASELINE = "security-baseline"
CLAUSES = ["subcontractor-approval", "breach-notice", "audit-right", "locations", "return-destruction"]
INTERNAL: dict[str, Any] = {
    "vendor": True,
    "facts": True,
    "award": True,
    "contract": True,
    "confidentiality": True,
    "approvals": 1,
}
CONFIDENTIAL: dict[str, Any] = {
    **INTERNAL,
    "checklists": True,
    "templates": [BASELINE],
    "clauses": CLAUSES,
    "risks": True,
}
RESTRICTED: dict[str, Any] = {**CONFIDENTIAL, "evidence": "covered", "clauses": [*CLAUSES, "exit"], "approvals": 2}
BY_ROLE = {"processor": ["dpa"], "joint": ["joint"], "independent": []}

STANDARD: dict[str, Any] = {
    "profile": "standard",
    "approved_countries": sorted(EEA | ADEQUATE),
    "approved_countries_source": "EU and EEA; adequacy decisions of the European Commission under GDPR 45",
    "reassess_months": {level.value: months for level, months in REASSESS_MONTHS.items()},
    "approval_months": 12,
    "evaluation": {"data_class": "internal", "categories": []},
    "appetite": {"critical": "low", "high": "medium", "moderate": "medium", "low": "high"},
    "assessed_tiers": ["critical", "high"],
    "classes": {
        "public": {},
        "internal": INTERNAL,
        "confidential": CONFIDENTIAL,
        "restricted": RESTRICTED,
    },
    "categories": {
        "personal": {**CONFIDENTIAL, "agreements": BY_ROLE, "transfer": True},
        "special": {**RESTRICTED, "agreements": {**BY_ROLE, "any": ["baa"]}, "transfer": True},
        "cardholder": {
            **RESTRICTED,
            "agreements": {"any": ["pci"]},
            "clauses": [*RESTRICTED["clauses"], "responsibility-matrix"],
        },
        "credentials": RESTRICTED,
        "source-code": {**CONFIDENTIAL, "clauses": [*CLAUSES, "ip-assignment"]},
        "financial": CONFIDENTIAL,
    },
}
# Before any day that is judged: the policy that ships counts from the beginning.
FROM = date(2020, 1, 1)


def load_policy(model: Any) -> bool:
    """Publish the standard policy as version 1 where there is no policy at all; says whether it did."""
    if model.objects.exists():
        return False
    model.objects.create(
        status="published",
        number=1,
        title="Standard policy",
        rules=STANDARD,
        counts_from_on=FROM,
        published_at=datetime(FROM.year, FROM.month, FROM.day, tzinfo=UTC),
    )
    return True
