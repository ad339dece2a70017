"""Agreements: drafted, signed, changed, ended."""

from datetime import date, timedelta

import pytest

from accounts.models import Role
from contracts import actions
from contracts.models import Agreement, Contract
from history.models import Entry, NotAllowed
from tests import make
from tests.make import TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db
Status = Agreement.Status


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


@pytest.fixture
def vendor():
    return make.vendor()


def refused(act, *args, **kwargs):
    with pytest.raises(NotAllowed) as caught:
        act(*args, **kwargs)
    return str(caught.value)


def epoch(vendor):
    return Vendor.objects.get(pk=vendor.pk).epoch


def test_an_agreement_is_drafted_for_named_contracts(buyer, vendor):
    contract = make.contract(vendor=vendor)

    agreement = actions.draft_agreement(buyer, vendor=vendor, kind="dpa", contracts=[contract])

    assert (agreement.status, list(agreement.contracts.all())) == (Status.DRAFT, [contract])
    changes = Entry.objects.of(agreement).values_list("changes", flat=True)
    assert ["contracts", [], [contract.ref]] in changes[0]


def test_an_agreement_covers_contracts_with_the_same_vendor(buyer, vendor):
    other = make.contract()

    assert "same vendor" in refused(actions.draft_agreement, buyer, vendor=vendor, kind="dpa", contracts=[other])


def test_a_signature_needs_its_document_or_a_reason(buyer, vendor):
    agreement = make.agreement(vendor=vendor, status=Status.DRAFT, starts_on=TODAY)

    assert "Upload" in refused(actions.sign_agreement, agreement, buyer, TODAY, today=TODAY)
    assert "or earlier" in refused(actions.sign_agreement, agreement, buyer, date(2030, 1, 1), today=TODAY)
    make.document(agreement, is_signed=True)
    signed = actions.sign_agreement(agreement, buyer, TODAY, today=TODAY)

    assert (signed.status, signed.signed_on) == (Status.ACTIVE, TODAY)
    assert list(Agreement.objects.in_force(TODAY)) == [signed]


def test_without_a_start_nothing_is_signed(buyer, vendor):
    agreement = make.agreement(vendor=vendor, status=Status.DRAFT)

    assert "Enter the start" in refused(actions.sign_agreement, agreement, buyer, TODAY, "Paper", today=TODAY)


def test_an_agreement_that_ends_closes_its_vendor(buyer, vendor):
    agreement = make.agreement(vendor=vendor)

    assert "Say why" in refused(actions.end_agreement, agreement, buyer, "")
    actions.end_agreement(agreement, buyer, "Replaced")

    assert (Agreement.objects.get().status, epoch(vendor)) == (Status.ENDED, 2)


def test_an_agreement_for_named_contracts_closes_only_their_engagements(buyer, vendor):
    contract = make.contract(vendor=vendor, engagement=make.engagement(), status=Contract.Status.ACTIVE)
    agreement = make.agreement(vendor=vendor, contracts=[contract])

    actions.end_agreement(agreement, buyer, "Replaced")

    assert (epoch(vendor), Engagement.objects.get().epoch) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "rises"),
    [
        ({"ends_on": TODAY + timedelta(days=9)}, True),
        ({"ends_on": TODAY + timedelta(days=11)}, False),
        ({"starts_on": TODAY + timedelta(days=1)}, True),
        ({"countries": ["DE"]}, True),
        ({"countries": ["DE", "IN", "US"]}, False),
        ({"title": "Better"}, False),
    ],
)
def test_the_epoch_rises_with_every_change_that_makes_an_agreement_worse(buyer, vendor, changes, rises):
    agreement = make.agreement(vendor=vendor, countries=["DE", "IN"], ends_on=TODAY + timedelta(days=10))

    actions.edit_agreement(agreement, buyer, "Amendment 1", **changes)

    assert epoch(vendor) == (2 if rises else 1)


def test_naming_contracts_where_all_were_covered_closes(buyer, vendor):
    agreement = make.agreement(vendor=vendor)
    first, second = make.contract(vendor=vendor), make.contract(vendor=vendor)

    actions.edit_agreement(agreement, buyer, "Amendment 1", contracts=[first])
    assert epoch(vendor) == 2
    actions.edit_agreement(agreement, buyer, "Amendment 2", contracts=[first, second])
    assert epoch(vendor) == 2
    actions.edit_agreement(agreement, buyer, "Amendment 3", contracts=[])
    assert epoch(vendor) == 2
    assert not agreement.contracts.exists()


def test_a_signed_agreement_keeps_its_kind_and_changes_with_a_reason(buyer, vendor):
    agreement = make.agreement(vendor=vendor)

    assert "stays" in refused(actions.edit_agreement, agreement, buyer, "Why", kind="nda")
    assert "Say why" in refused(actions.edit_agreement, agreement, buyer, ends_on=TODAY)
    assert "before the start" in refused(actions.edit_agreement, agreement, buyer, "Why", ends_on=date(2020, 1, 1))
    assert "not part" in refused(actions.edit_agreement, agreement, buyer, "Why", status="ended")


def test_what_is_over_stays(buyer, vendor):
    agreement = make.agreement(vendor=vendor, status=Status.ENDED)

    assert "is over" in refused(actions.edit_agreement, agreement, buyer, "Why", title="Other")
