"""The pages of named staff: procurement names them, a reviewer confirms, the auditor reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from selection.models import Candidate
from tests import make
from vendors.models import NamedStaff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def vendor():
    return make.vendor("Wislok")


@pytest.fixture
def today():
    return timezone.localdate(timezone=timezone.get_default_timezone())


def login(client, *roles, **fields):
    user = make.user(*roles, **fields)
    client.force_login(user)
    return user


def at(name, staff):
    return reverse(f"vendors:staff{name}", args=[staff.vendor.ref, staff.ref])


def of(vendor):
    return reverse("vendors:vendor", args=[vendor.ref])


def test_procurement_names_somebody_for_an_engagement_and_a_reviewer_screens_and_removes(client, vendor, today):
    engagement = make.engagement("Night operations", status="awarded")
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="selected")
    login(client, "procurement")
    new = reverse("vendors:staff-new", args=[vendor.ref])
    assert new in client.get(of(vendor)).content.decode()
    given = {
        "name": "Ewa Wójcik",
        "email": "ewa@wislok.example",
        "role": "Operator",
        "engagement": engagement.pk,
        "accounts": "x-ewa\nVPN",
        "starts_on": today.isoformat(),
        "leaves_on": "",
    }

    answer = client.post(new, given)

    staff = NamedStaff.objects.get()
    assert answer.url == at("", staff)
    for page in (of(vendor), reverse("vendors:engagement", args=[engagement.ref]), at("", staff)):
        shown = client.get(page).content.decode()
        assert "Ewa Wójcik" in shown
        assert "Not screened" in shown
    assert at("-screening", staff) not in client.get(at("", staff)).content.decode()

    login(client, "reviewer-security")
    assert at("-screening", staff) in client.get(at("", staff)).content.decode()
    screened = {"screening": "passed", "on": today.isoformat(), "note": "Passport."}
    assert client.post(at("-screening", staff), screened).url == at("", staff)
    assert client.post(at("-leaving", staff), {"on": today.isoformat()}).url == at("", staff)
    assert client.post(at("-removal", staff), {"note": "Ticket 4711."}).url == at("", staff)
    shown = client.get(at("", staff)).content.decode()
    assert "Ticket 4711." in shown
    assert "Passport." in shown
    staff.refresh_from_db()
    assert staff.status == "removed"


def test_whose_last_day_has_passed_is_overdue_until_the_accounts_are_removed(client, vendor, today):
    staff = make.staff(vendor, "Ewa", starts_on=today - 9 * DAY, leaves_on=today - DAY)
    login(client, "reviewer-security")

    for page in (of(vendor), at("", staff)):
        assert "Removal overdue" in client.get(page).content.decode()
    client.post(at("-leaving", staff), {"on": (today - DAY).isoformat()})
    assert "Removal overdue" in client.get(at("", staff)).content.decode()
    client.post(at("-removal", staff), {"note": "Seen in the directory."})
    assert "Removal overdue" not in client.get(at("", staff)).content.decode()


def test_a_wrong_leaving_is_taken_back(client, vendor):
    staff = make.staff(vendor, status="left")
    login(client, "procurement")

    assert client.post(at("-take-back", staff), {"why": "She was ill."}).url == at("", staff)

    staff.refresh_from_db()
    assert staff.status == "working"


def test_who_entered_somebody_is_told_that_somebody_else_confirms(client, vendor):
    user = login(client, "procurement", "reviewer-security")
    staff = make.staff(vendor, status="left", entered_by=user.person)

    assert "You entered this person" in client.get(at("", staff)).content.decode()
    answer = client.post(at("-removal", staff), {"note": "Ticket."})
    assert answer.status_code == 422
    assert "You entered this person" in answer.content.decode()


def test_a_last_day_before_the_first_keeps_what_was_typed(client, vendor, today):
    staff = make.staff(vendor, "Ewa")
    login(client, "procurement")
    given = {
        "name": "Ewa Nowak",
        "email": staff.person.email,
        "role": "Developer",
        "engagement": "",
        "accounts": "",
        "starts_on": today.isoformat(),
        "leaves_on": (today - DAY).isoformat(),
    }

    answer = client.post(at("-edit", staff), given)

    assert answer.status_code == 422
    assert "Ewa Nowak" in answer.content.decode()
    assert client.post(at("-edit", staff), {**given, "leaves_on": today.isoformat()}).url == at("", staff)
    staff.refresh_from_db()
    assert (staff.role, staff.person.name, staff.leaves_on) == ("Developer", "Ewa Nowak", today)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("-edit", {"procurement"}),
        ("-take-back", {"procurement"}),
        ("-leaving", {"procurement", "reviewer-legal"}),
        ("-screening", {"reviewer-legal"}),
        ("-removal", {"reviewer-legal"}),
    ],
)
def test_each_act_is_for_who_may_and_the_auditor_only_reads(client, vendor, name, may):
    staff = make.staff(vendor, status="left")

    assert client.get(at(name, staff)).url.startswith(reverse("account_login"))
    for role in ("procurement", "reviewer-legal", "approver", "auditor"):
        login(client, role)
        assert client.get(at("", staff)).status_code == 200
        assert client.get(at(name, staff)).status_code == (200 if role in may else 403)
        assert client.post(at(name, staff), {"nothing": "said"}).status_code == (422 if role in may else 403)
    login(client, "requester")
    assert client.get(at(name, staff)).status_code == 404


def test_who_may_not_read_named_staff_finds_no_trace_of_them(client, vendor):
    staff = make.staff(vendor, "Ewa Wójcik")
    user = login(client, "requester")
    Candidate.objects.create(engagement=make.engagement(requester=user.person), vendor=vendor)

    assert client.get(at("", staff)).status_code == 404
    shown = client.get(of(vendor)).content.decode()
    assert "Ewa Wójcik" not in shown
    assert "Named staff" not in shown
