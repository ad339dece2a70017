"""The administration: every record of ours is found, narrowed down and read there, with its history."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from history import moves
from tests import make
from vendortrack.urls import ROOMS

ELSEWHERE = {
    # parts of a page of their own
    "reminders.stage",
    "selection.setcriterion",
    "checklists.answerevidence",
    # the insides of the audit trail, which verify_history reads
    "history.thread",
    "history.link",
    "history.personalvalue",
    # how a form that is sent twice is known; swept away after a few days
    "history.press",
}
OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
SHOWN = [model for model in OURS if model._meta.label_lower not in ELSEWHERE]


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody who may read everything there is."""
    user = make.user("administrator", "auditor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


def test_nothing_of_ours_is_left_out() -> None:
    assert [model._meta.label_lower for model in SHOWN if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label_lower)
def test_each_is_listed_searched_and_filtered(model: type, reader: Client) -> None:
    its = admin.site.get_model_admin(model)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert its.search_fields
    assert its.list_filter
    assert len(its.list_display) > 1
    for query in ("", "?q=1", "?q=what"):
        assert reader.get(f"{address}{query}").status_code == 200


def test_the_history_of_a_user_is_that_of_the_person(reader: Client) -> None:
    user = make.user("requester")
    moves.record(user.person, "given-role", by=None, changes=[("role", None, "approver")])

    page = reader.get(reverse("admin:accounts_user_history", args=[user.pk]), follow=True)

    assert page.status_code == 200
    assert "approver" in page.content.decode().lower()
    assert User.objects.filter(pk=user.pk).exists()
