"""What may go wrong in the demonstration's engagements, what is done about it, and what remains."""

from typing import NamedTuple

from portfolio.demo.stage import Stage
from vendors import actions
from vendors.models import Risk, RiskCategory, RiskResponse

SECURITY, CONTROL, COMMUNICATION = (
    RiskCategory.SECURITY.value,
    RiskCategory.CONTROL.value,
    RiskCategory.COMMUNICATION.value,
)
CULTURE, DEPENDENCY = RiskCategory.CULTURE.value, RiskCategory.DEPENDENCY.value


class Told(NamedTuple):
    """One risk: (likelihood, impact) before and after its treatment; `after` is None where nobody has said."""

    category: str
    title: str
    before: tuple[int, int]
    treatment: str
    after: tuple[int, int] | None
    owner: str = "maeve"
    review_in: int = 90


DESK = (
    Told(
        SECURITY,
        "Agents copy contact data to local devices",
        (4, 4),
        "Virtual desktops only, copy and print blocked",
        (2, 2),
    ),
    Told(CONTROL, "Ticket routing is known only to the vendor", (3, 4), "Runbooks kept in our wiki", (1, 4), "sinead"),
    Told(
        COMMUNICATION,
        "Handover gaps at shift change",
        (3, 3),
        "Daily call, English at C1 in the contract",
        (2, 2),
        "sinead",
    ),
    Told(CULTURE, "Different escalation habits in complaints", (2, 2), "Joint training in the first month", (1, 2)),
    Told(
        DEPENDENCY,
        "One vendor for first and second line",
        (4, 5),
        "Exit plan, second source listed",
        (2, 4),
        "sinead",
        31,
    ),
)
COLO = (
    Told(SECURITY, "Visitors reach our racks", (3, 4), "Own cage, two doors, a list that we keep", (1, 4)),
    Told(
        CONTROL, "Changes to power and cooling come unannounced", (3, 3), "Notice of ten days in the contract", (2, 3)
    ),
    Told(
        COMMUNICATION,
        "Night staff does not know our contacts",
        (2, 3),
        "One page of contacts, tested twice a year",
        (1, 3),
    ),
    Told(CULTURE, "Another view of what an emergency is", (2, 2), "Severity table agreed", (1, 2)),
    Told(
        DEPENDENCY,
        "Moving two rooms would take a year",
        (3, 4),
        "Second site with another company",
        (2, 4),
        review_in=-3,
    ),
)
NETWORK = (
    Told(SECURITY, "Administrator accounts are misused", (3, 5), "Jump host, sessions recorded, second factor", (1, 4)),
    Told(CONTROL, "The documentation is behind the network", (3, 3), "Checked by us each quarter", (2, 2)),
    Told(COMMUNICATION, "Changes and incidents get mixed up", (3, 3), "One calendar for both sides", (1, 3)),
    Told(CULTURE, "Shift leads change often", (2, 3), "Two named engineers on each shift", (1, 3)),
    Told(DEPENDENCY, "Nobody here can run the network alone", (3, 5), "Two of ours are trained; step-in right", (1, 4)),
)
PRINTING = (
    Told(SECURITY, "A letter goes to the wrong policy holder", (3, 3), "Barcode checked at the envelope", (1, 3)),
)
BACKUP = (
    Told(SECURITY, "Somebody reads the archive", (3, 5), "Encrypted with keys that stay with us", (1, 4)),
    Told(DEPENDENCY, "The archive cannot be read without its maker", (3, 4), "A yearly restore without them", None),
)
CLAIMS_NEAR = (
    Told(SECURITY, "Claims with health data leave the platform", (3, 4), "Made-up data outside production", (1, 4)),
    Told(CONTROL, "Knowledge of the claims rules moves away", (3, 4), "Two engineers keep the design role", (2, 2)),
    Told(COMMUNICATION, "Few overlapping hours", (1, 3), "", (1, 3)),
    Told(CULTURE, "Estimates are given too readily", (2, 2), "", (2, 2)),
    Told(DEPENDENCY, "A small firm with one large customer", (3, 4), "Escrow, yearly accounts", (2, 4)),
)
CLAIMS_FAR = (
    Told(SECURITY, "Claims with health data leave the platform", (4, 5), "Made-up data outside production", (2, 4)),
    Told(CONTROL, "Work far away is seen and steered less", (4, 4), "", (4, 4)),
    Told(COMMUNICATION, "Three and a half hours of overlap", (3, 3), "A lead on our side of the day", (2, 3)),
    Told(CULTURE, "A no is hard to say", (3, 3), "Retrospectives with a moderator", (2, 3)),
)


def log(stage: Stage, key: str, vendor: str, told: tuple[Told, ...]) -> list[Risk]:
    """Maeve logs the risks; Ravi, who owns none of them, says what remains."""
    return [_log(stage, key, vendor, one) for one in told]


def _log(stage: Stage, key: str, vendor: str, told: Told) -> Risk:
    risk = actions.log_risk(
        stage.engagements[key],
        stage.vendors[vendor],
        stage.users["maeve"],
        category=told.category,
        title=told.title,
        inherent_likelihood=told.before[0],
        inherent_impact=told.before[1],
        response=RiskResponse.REDUCE if told.treatment else RiskResponse.UNDECIDED,
        treatment=told.treatment,
        owner=stage.users[told.owner].person,
        review_on=stage.day(told.review_in),
    )
    if told.after is None:
        return risk
    return actions.assess_risk(risk, stage.users["ravi"], *told.after, stage.day(told.review_in), stage.now)
