"""Conditions of a fit assessment: done by the owner, judged by somebody else, never by whoever did the other half."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import Engagement, FitCondition

pytestmark = pytest.mark.django_db


@pytest.fixture
def condition():
    return make.fit_condition(make.engagement(status="sourcing"))


def acts(record):
    return [one.act for one in reversed(Entry.objects.of(record))]


def fresh(condition):
    return FitCondition.objects.get(pk=condition.pk)


def epoch(condition):
    return Engagement.objects.get(pk=condition.engagement_id).epoch


def reported(condition, by=None):
    return actions.report_condition(condition, by or condition.owner, "Names are taken out.", make.AT)


def test_its_owner_says_that_it_is_done_and_somebody_else_that_it_is_met(condition):
    judge = make.user("reviewer-privacy")
    reported(condition)
    assert (fresh(condition).status, fresh(condition).report) == ("reported", "Names are taken out.")

    met = actions.meet_condition(condition, judge, make.AT, "I looked at ten.")

    assert (met.status, met.judged_by, met.judged_at, met.judgement) == (
        "met",
        judge.person,
        make.AT,
        "I looked at ten.",
    )
    assert acts(condition) == ["moved", "moved"]


def test_what_is_seen_to_be_met_needs_no_report(condition):
    assert actions.meet_condition(condition, make.user(), make.AT).status == "met"


def test_a_report_says_what_was_done(condition):
    with pytest.raises(NotAllowed, match="what was done"):
        actions.report_condition(condition, condition.owner, " ", make.AT)


JUDGEMENTS = {
    "meet": lambda condition, by: actions.meet_condition(condition, by, make.AT),
    "send back": lambda condition, by: actions.send_back_condition(condition, by, "Half of it."),
    "drop": lambda condition, by: actions.drop_condition(condition, by, "Not needed.", make.AT),
}


@pytest.mark.parametrize("judge", JUDGEMENTS.values(), ids=JUDGEMENTS)
def test_its_owner_does_not_judge_it(condition, judge):
    reported(condition, make.person())

    with pytest.raises(NotAllowed, match="You own this condition"):
        judge(condition, condition.owner)


@pytest.mark.parametrize("judge", JUDGEMENTS.values(), ids=JUDGEMENTS)
def test_who_said_that_it_is_done_does_not_judge_it(condition, judge):
    someone = make.person()
    reported(condition, someone)

    with pytest.raises(NotAllowed, match="You said that it is done"):
        judge(condition, someone)


def test_what_is_not_enough_goes_back_to_its_owner_with_what_is_missing(condition):
    reported(condition)

    back = actions.send_back_condition(condition, make.user(), "Addresses are in it.")

    assert (back.status, back.judgement, back.reported_by_id, back.report) == ("open", "Addresses are in it.", None, "")
    assert actions.report_condition(back, back.owner, "Now all.", make.AT).status == "reported"


def test_it_is_sent_back_only_with_what_is_missing(condition):
    reported(condition)

    with pytest.raises(NotAllowed, match="what is missing"):
        actions.send_back_condition(condition, make.user(), "")


def test_it_is_dropped_only_with_a_reason(condition):
    with pytest.raises(NotAllowed, match="Say why"):
        actions.drop_condition(condition, make.user(), " ", make.AT)

    dropped = actions.drop_condition(condition, make.user(), "We send no names.", make.AT)

    assert (dropped.status, dropped.judgement) == ("dropped", "We send no names.")


def test_what_is_open_again_stops_what_was_cleared(condition):
    met = actions.meet_condition(condition, make.user(), make.AT)
    before = epoch(condition)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.reopen_condition(met, make.user(), "")

    again = actions.reopen_condition(met, make.user(), "Names came back.")

    assert (again.status, again.judged_by_id, again.judgement) == ("open", None, "")
    assert epoch(condition) == before + 1


def test_it_is_not_open_twice_for_one_question(condition):
    met = make.fit_condition(condition.engagement, status="met")

    with pytest.raises(NotAllowed, match="open already"):
        actions.reopen_condition(met, make.user(), "Names came back.")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.fit_condition(condition.engagement)


def test_judging_raises_no_epoch_since_it_only_opens(condition):
    before = epoch(condition)

    reported(condition)
    actions.meet_condition(condition, make.user(), make.AT)

    assert epoch(condition) == before


def test_an_open_condition_changes_hands_and_its_day_with_the_reason(condition):
    heir, later = make.person(), make.TODAY + timedelta(days=50)

    changed = actions.edit_condition(condition, make.user(), heir, later, "She is away.", make.TODAY)

    assert (changed.owner_id, changed.due_on) == (heir.pk, later)
    assert acts(condition) == ["changed"]


def test_a_condition_keeps_its_day_unless_a_new_one_is_to_come(condition):
    past = make.TODAY - timedelta(days=3)
    FitCondition.objects.filter(pk=condition.pk).update(due_on=past)

    actions.edit_condition(condition, make.user(), make.person(), past, "Away.", make.TODAY)
    with pytest.raises(NotAllowed, match="today or later"):
        actions.edit_condition(condition, make.user(), make.person(), past + timedelta(days=1), "Away.", make.TODAY)
    with pytest.raises(NotAllowed, match="Say why"):
        actions.edit_condition(condition, make.user(), make.person(), past, "", make.TODAY)


def test_what_is_reported_does_not_change_hands(condition):
    reported(condition)

    with pytest.raises(NotAllowed, match="Only an open condition"):
        actions.edit_condition(condition, make.user(), make.person(), condition.due_on, "Away.", make.TODAY)


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_the_conditions_of_what_is_over_do_not_change(status):
    condition = make.fit_condition(make.engagement(status=status))

    with pytest.raises(NotAllowed, match="is over"):
        reported(condition)
    with pytest.raises(NotAllowed, match="is over"):
        actions.drop_condition(condition, make.user(), "Over.", make.AT)


@pytest.mark.parametrize("status", ["met", "dropped"])
def test_the_database_holds_who_judged_it(condition, status):
    rows = FitCondition.objects.filter(pk=condition.pk)
    someone = make.person()
    judged = {"status": status, "judged_at": make.AT, "judgement": "Looked at."}

    for faulty in (
        {**judged, "judged_by": None},
        {**judged, "judged_by": condition.owner},
        {**judged, "judged_by": someone, "reported_by": someone},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**faulty)


def test_the_database_holds_that_a_condition_is_dropped_with_a_reason(condition):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.fit_condition(make.engagement(), status="dropped", judgement="")


def test_who_owns_a_condition_sees_its_engagement(condition):
    owner = make.user("requester", person=condition.owner)
    stranger = make.user("requester")

    assert list(Engagement.objects.visible_to(owner)) == [condition.engagement]
    assert list(FitCondition.objects.visible_to(owner)) == [condition]
    assert not Engagement.objects.visible_to(stranger).exists()
