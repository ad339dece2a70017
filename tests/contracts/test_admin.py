"""The admin of contracts: everything is found there, and nothing gets around the actions."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from contracts.models import Agreement, ClauseKind, Contract
from history.models import Entry
from tests import make
from tests.make import TODAY
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
MODELS = ["contract", "agreement", "clausekind", "clause", "document", "rateline", "milestone", "charge"]


@pytest.fixture
def administrator(client):
    user = make.user("administrator", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def contract():
    contract = make.contract(status=Contract.Status.ACTIVE, engagement=make.engagement(), kind="project")
    make.clause(contract)
    make.document(contract)
    make.rate_line(contract)
    make.milestone(contract)
    make.charge(contract)
    make.agreement(vendor=contract.vendor)
    return contract


@pytest.mark.parametrize("name", MODELS)
def test_every_record_is_searched_and_read_there(client, administrator, contract, name):
    model = next(model for model in admin.site._registry if model._meta.model_name == name)
    row = model.objects.first()

    for address in (
        reverse(f"admin:contracts_{name}_changelist") + "?q=a",
        reverse(f"admin:contracts_{name}_change", args=[row.pk]),
        reverse(f"admin:contracts_{name}_history", args=[row.pk]),
    ):
        assert client.get(address).status_code == 200
    assert client.get(reverse(f"admin:contracts_{name}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("name", ["contract", "agreement", "clause", "document", "rateline", "milestone", "charge"])
def test_what_actions_make_is_not_added_there(client, administrator, name):
    assert client.get(reverse(f"admin:contracts_{name}_add")).status_code == 403


def data(contract, **fields):
    return {
        "title": contract.title,
        "number": "",
        "owner": contract.owner_id,
        "engagement": contract.engagement_id,
        "master": "",
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "notice_days": "",
        "renewal_months": "",
        "why": "",
    } | fields


def test_terms_change_by_the_action_with_its_reason_history_and_epoch(client, administrator, contract):
    address = reverse("admin:contracts_contract_change", args=[contract.pk])
    earlier = (TODAY + timedelta(days=10)).isoformat()

    refused = client.post(address, data(contract, ends_on=earlier))
    assert "Say why a signed contract changes" in refused.content.decode()
    assert not Entry.objects.of(contract).exists()
    assert client.post(address, data(contract, ends_on=earlier, why="Amendment 1")).status_code == 302

    contract.refresh_from_db()
    assert contract.ends_on.isoformat() == earlier
    assert Entry.objects.of(contract).get().actor == administrator
    assert Engagement.objects.get().epoch == 2


def test_a_status_is_not_changed_there(client, administrator, contract):
    address = reverse("admin:contracts_contract_change", args=[contract.pk])

    client.post(address, data(contract, title="Better", status="terminated", vendor=make.vendor().pk, kind="other"))

    found = Contract.objects.get()
    assert (found.title, found.status, found.kind, found.vendor) == ("Better", "active", "project", contract.vendor)


def test_an_agreement_changes_by_the_action(client, administrator, contract):
    agreement = Agreement.objects.get()
    address = reverse("admin:contracts_agreement_change", args=[agreement.pk])
    fields = {"title": "", "owner": agreement.owner_id, "starts_on": "2026-11-23", "ends_on": "", "why": ""}

    assert "Say why a signed agreement changes" in client.post(address, fields).content.decode()
    assert client.post(address, fields | {"why": "Amendment"}).status_code == 302
    assert Agreement.objects.get().starts_on == TODAY


def test_a_clause_kind_is_added_and_keeps_its_key(client, administrator):
    kind = {"key": "escrow", "title": "Escrow", "source": "", "guidance": "", "position": "900"}
    client.post(reverse("admin:contracts_clausekind_add"), kind)
    made = ClauseKind.objects.get(key="escrow")

    changed = kind | {"key": "other", "title": "Source code in escrow"}
    client.post(reverse("admin:contracts_clausekind_change", args=[made.pk]), changed)

    made.refresh_from_db()
    assert (made.key, made.title) == ("escrow", "Source code in escrow")
    assert list(Entry.objects.of(made).order_by("sequence").values_list("act", flat=True)) == ["created", "changed"]
