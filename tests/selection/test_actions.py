import pytest
from django.db import IntegrityError

from history.models import Entry, NotAllowed
from selection import actions
from selection.models import Award, Candidate
from tests import make
from vendors.models import FitAssessment

pytestmark = pytest.mark.django_db


def candidate(engagement, name="", **fields):
    fields.setdefault("status", "shortlisted")
    return Candidate.objects.create(engagement=engagement, vendor=make.vendor(name, status="approved"), **fields)


def acts(record):
    return [one.act for one in Entry.objects.of(record)]


def test_a_vendor_is_considered_for_an_engagement():
    engagement, vendor = make.engagement(), make.vendor()

    added = actions.add_candidate(engagement, vendor, make.user("procurement"))

    assert (added.status, added.engagement, added.vendor) == ("longlisted", engagement, vendor)
    assert acts(added) == ["created"]


@pytest.mark.parametrize(("status", "words"), [(None, "Assess whether"), ("waiting", "An approver decides")])
def test_what_needs_a_fit_assessment_is_awarded_only_once_it_is_passed(status, words):
    engagement = make.engagement(status="sourcing", is_fit_demanded=True)
    chosen = candidate(engagement)
    if status:
        make.fit(engagement, status=status)
    with pytest.raises(NotAllowed, match=words):
        actions.propose_award(chosen, make.user(), "Best")
    FitAssessment.objects.filter(engagement=engagement).update(status="replaced")
    make.fit(engagement, status="passed")

    award = actions.propose_award(chosen, make.user(), "Best")

    assert actions.confirm_award(award, make.user(), make.AT).status == "confirmed"


@pytest.mark.parametrize("is_fit_demanded", [True, False])
def test_what_is_to_be_kept_in_house_is_not_awarded(is_fit_demanded):
    engagement = make.engagement(status="sourcing", is_fit_demanded=is_fit_demanded)
    make.fit(engagement, status="kept")

    with pytest.raises(NotAllowed, match="keep this in house"):
        actions.propose_award(candidate(engagement), make.user(), "Best")


def test_an_award_is_not_confirmed_once_it_is_decided_to_keep_the_work_in_house():
    engagement = make.engagement(status="sourcing")
    award = actions.propose_award(candidate(engagement), make.user(), "Best")
    make.fit(engagement, status="kept")

    with pytest.raises(NotAllowed, match="keep this in house"):
        actions.confirm_award(award, make.user(), make.AT)


def test_open_conditions_do_not_keep_from_the_award_since_the_gate_knows_them():
    engagement = make.engagement(status="sourcing", is_fit_demanded=True)
    make.fit_condition(engagement)

    assert actions.propose_award(candidate(engagement), make.user(), "Best").status == "proposed"


def test_a_vendor_is_considered_once():
    engagement = make.engagement()
    one = candidate(engagement, "Ostrel")

    with pytest.raises(NotAllowed, match="Ostrel is a candidate already"):
        actions.add_candidate(engagement, one.vendor, make.user())


@pytest.mark.parametrize("status", ["rejected", "suspended", "offboarded"])
def test_a_vendor_out_of_the_question_is_no_candidate(status):
    with pytest.raises(NotAllowed, match="Take it back into review first"):
        actions.add_candidate(make.engagement(), make.vendor(status=status), make.user())


def test_a_merged_vendor_is_no_candidate():
    with pytest.raises(NotAllowed, match="was merged into"):
        actions.add_candidate(make.engagement(), make.vendor(merged_into=make.vendor()), make.user())


@pytest.mark.parametrize("status", ["awarded", "live", "closed", "cancelled"])
def test_candidates_change_only_while_a_vendor_is_chosen(status):
    engagement = make.engagement(status=status)

    with pytest.raises(NotAllowed, match="only while a vendor is being chosen"):
        actions.add_candidate(engagement, make.vendor(), make.user())
    with pytest.raises(NotAllowed, match="only while a vendor is being chosen"):
        actions.shortlist(candidate(engagement, status="longlisted"), make.user())
    with pytest.raises(NotAllowed, match="only while a vendor is being chosen"):
        actions.propose_award(candidate(engagement), make.user(), "Best")


def test_a_candidate_is_rejected_with_the_reason_and_can_return():
    one = candidate(make.engagement())

    actions.reject(one, make.user(), "Too small")

    one.refresh_from_db()
    assert (one.status, one.reason) == ("rejected", "Too small")
    back = actions.shortlist(one, make.user())
    assert (back.status, back.reason, acts(one)) == ("shortlisted", "", ["moved", "moved"])


def test_rejecting_and_proposing_take_a_reason():
    one = candidate(make.engagement())

    with pytest.raises(NotAllowed, match="Say why"):
        actions.reject(one, make.user(), " ")
    with pytest.raises(NotAllowed, match="Say why"):
        actions.propose_award(one, make.user(), " ")


def test_only_a_shortlisted_candidate_is_proposed():
    with pytest.raises(NotAllowed, match="Shortlist Ostrel first"):
        actions.propose_award(candidate(make.engagement(), "Ostrel", status="longlisted"), make.user(), "Best")


def test_one_award_at_a_time_waits_for_a_decision():
    engagement = make.engagement(status="evaluating")
    one, other = candidate(engagement, "Ostrel"), candidate(engagement)
    actions.propose_award(one, make.user(), "Best", {other.pk: "Dearer"})

    with pytest.raises(NotAllowed, match="An award to Ostrel waits"):
        actions.propose_award(other, make.user(), "Better")
    with pytest.raises(NotAllowed, match="An award to Ostrel waits"):
        actions.reject(one, make.user(), "After all not")


@pytest.mark.parametrize("status", ["draft", "sourcing", "evaluating"])
def test_a_second_person_awards_and_the_others_are_rejected(status):
    engagement = make.engagement(status=status)
    winner, loser = candidate(engagement, "Ostrel"), candidate(engagement, status="longlisted")
    gone = candidate(engagement, status="rejected", reason="Too small")
    award = actions.propose_award(winner, make.user("procurement"), "Best score")
    head = make.user("procurement-head")

    actions.confirm_award(award, head, make.AT)

    for record in (award, engagement, winner, loser, gone):
        record.refresh_from_db()
    assert (award.status, award.decided_by, award.decided_at) == ("confirmed", head.person, make.AT)
    assert (engagement.status, winner.status) == ("awarded", "selected")
    assert (loser.status, loser.reason, gone.reason) == ("rejected", "Awarded to Ostrel.", "Too small")
    assert acts(award) == ["moved", "created"]
    assert acts(winner) == acts(loser) == ["moved"]


def test_who_proposed_an_award_neither_confirms_nor_refuses_it():
    buyer = make.user("procurement", "procurement-head")
    engagement = make.engagement(status="evaluating")
    award = actions.propose_award(candidate(engagement), buyer, "Best score")

    with pytest.raises(NotAllowed, match="You proposed this award"):
        actions.confirm_award(award, buyer, make.AT)
    with pytest.raises(NotAllowed, match="You proposed this award"):
        actions.refuse_award(award, buyer, make.AT, "No")

    engagement.refresh_from_db()
    assert engagement.status == "evaluating"


def test_the_database_refuses_an_award_decided_by_who_proposed_it():
    award = actions.propose_award(candidate(make.engagement()), make.user(), "Best")

    with pytest.raises(IntegrityError):
        Award.objects.filter(pk=award.pk).update(decided_by=award.proposed_by)


def test_an_award_is_not_confirmed_once_its_vendor_is_suspended():
    one = candidate(make.engagement(), "Ostrel")
    award = actions.propose_award(one, make.user(), "Best")
    type(one.vendor).objects.filter(pk=one.vendor_id).update(status="suspended")

    with pytest.raises(NotAllowed, match="Ostrel is suspended"):
        actions.confirm_award(award, make.user(), make.AT)


def test_an_award_is_confirmed_once():
    award = actions.propose_award(candidate(make.engagement()), make.user(), "Best")
    actions.confirm_award(award, make.user(), make.AT)

    with pytest.raises(NotAllowed, match="cannot go from confirmed"):
        actions.confirm_award(award, make.user(), make.AT)


def test_a_refused_award_leaves_room_for_another():
    engagement = make.engagement(status="evaluating")
    first, second = candidate(engagement), candidate(engagement)
    award = actions.propose_award(first, make.user(), "Best", {second.pk: "Slower"})

    actions.refuse_award(award, make.user(), make.AT, "Too dear")

    award.refresh_from_db()
    assert (award.status, award.decision_note) == ("refused", "Too dear")
    assert actions.propose_award(second, make.user(), "Cheaper", {first.pk: "Too dear"}).status == "proposed"


def test_withdrawing_a_confirmed_award_stops_what_rested_on_it():
    engagement = make.engagement(status="evaluating")
    winner = candidate(engagement)
    award = actions.propose_award(winner, make.user(), "Best")
    actions.confirm_award(award, make.user(), make.AT)

    actions.withdraw_award(award, make.user(), "The vendor withdrew")

    for record in (engagement, winner, winner.vendor):
        record.refresh_from_db()
    assert (engagement.status, winner.status) == ("evaluating", "shortlisted")
    assert (engagement.epoch, winner.vendor.epoch) == (2, 2)


def test_a_selected_candidate_is_not_rejected_behind_the_award():
    engagement = make.engagement(status="awarded")

    with pytest.raises(NotAllowed, match="Withdraw the award first"):
        actions.reject(candidate(engagement, status="selected"), make.user(), "No")


def test_withdrawing_a_proposal_closes_nothing():
    engagement = make.engagement(status="evaluating")
    award = actions.propose_award(candidate(engagement), make.user(), "Best")

    actions.withdraw_award(award, make.user(), "Wait for prices")

    engagement.refresh_from_db()
    assert (engagement.status, engagement.epoch) == ("evaluating", 1)


def test_what_references_say_is_noted_while_one_is_choosing_and_kept_with_its_history():
    engagement = make.engagement(status="sourcing")
    one = candidate(engagement)

    noted = actions.note(one, make.user("procurement"), references=" An insurer, since 2023. ", benefits="")

    assert (noted.references, noted.benefits) == ("An insurer, since 2023.", "")
    assert acts(noted) == ["noted"]
    engagement.status = "awarded"
    engagement.save()
    with pytest.raises(NotAllowed, match="being chosen"):
        actions.note(one, make.user("procurement"), references="Another", benefits="")
