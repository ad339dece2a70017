"""The one factory of the tests: each maker names only the facts that matter, and gives the rest.

Makers write rows directly in the state that a test wants; what brings a record into that state has tests of its own.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Person, User
from contracts.models import (
    Agreement,
    AgreementKind,
    Charge,
    Clause,
    ClauseKind,
    ClauseState,
    Contract,
    ContractKind,
    Document,
    Milestone,
    RateLine,
)
from vendors.models import (
    FACTS,
    Access,
    Criticality,
    DataClass,
    Engagement,
    FactConfirmation,
    FitAnswer,
    FitAssessment,
    FitCondition,
    FitQuestion,
    Incident,
    NamedStaff,
    ProcessingRole,
    Risk,
    Subcontractor,
    Vendor,
    VendorContact,
    Volume,
)
from vendors.rules.fit import result_of
from vendors.rules.names import name_key

TODAY = date(2026, 11, 23)  # a Monday
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"
_numbers = count(1)


def person(name: str = "", **fields: Any) -> Person:
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@halden.example")
    return Person.objects.create(name=name or f"Person {number}", **fields)


def user(*roles: str, name: str = "", password: str = "", **fields: Any) -> User:
    """A colleague who holds these roles; without a password nobody can sign in as them by form."""
    someone = fields.pop("person", None) or person(name)
    made = User(email=someone.email, person=someone, **fields)
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def vendor(name: str = "", **fields: Any) -> Vendor:
    number = next(_numbers)
    fields.setdefault("country", "DE")
    fields.setdefault("delivery_countries", ["DE"])
    if fields.get("status") == Vendor.Status.APPROVED:
        fields.setdefault("approved_by", person())
        fields.setdefault("approved_on", TODAY - timedelta(days=30))
        fields.setdefault("approved_until_on", TODAY + timedelta(days=300))
        fields.setdefault("approved_data_class", DataClass.RESTRICTED)
        fields.setdefault("approved_categories", ["personal"])
    return Vendor.objects.create(name=name or f"Vendor {number}", **fields)


def contact(of: Vendor, name: str = "", *, is_main: bool = True, **fields: Any) -> VendorContact:
    number = next(_numbers)
    someone = fields.pop("person", None) or person(name, email=f"contact{number}@vendor.example")
    return VendorContact.objects.create(vendor=of, person=someone, is_main=is_main, **fields)


def engagement(title: str = "", *, confirmed_by: Person | None = None, **fields: Any) -> Engagement:
    """An engagement with every fact entered by its owner, and confirmed where `confirmed_by` is given.

    It can be awarded without a fit assessment, like those that were asked for before there were any.
    """
    number = next(_numbers)
    fields.setdefault("owner", None)
    owner = fields["owner"] = fields["owner"] or person()
    fields.setdefault("requester", owner)
    fields.setdefault("country", "DE")
    fields.setdefault("data_class", DataClass.CONFIDENTIAL)
    fields.setdefault("data_categories", ["personal"])
    fields.setdefault("volume", Volume.MEDIUM)
    fields.setdefault("access", Access.COPIES)
    fields.setdefault("criticality", Criticality.WEEK)
    fields.setdefault("is_substitutable", True)
    fields.setdefault("delivery_countries", ["DE"])
    fields.setdefault("processing_role", ProcessingRole.PROCESSOR)
    fields.setdefault("facts_entered_by", dict.fromkeys(FACTS, owner.pk))
    fields.setdefault("is_fit_demanded", False)
    made = Engagement.objects.create(title=title or f"Engagement {number}", **fields)
    if confirmed_by:
        for fact in FACTS:
            FactConfirmation.objects.create(
                engagement=made,
                fact=fact,
                value=getattr(made, fact),
                entered_by=owner,
                confirmed_by=confirmed_by,
                confirmed_at=AT,
            )
    return made


def fit(of: Engagement, *against: str, speaks_for: tuple[str, ...] = ("gain",), **fields: Any) -> FitAssessment:
    """A fit assessment that waits, unless a status says otherwise; no to all but these questions."""
    replies = dict.fromkeys(FitQuestion.values, "no") | dict.fromkeys((*speaks_for, *against), "yes")
    fields.setdefault("result", result_of(replies))
    fields.setdefault("requested_by", of.requester)
    fields.setdefault("answered_by", of.owner)
    fields.setdefault("answered_at", AT)
    if fields.get("status") in (FitAssessment.Status.PASSED, FitAssessment.Status.KEPT):
        fields.setdefault("decided_by", None)
        fields["decided_by"] = fields["decided_by"] or person()
        fields.setdefault("decided_at", AT)
        fields.setdefault("reason", "The board wants it so.")
    made = FitAssessment.objects.create(engagement=of, **fields)
    for question, reply in replies.items():
        condition = "Names are taken out." if question in against else ""
        FitAnswer.objects.create(
            assessment=made, question=question, reply=reply, note="We looked.", condition=condition
        )
    return made


def fit_condition(of: Engagement, text: str = "", **fields: Any) -> FitCondition:
    """An open condition of an engagement whose assessment was passed."""
    if "assessment" not in fields:
        fields["assessment"] = of.fit_assessments.standing().first() or fit(of, "sensitive", status="passed")
    fields.setdefault("question", "sensitive")
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or person()
    fields.setdefault("due_on", TODAY + timedelta(days=20))
    if fields.get("status") == FitCondition.Status.REPORTED:
        fields.setdefault("report", "Done.")
        fields.setdefault("reported_by", fields["owner"])
        fields.setdefault("reported_at", AT)
    if fields.get("status") in (FitCondition.Status.MET, FitCondition.Status.DROPPED):
        fields.setdefault("judgement", "Looked at.")
        fields.setdefault("judged_by", None)
        fields["judged_by"] = fields["judged_by"] or person()
        fields.setdefault("judged_at", AT)
    return FitCondition.objects.create(engagement=of, text=text or f"Condition {next(_numbers)}", **fields)


def risk(engagement: Engagement, vendor: Vendor, before: int = 16, after: int | None = None, **fields: Any) -> Risk:
    """An open risk of this score (a square: 4x4, 3x3, …), assessed where `after` is given, which is a square too."""
    sides = {number * number: number for number in range(1, 6)}
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or person()
    fields.setdefault("category", "security")
    fields.setdefault("inherent_likelihood", sides[before])
    fields.setdefault("inherent_impact", sides[before])
    fields.setdefault("review_on", TODAY + timedelta(days=90))
    fields.setdefault("logged_by", fields["owner"])
    if after is not None:
        fields.setdefault("residual_likelihood", sides[after])
        fields.setdefault("residual_impact", sides[after])
        fields.setdefault("assessed_by", None)
        fields["assessed_by"] = fields["assessed_by"] or person()
        fields.setdefault("assessed_at", AT)
        fields.setdefault("response", "reduce")
        fields.setdefault("treatment", "Virtual desktops only.")
    fields.setdefault("title", f"Risk {next(_numbers)}")
    return Risk.objects.create(engagement=engagement, vendor=vendor, **fields)


def incident(of: Vendor, title: str = "", **fields: Any) -> Incident:
    """Tickets that leaked yesterday, to be reassessed in two weeks; ended by a second person as far as said."""
    fields.setdefault("kind", "breach")
    fields.setdefault("happened_on", TODAY - timedelta(days=1))
    fields.setdefault("reassess_on", TODAY + timedelta(days=14))
    fields.setdefault("logged_by", None)
    fields["logged_by"] = fields["logged_by"] or person()
    if fields.get("status", "open") != "open":
        fields.setdefault("closed_at", AT)
        fields.setdefault("closed_by", None)
        fields["closed_by"] = fields["closed_by"] or person()
    return Incident.objects.create(vendor=of, title=title or f"Incident {next(_numbers)}", **fields)


def subcontractor(engagement: Engagement, vendor: Vendor, name: str = "", **fields: Any) -> Subcontractor:
    """One that gets personal data in Germany; approved by a second person where its status says so."""
    name = name or f"Subcontractor {next(_numbers)}"
    fields.setdefault("entered_by", None)
    fields["entered_by"] = fields["entered_by"] or person()
    fields.setdefault("service", "Telephony")
    fields.setdefault("data_class", DataClass.CONFIDENTIAL)
    fields.setdefault("data_categories", ["personal"])
    fields.setdefault("countries", ["DE"])
    fields.setdefault("notified_on", TODAY - timedelta(days=10))
    fields.setdefault("objection_until_on", fields["notified_on"] + timedelta(days=30))
    if fields.get("status") == Subcontractor.Status.APPROVED:
        fields.setdefault("approved_by", None)
        fields["approved_by"] = fields["approved_by"] or person()
        fields.setdefault("approved_at", AT)
    if fields.get("status") == Subcontractor.Status.ENDED:
        fields.setdefault("ended_on", TODAY)
    return Subcontractor.objects.create(
        engagement=engagement, vendor=vendor, name=name, name_key=name_key(name), **fields
    )


def staff(of: Vendor, name: str = "", **fields: Any) -> NamedStaff:
    """Somebody who has worked under our accounts for a month; screened, left or removed by others as far as said."""
    fields.setdefault("entered_by", None)
    fields["entered_by"] = fields["entered_by"] or person()
    fields.setdefault("role", "Operator")
    fields.setdefault("accounts", "x-operator\nVPN")
    fields.setdefault("starts_on", TODAY - timedelta(days=30))
    if fields.get("status") in (NamedStaff.Status.LEFT, NamedStaff.Status.REMOVED):
        fields.setdefault("leaves_on", TODAY)
        fields.setdefault("left_at", AT)
    if fields.get("status") == NamedStaff.Status.REMOVED:
        fields.setdefault("removed_at", AT)
        fields.setdefault("removed_by", None)
        fields["removed_by"] = fields["removed_by"] or person()
    if fields.get("screening"):
        fields.setdefault("screened_on", TODAY)
        fields.setdefault("screened_by", None)
        fields["screened_by"] = fields["screened_by"] or person()
    someone = fields.pop("person", None) or person(name)
    return NamedStaff.objects.create(vendor=of, person=someone, **fields)


def contract(title: str = "", **fields: Any) -> Contract:
    """A draft unless a status says otherwise; what was signed has run for a month and ends in ten."""
    fields.setdefault("vendor", None)
    fields["vendor"] = fields["vendor"] or vendor()
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or person()
    fields.setdefault("kind", ContractKind.OTHER)
    if fields.get("status") in (Contract.Status.ACTIVE, Contract.Status.EXPIRED):
        fields.setdefault("starts_on", TODAY - timedelta(days=30))
        fields.setdefault("ends_on", TODAY + timedelta(days=300))
        fields.setdefault("signed_on", fields["starts_on"])
    return Contract.objects.create(title=title or f"Contract {next(_numbers)}", **fields)


def clause(of: Contract, key: str = "confidentiality", state: str = ClauseState.PRESENT, **fields: Any) -> Clause:
    """What was found of a clause; `confirmed_by` confirms that it is not needed."""
    fields.setdefault("entered_by", None)
    fields["entered_by"] = fields["entered_by"] or person()
    if state == ClauseState.NOT_NEEDED:
        fields.setdefault("reason", "The service never touches it.")
    if fields.get("confirmed_by"):
        fields.setdefault("confirmed_at", AT)
    return Clause.objects.create(contract=of, kind=ClauseKind.objects.get(key=key), state=state, **fields)


def agreement(kind: str = AgreementKind.DPA, *, contracts: Iterable[Contract] = (), **fields: Any) -> Agreement:
    """In force since a month and without an end, unless a status says otherwise."""
    fields.setdefault("vendor", None)
    fields["vendor"] = fields["vendor"] or vendor()
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or person()
    fields.setdefault("status", Agreement.Status.ACTIVE)
    if fields["status"] == Agreement.Status.ACTIVE:
        fields.setdefault("starts_on", TODAY - timedelta(days=30))
        fields.setdefault("signed_on", fields["starts_on"])
    made = Agreement.objects.create(kind=kind, **fields)
    made.contracts.set(contracts)
    return made


def document(of: Contract | Agreement, **fields: Any) -> Document:
    """A document's row; its file is not written."""
    fields["contract" if isinstance(of, Contract) else "agreement"] = of
    fields.setdefault("file_name", "contract.pdf")
    fields.setdefault("media_type", "application/pdf")
    fields.setdefault("size", 1024)
    fields.setdefault("sha256", f"{next(_numbers):064x}")
    fields.setdefault("uploaded_by", None)
    fields["uploaded_by"] = fields["uploaded_by"] or person()
    return Document.objects.create(file="contracts/none/written", **fields)


def milestone(of: Contract, title: str = "", amount: int = 100_00, **fields: Any) -> Milestone:
    return Milestone.objects.create(contract=of, title=title or f"Milestone {next(_numbers)}", amount=amount, **fields)


def rate_line(of: Contract, role: str = "", rate_e4: int = 950_000, **fields: Any) -> RateLine:
    return RateLine.objects.create(contract=of, role=role or f"Role {next(_numbers)}", rate_e4=rate_e4, **fields)


def charge(of: Contract, title: str = "", **fields: Any) -> Charge:
    fields.setdefault("kind", "subscription")
    fields.setdefault("amount", 100_00)
    return Charge.objects.create(contract=of, title=title or f"Charge {next(_numbers)}", **fields)
