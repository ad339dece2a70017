from datetime import timedelta

import pytest
from django.db import IntegrityError

from history.models import Entry, NotAllowed
from tests import make
from tests.vendors.test_vendor_actions import sharing
from vendors import actions
from vendors.models import FACTS, FactConfirmation
from vendors.rules import facts

pytestmark = pytest.mark.django_db


def acts(record):
    return [one.act for one in Entry.objects.of(record)]


def left_open(engagement, not_counting=()):
    rows = FactConfirmation.objects.filter(engagement=engagement)
    return facts.unconfirmed(facts.values_of(engagement), rows, not_counting=not_counting)


def test_who_asks_for_an_engagement_entered_its_facts():
    asker = make.user("requester")

    engagement = actions.log_engagement(asker, title="Help desk", data_class="restricted", delivery_countries=["IN"])

    assert (engagement.status, engagement.requester, engagement.owner) == ("draft", asker.person, asker.person)
    assert engagement.facts_entered_by == {"data_class": asker.person_id, "delivery_countries": asker.person_id}
    assert acts(engagement) == ["created"]


@pytest.mark.parametrize("field", ["status", "epoch", "facts_entered_by"])
def test_what_only_actions_write_is_not_given_with_an_engagement(field):
    with pytest.raises(NotAllowed, match=field):
        actions.log_engagement(make.user(), title="Help desk", **{field: {}})
    with pytest.raises(NotAllowed, match=field):
        actions.edit_engagement(make.engagement(), make.user(), **{field: {}})


@pytest.mark.parametrize(
    ("change", "epoch"),
    [({"title": "Other"}, 1), ({"country": "FR"}, 2), ({"country": "DE"}, 1), ({"is_core": True}, 2)],
)
def test_editing_closes_where_the_gate_reads_the_value(change, epoch):
    engagement = make.engagement()

    actions.edit_engagement(engagement, make.user(), **change)

    engagement.refresh_from_db()
    assert engagement.epoch == epoch


def test_a_fact_that_is_edited_with_the_rest_loses_its_confirmation():
    engagement = make.engagement(confirmed_by=make.person())

    edited = actions.edit_engagement(engagement, make.user(), title="New title", volume=2)

    assert (edited.title, edited.volume) == ("New title", 2)
    assert left_open(edited) == ["volume"]


def test_a_changed_fact_is_unconfirmed_closes_and_is_its_authors():
    engagement = make.engagement(confirmed_by=make.person())
    editor = make.user()

    actions.change_facts(engagement, editor, data_class="internal", volume=engagement.volume)

    engagement.refresh_from_db()
    assert left_open(engagement) == ["data_class"]
    assert engagement.epoch == 2
    assert engagement.facts_entered_by["data_class"] == editor.person_id
    assert engagement.facts_entered_by["volume"] == engagement.owner_id
    assert Entry.objects.of(engagement).get().changes == [["data_class", "confidential", "internal"]]
    assert FactConfirmation.objects.get(engagement=engagement, fact="data_class").ended_at


def test_the_same_facts_again_change_nothing():
    engagement = make.engagement(confirmed_by=make.person(), delivery_countries=["DE", "PL"])

    actions.change_facts(engagement, make.user(), delivery_countries=["PL", "DE"], volume=engagement.volume)

    engagement.refresh_from_db()
    assert (engagement.epoch, left_open(engagement), acts(engagement)) == (1, [], [])


def test_what_is_no_fact_cannot_be_changed_or_confirmed_as_one():
    engagement = make.engagement()

    with pytest.raises(NotAllowed, match="no facts of an engagement: title"):
        actions.change_facts(engagement, make.user(), title="Other")
    with pytest.raises(NotAllowed, match="no facts of an engagement: title"):
        actions.confirm_facts(engagement, make.user(), ["title"], make.AT)


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_nothing_changes_in_an_engagement_that_is_over(status):
    engagement = make.engagement(status=status)

    with pytest.raises(NotAllowed, match="is over"):
        actions.change_facts(engagement, make.user(), volume=2)
    with pytest.raises(NotAllowed, match="is over"):
        actions.edit_engagement(engagement, make.user(), title="Other")


def test_a_reviewer_confirms_all_facts_at_once():
    engagement = make.engagement()
    reviewer = make.user("reviewer-security")

    made = actions.confirm_facts(engagement, reviewer, FACTS, make.AT)

    assert left_open(engagement) == []
    assert [(one.fact, one.confirmed_by, one.entered_by) for one in made] == [
        (fact, reviewer.person, engagement.owner) for fact in FACTS
    ]
    assert acts(made[0]) == ["created"]


def test_who_entered_a_fact_cannot_confirm_it_and_nothing_is_confirmed():
    engagement = make.engagement()
    reviewer = make.user("reviewer-security")
    actions.change_facts(engagement, reviewer, volume=2)

    with pytest.raises(NotAllowed, match="You entered these, so somebody else must confirm them: volume"):
        actions.confirm_facts(engagement, reviewer, FACTS, make.AT)

    assert not FactConfirmation.objects.exists()


def test_the_database_refuses_a_confirmation_by_who_entered_the_fact():
    engagement = make.engagement()

    with pytest.raises(IntegrityError):
        FactConfirmation.objects.create(
            engagement=engagement,
            fact="volume",
            value=1,
            entered_by=engagement.owner,
            confirmed_by=engagement.owner,
            confirmed_at=make.AT,
        )


def test_a_fact_whose_author_is_unknown_counts_as_the_requesters():
    engagement = make.engagement(facts_entered_by={}, requester=make.person("Asker"))

    with pytest.raises(NotAllowed, match="You entered these"):
        actions.confirm_facts(engagement, engagement.requester, ["volume"], make.AT)


def test_an_unknown_fact_cannot_be_confirmed():
    engagement = make.engagement(volume=None)

    with pytest.raises(NotAllowed, match="Nobody has entered these yet: volume"):
        actions.confirm_facts(engagement, make.user(), FACTS, make.AT)


def test_a_value_that_changed_since_the_page_was_opened_is_not_confirmed():
    engagement = make.engagement()
    seen = facts.values_of(engagement)
    actions.change_facts(engagement, make.user(), volume=2)

    with pytest.raises(NotAllowed, match="have changed since you opened the page: volume") as refused:
        actions.confirm_facts(engagement, make.user(), FACTS, make.AT, seen=seen)

    assert refused.value.code == "stale"


def test_another_reviewer_can_take_the_place_of_one_who_asked_for_the_sharing():
    asker = make.person()
    engagement = make.engagement(confirmed_by=asker)
    reviewer = make.user()
    assert left_open(engagement, not_counting={asker.pk}) == list(FACTS)

    actions.confirm_facts(engagement, reviewer, FACTS, make.AT)

    assert left_open(engagement, not_counting={asker.pk}) == []
    engagement.refresh_from_db()
    assert engagement.epoch == 1


def test_confirming_again_changes_nothing():
    reviewer = make.user()
    engagement = make.engagement(confirmed_by=reviewer.person)

    assert actions.confirm_facts(engagement, reviewer, FACTS, make.AT) == []


def test_the_way_from_draft_to_live():
    engagement = make.engagement()
    buyer = make.user("procurement")

    engagement = actions.start_sourcing(engagement, buyer)
    engagement = actions.start_evaluating(engagement, buyer)

    assert engagement.status == "evaluating"
    assert acts(engagement) == ["moved", "moved"]
    assert actions.go_live(make.engagement(status="awarded"), buyer).status == "live"
    with pytest.raises(NotAllowed, match="cannot go from evaluating to live"):
        actions.go_live(engagement, buyer)


def test_an_award_is_withdrawn_before_candidates_are_compared_again():
    with pytest.raises(NotAllowed, match="Withdraw the award first"):
        actions.start_evaluating(make.engagement(status="awarded"), make.user())


def test_cancelling_takes_a_reason():
    with pytest.raises(NotAllowed, match="Say why"):
        actions.cancel(make.engagement(), make.user(), " ")


def test_an_engagement_is_not_over_while_its_data_may_be_at_the_vendor():
    engagement = make.engagement(status="live")
    left = sharing(
        make.vendor(), engagement=engagement, status="under-way", under_way_since_on=make.TODAY - timedelta(days=3)
    )

    with pytest.raises(NotAllowed, match=f"End these sharing requests first: {left.ref}"):
        actions.close(engagement, make.user())


def test_closing_stops_what_was_cleared():
    engagement = make.engagement(status="live")

    actions.close(engagement, make.user(), "Done")

    engagement.refresh_from_db()
    assert (engagement.status, engagement.epoch) == ("closed", 2)
