"""What six answers come to: every combination of them, and that no worse answer ever comes to a better result."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.models import FitQuestion, FitReply, FitResult
from vendors.rules import fit

REPLIES = st.fixed_dictionaries({question: st.sampled_from(FitReply.values) for question in FitQuestion.values})
ORDER = [FitResult.GO, FitResult.CONDITIONS, FitResult.KEEP]


def answers(speaks_for="", against=""):
    """Replies by their letters: y, n, u for the three questions of each side."""
    words = {"y": "yes", "n": "no", "u": "unknown"}
    return {question: words[one] for question, one in zip((*fit.FOR, *fit.AGAINST), speaks_for + against, strict=True)}


def test_the_six_questions_are_those_of_the_product():
    assert [str(question.label) for question in FitQuestion] == [
        "We grow faster than we can staff it ourselves",
        "It ties up people whom we need elsewhere",
        "There is efficiency or quality to gain",
        "A vendor would get sensitive data",
        "The process is too complex to hand over",
        "Its quality is worth more than its cost",
    ]
    assert set(fit.FOR) | set(fit.AGAINST) == set(FitQuestion)


@pytest.mark.parametrize(
    ("speaks_for", "against", "result"),
    [
        ("yyy", "nnn", "go"),
        ("nnn", "nnn", "go"),
        ("ynn", "ynn", "conditions"),
        ("ynn", "yyn", "conditions"),
        ("yyy", "yyy", "keep"),
        ("nnn", "nyn", "keep"),
        ("nnn", "nyy", "keep"),
        ("uuu", "nny", "keep"),
        ("ynn", "unn", "conditions"),
        ("yyy", "uuu", "keep"),
        ("uuu", "uuu", "keep"),
    ],
)
def test_what_answers_come_to(speaks_for, against, result):
    assert fit.result_of(answers(speaks_for, against)) == result


def test_the_rule_says_the_same_as_its_words_for_every_combination_of_yes_and_no():
    for replies in product("yn", repeat=6):
        given_answers = answers("".join(replies[:3]), "".join(replies[3:]))
        pros, cons = replies[:3].count("y"), replies[3:].count("y")
        is_kept = cons == 3 or (cons >= 1 and pros == 0)

        expected = "keep" if is_kept else ("conditions" if cons else "go")

        assert fit.result_of(given_answers) == expected


@given(REPLIES, st.sampled_from(fit.FOR), st.sampled_from(["no", "unknown"]))
def test_one_thing_less_that_speaks_for_it_never_improves_the_result(replies, question, reply):
    worse = {**replies, question: reply}
    was = {**replies, question: "yes"}

    assert ORDER.index(fit.result_of(worse)) >= ORDER.index(fit.result_of(was))


@given(REPLIES, st.sampled_from(fit.AGAINST), st.sampled_from(["yes", "unknown"]))
def test_one_thing_more_that_speaks_against_it_never_improves_the_result(replies, question, reply):
    worse = {**replies, question: reply}
    was = {**replies, question: "no"}

    assert ORDER.index(fit.result_of(worse)) >= ORDER.index(fit.result_of(was))


@given(REPLIES, st.sampled_from(FitQuestion.values))
def test_what_nobody_knows_is_taken_for_the_worse_answer(replies, question):
    results = {reply: fit.result_of({**replies, question: reply}) for reply in FitReply.values}

    assert ORDER.index(results["unknown"]) == max(ORDER.index(results["yes"]), ORDER.index(results["no"]))


@given(REPLIES)
def test_each_answer_that_speaks_against_it_gives_one_condition_and_nothing_else_does(replies):
    against = fit.speaking_against(replies)

    assert len(set(against)) == len(against) <= 3
    assert [question for question in fit.AGAINST if replies[question] != "no"] == against
    assert (fit.result_of(replies) == FitResult.GO) == (not against)


@given(st.dictionaries(st.sampled_from(FitQuestion.values), st.sampled_from(FitReply.values)))
def test_a_question_without_an_answer_is_one_that_nobody_knows(replies):
    whole = {question: replies.get(question, "unknown") for question in FitQuestion.values}

    assert fit.result_of(replies) == fit.result_of(whole)


@given(REPLIES, st.sampled_from(FitResult.values), st.booleans())
def test_a_decision_departs_from_the_answers_where_it_lets_pass_what_they_keep_or_keeps_what_they_let_pass(
    replies, result, passes
):
    assert fit.departs(result, passes) == (passes if result == "keep" else not passes)
    assert fit.explained(replies)[0].isdigit()


@pytest.mark.parametrize(
    ("is_needed", "standing", "is_waiting", "words"),
    [
        (True, "", False, "Assess whether"),
        (True, "", True, "An approver decides"),
        (True, "passed", True, ""),
        (True, "kept", False, "keep this in house"),
        (False, "kept", True, "keep this in house"),
        (False, "", True, ""),
        (False, "passed", False, ""),
    ],
)
def test_what_stands_before_an_award(is_needed, standing, is_waiting, words):
    why = fit.why_no_award(is_needed, standing, is_waiting)

    assert (why == "") == (words == "")
    assert words in why
