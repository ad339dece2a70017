"""Sharing requests where nothing begins any more: nothing is asked for, nothing opens, and what is out still ends."""

from datetime import timedelta

import pytest

from history.models import NotAllowed
from sharing import actions
from sharing.actions.judging import judge
from sharing.models import SharingRequest
from tests import make, make_sharing
from tests.make import AT, TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db
WHAT = {
    "title": "Contacts",
    "data_class": "internal",
    "description": "Names",
    "purpose": "Support",
    "destination": "sftp.vendor.example",
    "countries": ["DE"],
    "planned_on": TODAY,
    "until_on": TODAY + timedelta(days=30),
}


class Scene:
    def __init__(self, status="draft", **fields):
        self.scene = make_sharing.scene(status=status, **fields)
        self.ref = self.scene.sharing.ref
        self.by = self.scene.requester

    def closes(self):
        Engagement.objects.filter(pk=self.scene.engagement.pk).update(status="closed")

    def cancels(self):
        Engagement.objects.filter(pk=self.scene.engagement.pk).update(status="cancelled")

    def parts(self):
        Vendor.objects.filter(pk=self.scene.vendor.pk).update(status="offboarded")

    def rejects(self):
        Vendor.objects.filter(pk=self.scene.vendor.pk).update(status="rejected")

    def merges(self):
        Vendor.objects.filter(pk=self.scene.vendor.pk).update(merged_into=make.vendor())


ENDS = (Scene.closes, Scene.cancels, Scene.parts, Scene.rejects, Scene.merges)
ASKING = {
    "drafting": lambda s: actions.draft(by=s.by, vendor=s.scene.vendor, engagement=s.scene.engagement, **WHAT),
    "changing a draft": lambda s: actions.change_draft(s.ref, by=s.by, title="Anew"),
    "asking": lambda s: actions.request(s.ref, by=s.by, at=AT),
}


def refused(act, scene):
    with pytest.raises(NotAllowed) as caught:
        act(scene)
    return caught.value.code


@pytest.mark.parametrize("act", ASKING)
@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_asked_for_where_nothing_begins_any_more(act, end):
    scene = Scene()
    end(scene)

    assert refused(ASKING[act], scene) == "over"


@pytest.mark.parametrize("end", ENDS)
def test_no_new_version_is_made_where_nothing_begins_any_more(end):
    scene = Scene("requested")
    end(scene)

    assert refused(lambda s: actions.new_version(s.ref, by=s.by), scene) == "over"


def test_a_date_does_not_move_in_an_engagement_that_is_over():
    scene = Scene()
    scene.closes()

    assert refused(lambda s: actions.move_date(s.ref, TODAY, by=s.by, why="Later", at=AT), scene) == "over"


def test_a_draft_is_moved_from_a_vendor_that_is_gone_to_another():
    scene, other = Scene(), make.vendor()
    scene.parts()

    assert actions.change_draft(scene.ref, by=scene.by, vendor=other).vendor == other


@pytest.mark.parametrize("end", ENDS)
def test_data_that_is_found_to_be_out_is_told_of_and_ended_whatever_is_over(end):
    scene = Scene()
    end(scene)

    found = actions.mark_under_way(
        scene.ref, TODAY, by=scene.by, why="Found", at=AT, clear_by_on=TODAY + timedelta(days=5)
    )
    assert found.status == "under-way"
    assert not judge(found.pk, AT).answer.allowed
    assert actions.end(scene.ref, by=scene.by, why="Over", at=AT).status == "ending"
    assert actions.finish(scene.ref, by=scene.scene.reviewer, why="Certificate").status == "ended"


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("data_class", ["public", "internal", "confidential"])
def test_the_end_of_an_engagement_or_vendor_never_opens_the_gate(end, data_class):
    rules = make_sharing.rules_of(**{data_class: {"award": False, "vendor": False}})
    scene = Scene("requested", data_class=data_class, data_categories=[], rules=rules)
    end(scene)

    judgement = judge(scene.scene.sharing.pk, AT)

    assert not judgement.decision.ready
    with pytest.raises(NotAllowed):
        actions.approve(scene.ref, by=scene.scene.approver, at=AT)
    assert SharingRequest.objects.get(pk=scene.scene.sharing.pk).status == "requested"


def test_public_data_is_not_shared_in_an_engagement_that_is_over_though_its_policy_asks_for_no_award():
    rules = make_sharing.rules_of(public={"award": False, "vendor": False})
    scene = Scene("requested", data_class="public", data_categories=[], rules=rules)
    assert judge(scene.scene.sharing.pk, AT).decision.ready

    scene.closes()

    assert [one.code for one in judge(scene.scene.sharing.pk, AT).decision.reasons] == ["engagement-not-awarded"]


def test_the_page_of_a_draft_that_comes_too_late_says_so_and_offers_what_is_left(client):
    scene = Scene()
    client.force_login(scene.by)
    scene.closes()

    page = client.get(f"/sharing/{scene.ref}/").content.decode()

    assert f"{scene.scene.engagement.ref} is over; nothing in it changes any more." in page
    for act in ("ask", "move", "edit"):
        assert f"/sharing/{scene.ref}/{act}/" not in page
    assert f"/sharing/{scene.ref}/end/" in page
