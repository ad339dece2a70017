"""Many requests that are read together are judged as each alone would be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.models import AnswerEvidence, Item, Template
from selection.models import Candidate
from sharing.actions import judge_all
from sharing.models import SharingRequest
from sharing.models.gathering import gather
from sharing.rules.reasons import Decision
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db
ABROAD = make.TODAY + timedelta(days=40)


def second_engagement(scene: Scene) -> None:
    """The same vendor again, in an engagement of its own, without a checklist and under the first one's contract."""
    engagement = make.engagement(status="live", data_class="restricted", access=4, confirmed_by=scene.reviewer.person)
    Candidate.objects.create(engagement=engagement, vendor=scene.vendor, status="selected")
    make_sharing.sharing(vendor=scene.vendor, engagement=engagement, contract=scene.contract, status="requested")


def another_vendor(scene: Scene) -> None:
    """Another vendor of the same group, a candidate in the same engagement."""
    other = make.vendor(status="approved", parent=scene.vendor)
    Candidate.objects.create(engagement=scene.engagement, vendor=other, status="rejected", reason="Too dear.")
    make_sharing.checklist(other, scene.engagement, {})
    contract = make_sharing.signed(other, scene.engagement)
    make_sharing.sharing(vendor=other, engagement=scene.engagement, contract=contract, status="requested")


def vendor_wide(scene: Scene) -> None:
    """What the vendor is asked as a whole concerns all of its requests."""
    checklist = make_checklists.checklist({}, vendor=scene.vendor, is_vendor_wide=True)
    make_checklists.waiver(checklist.items.get(), days=5)


def evidence(scene: Scene) -> None:
    piece = make_checklists.evidence(scene.vendor, expires_on=make.TODAY + timedelta(days=20))
    AnswerEvidence.objects.create(answer_id=scene.items[1].accepted_answer_id, evidence=piece)


def waived(scene: Scene) -> None:
    Item.objects.filter(pk=scene.item.pk).update(status="waived", accepted_answer=None)
    make_checklists.waiver(scene.item)


def waived_elsewhere(scene: Scene) -> None:
    """A waiver of a clause in another engagement, which is none here."""
    scene.contract.clauses.filter(kind__key="audit-right").delete()
    waiver = make_checklists.waiver(scene.item)
    type(waiver).objects.filter(pk=waiver.pk).update(
        item=None, condition="clause-missing", subject="audit-right", engagement=make.engagement()
    )


def conditional(_scene: Scene) -> None:
    make_checklists.version(
        {"condition": {"tiers": ["critical"]}}, {}, applies={"tiers": ["moderate", "high", "critical"]}
    )


def risky(scene: Scene) -> None:
    """A risk of this engagement with its vendor, and one with another vendor, which is none here."""
    make.risk(scene.engagement, scene.vendor, 25, 16)
    make.risk(scene.engagement, make.vendor(), 25)


def subcontracted(scene: Scene) -> None:
    """Three that this vendor uses here; those of another vendor or engagement are none here."""
    make.subcontractor(scene.engagement, scene.vendor, countries=["IN"], status="approved")
    make.subcontractor(scene.engagement, scene.vendor, data_categories=None, data_class="")
    make.subcontractor(scene.engagement, scene.vendor, status="ended")
    make.subcontractor(scene.engagement, make.vendor())
    make.subcontractor(make.engagement(), scene.vendor)


def suspended(scene: Scene) -> None:
    Vendor.objects.filter(pk=scene.vendor.pk).update(status="suspended")


def later(scene: Scene) -> None:
    SharingRequest.objects.filter(pk=scene.sharing.pk).update(planned_on=ABROAD, countries=["DE", "IN"])


CHANGES: list[Callable[[Scene], None]] = [
    second_engagement, another_vendor, vendor_wide, evidence, waived, waived_elsewhere, conditional, suspended,
    later, risky, subcontracted,
]  # fmt: skip


def decided(ids: list[int]) -> dict[int, Decision]:
    return {one.facts.sharing.id: one.decision for one in judge_all(ids, make.AT)}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from(CHANGES), max_size=4, unique=True), min_size=2, max_size=3))
def together_is_as_alone(plan: list[list[Callable[[Scene], None]]]) -> None:
    SharingRequest.objects.all().update(status="draft")
    before = set(SharingRequest.objects.values_list("pk", flat=True))
    for changes in plan:
        scene = make_sharing.scene()
        for change in changes:
            change(scene)
        Template.objects.update(is_retired=False)
    ids = sorted(set(SharingRequest.objects.values_list("pk", flat=True)) - before)

    together = decided(ids)

    assert together == {key: decided([key])[key] for key in ids}


def test_requests_that_are_read_together_are_judged_as_each_alone() -> None:
    together_is_as_alone()


def test_every_change_of_these_says_something() -> None:
    plain = decided([make_sharing.scene().sharing.pk])
    assert [one.ready for one in plain.values()] == [True]
    for change in CHANGES:
        scene = make_sharing.scene()
        was: Any = decided([scene.sharing.pk])[scene.sharing.pk]

        change(scene)

        added = SharingRequest.objects.filter(pk__gt=scene.sharing.pk).exists()
        assert added or decided([scene.sharing.pk])[scene.sharing.pk] != was, change.__name__


def test_as_many_statements_are_read_for_many_as_for_one() -> None:
    ids = [make_sharing.scene().sharing.pk for _number in range(4)]
    counts = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as queries:
            decided(some)
        counts.append(len(queries))

    assert counts == [12, 12]


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_an_engagement_that_is_over_no_longer_counts_for_the_group(status: str) -> None:
    scene = make_sharing.scene()
    second_engagement(scene)
    other = Engagement.objects.exclude(pk=scene.engagement.pk).get(candidates__vendor=scene.vendor)
    before = gather([scene.sharing.pk], make.TODAY).facts[scene.sharing.pk].group

    Engagement.objects.filter(pk=other.pk).update(status=status)

    assert [number for number, _facts in before] == [other.pk]
    assert gather([scene.sharing.pk], make.TODAY).facts[scene.sharing.pk].group == ()
