"""The pages of the fit assessment: who answers, who decides, who judges, and that a refusal loses nothing."""

import pytest
from django.urls import reverse

from tests import make
from vendors.models import FitQuestion

pytestmark = pytest.mark.django_db


def address(name, engagement, *more):
    return reverse(f"vendors:{name}", args=[engagement.ref, *more])


def answered(*against, **more):
    given = {}
    for question in FitQuestion.values:
        given[f"{question}-reply"] = "yes" if question in (*against, "gain") else "no"
        given[f"{question}-note"] = "We looked."
        given[f"{question}-condition"] = "Names are taken out." if question in against else ""
    return given | more


def login(client, *roles, **fields):
    user = make.user(*roles, **fields)
    client.force_login(user)
    return user


@pytest.fixture
def engagement():
    return make.engagement("Help desk", status="sourcing", is_fit_demanded=True)


def test_who_asked_answers_an_approver_decides_its_owner_does_it_and_a_reviewer_judges(client, engagement):
    page = address("engagement", engagement)
    asker = login(client, "requester", person=engagement.requester)
    assert "Not assessed yet" in client.get(page).content.decode()
    assert client.get(address("fit", engagement)).status_code == 200
    assert client.post(address("fit", engagement), answered("sensitive")).url == f"{page}#fit"
    assert client.get(address("fit-decide", engagement)).status_code == 403

    login(client, "approver")
    assert client.get(address("fit-decide", engagement)).status_code == 200
    terms = {
        "decision": "pass",
        "reason": "",
        "sensitive-text": "Names are taken out.",
        "sensitive-owner": asker.person_id,
        "sensitive-due_on": "2099-01-01",
    }
    assert client.post(address("fit-decide", engagement), terms).url == f"{page}#fit"
    condition = engagement.fit_conditions.get()

    client.force_login(asker)
    assert "Report as done" in client.get(page).content.decode()
    assert client.post(address("fit-report", engagement, condition.ref), {"note": "Done."}).url == f"{page}#fit"
    assert client.get(address("fit-judge", engagement, condition.ref)).status_code == 403

    login(client, "reviewer-privacy")
    judged = {"judgement": "meet", "note": ""}
    assert client.post(address("fit-judge", engagement, condition.ref), judged).url == f"{page}#fit"
    condition.refresh_from_db()
    assert condition.status == "met"


def test_who_decides_reads_each_answer_with_its_note_and_side(client, engagement):
    login(client, "procurement")
    client.post(address("fit", engagement), answered("sensitive", **{"gain-note": "Half the tickets wait a week."}))

    login(client, "approver")
    body = client.get(address("fit-decide", engagement)).content.decode()

    assert "Half the tickets wait a week." in body
    assert all(str(question.label) in body for question in FitQuestion)
    assert (body.count("speaks for it</span>"), body.count("speaks against it</span>")) == (3, 3)


def test_each_question_says_what_a_yes_speaks_for(client, engagement):
    login(client, "procurement")

    body = client.get(address("fit", engagement)).content.decode()

    assert (body.count("Yes speaks for outsourcing."), body.count("Yes speaks against outsourcing")) == (3, 3)


def test_what_speaks_against_it_without_a_condition_is_refused_and_nothing_typed_is_lost(client, engagement):
    login(client, "procurement")

    response = client.post(address("fit", engagement), answered("complex", **{"complex-condition": ""}))

    assert response.status_code == 422
    assert "We looked." in response.content.decode()
    assert not engagement.fit_assessments.exists()


def test_who_answered_is_told_that_somebody_else_decides(client, engagement):
    user = login(client, "procurement", "approver")
    make.fit(engagement, answered_by=user.person)

    assert "does not decide" in client.get(address("engagement", engagement)).content.decode()
    response = client.post(address("fit-decide", engagement), {"decision": "keep", "reason": "No."})
    assert response.status_code == 422
    assert "You answered the questions" in response.content.decode()


def test_an_approver_drops_and_a_reviewer_does_not(client, engagement):
    condition = make.fit_condition(engagement)
    dropped = {"judgement": "drop", "note": "We send no names."}
    login(client, "reviewer-privacy")
    assert client.post(address("fit-judge", engagement, condition.ref), dropped).status_code == 422

    login(client, "approver")
    client.post(address("fit-judge", engagement, condition.ref), dropped)
    condition.refresh_from_db()
    assert condition.status == "dropped"
    client.post(address("fit-reopen", engagement, condition.ref), {"why": "Names came back."})
    condition.refresh_from_db()
    assert condition.status == "open"


@pytest.mark.parametrize("name", ["fit", "fit-decide", "fit-report", "fit-edit", "fit-judge", "fit-reopen"])
def test_a_page_is_hidden_from_strangers_closed_to_readers_and_to_the_anonymous(client, engagement, name):
    condition = make.fit_condition(engagement)
    at = address(name, engagement, *([condition.ref] if name.startswith("fit-") and name != "fit-decide" else []))
    assert client.get(at).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(at).status_code == 404
    login(client, "auditor")
    assert client.get(at).status_code == 403


def test_the_page_says_what_the_fit_still_wants_before_the_award(client, engagement):
    login(client, "procurement")

    assert "Assess whether outsourcing fits" in client.get(address("engagement", engagement)).content.decode()


@pytest.mark.parametrize("role", ["approver", "procurement"])
def test_a_condition_gets_another_owner_and_day_with_the_reason(client, engagement, role):
    condition, heir = make.fit_condition(engagement), make.user("requester")
    login(client, role)
    at = address("fit-edit", engagement, condition.ref)
    assert at in client.get(address("engagement", engagement)).content.decode()
    given = {"owner": heir.person_id, "due_on": "2099-03-01", "why": "She is away."}

    assert client.post(at, given).url == f"{address('engagement', engagement)}#fit"

    condition.refresh_from_db()
    assert (condition.owner_id, condition.due_on.isoformat()) == (heir.person_id, "2099-03-01")


@pytest.mark.parametrize(
    ("wrong", "words"), [({"why": ""}, "This field is required"), ({"due_on": "2020-01-01"}, "today or later")]
)
def test_a_condition_that_cannot_be_changed_so_keeps_what_was_typed(client, engagement, wrong, words):
    condition = make.fit_condition(engagement)
    login(client, "approver")
    given = {"owner": make.user("requester").person_id, "due_on": "2099-03-01", "why": "She is away."} | wrong

    response = client.post(address("fit-edit", engagement, condition.ref), given)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_nobody_puts_off_or_hands_on_a_condition_of_their_own(client, engagement):
    user = login(client, "approver")
    condition = make.fit_condition(engagement, owner=user.person)
    at = address("fit-edit", engagement, condition.ref)
    assert at not in client.get(address("engagement", engagement)).content.decode()

    given = {"owner": make.user("requester").person_id, "due_on": "2099-03-01", "why": "Too much to do."}
    response = client.post(at, given)

    assert response.status_code == 422
    assert "You own this condition" in response.content.decode()
