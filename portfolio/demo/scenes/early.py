"""What has just begun: candidates that are compared, a longlist, an idea whose facts nobody has confirmed."""

from dataclasses import replace

from checklists.actions import raise_tier
from portfolio.demo import acts, fit, quotes, risks, scores
from portfolio.demo.acts import PERSONAL, Plan
from portfolio.demo.stage import Stage
from selection import actions as selection_actions
from vendors import actions as vendor_actions
from vendors.models import FACTS, DataCategory, DataClass, FitQuestion, ProcessingRole, Volume

# by candidate: what references say, and which benefits it would bring
HEARD = {
    "saltmarsh": ("A health insurer, six years: would choose them again.", "Monthly releases, as shown there."),
    "oakhollow": (
        "Two Irish insurers, who praise the people and not the speed.",
        "Knows the platform already.",
    ),
    "arundaya": ("A bank, two years: good work, the team changes often.", ""),
}


def claims_platform(stage: Stage) -> None:
    """Four candidates for the claims platform; one is to get made-up claims for a pilot."""
    categories = [DataCategory.PERSONAL.value, DataCategory.SPECIAL.value]
    facts = {
        **PERSONAL,
        "data_class": DataClass.RESTRICTED.value,
        "data_categories": categories,
        "volume": Volume.LARGE.value,
        "access": 3,
        "criticality": 4,
        "is_substitutable": False,
        "delivery_countries": ["IE", "PT"],
    }
    title, text = "Claims platform maintenance", "Maintain and develop the claims platform with us."
    benefits = (
        ("quality", "A release each month", "One each quarter", "Releases in production, each quarter"),
        ("expertise", "People who know the platform", "Two, one of whom retires", "Names on the rota"),
    )
    plan = Plan("claims", title, text, "application-development", 119, facts, budget=180_000_000, benefits=benefits)
    plan = replace(plan, is_core=True)
    acts.engage(stage, plan)
    vendor_actions.start_sourcing(stage.engagements["claims"], stage.users["maeve"])
    acts.compare(stage, "claims", "saltmarsh", "oakhollow", "arundaya", "ostrel")
    quotes.know_rates(stage)
    quotes.submit(stage, "claims", quotes.CLAIMS)
    fit.fits(stage, "claims")
    for vendor, (references, brings) in HEARD.items():
        acts.note(stage, "claims", vendor, references, brings)
    scores.set_up(stage, "claims", *scores.CLAIMS)
    vendor_actions.start_evaluating(stage.engagements["claims"], stage.users["maeve"])
    scores.give(stage, "claims", scores.CLAIMS)
    risks.log(stage, "claims", "saltmarsh", risks.CLAIMS_NEAR)
    risks.log(stage, "claims", "arundaya", risks.CLAIMS_FAR)
    acts.share(
        stage,
        "claims",
        "saltmarsh",
        "Claims portal test data, made up",
        planned=28,
        until=70,
        data_class=DataClass.INTERNAL.value,
        data_categories=[],
        countries=["PT"],
        description="5,000 made-up claims in our own format",
        purpose="A pilot of four weeks",
        is_evaluation=True,
        volume=5_000,
        legal_basis="",
    )


def night_shift(stage: Stage) -> None:
    """Customer contact at night: one candidate, far away; two are asked to score, and its fit waits for a decision."""
    facts = {**PERSONAL, "volume": Volume.LARGE.value, "access": 2, "delivery_countries": ["PH"]}
    plan = Plan(
        "night", "Customer contact at night", "Telephone and chat from ten to six.", "customer-support", 150, facts
    )
    acts.engage(stage, plan, unconfirmed=("volume", "access"))
    vendor_actions.start_sourcing(stage.engagements["night"], stage.users["owen"])
    fit.assess(stage, "night", FitQuestion.GROWTH, FitQuestion.SENSITIVE)
    owen = stage.users["owen"]
    found = selection_actions.add_candidate(stage.engagements["night"], stage.vendors["lumenbay"], owen)
    selection_actions.shortlist(found, owen)
    scores.set_up(stage, "night", "niall", "sinead")
    scores.give(stage, "night", scores.NIGHT, submitted=False)
    reason = "Nobody else could take the telephone at night within a month."
    raise_tier(stage.vendors["lumenbay"], stage.engagements["night"], "critical", by=owen, reason=reason, at=stage.now)


def learning(stage: Stage) -> None:
    """An idea: its facts were entered, and wait for a reviewer."""
    facts = {**PERSONAL, "processing_role": ProcessingRole.PROCESSOR.value, "delivery_countries": ["DE"]}
    plan = Plan(
        "learning", "Learning platform", "Courses for all staff.", "hr", 200, facts, it_kind="ites", owner="owen"
    )
    acts.engage(stage, plan, unconfirmed=FACTS)


def monitoring(stage: Stage) -> None:
    """Security monitoring fits under two conditions, of which one is said to be met; nobody is on the list yet."""
    facts = {"data_class": DataClass.CONFIDENTIAL.value, "access": 2, "criticality": 3}
    plan = Plan("soc", "Security monitoring", "Watch the logs around the clock.", "network", 180, facts)
    acts.engage(stage, plan)
    doubts = (FitQuestion.GAIN, FitQuestion.TIED_UP, FitQuestion.SENSITIVE, FitQuestion.COMPLEX)
    _open, reported = fit.decide(stage, fit.assess(stage, "soc", *doubts), due=12)
    vendor_actions.report_condition(reported, reported.owner, "The runbooks are written, all nine.", stage.now)
    vendor_actions.start_sourcing(stage.engagements["soc"], stage.users["maeve"])


SCENES = (claims_platform, night_shift, learning, monitoring)
