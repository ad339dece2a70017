"""What of a checklist is outstanding on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.models import Evidence, EvidenceKind, Item
from checklists.rules import items
from checklists.rules.items import Accepted, Code, ItemFacts, Piece, Standing, Way, judge
from tests import make, make_checklists

DAY = date(2026, 11, 23)
OPEN = ItemFacts(is_required=True, is_evidence_wanted=False, accepted=None, is_not_applicable=False)


def facts(until_on=None, *pieces, **changes):
    return ItemFacts(**{**vars(OPEN), "accepted": Accepted(until_on, pieces), **changes})


def test_an_open_item_is_outstanding_and_an_optional_one_never_in_the_way():
    assert judge(OPEN, DAY) == Standing(None, code=Code.OUTSTANDING)
    assert items.outstanding(OPEN, DAY)
    assert not items.outstanding(ItemFacts(**{**vars(OPEN), "is_required": False}), DAY)


def test_an_accepted_answer_counts_through_its_last_day():
    assert judge(facts(DAY), DAY) == Standing(Way.ACCEPTED, DAY)
    assert judge(facts(DAY), DAY + timedelta(days=1)).code == Code.OUTSTANDING


def test_the_first_end_of_answer_and_evidence_is_the_end():
    piece = Piece(DAY + timedelta(days=3))

    assert judge(facts(DAY + timedelta(days=9), piece), DAY) == Standing(Way.ACCEPTED, DAY + timedelta(days=3))


def test_expired_missing_and_withdrawn_evidence_is_told_apart():
    ended = DAY - timedelta(days=1)

    assert judge(facts(None, Piece(ended)), DAY).code == Code.EVIDENCE_EXPIRED
    assert judge(facts(None, Piece(ended, is_report=True)), DAY).code == Code.EVIDENCE_GAP
    assert judge(facts(None, Piece(None, is_withdrawn=True)), DAY).code == Code.EVIDENCE_MISSING
    assert judge(facts(None, is_evidence_wanted=True), DAY).code == Code.EVIDENCE_MISSING


def test_evidence_that_covers_later_days_only_leaves_a_gap_until_then():
    ahead, now = Piece(None, from_on=DAY + timedelta(days=1), kind="certificate"), Piece(DAY, kind="certificate")

    assert judge(facts(None, ahead), DAY).code == Code.EVIDENCE_GAP
    assert judge(facts(None, ahead), DAY + timedelta(days=1)) == Standing(Way.ACCEPTED)
    assert judge(facts(None, ahead, now), DAY) == Standing(Way.ACCEPTED, DAY)
    assert judge(facts(None, ahead, Piece(None, kind="policy")), DAY).code == Code.EVIDENCE_GAP


@pytest.mark.parametrize(("kind", "until"), [("certificate", DAY), ("policy", DAY), ("other", DAY), ("pentest", None)])
def test_what_promises_a_period_ends_with_it_and_a_test_of_the_past_does_not(kind, until):
    piece = Evidence(kind=kind, covers_until_on=DAY, issued_on=DAY - timedelta(days=40))

    assert items.evidence_end(piece, None) == until


def test_a_bridge_letter_carries_no_further_than_its_own_expiry():
    report = Evidence(kind="soc2-2", covers_until_on=DAY - timedelta(days=400), issued_on=DAY)
    bridge = Evidence(
        kind="bridge",
        covers_from_on=DAY - timedelta(days=100),
        covers_until_on=DAY + timedelta(days=9),
        expires_on=DAY + timedelta(days=2),
    )

    assert items.evidence_end(report, None, [bridge]) == DAY + timedelta(days=2)


def test_a_waiver_covers_its_days_only():
    waived = ItemFacts(**{**vars(OPEN), "waived": ((DAY, DAY + timedelta(days=5)),)})

    assert judge(waived, DAY) == Standing(Way.WAIVED, DAY + timedelta(days=5))
    assert judge(waived, DAY - timedelta(days=1)).code == Code.OUTSTANDING
    assert judge(waived, DAY + timedelta(days=6)).code == Code.WAIVER_EXPIRED


def test_a_waiver_stands_in_where_the_evidence_has_ended():
    both = facts(None, Piece(DAY - timedelta(days=1)), waived=((DAY, DAY),))

    assert judge(both, DAY) == Standing(Way.WAIVED, DAY)


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    until=st.none() | DAYS,
    pieces=st.lists(st.builds(Piece, st.none() | DAYS, st.booleans()), max_size=3),
    waived=st.lists(st.tuples(DAYS, DAYS), max_size=2),
    day=DAYS,
    later=st.integers(0, 400),
)
def test_what_is_settled_until_a_day_is_settled_on_every_day_up_to_it_and_what_lapsed_stays_lapsed(
    until, pieces, waived, day, later
):
    these = facts(until, *pieces, waived=tuple(waived))
    now, then = judge(these, day), judge(these, day + timedelta(days=later))

    if now.is_settled and (now.until_on is None or day + timedelta(days=later) <= now.until_on):
        assert then.is_settled
    if now.way is None and then.is_settled:
        assert then.way == Way.WAIVED


def test_evidence_counts_for_its_days_from_its_issue_and_never_past_its_expiry():
    piece = Evidence(issued_on=DAY, expires_on=DAY + timedelta(days=400))

    assert items.evidence_end(piece, 365) == DAY + timedelta(days=365)
    assert items.evidence_end(piece, None) == DAY + timedelta(days=400)


def test_evidence_without_a_date_of_issue_counts_from_its_upload():
    piece = Evidence(uploaded_at=make.AT)

    assert items.evidence_end(piece, 10) == DAY + timedelta(days=10)
    assert items.evidence_end(piece, None) is None


@pytest.mark.parametrize(
    ("zone", "day"), [("America/New_York", 22), ("UTC", 23), ("Europe/Berlin", 23), ("Pacific/Auckland", 23)]
)
def test_the_day_of_an_upload_is_that_of_the_organisation(settings, zone, day):
    settings.TIME_ZONE = zone
    piece = Evidence(uploaded_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC))

    assert items.evidence_end(piece, 10) == date(2026, 11, day) + timedelta(days=10)


def test_a_report_without_any_date_counts_twelve_months_from_its_upload():
    report = Evidence(kind=EvidenceKind.SOC2_TYPE_2, uploaded_at=make.AT)

    assert items.evidence_end(report, None) == DAY + timedelta(days=365)


def test_a_report_counts_twelve_months_after_its_period_and_a_bridge_letter_carries_it_on():
    report = Evidence(kind=EvidenceKind.SOC2_TYPE_2, covers_until_on=date(2025, 9, 30))
    bridge = Evidence(
        kind=EvidenceKind.BRIDGE_LETTER, covers_from_on=date(2025, 10, 1), covers_until_on=date(2026, 12, 31)
    )
    gap = Evidence(
        kind=EvidenceKind.BRIDGE_LETTER, covers_from_on=date(2026, 10, 2), covers_until_on=date(2026, 12, 31)
    )

    assert items.evidence_end(report, None) == date(2026, 9, 30)
    assert items.evidence_end(report, None, [bridge]) == date(2026, 12, 31)
    assert items.evidence_end(report, None, [gap]) == date(2026, 9, 30)
    assert items.pieces([report, bridge], None) == [Piece(date(2026, 12, 31), is_report=True, kind="soc2-2")]


def test_an_answer_is_good_until_the_first_of_its_ends():
    piece = Evidence(expires_on=DAY + timedelta(days=90))

    assert items.good_until(DAY, 30, [piece], None) == DAY + timedelta(days=30)
    assert items.good_until(DAY, None, [piece], None) == DAY + timedelta(days=90)
    assert items.good_until(DAY, None, [], None, given=DAY) == DAY
    assert items.good_until(DAY, None, [], None) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", ["open", "submitted", "rejected", "declined", "accepted", "not-applicable", "waived"]
)
def test_the_list_of_what_is_outstanding_agrees_with_the_rule(status):
    made = make_checklists.item(status)

    self_judged = items.outstanding(items.facts_of(Item.objects.with_facts().get(pk=made.pk)), make.TODAY)

    assert Item.objects.outstanding(make.TODAY).filter(pk=made.pk).exists() is self_judged
    assert self_judged is (status not in ("accepted", "not-applicable"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("piece", "settled"),
    [
        ({}, True),
        ({"expires_on": make.TODAY}, True),
        ({"expires_on": make.TODAY - timedelta(days=1)}, False),
        ({"withdrawn_at": make.AT}, False),
        ({"kind": "certificate", "covers_until_on": make.TODAY - timedelta(days=1)}, False),
        ({"kind": "pentest", "covers_until_on": make.TODAY - timedelta(days=1)}, True),
    ],
)
def test_list_and_rule_agree_about_evidence(piece, settled):
    made = make_checklists.item("submitted")
    answer = make_checklists.answer(
        made, is_accepted=True, evidence=[make_checklists.evidence(made.checklist.vendor, **piece)]
    )
    Item.objects.filter(pk=made.pk).update(status="accepted", accepted_answer=answer)

    judged = items.facts_of(Item.objects.with_facts().get(pk=made.pk))

    assert judge(judged, make.TODAY).is_settled is settled
    assert Item.objects.outstanding(make.TODAY).filter(pk=made.pk).exists() is not settled


@pytest.mark.django_db
def test_list_and_rule_agree_about_waivers_and_unconfirmed_words():
    waived, unconfirmed = make_checklists.item("waived"), make_checklists.item("not-applicable")
    make_checklists.waiver(waived)
    Item.objects.filter(pk=unconfirmed.pk).update(not_applicable_confirmed_by=None)

    assert list(Item.objects.outstanding(make.TODAY)) == [unconfirmed]
    assert judge(items.facts_of(Item.objects.with_facts().get(pk=waived.pk)), make.TODAY).way == Way.WAIVED
    assert not judge(items.facts_of(Item.objects.with_facts().get(pk=unconfirmed.pk)), make.TODAY).is_settled
