import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selection import actions
from selection.models import CriteriaSet, Evaluation, Scorecard
from tests import make
from tests import make_selection as making

pytestmark = pytest.mark.django_db
WEIGHTS, REOPEN, INVITE = "selection:scorecard-weights", "selection:scorecard-reopen", "selection:scorecard-invite"


@pytest.fixture
def card():
    made = making.scorecard(criteria=2)
    making.candidate(made.engagement, "Ostrel")
    making.candidate(made.engagement, "Wislok")
    return made


def signed_in(client, *roles, person=None):
    user = make.user(*roles, **({"person": person} if person else {}))
    client.force_login(user)
    return user


def page(card, name="selection:scorecard"):
    return reverse(name, args=[card.engagement.ref])


def test_procurement_sets_a_scorecard_up_from_a_set(client):
    user = signed_in(client, "procurement")
    engagement = make.engagement(status="evaluating", owner=user.person)
    shown = client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    assert reverse("selection:scorecard-set-up", args=[engagement.ref]) in shown

    shipped = CriteriaSet.objects.get()
    answer = client.post(reverse("selection:scorecard-set-up", args=[engagement.ref]), {"criteria_set": shipped.pk})

    card = Scorecard.objects.get(engagement=engagement)
    assert answer.headers["Location"] == page(card)
    shown = client.get(page(card)).content.decode()
    assert "Security and compliance" in shown
    assert "20 %" in shown
    assert "level 1 or less rules out" in shown


@pytest.mark.parametrize(
    "name",
    ["selection:scorecard-set-up", WEIGHTS, REOPEN, INVITE, "selection:criterion-add"],
)
def test_only_who_may_sets_up_and_a_stranger_finds_nothing(client, card, name):
    signed_in(client, "reviewer-security")
    assert client.get(page(card, name)).status_code == 403
    signed_in(client, "requester")
    assert client.get(page(card, name)).status_code == 404
    client.logout()
    assert client.get(page(card, name)).status_code == 302


def test_weights_are_set_in_one_table(client, card):
    signed_in(client, "procurement")
    first, second = card.criteria.all()
    given = {f"weight_{first.pk}": 30, f"must_{first.pk}": "on", f"floor_{first.pk}": "", f"weight_{second.pk}": 10}

    assert client.post(page(card, WEIGHTS), {**given, f"floor_{second.pk}": "2"}).status_code == 302

    shown = client.get(page(card)).content.decode()
    assert "75 %" in shown
    assert "25 %" in shown
    second.refresh_from_db()
    assert (second.is_deal_breaker, second.floor, second.is_must_answer) == (True, 2, True)


def test_weights_that_are_no_weights_keep_what_was_typed(client, card):
    signed_in(client, "procurement")
    first, second = card.criteria.all()

    answer = client.post(page(card, WEIGHTS), {f"weight_{first.pk}": "-5", f"weight_{second.pk}": "10"})

    assert answer.status_code == 422
    assert 'value="-5"' in answer.content.decode()


def test_a_new_criterion_that_weighs_too_much_is_refused_in_words(client, card):
    signed_in(client, "procurement")
    levels = {f"level_{level}": f"Level {level}" for level in range(1, 6)}

    answer = client.post(page(card, "selection:criterion-add"), {"title": "Local support", "weight": "1001", **levels})

    assert answer.status_code == 422
    assert "At most 1,000: only the proportions matter." in answer.content.decode()
    assert 'value="Local support"' in answer.content.decode()
    assert card.criteria.count() == 2


def test_locked_weights_are_refused_and_reopened_with_a_reason(client, card):
    making.scored(card, 4, 3)
    signed_in(client, "procurement")
    first, second = card.criteria.all()
    given = {f"weight_{first.pk}": 30, f"weight_{second.pk}": 10}

    assert "criteria are locked" in client.post(page(card, WEIGHTS), given).content.decode()
    client.post(page(card, REOPEN), {"why": "Weighed wrongly"})
    assert client.post(page(card, WEIGHTS), given).status_code == 302
    shown = client.get(page(card)).content.decode()
    assert "Weighed wrongly" in shown
    assert re.search(r"Reopened .* by Person", shown)


def test_a_criterion_is_added_and_removed(client, card):
    signed_in(client, "procurement")
    levels = {f"level_{level}": f"Level {level}" for level in range(1, 6)}
    client.post(page(card, "selection:criterion-add"), {"title": "Local support", "weight": 5, **levels})
    added = card.criteria.get(title="Local support")

    client.post(reverse("selection:criterion-remove", args=[card.engagement.ref, added.ref]))

    assert not card.criteria.filter(title="Local support").exists()


def test_an_evaluator_is_invited_states_scores_and_submits(client, card):
    evaluator = make.user("evaluator")
    signed_in(client, "procurement")
    client.post(page(card, INVITE), {"person": evaluator.person_id})
    mine = Evaluation.objects.get()
    start = reverse("selection:evaluation", args=[mine.ref])
    client.force_login(evaluator)

    assert "do you have a conflict of interest" in client.get(start).content.decode()
    one, other = card.engagement.candidates.all()
    first = reverse("selection:score", args=[mine.ref, one.ref])
    assert client.get(first).status_code == 302  # the statement comes first
    assert client.post(reverse("selection:evaluation-declare", args=[mine.ref])).status_code == 422
    client.post(reverse("selection:evaluation-declare", args=[mine.ref]), {"is_free": "on"})
    levels = {f"level_{each.pk}": 4 for each in card.criteria.all()}
    answer = client.post(first, {**levels, "next": "1"})
    second = reverse("selection:score", args=[mine.ref, other.ref])
    assert answer.headers["Location"] == second
    submit = reverse("selection:evaluation-submit", args=[mine.ref])
    assert "Wislok: " in client.post(submit, follow=True).content.decode()
    client.post(second, levels)
    client.post(submit)

    mine.refresh_from_db()
    assert (mine.status, mine.scores.count()) == ("submitted", 4)
    assert "4.00" in client.get(page(card)).content.decode()


def test_a_draft_is_kept_and_shown_again(client, card):
    user = signed_in(client, "evaluator")
    mine = making.evaluation(card, user.person)
    one, criterion = card.engagement.candidates.first(), card.criteria.first()
    address = reverse("selection:score", args=[mine.ref, one.ref])

    client.post(address, {f"level_{criterion.pk}": "2", f"note_{criterion.pk}": "Only on paper"})

    shown = client.get(address).content.decode()
    assert "Only on paper" in shown
    assert f'name="level_{criterion.pk}" id="id_level_{criterion.pk}_1" value="2" checked' in shown
    long = {f"level_{criterion.pk}": "3", f"note_{criterion.pk}": "x" * 4001}
    refused = client.post(address, long)
    assert refused.status_code == 422
    assert "x" * 4001 in refused.content.decode()


def test_nobody_opens_anothers_scoring(client, card):
    other = making.evaluation(card)
    user = signed_in(client, "evaluator", "procurement", "auditor")
    making.evaluation(card, user.person)

    for name in ("evaluation", "evaluation-declare", "evaluation-recuse"):
        assert client.get(reverse(f"selection:{name}", args=[other.ref])).status_code == 404
    assert client.post(reverse("selection:evaluation-submit", args=[other.ref])).status_code == 404
    assert client.get(reverse("selection:score", args=[other.ref, "CAN-0001"])).status_code == 404


SECRET = "They could not show a single reference"


def scored_with_a_note(card):
    user = make.user("evaluator")
    mine = making.evaluation(card, user.person)
    for one in card.engagement.candidates.all():
        levels = {each.pk: (5, SECRET) for each in card.criteria.all()}
        actions.save_scores(mine, one, levels, user, make.AT)
    return actions.submit(mine, user, make.AT)


def all_that_is_shown(client, card):
    """What could leak a score: pages, the admin, the audit log, its export, the API."""
    done = Evaluation.objects.submitted().order_by("pk").first()
    addresses = [
        page(card),
        reverse("vendors:engagement", args=[card.engagement.ref]),
        reverse("admin:selection_score_changelist"),
        *(reverse("admin:selection_score_change", args=[one.pk]) for one in done.scores.all()),
        reverse("admin:selection_evaluation_change", args=[done.pk]),
        reverse("admin:selection_evaluation_history", args=[done.pk]),
        reverse("admin:history_entry_changelist"),
        reverse("history:log"),
        reverse("history:export"),
        "/api/v1/openapi.json",
    ]
    answers = [client.get(one) for one in addresses]
    return [
        (b"".join(one.streaming_content) if one.streaming else one.content).decode()
        for one in answers
        if one.status_code == 200
    ]


def test_an_evaluator_with_every_role_finds_no_score_anywhere_before_submitting(client, card):
    done = scored_with_a_note(card)
    roles = ("evaluator", "procurement", "auditor", "administrator", "approver")
    user = make.user(*roles, is_staff=True)
    own = making.evaluation(card, user.person, status="invited")
    client.force_login(user)

    texts = all_that_is_shown(client, card)
    assert len(texts) >= 8
    assert not any(SECRET in text or "5.00" in text for text in texts)
    assert not any(f"{one.ref}<" in text for text in texts for one in done.scores.all())

    Evaluation.objects.filter(pk=own.pk).update(
        status="submitted", submitted_at=make.AT, declared_at=make.AT, statement="None."
    )
    assert sum(SECRET in text for text in all_that_is_shown(client, card)) >= 4


def test_who_does_not_score_sees_no_score_before_all_are_in(client, card):
    scored_with_a_note(card)
    waiting = making.evaluation(card)
    user = make.user("auditor", "administrator", is_staff=True)
    client.force_login(user)

    assert not any(SECRET in text for text in all_that_is_shown(client, card))
    assert "sealed until every evaluator has submitted" in client.get(page(card)).content.decode()
    actions.withdraw_evaluation(waiting, make.user("procurement"), "On leave", make.AT)
    shown = client.get(page(card)).content.decode()
    assert SECRET in shown
    assert "On leave" in shown


def test_the_result_shows_spread_disagreement_what_is_missing_and_who_is_ruled_out(client):
    card = making.scorecard()
    making.criterion(card, "security", is_deal_breaker=True, floor=1)
    making.criterion(card, "cost", source="cost")
    for name in ("Ostrel", "Wislok"):
        making.candidate(card.engagement, name)
    making.scored(card, 5, 4)
    making.scored(card, 1, 4)
    signed_in(client, "auditor")

    shown = client.get(page(card)).content.decode()

    assert "Ostrel is ruled out: somebody gave it the floor or less on Security." in shown
    assert "Wislok cannot win before these are known: Cost." in shown
    assert "1–5" in shown
    assert "nobody can win yet" in shown


def filled(candidates, criteria, evaluators):
    card = making.scorecard(criteria=criteria)
    for _number in range(candidates):
        making.candidate(card.engagement)
    for number in range(evaluators):
        making.scored(card, *[1 + (number + place) % 5 for place in range(candidates)])
    return card


def test_the_page_of_twelve_candidates_twenty_criteria_and_eight_evaluators_takes_as_many_statements(client):
    small, large = filled(1, 1, 1), filled(12, 20, 8)
    signed_in(client, "auditor")
    client.get(page(small))
    counts = []
    for card in (small, large):
        with CaptureQueriesContext(connection) as made:
            assert client.get(page(card)).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_my_scores_take_as_many_statements_for_one_candidate_as_for_twelve(client):
    counts = []
    for candidates, criteria in ((1, 1), (12, 20)):
        card = making.scorecard(criteria=criteria)
        for _number in range(candidates):
            making.candidate(card.engagement)
        user = signed_in(client, "evaluator")
        mine = making.evaluation(card, user.person)
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("selection:evaluation", args=[mine.ref])).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1]


def test_my_work_asks_to_score_until_the_scores_are_submitted(client, card):
    user = signed_in(client, "evaluator")
    mine = making.evaluation(card, user.person)
    address = reverse("selection:evaluation", args=[mine.ref])

    assert address in client.get("/").content.decode()
    Evaluation.objects.filter(pk=mine.pk).update(status="submitted", submitted_at=make.AT)
    assert address not in client.get("/").content.decode()
