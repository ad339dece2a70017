"""Whom reminders and My work reach once an engagement is over or a vendor gone: what stops, and what goes on."""

from datetime import timedelta
from itertools import product

import pytest

from accounts.models import Role
from checklists import actions as checklist_actions
from checklists.models import Template, TierOverride, Waiver
from history.models import NotAllowed
from reminders import actions
from reminders.models import Reminder
from reminders.readers.dates import sharings
from reminders.readers.work import ASKED, tasks
from selection.models import Award
from tests import make, make_checklists, make_reminders, make_selection
from tests.make import AT, TODAY
from tests.make_reminders import colleague
from tests.make_sharing import cleared
from vendors.models import Engagement, Subcontractor

pytestmark = pytest.mark.django_db
LONG_AGO = AT - timedelta(days=60)
SOON = TODAY + timedelta(days=3)
EVERY_ROLE = (
    Role.APPROVER,
    Role.SECURITY_LEAD,
    Role.PROCUREMENT,
    Role.PROCUREMENT_HEAD,
    *(f"reviewer-{area}" for area in ("security", "privacy", "legal", "finance")),
)


class Scene:
    """An engagement in which something of every kind waits for somebody, and one colleague who holds every role."""

    def __init__(self):
        self.me = colleague(*EVERY_ROLE)
        self.vendor = make.vendor(status="approved", owner=self.me)
        self.contact = make_reminders.contact(self.vendor)
        self.engagement = make.engagement(owner=self.me, requester=make.person(), status="awarded")
        self.laid_out = make_reminders.checklist(
            self.vendor, self.engagement, owner=self.me, sent_at=LONG_AGO, due_on=SOON
        )
        self.stops = {*self._answers(), *self._decisions()}
        self.draft = make_reminders.sharing("draft", vendor=self.vendor, engagement=self.engagement, owner=self.me)
        self.stops.add(self.draft.ref)
        self.goes_on = set(self._signed())

    def _answers(self):
        ours = make_reminders.item(self.laid_out, owner=self.me, due_on=SOON)
        back = make_reminders.item(self.laid_out, status="rejected", owner=self.me, changed_at=LONG_AGO, due_on=SOON)
        theirs = make_reminders.item(self.laid_out, "vendor", due_on=SOON)
        answered = make_reminders.item(self.laid_out, "vendor", "submitted")
        answer = make_checklists.answer(answered)
        type(answer).objects.filter(pk=answer.pk).update(submitted_at=LONG_AGO)
        waiver = make_checklists.waiver(ours, "asked")
        Waiver.objects.filter(pk=waiver.pk).update(asked_at=LONG_AGO)
        granted = make_checklists.waiver(theirs, days=7, asked_by=self.me)
        return [ours.ref, back.ref, self.laid_out.ref, answered.ref, waiver.ref, granted.ref]

    def _decisions(self):
        subcontractor = make.subcontractor(self.engagement, self.vendor, objection_until_on=SOON)
        Subcontractor.objects.filter(pk=subcontractor.pk).update(entered_at=LONG_AGO)
        tier = TierOverride.objects.create(
            vendor=self.vendor,
            engagement=self.engagement,
            level="low",
            lowered_from="high",
            reason="No names in it",
            until_on=SOON,
            set_by=make.person(),
        )
        TierOverride.objects.filter(pk=tier.pk).update(set_at=LONG_AGO)
        candidate = make_selection.candidate(self.engagement, vendor=self.vendor)
        award = Award.objects.create(
            engagement=self.engagement, candidate=candidate, reason="Best", proposed_by=make.person()
        )
        Award.objects.filter(pk=award.pk).update(proposed_at=LONG_AGO)
        facts = {"vendor": self.vendor, "engagement": self.engagement, "owner": self.me, "signed_on": None}
        review = make_reminders.contract(status="in-review", **facts)
        signature = make_reminders.contract(status="awaiting-signature", **facts)
        return [subcontractor.ref, tier.ref, award.ref, review.ref, signature.ref]

    def _signed(self):
        """What binds us whatever becomes of the engagement: a contract, a milestone, somebody with our accounts."""
        facts = {"vendor": self.vendor, "engagement": self.engagement, "owner": self.me}
        ends = make_reminders.contract(ends_on=TODAY + timedelta(days=7), **facts)
        milestone = make.milestone(ends, due_on=TODAY + timedelta(days=7))
        leaving = make.staff(self.vendor, engagement=self.engagement, leaves_on=TODAY + timedelta(days=7))
        return [ends.ref, milestone.ref, leaving.ref]

    def told(self):
        """What I and the vendor's contact are told of, as planned today."""
        Reminder.objects.all().delete()
        actions.plan(AT)
        return set(Reminder.objects.filter(person__in=[self.me, self.contact]).values_list("subject_ref", flat=True))

    def lists(self, words):
        return any(task.title.startswith(words) for task in tasks(self.me.user, TODAY))

    def becomes(self, status):
        Engagement.objects.filter(pk=self.engagement.pk).update(status=status)


@pytest.fixture
def scene():
    return Scene()


def test_while_an_engagement_goes_on_everybody_is_told_of_everything_in_it(scene):
    assert scene.stops | scene.goes_on <= scene.told()


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_of_an_engagement_that_is_over_nobody_is_told_any_more_but_of_what_binds_us_still(scene, status):
    scene.becomes(status)

    told = scene.told()

    assert told & scene.stops == set()
    assert scene.goes_on <= told


@pytest.mark.parametrize("sharing", ["active", "ending", "under-way", "suspended", "requested", "cleared"])
def test_while_data_is_out_the_checklists_of_an_engagement_that_is_over_are_still_told_of(scene, sharing):
    stamps = {"valid_until": AT + timedelta(days=30)} if sharing in ("active", "cleared") else {}
    if stamps:
        stamps["clearance"] = cleared().sharing.clearance
    out = make_reminders.sharing(sharing, vendor=scene.vendor, engagement=scene.engagement, owner=scene.me, **stamps)
    scene.becomes("closed")

    told = scene.told()

    of_checklists = {ref for ref in scene.stops if ref.startswith(("CHK", "WAV"))}
    assert of_checklists <= told
    assert scene.goes_on <= told
    if sharing in ("under-way", "suspended", "requested", "active", "cleared"):
        assert out.ref in told
    item = scene.laid_out.items.get(code="B-01")
    assert checklist_actions.save_draft(item, by=scene.me.user, value="", text="Half", at=AT).draft["text"] == "Half"


WAITING = (
    "Answer B-",
    "Review B-",
    "Decide on a waiver",
    "Confirm an award",
    "Approve or object",
    "Decide on a lower tier",
    "Review a contract",
    "Have it signed",
)
BINDING = ("Accept a milestone", "See to the leaving")


def test_my_work_lists_nothing_of_an_engagement_that_is_over_but_what_is_still_to_be_wound_up(scene):
    assert {one for one in (*WAITING, *BINDING) if scene.lists(one)} == {*WAITING, *BINDING}

    scene.becomes("cancelled")

    assert {one for one in (*WAITING, *BINDING) if scene.lists(one)} == {*BINDING}


def test_a_draft_of_an_engagement_that_is_over_has_no_date_to_follow(scene):
    assert scene.draft in sharings(scene.me.user)

    scene.becomes("cancelled")

    assert scene.draft not in sharings(scene.me.user)


def test_a_reminder_that_was_planned_before_the_end_is_not_sent_after_it(scene, mailoutbox):
    actions.plan(AT)
    scene.becomes("cancelled")

    actions.send(AT)

    of_items = Reminder.objects.filter(subject_type="checklists.item", person=scene.me)
    assert set(of_items.values_list("status", flat=True)) <= {"cancelled", "superseded"}
    assert all("Question 1" not in mail.body for mail in mailoutbox)


def test_nobody_is_reminded_by_hand_of_what_is_over(scene):
    scene.becomes("cancelled")

    with pytest.raises(NotAllowed, match="is done already"):
        actions.remind_now(scene.me, scene.laid_out.items.first(), scene.me.user, AT)


@pytest.mark.parametrize("key", ["offboarding", "offboarding-eu"])
def test_what_is_asked_at_the_end_is_told_of_and_answered_after_it(scene, key):
    Template.objects.filter(pk=scene.laid_out.version.template_id).update(key=key)
    scene.becomes("closed")
    item = scene.laid_out.items.get(code="B-01")

    assert item.ref in scene.told()
    assert scene.lists("Answer B-01")
    assert checklist_actions.save_draft(item, by=scene.me.user, value="", text="Half", at=AT).draft["text"] == "Half"


VENDORS = ({"status": "approved"}, {"status": "suspended"}, {"status": "rejected"}, {"status": "offboarded"}, {})
ENGAGEMENTS = (None, "awarded", "live", "closed", "cancelled")
SHARINGS = (None, "draft", "requested", "under-way", "ending", "ended", "refused", "of another vendor", "elsewhere")


def test_whoever_is_told_of_an_item_can_answer_it_and_who_can_is_told():
    """The action, My work and the reminders judge alike, whatever the vendor, the engagement and the sharings are."""
    me = colleague()
    laid_out = {}
    for vendor, engagement, sharing in product(VENDORS, ENGAGEMENTS, SHARINGS):
        one = make.vendor(**vendor) if vendor else make.vendor(merged_into=make.vendor())
        about = make.engagement(owner=me, status=engagement) if engagement else None
        made = make_reminders.checklist(one, about or make.engagement(owner=me), owner=me)
        if about is None:
            type(made).objects.filter(pk=made.pk).update(engagement=None)
        item = make_reminders.item(made, owner=me, due_on=TODAY)
        if sharing == "elsewhere":
            make_reminders.sharing("under-way", vendor=one)
        elif sharing == "of another vendor":
            make_reminders.sharing("under-way", vendor=make.vendor(), engagement=about)
        elif sharing:
            make_reminders.sharing(sharing, vendor=one, engagement=about)
        laid_out[item.ref] = item

    actions.plan(AT)

    planned = set(Reminder.objects.filter(anchor="item-due", person=me).values_list("subject_ref", flat=True))
    assert planned == {ref for ref, item in laid_out.items() if may_answer(item, me)}
    assert 40 < len(planned) < len(laid_out)
    in_queue = type(item).objects.filter(ASKED, checklist__owner=me)
    assert {one.ref for one in in_queue.select_related("checklist")} == planned


def may_answer(item, person):
    try:
        checklist_actions.save_draft(item, by=person.user, value="", text="Half", at=AT)
    except NotAllowed:
        return False
    return True
