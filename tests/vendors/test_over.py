"""What comes too late is refused: in an engagement that is over, with a vendor that is gone, on a contact that left.

Each act is given the records as its page read them, before the end: only what is read again under the lock counts.
"""

from datetime import timedelta

import pytest

from accounts.models import Role
from history.models import NotAllowed
from tests import make
from tests.make import AT, TODAY
from vendors import actions
from vendors.actions import uploads
from vendors.models import Engagement, Upload, Vendor
from vendors.rules.risks import OFFSHORE

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=60)
RISK = {"category": "security", "title": "Leaks", "inherent_likelihood": 1, "inherent_impact": 1, "review_on": LATER}
SUBCONTRACTOR = {"name": "Gdynia Hosting", "service": "Hosting", "countries": ["PL"], "notified_on": TODAY}
STAFF = {"name": "Asha Rao", "email": "asha@vendor.example", "role": "Operator", "starts_on": TODAY}


class Scene:
    """An engagement with a vendor and one record of each kind, as they were before the end."""

    def __init__(self):
        self.by = make.user(Role.PROCUREMENT)
        self.vendor = make.vendor("Halden Networks", status="approved")
        self.engagement = make.engagement(status="awarded")
        self.risk = make.risk(self.engagement, self.vendor, before=4)
        ended = {"status": "closed", "closed_by": make.person(), "closed_why": "Gone."}
        self.closed_risk = make.risk(self.engagement, self.vendor, **ended)
        self.subcontractor = make.subcontractor(self.engagement, self.vendor)
        self.condition = make.fit_condition(self.engagement)
        self.working = make.staff(self.vendor, engagement=self.engagement)
        self.left = make.staff(self.vendor, engagement=self.engagement, status="left")
        self.contact = make.contact(self.vendor)

    def closes(self, status="closed"):
        Engagement.objects.filter(pk=self.engagement.pk).update(status=status)

    def parts(self, status="offboarded"):
        Vendor.objects.filter(pk=self.vendor.pk).update(status=status)

    def merges(self):
        Vendor.objects.filter(pk=self.vendor.pk).update(merged_into=make.vendor())


@pytest.fixture
def scene():
    return Scene()


def refused(act, scene):
    with pytest.raises(NotAllowed) as caught:
        act(scene)
    return str(caught.value)


IN_AN_ENGAGEMENT = {
    "editing it": lambda s: actions.edit_engagement(s.engagement, s.by, title="Anew"),
    "changing its facts": lambda s: actions.change_facts(s.engagement, s.by, volume=2),
    "confirming its facts": lambda s: actions.confirm_facts(s.engagement, s.by, ["volume"], AT),
    "its expected benefits": lambda s: actions.set_benefits(s.engagement, s.by, []),
    "going live": lambda s: actions.go_live(s.engagement, s.by),
    "closing it again": lambda s: actions.close(s.engagement, s.by),
    "logging a risk": lambda s: actions.log_risk(s.engagement, s.vendor, s.by, **RISK, owner=s.by.person),
    "taking up a risk": lambda s: actions.accept_suggestion(s.engagement, s.vendor, OFFSHORE, s.by, LATER),
    "editing a risk": lambda s: actions.edit_risk(s.risk, s.by, title="Anew"),
    "assessing a risk": lambda s: actions.assess_risk(s.risk, s.by, 1, 1, LATER, AT),
    "closing a risk": lambda s: actions.close_risk(s.risk, s.by, "Gone"),
    "reopening a risk": lambda s: actions.reopen_risk(s.closed_risk, s.by, "Back"),
    "reporting a condition": lambda s: actions.report_condition(s.condition, s.by, "Done", AT),
    "dropping a condition": lambda s: actions.drop_condition(s.condition, s.by, "Moot", AT),
    "announcing a subcontractor": lambda s: actions.announce_subcontractor(
        s.engagement, s.vendor, s.by, **SUBCONTRACTOR
    ),
    "changing a subcontractor": lambda s: actions.change_subcontractor(s.subcontractor, s.by, service="Print"),
    "approving a subcontractor": lambda s: actions.approve_subcontractor(s.subcontractor, s.by, AT),
    "objecting to a subcontractor": lambda s: actions.object_to_subcontractor(s.subcontractor, s.by, "No"),
    "naming staff": lambda s: actions.add_staff(s.vendor, s.by, **STAFF, engagement=s.engagement),
    "taking back that somebody left": lambda s: actions.take_back_leaving(s.left, s.by, "Still here"),
}


@pytest.mark.parametrize("status", ["closed", "cancelled"])
@pytest.mark.parametrize("act", IN_AN_ENGAGEMENT)
def test_nothing_changes_in_an_engagement_that_is_over_and_the_refusal_says_what_to_do(scene, act, status):
    scene.closes(status)

    sentence = refused(IN_AN_ENGAGEMENT[act], scene)

    assert sentence == (
        f"{scene.engagement.ref} is over; nothing in it changes any more. Log a new engagement for what goes on."
    )


WITH_A_VENDOR = {
    "logging a risk": IN_AN_ENGAGEMENT["logging a risk"],
    "taking up a risk": IN_AN_ENGAGEMENT["taking up a risk"],
    "reopening a risk": IN_AN_ENGAGEMENT["reopening a risk"],
    "announcing a subcontractor": IN_AN_ENGAGEMENT["announcing a subcontractor"],
    "approving a subcontractor": IN_AN_ENGAGEMENT["approving a subcontractor"],
    "naming staff": IN_AN_ENGAGEMENT["naming staff"],
    "taking back that somebody left": IN_AN_ENGAGEMENT["taking back that somebody left"],
}


@pytest.mark.parametrize("status", ["rejected", "offboarded"])
@pytest.mark.parametrize("act", WITH_A_VENDOR)
def test_nothing_begins_with_a_vendor_that_was_turned_down_or_parted_with(scene, act, status):
    scene.parts(status)

    sentence = refused(WITH_A_VENDOR[act], scene)

    assert sentence == f"Halden Networks is {status}. Take it back into review first."


OF_A_MERGED_VENDOR = {
    **WITH_A_VENDOR,
    "editing it": lambda s: actions.edit_vendor(s.vendor, s.by, name="Halden Net"),
    "looking at it again": lambda s: actions.start_review(s.vendor, s.by),
    "approving it": lambda s: actions.approve(s.vendor, s.by, "internal", [], LATER, TODAY),
    "suspending it": lambda s: actions.suspend(s.vendor, s.by, "Breach"),
    "turning it down": lambda s: actions.reject(s.vendor, s.by, "Too dear"),
    "parting with it": lambda s: actions.offboard(s.vendor, s.by, "Over"),
    "naming a contact": lambda s: actions.add_contact(s.vendor, s.by, "Asha Rao", "asha@vendor.example"),
    "making it the head of a group": lambda s: actions.log_vendor(s.by, name="Halden East", parent=s.vendor),
}


@pytest.mark.parametrize("act", OF_A_MERGED_VENDOR)
def test_a_vendor_that_was_merged_away_is_left_alone_and_the_refusal_names_the_other(scene, act):
    scene.merges()
    scene.vendor.refresh_from_db()

    sentence = refused(OF_A_MERGED_VENDOR[act], scene)

    assert sentence == f"{scene.vendor.ref} was merged into {scene.vendor.merged_into.ref}. Work with that one."


@pytest.mark.parametrize(
    "act",
    [
        lambda s: actions.edit_contact(s.contact, s.by, name="Asha Rao"),
        lambda s: actions.make_link(s.contact, LATER, s.by),
        lambda s: actions.remove_contact(s.contact, s.by),
    ],
)
def test_a_contact_that_was_removed_is_added_again_before_anything_else(scene, act):
    actions.remove_contact(scene.contact, scene.by)

    assert "no longer a contact. Add them as a contact again first." in refused(act, scene)


def test_a_contact_who_is_not_active_any_more_can_still_be_removed(scene):
    person = scene.contact.person
    person.is_active = False
    person.save()

    assert not actions.remove_contact(scene.contact, scene.by).is_active


@pytest.mark.parametrize("end", [Scene.closes, Scene.parts])
def test_accounts_and_data_can_still_be_wound_up(scene, end):
    end(scene)
    second = make.user("reviewer-security")

    assert actions.change_staff(scene.working, scene.by, accounts="VPN").accounts == "VPN"
    assert actions.record_screening(scene.working, second, "failed", TODAY, "References", TODAY).screening == "failed"
    assert actions.note_leaving(scene.working, scene.by, TODAY, AT, TODAY).status == "left"
    assert actions.record_removal(scene.working, second, "Directory looked at", AT).status == "removed"
    assert actions.end_subcontractor(scene.subcontractor, scene.by, TODAY, "Deleted").status == "ended"
    assert not actions.remove_contact(scene.contact, scene.by).is_active


@pytest.mark.parametrize("status", ["rejected", "offboarded"])
def test_who_returns_our_data_can_still_be_named_and_reached(scene, status):
    scene.parts(status)

    contact = actions.add_contact(scene.vendor, scene.by, "Asha Rao", "asha@vendor.example")

    assert actions.make_link(contact, LATER, scene.by).contact == contact
    assert actions.reinstate(scene.vendor, scene.by).status == "under-review"


def test_named_staff_are_not_moved_into_an_engagement_that_is_over(scene):
    other = make.engagement(status="cancelled")

    assert "is over" in refused(lambda s: actions.change_staff(s.working, s.by, engagement=other), scene)


def test_a_list_brings_no_candidates_into_an_engagement_that_is_over_but_can_be_dropped(scene):
    upload = Upload.objects.create(
        file_name="vendors.csv", by=scene.by.person, engagement=scene.engagement, status="checked", report={}
    )
    scene.closes()

    assert "is over" in refused(lambda s: uploads.start_import(upload, s.by), scene)
    assert uploads.drop(upload, scene.by).status == "dropped"


def test_the_pages_of_what_is_over_offer_no_act_that_would_be_refused(client, scene):
    client.force_login(make.user(Role.PROCUREMENT, Role.APPROVER, "reviewer-security"))
    scene.closes()

    page = client.get(f"/engagements/{scene.engagement.ref}/").content.decode()
    risks = client.get(f"/engagements/{scene.engagement.ref}/risks/").content.decode()
    facts = client.get(f"/engagements/{scene.engagement.ref}/facts/confirm/").content.decode()

    for words in ("Log a risk", "Log a subcontractor", "Name somebody", "Edit", "Object<", "Approve<"):
        assert f">{words}" not in page
    assert ">Ended<" in page
    assert "Say what remains" not in risks
    assert ">Reopen<" not in risks
    assert "Confirm ticked facts" not in facts


def test_the_page_of_a_merged_vendor_offers_nothing(client, scene):
    client.force_login(make.user(Role.PROCUREMENT, Role.APPROVER))
    scene.merges()

    page = client.get(f"/vendors/{scene.vendor.ref}/").content.decode()

    for act in ("edit", "suspend", "offboard", "approve", "contacts/new"):
        assert f"/vendors/{scene.vendor.ref}/{act}/" not in page
    for words in ("New contract", "Ask for sharing", "Name somebody"):
        assert words not in page
