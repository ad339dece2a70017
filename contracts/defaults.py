"""The clauses that VendorTrack knows from the first day: key, title, source, what to look for.

The wording is our own; the source names the law or standard so that an auditor finds it. Administrators edit
what is loaded, and loading again adds only what is missing.
"""

from typing import Any

CLAUSE_KINDS: list[tuple[str, str, str, str]] = [
    (
        "confidentiality",
        "Confidentiality",
        "",
        "The vendor keeps what it learns secret, uses it only for this contract, and stays bound after its end.",
    ),
    (
        "instructions",
        "Data processing: only on our instructions",
        "GDPR 28(3)(a)",
        "Personal data is processed, and moved to other countries, only as we have instructed in writing.",
    ),
    (
        "staff-confidentiality",
        "Data processing: staff bound to confidentiality",
        "GDPR 28(3)(b)",
        "Everybody who touches the personal data has promised confidentiality or is bound to it by law.",
    ),
    (
        "security-measures",
        "Data processing: security measures",
        "GDPR 28(3)(c), 32",
        "Technical and organisational measures are described and owed; an annex names them.",
    ),
    (
        "subprocessors",
        "Data processing: conditions for further processors",
        "GDPR 28(3)(d)",
        "A further processor comes in only under the conditions of Article 28(2) and (4).",
    ),
    (
        "data-subject-help",
        "Data processing: help with data subjects' requests",
        "GDPR 28(3)(e)",
        "The vendor helps us answer people who ask for access, correction, deletion or portability.",
    ),
    (
        "duties-help",
        "Data processing: help with our own duties",
        "GDPR 28(3)(f), 32-36",
        "The vendor helps with security, breach notices, impact assessments and consulting the authority.",
    ),
    (
        "deletion-or-return",
        "Data processing: deletion or return at the end",
        "GDPR 28(3)(g)",
        "At the end, all personal data is deleted or given back as we choose, copies included.",
    ),
    (
        "audits",
        "Data processing: proof and audits",
        "GDPR 28(3)(h)",
        "The vendor shows what proves compliance and lets us, or an auditor of ours, inspect.",
    ),
    (
        "subcontractor-approval",
        "Subcontractors: approval, and notice in days",
        "GDPR 28(2)",
        "No subcontractor without our consent, or notice early enough to object. Note the days as the figure.",
    ),
    (
        "flow-down",
        "Subcontractors: the same duties passed on",
        "GDPR 28(4)",
        "Subcontractors owe the same protection, and the vendor answers for them.",
    ),
    (
        "breach-notice",
        "Breach notice in hours",
        "GDPR 33(2); MVSP 1.7",
        "The vendor tells us of a breach without delay. Note the hours as the figure; MVSP asks for 72 at most.",
    ),
    (
        "audit-right",
        "Audit right",
        "DORA 30(3)(e)",
        "We may inspect on site and take copies, and no other agreement takes that away.",
    ),
    (
        "regulator-access",
        "Access for regulators",
        "DORA 30(3)(e)",
        "Authorities and those whom they appoint have the same access as we do.",
    ),
    (
        "locations",
        "Locations of service and data, notice of change",
        "DORA 30(2)(b)",
        "The countries where the service runs and data lies are named; a move is announced beforehand.",
    ),
    (
        "service-levels",
        "Service levels",
        "DORA 30(2)(e), 30(3)(a)",
        "Levels are measurable, reported, and have consequences when they are missed.",
    ),
    (
        "incident-help",
        "Help in incidents",
        "DORA 30(2)(f)",
        "The vendor helps in an incident at no extra cost, or at a cost that is agreed beforehand.",
    ),
    (
        "continuity",
        "Tested continuity plans",
        "DORA 30(3)(c)",
        "The vendor has plans for disruptions, tests them, and keeps the security measures up meanwhile.",
    ),
    (
        "exit",
        "Exit and transition period",
        "DORA 30(3)(f)",
        "A transition period is owed in which the service goes on while we move or take it back.",
    ),
    (
        "termination",
        "Termination grounds and notice",
        "DORA 30(2)(h), 28(7)",
        "Grounds and periods are named, among them breaches of law and weaknesses in handling data.",
    ),
    (
        "screening-training",
        "Screening and training of staff",
        "Implementing Regulation (EU) 2024/2690, annex 5.1.4",
        "People who work for us are screened as the law allows, and trained in security before they start.",
    ),
    (
        "vulnerabilities",
        "Handling of vulnerabilities",
        "Implementing Regulation (EU) 2024/2690, annex 5.1.4",
        "The vendor tells us of weaknesses that put us at risk and mends them within agreed periods.",
    ),
    (
        "responsibility-matrix",
        "Responsibility matrix for cardholder data",
        "PCI DSS 4.0.1, 12.8.5",
        "Each requirement is assigned to the vendor, to us, or to both.",
    ),
    (
        "return-destruction",
        "Return and destruction, with a certificate",
        "",
        "Whatever we handed over, personal or not, comes back or is destroyed, and a certificate says so.",
    ),
    (
        "ip-assignment",
        "Intellectual property: assignment",
        "",
        "What is made for us is ours; what was there before and what is open source is listed.",
    ),
    (
        "liability",
        "Liability and insurance",
        "",
        "Limits of liability fit the risk, do not cover intent, and insurance stands behind them.",
    ),
    ("governing-law", "Governing law and courts", "", "The law and the place of jurisdiction are named."),
    ("cap", "Cap on cost or hours (hourly contracts)", "", "A limit is named beyond which nothing is owed unasked."),
    (
        "acceptance",
        "Acceptance of milestones (contracts per project)",
        "",
        "Each milestone has criteria, a period for testing, and what happens when it fails.",
    ),
]


def load_clause_kinds(model: Any) -> int:
    """Add the clause kinds that are not there yet, in this order; returns how many were added."""
    known = set(model.objects.values_list("key", flat=True))
    missing = [
        model(key=key, title=title, source=source, guidance=guidance, position=position * 10)
        for position, (key, title, source, guidance) in enumerate(CLAUSE_KINDS, start=1)
        if key not in known
    ]
    model.objects.bulk_create(missing)
    return len(missing)
