"""Suppliers out of contracting data: each vendor once, whatever a notice repeats, leaves empty or writes as 0."""

import html
import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import machine
from vendors.models import Vendor
from vendors.readers import ocds
from vendors.readers.tables import Unreadable

pytestmark = pytest.mark.django_db
SAMPLE = "ocds/uk_contracts_finder_40_awards.json"
# The four pairs of names in it that are told apart by nothing but case and legal form.
FORMS_ALONE = (
    ("Westminster Homecare Ltd", "Westminster Homecare Limited"),
    ("Higgins Construction PLC", "Higgins Construction Plc"),
    ("Lovell Partnerships Ltd", "Lovell Partnerships Limited"),
    ("Cornerways Childrens Services Limited", "Cornerways Childrens Services Ltd"),
)


@pytest.fixture
def run(tmp_path):
    """Import suppliers (or any package); returns the exit code and what was told."""

    def call(*suppliers, package=None, parties=(), **options):
        release = {"ocid": "ocds-1", "parties": list(parties), "awards": [{"id": "A1", "suppliers": list(suppliers)}]}
        path = tmp_path / "notices.json"
        content = package if package is not None else {"releases": [release]}
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        out, err = StringIO(), StringIO()
        try:
            call_command("import_vendors", str(path), stdout=out, stderr=err, **options)
        except CommandError as fault:
            return fault.returncode, f"{out.getvalue()}{err.getvalue()}{fault}"
        return 0, out.getvalue()

    return call


def firm(name, scheme="", number="", **more):
    return {"id": 0, "name": name, "identifier": {"scheme": scheme, "id": number}, **more}


@pytest.mark.samples
def test_the_624_suppliers_of_40_notices_are_503_vendors_and_come_in_once():
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("import_vendors", str(machine.samples() / SAMPLE), stdout=out)

    assert "121 entries name a vendor again" in said[0].getvalue()
    assert "503 created, 0 updated, 0 unchanged, 0 errors" in said[0].getvalue()
    assert "0 created, 0 updated, 503 unchanged, 0 errors" in said[1].getvalue()
    assert Vendor.objects.count() == 503
    assert set(Vendor.objects.filter(name__startswith="Wilker").values_list("name", flat=True)) == {
        "Wilker UK Limited",
        "Wilker U.K. Limited",
    }
    for one, other in FORMS_ALONE:
        assert Vendor.objects.filter(name__in=[one, other]).count() == 1
    assert Vendor.objects.filter(registration_number="07291374", country="GB").get().name == "CMT EQUIPMENT LIMITED"


@pytest.mark.samples
def test_the_40_notices_name_507_suppliers_of_which_four_pairs_differ_in_their_legal_form_alone():
    notices = json.loads((machine.samples() / SAMPLE).read_bytes())["releases"]
    awards = [award for notice in notices for award in notice["awards"]]
    named = [html.unescape(one["name"]) for award in awards for one in award["suppliers"]]

    assert (len(notices), len(named), len(set(named))) == (40, 624, 507)
    assert {name for pair in FORMS_ALONE for name in pair} <= set(named)
    read = ocds.read(machine.samples() / SAMPLE)
    assert (len(read.numbers), read.repeated, read.problems) == (507 - len(FORMS_ALONE), 624 - 503, [])


@pytest.mark.samples
@pytest.mark.parametrize("name", ["ocds-213czf-000-00001.json", "record/ocds-213czf-000-00001.json"])
def test_a_package_of_releases_and_a_record_tell_the_same_supplier(name):
    call_command("import_vendors", str(machine.samples() / "ocds/fictional-example-1.1" / name), stdout=StringIO())

    assert [(one.name, one.country) for one in Vendor.objects.all()] == [("AnyCorp Cycle Provision", "GB")]


def test_entries_of_one_name_are_one_vendor_with_all_that_any_of_them_tells(run):
    code, said = run(
        firm("Smith &amp; Sons  Ltd", "GB-COH", "01"),
        firm("SMITH & SONS Limited", address={"locality": "Leeds", "countryName": "United Kingdom"}),
        firm("Smith & Sons", "XI-LEI", "529900T8BM49AURSDO55"),
    )

    assert (code, "2 entries name a vendor again" in said) == (0, True)
    one = Vendor.objects.get()
    assert (one.name, one.registration_number, one.country, one.address, one.lei) == (
        "Smith & Sons Ltd",
        "01",
        "GB",
        "Leeds",
        "529900T8BM49AURSDO55",
    )


def test_entries_that_register_differently_are_two_vendors_and_an_empty_or_zero_number_tells_nothing(run):
    code, _said = run(firm("North", "GB-COH", "1"), firm("North", "GB-COH", "2"), firm("North", "GB-COH", "0"))

    assert code == 0
    assert sorted(Vendor.objects.values_list("name", "registration_number")) == [("North", "1"), ("North", "2")]


def test_what_an_award_leaves_out_is_read_from_the_list_of_parties(run):
    party = {"id": "P-7", "name": "Gale GmbH", "address": {"countryName": "Germany"}}

    run({"id": "P-7"}, parties=[party, {"id": 0, "name": "Nobody"}])

    assert [(one.name, one.country) for one in Vendor.objects.all()] == [("Gale GmbH", "DE")]


def test_a_bad_entry_is_named_by_release_award_and_place_and_keeps_all_out_unless_partial(run):
    suppliers = (firm("Good"), firm(""), firm("Odd", "XI-LEI", "123"))

    code, said = run(*suppliers)

    assert (code, Vendor.objects.count()) == (1, 0)
    assert "notices.json, release ocds-1, award A1, supplier 2: it says no name" in said
    assert "release ocds-1, award A1, supplier 3, column lei: “123” is no LEI" in said
    assert run(*suppliers, partial=True)[0] == 1
    assert [one.name for one in Vendor.objects.all()] == ["Good"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"releases": [', "line 1 is no JSON"),
        (b'{"releases": "\xff"}', "this is not UTF-8"),
        (b'{"releases": []}', "no award in it names a supplier"),
        (b'{"items": []}', "neither releases nor records"),
        (b"[" * 100_000, "too deep in each other"),
        (b"[" + b"9" * 10_000 + b"]", "too deep in each other"),
    ],
)
def test_what_is_no_contracting_data_is_refused_with_the_reason(run, content, why):
    code, said = run(package=content)

    assert (code, Vendor.objects.count()) == (2, 0)
    assert "notices.json: " in said
    assert why in said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["releases", "records", "awards", "suppliers", "name", "id", "parties"]), inner
        )
    ),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_shape_whatever_breaks_the_reader(tmp_path, package):
    path = tmp_path / "any.json"
    path.write_text(json.dumps({"releases": [{"awards": [{"suppliers": package}]}, package], "records": package}))

    with suppress(Unreadable):
        assert len(ocds.read(path).columns) == len(ocds.HEADER)


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize(
    "cells", [{"name": "Bad\ud800 Ltd"}, {"name": "Bad Ltd", "address": {"countryName": "\ud800"}}]
)
def test_half_a_sign_is_named_and_stops_nothing_else(run, cells, partial):
    code, said = run({"id": "", **cells}, firm("Good"), partial=partial)

    assert code == 1
    assert "release ocds-1, award A1, supplier 1" in said
    assert sorted(Vendor.objects.values_list("name", flat=True)) == (["Good"] if partial else [])
