"""An item's row in the list, as htmx gets it: with a form open, and with what became of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checklists.models import Waiver
from tests import make, make_checklists, make_contracts

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ASKED = {"reason": "The audit is in May.", "compensating_control": "Test data only."}


@pytest.fixture
def reviewer() -> Client:
    client = Client()
    client.force_login(make.user("reviewer-security"))
    return client


def url(name, item):
    return reverse(f"checklists:{name}", args=[item.checklist.ref, item.code])


def is_row(answer, item):
    """One row of this item, and no page around it."""
    text = answer.content.decode()
    return text.count(f'id="{item.code}"') == 1 and "<html" not in text


def test_an_answer_is_entered_with_its_file_in_the_row(reviewer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = make_checklists.item(asks="us")
    opened = reviewer.get(url("item", item), headers=HTMX)
    assert is_row(opened, item)
    assert f'id="{item.code}-upload"' in opened.content.decode()

    answer = reviewer.post(
        url("answer", item), {"value": "yes", "upload": make_contracts.upload("proof.pdf")}, headers=HTMX
    )

    item.refresh_from_db()
    assert (answer.status_code, is_row(answer, item), item.status) == (200, True, "submitted")
    assert "proof.pdf" in answer.content.decode()


def test_an_answer_that_lacks_something_stays_in_the_row_with_the_reason(reviewer):
    item = make_checklists.item(asks="us")

    answer = reviewer.post(url("answer", item), {"text": "Half a sentence"}, headers=HTMX)

    assert (answer.status_code, is_row(answer, item)) == (422, True)
    assert "Half a sentence" in answer.content.decode()
    assert f'href="#{item.code}-value' in answer.content.decode()


def test_a_draft_of_an_answer_is_kept_from_the_row(reviewer):
    item = make_checklists.item(asks="us")

    answer = reviewer.post(url("answer", item), {"text": "So far", "draft": "1"}, headers=HTMX)

    item.refresh_from_db()
    assert f"The draft of {item.code} is saved." in answer.content.decode()
    assert (item.status, item.draft["text"]) == ("open", "So far")


def test_a_waiver_is_asked_for_in_the_row_and_begins_with_the_note(reviewer):
    item = make_checklists.item("submitted")
    opened = reviewer.get(url("ask-waiver", item), {"note": "The audit is in May."}, headers=HTMX)
    assert is_row(opened, item)
    assert "The audit is in May.</textarea>" in opened.content.decode()

    lacking = reviewer.post(url("ask-waiver", item), ASKED, headers=HTMX)
    answer = reviewer.post(
        url("ask-waiver", item), {**ASKED, "ends_on": timezone.localdate() + timedelta(days=20)}, headers=HTMX
    )

    assert (lacking.status_code, is_row(lacking, item)) == (422, True)
    assert (answer.status_code, is_row(answer, item)) == (200, True)
    assert Waiver.objects.get().ref in answer.content.decode()


def test_who_may_not_answer_gets_no_form_in_the_row(item_of_a_requester):
    client, item = item_of_a_requester

    assert "<html" in client.get(url("item", item), headers=HTMX).content.decode()
    assert client.post(url("answer", item), {"value": "yes"}, headers=HTMX).status_code == 403


@pytest.fixture
def item_of_a_requester():
    """What is asked of the vendor, seen by who asked for the engagement."""
    item, user, client = make_checklists.item(), make.user("requester"), Client()
    item.checklist.engagement.requester = user.person
    item.checklist.engagement.save()
    client.force_login(user)
    return client, item
