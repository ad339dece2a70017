from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import make
from vendors.models import DataClass, Vendor
from vendors.rules import approval, facts
from vendors.rules.facts import Turn
from vendors.rules.locations import Location, location
from vendors.rules.names import name_key

NEAR = ["AT", "PL"]
VALUES = {
    "data_class": "confidential",
    "data_categories": ["personal"],
    "volume": 1,
    "access": 1,
    "criticality": 2,
    "is_substitutable": True,
    "delivery_countries": ["DE"],
    "processing_role": "processor",
}


def confirmation(fact, value, by=7, ended_at=None):
    return SimpleNamespace(fact=fact, value=value, confirmed_by_id=by, ended_at=ended_at)


def confirmations(**changed):
    return [confirmation(fact, changed.get(fact, value)) for fact, value in VALUES.items()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SNAP, INC.", "Snap Inc."),
        ("Müller & Söhne GmbH & Co. KG", "Muller and Sohne"),
        ("Telecom Italia S.p.A.", "telecom italia SpA"),
        ("Acme Public Limited Company", "ACME plc"),
        ("Kowalski Sp. z o.o.", "Kowalski"),
        ("Grupo Bimbo, S.A.B. de C.V.", "Grupo Bimbo"),
        ("O'Reilly Media, Inc", "OReilly Media"),
    ],
)
def test_names_that_differ_in_legal_form_and_punctuation_only_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Booking.com B.V.", "Bookings B.V."), ("Acme Data", "Acme Date"), ("London Zoo", "London"), ("S1", "S2")],
)
def test_names_that_differ_in_more_have_different_keys(one, other):
    assert name_key(one) != name_key(other)


def test_a_name_that_is_only_a_legal_form_keeps_it():
    assert name_key("Co.") == "co"


@example("Işık")
@given(st.text(max_size=400))
def test_a_key_is_stable_and_fits_its_column(name):
    key = name_key(name)

    assert len(key) <= 200
    assert name_key(name.upper().lower()) == name_key(name.lower())


@pytest.mark.parametrize(
    ("country", "delivery", "expected"),
    [
        ("DE", ["DE"], Location.ONSHORE),
        ("DE", ["DE", "PL"], Location.NEARSHORE),
        ("DE", ["PL", "AT"], Location.NEARSHORE),
        ("DE", ["DE", "PL", "IN"], Location.OFFSHORE),
        ("DE", [], Location.OFFSHORE),
        ("", ["DE"], Location.OFFSHORE),
        ("DE", ["DE", ""], Location.OFFSHORE),
    ],
)
def test_the_farthest_place_decides_and_unknown_is_offshore(country, delivery, expected):
    assert location(country, delivery, NEAR) == expected


def test_facts_confirmed_as_they_stand_count():
    assert facts.unconfirmed(VALUES, confirmations()) == []


def test_a_confirmation_of_another_value_does_not_count():
    assert facts.unconfirmed(VALUES, confirmations(data_class="internal")) == ["data_class"]


def test_an_ended_confirmation_does_not_count():
    rows = [one for one in confirmations() if one.fact != "volume"]

    assert facts.unconfirmed(VALUES, [*rows, confirmation("volume", 1, ended_at=make.AT)]) == ["volume"]


def test_the_confirmation_of_who_asked_for_the_sharing_does_not_count():
    rows = [one for one in confirmations() if one.fact != "access"]

    assert facts.unconfirmed(VALUES, [*rows, confirmation("access", 1, by=9)], not_counting={9}) == ["access"]


@pytest.mark.parametrize(("fact", "value"), [("volume", None), ("data_class", ""), ("delivery_countries", [])])
def test_an_unknown_fact_is_never_confirmed(fact, value):
    assert facts.unconfirmed({**VALUES, fact: value}, confirmations(**{fact: value})) == [fact]


def test_no_categories_is_an_answer_that_can_be_confirmed():
    assert facts.unconfirmed({**VALUES, "data_categories": []}, confirmations(data_categories=[])) == []


def test_the_order_of_a_list_means_nothing():
    values = {**VALUES, "delivery_countries": ["PL", "DE"]}

    assert facts.unconfirmed(values, confirmations(delivery_countries=["DE", "PL"])) == []


@pytest.mark.parametrize(
    ("fact", "was", "now", "expected"),
    [
        ("data_class", "internal", "restricted", Turn.WORSE),
        ("data_class", "restricted", "internal", Turn.MILDER),
        ("data_class", "", "restricted", Turn.MILDER),
        ("data_class", "public", "", Turn.WORSE),
        ("data_categories", ["personal"], ["personal", "special"], Turn.WORSE),
        ("data_categories", ["personal", "special"], ["personal"], Turn.MILDER),
        ("data_categories", ["personal"], ["special"], Turn.WORSE),
        ("delivery_countries", ["DE"], ["DE", "IN"], Turn.WORSE),
        ("delivery_countries", ["DE", "IN"], ["IN", "DE"], Turn.NONE),
        ("is_substitutable", True, False, Turn.WORSE),
        ("is_substitutable", False, True, Turn.MILDER),
        ("access", 1, 4, Turn.WORSE),
        ("volume", 2, 0, Turn.MILDER),
        ("criticality", 3, 3, Turn.NONE),
        ("processing_role", "none", "processor", Turn.WORSE),
        ("processing_role", "processor", "none", Turn.MILDER),
    ],
)
def test_a_change_is_worse_where_more_is_asked(fact, was, now, expected):
    assert facts.turn(fact, was, now) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((DataClass.CONFIDENTIAL, ["personal"], date(2027, 9, 1)), True),
        ((DataClass.RESTRICTED, [], date(2027, 9, 19)), True),
        ((DataClass.RESTRICTED, ["personal"], date(2027, 9, 18)), True),
        ((DataClass.RESTRICTED, ["personal"], date(2027, 9, 19)), False),
        ((DataClass.RESTRICTED, ["personal", "special"], date(2028, 1, 1)), False),
    ],
)
def test_an_approval_is_lowered_by_a_lower_class_fewer_categories_or_an_earlier_end(db, terms, expected):
    vendor = make.vendor(status="approved", approved_until_on=date(2027, 9, 19))

    assert approval.is_lowered(vendor, *terms) is expected


def test_an_approval_holds_three_years_at_most():
    assert approval.latest_end(date(2026, 11, 23)) == date(2029, 11, 23)
    assert approval.latest_end(date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.parametrize("number", ["0", "1", "01", "00007", "-0007", "٠٠٠٧", "9" * 19, "9" * 5_000, "7\n", "", "0x07"])
def test_what_is_no_reference_of_ours_stands_for_no_record(number):
    assert Vendor.number_in(f"VEN-{number}") is None
