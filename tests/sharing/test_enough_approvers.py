import pytest

from sharing import actions
from sharing.rules import approval
from tests import make, make_sharing

pytestmark = pytest.mark.django_db


def said(scene):
    judged = actions.judge(scene.sharing.pk, make.AT)
    return approval.too_few(judged.facts, judged.decision, make.AT)


def two_wanted():
    return make_sharing.scene(rules=make_sharing.rules_of(confidential={"approvals": 2}))


def test_nobody_is_called_for_while_somebody_can_still_give_the_second_approval():
    scene = two_wanted()
    assert said(scene) == ""

    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)

    assert said(scene) == ""


def test_who_is_missing_is_said_also_after_the_first_approval():
    scene = two_wanted()
    scene.second.groups.clear()
    sentence = "1 more person who can approve is needed. Give somebody the role Approver."
    assert said(scene) == sentence

    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)

    assert said(scene) == sentence
