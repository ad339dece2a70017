"""Laying out: which templates, which items, to whom, by when; and counting."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists import actions
from checklists.actions.layout import due_before
from checklists.models import Checklist, Item, Template, TemplateVersion
from history.models import Entry, NotAllowed
from tests import make, make_checklists

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _only_our_own_templates():
    Template.objects.update(is_retired=True)


def test_the_due_date_leaves_time_to_review_and_is_never_in_the_past():
    assert due_before(TODAY + timedelta(days=60), TODAY) == TODAY + timedelta(days=50)
    assert due_before(TODAY + timedelta(days=10), TODAY) == TODAY + timedelta(days=5)
    assert due_before(TODAY, TODAY) == TODAY
    assert due_before(TODAY - timedelta(days=9), TODAY) == TODAY
    assert due_before(None, TODAY) == TODAY + timedelta(days=30)


def test_a_checklist_has_the_items_that_apply_with_owner_due_date_and_rule():
    vendor, by = make.vendor(), make.user("procurement")
    contact = make.contact(vendor)
    engagement = make.engagement(data_class="internal", planned_sharing_on=make.TODAY + timedelta(days=60))
    version = make_checklists.version({}, {"asks": "us"}, {"condition": {"data_class": "restricted"}})

    made = actions.lay_out(version, vendor, engagement, by=by, at=make.AT)

    rows = list(made.items.values_list("code", "owner", "due_on", "rule", "status"))
    due_on = make.TODAY + timedelta(days=50)
    assert rows == [
        ("B-01", contact.person_id, due_on, "applies always", "open"),
        ("B-02", None, due_on, "applies always", "open"),
    ]
    assert (made.item_count, made.required_count, made.outstanding_count) == (2, 2, 2)
    vendor.refresh_from_db()
    assert vendor.outstanding_count == 2


def test_laying_out_leaves_one_entry_with_count_and_digest():
    version, by = make_checklists.version({}, {}), make.user("procurement")

    made = actions.lay_out(version, make.vendor(), make.engagement(), by=by, at=make.AT)

    entry = Entry.objects.of(made).get(act="laid out")
    assert (entry.count, len(entry.digest), entry.actor) == (2, 64, by)


def test_laying_out_twice_changes_nothing_and_adds_what_has_come_to_apply():
    vendor, engagement, by = make.vendor(), make.engagement(data_class="internal"), make.user("procurement")
    version = make_checklists.version({}, {"condition": {"data_class": "restricted"}})
    made = actions.lay_out(version, vendor, engagement, by=by, at=make.AT)
    Item.objects.filter(checklist=made).update(note="kept")

    again = actions.lay_out(version, vendor, engagement, by=by, at=make.AT)
    engagement.data_class = "restricted"
    engagement.save()
    more = actions.lay_out(version, vendor, engagement, by=by, at=make.AT)

    assert again == more == made
    assert list(more.items.values_list("code", "note")) == [("B-01", "kept"), ("B-02", "")]
    assert more.outstanding_count == 2
    assert list(Entry.objects.of(made).filter(act="laid out").values_list("count", flat=True)) == [1, 1]


def test_every_current_template_that_matches_is_laid_out_once():
    vendor, by = make.vendor(), make.user("procurement")
    engagement = make.engagement(data_class="internal", data_categories=[])
    wide = make_checklists.version({}, scope="vendor")
    here = make_checklists.version({}, applies={"data_class": "internal"})
    make_checklists.version({}, applies={"categories": ["cardholder"]})
    make_checklists.version({}, is_published=False)

    first = actions.lay_out_all(vendor, engagement, by=by, at=make.AT)
    second = actions.lay_out_all(vendor, engagement, by=by, at=make.AT)

    assert first == second
    assert {(row.version, row.engagement) for row in first} == {(wide, None), (here, engagement)}


def test_an_open_checklist_of_an_earlier_version_stays():
    vendor, engagement, by = make.vendor(), make.engagement(), make.user("procurement")
    old = make_checklists.version({})
    made = actions.lay_out(old, vendor, engagement, by=by, at=make.AT)
    make_checklists.version({}, {}, template=old.template, number=2)

    assert actions.lay_out_all(vendor, engagement, by=by, at=make.AT) == [made]


def test_a_draft_cannot_be_laid_out():
    with pytest.raises(NotAllowed, match="is a draft"):
        actions.lay_out(
            make_checklists.version(is_published=False),
            make.vendor(),
            make.engagement(),
            by=make.user("procurement"),
            at=make.AT,
        )


def test_an_engagements_template_needs_an_engagement_and_a_vendors_takes_none():
    by = make.user("procurement")

    with pytest.raises(NotAllowed, match="Name one"):
        actions.lay_out(make_checklists.version(), make.vendor(), None, by=by, at=make.AT)
    with pytest.raises(NotAllowed, match="once for the vendor"):
        actions.lay_out(make_checklists.version(scope="vendor"), make.vendor(), make.engagement(), by=by, at=make.AT)


def test_many_are_laid_out_in_a_number_of_statements_that_does_not_grow():
    version, by = make_checklists.version({}, {"condition": {"data_class": "restricted"}}), make.user("procurement")
    owner = make.person()

    def pairs(count):
        made = [(make.vendor(owner=owner), make.engagement(owner=owner)) for _ in range(count)]
        return [(type(one).objects.get(pk=one.pk), type(two).objects.get(pk=two.pk)) for one, two in made]

    few, many = pairs(2), pairs(30)
    with CaptureQueriesContext(
        connection,
    ) as first:
        actions.lay_out_many(version, few, by=by, at=make.AT)
    with CaptureQueriesContext(connection) as second:
        count = actions.lay_out_many(version, many, by=by, at=make.AT)

    assert (count, len(second)) == (30, len(first))
    assert Checklist.objects.filter(version=version, outstanding_count=1, item_count=1).count() == 32
    assert actions.lay_out_many(version, many, by=by, at=make.AT) == 0
    assert list(Entry.objects.of(version).values_list("count", flat=True)) == [0, 30, 2]


def test_a_version_that_counts_from_a_later_day_is_not_current_before():
    version = make_checklists.version({})
    later = make_checklists.version({}, template=version.template, number=2, starts_on=make.TODAY + timedelta(days=1))

    current = TemplateVersion.objects.filter(template=version.template)

    assert list(current.current(make.TODAY)) == [version]
    assert list(current.current(make.TODAY + timedelta(days=1))) == [later]


def test_due_dates_move_for_what_is_still_outstanding():
    made, by = make_checklists.checklist({}, {}), make.user("procurement")
    done = made.items.get(code="B-01")
    answer = make_checklists.answer(done, is_accepted=True)
    Item.objects.filter(pk=done.pk).update(status="accepted", accepted_answer=answer)

    actions.set_due(made, make.TODAY + timedelta(days=3), by=by, at=make.AT)

    assert list(made.items.values_list("due_on", flat=True)) == [None, make.TODAY + timedelta(days=3)]
    with pytest.raises(NotAllowed, match="today or later"):
        actions.set_due(made, make.TODAY - timedelta(days=1), by=by, at=make.AT)


def test_sending_asks_the_main_contact_once():
    vendor, by = make.vendor(), make.user("procurement")
    made = make_checklists.checklist({}, {"asks": "us"}, vendor=vendor)
    with pytest.raises(NotAllowed, match="has no contact"):
        actions.send_to_vendor(made, by=by, at=make.AT)
    contact = make.contact(vendor)

    first = actions.send_to_vendor(made, by=by, at=make.AT)
    again = actions.send_to_vendor(made, by=by, at=make.AT + timedelta(days=1))

    assert (first.sent_at, again.sent_at) == (make.AT, make.AT)
    assert list(made.items.values_list("owner", flat=True)) == [contact.person_id, None]
