"""What a new installation starts with: the criteria for IT outsourcing, each with what its levels mean."""

from typing import Any

KEY, TITLE = "it-outsourcing", "IT outsourcing"
ABOUT = "For handing IT work or IT-enabled services to another firm. Copy it, then set the weights for the engagement."

# key, title, weight, floor of a deal-breaker (None: it is none), what to look at, what levels 1 to 5 mean
CRITERIA: tuple[tuple[str, str, int, int | None, str, tuple[str, str, str, str, str]], ...] = (
    (
        "expertise",
        "Expertise",
        15,
        None,
        "Skills and experience that this work needs, in the people who would do it: references, certificates, talks.",
        (
            "The skills are not there, or only on paper.",
            "Some of the skills are there; the important ones would have to be learnt on our work.",
            "All the skills are there; little experience with work like ours.",
            "Named people with all the skills have done work like ours; references confirm it.",
            "Several references for the same kind of work praise these people, and they showed us a better way.",
        ),
    ),
    (
        "quality",
        "Quality and efficiency",
        15,
        None,
        "How good the work is and how it is kept so: measured service levels, testing, tools, continual improvement.",
        (
            "No method that we could recognise; results depend on who happens to do the work.",
            "A method exists, is followed now and then, and nothing is measured.",
            "A method is followed; the usual figures are measured and mostly met.",
            "Figures are met and shown to us without asking; faults lead to lasting repairs.",
            "Better than what we reach ourselves, shown over years, and more is promised in the contract.",
        ),
    ),
    (
        "cost",
        "Cost",
        20,
        None,
        "The comparable cost: every quote brought to one currency and one horizon. Nobody scores it by hand.",
        (
            "Five times the lowest comparable cost, or more.",
            "Two and a half times the lowest.",
            "Two thirds more than the lowest.",
            "A quarter more than the lowest.",
            "The lowest comparable cost.",
        ),
    ),
    (
        "communication",
        "Communication and language",
        8,
        None,
        "Whether we understand each other: command of our language, written and spoken, and how problems are told.",
        (
            "Talking takes an interpreter, or questions stay without an answer.",
            "Simple matters work; anything difficult is misunderstood.",
            "Work can be discussed well in writing; calls take patience.",
            "Fluent in writing and speech; bad news comes early and plainly.",
            "As with a colleague: fluent, asks what we forgot to say, and writes down what was agreed.",
        ),
    ),
    (
        "culture",
        "Culture and working hours",
        5,
        None,
        "How the ways of working fit: hours in common, holidays, how decisions are made, whether people contradict.",
        (
            "Hardly an hour in common, and ways of working that have clashed already.",
            "Under two hours in common, or nobody there decides anything.",
            "Two to four hours in common; differences are known and can be lived with.",
            "Four hours or more in common; the team says openly when something will not work.",
            "The whole day in common, with proven work together with firms like ours.",
        ),
    ),
    (
        "security",
        "Security and compliance",
        20,
        1,
        "How data and systems are protected, and what shows it: certificates, reports, answers, the law there.",
        (
            "Would not be allowed to hold our data: basic protection is missing, or duties under law cannot be met.",
            "Large gaps; a plan to close them is promised, and nothing shows it yet.",
            "The basics are there and shown; known gaps have dates.",
            "Independent reports without serious findings cover this service.",
            "Independent reports cover this service and its subcontractors; we are told of weaknesses before we ask.",
        ),
    ),
    (
        "control",
        "Control and transparency",
        7,
        None,
        "Whether we keep hold of it: reports, audit rights, who works for us, subcontractors, getting out again.",
        (
            "We would see results only; audits and questions are refused.",
            "Reports on request; subcontractors are not named.",
            "Regular reports, named subcontractors, an audit right.",
            "We see the work as it happens, approve who works for us, and can take it back within an agreed time.",
            "All of that, and documents and knowledge are ours at any time; another customer has left smoothly.",
        ),
    ),
    (
        "finances",
        "Financial health and dependency",
        5,
        None,
        "Whether the vendor will still be there, and how much hangs on it, from either side.",
        (
            "May not last the contract: losses, late accounts, or we would be most of its business.",
            "Thin: one customer or one person decides whether it goes on.",
            "Sound for some years; replacing it would take us long.",
            "Healthy accounts, many customers, and others could take the work over.",
            "Healthy for years and independently rated; the work could move within weeks.",
        ),
    ),
    (
        "service",
        "Customer service",
        5,
        None,
        "How we are looked after when something is wrong: who answers, how fast, and whether it is solved.",
        (
            "Nobody is responsible for us; requests get lost.",
            "Answers come, late and from somebody else each time.",
            "A named contact answers on the same working day.",
            "A named contact and a deputy, agreed times, and a way upwards that works.",
            "Problems are seen before we report them; other customers say the same.",
        ),
    ),
)


def load_criteria(apps: Any) -> None:
    """Add the set where there is none of its key; one that somebody has edited stays as it is."""
    sets, criteria = apps.get_model("selection", "CriteriaSet"), apps.get_model("selection", "SetCriterion")
    made, is_new = sets.objects.get_or_create(key=KEY, defaults={"title": TITLE, "about": ABOUT})
    if not is_new:
        return
    criteria.objects.bulk_create(
        criteria(
            criteria_set=made,
            key=key,
            title=title,
            about=about,
            weight=weight,
            is_deal_breaker=floor is not None,
            floor=floor,
            source="cost" if key == "cost" else "scored",
            position=position,
            **{f"level_{level}": text for level, text in enumerate(levels, 1)},
        )
        for position, (key, title, weight, floor, about, levels) in enumerate(CRITERIA, 1)
    )
