"""Contracts from draft to end: what is allowed, what is refused, what the history says, which epochs rise."""

from datetime import date, timedelta

import pytest

from accounts.models import Role
from contracts import actions
from contracts.models import Contract
from history.models import Entry, NotAllowed
from tests import make
from tests.make import TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db
Status = Contract.Status


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


def epochs(contract):
    """The epochs of the contract's vendor and engagement as they are now."""
    engagement = contract.engagement_id and Engagement.objects.get(pk=contract.engagement_id).epoch
    return Vendor.objects.get(pk=contract.vendor_id).epoch, engagement


def active(**fields):
    fields.setdefault("engagement", make.engagement())
    return make.contract(status=Status.ACTIVE, **fields)


def refused(act, *args, **kwargs):
    with pytest.raises(NotAllowed) as caught:
        act(*args, **kwargs)
    return str(caught.value)


def test_a_contract_is_drafted_for_a_vendor_and_owned_by_who_drafts_it(buyer, acts):
    contract = actions.draft(buyer, vendor=make.vendor(), kind="hourly", title="Network operations")

    assert (contract.status, contract.owner, contract.ref[:4]) == (Status.DRAFT, buyer.person, "CON-")
    assert acts(contract) == ["created"]


def test_a_contract_with_a_merged_vendor_is_refused(buyer):
    merged = make.vendor(merged_into=make.vendor())

    assert "merged" in refused(actions.draft, buyer, vendor=merged, kind="other", title="X")


def test_an_engagement_that_is_over_gets_no_contract(buyer):
    over = make.engagement(status="cancelled")

    sentence = refused(actions.draft, buyer, vendor=make.vendor(), kind="other", title="X", engagement=over)

    assert "is over" in sentence


def test_a_master_agreement_is_with_the_same_vendor_and_on_top(buyer):
    vendor = make.vendor()
    master = make.contract(vendor=vendor)
    under = make.contract(vendor=vendor, master=master)

    assert "same vendor" in refused(actions.draft, buyer, vendor=make.vendor(), kind="other", title="X", master=master)
    assert "does not stand" in refused(actions.draft, buyer, vendor=vendor, kind="other", title="X", master=under)
    assert "is a master itself" in refused(actions.edit, master, buyer, master=make.contract(vendor=vendor))
    assert "does not stand" in refused(actions.edit, make.contract(vendor=vendor), buyer, master=under)


def test_dates_out_of_order_are_refused(buyer):
    dates = {"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}

    assert "before the start" in refused(actions.draft, buyer, vendor=make.vendor(), kind="other", title="X", **dates)


def test_what_is_no_field_of_a_contract_is_refused(buyer):
    assert "status" in refused(actions.draft, buyer, vendor=make.vendor(), kind="other", title="X", status="active")


def test_a_contract_goes_to_review_and_signature_and_back(buyer, acts):
    contract = make.contract()

    actions.send_for_review(contract, buyer)
    actions.return_to_draft(Contract.objects.get(), buyer, "The annex is missing.")
    actions.send_for_signature(Contract.objects.get(), buyer)
    actions.return_to_review(Contract.objects.get(), buyer, "A typing error in § 3.")

    assert Contract.objects.get().status == Status.IN_REVIEW
    assert acts(contract) == ["moved"] * 4


def test_a_way_back_says_why(buyer):
    contract = make.contract(status=Status.IN_REVIEW)

    assert "Say why" in refused(actions.return_to_draft, contract, buyer, " ")


def test_two_clicks_move_once(buyer):
    contract = make.contract()
    actions.send_for_review(contract, buyer)

    assert refused(actions.send_for_review, contract, buyer)


def test_a_draft_is_edited_without_a_reason(buyer):
    contract = make.contract()

    actions.edit(contract, buyer, title="New", ends_on=date(2028, 1, 1))

    entry = Entry.objects.of(contract).get()
    assert entry.changes == [["title", contract.title, "New"], ["ends_on", None, "2028-01-01"]]


def test_what_is_being_signed_is_not_edited(buyer):
    contract = make.contract(status=Status.AWAITING_SIGNATURE)

    assert "Take it back to review" in refused(actions.edit, contract, buyer, title="Other")


def test_a_signed_contract_keeps_what_was_agreed_and_changes_its_terms_with_a_reason(buyer):
    contract = active()

    assert "stays: kind" in refused(actions.edit, contract, buyer, "Amendment 1", kind="hourly")
    assert "Say why" in refused(actions.edit, contract, buyer, ends_on=date(2028, 1, 1))
    actions.edit(contract, buyer, "Amendment 1", ends_on=date(2028, 1, 1))
    actions.edit(contract, buyer, title="A better title")
    assert Contract.objects.get(pk=contract.pk).ends_on == date(2028, 1, 1)


def test_what_is_over_stays_as_it_was(buyer):
    contract = make.contract(status=Status.TERMINATED)

    assert "is over" in refused(actions.edit, contract, buyer, ends_on=date(2028, 1, 1))


def test_kind_and_currency_stay_while_there_are_prices(buyer):
    contract = make.contract(kind="project")
    make.milestone(contract)

    assert "Remove its prices" in refused(actions.edit, contract, buyer, currency="USD")
    assert "Remove its prices" in refused(actions.edit, contract, buyer, kind="hourly")


@pytest.mark.parametrize(
    ("changes", "rises"),
    [
        ({"ends_on": TODAY + timedelta(days=299)}, True),
        ({"ends_on": TODAY + timedelta(days=301)}, False),
        ({"ends_on": None}, False),
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY - timedelta(days=31)}, False),
        ({"master": None}, True),
        ({"engagement": None}, True),
        ({"title": "Other", "renewal_months": 12, "notice_days": 30}, False),
    ],
)
def test_the_epoch_rises_with_every_change_that_makes_a_contract_worse(buyer, changes, rises):
    vendor = make.vendor()
    contract = active(vendor=vendor, master=make.contract(vendor=vendor))

    actions.edit(contract, buyer, "Amendment 1", **changes)

    assert epochs(contract) == (1, 2 if rises else 1)


def test_a_contract_that_serves_no_certain_engagement_closes_its_vendor(buyer):
    contract = active(engagement=None)

    actions.terminate(contract, buyer, "Insolvent", today=TODAY)

    assert epochs(contract) == (2, None)


def test_a_master_that_ends_closes_the_engagements_under_it(buyer):
    vendor = make.vendor()
    master = active(vendor=vendor)
    under, other = active(vendor=vendor, master=master), active(vendor=vendor)

    actions.terminate(master, buyer, "Insolvent", today=TODAY)

    assert (epochs(master), epochs(under), epochs(other)) == ((1, 2), (1, 2), (1, 1))


def test_a_signature_needs_its_document(buyer, acts):
    contract = make.contract(status=Status.AWAITING_SIGNATURE, starts_on=TODAY)
    assert "Upload the signed document" in refused(actions.sign, contract, buyer, TODAY, today=TODAY)
    make.document(contract, is_signed=False)
    assert "Upload the signed document" in refused(actions.sign, contract, buyer, TODAY, today=TODAY)
    make.document(contract, is_signed=True)

    signed = actions.sign(contract, buyer, TODAY, today=TODAY)

    assert (signed.status, signed.signed_on) == (Status.ACTIVE, TODAY)
    assert acts(contract) == ["moved"]


def test_without_the_document_a_reason_says_where_the_original_lies(buyer):
    contract = make.contract(status=Status.AWAITING_SIGNATURE, starts_on=TODAY)

    actions.sign(contract, buyer, TODAY, "Paper only, in the safe of the legal team", today=TODAY)

    entry = Entry.objects.of(contract).get()
    assert [value.value for value in entry.personal_values.all()] == ["Paper only, in the safe of the legal team"]


@pytest.mark.parametrize(
    ("fields", "signed_on", "word"),
    [
        ({"starts_on": None}, TODAY, "Enter the start"),
        ({}, TODAY + timedelta(days=1), "today or earlier"),
        ({"status": Status.DRAFT}, TODAY, "cannot go"),
    ],
)
def test_a_signature_is_refused(buyer, fields, signed_on, word):
    contract = make.contract(**{"status": Status.AWAITING_SIGNATURE, "starts_on": TODAY} | fields)
    make.document(contract, is_signed=True)

    assert word in refused(actions.sign, contract, buyer, signed_on, today=TODAY)


def test_a_termination_says_why_and_closes_at_once(buyer):
    contract = active()

    assert "Say why" in refused(actions.terminate, contract, buyer, "", today=TODAY)
    over = actions.terminate(contract, buyer, "Breach of § 7", today=TODAY)

    assert (over.status, over.terminated_on, epochs(contract)) == (Status.TERMINATED, TODAY, (1, 2))
    assert not Contract.objects.in_force(TODAY).exists()


def test_a_draft_that_is_dropped_closes_nothing(buyer):
    contract = make.contract(engagement=make.engagement())

    actions.terminate(contract, buyer, "Not needed", today=TODAY)

    assert epochs(contract) == (1, 1)


def test_a_notice_in_time_ends_the_term_and_stops_its_renewal(buyer, acts):
    contract = active(ends_on=TODAY + timedelta(days=60), notice_days=30, renewal_months=12)

    actions.give_notice(contract, buyer, TODAY, today=TODAY)

    contract.refresh_from_db()
    assert (contract.notice_given_on, contract.ends_on) == (TODAY, TODAY + timedelta(days=60))
    assert not actions.renew(contract, TODAY + timedelta(days=45))
    assert (acts(contract), epochs(contract)) == (["notice given"], (1, 1))


def test_a_notice_that_ends_a_contract_earlier_closes(buyer):
    contract = active(ends_on=None, notice_days=30)

    actions.give_notice(contract, buyer, TODAY, today=TODAY)

    assert Contract.objects.get(pk=contract.pk).ends_on == TODAY + timedelta(days=30)
    assert epochs(contract) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "notice", "word"),
    [
        ({"status": Status.DRAFT}, {}, "in force"),
        ({"notice_given_on": TODAY}, {}, "already given"),
        ({}, {"given_on": TODAY + timedelta(days=1)}, "today or earlier"),
        ({"ends_on": None}, {}, "Enter the day"),
        ({}, {"ends_on": TODAY - timedelta(days=1)}, "cannot end before"),
    ],
)
def test_a_notice_is_refused(buyer, fields, notice, word):
    contract = make.contract(**{"status": Status.ACTIVE, "starts_on": TODAY, "signed_on": TODAY} | fields)

    assert word in refused(actions.give_notice, contract, buyer, **{"given_on": TODAY, "today": TODAY} | notice)


def test_a_notice_is_withdrawn_with_a_reason(buyer):
    contract = active(notice_given_on=TODAY)

    assert "Say why" in refused(actions.withdraw_notice, contract, buyer, "")
    actions.withdraw_notice(contract, buyer, "We found a price.")

    assert "no notice" in refused(actions.withdraw_notice, Contract.objects.get(pk=contract.pk), buyer, "Again")
    assert Contract.objects.get(pk=contract.pk).notice_given_on is None
