"""Named staff in a browser, in each look."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from selection.models import Candidate
from tests import make
from vendors import actions

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_named_staff_in_each_look(in_each_look: Callable[..., None]) -> None:
    user, buyer = make.user("procurement", "reviewer-security", name="Ines Duarte"), make.user("procurement")
    vendor, engagement = make.vendor("Wislok Support"), make.engagement("Night operations", status="awarded")
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="selected")
    today = timezone.localdate()
    ewa = actions.add_staff(
        vendor,
        buyer,
        name="Ewa Wójcik",
        email="ewa@wislok.example",
        role="Operator of the night shift",
        engagement=engagement,
        accounts="x-ewa.wojcik\nVPN group night-operations\nBadge 1187",
        starts_on=today - timedelta(days=400),
        leaves_on=today - timedelta(days=3),
    )
    actions.record_screening(ewa, user, "passed", today, "Passport and two references.", today)
    actions.note_leaving(ewa, buyer, today - timedelta(days=3), timezone.now(), today)
    make.staff(vendor, "Jan Kowal", engagement=engagement, leaves_on=today + timedelta(days=20))
    make.staff(vendor, "Piotr Zielinski", screening="failed")

    in_each_look(user, reverse("vendors:vendor", args=[vendor.ref]), "staff-vendor")
    in_each_look(user, reverse("vendors:engagement", args=[engagement.ref]), "staff-engagement")
    in_each_look(user, reverse("vendors:staff", args=[vendor.ref, ewa.ref]), "staff-page")
    in_each_look(user, reverse("vendors:staff-new", args=[vendor.ref]), "staff-new")
    in_each_look(user, reverse("vendors:staff-screening", args=[vendor.ref, ewa.ref]), "staff-screening")
