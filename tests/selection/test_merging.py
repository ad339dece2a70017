"""Merging a vendor that was logged twice: nothing is lost, nothing opens, and the history of both stays."""

import pytest
from django.urls import reverse

from contracts.models import Agreement, Contract
from history.models import Entry, NotAllowed
from history.readers import verify
from selection import actions
from selection.models import Award, Candidate
from tests import make, make_checklists
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
WHY = "The same company, logged twice."


@pytest.fixture
def buyer():
    return make.user("procurement")


@pytest.fixture
def vendor():
    return make.vendor("SNAP, INC.")


@pytest.fixture
def into():
    return make.vendor("Snap Inc.")


def merged(vendor):
    return Vendor.objects.get(pk=vendor.pk).merged_into


def test_contacts_candidates_what_is_unsigned_and_subsidiaries_move(vendor, into, buyer):
    main, kept = make.contact(vendor), make.contact(into)
    same = make.contact(vendor, person=kept.person, is_main=False)
    child = make.vendor(parent=vendor)
    candidate = Candidate.objects.create(engagement=make.engagement(), vendor=vendor)
    risk = make.risk(candidate.engagement, vendor)
    both = make.engagement()
    Candidate.objects.create(engagement=both, vendor=into)
    rejected = Candidate.objects.create(engagement=both, vendor=vendor)
    draft = make.contract(vendor=vendor)
    signed = make.contract(vendor=vendor, status="active")
    nda, in_force = make.agreement("nda", vendor=vendor, status="draft"), make.agreement("dpa", vendor=vendor)

    actions.merge(vendor, into, buyer, WHY)

    for record in (main, kept, same, child, candidate, risk, rejected, draft, signed, nda, in_force):
        record.refresh_from_db()
    assert merged(vendor) == into
    assert (main.vendor, main.is_main, kept.is_main, same.is_active) == (into, False, True, False)
    assert (child.parent, candidate.vendor, risk.vendor, draft.vendor, nda.vendor) == (into, into, into, into, into)
    assert (rejected.vendor, rejected.status) == (vendor, "rejected")
    assert "Snap Inc." in rejected.reason
    assert (signed.vendor, in_force.vendor) == (vendor, vendor)
    assert (Contract.objects.count(), Agreement.objects.count()) == (2, 2)


def test_both_histories_say_so_and_both_epochs_rise(vendor, into, buyer):
    engagement = make.engagement()
    Candidate.objects.create(engagement=engagement, vendor=into)

    actions.merge(vendor, into, buyer, WHY)

    acts = Entry.objects.filter(subject_ref__in=[vendor.ref, into.ref]).values_list("subject_ref", "act", "changes")
    assert {(ref, act) for ref, act, _changes in acts} == {(vendor.ref, "merged"), (into.ref, "merged")}
    assert any(["took_over", None, vendor.ref] in changes for _ref, _act, changes in acts)
    for record in (vendor, into, engagement):
        epoch = record.epoch
        record.refresh_from_db()
        assert record.epoch == epoch + 1
    assert list(verify()) == []


def test_the_parent_that_is_merged_into_its_subsidiary_leaves_it_its_own_parent(into, buyer):
    parent = make.vendor()
    vendor = make.vendor(parent=parent)
    Vendor.objects.filter(pk=into.pk).update(parent=vendor)

    actions.merge(vendor, into, buyer, WHY)

    assert Vendor.objects.get(pk=into.pk).parent == parent


def test_subsidiaries_come_below_the_head_of_the_group_that_the_vendor_belongs_to_that_stays(vendor, into, buyer):
    head, child = make.vendor(), make.vendor(parent=vendor)
    Vendor.objects.filter(pk=into.pk).update(parent=head)

    actions.merge(vendor, into, buyer, WHY)

    assert Vendor.objects.get(pk=child.pk).parent == head


def going_on(what, vendor):
    if what == "a checklist":
        return make_checklists.checklist(vendor=vendor).ref
    engagement = make.engagement(status="evaluating")
    candidate = Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    if what == "a proposed award":
        award = Award(engagement=engagement, candidate=candidate, reason="Best.", proposed_by=make.person())
        award.save()
        return award.ref
    Candidate.objects.filter(pk=candidate.pk).update(status="selected")
    return engagement.ref


@pytest.mark.parametrize("what", ["a checklist", "a proposed award", "an award"])
def test_it_is_refused_while_something_goes_on_with_the_one_that_is_to_go(what, vendor, into, buyer):
    ref = going_on(what, vendor)

    with pytest.raises(NotAllowed, match=ref):
        actions.merge(vendor, into, buyer, WHY)

    assert merged(vendor) is None
    actions.merge(into, vendor, buyer, WHY)
    assert merged(into) == vendor


def test_it_is_refused_without_a_reason_with_itself_and_twice(vendor, into, buyer):
    with pytest.raises(NotAllowed, match="Say why"):
        actions.merge(vendor, into, buyer, " ")
    with pytest.raises(NotAllowed, match="two different"):
        actions.merge(vendor, vendor, buyer, WHY)
    actions.merge(vendor, into, buyer, WHY)

    for one, other in ((vendor, into), (into, vendor)):
        with pytest.raises(NotAllowed, match=f"{vendor.ref} was merged already"):
            actions.merge(one, other, buyer, WHY)


def test_the_page_merges_into_the_vendor_that_is_named_and_leads_there(client, vendor, into, buyer):
    client.force_login(buyer)
    address = reverse("selection:merge", args=[vendor.ref])
    assert f'value="{into.ref}"' in client.get(address, {"into": into.ref}).content.decode()

    answer = client.post(address, {"vendor": into.ref, "why": WHY})

    assert answer.url == reverse("vendors:vendor", args=[into.ref])
    assert merged(vendor) == into
    assert "merged into another" in client.get(reverse("vendors:vendor", args=[vendor.ref])).content.decode()
    page = client.get(reverse("vendors:vendor", args=[into.ref])).content.decode()
    assert reverse("vendors:vendor", args=[vendor.ref]) in page


@pytest.mark.parametrize(("role", "status"), [("requester", 404), ("auditor", 403), ("reviewer-security", 403)])
def test_only_who_may_merge_opens_the_page(client, vendor, role, status):
    client.force_login(make.user(role))

    assert client.get(reverse("selection:merge", args=[vendor.ref])).status_code == status
