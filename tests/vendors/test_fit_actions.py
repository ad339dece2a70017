"""Whether outsourcing fits, through its actions: who answers, who decides, what is refused and held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.actions import Answer, Term
from vendors.models import Engagement, FitAssessment, FitQuestion

pytestmark = pytest.mark.django_db
DUE = make.TODAY + timedelta(days=30)


def answers(*against, speaks_for=("gain",), **changes):
    """No to everything but these; each answer that speaks against it with its condition."""
    given = {}
    for question in FitQuestion:
        reply = "yes" if question in (*against, *speaks_for) else "no"
        given[question] = Answer(reply, "We looked.", "Names are taken out." if question in against else "")
    return given | {FitQuestion(name.replace("_", "-")): answer for name, answer in changes.items()}


def terms(*questions, owner=None, due_on=DUE):
    return {FitQuestion(name): Term("Names are taken out.", owner or make.person(), due_on) for name in questions}


def assessed(*against, engagement=None, by=None, **more):
    return actions.assess_fit(engagement or make.engagement(), by or make.user(), answers(*against, **more), make.AT)


def passed(*against, by=None, **more):
    assessment = assessed(*against, **more)
    return actions.pass_fit(assessment, by or make.user("approver"), terms(*against), make.AT, make.TODAY)


def acts(record):
    return [one.act for one in reversed(Entry.objects.of(record))]


def epoch(engagement):
    return Engagement.objects.get(pk=engagement.pk).epoch


def test_six_answers_with_their_notes_wait_for_a_decision():
    asker = make.user()
    engagement = make.engagement()

    assessment = assessed("sensitive", engagement=engagement, by=asker)

    assert (assessment.status, assessment.result) == ("waiting", "conditions")
    assert (assessment.answered_by, assessment.requested_by) == (asker.person, engagement.requester)
    assert list(assessment.answers.values_list("question", "reply", "condition")) == [
        ("growth", "no", ""),
        ("tied-up", "no", ""),
        ("gain", "yes", ""),
        ("sensitive", "yes", "Names are taken out."),
        ("complex", "no", ""),
        ("quality", "no", ""),
    ]
    assert acts(assessment) == ["created"]
    assert [acts(answer) for answer in assessment.answers.all()] == [["created"]] * 6


def test_an_answer_without_a_note_is_refused():
    with pytest.raises(NotAllowed, match="each with a note"):
        assessed(growth=Answer("yes", "  "))


def test_a_question_that_is_left_out_is_refused():
    given = answers()
    del given[FitQuestion.QUALITY]

    with pytest.raises(NotAllowed, match="all six"):
        actions.assess_fit(make.engagement(), make.user(), given, make.AT)


@pytest.mark.parametrize("reply", ["yes", "unknown"])
def test_an_answer_that_speaks_against_it_names_its_condition(reply):
    with pytest.raises(NotAllowed, match="what must be done about it"):
        assessed(complex=Answer(reply, "Nobody wrote it down."))


@pytest.mark.parametrize("status", ["awarded", "live", "closed", "cancelled"])
def test_it_is_assessed_and_decided_before_the_award_only(status):
    engagement = make.engagement(status=status)
    assessment = make.fit(engagement)

    with pytest.raises(NotAllowed, match="before the award"):
        assessed(engagement=engagement)
    with pytest.raises(NotAllowed, match="before the award"):
        actions.pass_fit(assessment, make.user(), {}, make.AT, make.TODAY)


def test_who_corrects_an_answer_assesses_anew_and_the_earlier_one_is_replaced():
    first = assessed()

    second = assessed("sensitive", engagement=first.engagement)

    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "waiting")
    assert acts(first) == ["created", "moved"]


def test_an_approver_lets_it_be_outsourced_under_one_condition_for_each_answer_against_it():
    approver, owner = make.user("approver"), make.person()
    assessment = assessed("sensitive", "complex")
    before = epoch(assessment.engagement)

    given = terms("sensitive", "complex", owner=owner)
    decided = actions.pass_fit(assessment, approver, given, make.AT, make.TODAY)

    assert (decided.status, decided.decided_by, decided.decided_at) == ("passed", approver.person, make.AT)
    conditions = decided.engagement.fit_conditions.all()
    assert [(one.question, one.status, one.owner, one.due_on) for one in conditions] == [
        ("sensitive", "open", owner, DUE),
        ("complex", "open", owner, DUE),
    ]
    assert [acts(one) for one in conditions] == [["created"], ["created"]]
    assert epoch(assessment.engagement) == before + 1
    assert acts(decided) == ["created", "moved"]


def test_without_anything_against_it_there_is_no_condition():
    assert not passed().conditions.exists()


@pytest.mark.parametrize("names", [(), ("complex",), ("sensitive", "complex")])
def test_each_answer_against_it_gives_one_condition_and_no_other_does(names):
    assessment = assessed("sensitive")

    with pytest.raises(NotAllowed, match="gives one condition"):
        actions.pass_fit(assessment, make.user(), terms(*names), make.AT, make.TODAY)


def test_a_condition_has_words_a_day_to_come_and_an_owner_who_works_here():
    assessment = assessed("sensitive")
    question = FitQuestion.SENSITIVE
    yesterday = make.TODAY - timedelta(days=1)
    faulty = {
        "what must be done": Term(" ", make.person(), DUE),
        "today or later": Term("Names are taken out.", make.person(), yesterday),
        "works here": Term("Names are taken out.", make.person(is_active=False), DUE),
    }
    for words, term in faulty.items():
        with pytest.raises(NotAllowed, match=words):
            actions.pass_fit(assessment, make.user(), {question: term}, make.AT, make.TODAY)


def test_nobody_decides_on_their_own_answers():
    asker = make.user("approver")
    assessment = assessed(by=asker)

    with pytest.raises(NotAllowed, match="You answered the questions"):
        actions.pass_fit(assessment, asker, {}, make.AT, make.TODAY)
    with pytest.raises(NotAllowed, match="You answered the questions"):
        actions.keep_in_house(assessment, asker, make.AT, "Too dear.")


def test_nobody_decides_on_answers_that_were_corrected_after_them():
    asker = make.user("approver")
    engagement = make.engagement()
    assessed(engagement=engagement, by=asker)
    corrected = assessed(engagement=engagement)

    with pytest.raises(NotAllowed, match="You answered the questions"):
        actions.pass_fit(corrected, asker, {}, make.AT, make.TODAY)


def test_who_answered_once_may_decide_on_what_is_assessed_after_a_decision():
    """Else two people could never change their minds."""
    one, other = make.user("approver"), make.user("approver")
    engagement = make.engagement()
    actions.keep_in_house(assessed(engagement=engagement, by=one), other, make.AT, "Not this year.")

    anew = actions.pass_fit(assessed(engagement=engagement, by=other), one, {}, make.AT, make.TODAY)

    assert anew.status == "passed"


def test_nobody_decides_on_an_engagement_that_they_asked_for():
    asker = make.user("approver")
    assessment = assessed(engagement=make.engagement(requester=asker.person))

    with pytest.raises(NotAllowed, match="You asked for this engagement"):
        actions.pass_fit(assessment, asker, {}, make.AT, make.TODAY)


@pytest.mark.parametrize("field", ["answered_by", "requested_by"])
def test_the_database_holds_that_a_second_person_decides(field):
    someone = make.person()

    with pytest.raises(IntegrityError), transaction.atomic():
        make.fit(make.engagement(), status="passed", decided_by=someone, **{field: someone})


def test_the_database_holds_that_a_decision_has_somebody_who_took_it():
    assessment = make.fit(make.engagement())

    with pytest.raises(IntegrityError), transaction.atomic():
        FitAssessment.objects.filter(pk=assessment.pk).update(status="passed")


@pytest.mark.parametrize(("status", "against"), [("passed", ("sensitive", "complex", "quality")), ("kept", ())])
def test_the_database_holds_that_a_decision_against_the_answers_has_a_reason(status, against):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.fit(make.engagement(), *against, status=status, reason="")


@pytest.mark.parametrize("status", ["waiting", "passed"])
def test_the_database_holds_one_assessment_that_waits_and_one_that_counts(status):
    engagement = make.engagement()
    make.fit(engagement, status=status)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.fit(engagement, status=status)


def test_keep_in_house_is_passed_only_with_the_approvers_reason():
    assessment = assessed("sensitive", "complex", "quality")
    given = terms("sensitive", "complex", "quality")
    assert assessment.result == "keep"
    with pytest.raises(NotAllowed, match="Say why you decide otherwise"):
        actions.pass_fit(assessment, make.user(), given, make.AT, make.TODAY)

    decided = actions.pass_fit(assessment, make.user(), given, make.AT, make.TODAY, "Nobody here can do it.")

    assert (decided.status, decided.reason) == ("passed", "Nobody here can do it.")
    assert decided.conditions.count() == 3


def test_what_the_answers_let_pass_is_kept_in_house_only_with_a_reason():
    assessment = assessed()
    with pytest.raises(NotAllowed, match="Say why you decide otherwise"):
        actions.keep_in_house(assessment, make.user(), make.AT)

    assert actions.keep_in_house(assessment, make.user(), make.AT, "Not this year.").status == "kept"


def test_keep_in_house_needs_no_reason_where_the_answers_come_to_it():
    assessment = assessed("complex", speaks_for=())
    before = epoch(assessment.engagement)

    decided = actions.keep_in_house(assessment, make.user(), make.AT)

    assert decided.status == "kept"
    assert epoch(assessment.engagement) == before + 1


def test_what_is_decided_is_not_decided_again():
    decided = passed()

    with pytest.raises(NotAllowed, match="It is decided"):
        actions.keep_in_house(decided, make.user(), make.AT, "No.")


def test_what_was_decided_counts_until_a_new_assessment_is_decided():
    first = passed()
    second = assessed("complex", engagement=first.engagement)
    first.refresh_from_db()
    assert first.status == "passed"

    actions.pass_fit(second, make.user(), terms("complex"), make.AT, make.TODAY)

    first.refresh_from_db()
    assert first.status == "replaced"
    assert first.decided_by is not None


def test_an_open_condition_goes_on_under_the_terms_of_the_new_assessment():
    first = passed("sensitive")
    condition = first.conditions.get()
    actions.report_condition(condition, condition.owner, "Done.", make.AT)
    second = assessed("sensitive", engagement=first.engagement)

    given = terms("sensitive", due_on=DUE + timedelta(days=9))
    actions.pass_fit(second, make.user(), given, make.AT, make.TODAY)

    condition = first.engagement.fit_conditions.get()
    assert (condition.assessment, condition.status, condition.due_on) == (second, "open", DUE + timedelta(days=9))
    assert (condition.reported_by, condition.report) == (None, "")
    assert acts(condition) == ["created", "moved", "moved", "changed"]


def test_an_open_condition_that_the_new_answers_no_longer_give_stays_until_it_is_judged():
    first = passed("sensitive")

    actions.pass_fit(assessed(engagement=first.engagement), make.user(), {}, make.AT, make.TODAY)

    assert first.engagement.fit_conditions.get().status == "open"


def test_what_was_met_once_is_to_be_met_anew_where_the_new_answers_speak_against_it_again():
    first = passed("sensitive")
    actions.meet_condition(first.conditions.get(), make.user(), make.AT)
    second = assessed("sensitive", engagement=first.engagement)

    actions.pass_fit(second, make.user(), terms("sensitive"), make.AT, make.TODAY)

    assert [one.status for one in first.engagement.fit_conditions.all()] == ["met", "open"]


@pytest.mark.parametrize("act", [actions.start_sourcing, actions.start_evaluating])
def test_what_is_kept_in_house_is_neither_sourced_nor_evaluated(act):
    engagement = make.engagement(status="draft" if act is actions.start_sourcing else "sourcing")
    make.fit(engagement, "complex", speaks_for=(), status="kept")

    with pytest.raises(NotAllowed, match="keep this in house"):
        act(engagement, make.user())


def test_what_is_asked_for_from_now_on_needs_a_passed_assessment():
    assert actions.log_engagement(make.user(), title="Help desk").is_fit_demanded
