from datetime import timedelta

import pytest

from accounts.models import Person
from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import PortalLink

pytestmark = pytest.mark.django_db
UNTIL = make.TODAY + timedelta(days=30)


def mains(vendor):
    return [one.person.name for one in vendor.contacts.filter(is_main=True, is_active=True)]


def acts(record):
    return [one.act for one in Entry.objects.of(record)]


def test_the_first_contact_becomes_the_main_one():
    vendor = make.vendor()
    buyer = make.user("procurement")

    contact = actions.add_contact(vendor, buyer, "Asha Rao", "Asha@Vendor.example", time_zone="Asia/Kolkata")

    assert contact.is_main
    assert (contact.person.email, contact.person.time_zone) == ("asha@vendor.example", "Asia/Kolkata")
    assert acts(contact) == acts(contact.person) == ["created"]


def test_a_new_main_contact_replaces_the_old_one():
    vendor = make.vendor()
    old = make.contact(vendor, "Old")

    actions.add_contact(vendor, make.user(), "New", "new@vendor.example", is_main=True)

    assert mains(vendor) == ["New"]
    assert Entry.objects.of(old).get().changes == [["is_main", True, False]]


def test_a_second_contact_leaves_the_main_one():
    vendor = make.vendor()
    make.contact(vendor, "Old")

    actions.add_contact(vendor, make.user(), "New", "new@vendor.example")

    assert mains(vendor) == ["Old"]


def test_a_person_serves_two_vendors_under_one_address():
    first = make.contact(make.vendor())

    second = actions.add_contact(make.vendor(), make.user(), "Other name", first.person.email.upper())

    assert second.person == first.person
    assert second.person.name == first.person.name


def test_a_colleague_cannot_be_a_vendors_contact():
    colleague = make.user(name="Rosa Lind")

    with pytest.raises(NotAllowed, match="Rosa Lind is a colleague"):
        actions.add_contact(make.vendor(), make.user(), "Rosa", colleague.email)


def test_a_contact_is_added_once():
    contact = make.contact(make.vendor(), "Asha Rao")

    with pytest.raises(NotAllowed, match="Asha Rao is a contact of this vendor already"):
        actions.add_contact(contact.vendor, make.user(), "Asha", contact.person.email)


def test_a_contact_that_had_left_can_return():
    contact = make.contact(make.vendor())
    actions.remove_contact(contact, make.user())

    back = actions.add_contact(contact.vendor, make.user(), "Asha", contact.person.email)

    assert (back.pk, back.is_active, back.is_main) == (contact.pk, True, True)
    assert acts(contact) == ["returned", "removed"]


def test_removing_a_contact_withdraws_its_links_and_names_the_next_main_contact():
    vendor = make.vendor()
    contact = make.contact(vendor, "Old")
    make.contact(vendor, "Next", is_main=False)
    link = actions.make_link(contact, UNTIL, make.user())

    actions.remove_contact(contact, make.user(), "Left the company")

    assert mains(vendor) == ["Next"]
    assert PortalLink.objects.with_token(link.token, make.TODAY) is None
    vendor.refresh_from_db()
    assert vendor.epoch == 1


def test_a_contact_is_removed_once():
    contact = make.contact(make.vendor(), "Asha Rao")
    actions.remove_contact(contact, make.user())

    with pytest.raises(NotAllowed, match="Asha Rao is no longer a contact"):
        actions.remove_contact(contact, make.user())


def test_editing_a_contact_changes_person_and_role_with_history():
    contact = make.contact(make.vendor(), "Asha Rao")

    actions.edit_contact(contact, make.user(), name="Asha Rao-Lind", role="privacy")

    contact.refresh_from_db()
    assert (contact.role, Person.objects.get(pk=contact.person_id).name) == ("privacy", "Asha Rao-Lind")
    assert acts(contact) == acts(contact.person) == ["changed"]


def test_a_new_address_is_no_longer_known_to_bounce():
    contact = make.contact(make.vendor())
    Person.objects.filter(pk=contact.person_id).update(bounced_at=make.AT)

    actions.edit_contact(contact, make.user(), email="new@vendor.example")

    contact.person.refresh_from_db()
    assert (contact.person.email, contact.person.bounced_at) == ("new@vendor.example", None)


def test_an_address_belongs_to_one_person():
    taken = make.contact(make.vendor())

    with pytest.raises(NotAllowed, match="Somebody else has the address"):
        actions.edit_contact(make.contact(make.vendor()), make.user(), email=taken.person.email.upper())


def test_the_main_contact_gives_way_only_to_another():
    vendor = make.vendor()
    main = make.contact(vendor, "Asha Rao")
    other = make.contact(vendor, "Next", is_main=False)

    with pytest.raises(NotAllowed, match="Make another contact the main one"):
        actions.edit_contact(main, make.user(), is_main=False)
    actions.edit_contact(other, make.user(), is_main=True)

    assert mains(vendor) == ["Next"]


def test_what_is_not_a_contacts_cannot_be_edited():
    with pytest.raises(NotAllowed, match="is_active"):
        actions.edit_contact(make.contact(make.vendor()), make.user(), is_active=False)


def test_a_new_link_stops_the_earlier_one():
    contact = make.contact(make.vendor())
    earlier = actions.make_link(contact, UNTIL, make.user())

    later = actions.make_link(contact, UNTIL, make.user())

    assert PortalLink.objects.with_token(earlier.token, make.TODAY) is None
    assert PortalLink.objects.with_token(later.token, make.TODAY) == later
    assert acts(earlier) == ["withdrawn", "created"]


def test_a_withdrawn_link_stays_withdrawn():
    link = actions.make_link(make.contact(make.vendor()), UNTIL, make.user())

    actions.withdraw_link(link, make.user(), "Sent to the wrong person")

    assert PortalLink.objects.with_token(link.token, make.TODAY) is None
    with pytest.raises(NotAllowed, match="withdrawn already"):
        actions.withdraw_link(link, make.user())


def test_who_is_no_contact_any_more_gets_no_link():
    contact = make.contact(make.vendor(), is_active=False)

    with pytest.raises(NotAllowed, match="no longer a contact"):
        actions.make_link(contact, UNTIL, make.user())


def test_what_is_known_of_a_contact_who_became_a_colleague_is_an_administrators():
    contact = make.contact(make.vendor())
    make.user("requester", person=contact.person)

    with pytest.raises(NotAllowed, match="is a colleague by now"):
        actions.edit_contact(contact, make.user("procurement"), email="elsewhere@vendor.example")

    assert actions.edit_contact(contact, make.user("procurement"), email=contact.person.email, role="account").role
