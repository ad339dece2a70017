"""What raises the tier by a step: the gate and the checklists read it alike."""

from typing import Any

import pytest

from checklists.readers.facts import known_about
from contracts.models import Contract
from selection.models import Candidate
from sharing.actions import judge
from tests import make, make_sharing
from tests.make_sharing import Scene
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
ACCOUNTS, GROUP = "is_hourly_with_accounts", "is_group_critical"


def scene_of(kind: str, access: int | None) -> Scene:
    reviewer = make.person()
    engagement = make.engagement(status="awarded", access=access, confirmed_by=reviewer)
    made = make_sharing.scene(engagement=engagement)
    Contract.objects.filter(pk=made.contract.pk).update(kind=kind)
    return made


def raised(scene: Scene) -> tuple[str, ...]:
    """What raises the tier by both, which agree on the level."""
    known = known_about(scene.vendor, Engagement.objects.get(pk=scene.engagement.pk)).tier
    assert judge(scene.sharing.pk, make.AT).decision.tier == known.level
    return known.raises


@pytest.mark.parametrize(
    ("kind", "access", "expected"),
    [("hourly", 2, (ACCOUNTS,)), ("hourly", 1, ()), ("project", 2, ())],
)
def test_people_paid_by_the_hour_who_read_in_our_systems_raise_it(
    kind: str, access: int, expected: tuple[str, ...]
) -> None:
    assert raised(scene_of(kind, access)) == expected


def in_general(_scene: Scene) -> dict[str, Any]:
    return {}


def for_it(scene: Scene) -> dict[str, Any]:
    return {"engagement": scene.engagement}


def that_left(scene: Scene) -> dict[str, Any]:
    return {"engagement": scene.engagement, "status": "left"}


def whose_accounts_are_gone(scene: Scene) -> dict[str, Any]:
    return {"engagement": scene.engagement, "status": "removed"}


def elsewhere(_scene: Scene) -> dict[str, Any]:
    return {"engagement": make.engagement()}


@pytest.mark.parametrize(
    ("kind", "who", "expected"),
    [
        ("hourly", for_it, (ACCOUNTS,)),
        ("hourly", in_general, (ACCOUNTS,)),
        ("hourly", that_left, (ACCOUNTS,)),
        ("hourly", whose_accounts_are_gone, ()),
        ("hourly", elsewhere, ()),
        ("project", for_it, ()),
    ],
)
def test_staff_paid_by_the_hour_who_are_named_with_accounts_of_ours_raise_it_whatever_the_facts_say_of_access(
    kind: str, who: Any, expected: tuple[str, ...]
) -> None:
    scene = scene_of(kind, 1)
    make.staff(scene.vendor, **who(scene))
    make.staff(make.vendor(), engagement=scene.engagement)

    assert raised(scene) == expected


@pytest.mark.parametrize(
    ("kin", "access", "status", "expected"),
    [
        ("sister", 4, "live", (GROUP,)),
        ("itself", 4, "live", (GROUP,)),
        ("sister", 4, "closed", ()),
        ("sister", 1, "live", ()),
        ("stranger", 4, "live", ()),
    ],
)
def test_another_engagement_of_the_same_group_that_is_critical_by_the_table_raises_it(
    kin: str, access: int, status: str, expected: tuple[str, ...]
) -> None:
    scene = scene_of("project", 1)
    head = make.vendor("Group")
    type(scene.vendor).objects.filter(pk=scene.vendor.pk).update(parent=head)
    scene.vendor.refresh_from_db()
    vendors = {"itself": scene.vendor, "sister": make.vendor(parent=head), "stranger": make.vendor()}
    other = make.engagement(status=status, access=access, confirmed_by=make.person())
    Candidate.objects.create(engagement=other, vendor=vendors[kin], status="selected")

    assert raised(scene) == expected
