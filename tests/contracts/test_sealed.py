"""Contracts of an engagement that is choosing are sealed to an evaluator who has not submitted scores, everywhere."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from contracts.models import Contract
from history import moves
from history.models import Entry
from selection.models import Evaluation
from tests import make, make_selection
from vendors.models import Engagement
from vendors.views import shown_risks

pytestmark = pytest.mark.django_db
TITLE = "Night shift, second year"
ROLES = ("procurement", "approver")  # read contracts and the audit log


@pytest.fixture
def contract():
    engagement = make.engagement("Night operations", status="evaluating")
    candidate = make_selection.candidate(engagement, "Wislok")
    made = make.contract(TITLE, vendor=candidate.vendor, engagement=engagement, kind="hourly", currency="GBP")
    make.rate_line(made, "Operator", 987_600)
    make.milestone(made)
    make.charge(made)
    make.document(made, file_name="offer-of-wislok.pdf")
    return made


@pytest.fixture
def evaluator(contract):
    """Who reads contracts by another role, and still has to score."""
    user = make.user("evaluator", *ROLES, is_staff=True)
    make_selection.evaluation(make_selection.scorecard(contract.engagement), user.person)
    return user


def pages(contract):
    """Every page on which the contract, its prices or its documents could be read."""
    document = contract.documents.get()
    return {
        "list": reverse("contracts:list"),
        "contract": reverse("contracts:contract", args=[contract.ref]),
        "document": reverse("contracts:download", args=[document.ref]),
        "engagement": reverse("vendors:engagement", args=[contract.engagement.ref]),
        "vendor": reverse("vendors:vendor", args=[contract.vendor.ref]),
    }


def test_a_blind_evaluator_finds_no_contract_of_an_engagement_that_is_choosing(client, contract, evaluator):
    client.force_login(evaluator)
    found = pages(contract)

    for name in ("contract", "document"):
        assert client.get(found[name]).status_code == 404, name
    for name in ("list", "engagement", "vendor"):
        answer = client.get(found[name])
        assert answer.status_code == 200
        assert TITLE not in answer.content.decode(), name
    assert not shown_risks._currencies(contract.engagement, evaluator)


def test_the_audit_log_and_the_administration_hide_them_too(client, contract, evaluator):
    for record in (contract, contract.rate_lines.get(), contract.milestones.get(), contract.charges.get()):
        moves.record(record, "changed", by=None, changes=[("title", None, TITLE)])
        assert not Entry.objects.of(record).readable_by(evaluator).exists()
        assert Entry.objects.of(record).readable_by(make.user("auditor")).exists()
        admin = f"admin:contracts_{record._meta.model_name}_change"
        administrator = make.user("administrator", "evaluator", is_staff=True)
        make_selection.evaluation(contract.engagement.scorecard, administrator.person)
        client.force_login(administrator)
        assert client.get(reverse(admin, args=[record.pk])).status_code == 302, record
        assert list(type(record).objects.hidden_from(administrator)) == [record]
    assert list(contract.documents.hidden_from(evaluator)) == [contract.documents.get()]


def test_who_does_not_score_sees_them(client, contract, evaluator):
    client.force_login(make.user(*ROLES))
    found = pages(contract)

    for name in ("list", "contract", "engagement", "vendor"):
        assert TITLE in client.get(found[name]).content.decode(), name


@pytest.mark.parametrize("status", [Evaluation.Status.SUBMITTED, Evaluation.Status.WITHDRAWN])
def test_they_open_once_the_scores_are_submitted_or_nobody_asks_for_them(client, contract, evaluator, status):
    Evaluation.objects.all().delete()
    make_selection.evaluation(contract.engagement.scorecard, evaluator.person, status=status)

    assert list(Contract.objects.visible_to(evaluator)) == [contract]


def test_no_form_offers_a_sealed_contract_to_a_blind_evaluator(client, contract, evaluator):
    moves.change(contract, by=None, master=None)
    of_vendor = f"vendor={contract.vendor.ref}"
    addresses = [
        f"{reverse('contracts:new')}?{of_vendor}",
        f"{reverse('contracts:new_agreement')}?{of_vendor}&contract={contract.ref}",
        f"{reverse('sharing:new')}?engagement={contract.engagement.ref}&{of_vendor}",
        f"{reverse('contracts:list')}?owner={contract.owner_id}",
    ]

    def read(user):
        client.force_login(user)
        return [TITLE in client.get(address).content.decode() for address in addresses]

    assert read(evaluator) == [False] * 4
    assert read(make.user("procurement")) == [True] * 4


def test_an_agreement_goes_on_covering_a_contract_that_its_editor_may_not_see(client, contract, evaluator):
    agreement = make.agreement(vendor=contract.vendor, contracts=[contract])
    evaluator.groups.add(Group.objects.get(name="reviewer-legal"))
    client.force_login(evaluator)
    given = {
        "kind": agreement.kind,
        "title": "Renamed",
        "starts_on": agreement.starts_on,
        "owner": agreement.owner_id,
    }

    answer = client.post(
        reverse("contracts:edit_agreement", args=[agreement.ref]), {**given, "contracts": [contract.pk], "why": "Name"}
    )

    agreement.refresh_from_db()
    assert (answer.status_code, agreement.title, list(agreement.contracts.all())) == (302, "Renamed", [contract])


@pytest.mark.parametrize("status", ["awarded", "live", "closed", "cancelled"])
def test_after_the_award_nothing_of_a_contract_is_blind(contract, evaluator, status):
    Engagement.objects.filter(pk=contract.engagement_id).update(status=status)

    assert list(Contract.objects.visible_to(evaluator)) == [contract]


def test_contracts_of_other_engagements_and_of_none_stay_open(contract, evaluator):
    others = [make.contract(engagement=make.engagement(status="evaluating")), make.contract()]

    assert list(Contract.objects.visible_to(evaluator).order_by("pk")) == others


def test_the_owner_of_a_contract_is_blind_like_everybody_who_scores(contract, evaluator):
    owned = make.contract(owner=evaluator.person, engagement=contract.engagement)

    assert owned not in Contract.objects.visible_to(evaluator)
