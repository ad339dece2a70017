from datetime import date, timedelta

import pytest

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import DataClass, Vendor

pytestmark = pytest.mark.django_db
UNTIL = make.TODAY + timedelta(days=365)


def approve(vendor, by, data_class=DataClass.RESTRICTED, categories=("personal",), until_on=UNTIL, today=make.TODAY):
    return actions.approve(vendor, by, data_class, categories, until_on, today)


def entries(record):
    return [(one.act, one.agent) for one in Entry.objects.of(record)]


def sharing(vendor, **fields):
    owner = make.person()
    given = {
        "title": "Tickets",
        "vendor": vendor,
        "engagement": make.engagement(),
        "data_class": "internal",
        "description": "Tickets",
        "purpose": "Support",
        "destination": "sftp.vendor.example",
        "planned_on": make.TODAY,
        "until_on": UNTIL,
        "requested_by": owner,
        "owner": owner,
    }
    return vendor.sharing_requests.create(**given | fields)


def test_logging_a_vendor_keeps_who_entered_it_its_key_and_its_history():
    buyer = make.user("procurement")

    vendor = actions.log_vendor(buyer, name="Snap, Inc.", country="US", own_number="K-7")

    assert (vendor.status, vendor.name_key, vendor.entered_by, vendor.owner) == (
        "prospect",
        "snap",
        buyer.person,
        buyer.person,
    )
    assert entries(vendor) == [("created", buyer.agent)]


def test_our_own_number_is_given_once():
    taken = make.vendor(own_number="K-7", name="First")
    buyer = make.user("procurement")

    with pytest.raises(NotAllowed, match=rf"First \({taken.ref}\) already has our number K-7"):
        actions.log_vendor(buyer, name="Second", own_number="K-7")
    with pytest.raises(NotAllowed, match="already has"):
        actions.edit_vendor(make.vendor(), buyer, own_number="K-7")

    assert actions.edit_vendor(taken, buyer, own_number="K-7", name="First!").name == "First!"


def test_a_group_has_one_head_and_nobody_stands_between_it_and_its_members():
    head, buyer = make.vendor(), make.user("procurement")
    member = actions.log_vendor(buyer, name="Member", parent=head)

    for refused in (
        lambda: actions.log_vendor(buyer, name="Grandchild", parent=member),
        lambda: actions.edit_vendor(make.vendor(), buyer, parent=member),
        lambda: actions.edit_vendor(head, buyer, parent=head),
        lambda: actions.edit_vendor(head, buyer, parent=make.vendor()),
    ):
        with pytest.raises(NotAllowed, match="head of"):
            refused()

    assert actions.edit_vendor(member, buyer, parent=head, address="Elsewhere 1").parent == head


@pytest.mark.parametrize("field", ["status", "approved_until_on", "entered_by", "epoch", "merged_into"])
def test_what_only_actions_write_cannot_be_edited(field):
    vendor = make.vendor()

    with pytest.raises(NotAllowed, match=field):
        actions.edit_vendor(vendor, make.user(), **{field: None})
    with pytest.raises(NotAllowed, match=field):
        actions.log_vendor(make.user(), name="New", **{field: None})


@pytest.mark.parametrize(
    ("change", "closes"),
    [
        ({"address": "Elsewhere 1"}, False),
        ({"delivery_countries": ["DE", "PL", "IN"]}, True),
        ({"delivery_countries": []}, True),
        ({"delivery_countries": ["DE"]}, False),
        ({"country": "FR"}, True),
        ({"country": "DE"}, False),
        ({"kind": "contractor"}, True),
    ],
)
def test_editing_keeps_the_approval_and_closes_where_the_gate_reads_worse(change, closes):
    vendor = make.vendor(status="approved", delivery_countries=["DE", "PL"])

    actions.edit_vendor(vendor, make.user(), **change)

    vendor.refresh_from_db()
    assert vendor.status == "approved"
    assert vendor.epoch == (2 if closes else 1)


def test_editing_the_name_renews_its_key_and_is_in_the_history():
    vendor = make.vendor("Old GmbH")
    editor = make.user()

    actions.edit_vendor(vendor, editor, name="New GmbH")

    vendor.refresh_from_db()
    assert vendor.name_key == "new"
    assert Entry.objects.of(vendor).get().changes == [["name", "Old GmbH", "New GmbH"]]


def test_a_second_person_approves_up_to_a_class_until_a_day():
    vendor = make.vendor(status="under-review", entered_by=make.person())
    approver = make.user("approver")

    approved = approve(vendor, approver)

    approved.refresh_from_db()
    assert approved.is_approved(UNTIL)
    assert not approved.is_approved(UNTIL + timedelta(days=1))
    assert (approved.approved_by, approved.approved_data_class, approved.approved_categories) == (
        approver.person,
        "restricted",
        ["personal"],
    )
    assert entries(vendor) == [("moved", approver.agent)]


def test_nobody_approves_a_vendor_that_they_entered():
    approver = make.user("approver")
    vendor = make.vendor("Own", status="under-review", entered_by=approver.person)

    with pytest.raises(NotAllowed, match="You entered Own, so somebody else must approve it"):
        approve(vendor, approver)

    vendor.refresh_from_db()
    assert vendor.status == "under-review"


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"until_on": make.TODAY - timedelta(days=1)}, "must end today or later"),
        ({"until_on": date(2029, 11, 24)}, "at most until 2029-11-23"),
        ({"data_class": "secret"}, "no data classes or categories: secret"),
        ({"categories": ["personal", "gossip"]}, "no data classes or categories: gossip"),
    ],
)
def test_an_approval_on_impossible_terms_is_refused(terms, sentence):
    vendor = make.vendor(status="under-review")

    with pytest.raises(NotAllowed, match=sentence):
        approve(vendor, make.user("approver"), **terms)


def test_a_prospect_is_reviewed_before_it_is_approved():
    with pytest.raises(NotAllowed, match="cannot go from prospect to approved"):
        approve(make.vendor(), make.user("approver"))


def test_a_merged_vendor_is_not_approved():
    other = make.vendor()
    vendor = make.vendor(status="under-review", merged_into=other)

    with pytest.raises(NotAllowed, match=f"merged into {other.ref}"):
        approve(vendor, make.user("approver"))


@pytest.mark.parametrize(
    ("terms", "closes"),
    [
        ({"data_class": DataClass.INTERNAL}, True),
        ({"categories": []}, True),
        ({"until_on": make.TODAY + timedelta(days=10)}, True),
        ({"categories": ["personal", "special"]}, False),
    ],
)
def test_renewing_an_approval_closes_only_what_it_lowers(terms, closes):
    vendor = make.vendor(status="approved")
    approver = make.user("approver")

    approve(vendor, approver, **terms)

    vendor.refresh_from_db()
    assert (vendor.status, vendor.epoch) == ("approved", 2 if closes else 1)
    assert entries(vendor) == [("approved", approver.agent)]


def test_suspending_stops_what_rests_on_the_vendor_and_says_why():
    vendor = make.vendor(status="approved")
    approver = make.user("approver")

    actions.suspend(vendor, approver, "Breach reported")

    vendor.refresh_from_db()
    assert (vendor.status, vendor.epoch) == ("suspended", 2)
    entry = Entry.objects.of(vendor).get()
    assert entry.personal_values.get(field="why").value == "Breach reported"


@pytest.mark.parametrize("act", [actions.suspend, actions.reject, actions.offboard])
def test_parting_with_a_vendor_takes_a_reason(act):
    with pytest.raises(NotAllowed, match="Say why"):
        act(make.vendor(status="approved"), make.user("approver"), "  ")


def test_a_reinstated_vendor_is_under_review_until_it_is_approved_anew():
    vendor = make.vendor(status="suspended", approved_by=make.person(), approved_until_on=UNTIL)

    back = actions.reinstate(vendor, make.user("approver"), "Report read")

    assert back.status == "under-review"
    assert not back.is_approved(make.TODAY)


def test_a_review_of_an_approved_vendor_stops_its_clearances():
    vendor = make.vendor(status="approved")

    actions.start_review(vendor, make.user("procurement"))

    vendor.refresh_from_db()
    assert (vendor.status, vendor.epoch) == ("under-review", 2)


def test_a_vendor_is_not_offboarded_while_its_data_may_be_there():
    vendor = make.vendor(status="approved")
    left = sharing(vendor, status="requested")

    with pytest.raises(NotAllowed, match=f"End these sharing requests first: {left.ref}"):
        actions.offboard(vendor, make.user("approver"), "Contract ended")

    vendor.refresh_from_db()
    assert (vendor.status, vendor.epoch) == ("approved", 1)


def test_a_vendor_whose_sharings_are_over_is_offboarded():
    vendor = make.vendor(status="approved")
    sharing(vendor, status="ended")

    assert actions.offboard(vendor, make.user("approver"), "Contract ended").status == Vendor.Status.OFFBOARDED


def test_of_two_who_suspend_one_wins():
    vendor = make.vendor(status="approved")
    actions.suspend(vendor, make.user("approver"), "Breach")

    with pytest.raises(NotAllowed, match="cannot go from suspended to suspended"):
        actions.suspend(vendor, make.user("approver"), "Breach")

    assert len(entries(vendor)) == 1
