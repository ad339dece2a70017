import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.models import Entry
from selection import actions
from selection.models import CriteriaSet, Scorecard, SetCriterion
from tests import make

pytestmark = pytest.mark.django_db
LEVELS = {f"level_{level}": f"What {level} means" for level in range(1, 6)}
TYPED = {"title": "Local support", "about": "", "weight": "5", "source": "scored", "floor": "", **LEVELS}


@pytest.fixture
def shipped():
    return CriteriaSet.objects.get()


@pytest.fixture
def procurement(client):
    user = make.user("procurement")
    client.force_login(user)
    return user


def page(name, *of):
    return reverse(f"selection:{name}", args=[one.ref for one in of])


def test_the_navigation_leads_procurement_to_the_sets_and_to_what_each_level_means(client, procurement, shipped):
    assert 'href="/criteria/"' in client.get("/").content.decode()
    assert page("criteria-set", shipped) in client.get(page("criteria")).content.decode()

    shown = client.get(page("criteria-set", shipped)).content.decode()

    assert "Security and compliance" in shown
    assert "level 1 or less rules out" in shown
    assert "Hardly an hour in common" in shown


def test_the_auditor_reads_sets_and_changes_none(client, shipped):
    client.force_login(make.user("auditor"))
    one = shipped.criteria.first()

    assert page("criteria-edit", shipped) not in client.get(page("criteria-set", shipped)).content.decode()
    for name, *of in (
        ("criteria-new",),
        ("criteria-edit", shipped),
        ("criteria-copy", shipped),
        ("set-criterion-add", shipped),
        ("set-criterion-edit", shipped, one),
    ):
        assert client.get(page(name, *of)).status_code == 403
    for name, *of in (
        ("criteria-retire", shipped),
        ("criteria-bring-back", shipped),
        ("set-criterion-remove", shipped, one),
    ):
        assert client.post(page(name, *of)).status_code == 403


def test_sets_are_not_for_requesters_and_nobody_is_asked_to_sign_in(client, shipped):
    client.force_login(make.user("requester"))
    assert 'href="/criteria/"' not in client.get("/").content.decode()
    assert client.get(page("criteria")).status_code == 403
    assert client.get(page("criteria-set", shipped)).status_code == 403
    client.logout()
    assert client.get(page("criteria")).status_code == 302


def test_a_set_is_copied_with_all_its_criteria_and_then_goes_its_own_way(client, procurement, shipped):
    answer = client.post(page("criteria-copy", shipped), {"title": "Help desk", "about": "For support."})

    made = CriteriaSet.objects.exclude(pk=shipped.pk).get()
    assert answer.headers["Location"] == page("criteria-set", made)
    assert list(made.criteria.values_list("key", "weight", "floor", "level_3")) == list(
        shipped.criteria.values_list("key", "weight", "floor", "level_3")
    )
    client.post(page("set-criterion-remove", made, made.criteria.first()))
    assert made.criteria.count() == shipped.criteria.count() - 1


def test_a_new_set_is_offered_once_it_has_a_criterion(client, procurement):
    client.post(page("criteria-new"), {"title": "IT outsourcing", "about": ""})
    made = CriteriaSet.objects.order_by("pk").last()
    engagement = make.engagement(status="evaluating")
    choices = page("scorecard-set-up", engagement)
    assert f'value="{made.pk}"' not in client.get(choices).content.decode()

    client.post(page("set-criterion-add", made), TYPED)

    assert f'value="{made.pk}"' in client.get(choices).content.decode()
    assert made.key == "it-outsourcing-2"


def test_a_criterion_is_changed_with_its_levels_and_its_floor(client, procurement, shipped):
    one = shipped.criteria.get(key="service")

    answer = client.post(page("set-criterion-edit", shipped, one), {**TYPED, "weight": "7", "floor": "2"})

    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.title, one.weight, one.floor, one.is_deal_breaker, one.is_must_answer, one.level_5) == (
        "Local support",
        7,
        2,
        True,
        True,
        "What 5 means",
    )
    assert Entry.objects.of(one).first().act == "changed"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source": "cost", "floor": "2"}, "rules nobody out"),
        ({"weight": "1001"}, "only the proportions matter"),
        ({"level_3": ""}, "This field is required"),
    ],
)
def test_a_criterion_that_makes_no_sense_keeps_what_was_typed(client, procurement, shipped, wrong, words):
    answer = client.post(page("set-criterion-add", shipped), {**TYPED, **wrong})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SetCriterion.objects.filter(title="Local support").exists()


def test_a_set_keeps_one_weight_above_zero(client, procurement):
    made = actions.create_set(procurement, "Small")
    one = actions.add_to_set(made, procurement, title="Only", weight=3, **LEVELS)

    answer = client.post(page("set-criterion-edit", made, one), {**TYPED, "weight": "0"})

    assert "weight above zero" in answer.content.decode()
    one.refresh_from_db()
    assert one.weight == 3


def test_a_retired_set_is_not_offered_and_comes_back(client, procurement, shipped):
    engagement = make.engagement(status="evaluating")
    client.post(page("criteria-retire", shipped))
    assert shipped.title not in client.get(page("scorecard-set-up", engagement)).content.decode()

    client.post(page("criteria-bring-back", shipped))

    assert shipped.title in client.get(page("scorecard-set-up", engagement)).content.decode()


def test_a_scorecard_keeps_what_it_was_copied_with_whatever_becomes_of_the_set(client, procurement, shipped):
    card = actions.set_up_scorecard(make.engagement(status="evaluating"), shipped, procurement)
    was = list(card.criteria.values("key", "title", "weight", "floor", "level_1"))

    client.post(page("set-criterion-edit", shipped, shipped.criteria.get(key="expertise")), TYPED)
    client.post(page("set-criterion-remove", shipped, shipped.criteria.get(key="service")))
    client.post(page("criteria-edit", shipped), {"title": "Other words", "about": ""})
    client.post(page("criteria-retire", shipped))

    assert list(card.criteria.values("key", "title", "weight", "floor", "level_1")) == was
    assert Scorecard.objects.get().copied_from == "IT outsourcing"


def test_the_pages_take_as_many_statements_for_many_sets_and_criteria(client, procurement, shipped):
    small = actions.create_set(procurement, "Small")
    actions.add_to_set(small, procurement, title="Only", weight=3, **LEVELS)
    large = actions.copy_set(shipped, procurement, "Large")
    client.get(page("criteria"))
    counts = []
    for each in (small, large):
        with CaptureQueriesContext(connection) as made:
            client.get(page("criteria"))
            client.get(page("criteria-set", each))
        counts.append(len(made))
        for number in range(12):
            actions.copy_set(shipped, procurement, f"Set {number}")

    assert counts[0] == counts[1]
