"""Risks through their actions: who may say what, what is refused, what stops, and what the database holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import Engagement, Risk
from vendors.rules.risks import OFFSHORE

pytestmark = pytest.mark.django_db
LATER = make.TODAY + timedelta(days=120)


def pair():
    return make.engagement(), make.vendor()


def logged(**fields):
    engagement, vendor = pair()
    given = {
        "category": "security",
        "title": "Agents copy data to local devices",
        "inherent_likelihood": 3,
        "inherent_impact": 4,
        "owner": make.person(),
        "review_on": LATER,
    }
    return actions.log_risk(engagement, vendor, make.user("procurement"), **{**given, **fields})


def epoch(risk):
    return Engagement.objects.get(pk=risk.engagement_id).epoch


def assess(risk, likelihood=1, impact=2, by=None):
    return actions.assess_risk(risk, by or make.user("reviewer-security"), likelihood, impact, LATER, make.AT)


def test_a_risk_that_is_logged_counts_without_treatment_and_stands_in_the_history():
    risk = logged()

    assert (risk.status, risk.is_assessed, risk.counted_score) == ("open", False, 12)
    assert [one.act for one in Entry.objects.of(risk)] == ["created"]


@pytest.mark.parametrize(("likelihood", "impact", "stops"), [(2, 2, False), (1, 5, True), (5, 5, True)])
def test_logging_more_than_a_low_risk_stops_what_is_cleared(likelihood, impact, stops):
    risk = logged(inherent_likelihood=likelihood, inherent_impact=impact)

    assert epoch(risk) == (2 if stops else 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Say what may go wrong"),
        ({"inherent_impact": 6}, "from 1 to 5"),
        ({"inherent_likelihood": 0}, "from 1 to 5"),
        ({"category": "weather"}, "from the list"),
        ({"response": "reduce"}, "Write what is done"),
        ({"residual_impact": 1}, "residual_impact"),
        ({"status": "closed"}, "status"),
    ],
)
def test_a_faulty_risk_is_refused_and_nothing_is_written(fields, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        logged(**fields)

    assert not Risk.objects.exists()


def test_nothing_is_logged_for_an_engagement_that_is_over():
    engagement = make.engagement(status="closed")

    with pytest.raises(NotAllowed, match="is over"):
        actions.log_risk(
            engagement,
            make.vendor(),
            make.user(),
            category="control",
            title="Late",
            inherent_likelihood=1,
            inherent_impact=1,
            owner=make.person(),
            review_on=LATER,
        )


def test_a_suggestion_becomes_a_risk_of_the_engagements_owner_once():
    engagement, vendor = pair()
    by = make.user("procurement")

    risk = actions.accept_suggestion(engagement, vendor, OFFSHORE, by, LATER)

    assert (risk.owner, risk.category, risk.inherent_score) == (engagement.owner, "control", 12)
    assert epoch(risk) == 2
    with pytest.raises(NotAllowed, match="taken this risk up already"):
        actions.accept_suggestion(engagement, vendor, OFFSHORE, by, LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.risk(engagement, vendor, suggested_as="offshore")


def test_somebody_else_than_the_owner_says_what_remains():
    risk = logged(response="reduce", treatment="Virtual desktops only.")
    reviewer = make.user("reviewer-security")

    assessed = assess(risk, by=reviewer)

    assert (assessed.residual_score, assessed.counted_score, assessed.assessed_by) == (2, 2, reviewer.person)
    assert [one.act for one in Entry.objects.of(risk)] == ["assessed", "created"]
    assert epoch(risk) == 2


def test_the_owner_does_not_say_what_remains_nor_close_it_in_the_database_either():
    owner = make.user("reviewer-security")
    risk = logged(owner=owner.person, treatment="So.")

    with pytest.raises(NotAllowed, match="You own this risk"):
        assess(risk, by=owner)
    with pytest.raises(NotAllowed, match="You own this risk"):
        actions.close_risk(risk, owner, "Gone.")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.risk(risk.engagement, risk.vendor, 9, 4, owner=owner.person, assessed_by=owner.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(status="closed", closed_by=owner.person, closed_why="Gone.")


@pytest.mark.parametrize(("likelihood", "impact"), [(4, 4), (3, 5), (0, 1), (1, 0)])
def test_what_remains_is_never_more_than_before_in_the_database_either(likelihood, impact):
    risk = logged(treatment="So.")

    with pytest.raises(NotAllowed, match="no more than before treatment"):
        assess(risk, likelihood, impact)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(
            residual_likelihood=likelihood, residual_impact=impact, assessed_by=make.person(), assessed_at=make.AT
        )


def test_less_remains_only_where_something_is_done():
    risk = logged()

    with pytest.raises(NotAllowed, match="write the treatment first"):
        assess(risk)
    assert assess(risk, 3, 4).residual_score == 12


@pytest.mark.parametrize(
    ("was", "now", "stops"), [((1, 2), (3, 4), True), ((3, 4), (1, 2), False), ((2, 3), (3, 4), False)]
)
def test_an_assessment_stops_what_is_cleared_where_the_level_rises(was, now, stops):
    risk = logged(treatment="So.")
    risk = assess(risk, *was)
    before = epoch(risk)

    assess(risk, *now)

    assert epoch(risk) == before + (1 if stops else 0)


@pytest.mark.parametrize(
    "change",
    [{"treatment": "Nothing much."}, {"inherent_likelihood": 4}, {"category": "control"}, {"response": "accept"}],
)
def test_with_another_treatment_or_scale_what_remains_has_to_be_said_anew(change):
    risk = assess(logged(response="reduce", treatment="Virtual desktops only."))
    before = epoch(risk)

    edited = actions.edit_risk(risk, make.user(), **change)

    edited.refresh_from_db()
    assert (edited.is_assessed, edited.assessed_by, edited.residual_score) == (False, None, None)
    assert epoch(risk) == before + 1


@pytest.mark.parametrize("change", [{"title": "Better said"}, {"review_on": LATER + timedelta(days=1)}])
def test_other_edits_leave_the_assessment_and_stop_nothing(change):
    risk = assess(logged(treatment="So."))
    before = epoch(risk)

    edited = actions.edit_risk(risk, make.user(), **change)

    assert edited.is_assessed
    assert epoch(risk) == before


def test_who_said_what_remains_does_not_become_the_owner():
    reviewer = make.user("reviewer-security")
    risk = assess(logged(treatment="So."), by=reviewer)

    with pytest.raises(NotAllowed, match="so somebody else owns it"):
        actions.edit_risk(risk, make.user(), owner=reviewer.person)
    assert actions.edit_risk(risk, make.user(), owner=make.person("Another")).owner.name == "Another"


def test_a_risk_is_closed_by_another_person_with_a_reason_and_counts_again_when_reopened():
    risk = logged()
    reviewer = make.user("reviewer-security")

    with pytest.raises(NotAllowed, match="Say why"):
        actions.close_risk(risk, reviewer, " ")
    closed = actions.close_risk(risk, reviewer, "The process stays with us.")
    assert (closed.status, closed.closed_by, epoch(risk)) == ("closed", reviewer.person, 2)
    with pytest.raises(NotAllowed, match="is closed"):
        actions.edit_risk(closed, reviewer, title="New")
    with pytest.raises(NotAllowed, match="is closed"):
        assess(closed)

    reopened = actions.reopen_risk(closed, reviewer, "It came back.")

    assert (reopened.status, reopened.closed_by, reopened.closed_why, epoch(risk)) == ("open", None, "", 3)


def test_of_two_who_close_it_one_wins():
    risk = logged()
    actions.close_risk(risk, make.user(), "Gone.")

    with pytest.raises(NotAllowed, match="cannot go from closed"):
        actions.close_risk(risk, make.user(), "Gone.")


def test_treatment_and_reasons_lie_beside_the_chain():
    risk = logged(treatment="Virtual desktops only.")
    changes = {name: now for name, _was, now in Entry.objects.of(risk).get().changes}

    assert set(changes["treatment"]) == {"salted"}
