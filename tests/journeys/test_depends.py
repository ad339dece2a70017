"""Subcontractors, tier and concentration in a browser: each page in each look."""

import pytest
from django.utils import timezone

from checklists import actions
from selection.models import Candidate
from tests import make

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_the_pages_are_accessible_in_each_look(in_each_look):
    reader = make.user("reviewer-security", "approver", "procurement", name="Ines Duarte")
    engagement, vendor = make.engagement("Service desk", status="live"), make.vendor("Wislok Support")
    Candidate.objects.create(engagement=engagement, vendor=vendor, status="selected")
    make.subcontractor(engagement, vendor, "Rheintal Hosting", status="approved")
    today = timezone.localdate()
    one = make.subcontractor(engagement, vendor, "Lumenbay", countries=["PH"], notified_on=today)
    reason = "A breach nearby."
    actions.raise_tier(vendor, engagement, "critical", by=make.user(), reason=reason, at=timezone.now())
    tier = f"/engagements/{engagement.ref}/tier/{vendor.ref}/"

    in_each_look(reader, f"/vendors/{vendor.ref}/", "vendor-depends")
    in_each_look(reader, f"/engagements/{engagement.ref}/", "engagement-subcontractors")
    in_each_look(reader, f"/engagements/{engagement.ref}/subcontractors/{one.ref}/edit/", "subcontractor-edit")
    in_each_look(reader, tier, "tier")
    in_each_look(reader, f"{tier}lower/", "tier-lower")
    in_each_look(reader, "/vendors/concentration/", "concentration")
