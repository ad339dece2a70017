"""Contracts and agreements where nothing begins any more: the unsigned stop, what is signed runs its course."""

from datetime import timedelta

import pytest

from accounts.models import Role
from contracts import actions
from history.models import NotAllowed
from tests import make, make_contracts
from tests.make import AT, TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self):
        self.by = make.user(Role.PROCUREMENT)
        self.vendor = make.vendor("Halden Networks")
        self.engagement = make.engagement(status="awarded")
        about = {"vendor": self.vendor, "engagement": self.engagement}
        self.draft = make.contract(**about, starts_on=TODAY)
        self.review = make.contract(**about, status="in-review")
        self.awaiting = make.contract(**about, status="awaiting-signature", starts_on=TODAY)
        self.active = make.contract(**about, status="active", kind="project", notice_days=30)
        self.agreement = make.agreement(vendor=self.vendor, status="draft", starts_on=TODAY)
        self.signed = make.agreement(vendor=self.vendor)
        self.unneeded = make.clause(self.draft, state="not-needed")

    def closes(self):
        Engagement.objects.filter(pk=self.engagement.pk).update(status="closed")

    def cancels(self):
        Engagement.objects.filter(pk=self.engagement.pk).update(status="cancelled")

    def parts(self):
        Vendor.objects.filter(pk=self.vendor.pk).update(status="offboarded")

    def rejects(self):
        Vendor.objects.filter(pk=self.vendor.pk).update(status="rejected")

    def merges(self):
        Vendor.objects.filter(pk=self.vendor.pk).update(merged_into=make.vendor())


ENDS = (Scene.closes, Scene.cancels, Scene.parts, Scene.rejects, Scene.merges)
UNSIGNED = {
    "editing": lambda s: actions.edit(s.draft, s.by, title="Anew"),
    "sending for review": lambda s: actions.send_for_review(s.draft, s.by),
    "sending for signature": lambda s: actions.send_for_signature(s.review, s.by),
    "signing": lambda s: actions.sign(s.awaiting, s.by, TODAY, "In the safe", today=TODAY),
    "pricing": lambda s: actions.set_charges(s.draft, s.by, []),
    "finding a clause": lambda s: actions.set_clause(s.draft, s.unneeded.kind, "present", s.by, place="§ 1"),
    "confirming a clause": lambda s: actions.confirm_clause(s.unneeded, make.user(), AT),
    "attaching": lambda s: actions.attach(s.draft, make_contracts.upload(), s.by),
}
WITH_A_VENDOR = {
    "drafting an agreement": lambda s: actions.draft_agreement(s.by, vendor=s.vendor, kind="nda", title="NDA"),
    "editing an agreement": lambda s: actions.edit_agreement(s.agreement, s.by, title="Anew"),
    "signing an agreement": lambda s: actions.sign_agreement(s.agreement, s.by, TODAY, "In the safe", today=TODAY),
    "drafting": lambda s: actions.draft(s.by, vendor=s.vendor, kind="other", title="New"),
}


@pytest.fixture
def scene():
    return Scene()


def refused(act, scene):
    with pytest.raises(NotAllowed) as caught:
        act(scene)
    return caught.value.code


@pytest.mark.parametrize("act", UNSIGNED)
def test_what_nobody_has_signed_goes_no_further_where_nothing_begins_any_more(act):
    for end in ENDS:
        scene = Scene()
        end(scene)

        assert refused(UNSIGNED[act], scene) == "over", end.__name__


@pytest.mark.parametrize("act", WITH_A_VENDOR)
def test_nothing_is_drafted_or_signed_with_a_vendor_that_is_gone(act):
    for end in ENDS[2:]:
        scene = Scene()
        end(scene)

        assert refused(WITH_A_VENDOR[act], scene) == "over", end.__name__


@pytest.mark.parametrize("end", ENDS)
def test_what_nobody_has_signed_is_taken_back_or_dropped(scene, end):
    end(scene)

    assert actions.return_to_review(scene.awaiting, scene.by, "Over").status == "in-review"
    assert actions.return_to_draft(scene.review, scene.by, "Over").status == "draft"
    assert actions.terminate(scene.draft, scene.by, "Over", today=TODAY).status == "terminated"
    assert actions.end_agreement(scene.agreement, scene.by, "Over").status == "ended"


def test_a_draft_of_an_engagement_that_is_over_is_moved_to_another(scene):
    scene.cancels()
    other = make.engagement()

    assert actions.edit(scene.draft, scene.by, engagement=other).engagement == other


@pytest.mark.parametrize("end", ENDS)
def test_what_is_signed_runs_changes_and_ends_as_agreed(scene, end):
    end(scene)

    actions.set_milestones(scene.active, scene.by, [{"title": "Hand over", "amount": 100}], "Amendment 1")
    stone = scene.active.milestones.get()
    assert actions.deliver_milestone(stone, scene.by, TODAY, today=TODAY).status == "delivered"
    assert actions.accept_milestone(stone, scene.by, TODAY, today=TODAY).status == "accepted"
    actions.attach(scene.active, make_contracts.upload(), scene.by)
    assert actions.give_notice(scene.active, scene.by, TODAY, TODAY + timedelta(days=40), today=TODAY).notice_given_on
    assert actions.terminate(scene.active, scene.by, "Over", today=TODAY).status == "terminated"
    assert actions.end_agreement(scene.signed, scene.by, "Over").status == "ended"


def test_no_clause_is_confirmed_in_a_contract_that_is_over(scene):
    actions.terminate(scene.draft, scene.by, "Dropped", today=TODAY)

    with pytest.raises(NotAllowed, match="What was found in it stays"):
        actions.confirm_clause(scene.unneeded, make.user(), AT)


def test_the_page_of_a_draft_says_why_it_goes_no_further_and_offers_to_drop_it(client, scene):
    client.force_login(make.user(Role.PROCUREMENT, "reviewer-legal"))
    scene.closes()

    page = client.get(f"/contracts/{scene.draft.ref}/").content.decode()
    agreement = client.get(f"/contracts/agreements/{scene.agreement.ref}/").content.decode()

    assert f"{scene.engagement.ref} is over; nothing in it changes any more." in page
    for words in ("Send for review", "Send for signature", "Confirm<"):
        assert words not in page
    assert "Drop" in page
    assert "Edit<" in page
    assert "Record signature" in agreement
