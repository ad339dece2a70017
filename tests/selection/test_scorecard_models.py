"""What the database holds of scorecards by itself: whatever writes to it, a settled score and weight stay."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from selection.models import CriteriaSet, Criterion, Evaluation, Quote, Score, Scorecard, may_see_prices
from tests import make
from tests import make_selection as making
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    return True


def test_criteria_for_it_outsourcing_ship_with_described_levels_and_weights_of_a_hundred():
    shipped = CriteriaSet.objects.get(key="it-outsourcing")
    criteria = list(shipped.criteria.all())

    assert [one.key for one in criteria] == [
        "expertise",
        "quality",
        "cost",
        "communication",
        "culture",
        "security",
        "control",
        "finances",
        "service",
    ]
    assert sum(one.weight for one in criteria) == 100
    assert [one.key for one in criteria if one.is_deal_breaker] == ["security"]
    assert [one.key for one in criteria if one.source == "cost"] == ["cost"]
    assert all(len({text for _level, text in one.levels if text}) == 5 for one in criteria)


def test_the_criteria_are_locked_with_the_first_score():
    card = making.scorecard(criteria=1)
    criterion = card.criteria.get()
    Criterion.objects.filter(pk=criterion.pk).update(weight=20)
    making.lock(card)

    assert refused(lambda: Criterion.objects.filter(pk=criterion.pk).update(weight=30))
    assert refused(criterion.delete)
    assert refused(lambda: making.criterion(card))

    Scorecard.objects.filter(pk=card.pk).update(locked_at=None)
    assert Criterion.objects.filter(pk=criterion.pk).update(weight=30) == 1


def test_a_score_waits_for_the_lock_and_the_statement():
    card = making.scorecard(criteria=1)
    one, criterion = making.candidate(card.engagement), card.criteria.get()
    declared = making.evaluation(card)
    invited = making.evaluation(card, status="invited")

    assert refused(lambda: making.score(declared, one, criterion))
    making.lock(card)
    assert refused(lambda: making.score(invited, one, criterion))
    assert making.score(declared, one, criterion).pk


def test_a_score_belongs_to_its_scorecard_and_engagement():
    card, other = making.scorecard(criteria=1, locked_at=make.AT), making.scorecard(criteria=1)
    evaluation, one, criterion = making.evaluation(card), making.candidate(card.engagement), card.criteria.get()

    assert refused(lambda: making.score(evaluation, making.candidate(other.engagement), criterion))
    assert refused(lambda: making.score(evaluation, one, other.criteria.get()))


def test_nobody_scores_what_comes_from_the_cost():
    card = making.scorecard()
    cost = making.criterion(card, "cost", source="cost")
    making.lock(card)

    assert refused(lambda: making.score(making.evaluation(card), making.candidate(card.engagement), cost))


@pytest.mark.parametrize("value", [0, 6])
def test_a_score_is_a_level_from_one_to_five(value):
    card = making.scorecard(criteria=1, locked_at=make.AT)

    assert refused(
        lambda: making.score(making.evaluation(card), making.candidate(card.engagement), card.criteria.get(), value)
    )


def test_a_submitted_score_stays():
    card = making.scorecard(criteria=1)
    making.candidate(card.engagement)
    score = making.scored(card, 4).scores.get()

    assert refused(lambda: Score.objects.filter(pk=score.pk).update(value=5))
    assert refused(score.delete)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "declared", "statement": ""},
        {"status": "declared", "declared_at": None},
        {"status": "submitted", "submitted_at": None},
        {"status": "recused", "reason": ""},
        {"status": "withdrawn", "left_at": None},
        {"status": "invited", "left_at": make.AT},
    ],
)
def test_each_state_of_an_evaluation_has_what_it_rests_on(fields):
    card = making.scorecard()

    assert refused(lambda: making.evaluation(card, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"is_deal_breaker": True},
        {"floor": 2},
        {"is_deal_breaker": True, "floor": 2, "is_must_answer": False},
        {"is_deal_breaker": True, "floor": 5},
        {"is_deal_breaker": True, "floor": 2, "source": "cost"},
        {"weight": 1001},
    ],
)
def test_a_deal_breaker_has_a_floor_and_must_be_answered(fields):
    card = making.scorecard()

    assert refused(lambda: making.criterion(card, **fields))


def test_an_evaluator_sees_the_engagements_that_they_are_invited_to_and_their_vendors():
    card, other = making.scorecard(), making.scorecard()
    one, _foreign = making.candidate(card.engagement), making.candidate(other.engagement)
    user = make.user(Role.EVALUATOR)
    evaluation = making.evaluation(card, user.person, status="invited")

    assert list(Engagement.objects.visible_to(user)) == [card.engagement]
    assert list(Vendor.objects.visible_to(user)) == [one.vendor]
    assert list(Scorecard.objects.visible_to(user)) == [card]

    Evaluation.objects.filter(pk=evaluation.pk).update(status="withdrawn", left_at=make.AT, reason="On leave")
    assert not Engagement.objects.visible_to(user).exists()
    assert not Vendor.objects.visible_to(user).exists()


def test_two_invitations_show_an_engagement_and_its_vendor_once():
    card = making.scorecard()
    making.candidate(card.engagement)
    user = make.user(Role.EVALUATOR)
    for one in (card, making.scorecard(make.engagement(owner=user.person, status="evaluating"))):
        making.evaluation(one, user.person)

    assert Engagement.objects.visible_to(user).count() == 2
    assert Vendor.objects.visible_to(user).count() == 1


def hidden(user):
    return set(Evaluation.objects.hidden_from(user))


def test_who_has_not_submitted_sees_no_scores_but_their_own():
    card = making.scorecard()
    mine, yours = make.user(Role.EVALUATOR, Role.AUDITOR), make.user(Role.EVALUATOR)
    own, others = making.evaluation(card, mine.person), making.evaluation(card, yours.person, status="submitted")

    assert hidden(mine) == {others}
    Evaluation.objects.filter(pk=own.pk).update(status="submitted", submitted_at=make.AT)
    assert hidden(mine) == set()


def test_who_submitted_sees_those_who_did_too():
    card = making.scorecard()
    mine = make.user(Role.EVALUATOR)
    making.evaluation(card, mine.person, status="submitted")
    making.evaluation(card, status="submitted")
    pending = making.evaluation(card)

    assert hidden(mine) == {pending}


def test_who_does_not_score_sees_the_scores_once_all_are_in():
    card = making.scorecard()
    auditor = make.user(Role.AUDITOR)
    done, pending = making.evaluation(card, status="submitted"), making.evaluation(card, status="invited")

    assert hidden(auditor) == {done, pending}
    Evaluation.objects.filter(pk=pending.pk).update(status="withdrawn", left_at=make.AT, reason="On leave")
    assert hidden(auditor) == set()


def test_who_stepped_back_stays_blind_until_the_engagement_is_live():
    card = making.scorecard()
    mine = make.user(Role.PROCUREMENT)
    making.evaluation(card, mine.person, status="recused")
    done = making.evaluation(card, status="submitted")

    assert hidden(mine) == {done}
    Engagement.objects.filter(pk=card.engagement_id).update(status="awarded")
    assert hidden(mine) == {done}
    Engagement.objects.filter(pk=card.engagement_id).update(status="live")
    assert hidden(mine) == set()


def test_another_engagement_blinds_nobody():
    card, other = making.scorecard(), making.scorecard()
    mine = make.user(Role.PROCUREMENT)
    making.evaluation(other, mine.person)
    making.evaluation(card, status="submitted")

    assert hidden(mine) == set()


def test_prices_are_sealed_to_an_evaluator_until_the_scores_are_submitted():
    card = making.scorecard()
    quote = making.quote(making.candidate(card.engagement))
    mine = make.user(Role.EVALUATOR, Role.PROCUREMENT)
    own = making.evaluation(card, mine.person, status="invited")

    assert not may_see_prices(mine, card.engagement)
    assert not Quote.objects.visible_to(mine).exists()
    assert list(Quote.objects.hidden_from(mine)) == [quote]
    Evaluation.objects.filter(pk=own.pk).update(
        status="submitted", submitted_at=make.AT, statement="None.", declared_at=make.AT
    )
    assert may_see_prices(mine, card.engagement)
    assert not Quote.objects.hidden_from(mine).exists()


def test_a_mere_evaluator_sees_the_prices_after_submitting():
    card = making.scorecard()
    making.quote(making.candidate(card.engagement))
    mine = make.user(Role.EVALUATOR)
    own = making.evaluation(card, mine.person)

    assert not may_see_prices(mine, card.engagement)
    Evaluation.objects.filter(pk=own.pk).update(status="submitted", submitted_at=make.AT)
    assert may_see_prices(mine, card.engagement)
