"""Groups of vendors: one head and its members, set on the vendor's own form and shown on its page."""

import pytest
from django.urls import reverse

from history.models import NotAllowed
from selection.models import Candidate
from tests import make
from tests.checklists.test_races import ROUNDS, together
from vendors import actions
from vendors.models import Vendor

GIVEN = {"name": "Halvard Cloud", "kind": "company", "sourcing_channel": "established"}


@pytest.fixture
def buyer(client):
    user = make.user("procurement", name="Maeve Doran")
    client.force_login(user)
    return user


def edit(client, vendor, **changes):
    address = reverse("vendors:edit", args=[vendor.ref])
    form = client.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**given, **changes})


def head_of(vendor):
    return Vendor.objects.get(pk=vendor.pk).parent


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["{ref}", "Halvard Group plc", "halvard group", "Halvard Group plc ({ref})"])
def test_procurement_names_the_head_of_a_group_when_it_logs_a_member(client, buyer, typed):
    head = make.vendor("Halvard Group plc", name_key="halvard group")

    answer = client.post(reverse("vendors:new"), {**GIVEN, "parent": typed.format(ref=head.ref)})

    assert answer.status_code == 302
    assert Vendor.objects.get(name="Halvard Cloud").parent == head


@pytest.mark.django_db
def test_a_vendor_joins_and_leaves_a_group_and_what_was_cleared_stops_each_time(client, buyer):
    head, vendor = make.vendor("Halvard Group"), make.vendor("Halvard Cloud")

    edit(client, vendor, parent=head.ref)
    assert head_of(vendor) == head
    assert Vendor.objects.get(pk=vendor.pk).epoch == vendor.epoch + 1
    edit(client, vendor, address="Elsewhere 1")
    assert head_of(vendor) == head
    assert Vendor.objects.get(pk=vendor.pk).epoch == vendor.epoch + 1
    edit(client, vendor, parent="")
    assert head_of(vendor) is None
    assert Vendor.objects.get(pk=vendor.pk).epoch == vendor.epoch + 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("itself", "Choose the head of the group"),
        ("its member", "Choose the head of the group"),
        ("a member of another group", "Choose the head of the group"),
        ("a merged vendor", "No vendor is called so"),
        ("nobody", "No vendor is called so"),
    ],
)
def test_a_head_that_cannot_be_one_is_refused_and_nothing_typed_is_lost(client, buyer, who, says):
    vendor = make.vendor("Halvard Cloud")
    named = {
        "itself": vendor,
        "its member": make.vendor("Halvard Data", parent=vendor),
        "a member of another group": make.vendor("Corvane Data", parent=make.vendor("Corvane")),
        "a merged vendor": make.vendor("Halvard Old", merged_into=make.vendor("Halvard Group")),
    }
    typed = named[who].name if who in named else "Nobody AG"

    answer = edit(client, vendor, parent=typed, address="Elsewhere 1")

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Elsewhere 1" in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert head_of(vendor) is None


@pytest.mark.django_db
def test_a_merged_vendor_heads_no_group_whoever_says_so(buyer):
    gone = make.vendor(merged_into=make.vendor())

    for refused in (
        lambda: actions.log_vendor(buyer, name="Member", parent=gone),
        lambda: actions.edit_vendor(make.vendor(), buyer, parent=gone),
    ):
        with pytest.raises(NotAllowed, match="merged"):
            refused()


@pytest.mark.django_db
def test_a_head_that_was_merged_since_stays_as_it_is_while_something_else_is_edited(client, buyer):
    head = make.vendor("Halvard Group")
    vendor = make.vendor("Halvard Cloud", parent=head)
    Vendor.objects.filter(pk=head.pk).update(merged_into=make.vendor())

    assert edit(client, vendor, address="Elsewhere 1").status_code == 302

    assert (head_of(vendor), Vendor.objects.get(pk=vendor.pk).address) == (head, "Elsewhere 1")


@pytest.mark.django_db
def test_each_page_of_a_group_leads_to_the_others_and_names_nobody_to_who_does_not_see_them(client, buyer):
    head = make.vendor("Halvard Group")
    vendor, other = make.vendor("Halvard Cloud", parent=head), make.vendor("Halvard Data", parent=head)
    asker = make.user("requester")
    Candidate.objects.create(engagement=make.engagement(requester=asker.person), vendor=vendor)

    def links(page):
        body = client.get(reverse("vendors:vendor", args=[page.ref])).content.decode()
        return [one for one in (head, vendor, other) if f'href="{reverse("vendors:vendor", args=[one.ref])}"' in body]

    assert (links(head), links(vendor)) == ([vendor, other], [head])
    client.force_login(asker)
    assert links(vendor) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_vendors_that_are_put_under_each_other_at_once_make_no_circle():
    buyer = make.user("procurement")
    for _ in range(ROUNDS):
        one, other = make.vendor(), make.vendor()

        together(
            lambda one=one, other=other: actions.edit_vendor(one, buyer, parent=other),
            lambda one=one, other=other: actions.edit_vendor(other, buyer, parent=one),
        )

        assert sorted(map(str, (head_of(one), head_of(other)))).count("None") == 1
