"""Sharing in the administration: searched and read, never a way round the actions."""

import pytest
from django.test import Client
from django.urls import reverse

from history.models import Entry
from sharing import actions
from sharing.models import GatePolicy
from tests import make, make_sharing

pytestmark = pytest.mark.django_db
MODELS = ["sharingrequest", "gatepolicy", "approval", "clearance", "decision", "transfer", "question"]


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make.user("administrator", is_staff=True))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_every_record_is_listed_and_found(administrator: Client, model: str) -> None:
    scene = make_sharing.cleared()
    actions.record_transfer(scene.sharing.ref, by=scene.requester, at=make.AT)
    actions.ask(scene.sharing.pk, at=make.AT)

    response = administrator.get(reverse(f"admin:sharing_{model}_changelist"), {"q": "a"})

    assert response.status_code == 200
    assert administrator.get(reverse(f"admin:sharing_{model}_changelist")).context["cl"].result_count


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_or_deleted_there(administrator: Client, model: str) -> None:
    assert administrator.get(reverse(f"admin:sharing_{model}_add")).status_code == 403


def test_a_request_is_shown_whole_and_changed_by_nobody(administrator: Client) -> None:
    scene = make_sharing.scene()
    url = reverse("admin:sharing_sharingrequest_change", args=[scene.sharing.pk])

    assert administrator.get(url).status_code == 200
    assert administrator.post(url, {"status": "cleared"}).status_code == 403


def test_a_draft_of_a_policy_is_edited_with_its_history_and_a_published_one_is_not(administrator: Client) -> None:
    draft = actions.draft_policy(by=make.user("administrator"), title="Draft", rules=make_sharing.rules_of())
    url = reverse("admin:sharing_gatepolicy_change", args=[draft.pk])
    assert administrator.post(url, {"title": "Better", "rules": '{"profile": "mine"}'}).status_code == 302
    assert Entry.objects.of(draft).filter(act="changed").exists()

    published = GatePolicy.objects.get(number=1)
    again = administrator.post(reverse("admin:sharing_gatepolicy_change", args=[published.pk]), {"title": "Mine"})

    assert again.status_code == 403
