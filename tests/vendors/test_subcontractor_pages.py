"""The pages of subcontractors: who sees, logs and decides; the days to object; that their cost does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reminders.readers import work
from selection.models import Candidate
from tests import make
from vendors.models import Subcontractor

pytestmark = pytest.mark.django_db


def login(client, *roles):
    user = make.user(*roles)
    client.force_login(user)
    return user


def scene():
    engagement, vendor = make.engagement(status="evaluating"), make.vendor("Wislok")
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    return engagement, vendor


def address(name, engagement, *more):
    return reverse(f"vendors:subcontractor-{name}", args=[engagement.ref, *more])


def typed(vendor, **more):
    given = {
        "vendor": vendor.pk,
        "name": "Lumenbay Contact",
        "service": "Night shift",
        "data_class": "confidential",
        "data_categories": ["personal"],
        "countries": "Ireland, PH",
        "notified_on": timezone.localdate().isoformat(),
        "window_days": 14,
    }
    return {**given, **more}


@pytest.mark.parametrize("name", ["new", "edit", "approve", "object", "end"])
def test_the_pages_are_for_who_may_act_hidden_from_strangers_and_closed_to_the_anonymous(client, name):
    engagement, vendor = scene()
    more = [] if name == "new" else [make.subcontractor(engagement, vendor).ref]
    path = address(name, engagement, *more)

    assert client.get(path).url.startswith(reverse("account_login"))
    login(client, "requester")
    assert client.get(path).status_code == 404
    login(client, "auditor")
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403
    login(client, "reviewer-privacy")
    assert client.get(path).status_code == 200


def test_one_is_logged_by_one_and_approved_by_another(client):
    engagement, vendor = scene()
    buyer = login(client, "procurement")
    client.post(address("new", engagement), typed(vendor))
    one = Subcontractor.objects.get()
    assert (one.countries, one.data_categories, one.entered_by) == (["IE", "PH"], ["personal"], buyer.person)
    assert (one.objection_until_on - one.notified_on).days == 14
    page = client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    assert address("approve", engagement, one.ref) not in page

    reviewer = login(client, "reviewer-privacy")
    assert [task.path for task in work.tasks(reviewer, timezone.localdate())] == [
        f"/engagements/{engagement.ref}/#{one.ref}"
    ]
    assert address("approve", engagement, one.ref) in client.get(f"/engagements/{engagement.ref}/").content.decode()
    client.post(address("approve", engagement, one.ref), {"note": "Seen on site."})

    one.refresh_from_db()
    assert (one.status, one.approved_by) == ("approved", reviewer.person)
    assert "Lumenbay Contact" in client.get(f"/vendors/{vendor.ref}/").content.decode()


def test_nothing_ticked_is_not_known_and_none_of_these_is_none(client):
    engagement, vendor = scene()
    login(client, "procurement")

    client.post(address("new", engagement), typed(vendor, data_categories=[], data_class=""))
    client.post(address("new", engagement), typed(vendor, name="Other", data_categories=[], has_no_categories="on"))

    assert [one.data_categories for one in Subcontractor.objects.order_by("pk")] == [None, []]


def test_an_objection_and_an_end_are_noted_with_their_reasons(client):
    engagement, vendor = scene()
    one = make.subcontractor(engagement, vendor)
    login(client, "reviewer-privacy", "procurement")

    client.post(address("object", engagement, one.ref), {"why": "No inspection was possible."})
    one.refresh_from_db()
    assert (one.status, one.note) == ("objected", "No inspection was possible.")
    client.post(address("end", engagement, one.ref), {"ended_on": "2026-11-20", "why": "Never got any."})

    one.refresh_from_db()
    assert one.status == "ended"


def test_the_days_to_object_are_those_of_the_contracts_clause_and_thirty_where_it_names_none(client):
    engagement, vendor = scene()
    login(client, "procurement")
    assert client.get(address("new", engagement)).context["form"].initial["window_days"] == 30

    contract = make.contract(vendor=vendor, engagement=engagement)
    make.clause(contract, "subcontractor-approval", value=21)

    assert client.get(address("new", engagement)).context["form"].initial["window_days"] == 21


def test_the_pages_take_as_many_statements_for_many_as_for_few(client):
    engagement, vendor = scene()
    login(client, "procurement")

    def statements(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    def fill(count):
        for _number in range(count):
            make.subcontractor(engagement, vendor, status="approved")

    paths = (f"/engagements/{engagement.ref}/", f"/vendors/{vendor.ref}/")
    fill(2)
    few = [statements(path) for path in paths]
    fill(8)

    assert [statements(path) for path in paths] == few
