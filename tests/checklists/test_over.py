"""Checklists, waivers and tiers where nothing goes on: what is refused, and what is still asked at the end."""

from datetime import timedelta

import pytest

from accounts.models import Role
from checklists import actions
from checklists.models import Checklist, Item, Template, TierOverride
from history.models import NotAllowed
from tests import make, make_checklists, make_reminders
from tests.make import AT, TODAY
from vendors.models import Engagement, Vendor

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=60)
WAIVER = {"reason": "Late", "compensating_control": "Masked", "ends_on": LATER}


class Scene:
    """A checklist with an item in each state that an act needs, as its page read it before the end."""

    def __init__(self):
        self.reviewer = make.user("reviewer-security", Role.PROCUREMENT)
        self.approver = make.user(Role.APPROVER)
        self.vendor = make.vendor("Halden Networks", owner=make.person())
        self.contact = make.contact(self.vendor)
        self.engagement = make.engagement(status="awarded")
        both = {"asks": "vendor", "area": "security"}
        self.checklist = make_checklists.checklist(both, vendor=self.vendor, engagement=self.engagement)
        self.item = self.checklist.items.get()
        self.submitted = self.one("submitted")
        self.accepted = self.one("accepted")
        self.claimed = self.one("not-applicable")
        Item.objects.filter(pk=self.claimed.pk).update(not_applicable_confirmed_by=None)
        self.waiver = make_checklists.waiver(self.item, "asked")
        self.granted = make_checklists.waiver(self.one("open"))
        about = {"vendor": self.vendor, "engagement": self.engagement, "reason": "Few", "set_by": make.person()}
        self.lower = TierOverride.objects.create(**about, level="low", lowered_from="high", until_on=LATER)

    def one(self, status):
        other = make_checklists.checklist(
            {"asks": "vendor", "area": "security"}, vendor=self.vendor, engagement=self.engagement
        )
        return make_checklists.item(status, of=other)

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
ON_ITEMS = {
    "drafting": lambda s: actions.save_draft(s.item, by=s.reviewer, value="yes", text="", at=AT),
    "answering": lambda s: actions.submit(s.item, by=s.contact.person, value="yes", at=AT),
    "declining": lambda s: actions.decline(s.item, by=s.contact.person, why="Secret", at=AT),
    "assigning": lambda s: actions.assign(s.item, s.reviewer.person, by=s.reviewer, at=AT),
    "accepting": lambda s: actions.accept(s.submitted, by=s.reviewer, at=AT),
    "sending back": lambda s: actions.send_back(s.submitted, by=s.reviewer, note="More", at=AT),
    "reopening": lambda s: actions.reopen(s.accepted, by=s.reviewer, why="Anew", at=AT),
    "marking": lambda s: actions.mark_not_applicable(s.item, by=s.reviewer, why="No data", at=AT),
    "confirming": lambda s: actions.confirm_not_applicable(s.claimed, by=s.reviewer, at=AT),
    "moving the due date": lambda s: actions.set_due(s.checklist, LATER, by=s.reviewer, at=AT),
    "sending it": lambda s: actions.send_to_vendor(s.checklist, by=s.reviewer, at=AT),
}
ON_THE_WHOLE = {
    "asking for a waiver": lambda s: actions.ask_waiver(s.submitted, by=s.reviewer, at=AT, **WAIVER),
    "granting a waiver": lambda s: actions.grant_waiver(s.waiver, by=s.approver, at=AT),
    "laying out": lambda s: actions.lay_out(make_checklists.version(), s.vendor, s.engagement, by=s.reviewer, at=AT),
    "laying out all": lambda s: actions.lay_out_all(s.vendor, s.engagement, by=s.reviewer, at=AT),
    "laying out for many": lambda s: actions.lay_out_many(
        make_checklists.version(), [(s.vendor, s.engagement)], by=s.reviewer, at=AT
    ),
    "raising the tier": lambda s: actions.raise_tier(
        s.vendor, s.engagement, "critical", by=s.reviewer, reason="Big", at=AT
    ),
    "asking for a lower tier": lambda s: actions.ask_lower_tier(
        s.vendor, s.engagement, "low", by=s.reviewer, reason="Few", until_on=LATER, at=AT
    ),
    "approving a lower tier": lambda s: actions.approve_lower_tier(s.lower, by=s.approver, at=AT),
}


@pytest.fixture
def scene():
    return Scene()


def refused(act, scene):
    with pytest.raises(NotAllowed) as caught:
        act(scene)
    return caught.value


@pytest.mark.parametrize("act", [*ON_ITEMS, *ON_THE_WHOLE])
def test_nothing_is_asked_answered_or_decided_where_nothing_goes_on(act):
    for end in ENDS:
        scene = Scene()
        end(scene)

        assert refused({**ON_ITEMS, **ON_THE_WHOLE}[act], scene).code == "over", end.__name__


@pytest.mark.parametrize("act", [*ON_ITEMS, "asking for a waiver", "granting a waiver"])
def test_a_checklist_that_is_closed_changes_no_more(scene, act):
    Checklist.objects.update(closed_at=AT)

    sentence = str(refused({**ON_ITEMS, **ON_THE_WHOLE}[act], scene))

    assert sentence.endswith("is closed; nothing in it changes any more.")


@pytest.mark.parametrize("act", ON_ITEMS)
def test_while_data_of_ours_is_out_the_checklists_of_an_engagement_that_is_over_go_on(scene, act):
    make_reminders.sharing("ending", vendor=scene.vendor, engagement=scene.engagement)
    scene.closes()

    ON_ITEMS[act](scene)


def test_the_data_of_another_vendor_keeps_nothing_going(scene):
    make_reminders.sharing("ending", vendor=make.vendor(), engagement=scene.engagement)
    scene.closes()

    assert refused(ON_ITEMS["answering"], scene).code == "over"


@pytest.mark.parametrize("end", ENDS[:4])
def test_what_is_asked_at_the_end_is_laid_out_answered_and_accepted_after_it(scene, end):
    template = Template.objects.create(key="offboarding", title="Offboarding")
    version = make_checklists.version({"asks": "vendor", "area": "security"}, template=template)
    end(scene)

    laid_out = actions.lay_out(version, scene.vendor, scene.engagement, by=scene.reviewer, at=AT)
    item = laid_out.items.get()
    actions.send_to_vendor(laid_out, by=scene.reviewer, at=AT)
    actions.submit(item, by=scene.contact.person, value="yes", at=AT)
    actions.accept(item, by=scene.reviewer, at=AT)

    assert Item.objects.get(pk=item.pk).status == "accepted"


def test_evidence_of_return_can_be_added_after_parting_and_wrong_evidence_withdrawn(scene):
    scene.parts()

    piece = actions.add_evidence(scene.vendor, by=scene.contact.person, link="https://vendor.example/certificate")

    assert actions.withdraw_evidence(piece, by=scene.reviewer, why="Wrong", at=AT).withdrawn_at == AT


@pytest.mark.parametrize("end", ENDS)
def test_a_waiver_is_refused_or_revoked_whatever_is_over(scene, end):
    end(scene)

    assert actions.refuse_waiver(scene.waiver, by=scene.approver, note="Moot", at=AT).status == "refused"
    assert actions.revoke_waiver(scene.granted, by=scene.approver, why="Moot", at=AT).status == "revoked"


def test_the_pages_of_a_checklist_where_nothing_goes_on_say_so_and_offer_nothing(client, scene):
    client.force_login(make.user("reviewer-security", Role.PROCUREMENT, Role.APPROVER))
    ref = Item.objects.select_related("checklist").get(pk=scene.submitted.pk).checklist.ref
    assert "/accept/" in client.get(f"/checklists/{ref}/").content.decode()
    scene.closes()

    page = client.get(f"/checklists/{ref}/").content.decode()
    item = client.get(f"/checklists/{ref}/{scene.submitted.code}/").content.decode()
    waiver = client.get(f"/checklists/waivers/{scene.waiver.ref}/").content.decode()
    answer = client.post(f"/checklists/{ref}/{scene.submitted.code}/answer/", {"value": "yes"}, follow=True)

    for act in ("accept", "send-back", "due", "send", "bulk"):
        assert f"/{act}/" not in page
    for act in ("accept", "reopen", "assign", "answer", "waiver/ask"):
        assert f"/{act}/" not in item
    assert "/grant/" not in waiver
    assert "/refuse/" in waiver
    for shown in (page, item, waiver, answer.content.decode()):
        assert f"{scene.engagement.ref} is over; nothing in it changes any more." in shown
