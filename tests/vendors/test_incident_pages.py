"""The pages of incidents: procurement logs, somebody else reassesses, and their cost does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import make
from vendors.models import Incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate(timezone=timezone.get_default_timezone())


def login(client, *roles):
    user = make.user(*roles)
    client.force_login(user)
    return user


def at(name, one):
    return reverse(f"vendors:incident{name}", args=[one.vendor.ref, one.ref])


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_procurement_logs_what_happened_and_somebody_else_says_what_was_found(client, today):
    vendor = make.vendor("Wislok")
    login(client, "procurement")
    page = reverse("vendors:vendor", args=[vendor.ref])
    new = reverse("vendors:incident-new", args=[vendor.ref])
    assert new in text(client, page)
    given = {
        "kind": "breach",
        "title": "Tickets were readable",
        "happened_on": today.isoformat(),
        "reassess_on": (today + timedelta(days=7)).isoformat(),
        "is_stopping": "stop",
    }

    answer = client.post(new, given)

    one = Incident.objects.get()
    assert answer.url == at("", one)
    assert one.stopped_at is not None
    assert "Tickets were readable" in text(client, page)
    assert at("-close", one) not in text(client, at("", one))

    login(client, "reviewer-security")
    assert at("-close", one) in text(client, at("", one))
    client.post(at("-close", one), {"finding": "Keys changed"})
    shown = text(client, at("", one))
    assert "Keys changed" in shown
    assert "raised one step until" in shown


def test_without_a_choice_nothing_is_logged(client, today):
    vendor = make.vendor()
    login(client, "procurement")
    given = {"kind": "outage", "title": "Down", "happened_on": today, "reassess_on": today}

    answer = client.post(reverse("vendors:incident-new", args=[vendor.ref]), given)

    assert answer.status_code == 422
    assert not Incident.objects.exists()


def test_who_logged_it_reads_why_somebody_else_has_to_act(client):
    user = login(client, "reviewer-security")
    one = make.incident(make.vendor(), logged_by=user.person)
    shown = text(client, at("", one))
    assert "You logged this, so somebody else reassesses it." in shown
    assert at("-close", one) not in shown


def test_the_page_of_a_vendor_costs_the_same_with_one_incident_and_with_thirty(client):
    login(client, "procurement")
    vendor = make.vendor()
    path = reverse("vendors:vendor", args=[vendor.ref])
    make.incident(vendor)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(29):
        make.incident(vendor, status=("open", "closed", "dismissed")[number % 3])
    with CaptureQueriesContext(connection) as thirty:
        client.get(path)
    assert len(one) == len(thirty)
