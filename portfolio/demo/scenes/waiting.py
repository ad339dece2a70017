"""Three requests that the gate has not let go: one far off, one with a waiver asked for, one that is ready."""

from checklists import actions as checklist_actions
from checklists.models import EvidenceKind, Item
from contracts import actions as contract_actions
from contracts.actions.price import Rate
from contracts.models import AgreementKind, ChargeKind, ContractKind, Period
from portfolio.demo import acts, fourth_parties, quotes, risks, scores
from portfolio.demo.acts import PERSONAL, Plan
from portfolio.demo.stage import Stage
from sharing import actions as sharing_actions
from vendors.models import DataCategory, Volume


def service_desk(stage: Stage) -> None:
    """Wislok Support is to get customers' contact data in 17 days, and much is still missing."""
    facts = {
        **PERSONAL,
        "volume": Volume.LARGE.value,
        "access": 2,
        "criticality": 2,
        "delivery_countries": ["DE", "PL"],
    }
    text = "First and second line for staff and policy holders."
    benefits = (
        ("service", "Four of five calls settled at once", "Half of them are", "First-contact share, each month"),
        ("cost", "A tenth less for each call", "€11.40 a call", "Cost of the desk through its calls, each quarter"),
    )
    plan = Plan("desk", "IT service desk", text, "help-desk", 17, facts, budget=70_000_000, benefits=benefits)
    acts.engage(stage, plan)
    acts.award(
        stage,
        "desk",
        "wislok",
        "lumenbay",
        why="Best weighted total; answers in both languages; within the budget.",
        why_not="Dearer by a fifth, and far from our working hours.",
        offers=quotes.DESK,
        scored=scores.DESK,
    )
    _contract(stage)
    _half_answered(stage)
    risks.log(stage, "desk", "wislok", risks.DESK)
    fourth_parties.log(stage, "desk", "wislok")
    acts.share(
        stage,
        "desk",
        "wislok",
        "Service desk customer contact data",
        planned=17,
        until=1_000,
        description="Customer names, e-mail, phone; contract numbers; call notes",
        purpose="First and second line support for policy holders",
        volume=412_000,
    )
    sharing_actions.request(stage.sharings["desk"].ref, by=stage.users["sinead"], at=stage.now)


def _contract(stage: Stage) -> None:
    """Three years by the hour, out for signature, and what was agreed beside it."""
    made = acts.contract(
        stage,
        "desk",
        "wislok",
        ContractKind.HOURLY,
        "Service desk, three years",
        number="CN-2231",
        ends=1_095,
        notice_days=180,
        cap_amount=68_400_000,
        cap_minutes=1_080_000,
    )
    rates = (
        ("Agent, first line", 315_000, 648_000),
        ("Agent, second line", 420_000, 324_000),
        ("Lead", 560_000, 108_000),
    )
    lines = [Rate(role=role, rate_e4=rate, minutes=minutes) for role, rate, minutes in rates]
    contract_actions.set_rate_lines(made, stage.users["maeve"], lines)
    acts.clauses(stage, "desk", absent=["audit-right"])
    acts.out_for_signature(stage, "desk")
    acts.agree(stage, "wislok", AgreementKind.NDA, days_ago=120)
    acts.agree(stage, "wislok", AgreementKind.DPA, days_ago=5)


def _half_answered(stage: Stage) -> None:
    """Wislok's checklist in the middle of its review: every state that an item can be in."""
    items = acts.lay_out(stage, "desk", "wislok", due_in=-4, days_ago=30)
    handbook = acts.evidence(stage, "wislok", "Security handbook", EvidenceKind.POLICY, expires=380)
    certificate = acts.evidence(
        stage, "wislok", "ISO 27001 certificate", EvidenceKind.CERTIFICATE, expires=12, issued=-300
    )
    settled, rest = items[: len(items) * 3 // 5], items[len(items) * 3 // 5 :]
    first = next(item for item in settled if item.template_item.is_evidence_wanted)
    acts.settle(stage, [first], [certificate])
    acts.settle(stage, [item for item in settled if item != first], [handbook])
    vendors = [item for item in rest if item.asks == "vendor"]
    submitted, sent_back, declined, marked, waived = vendors[0], vendors[1], vendors[2], vendors[3], vendors[4]
    acts.answer(stage, submitted, [handbook])
    acts.answer(stage, sent_back, [handbook])
    reviewer = stage.users[acts.REVIEWER[sent_back.area]]
    note = "This is 14 months old. Please send the result of the last twelve months."
    checklist_actions.send_back(sent_back, by=reviewer, note=note, at=stage.now)
    why = "The report names other customers. We show it on a call."
    checklist_actions.decline(declined, by=stage.contact("wislok"), why=why, at=stage.now)
    _not_applicable(stage, marked)
    _waived(stage, waived, days=60)


def _not_applicable(stage: Stage, item: Item) -> None:
    """Marked by one reviewer; it counts once another one confirms it."""
    by = stage.users[acts.REVIEWER[item.area]]
    checklist_actions.mark_not_applicable(item, by=by, why="They host nothing of ours themselves.", at=stage.now)
    if item.area == "security":
        checklist_actions.confirm_not_applicable(item, by=stage.users["dara"], at=stage.now)


def _waived(stage: Stage, item: Item, days: int) -> None:
    waiver = checklist_actions.ask_waiver(
        item,
        by=stage.users["ravi"],
        reason="The certificate is being renewed; the audit took place last month.",
        compensating_control="Virtual desktops only, copy and print blocked, weekly review of access.",
        ends_on=stage.day(days),
        at=stage.now,
    )
    checklist_actions.grant_waiver(waiver, by=stage.users["ines"], at=stage.now, note="Until the certificate is there.")


def backup(stage: Stage) -> None:
    """Nimbera Backup: a project, under way towards a sharing in 42 days, with a waiver that waits for Ines."""
    facts = {**PERSONAL, "volume": Volume.LARGE.value, "criticality": 2, "delivery_countries": ["EE", "FI"]}
    acts.engage(stage, Plan("backup", "Backup and archive", "Encrypted archive of policies.", "data-centre", 42, facts))
    why, why_not = "Keys stay with us; half the price of the other.", "Holds the keys itself, at twice the price."
    acts.award(stage, "backup", "nimbera", "tideline", why=why, why_not=why_not)
    made = acts.contract(
        stage, "backup", "nimbera", ContractKind.PROJECT, "Archive migration", change_allowance_bp=1_000, ends=365
    )
    stones = (
        ("Design and key ceremony", 1_200_000, 10),
        ("First full backup", 2_400_000, 40),
        ("Restore test", 900_000, 75),
    )
    rows = [{"title": title, "amount": amount, "due_on": stage.day(due)} for title, amount, due in stones]
    contract_actions.set_milestones(made, stage.users["maeve"], rows)
    acts.clauses(stage, "backup", not_needed={"cap": "Paid by milestone, not by the hour."})
    acts.sign(stage, "backup")
    contract_actions.start_milestone(made.milestones.get(position=0), stage.users["maeve"])
    acts.agree(stage, "nimbera", AgreementKind.DPA, days_ago=25)
    items = acts.lay_out(stage, "backup", "nimbera", due_in=20)
    risks.log(stage, "backup", "nimbera", risks.BACKUP)
    handbook = acts.evidence(stage, "nimbera", "Security concept", EvidenceKind.POLICY, expires=400)
    acts.settle(stage, items[:-4], [handbook])
    checklist_actions.ask_waiver(
        items[-1],
        by=stage.users["ravi"],
        reason="The yearly exit test falls into next quarter.",
        compensating_control="A restore of the last full backup was watched by us this month.",
        ends_on=stage.day(120),
        at=stage.now,
    )
    acts.share(
        stage,
        "backup",
        "nimbera",
        "Encrypted policy archive",
        planned=42,
        until=700,
        description="Policy documents since 1998, encrypted with our keys",
        purpose="Keep a second copy outside our own data centre",
        way="api",
        volume=1_900_000,
    )
    sharing_actions.request(stage.sharings["backup"].ref, by=stage.users["sinead"], at=stage.now)


def payroll(stage: Stage) -> None:
    """Quillon Payroll: everything is there, and the approval waits for somebody who did not ask for it."""
    categories = [DataCategory.FINANCIAL.value, DataCategory.PERSONAL.value]
    facts = {**PERSONAL, "data_categories": categories, "volume": Volume.MEDIUM.value, "criticality": 2}
    plan = Plan("payroll", "Payroll service", "Pay slips and pension reports.", "hr", 56, facts, it_kind="ites")
    acts.engage(stage, plan)
    acts.award(stage, "payroll", "quillon", why="Knows the Irish rules; ready for the new year.")
    made = acts.contract(stage, "payroll", "quillon", ContractKind.OTHER, "Payroll 2027", notice_days=90, ends=800)
    charge = {
        "kind": ChargeKind.PER_UNIT,
        "title": "Pay slip",
        "unit": "pay slip",
        "unit_price_e4": 41_000,
        "volume": 1_150,
    }
    contract_actions.set_charges(made, stage.users["maeve"], [{**charge, "period": Period.MONTH}])
    acts.clauses(stage, "payroll", not_needed={"cap": "Paid by the pay slip, not by the hour."})
    acts.sign(stage, "payroll")
    acts.agree(stage, "quillon", AgreementKind.DPA, days_ago=20)
    items = acts.lay_out(stage, "payroll", "quillon", due_in=30)
    report = acts.evidence(stage, "quillon", "Controls report", EvidenceKind.CERTIFICATE, expires=330)
    acts.settle(stage, items, [report])
    acts.share(
        stage,
        "payroll",
        "quillon",
        "Payroll master data",
        planned=56,
        until=780,
        description="Names, addresses, bank accounts and salaries of 1,150 employees",
        purpose="Pay salaries and report to the revenue",
        volume=1_150,
    )
    sharing_actions.request(stage.sharings["payroll"].ref, by=stage.users["sinead"], at=stage.now)


SCENES = (service_desk, backup, payroll)
