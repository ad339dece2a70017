"""The vendors of the demonstration, with their people and how far each has come. None of them exists."""

from dataclasses import dataclass
from datetime import timedelta

from portfolio.demo.stage import Stage
from vendors import actions
from vendors.models import ContactRole, DataCategory, DataClass, SourcingChannel, Vendor, VendorKind

ALL = tuple(DataCategory.values)
PERSONAL = (DataCategory.PERSONAL.value, DataCategory.FINANCIAL.value)


@dataclass(frozen=True)
class Company:
    """A vendor; `approved` is (data class, categories, days until its end), `standing` what became of it."""

    key: str
    name: str
    legal_name: str
    country: str
    services: str
    category: str
    contacts: tuple[tuple[str, str, str], ...]
    approved: tuple[str, tuple[str, ...], int] | None = None
    standing: str = "prospect"
    channel: str = SourcingChannel.ESTABLISHED
    kind: str = VendorKind.COMPANY
    owner: str = "maeve"
    delivery: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    registration_number: str = ""
    zone: str = "Europe/Dublin"

    @property
    def domain(self) -> str:
        return f"{self.key}.example"


SECURITY, ACCOUNT, PRIVACY = ContactRole.SECURITY.value, ContactRole.ACCOUNT.value, ContactRole.PRIVACY.value
COMPANIES = (
    Company(
        "wislok",
        "Wislok Support",
        "Wislok Support sp. z o.o.",
        "PL",
        "Service desk, first and second line, in English and Polish",
        "help-desk",
        (
            ("Ewa Wójcik", "Security officer", SECURITY),
            ("Piotr Zając", "Account manager", ACCOUNT),
            ("Marta Bielak", "Data protection officer", PRIVACY),
        ),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 320),
        "approved",
        delivery=("PL", "DE"),
        certifications=("ISO/IEC 27001",),
        registration_number="KRS 0000418877",
        zone="Europe/Warsaw",
    ),
    Company(
        "corvane",
        "Corvane Networks",
        "Corvane Networks Ltd",
        "GB",
        "Network operations around the clock",
        "network",
        (("Liam Byrne", "Head of security", SECURITY), ("Isla Grant", "Account manager", ACCOUNT)),
        (DataClass.RESTRICTED.value, (DataCategory.CREDENTIALS.value, DataCategory.SOURCE_CODE.value), 210),
        "approved",
        certifications=("ISO/IEC 27001", "SOC 2"),
        zone="Europe/London",
    ),
    Company(
        "saltmarsh",
        "Saltmarsh Apps",
        "Saltmarsh Apps Lda",
        "PT",
        "Application development and maintenance",
        "application-development",
        (("Rui Tavares", "Chief technology officer", SECURITY), ("Joana Pires", "Account manager", ACCOUNT)),
        (DataClass.CONFIDENTIAL.value, (*PERSONAL, DataCategory.SOURCE_CODE.value), 260),
        "approved",
        zone="Europe/Lisbon",
    ),
    Company(
        "oakhollow",
        "Oakhollow Software",
        "Oakhollow Software Ltd",
        "IE",
        "Application maintenance for insurers",
        "application-development",
        (("Dervla Quinn", "Operations director", SECURITY),),
        standing="under-review",
    ),
    Company(
        "arundaya",
        "Arundaya Systems",
        "Arundaya Systems Pvt Ltd",
        "IN",
        "Application development, test and maintenance",
        "application-development",
        (("Anjali Rao", "Delivery head", SECURITY), ("Karthik Iyer", "Account manager", ACCOUNT)),
        standing="under-review",
        certifications=("ISO/IEC 27001", "CMMI"),
        zone="Asia/Kolkata",
    ),
    Company(
        "ostrel",
        "Ostrel Code",
        "Ostrel Code s.r.o.",
        "CZ",
        "Application maintenance by the hour",
        "application-development",
        (("Jan Dvořák", "Partner", SECURITY),),
        channel=SourcingChannel.MARKETPLACE,
        zone="Europe/Prague",
    ),
    Company(
        "nimbera",
        "Nimbera Backup",
        "Nimbera Backup OÜ",
        "EE",
        "Encrypted backup and archive",
        "data-centre",
        (("Kristjan Saar", "Security lead", SECURITY), ("Liis Mägi", "Customer manager", ACCOUNT)),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 150),
        "approved",
        delivery=("EE", "FI"),
        zone="Europe/Tallinn",
    ),
    Company(
        "tideline",
        "Tideline Data Centres",
        "Tideline Data Centres DAC",
        "IE",
        "Colocation in Dublin and Cork",
        "data-centre",
        (("Fergal Nolan", "Compliance manager", SECURITY), ("Ciara Hogan", "Account manager", ACCOUNT)),
        (DataClass.RESTRICTED.value, ALL, 300),
        "approved",
        certifications=("ISO/IEC 27001", "SOC 2"),
    ),
    Company(
        "quillon",
        "Quillon Payroll",
        "Quillon Payroll Services Ltd",
        "IE",
        "Payroll and pension administration",
        "hr",
        (("Brónach Daly", "Information security", SECURITY), ("Eoin Casey", "Client director", ACCOUNT)),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 280),
        "approved",
        owner="owen",
        certifications=("ISO/IEC 27001",),
    ),
    Company(
        "hartwick",
        "Hartwick Print & Mail",
        "Hartwick Print & Mail Ltd",
        "IE",
        "Printing and posting of policy documents",
        "other",
        (("Sorcha Lynch", "Production manager", SECURITY), ("Donal Hart", "Managing director", ACCOUNT)),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 45),
        "approved",
        owner="owen",
    ),
    Company(
        "brightwell",
        "Brightwell Desk",
        "Brightwell Desk Ltd",
        "IE",
        "Service desk for small companies",
        "help-desk",
        (("Una Moran", "Operations", SECURITY),),
        standing="rejected",
        owner="owen",
    ),
    Company(
        "lumenbay",
        "Lumenbay Contact",
        "Lumenbay Contact Inc.",
        "PH",
        "Customer contact at night",
        "customer-support",
        (("Grace Santos", "Site director", SECURITY),),
        channel=SourcingChannel.REFERRAL,
        owner="owen",
        zone="Asia/Manila",
    ),
    Company(
        "farrell",
        "Niamh Farrell",
        "",
        "IE",
        "Actuarial test automation in Python",
        "application-development",
        (("Niamh Farrell", "Contractor", SECURITY),),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 120),
        "approved",
        channel=SourcingChannel.JOB_BOARD,
        kind=VendorKind.CONTRACTOR,
    ),
    Company(
        "fennick",
        "Fennick Studio",
        "Fennick Studio BV",
        "NL",
        "Web design",
        "application-development",
        (("Sanne de Wit", "Producer", SECURITY),),
        (DataClass.INTERNAL.value, (), 90),
        "approved",
        channel=SourcingChannel.REFERRAL,
        owner="owen",
        zone="Europe/Amsterdam",
    ),
    Company(
        "calder",
        "Calder Analytics",
        "Calder Analytics Inc.",
        "US",
        "Fraud scoring",
        "other",
        (("Dana Whitfield", "Privacy counsel", PRIVACY), ("Marcus Lee", "Account executive", ACCOUNT)),
        (DataClass.CONFIDENTIAL.value, PERSONAL, 200),
        "approved",
        zone="America/New_York",
    ),
    Company(
        "podkarpacie",
        "Podkarpacie Telekom",
        "Podkarpacie Telekom S.A.",
        "PL",
        "Telephony",
        "other",
        (("Adam Kowal", "Account manager", ACCOUNT),),
        standing="suspended",
        approved=(DataClass.INTERNAL.value, (), 60),
        zone="Europe/Warsaw",
    ),
)


def log(stage: Stage) -> None:
    """Log every company with its people, and bring it to where it stands."""
    for company in COMPANIES:
        stage.vendors[company.key] = vendor = _log(stage, company)
        for number, (name, job_title, role) in enumerate(company.contacts):
            email = f"{name.lower().split()[0]}@{company.domain}".replace("ó", "o").replace("ł", "l")
            actions.add_contact(
                vendor,
                stage.users[company.owner],
                name,
                email,
                role,
                is_main=number == 0,
                job_title=job_title,
                time_zone=company.zone,
                country=company.country,
            )
        _bring(stage, company, vendor)


def _log(stage: Stage, company: Company) -> Vendor:
    return actions.log_vendor(
        stage.users[company.owner],
        name=company.name,
        legal_name=company.legal_name,
        kind=company.kind,
        sourcing_channel=company.channel,
        service_category=company.category.replace("-", " ").capitalize(),
        country=company.country,
        delivery_countries=list(company.delivery or (company.country,)),
        delivery_languages=["en"],
        services=company.services,
        website=f"https://www.{company.domain}/",
        domain=company.domain,
        registration_number=company.registration_number,
        certifications=list(company.certifications),
    )


def _bring(stage: Stage, company: Company, vendor: Vendor) -> None:
    """From prospect to where it stands, by the people whose part it is."""
    if company.standing == "prospect":
        return
    actions.start_review(vendor, stage.users[company.owner])
    if company.approved:
        data_class, categories, days = company.approved
        until_on = stage.today + timedelta(days=days)
        actions.approve(vendor, stage.users["ines"], data_class, categories, until_on, stage.today)
    if company.standing == "rejected":
        actions.reject(vendor, stage.users["aoife"], "It would not name its subcontractors.")
    if company.standing == "suspended":
        actions.suspend(vendor, stage.users["ines"], "Its customer portal was breached; the report is awaited.")
