"""What went wrong: one is being shared without a clearance, one was refused."""

from checklists.models import EvidenceKind
from contracts import actions as contract_actions
from contracts.actions.price import Rate
from contracts.models import ContractKind
from portfolio.demo import acts
from portfolio.demo.acts import PERSONAL, Plan
from portfolio.demo.stage import Stage
from sharing import actions as sharing_actions
from vendors.models import Volume


def actuarial_tests(stage: Stage) -> None:
    """Niamh Farrell has had test data for three weeks; it is blocked, and must be cleared or stopped."""
    facts = {**PERSONAL, "volume": Volume.MEDIUM.value, "access": 2}
    plan = Plan(
        "tests", "Actuarial test automation", "Automate the tests of the tariff.", "application-development", 6, facts
    )
    acts.engage(stage, plan)
    acts.award(stage, "tests", "farrell", why="Wrote the first version while employed here.")
    terms = {"starts": -30, "ends": 150, "cap_amount": 5_200_000, "cap_minutes": 48_000}
    made = acts.contract(stage, "tests", "farrell", ContractKind.HOURLY, "Test automation", **terms)
    lines = [Rate(role="Test engineer", rate_e4=650_000, minutes=48_000)]
    contract_actions.set_rate_lines(made, stage.users["maeve"], lines)
    acts.clauses(stage, "tests", absent=["return-destruction"])
    acts.sign(stage, "tests", days_ago=30)
    items = acts.lay_out(stage, "tests", "farrell", due_in=-1)
    notes = acts.evidence(stage, "farrell", "How I work", EvidenceKind.SELF_ASSESSMENT, expires=300)
    acts.settle(stage, items[:9], [notes])
    for item in items[9:12]:
        acts.answer(stage, item, [notes])
    acts.share(
        stage,
        "tests",
        "farrell",
        "Tariff test data",
        planned=6,
        until=140,
        description="20,000 policies with birth dates",
        purpose="Test the tariff",
        volume=20_000,
    )
    sharing_actions.mark_under_way(
        stage.sharings["tests"].ref,
        stage.day(-21),
        by=stage.users["maeve"],
        why="Found in the file transfer log: it began before anybody asked.",
        at=stage.now,
        clear_by_on=stage.day(6),
    )


def fraud(stage: Stage) -> None:
    """Calder Analytics was to score claims in the United States; Ines said no."""
    facts = {**PERSONAL, "volume": Volume.LARGE.value, "delivery_countries": ["US"]}
    acts.engage(
        stage, Plan("fraud", "Fraud scoring", "Score claims before they are paid.", "other", 25, facts, is_core=True)
    )
    acts.award(stage, "fraud", "calder", why="Best hit rate in the trial on made-up claims.")
    acts.contract(stage, "fraud", "calder", ContractKind.OTHER, "Fraud scoring, pilot", ends=365)
    acts.lay_out(stage, "fraud", "calder", due_in=12)
    acts.share(
        stage,
        "fraud",
        "calder",
        "Two years of claims",
        planned=25,
        until=380,
        description="Claims with names, amounts and bank accounts",
        purpose="Score the likelihood of fraud",
        volume=610_000,
    )
    ref = stage.sharings["fraud"].ref
    sharing_actions.request(ref, by=stage.users["sinead"], at=stage.at(-3))
    why = "Names and bank accounts are not needed for scoring. Ask again with pseudonyms."
    sharing_actions.refuse(ref, by=stage.users["ines"], why=why, at=stage.at(-1))


SCENES = (actuarial_tests, fraud)
