"""Clauses: found, said not to be needed, confirmed by a second person, worsened."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from contracts import actions
from contracts.models import Clause, ClauseKind, Contract
from history.models import NotAllowed
from tests import make
from tests.make import AT
from vendors.models import Engagement

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


@pytest.fixture
def lawyer():
    return make.user(Role.REVIEWER_LEGAL)


@pytest.fixture
def contract():
    return make.contract(status=Contract.Status.ACTIVE, engagement=make.engagement())


def kind(key="exit"):
    return ClauseKind.objects.get(key=key)


def epoch(contract):
    return Engagement.objects.get(pk=contract.engagement_id).epoch


def refused(act, *args, **kwargs):
    with pytest.raises(NotAllowed) as caught:
        act(*args, **kwargs)
    return str(caught.value)


def test_a_clause_that_is_present_says_where(contract, buyer, acts):
    assert "Say where" in refused(actions.set_clause, contract, kind(), "present", buyer)

    clause = actions.set_clause(contract, kind(), "present", buyer, " § 7.2 ", value=30)

    assert (clause.place, clause.value, clause.entered_by, epoch(contract)) == ("§ 7.2", 30, buyer.person, 1)
    assert acts(clause) == ["created"]


def test_a_clause_that_is_not_needed_says_why(contract, buyer):
    assert "Say why" in refused(actions.set_clause, contract, kind(), "not-needed", buyer)
    assert "Choose" in refused(actions.set_clause, contract, kind(), "perhaps", buyer)


def test_who_entered_it_does_not_confirm_it_and_a_second_person_does(contract, buyer, lawyer, acts):
    clause = actions.set_clause(contract, kind(), "not-needed", buyer, reason="No data is kept.")

    assert "yourself" in refused(actions.confirm_clause, clause, buyer, AT)
    actions.confirm_clause(clause, lawyer, AT)

    clause.refresh_from_db()
    assert (clause.confirmed_by, clause.confirmed_at) == (lawyer.person, AT)
    assert acts(clause) == ["created", "confirmed"]
    assert "already" in refused(actions.confirm_clause, clause, lawyer, AT)


def test_the_database_refuses_who_entered_it_as_well(contract, buyer):
    clause = actions.set_clause(contract, kind(), "not-needed", buyer, reason="No data is kept.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.filter(pk=clause.pk).update(confirmed_by=buyer.person)


def test_only_what_is_not_needed_is_confirmed(contract, buyer, lawyer):
    clause = actions.set_clause(contract, kind(), "present", buyer, "§ 1")

    assert "Only" in refused(actions.confirm_clause, clause, lawyer, AT)


@pytest.mark.parametrize(
    ("was", "now", "rises"),
    [
        ({"state": "present"}, {"state": "absent"}, True),
        ({"state": "present"}, {"state": "not-needed", "reason": "Why"}, True),
        ({"state": "present", "value": 72}, {"state": "present", "place": "§ 1", "value": 96}, True),
        ({"state": "present", "place": "§ 1"}, {"state": "present", "place": "§ 2"}, False),
        ({"state": "absent"}, {"state": "present", "place": "§ 1"}, False),
        ({"state": "not-needed"}, {"state": "absent"}, False),
        ({"state": "not-needed", "confirmed": True}, {"state": "absent"}, True),
        ({"state": "not-needed", "confirmed": True}, {"state": "not-needed", "reason": "Another"}, True),
    ],
)
def test_the_epoch_rises_when_a_clause_that_counted_counts_no_more(contract, buyer, was, now, rises):
    confirmed_by = make.person() if was.pop("confirmed", False) else None
    make.clause(contract, "exit", was.pop("state"), confirmed_by=confirmed_by, **was)

    actions.set_clause(contract, kind(), now.pop("state"), buyer, **now)

    assert epoch(contract) == (2 if rises else 1)


def test_a_changed_finding_is_to_be_confirmed_anew_and_a_changed_place_is_not(contract, buyer):
    clause = make.clause(contract, "exit", "not-needed", reason="Why", confirmed_by=make.person())

    actions.set_clause(contract, kind(), "not-needed", buyer, "§ 9", "Why")
    assert Clause.objects.get(pk=clause.pk).confirmed_by is not None
    actions.set_clause(contract, kind(), "not-needed", buyer, "§ 9", "Another reason")
    assert Clause.objects.get(pk=clause.pk).confirmed_by is None


def test_what_was_found_in_a_contract_that_is_over_stays(buyer):
    over = make.contract(status=Contract.Status.TERMINATED)

    assert "is over" in refused(actions.set_clause, over, kind(), "absent", buyer)
