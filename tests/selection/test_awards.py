"""What an award rests on: a reason for each candidate, and scores that are all in."""

import pytest
from django.urls import reverse

from history.models import NotAllowed
from selection import actions
from selection.models import Award, Evaluation, Rejection
from tests import make
from tests import make_selection as making
from vendors.actions import edit_engagement

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make.engagement("Help desk", status="evaluating")


@pytest.fixture
def winner(engagement):
    return making.candidate(engagement, "Ostrel")


@pytest.fixture
def other(engagement):
    return making.candidate(engagement, "Wislok")


@pytest.fixture
def card(engagement, winner):
    return making.scorecard(engagement, criteria=2)


@pytest.fixture
def buyer():
    return make.user("procurement")


def propose(winner, others=None, by=None):
    return actions.propose_award(winner, by or make.user("procurement"), "Best", others)


def confirm(award):
    return actions.confirm_award(award, make.user("procurement-head"), make.AT)


# reasons ------------------------------------------------------------------------------------------
def test_each_candidate_of_the_closer_choice_is_turned_down_for_its_own_reason(engagement, winner, other):
    third = making.candidate(engagement, "Hartwick")

    confirm(propose(winner, {other.pk: " Slower at night. ", third.pk: "Dearer."}))

    reasons = dict(engagement.candidates.values_list("pk", "reason"))
    assert reasons == {winner.pk: "", other.pk: "Slower at night.", third.pk: "Dearer."}
    assert list(Rejection.objects.values_list("reason", flat=True)) == ["Slower at night.", "Dearer."]


@pytest.mark.parametrize("given", ["", " "])
def test_no_award_is_proposed_before_there_is_a_reason_for_each_of_them(winner, other, given):
    with pytest.raises(NotAllowed, match="Say why the award does not go to Wislok"):
        propose(winner, {other.pk: given})

    assert not Award.objects.exists()


def test_the_longlist_shares_a_reason_or_names_the_award(engagement, winner):
    one = making.candidate(engagement, "Wislok", status="longlisted")
    two = making.candidate(engagement, "Hartwick", status="longlisted")

    confirm(propose(winner, {one.pk: "Not taken into the closer choice."}))

    reasons = dict(engagement.candidates.exclude(pk=winner.pk).values_list("pk", "reason"))
    assert reasons == {one.pk: "Not taken into the closer choice.", two.pk: "Awarded to Ostrel."}


def test_who_comes_to_the_shortlist_after_the_proposal_has_to_be_weighed_first(engagement, winner, buyer):
    award = propose(winner)
    actions.shortlist(making.candidate(engagement, "Wislok", status="longlisted"), buyer)

    with pytest.raises(NotAllowed, match="Wislok came to the shortlist after the award was proposed"):
        confirm(award)


def test_who_was_rejected_before_keeps_its_reason(engagement, winner):
    gone = making.candidate(engagement, status="rejected", reason="Too small.")

    confirm(propose(winner))

    gone.refresh_from_db()
    assert gone.reason == "Too small."


# scores -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["invited", "declared"])
def test_an_award_waits_for_the_scores_that_are_to_come_and_says_whose(card, winner, status):
    making.scored(card, 4)
    late = making.evaluation(card, make.person("Asha Rao"), status=status)

    with pytest.raises(NotAllowed, match="Scores are still to come from Asha Rao"):
        propose(winner)

    actions.withdraw_evaluation(late, make.user("procurement"), "On leave", make.AT)
    assert confirm(propose(winner)).status == "confirmed"


def test_an_award_is_not_confirmed_while_somebody_scores_again(card, winner):
    scored = making.scored(card, 4, person=make.person("Asha Rao"))
    award = propose(winner)
    Evaluation.objects.filter(pk=scored.pk).update(status="declared", submitted_at=None)

    with pytest.raises(NotAllowed, match="Scores are still to come from Asha Rao"):
        confirm(award)


def test_a_missing_score_keeps_a_candidate_from_the_award(card, winner):
    with pytest.raises(NotAllowed, match="Ostrel has no score yet on Criterion"):
        propose(winner)


def test_a_cost_that_cannot_be_compared_keeps_it_from_the_award_too(card, winner):
    making.criterion(card, "price", title="Price", source="cost")
    making.scored(card, 4)

    with pytest.raises(NotAllowed, match=r"Ostrel has no score yet on Price.*by a quote that can be compared"):
        propose(winner)

    making.line(making.quote(winner), quantity=(600, 600, 600))
    assert propose(winner).status == "proposed"


def test_a_failed_deal_breaker_keeps_a_candidate_from_the_award(card, winner, other):
    making.criterion(card, "law", title="Keeps to the law", is_deal_breaker=True, floor=2, weight=0)
    making.scored(card, 2, 3)

    with pytest.raises(NotAllowed, match="Ostrel fails a deal-breaker: Keeps to the law"):
        propose(winner, {other.pk: "Worse"})
    assert propose(other, {winner.pk: "Fails a deal-breaker"}).status == "proposed"


def test_an_award_to_one_that_may_not_win_is_not_confirmed(card, winner, buyer):
    award = Award.objects.create(
        engagement=winner.engagement, candidate=winner, reason="Best", proposed_by=buyer.person
    )

    with pytest.raises(NotAllowed, match="has no score yet"):
        confirm(award)


def test_without_criteria_of_weight_an_award_goes_on_as_without_a_scorecard(engagement, winner):
    making.criterion(making.scorecard(engagement), weight=0)
    making.evaluation(engagement.scorecard, status="invited")

    assert confirm(propose(winner)).status == "confirmed"


# pages --------------------------------------------------------------------------------------------
def test_the_page_asks_for_a_reason_for_each_and_one_for_the_longlist(client, engagement, winner, other, buyer):
    far = making.candidate(engagement, "Hartwick", status="longlisted")
    client.force_login(buyer)
    address = reverse("selection:propose", args=[winner.ref])

    shown = client.get(address).content.decode()
    refused = client.post(address, {"why": "Best", "against_longlist": "Not in the closer choice."})
    given = {"why": "Best", f"against_{other.pk}": "Dearer", "against_longlist": "Not in the closer choice."}
    client.post(address, given)

    assert "Why not Wislok" in shown
    assert "For all of them: Hartwick." in shown
    assert refused.status_code == 422
    reasons = dict(Rejection.objects.values_list("candidate", "reason"))
    assert reasons == {other.pk: "Dearer", far.pk: "Not in the closer choice."}


def test_who_confirms_reads_the_reasons_for_each(client, winner, other):
    award = propose(winner, {other.pk: "Slower at night."})
    client.force_login(make.user("procurement-head"))

    shown = client.get(reverse("vendors:engagement", args=[award.engagement.ref])).content.decode()

    assert "Why not Wislok" in shown
    assert "Slower at night." in shown


def test_who_stepped_back_for_a_conflict_of_interest_decides_nothing_about_the_award(client, card, winner):
    making.scored(card, 4)
    head = make.user("procurement-head")
    making.evaluation(card, head.person, status="recused")
    award = propose(winner)

    for act in (
        lambda: actions.propose_award(winner, head, "Best"),
        lambda: actions.confirm_award(award, head, make.AT),
        lambda: actions.refuse_award(award, head, make.AT, "No"),
    ):
        with pytest.raises(NotAllowed, match="You stepped back for a conflict of interest"):
            act()
    client.force_login(head)
    said = client.get(reverse("vendors:engagement", args=[card.engagement.ref])).content.decode()
    assert "You stepped back for a conflict of interest, so somebody else decides on the award." in said
    assert reverse("selection:confirm", args=[award.ref]) not in said
    assert "Confirm an award" not in client.get("/").content.decode()


def test_why_an_award_was_refused_stays_to_be_read_by_who_proposed_it(client, winner, buyer):
    award = propose(winner, by=buyer)
    actions.refuse_award(award, make.user("procurement-head", name="Aoife Brennan"), make.AT, "Ask for a second round.")
    client.force_login(buyer)

    said = client.get(reverse("vendors:engagement", args=[winner.engagement.ref])).content.decode()

    assert "Aoife Brennan refused the award to Ostrel" in said
    assert "Ask for a second round." in said


def test_the_page_names_whose_scores_the_award_waits_for(client, card, winner, buyer):
    making.evaluation(card, make.person("Asha Rao"), status="invited")
    client.force_login(buyer)

    shown = client.get(reverse("vendors:engagement", args=[card.engagement.ref])).content.decode()

    assert "Scores are still to come from Asha Rao." in shown


@pytest.mark.parametrize("changed", [{"budget_amount": 1}, {"currency": "JPY"}])
def test_what_an_award_was_held_against_stays_while_somebody_decides(engagement, winner, buyer, changed):
    award = propose(winner)

    edit_engagement(engagement, buyer, title="Service desk")
    with pytest.raises(NotAllowed, match="budget and currency stay"):
        edit_engagement(engagement, buyer, **changed)

    actions.withdraw_award(award, buyer, "The board wants less.")
    edit_engagement(engagement, buyer, **changed)
