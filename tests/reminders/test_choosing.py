"""Whoever must act while a vendor is chosen and watched is told: fit, risks, subcontractors, tiers."""

from datetime import date, timedelta

import pytest
from django.core import mail

from reminders import actions, defaults
from reminders.models import Anchor, Ladder, Stage
from reminders.readers import things
from reminders.readers.work import tasks
from tests import make
from tests.make import AT, TODAY
from tests.make_reminders import colleague, planned
from vendors.models import Incident, NamedStaff, Risk, Subcontractor

pytestmark = pytest.mark.django_db
LONG_AGO = AT - timedelta(days=30)


def told(person, anchor):
    return [ref for ref, _stage, status in planned(person, anchor=anchor) if status == "planned"]


def risk(**fields):
    owner = fields.pop("owner", None) or colleague()
    engagement = fields.pop("engagement", None) or make.engagement(owner=colleague())
    given = {"category": "security", "title": "Passwords leak", "inherent_likelihood": 3, "inherent_impact": 4}
    made = Risk.objects.create(
        engagement=engagement,
        vendor=make.vendor(),
        owner=owner,
        logged_by=owner,
        review_on=fields.pop("review_on", TODAY + timedelta(days=300)),
        **given,
        **fields,
    )
    Risk.objects.filter(pk=made.pk).update(logged_at=LONG_AGO)
    return made


def subcontractor(**fields):
    return Subcontractor.objects.create(
        vendor=make.vendor(),
        engagement=make.engagement(owner=colleague()),
        name="Gdynia Hosting",
        countries=["PL"],
        notified_on=TODAY - timedelta(days=10),
        objection_until_on=fields.pop("objection_until_on", TODAY + timedelta(days=3)),
        entered_by=fields.pop("entered_by", None) or colleague(),
        **fields,
    )


def test_the_owner_of_an_open_condition_is_told_before_it_is_due_and_the_manager_when_it_is_late():
    manager = colleague()
    owner = colleague(manager=manager)
    engagement = make.engagement(owner=colleague())
    soon = make.fit_condition(engagement, "Names are taken out", owner=owner, due_on=TODAY + timedelta(days=7))

    actions.plan(AT)
    assert told(owner, "fit-condition-due") == [soon.ref]
    assert told(manager, "fit-condition-due") == []

    late = make.fit_condition(
        engagement, "It is written down", question="complex", owner=owner, due_on=TODAY - timedelta(days=3)
    )
    actions.plan(AT)
    assert told(manager, "fit-condition-due") == [late.ref]


def test_a_condition_that_is_done_or_of_a_cancelled_engagement_reminds_nobody_any_more():
    owner = colleague()
    make.fit_condition(
        make.engagement(owner=colleague()), "Met", status="met", owner=owner, due_on=TODAY + timedelta(days=7)
    )
    cancelled = make.engagement(owner=colleague(), status="cancelled")
    make.fit_condition(cancelled, "Over", owner=owner, due_on=TODAY + timedelta(days=7))

    actions.plan(AT)

    assert told(owner, "fit-condition-due") == []


def test_what_is_reported_as_done_waits_for_approvers_but_not_for_its_owner():
    approver, owner = colleague("approver"), colleague("approver")
    condition = make.fit_condition(
        make.engagement(owner=colleague()),
        "Names are taken out",
        status="reported",
        owner=owner,
        reported_by=owner,
        reported_at=LONG_AGO,
    )

    actions.plan(AT)

    assert condition.ref in told(approver, "waiting")
    assert condition.ref not in told(owner, "waiting")


def test_an_assessment_waits_for_approvers_but_not_for_who_answered():
    approver, author = colleague("approver"), colleague("approver")
    waiting = make.fit(make.engagement(owner=colleague()), "sensitive", answered_by=author, answered_at=LONG_AGO)

    actions.plan(AT)

    assert waiting.ref in told(approver, "waiting")
    assert waiting.ref not in told(author, "waiting")


def test_the_owner_of_a_risk_is_told_of_its_review():
    owner = colleague()
    one = risk(owner=owner, review_on=TODAY + timedelta(days=1))

    actions.plan(AT)

    assert told(owner, "risk-review") == [one.ref]


def test_a_treated_risk_waits_for_reviewers_until_one_has_said_what_remains():
    reviewer = colleague("reviewer-security")
    treated = risk(response="reduce", treatment="Two factors")
    untreated = risk()
    assessed = risk(
        response="reduce", residual_likelihood=1, residual_impact=2, assessed_by=reviewer, assessed_at=LONG_AGO
    )

    actions.plan(AT)

    waiting = told(reviewer, "waiting")
    assert treated.ref in waiting
    assert {untreated.ref, assessed.ref} & set(waiting) == set()


def test_who_may_approve_subcontractors_is_told_before_the_last_day_to_object():
    approver, author = colleague("approver"), colleague("approver")
    one = subcontractor(entered_by=author)

    actions.plan(AT)

    assert told(approver, "objection-end") == [one.ref]
    assert told(author, "objection-end") == []


def test_whoever_holds_a_permission_in_whose_queue_something_lies_is_found():
    """Each power that a piece names is one that the statement looks for: else nobody would be told."""
    assert {"approve_subcontractor", "decide_fit", "assess_risk", "approve_tier"} <= set(things.powers())
    named = {piece.power for pieces in things.PIECES.values() for piece in pieces() if "." in piece.power}
    assert {one.strip("'").split(".")[1] for one in named if not one.startswith("'reviewer")} == set(things.powers())


def test_the_digest_names_the_condition_and_my_work_offers_it():
    owner = make.user("procurement")
    engagement = make.engagement(owner=colleague())
    condition = make.fit_condition(
        engagement, "Names are taken out", owner=owner.person, due_on=TODAY + timedelta(days=7)
    )
    actions.plan(AT)
    actions.send(AT)

    said = next(one for one in mail.outbox if owner.person.email in one.to[0]).body
    assert "Names are taken out" in said
    assert f"/engagements/{engagement.ref}/#{condition.ref}" in said
    assert "Meet a condition: Names are taken out" in [task.title for task in tasks(owner, TODAY)]


def test_my_work_offers_what_an_approver_decides_and_a_reviewer_assesses():
    approver, reviewer = make.user("approver"), make.user("reviewer-security")
    engagement = make.engagement("Service desk", owner=colleague())
    make.fit(engagement, "sensitive", answered_by=colleague())
    risk(response="reduce", engagement=engagement)

    assert "Decide whether outsourcing fits: Service desk" in [task.title for task in tasks(approver, TODAY)]
    assert "Assess a risk: Passwords leak" in [task.title for task in tasks(reviewer, TODAY)]


def test_a_ladder_of_ones_own_gets_the_stages_of_new_anchors_and_is_otherwise_kept():
    shipped = Ladder.objects.current(TODAY).get()
    own = Ladder.objects.create(number=shipped.number + 1, title="Ours", counts_from_on=date(2026, 1, 1))
    Stage.objects.create(ladder=own, anchor="item-due", audience="owner", direction="before", offset=5, unit="day")
    Ladder.objects.filter(pk=own.pk).update(status="published", published_at=AT)
    draft = Ladder.objects.create(number=shipped.number + 2, title="Next")

    defaults.publish_with(Ladder, Stage, ["risk-review"])
    defaults.publish_with(Ladder, Stage, ["risk-review"])

    newest = Ladder.objects.current(TODAY).get()
    assert (newest.number, newest.title) == (own.number + 1, "Ours")
    assert {stage.anchor for stage in newest.stages.all()} == {"item-due", "risk-review"}
    assert own.stages.count() == 1
    draft.refresh_from_db()
    assert draft.number == own.number + 2
    assert {stage.anchor for stage in draft.stages.all()} == {"risk-review"}


@pytest.mark.parametrize(
    "anchor", [Anchor.FIT_CONDITION_DUE, Anchor.RISK_REVIEW, Anchor.INCIDENT_REASSESS, Anchor.OBJECTION_END]
)
def test_the_shipped_ladder_has_stages_for_each_anchor_of_choosing(anchor):
    assert Ladder.objects.current(TODAY).get().stages.filter(anchor=anchor).exists()


def test_nothing_is_planned_twice():
    owner = colleague()
    one = risk(owner=owner, review_on=TODAY)
    actions.plan(AT)
    actions.plan(AT)
    assert told(owner, "risk-review") == [one.ref]


def staff(**fields):
    return NamedStaff.objects.create(
        vendor=fields.pop("vendor", None) or make.vendor(owner=colleague()),
        person=make.person("Bartosz Lis"),
        role="Developer",
        starts_on=TODAY - timedelta(days=90),
        entered_by=fields.pop("entered_by", None) or colleague(),
        **fields,
    )


def test_the_owner_of_the_vendor_is_told_of_a_last_day_and_the_leads_where_accounts_stay_open():
    owner, lead = colleague(), colleague("security-lead")
    vendor = make.vendor(owner=owner)
    soon = staff(vendor=vendor, leaves_on=TODAY + timedelta(days=7))
    late = staff(vendor=vendor, leaves_on=TODAY - timedelta(days=3))

    actions.plan(AT)

    assert set(told(owner, "staff-leaving")) == {soon.ref, late.ref}
    assert told(lead, "staff-leaving") == [late.ref]


def test_a_removal_and_a_screening_wait_for_reviewers_who_did_not_enter_the_person():
    reviewer, author = colleague("reviewer-security"), colleague("reviewer-security")
    left = staff(entered_by=author, status="left", left_at=LONG_AGO, leaves_on=TODAY - timedelta(days=30))
    new = staff(entered_by=author)
    NamedStaff.objects.update(entered_at=LONG_AGO)

    actions.plan(AT)

    assert {left.ref, new.ref} <= set(told(reviewer, "waiting"))
    assert not {left.ref, new.ref} & set(told(author, "waiting"))


def test_no_mail_names_who_works_under_our_accounts():
    owner = colleague()
    staff(vendor=make.vendor("Wislok Support", owner=owner), leaves_on=TODAY)
    actions.plan(AT)
    actions.send(AT)

    said = next(one for one in mail.outbox if owner.email in one.to[0]).body
    assert "Wislok Support" in said
    assert "Bartosz" not in said


def test_whoever_may_reassess_after_an_incident_is_told_at_once_and_before_the_gate_closes_but_not_who_logged_it():
    reviewer, author = colleague("reviewer-security"), colleague("reviewer-security")
    lead = colleague("security-lead")
    one = make.incident(make.vendor(), logged_by=author, reassess_on=TODAY + timedelta(days=3))
    late = make.incident(make.vendor(), logged_by=author, reassess_on=TODAY - timedelta(days=1))
    ended = make.incident(make.vendor(), status="closed", reassess_on=TODAY)
    Incident.objects.update(logged_at=LONG_AGO)

    actions.plan(AT)

    assert set(told(reviewer, "incident-reassess")) == {one.ref, late.ref}
    assert set(told(reviewer, "waiting")) >= {one.ref, late.ref}
    assert ended.ref not in told(reviewer, "waiting")
    assert told(author, "incident-reassess") == []
    assert late.ref in told(lead, "incident-reassess")


def test_my_work_offers_a_reassessment_to_others_than_who_logged_the_incident():
    reviewer = make.user("reviewer-security")
    make.incident(make.vendor(), "Tickets were readable")
    make.incident(make.vendor(), "Own", logged_by=reviewer.person)

    titles = [task.title for task in tasks(reviewer, TODAY)]

    assert "Reassess after an incident: Tickets were readable" in titles
    assert "Reassess after an incident: Own" not in titles
