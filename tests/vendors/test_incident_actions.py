"""Incidents: who logs, who says what was found, how long each raises the tier, and what the gate makes of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from checklists import actions as checklist_actions
from checklists.models import TierOverride
from checklists.readers.facts import known_about
from history.models import Entry, NotAllowed
from selection.actions import merge
from sharing.actions import judge, sweep
from sharing.models import SharingRequest
from tests import make, make_sharing
from tests.make import AT, TODAY
from vendors import actions
from vendors.models import Engagement, Incident
from vendors.rules.incidents import counts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def log(vendor, by=None, **fields):
    given = {
        "kind": "breach",
        "title": "Tickets were readable",
        "happened_on": TODAY - DAY,
        "reassess_on": TODAY + 14 * DAY,
        "is_stopping": False,
    }
    return actions.log_incident(vendor, by or make.user("procurement"), at=AT, today=TODAY, **{**given, **fields})


def tier(vendor, engagement, day=TODAY):
    return known_about(vendor, Engagement.objects.get(pk=engagement.pk), day).tier


def codes(scene, at=AT):
    return [reason.code for reason in judge(scene.sharing.pk, at).decision.reasons]


def test_an_incident_is_logged_with_its_history():
    by = make.user("procurement")
    made = log(make.vendor(), by)

    assert (made.status, made.logged_by, made.stopped_at) == ("open", by.person, None)
    assert Entry.objects.filter(subject_type="vendors.incident", subject_id=made.pk, act="created").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "war"}, "kind"),
        ({"title": "  "}, "title"),
        ({"happened_on": TODAY + DAY}, "happened_on"),
        ({"reassess_on": TODAY - 2 * DAY}, "reassess_on"),
        ({"reassess_on": TODAY + 91 * DAY}, "reassess_on"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, code):
    with pytest.raises(NotAllowed) as refused:
        log(make.vendor(), **fields)
    assert refused.value.code == code
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("status", "happened_on", "day", "expected"),
    [
        ("open", date(2020, 1, 1), TODAY, True),
        ("closed", date(2025, 11, 23), date(2026, 11, 23), True),
        ("closed", date(2025, 11, 23), date(2026, 11, 24), False),
        ("closed", date(2024, 2, 29), date(2025, 2, 28), True),
        ("closed", date(2024, 2, 29), date(2025, 3, 1), False),
        ("dismissed", TODAY, TODAY, False),
    ],
)
def test_it_counts_for_twelve_months_and_as_long_as_nobody_has_reassessed_it(status, happened_on, day, expected):
    assert counts(status, happened_on, day) is expected


def test_it_raises_the_tier_for_the_checklists_and_for_the_gate_alike():
    scene = make_sharing.scene()
    before = tier(scene.vendor, scene.engagement).level
    log(scene.vendor)

    after = tier(scene.vendor, scene.engagement)

    assert (before, after.level, after.raises) == ("moderate", "high", ("is_incident_recent",))
    assert judge(scene.sharing.pk, AT).decision.tier == "high"


def test_one_of_another_engagement_or_vendor_raises_nothing():
    scene = make_sharing.scene()
    log(scene.vendor, engagement=make.engagement())
    log(make.vendor())

    assert tier(scene.vendor, scene.engagement).raises == ()
    assert judge(scene.sharing.pk, AT).decision.tier == "moderate"


def test_one_of_a_vendor_that_was_merged_since_counts_for_what_it_went_into():
    scene = make_sharing.scene()
    old = make.vendor("Old name")
    log(old)
    merge(old, scene.vendor, make.user("procurement-head"), "One firm")

    assert tier(scene.vendor, scene.engagement).raises == ("is_incident_recent",)
    assert judge(scene.sharing.pk, AT).decision.tier == "high"
    with pytest.raises(NotAllowed, match="merged"):
        log(old)


def test_no_lowering_counts_until_somebody_has_said_what_was_found():
    scene = make_sharing.scene()
    log(scene.vendor, kind="service")
    TierOverride.objects.create(
        vendor=scene.vendor,
        engagement=scene.engagement,
        level="low",
        lowered_from="critical",
        status="standing",
        until_on=TODAY + 90 * DAY,
        reason="Only test data",
        set_by=make.person(),
        approved_by=make.person(),
        approved_at=AT,
    )

    assert tier(scene.vendor, scene.engagement).level == "high"
    assert judge(scene.sharing.pk, AT).decision.tier == "high"

    actions.close_incident(Incident.objects.get(), scene.approver, "Mended", AT)

    assert tier(scene.vendor, scene.engagement).level == "low"
    assert judge(scene.sharing.pk, AT).decision.tier == "low"


def test_while_one_is_open_nobody_asks_for_a_lower_tier():
    scene = make_sharing.scene()
    one = log(scene.vendor)
    with pytest.raises(NotAllowed, match=one.ref):
        checklist_actions.ask_lower_tier(
            scene.vendor, scene.engagement, "low", by=scene.reviewer, reason="Quiet", until_on=TODAY + DAY, at=AT
        )


def test_stopping_ends_what_is_cleared_in_the_same_moment_and_leaving_it_does_not():
    scene = make_sharing.cleared()
    one = log(scene.vendor)
    assert "clearance-superseded" not in [reason.code for reason in judge(scene.sharing.pk, AT).answer.reasons]

    actions.stop_cleared(one, scene.reviewer, AT)

    answer = judge(scene.sharing.pk, AT).answer
    assert not answer.allowed
    assert "clearance-superseded" in [reason.code for reason in answer.reasons]
    assert SharingRequest.objects.get(pk=scene.sharing.pk).status == "cleared"
    sweep(AT)
    assert SharingRequest.objects.get(pk=scene.sharing.pk).status == "suspended"


def test_stopping_while_it_is_logged_is_the_same():
    scene = make_sharing.cleared()
    assert judge(scene.sharing.pk, AT).answer.allowed
    one = log(scene.vendor, is_stopping=True)
    assert one.stopped_at == AT
    assert not judge(scene.sharing.pk, AT).answer.allowed


def test_what_goes_on_ends_when_nobody_has_said_in_time_what_was_found():
    scene = make_sharing.scene()
    one = log(scene.vendor, reassess_on=TODAY + 3 * DAY)
    assert "assessment-stale" not in codes(scene, AT + 3 * DAY)

    decision = judge(scene.sharing.pk, AT + 4 * DAY).decision

    reason = next(one for one in decision.reasons if one.code == "assessment-stale")
    assert (reason.subject, reason.due_on) == (one.ref, one.reassess_on)
    assert {who.id for who in reason.waits_for} >= {scene.reviewer.person_id, scene.approver.person_id}
    actions.close_incident(one, scene.reviewer, "Keys changed", AT)
    assert "assessment-stale" not in codes(scene, AT + 4 * DAY)


def test_what_the_decision_rests_on_ends_with_the_day_of_the_reassessment():
    scene = make_sharing.scene()
    one = log(scene.vendor, reassess_on=TODAY + 3 * DAY)

    grounds = judge(scene.sharing.pk, AT).decision.grounds

    assert [ground.until_on for ground in grounds if ground.subject == one.ref] == [TODAY + 3 * DAY]


def test_who_asked_for_the_sharing_settles_no_incident_for_it():
    asker = make.user("requester", "approver")
    scene = make_sharing.scene()
    SharingRequest.objects.filter(pk=scene.sharing.pk).update(requested_by=asker.person)
    one = log(scene.vendor, reassess_on=TODAY)

    actions.dismiss_incident(one, asker, "Nothing was wrong", AT)

    assert judge(scene.sharing.pk, AT).decision.tier == "high"
    assert "assessment-stale" in codes(scene, AT + DAY)


def test_who_logged_it_neither_closes_nor_dismisses_it_in_the_database_too():
    by = make.user("reviewer-security")
    one = log(make.vendor(), by)
    for act in (actions.close_incident, actions.dismiss_incident):
        with pytest.raises(NotAllowed) as refused:
            act(one, by, "Mended", AT)
        assert refused.value.code == "same-person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=one.pk).update(status="closed", closed_by=by.person, closed_at=AT)


def test_closing_says_what_was_found_and_happens_once():
    reviewer = make.user("reviewer-security")
    one = log(make.vendor())
    with pytest.raises(NotAllowed):
        actions.close_incident(one, reviewer, "  ", AT)

    actions.close_incident(one, reviewer, "Keys changed", AT)

    one.refresh_from_db()
    assert (one.status, one.finding, one.closed_by) == ("closed", "Keys changed", reviewer.person)
    with pytest.raises(NotAllowed):
        actions.dismiss_incident(one, reviewer, "None", AT)


def test_a_reopened_one_has_to_be_reassessed_again():
    one = make.incident(make.vendor(), status="dismissed")

    actions.reopen_incident(one, make.user("procurement"), "Again", TODAY + 7 * DAY, TODAY)

    one.refresh_from_db()
    assert (one.status, one.reassess_on, one.closed_by, one.closed_at) == ("open", TODAY + 7 * DAY, None, None)


def test_more_time_is_given_by_somebody_who_did_not_log_it():
    by = make.user("procurement")
    one = log(make.vendor(), by)
    with pytest.raises(NotAllowed) as refused:
        actions.edit_incident(one, by, TODAY, reassess_on=one.reassess_on + DAY)
    assert refused.value.code == "reassess_on"

    actions.edit_incident(one, by, TODAY, reassess_on=one.reassess_on - DAY, title="More")
    actions.edit_incident(one, make.user("reviewer-security"), TODAY, reassess_on=one.reassess_on + 20 * DAY)

    one.refresh_from_db()
    assert (one.title, one.reassess_on) == ("More", TODAY + 34 * DAY)


def test_a_closed_one_is_neither_edited_nor_does_it_stop_anything():
    one = make.incident(make.vendor(), status="closed")
    reviewer = make.user("reviewer-security")
    with pytest.raises(NotAllowed):
        actions.edit_incident(one, reviewer, TODAY, title="Other")
    with pytest.raises(NotAllowed):
        actions.stop_cleared(one, reviewer, AT)
