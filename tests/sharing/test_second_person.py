"""Who asked for a sharing settles nothing that it rests on: accepting, confirming and granting take another person."""

from collections.abc import Callable
from typing import Any

import pytest

from checklists.models import Answer, Item, Waiver
from contracts.models import Clause
from sharing.actions import judge
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db


def outstanding(scene: Scene) -> list[tuple[str, str]]:
    decision = judge(scene.sharing.pk, make.AT).decision
    return [(reason.code, reason.message) for reason in decision.reasons]


def accepted_by(scene: Scene, person: Any) -> None:
    Answer.objects.filter(pk=scene.item.accepted_answer_id).update(decided_by=person)


def confirmed_by(scene: Scene, person: Any) -> None:
    Item.objects.filter(pk=scene.item.pk).update(
        status="not-applicable",
        accepted_answer=None,
        not_applicable_by=make.person(),
        not_applicable_confirmed_by=person,
    )


def waived_by(scene: Scene, person: Any) -> None:
    Item.objects.filter(pk=scene.item.pk).update(status="waived", accepted_answer=None)
    waiver = make_checklists.waiver(scene.item)
    Waiver.objects.filter(pk=waiver.pk).update(granted_by=person)


def clause_waived_by(scene: Scene, person: Any) -> None:
    Clause.objects.filter(contract=scene.contract, kind__key="audit-right").delete()
    waiver = make_checklists.waiver(scene.item)
    Waiver.objects.filter(pk=waiver.pk).update(
        granted_by=person, item=None, condition="clause-missing", subject="audit-right"
    )


OWN = "Settled by who asked for this sharing. Another reviewer has to reopen it and decide."


@pytest.mark.parametrize(
    ("settle", "expected"),
    [
        (accepted_by, ("item-outstanding", OWN)),
        (confirmed_by, ("item-outstanding", OWN)),
        (waived_by, ("item-outstanding", "No waiver covers 23 Nov 2026.")),
        (clause_waived_by, ("clause-missing", "Clause “Audit right” has not been found in the contract yet.")),
    ],
)
def test_what_the_requester_settled_alone_does_not_count_for_their_own_sharing(
    settle: Callable[[Scene, Any], None], expected: tuple[str, str]
) -> None:
    scene = make_sharing.scene()

    settle(scene, scene.sharing.requested_by)

    assert outstanding(scene) == [expected]


@pytest.mark.parametrize("settle", [accepted_by, confirmed_by, waived_by, clause_waived_by])
def test_what_another_person_settled_counts(settle: Callable[[Scene, Any], None]) -> None:
    scene = make_sharing.scene()

    settle(scene, make.person())

    assert outstanding(scene) == []
