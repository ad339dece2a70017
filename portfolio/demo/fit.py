"""Whether outsourcing fits, as the people of the demonstration answer, decide and do it."""

from datetime import timedelta

from portfolio.demo.stage import Stage
from vendors import actions
from vendors.actions import Answer, Term
from vendors.models import FitAssessment, FitCondition, FitQuestion
from vendors.rules.fit import AGAINST

# question: what is noted where it is so, where it is not, and what must be done where it speaks against it
NOTES = {
    FitQuestion.GROWTH: ("Work has grown by a third in a year.", "The volume has been the same for years.", ""),
    FitQuestion.TIED_UP: ("It takes two engineers whom we need for claims.", "Nobody works on it full time.", ""),
    FitQuestion.GAIN: ("A firm that does nothing else is quicker and better.", "We do it well ourselves.", ""),
    FitQuestion.SENSITIVE: (
        "Policyholders' data would be at the vendor.",
        "No data about people leaves us.",
        "Agree with the data protection officer which data the vendor gets, and leave out the rest",
    ),
    FitQuestion.COMPLEX: (
        "Much of it is in two people's heads.",
        "It is written down, step by step.",
        "Write the process down, and have somebody else work by it for a week",
    ),
    FitQuestion.QUALITY: (
        "A mistake costs us more than the whole service.",
        "Ordinary quality will do.",
        "Name the quality that we must get, and how we measure it",
    ),
}


def assess(stage: Stage, key: str, *so: FitQuestion, by: str = "sinead") -> FitAssessment:
    """Answer the questions of an engagement: yes to these, no to the others."""
    answers = {
        question: Answer("yes", yes, action if question in AGAINST else "") if question in so else Answer("no", no)
        for question, (yes, no, action) in NOTES.items()
    }
    return actions.assess_fit(stage.engagements[key], stage.users[by], answers, stage.now)


def decide(stage: Stage, assessment: FitAssessment, *, due: int = 30, reason: str = "") -> list[FitCondition]:
    """Ines lets it be outsourced; each condition is the engagement owner's, due in so many days."""
    owner = assessment.engagement.owner
    terms = {
        FitQuestion(answer.question): Term(answer.condition, owner, stage.today + timedelta(days=due))
        for answer in assessment.answers.exclude(condition="")
    }
    passed = actions.pass_fit(assessment, stage.users["ines"], terms, stage.now, stage.today, reason)
    return list(passed.conditions.all())


def done(stage: Stage, condition: FitCondition, note: str, judge: str = "ravi") -> None:
    """The owner says what was done, and a reviewer looks at it."""
    actions.report_condition(condition, condition.owner, note, stage.now)
    actions.meet_condition(condition, stage.users[judge], stage.now)


def fits(stage: Stage, key: str) -> None:
    """The engagement was found to fit, and what spoke against it was done long ago."""
    so = [FitQuestion.GAIN, FitQuestion.TIED_UP]
    if stage.engagements[key].data_categories:
        so.append(FitQuestion.SENSITIVE)
    for condition in decide(stage, assess(stage, key, *so)):
        done(stage, condition, "Agreed with the data protection officer, and noted in the record of processing.")
