"""Checklists are laid out by themselves once a vendor is awarded."""

import pytest

from checklists import actions, tasks
from checklists.models import Checklist
from history.models import Entry
from selection import actions as selection_actions
from selection.models import Award
from tests import make, make_selection
from vendortrack.celery import WAKES

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make.engagement("Help desk", status="evaluating", confirmed_by=make.person())


@pytest.fixture
def winner(engagement):
    return make_selection.candidate(engagement, "Ostrel")


def award(winner):
    proposed = selection_actions.propose_award(winner, make.user("procurement", name="Maeve Doran"), "Best")
    return selection_actions.confirm_award(proposed, make.user("procurement-head"), make.AT)


def test_what_applies_is_laid_out_once_for_the_vendor_that_was_awarded(winner, engagement):
    given = award(winner)

    assert (actions.lay_out_awarded(make.AT), actions.lay_out_awarded(make.AT)) == (1, 0)

    made = Checklist.objects.filter(engagement=engagement)
    assert made.exists()
    assert {(one.vendor, one.laid_out_by) for one in made} == {(winner.vendor, given.proposed_by)}
    given.refresh_from_db()
    assert given.laid_out_at == make.AT
    assert Entry.objects.of(given)[0].act == "laid out"


def test_it_takes_no_longer_than_half_a_minute(winner):
    award(winner)

    tasks.lay_out_awarded()

    assert Checklist.objects.exists()
    assert WAKES["checklists.tasks.lay_out_awarded"] <= 30


def test_what_was_laid_out_by_hand_before_stays_one(winner, engagement):
    actions.lay_out_all(winner.vendor, engagement, by=make.user("procurement"), at=make.AT)
    before = set(Checklist.objects.values_list("pk", flat=True))
    award(winner)

    actions.lay_out_awarded(make.AT)

    assert set(Checklist.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("status", ["proposed", "refused", "withdrawn"])
def test_nothing_is_laid_out_for_what_is_not_awarded(winner, status):
    decided = {"decided_by": make.person(), "decided_at": make.AT} if status == "refused" else {}
    person = make.person()
    Award.objects.create(
        engagement=winner.engagement, candidate=winner, reason="Best", proposed_by=person, status=status, **decided
    )

    assert actions.lay_out_awarded(make.AT) == 0
    assert not Checklist.objects.exists()


def test_an_engagement_that_is_over_is_not_laid_out_any_more(winner, engagement):
    award(winner)
    type(engagement).objects.filter(pk=engagement.pk).update(status="cancelled")

    actions.lay_out_awarded(make.AT)

    assert not Checklist.objects.exists()
