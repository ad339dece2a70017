"""What much depends on: by vendor, group, subcontractor and country, and what stops if a vendor stops."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selection.models import Candidate
from tests import make

pytestmark = pytest.mark.django_db


def at_work(vendor, **fields):
    engagement = make.engagement(status=fields.pop("status", "live"), **fields)
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="selected")
    return engagement


def shown(client):
    context = client.get("/vendors/concentration/").context
    return {key: [(row.name, row.count, row.urgent) for row in rows] for key, _title, rows in context["parts"]}


def test_it_is_for_working_roles_and_closed_to_the_anonymous(client):
    assert client.get("/vendors/concentration/").status_code == 302
    client.force_login(make.user("requester"))
    assert client.get("/vendors/concentration/").status_code == 403
    client.force_login(make.user("auditor"))
    assert client.get("/vendors/concentration/").status_code == 200


def test_engagements_are_counted_by_all_that_they_depend_on(client):
    parent = make.vendor("Group")
    one, two = make.vendor("One", parent=parent), make.vendor("Two", parent=parent)
    first = at_work(one, criticality=4, delivery_countries=["DE", "IN"])
    second = at_work(one, criticality=1)
    make.contract(vendor=two, engagement=second, status="active")
    at_work(two, status="closed")
    for engagement, vendor in ((first, one), (second, two)):
        make.subcontractor(engagement, vendor, "Cloudy", countries=["DE", "PH"])
    make.subcontractor(first, one, "Stopped", countries=["VN"], status="ended")
    client.force_login(make.user("auditor"))

    assert shown(client) == {
        "vendors": [("One", 2, 1), ("Two", 1, 0)],
        "groups": [("Group", 2, 1)],
        "subcontractors": [("Cloudy", 2, 1)],
        "countries": [("Germany", 2, 1), ("Philippines", 2, 1), ("India", 1, 1)],
    }


def test_the_vendors_page_says_what_stops_with_it_the_most_urgent_first(client):
    parent = make.vendor("Group")
    vendor = make.vendor("Cloudy", name_key="cloudy", parent=parent)
    mild, worst = at_work(vendor, criticality=1), at_work(parent, criticality=None)
    other = make.vendor("Other")
    through = at_work(other, criticality=2)
    make.subcontractor(through, other, "Cloudy")
    at_work(make.vendor("Unrelated"))
    client.force_login(make.user("auditor"))

    stops = client.get(f"/vendors/{vendor.ref}/").context["stops"]

    assert [(one.engagement, one.through) for one in stops] == [
        (worst, "Group"),
        (through, "as a subcontractor of Other"),
        (mild, "Cloudy"),
    ]


def test_both_take_as_many_statements_for_many_as_for_few(client):
    client.force_login(make.user("auditor"))
    vendor = make.vendor("Cloudy", name_key="cloudy")

    def statements(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    def fill(count):
        for _number in range(count):
            make.subcontractor(at_work(vendor), vendor)
            at_work(make.vendor(parent=make.vendor()))

    paths = ("/vendors/concentration/", f"/vendors/{vendor.ref}/")
    fill(2)
    few = [statements(path) for path in paths]
    fill(5)

    assert [statements(path) for path in paths] == few


def test_a_subcontractor_is_one_however_its_name_is_written_and_unknown_countries_are_counted(client):
    vendor = make.vendor()
    first, second = at_work(vendor, delivery_countries=[]), at_work(vendor, delivery_countries=["DE"])
    third = at_work(vendor, delivery_countries=["DE"])
    for engagement, name in ((first, "Cloudy Inc."), (second, "CLOUDY, INC"), (third, "Cloudy Inc.")):
        make.subcontractor(engagement, vendor, name, countries=["DE"] if engagement != third else [])
    client.force_login(make.user("auditor"))

    counted = shown(client)

    assert [(name, count) for name, count, _urgent in counted["subcontractors"]] == [("Cloudy Inc.", 3)]
    assert [(name, count) for name, count, _urgent in counted["countries"]] == [("Germany", 3), ("Not known", 2)]
