import pytest
from django.test import override_settings
from django.urls import reverse

from tests import make, make_selection
from vendors.rules.hours import Common, in_common, own_zones, zones_of

BERLIN = ("Europe/Berlin",)


@pytest.mark.parametrize(
    ("countries", "common"),
    [
        (["DE"], Common(8, 8)),
        (["PL"], Common(8, 8)),
        (["IE"], Common(7, 7)),
        (["IN"], Common(3.5, 4.5)),  # no summer time there: an hour less in winter
        (["PH"], Common(1, 2)),
        (["US"], Common(0, 2)),  # Honolulu and New York
        (["NZ"], Common(0, 0)),
        (["IN", "PL"], Common(3.5, 8)),  # the fewest and the most of all places
        ([], None),
        (["BV"], None),  # nobody lives there
        (["DE", "??"], None),
    ],
)
def test_hours_in_common_are_those_in_which_nine_to_five_is_nine_to_five_here(countries, common):
    assert in_common(BERLIN, countries, 2026) == common


def test_clocks_that_are_twenty_three_hours_apart_are_an_hour_apart():
    assert in_common(["Pacific/Honolulu"], ["TO"], 2026) == Common(7, 7)


def test_without_a_place_of_our_own_nothing_is_known():
    assert in_common(own_zones("", "UTC"), ["DE"], 2026) is None


def test_we_work_in_the_organisations_zone_where_our_country_has_it():
    assert own_zones("US", "America/New_York") == ("America/New_York",)
    assert own_zones("US", "Europe/Berlin") == zones_of("US")


@pytest.mark.django_db
@override_settings(HOME_COUNTRY="DE", TIME_ZONE="Europe/Berlin")
def test_the_pages_show_hours_languages_and_skills(client):
    vendor = make.vendor(
        "Arundaya", delivery_countries=["IN"], delivery_languages=["en", "de"], services="Java, second-level support"
    )
    engagement = make.engagement(status="sourcing")
    make_selection.candidate(engagement, vendor=vendor)
    client.force_login(make.user("procurement"))

    for address in (
        reverse("vendors:engagement", args=[engagement.ref]),
        reverse("vendors:vendor", args=[vendor.ref]),
    ):
        shown = client.get(address).content.decode()
        assert "3.5 to 4.5 h a day" in shown
        assert "English, German" in shown
        assert "Java, second-level support" in shown


@pytest.mark.django_db
def test_what_nobody_knows_is_said_to_be_unknown(client):
    vendor = make.vendor("Arundaya", delivery_countries=[])
    client.force_login(make.user("procurement"))

    assert "<dd>\nnot known" in client.get(reverse("vendors:vendor", args=[vendor.ref])).content.decode()
