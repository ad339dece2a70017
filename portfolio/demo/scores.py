"""What the people of the demonstration think of the candidates, each without having seen the others' scores."""

from collections.abc import Mapping

from portfolio.demo.stage import Stage
from selection import actions
from selection.models import CriteriaSet, Evaluation, Scorecard

STATEMENT = "I have no conflict of interest."
# criterion by criterion of the shipped set, without the cost, which nobody scores
ASKED = ("expertise", "quality", "communication", "culture", "security", "control", "finances", "service")
Given = Mapping[str, tuple[str, str]]  # by vendor: a level for each criterion, and a note on the first
CLAIMS: Mapping[str, Given] = {
    "niall": {
        "saltmarsh": ("44444444", "Two of their people wrote the rules engine of our neighbours."),
        "oakhollow": ("54444444", "They know our platform better than we do."),
        "arundaya": ("53323324", "Strong engineers; the lead changes each quarter."),
        "ostrel": ("33443333", ""),
    },
    "sinead": {
        "saltmarsh": ("43554443", "The agents liked the trial week."),
        "oakhollow": ("44555444", ""),
        "arundaya": ("42222323", "Nobody answered in our afternoon."),
        "ostrel": ("34343343", "Friendly, and slow to estimate."),
    },
    "ravi": {
        "saltmarsh": ("43445444", "Audited twice, nothing open."),
        "oakhollow": ("44443434", "No second site for their own tools."),
        "arundaya": ("53325324", "Good certificates; access from shared machines."),
        "ostrel": ("33333233", ""),
    },
}
DESK: Mapping[str, Given] = {
    "niall": {
        "wislok": ("44443344", "They run the same ticket system for two insurers."),
        "lumenbay": ("33343344", "Good at night; little experience with our tools."),
    },
    "sinead": {
        "wislok": ("54544335", "The trial week went well."),
        "lumenbay": ("43433334", ""),
    },
}
NIGHT: Mapping[str, Given] = {"sinead": {"lumenbay": ("44433", "They do this for two airlines.")}}


def set_up(stage: Stage, key: str, *evaluators: str) -> Scorecard:
    """A scorecard from the set that ships, and who is asked to score."""
    maeve = stage.users["maeve"]
    criteria = CriteriaSet.objects.get(key="it-outsourcing")
    card: Scorecard = actions.set_up_scorecard(stage.engagements[key], criteria, maeve)
    for evaluator in evaluators:
        actions.invite(card, stage.users[evaluator].person, maeve, stage.now)
    return card


def give(stage: Stage, key: str, given: Mapping[str, Given], *, submitted: bool = True) -> None:
    """Each says that there is no conflict of interest, and scores; a short row of levels leaves the rest open."""
    criteria = stage.engagements[key].scorecard.criteria.in_bulk(field_name="pk")
    keys = {one.key: pk for pk, one in criteria.items()}
    for evaluator, scored in given.items():
        user = stage.users[evaluator]
        mine = Evaluation.objects.get(scorecard__engagement=stage.engagements[key], person=user.person)
        mine = actions.declare(mine, user, STATEMENT, stage.now)
        for vendor, (levels, note) in scored.items():
            candidate = stage.engagements[key].candidates.get(vendor=stage.vendors[vendor])
            row = {
                keys[name]: (int(level), note if name == ASKED[0] else "")
                for name, level in zip(ASKED, levels, strict=False)
            }
            actions.save_scores(mine, candidate, row, user, stage.now)
        if submitted:
            actions.submit(mine, user, stage.now)
