"""Choosing where nothing begins any more: which acts are refused, and how what was proposed is cleared away."""

import pytest

from accounts.models import Role
from history.models import NotAllowed
from selection import actions
from selection.models import Award
from tests import make, make_selection
from tests.make import AT, TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self, status="evaluating"):
        self.by = make.user(Role.PROCUREMENT)
        self.engagement = make.engagement(status=status)
        self.candidate = make_selection.candidate(self.engagement, "Halden Networks")
        self.draft = make_selection.quote(self.candidate, status="draft")
        self.quote = make_selection.quote(self.candidate)

    def proposes(self):
        about = {"engagement": self.engagement, "candidate": self.candidate, "reason": "Best"}
        return Award.objects.create(**about, proposed_by=make.person())

    def closes(self, status="cancelled"):
        Engagement.objects.filter(pk=self.engagement.pk).update(status=status)

    def parts(self, status="offboarded"):
        Vendor.objects.filter(pk=self.candidate.vendor_id).update(status=status)


@pytest.fixture
def scene():
    return Scene()


def refused(act, scene):
    with pytest.raises(NotAllowed) as caught:
        act(scene)
    return str(caught.value)


WITH_A_VENDOR = {
    "noting": lambda s: actions.note(s.candidate, s.by, references="Good", benefits=""),
    "quoting": lambda s: actions.log_quote(s.engagement, s.candidate, "hourly", s.by, TODAY, currency="EUR"),
    "editing a quote": lambda s: actions.edit_quote(s.draft, s.by, note="Anew"),
    "submitting a quote": lambda s: actions.submit_quote(s.draft, s.by, AT),
    "revising a quote": lambda s: actions.revise_quote(s.quote, s.by),
}


@pytest.mark.parametrize("act", WITH_A_VENDOR)
@pytest.mark.parametrize("status", ["rejected", "offboarded"])
def test_no_price_or_reference_is_kept_of_a_vendor_that_is_gone(scene, act, status):
    scene.parts(status)

    assert refused(WITH_A_VENDOR[act], scene) == f"Halden Networks is {status}. Take it back into review first."


def test_a_candidate_or_quote_of_a_vendor_that_is_gone_can_be_taken_out(scene):
    scene.parts()

    assert actions.withdraw_quote(scene.quote, scene.by, "Gone").status == "withdrawn"
    assert actions.reject(scene.candidate, scene.by, "Gone").status == "rejected"


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_no_candidate_is_turned_down_and_no_award_decided_in_an_engagement_that_is_over(scene, status):
    award = scene.proposes()
    scene.closes(status)
    second = make.user(Role.APPROVER)

    assert "is over" in refused(lambda s: actions.reject(s.candidate, s.by, "Late"), scene)
    assert "is over" in refused(lambda s: actions.confirm_award(award, second, AT), scene)
    assert "is over" in refused(lambda s: actions.refuse_award(award, second, AT, "Late"), scene)


def test_an_award_that_was_proposed_before_the_end_is_withdrawn_after_it(scene):
    award = scene.proposes()
    scene.closes()

    assert actions.withdraw_award(award, scene.by, "Cancelled").status == "withdrawn"


def test_an_award_that_was_confirmed_stays_after_the_end():
    scene = Scene("live")
    award = scene.proposes()
    Award.objects.filter(pk=award.pk).update(status="confirmed", decided_by=make.person(), decided_at=AT)
    scene.closes("closed")

    assert "is over" in refused(lambda s: actions.withdraw_award(award, s.by, "Late"), scene)


def test_who_was_invited_before_the_end_is_shown_no_statement_after_it(client, scene):
    me = make.user()
    evaluation = make_selection.evaluation(
        make_selection.scorecard(scene.engagement, criteria=1), person=me.person, status="invited"
    )
    client.force_login(me)
    scene.closes()

    page = client.get(f"/evaluations/{evaluation.ref}/").content.decode()

    assert "State and start scoring" not in page
    assert "there is nothing to score" in page
