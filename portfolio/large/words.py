"""The words that made-up names, services and reasons are put together from."""

STARTS = (
    "Al Ar Bel Bran Cal Cor Dal Del Dor El Fal Fen Gar Gil Hal Hart Iv Jas Kal Kes Lan Lor Mal Mar Nim Nor Ol Os Pal "
    "Per Quil Ral Ros Sal Sel Tal Tor Ul Ver Wil Wis Yar Zel"
).split()
MIDDLES = "a an ar e el en er i il in ir o ol on or u un ur y yn".split()
ENDS = (
    "bridge by combe dale den field ford gate ham hollow ley lok marsh mere mont port ridge stead ton vane wick".split()
)
TRADES = (
    "Analytics",
    "Backup",
    "Cloud",
    "Code",
    "Consulting",
    "Contact",
    "Data Centres",
    "Desk",
    "Hosting",
    "Networks",
    "Payroll",
    "Print & Mail",
    "Security",
    "Software",
    "Support",
    "Systems",
    "Telecom",
)
FIRST_NAMES = (
    "Ada Aoife Bram Carla Dario Elif Ewa Finn Greta Hana Ines Ivo Jonas Kaja Liam Lena Maeve Marta Nadia Niels Olga "
    "Owen Petra Piotr Rafael Ravi Rosa Sami Sinead Tom Uma Vera Viktor Wanda Yusuf Zoe"
).split()
LAST_NAMES = (
    "Adler Bauer Brennan Byrne Castel Doran Duarte Eklund Farrow Gallo Haas Ivers Jansen Kerr Kovac Lindqvist Lang "
    "Menon Moran Nagy Okafor Orban Petersen Quist Rossi Sandu Silva Tamm Unger Varga Walsh Weber Xenakis Young Zajac"
).split()
JOB_TITLES = ("Buyer", "Engineer", "Head of unit", "Product owner", "Analyst", "Operations lead", "Service owner")
LEGAL_FORMS = {"IE": "Ltd", "DE": "GmbH", "FR": "SAS", "PL": "sp. z o.o.", "PT": "Lda", "EE": "OÜ", "CZ": "s.r.o."}
COUNTRIES = ("IE", "DE", "FR", "PL", "PT", "EE", "CZ", "GB", "IN", "US")
NEAR_HOME = ("IE", "DE", "FR", "PL", "PT", "EE", "CZ")
ZONES = {
    "IE": "Europe/Dublin",
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "EE": "Europe/Tallinn",
    "CZ": "Europe/Prague",
    "GB": "Europe/London",
    "IN": "Asia/Kolkata",
    "US": "America/New_York",
}
LANGUAGES = {"DE": "de", "FR": "fr", "PL": "pl", "PT": "pt", "EE": "et", "CZ": "cs"}
PROCESSES = (
    "service desk",
    "network operations",
    "application maintenance",
    "payroll",
    "backup and archive",
    "data centre operations",
    "claims scanning",
    "mobile app development",
    "test automation",
    "security monitoring",
    "printing and mailing",
    "customer contact",
)
UNITS = ("Claims", "Policies", "Finance", "Human resources", "Branches", "Actuaries", "Distribution", "Legal", "IT")
TOPICS = (
    "access reviews",
    "backups",
    "encryption at rest",
    "encryption in transit",
    "incident response",
    "leavers",
    "logging",
    "patching",
    "penetration tests",
    "physical access",
    "retention and deletion",
    "screening of staff",
    "secure development",
    "subprocessors",
    "training",
    "vulnerability handling",
)
REJECTIONS = (
    "The document is older than twelve months. Please send the current one.",
    "The answer does not say who does this, and how often.",
    "The scope of the report leaves out the service that we buy.",
)


RISKS = {
    "security": "Data leaves the systems that it was meant for",
    "control": "What is done is known only to the vendor",
    "communication": "Handovers get lost between shifts",
    "culture": "A no is hard to say",
    "dependency": "Moving to another vendor would take a year",
}


def vendor_name(number: int) -> str:
    """A company's name; the first 200,000 numbers or so give different ones."""
    sizes = (len(TRADES), len(ENDS), len(MIDDLES), len(STARTS))
    total = sizes[0] * sizes[1] * sizes[2] * sizes[3]
    place = number * 100_003 % total
    parts = []
    for size in sizes:
        place, part = divmod(place, size)
        parts.append(part)
    more = f" {number // total + 1}" if number >= total else ""
    return f"{STARTS[parts[3]]}{MIDDLES[parts[2]]}{ENDS[parts[1]]} {TRADES[parts[0]]}{more}"


def person_name(number: int) -> str:
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // 7 % len(LAST_NAMES)]}"
