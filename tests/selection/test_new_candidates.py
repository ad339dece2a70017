"""A vendor that nobody has logged yet becomes a candidate in one go."""

import pytest
from django.urls import reverse

from history.models import NotAllowed
from selection import actions
from selection.models import Candidate
from tests import make
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Saltmarsh Apps Ltd.", "kind": "company", "sourcing_channel": "referral"}


@pytest.fixture
def buyer(client):
    user = make.user("procurement")
    client.force_login(user)
    return user


def address(engagement):
    return reverse("selection:new", args=[engagement.ref])


def test_a_new_vendor_is_logged_and_on_the_longlist_in_one_go(client, buyer):
    engagement = make.engagement()

    answer = client.post(address(engagement), {**GIVEN, "services": "Java", "delivery_countries": "IN"})

    found = Candidate.objects.select_related("vendor").get()
    assert answer.url == f"{reverse('vendors:engagement', args=[engagement.ref])}#candidates"
    assert (found.engagement, found.status) == (engagement, "longlisted")
    assert (found.vendor.name, found.vendor.status, found.vendor.entered_by) == (
        "Saltmarsh Apps Ltd.",
        "prospect",
        buyer.person,
    )


def test_one_that_looks_like_a_known_vendor_leads_to_adding_that_one(client, buyer):
    engagement, known = make.engagement(), make.vendor("Saltmarsh Apps", name_key="saltmarsh apps")

    refused = client.post(address(engagement), GIVEN)

    body = refused.content.decode()
    assert (refused.status_code, Candidate.objects.count(), Vendor.objects.count()) == (422, 0, 1)
    assert "This looks like Saltmarsh Apps (VEN-" in body
    assert f'href="{reverse("selection:add", args=[engagement.ref])}?vendor={known.ref}"' in body
    assert client.post(address(engagement), {**GIVEN, "is_another": "on"}).status_code == 302
    assert Candidate.objects.get().vendor != known


def test_an_engagement_that_has_chosen_gets_neither_the_vendor_nor_the_candidate(client, buyer):
    engagement = make.engagement(status="awarded")

    answer = client.post(address(engagement), GIVEN)

    assert answer.status_code == 422
    assert "its candidates change only while a vendor is being chosen" in answer.content.decode()
    assert not Vendor.objects.exists()
    with pytest.raises(NotAllowed):
        actions.log_candidate(engagement, buyer, name="Saltmarsh Apps")
    assert not Vendor.objects.exists()


def test_a_name_that_nobody_has_is_taken_along_to_the_new_vendor(client, buyer):
    engagement = make.engagement()

    body = client.post(reverse("selection:add", args=[engagement.ref]), {"vendor": "Salt & Marsh"}).content.decode()

    link = f"{address(engagement)}?name=Salt%20%26%20Marsh"
    assert f'href="{link}"' in body
    assert client.get(link).context["form"]["name"].value() == "Salt & Marsh"
    page = client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()
    assert f'href="{address(engagement)}"' in page
