import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from history.models import Entry, NotAllowed
from selection import actions
from selection.models import Award, CriteriaSet, Evaluation, Reopening, Score
from tests import make
from tests import make_selection as making

pytestmark = pytest.mark.django_db
NONE = "I have no interest in any of them."


@pytest.fixture
def buyer():
    return make.user("procurement")


@pytest.fixture
def card():
    made = making.scorecard(criteria=2)
    making.candidate(made.engagement, "Ostrel")
    return made


def acts(record):
    return [one.act for one in Entry.objects.of(record)]


def give(evaluation, user, value=4, candidate=None):
    """The evaluator gives one candidate the same on everything."""
    candidate = candidate or evaluation.scorecard.engagement.candidates.first()
    levels = {one.pk: (value, "") for one in evaluation.scorecard.criteria.all()}
    return actions.save_scores(evaluation, candidate, levels, user, make.AT)


def submitted(card, value=4):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    for one in card.engagement.candidates.filter(status="shortlisted"):
        give(evaluation, user, value, one)
    return actions.submit(evaluation, user, make.AT), user


def test_a_set_of_criteria_is_copied_to_an_engagement(buyer):
    shipped = CriteriaSet.objects.get(key="it-outsourcing")

    card = actions.set_up_scorecard(make.engagement(status="sourcing"), shipped, buyer)

    assert [one.levels for one in card.criteria.all()] == [one.levels for one in shipped.criteria.all()]
    assert (card.copied_from, card.created_by, acts(card)) == ("IT outsourcing", buyer.person, ["created"])
    with pytest.raises(NotAllowed, match="has its scorecard already"):
        actions.set_up_scorecard(card.engagement, shipped, buyer)


def test_criteria_are_weighed_added_and_removed_before_the_first_score(card, buyer):
    first, second = card.criteria.all()

    actions.change_criteria(card, buyer, {first.pk: {"weight": 70}})
    levels = {f"level_{level}": f"Level {level}" for level in range(1, 6)}
    added = actions.add_criterion(card, buyer, title="Local support", weight=5, **levels)
    actions.remove_criterion(second, buyer)

    assert [(one.title, one.weight) for one in card.criteria.all()] == [(first.title, 70), ("Local support", 5)]
    assert (added.key, acts(added)) == ("local-support", ["created"])
    with pytest.raises(NotAllowed, match="at least one criterion"):
        actions.change_criteria(card, buyer, {first.pk: {"weight": 0}, added.pk: {"weight": 0}})
    actions.change_criteria(card, buyer, {added.pk: {"weight": 0}})
    with pytest.raises(NotAllowed, match="at least one criterion"):
        actions.remove_criterion(first, buyer)
    assert card.criteria.count() == 2


def test_the_first_score_locks_the_criteria(card, buyer):
    user = make.user("evaluator")
    give(making.evaluation(card, user.person), user)
    card.refresh_from_db()

    assert (card.locked_at, acts(card)) == (make.AT, ["locked"])
    for act in (
        lambda: actions.change_criteria(card, buyer, {card.criteria.first().pk: {"weight": 1}}),
        lambda: actions.add_criterion(card, buyer, title="More"),
        lambda: actions.remove_criterion(card.criteria.first(), buyer),
    ):
        with pytest.raises(NotAllowed, match="criteria are locked"):
            act()


def test_saving_nothing_locks_nothing(card, buyer):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)

    give(evaluation, user, value=None)

    card.refresh_from_db()
    assert card.locked_at is None
    actions.change_criteria(card, buyer, {card.criteria.first().pk: {"weight": 90}})


def test_reopening_is_a_decision_that_keeps_what_the_weights_were_and_never_changes(card, buyer):
    submitted(card)
    first, second = card.criteria.all()

    actions.reopen_scoring(card, buyer, "Security was weighed too low")
    actions.change_criteria(card, buyer, {first.pk: {"weight": 90}})

    kept = Reopening.objects.get()
    assert (kept.scorecard, kept.by, kept.reason) == (card, buyer.person, "Security was weighed too low")
    assert (kept.locked_at, kept.weights) == (make.AT, {first.key: 10, second.key: 10})
    assert acts(kept) == ["created"]
    with pytest.raises(IntegrityError, match="can only be added to"), transaction.atomic():
        Reopening.objects.update(reason="Nothing")


def test_reopening_gives_every_submitted_evaluation_back_and_keeps_its_scores(card, buyer):
    done, user = submitted(card)

    with pytest.raises(NotAllowed, match="Say why"):
        actions.reopen_scoring(card, buyer, " ")
    actions.reopen_scoring(card, buyer, "Security was weighed too low")

    done.refresh_from_db()
    card.refresh_from_db()
    assert (done.status, done.submitted_at, done.scores.count()) == ("declared", None, 2)
    assert (card.locked_at, acts(card)[0]) == (None, "reopened")
    assert done in Evaluation.objects.hidden_from(make.user("auditor"))
    assert done not in Evaluation.objects.hidden_from(user)
    actions.change_criteria(card, buyer, {card.criteria.first().pk: {"weight": 90}})
    with pytest.raises(NotAllowed, match="weight of zero instead"):
        actions.remove_criterion(card.criteria.first(), buyer)
    actions.submit(done, user, make.AT)
    card.refresh_from_db()
    assert card.locked_at == make.AT


def test_a_colleague_is_invited_once_and_can_be_invited_again_after_leaving(card, buyer):
    user = make.user("evaluator")
    asked = actions.invite(card, user.person, buyer, make.AT)

    with pytest.raises(NotAllowed, match="is invited already"):
        actions.invite(card, user.person, buyer, make.AT)
    actions.withdraw_evaluation(asked, buyer, "On leave", make.AT)
    again = actions.invite(card, user.person, buyer, make.AT)

    assert (again.pk, again.status, again.left_at, again.reason) == (asked.pk, "invited", None, "")
    assert acts(again) == ["moved", "moved", "created"]


def test_who_cannot_sign_in_is_not_invited(card, buyer):
    with pytest.raises(NotAllowed, match="cannot sign in"):
        actions.invite(card, make.person(), buyer, make.AT)


def test_who_may_have_read_the_scores_is_not_invited_any_more(card, buyer):
    submitted(card)

    with pytest.raises(NotAllowed, match="cannot score blind"):
        actions.invite(card, make.user("auditor").person, buyer, make.AT)
    assert actions.invite(card, make.user("evaluator").person, buyer, make.AT).status == "invited"


def test_a_statement_comes_before_the_first_score(card):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person, status="invited")

    with pytest.raises(NotAllowed, match="State first"):
        give(evaluation, user)
    actions.declare(evaluation, user, NONE, make.AT)
    give(evaluation, user)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.statement, evaluation.declared_at) == ("declared", NONE, make.AT)
    assert acts(evaluation) == ["scored", "moved"]


def test_who_has_a_conflict_steps_back_and_is_not_counted(card):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person, status="invited")

    with pytest.raises(NotAllowed, match="Say why"):
        actions.recuse(evaluation, user, "", make.AT)
    actions.recuse(evaluation, user, "My brother works there", make.AT)

    assert not Evaluation.objects.counting().exists()
    with pytest.raises(NotAllowed, match="do not count"):
        give(evaluation, user)


def test_nobody_acts_for_another_evaluator(card, buyer):
    evaluation = making.evaluation(card)

    for act in (
        lambda: give(evaluation, buyer),
        lambda: actions.submit(evaluation, buyer, make.AT),
        lambda: actions.recuse(evaluation, buyer, "Why", make.AT),
        lambda: actions.declare(evaluation, buyer, NONE, make.AT),
    ):
        with pytest.raises(NotAllowed, match="Only the evaluator"):
            act()


def test_a_draft_keeps_what_was_given_and_says_what_differs(card):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    one, (first, second) = card.engagement.candidates.get(), card.criteria.all()

    actions.save_scores(evaluation, one, {first.pk: (4, "Good people"), second.pk: (None, "")}, user, make.AT)
    actions.save_scores(evaluation, one, {first.pk: (3, "Good people")}, user, make.AT)
    actions.save_scores(evaluation, one, {first.pk: (3, "Good people")}, user, make.AT)

    assert [(each.value, each.note) for each in evaluation.scores.all()] == [(3, "Good people")]
    latest, before = Entry.objects.of(evaluation)
    assert latest.changes == [[f"{one.ref} {first.key}", 4, 3]]
    assert [name for name, _was, _now in before.changes] == [f"{one.ref} {first.key}", "note"]


def test_submitting_demands_what_must_be_answered_for_every_shortlisted_candidate(card):
    making.candidate(card.engagement, "Wislok")
    making.candidate(card.engagement, "Longed for", status="longlisted")
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    give(evaluation, user)

    with pytest.raises(NotAllowed, match="Wislok: "):
        actions.submit(evaluation, user, make.AT)
    give(evaluation, user, candidate=card.engagement.candidates.get(vendor__name="Wislok"))
    actions.submit(evaluation, user, make.AT)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.submitted_at) == ("submitted", make.AT)


def test_what_need_not_be_answered_and_what_does_not_count_is_not_demanded():
    card = making.scorecard(criteria=1)
    making.criterion(card, is_must_answer=False)
    making.criterion(card, weight=0)
    making.criterion(card, source="cost")
    one = making.candidate(card.engagement)
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    actions.save_scores(evaluation, one, {card.criteria.first().pk: (4, "")}, user, make.AT)

    assert actions.submit(evaluation, user, make.AT).status == "submitted"


def test_a_submitted_score_is_changed_only_after_a_recorded_reopening(card, buyer):
    done, user = submitted(card)

    with pytest.raises(NotAllowed, match="they stand"):
        give(done, user, 1)
    actions.reopen_evaluation(done, buyer, "A typing mistake")
    give(done, user, 1)

    assert set(done.scores.values_list("value", flat=True)) == {1}


def test_nobody_gives_back_or_withdraws_their_own_scores_to_look_and_score_again(card):
    done, user = submitted(card)

    for act in (actions.reopen_evaluation, lambda *given: actions.withdraw_evaluation(*given, make.AT)):
        with pytest.raises(NotAllowed, match="Somebody else does this for your own scores"):
            act(done, user, "Mistyped")

    done.refresh_from_db()
    assert done.status == "submitted"


def test_a_candidate_that_comes_to_the_shortlist_is_scored_too(card, buyer):
    done, user = submitted(card)
    late = making.candidate(card.engagement, "Wislok", status="longlisted")

    actions.shortlist(late, buyer)

    done.refresh_from_db()
    assert done.status == "declared"
    assert Entry.objects.of(done)[0].personal_values.get(field="why").value == "Wislok came to the shortlist."
    give(done, user, 5, late)
    actions.submit(done, user, make.AT)
    actions.reject(late, buyer, "Too small")
    actions.shortlist(late, buyer)
    done.refresh_from_db()
    assert done.status == "submitted"


def test_nothing_is_scored_once_an_award_rests_on_it(card, buyer):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    give(evaluation, user)
    chosen = card.engagement.candidates.get()
    Award.objects.create(engagement=card.engagement, candidate=chosen, reason="Best", proposed_by=buyer.person)

    for act in (
        lambda: give(evaluation, user, 5),
        lambda: actions.submit(evaluation, user, make.AT),
        lambda: actions.reopen_scoring(card, buyer, "Why"),
        lambda: actions.invite(card, make.user("evaluator").person, buyer, make.AT),
        lambda: actions.withdraw_evaluation(evaluation, buyer, "Why", make.AT),
    ):
        with pytest.raises(NotAllowed, match="An award waits"):
            act()


def test_another_engagements_candidate_and_criterion_are_refused(card):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    other = making.scorecard(criteria=1)

    with pytest.raises(NotAllowed, match="another engagement"):
        give(evaluation, user, candidate=making.candidate(other.engagement))
    levels = {other.criteria.get().pk: (4, "")}
    with pytest.raises(NotAllowed, match="criteria have changed"):
        actions.save_scores(evaluation, card.engagement.candidates.get(), levels, user, make.AT)
    assert not Score.objects.exists()


def test_scores_are_in_nobodys_log_before_their_author_has_submitted(card, client):
    user = make.user("evaluator")
    evaluation = making.evaluation(card, user.person)
    give(evaluation, user)
    auditor = make.user("auditor")

    entries = Entry.objects.filter(subject_type="selection.evaluation", act="scored")
    assert not entries.readable_by(auditor).exists()
    client.force_login(auditor)
    assert evaluation.ref not in client.get("/history/").content.decode()
    assert evaluation.ref.encode() not in b"".join(client.get("/history/export/").streaming_content)
    actions.submit(evaluation, user, make.AT)
    assert entries.readable_by(auditor).count() == 1


def test_the_log_is_read_in_as_many_statements_however_much_is_sealed(card):
    auditor = make.user("auditor")
    for _number in range(5):
        user = make.user("evaluator")
        give(making.evaluation(card, user.person), user)

    with CaptureQueriesContext(
        connection,
    ) as made:
        list(Entry.objects.readable_by(auditor))
    assert len(made) <= 2
