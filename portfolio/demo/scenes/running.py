"""Three that were let go: one cleared and waiting for its day, one active, one that is stopped today."""

from checklists import actions as checklist_actions
from checklists.models import EvidenceKind, Item
from contracts import actions as contract_actions
from contracts.actions.price import Rate
from contracts.models import AgreementKind, ChargeKind, ContractKind, Period
from portfolio.demo import acts, risks, staff
from portfolio.demo.acts import PERSONAL, Plan
from portfolio.demo.stage import Stage
from sharing import actions as sharing_actions
from vendors import actions as vendor_actions
from vendors.models import DataCategory, DataClass, Volume


def colocation(stage: Stage) -> None:
    """Tideline Data Centres: cleared ahead of its day; the last day to give notice is near."""
    facts = {**PERSONAL, "volume": Volume.SMALL.value, "access": 2, "criticality": 3}
    acts.engage(stage, Plan("colo", "Colocation", "Two rooms in Dublin, one in Cork.", "data-centre", 49, facts))
    acts.award(stage, "colo", "tideline", why="The only one with both sites; audited each year.")
    terms = {"starts": -640, "ends": 106, "notice_days": 90, "renewal_months": 12, "number": "CN-1877"}
    made = acts.contract(stage, "colo", "tideline", ContractKind.OTHER, "Colocation agreement", **terms)
    charge = {"kind": ChargeKind.SUBSCRIPTION, "title": "Rooms and power", "amount": 3_433_300, "period": Period.MONTH}
    contract_actions.set_charges(made, stage.users["maeve"], [charge])
    acts.clauses(stage, "colo", not_needed={"cap": "A fixed fee a month."})
    acts.sign(stage, "colo", days_ago=640)
    acts.agree(stage, "tideline", AgreementKind.DPA, days_ago=600)
    items = acts.lay_out(stage, "colo", "tideline", due_in=25)
    risks.log(stage, "colo", "tideline", risks.COLO)
    report = acts.evidence(stage, "tideline", "SOC 2 type 2 report", EvidenceKind.SOC2_TYPE_2, expires=75, issued=-200)
    acts.settle(stage, items, [report])
    acts.share(
        stage,
        "colo",
        "tideline",
        "Staff access list, site plans",
        planned=49,
        until=100,
        description="Names and photographs of 40 engineers, plans of both sites",
        purpose="Let our engineers into the rooms",
        volume=40,
    )
    acts.clear(stage, "colo", "ines", asked=-9, approved=-6)


def printing(stage: Stage) -> None:
    """Hartwick Print & Mail: active for months; approval, contract and certificate end within weeks."""
    facts = {**PERSONAL, "volume": Volume.MEDIUM.value}
    acts.engage(
        stage, Plan("print", "Policy documents", "Print and post policies.", "other", -90, facts, it_kind="ites")
    )
    acts.award(stage, "print", "hartwick", why="Prints for two other insurers; keeps nothing after posting.")
    terms = {"starts": -330, "ends": 61, "notice_days": 30, "owner": "owen"}
    made = acts.contract(stage, "print", "hartwick", ContractKind.OTHER, "Policy documents", **terms)
    letter = {
        "kind": ChargeKind.PER_UNIT,
        "title": "Letter",
        "unit": "letter",
        "unit_price_e4": 7_400,
        "volume": 12_000,
    }
    contract_actions.set_charges(made, stage.users["owen"], [{**letter, "period": Period.MONTH}])
    acts.clauses(stage, "print", not_needed={"cap": "Paid by the letter."})
    acts.sign(stage, "print", days_ago=335)
    acts.agree(stage, "hartwick", AgreementKind.DPA, days_ago=330)
    items = acts.lay_out(stage, "print", "hartwick", due_in=3)
    risks.log(stage, "print", "hartwick", risks.PRINTING)
    report = acts.evidence(
        stage, "hartwick", "ISO 27001 certificate", EvidenceKind.CERTIFICATE, expires=30, issued=-300
    )
    acts.settle(stage, items, [report])
    acts.share(
        stage,
        "print",
        "hartwick",
        "Policy documents for posting",
        planned=-90,
        until=60,
        description="Names, addresses and policy documents, each night",
        purpose="Print and post policy documents",
        volume=90_000,
        frequency="repeated",
    )
    acts.clear(stage, "print", "ines", asked=-100, approved=-96)
    sharing_actions.start(stage.sharings["print"].ref, by=stage.users["sinead"], at=stage.at(-90))
    sharing_actions.record_transfer(stage.sharings["print"].ref, by=stage.users["maeve"], at=stage.at(-1), volume=3_100)
    vendor_actions.go_live(stage.engagements["print"], stage.users["maeve"])


def network(stage: Stage) -> None:
    """Corvane Networks: let go by two approvers, and running for weeks."""
    facts = {
        "data_class": DataClass.RESTRICTED.value,
        "data_categories": [DataCategory.CREDENTIALS.value],
        "access": 4,
        "criticality": 3,
        "delivery_countries": ["GB"],
    }
    plan = Plan("network", "Network operations", "Watch and change the network, day and night.", "network", -37, facts)
    acts.engage(stage, plan)
    acts.award(stage, "network", "corvane", why="Has run it since 2024; two named engineers on each shift.")
    made = acts.contract(stage, "network", "corvane", ContractKind.HOURLY, "Network operations", starts=-320, ends=152)
    lines = [Rate(role="Network engineer", rate_e4=680_000, minutes=525_600)]
    contract_actions.set_rate_lines(made, stage.users["maeve"], lines)
    acts.clauses(stage, "network")
    acts.sign(stage, "network", days_ago=325)
    acts.agree(stage, "corvane", AgreementKind.NDA, days_ago=325)
    items = acts.lay_out(stage, "network", "corvane", due_in=2)
    risks.log(stage, "network", "corvane", risks.NETWORK)
    staff.log(stage, "network", "corvane")
    report = acts.evidence(stage, "corvane", "Penetration test", EvidenceKind.PENETRATION_TEST, expires=140, issued=-80)
    acts.settle(stage, items, [report])
    acts.share(
        stage,
        "network",
        "corvane",
        "Network diagrams, admin accounts",
        planned=-37,
        until=150,
        description="Diagrams of all sites, administrator accounts of 60 devices",
        purpose="Operate the network",
        way="access",
        destination="Our jump host",
        volume=60,
    )
    acts.clear(stage, "network", "ines", "aoife", asked=-44, approved=-40)
    sharing_actions.start(stage.sharings["network"].ref, by=stage.users["sinead"], at=stage.at(-37))
    vendor_actions.go_live(stage.engagements["network"], stage.users["maeve"])


def found_wanting(stage: Stage) -> None:
    """Today Ravi sends one of Corvane's accepted items back: everything that rested on it stops."""
    item = Item.objects.get(checklist__engagement=stage.engagements["network"], code="A-04")
    note = "The test left out the jump host that they use for our network. Please have it tested."
    checklist_actions.send_back(item, by=stage.users["ravi"], note=note, at=stage.now)
    sharing_actions.sweep(stage.now)


SCENES = (colocation, printing, network)
TODAY = (found_wanting,)
