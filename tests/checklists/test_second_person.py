"""Who asked for a sharing, or answers for the vendor, settles none of its items."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from checklists import actions
from checklists.models import Item
from history.models import NotAllowed
from tests import make, make_checklists, make_sharing

pytestmark = pytest.mark.django_db


def accepting(item: Item, by: User) -> Any:
    make_checklists.answer(item)
    Item.objects.filter(pk=item.pk).update(status="submitted")
    return actions.accept(item, by=by, at=make.AT)


def confirming(item: Item, by: User) -> Any:
    Item.objects.filter(pk=item.pk).update(status="not-applicable", not_applicable_by=make.person())
    return actions.confirm_not_applicable(item, by=by, at=make.AT)


ACTS = pytest.mark.parametrize("settle", [accepting, confirming])


@ACTS
@pytest.mark.parametrize("is_vendor_wide", [False, True])
def test_who_asked_for_a_sharing_settles_nothing_that_it_rests_on(
    settle: Callable[[Item, User], Any], is_vendor_wide: bool
) -> None:
    reviewer = make.user("reviewer-security")
    checklist = make_checklists.checklist({}, is_vendor_wide=is_vendor_wide)
    engagement = checklist.engagement or make.engagement()
    asked = make_sharing.sharing(
        vendor=checklist.vendor, engagement=engagement, requested_by=reviewer.person, status="requested"
    )

    with pytest.raises(NotAllowed, match=f"You asked for {asked.ref}"):
        settle(checklist.items.get(), reviewer)

    assert settle(checklist.items.get(), make.user("reviewer-security"))


@ACTS
def test_a_sharing_in_another_engagement_or_one_that_is_over_bars_nobody(settle: Callable[[Item, User], Any]) -> None:
    reviewer = make.user("reviewer-security")
    checklist = make_checklists.checklist({})
    fields = {"vendor": checklist.vendor, "requested_by": reviewer.person}
    make_sharing.sharing(**fields, status="requested")
    make_sharing.sharing(**fields, engagement=checklist.engagement, status="ended")

    assert settle(checklist.items.get(), reviewer)


@ACTS
def test_a_contact_of_the_vendor_settles_none_of_its_items(settle: Callable[[Item, User], Any]) -> None:
    reviewer = make.user("reviewer-security")
    item = make_checklists.item()
    make.contact(item.checklist.vendor, person=reviewer.person)

    with pytest.raises(NotAllowed, match="You are a contact"):
        settle(item, reviewer)
