"""What is over: a sharing that ended with proof, and an engagement that was given up."""

from checklists.models import EvidenceKind
from contracts.models import AgreementKind, ContractKind
from portfolio.demo import acts
from portfolio.demo.acts import Plan
from portfolio.demo.stage import Stage
from sharing import actions as sharing_actions
from vendors import actions as vendor_actions


def microsite(stage: Stage) -> None:
    """Fennick Studio built a campaign site; the texts came back, and the engagement is closed."""
    plan = Plan("site", "Campaign microsite", "Design and build.", "application-development", -75)
    acts.engage(stage, plan)
    acts.award(stage, "site", "fennick", why="Three designs to choose from.")
    acts.contract(stage, "site", "fennick", ContractKind.PROJECT, "Campaign site", starts=-100, ends=30, owner="owen")
    acts.clauses(stage, "site")
    acts.sign(stage, "site", days_ago=101)
    acts.agree(stage, "fennick", AgreementKind.NDA, days_ago=101)
    items = acts.lay_out(stage, "site", "fennick", due_in=1)
    note = acts.evidence(stage, "fennick", "Security note", EvidenceKind.SELF_ASSESSMENT, expires=100)
    acts.settle(stage, items, [note])
    acts.share(
        stage,
        "site",
        "fennick",
        "Drafts of the campaign",
        planned=-75,
        until=20,
        description="Texts and pictures that are not public yet",
        purpose="Build the site",
        frequency="once",
    )
    acts.clear(stage, "site", "ines", asked=-82, approved=-80)
    ref, sinead = stage.sharings["site"].ref, stage.users["sinead"]
    sharing_actions.record_transfer(ref, by=sinead, at=stage.at(-75))
    sharing_actions.end(ref, by=sinead, why="The site is live.", at=stage.at(-12))
    sharing_actions.finish(ref, by=stage.users["ravi"], why="Deletion confirmed in writing; the account is closed.")
    vendor_actions.go_live(stage.engagements["site"], stage.users["maeve"])
    vendor_actions.close(stage.engagements["site"], stage.users["maeve"], "The campaign is over.")


def branch_desk(stage: Stage) -> None:
    """A desk for the branches was not needed once the service desk took it on."""
    acts.engage(stage, Plan("branch", "Branch service desk", "A desk for 14 branches.", "help-desk", 90))
    vendor_actions.cancel(stage.engagements["branch"], stage.users["maeve"], "Part of the IT service desk now.")


SCENES = (microsite, branch_desk)
