"""Who works at Halden Mutual. These people and their sign-ins exist only where the demonstration was loaded."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Person, Role, User
from history import moves

PASSWORD = "due diligence first"  # noqa: S105 (of people who do not exist, on a machine that nobody else reaches)
DOMAIN = "halden.example"


@dataclass(frozen=True)
class Colleague:
    key: str
    name: str
    job_title: str
    roles: tuple[str, ...] = ()
    manager: str = ""
    country: str = "IE"
    time_zone: str = "Europe/Dublin"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


# Managers come before those who report to them.
COLLEAGUES = (
    Colleague("orla", "Orla Fitzgerald", "Chief operating officer"),
    Colleague("aoife", "Aoife Brennan", "Head of procurement", (Role.PROCUREMENT_HEAD, Role.APPROVER), "orla"),
    Colleague("ines", "Ines Duarte", "Chief information security officer", (Role.APPROVER, Role.SECURITY_LEAD), "orla"),
    Colleague("maeve", "Maeve Doran", "Procurement manager", (Role.PROCUREMENT,), "aoife"),
    Colleague("owen", "Owen Kerr", "Procurement manager", (Role.PROCUREMENT,), "aoife"),
    Colleague("sinead", "Sinéad Walsh", "Head of customer service", (Role.REQUESTER,), "orla"),
    Colleague("ravi", "Ravi Menon", "Security analyst", (Role.REVIEWER_SECURITY,), "ines"),
    Colleague("dara", "Dara Flynn", "Security analyst", (Role.REVIEWER_SECURITY,), "ines"),
    Colleague(
        "jonas",
        "Jonas Lindqvist",
        "Data protection officer",
        (Role.REVIEWER_PRIVACY,),
        "orla",
        "SE",
        "Europe/Stockholm",
    ),
    Colleague("tom", "Tom Okafor", "Legal counsel", (Role.REVIEWER_LEGAL,), "orla"),
    Colleague("grainne", "Gráinne Foley", "Finance controller", (Role.REVIEWER_FINANCE,), "orla"),
    Colleague("niall", "Niall Keane", "Enterprise architect", (Role.EVALUATOR,), "orla"),
    Colleague("carla", "Carla Benedetti", "Internal audit", (Role.AUDITOR,)),
    Colleague("petra", "Petra Novak", "Application administrator", (Role.ADMINISTRATOR,), "ines"),
)
SHOWN = ("maeve", "ravi", "jonas", "tom", "grainne", "ines", "aoife", "sinead", "niall", "carla", "petra")


def enter() -> dict[str, User]:
    """Everybody, with their sign-ins and roles, by key; who is only somebody's manager has none."""
    people: dict[str, Person] = {}
    users: dict[str, User] = {}
    hashed = make_password(PASSWORD)  # once for all: hashing is meant to be slow
    for one in COLLEAGUES:
        person = Person(name=one.name, email=one.email, job_title=one.job_title, country=one.country)
        person.time_zone, person.manager = one.time_zone, people.get(one.manager)
        people[one.key] = moves.create(person, by=None, why="demonstration")
        if one.roles:
            users[one.key] = _sign_in(people[one.key], one, hashed)
    return users


def _sign_in(person: Person, one: Colleague, hashed: str) -> User:
    is_administrator = Role.ADMINISTRATOR in one.roles
    user = User.objects.create(email=person.email, person=person, password=hashed, is_staff=is_administrator)
    user.groups.set(Group.objects.filter(name__in=one.roles))
    return user


def logins() -> str:
    """What a first start prints: who can sign in, as what, and with which pass phrase."""
    known = {one.key: one for one in COLLEAGUES}
    labels = dict(Role.choices)
    rows = []
    for key in SHOWN:
        one = known[key]
        roles = ", ".join(str(labels[role]).lower() for role in one.roles)
        rows.append(f"  {one.email:<24}{one.name:<18}{roles}")
    return "\n".join(
        ["Demonstration logins (they exist only here), all with the pass phrase “" + PASSWORD + "”:", *rows]
    )
