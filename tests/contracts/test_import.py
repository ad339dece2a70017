"""Contracts from files: all rows or none, each error with its row, drafts only, and nothing doubles."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from contracts.models import Charge, Contract, Milestone
from contracts.readers import contract_rows
from history.models import Entry
from tests import machine, make
from vendors.models import ImportRun, Vendor
from vendors.readers.tables import Table, Unreadable

pytestmark = pytest.mark.django_db
HEADER = "Vendor;Title;Number;Paid;Starts;Ends;Notice in days;Renewal;Currency;Value\n"


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


@pytest.fixture
def run(tmp_path, buyer):
    """Import a text as a file; returns the exit code, what it told, and its errors."""

    def call(text, *options, by=buyer.email):
        path = tmp_path / "contracts.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out, err = StringIO(), StringIO()
        try:
            call_command("import_contracts", str(path), "--by", by, *options, stdout=out, stderr=err)
        except CommandError as fault:
            return fault.returncode, out.getvalue(), f"{err.getvalue()}{fault}"
        return 0, out.getvalue(), err.getvalue()

    return call


def test_contracts_are_drafted_with_their_vendors_dates_and_prices(run, buyer):
    known = make.vendor("Wislok Support GmbH", name_key="wislok support")

    code, told, _errors = run(
        HEADER
        + '"WISLOK Support, GmbH";Service desk;C-1;per project;2026-01-01;2026-12-31;90;12;eur;"1,234.50"\n'
        + "New Firm Ltd;Network;C-2;hourly;31.1.2026;;;;USD;5000\n"
        + "New Firm Limited;Licences;C-3;other;;;;;;7\n"
    )

    assert (code, "3 created, 0 updated, 0 unchanged, 0 errors" in told) == (0, True)
    desk, network, licences = Contract.objects.order_by("number")
    assert (desk.vendor, desk.owner, desk.status) == (known, buyer.person, Contract.Status.DRAFT)
    assert (desk.notice_days, desk.renewal_months, desk.ends_on.isoformat()) == (90, 12, "2026-12-31")
    assert (network.starts_on.isoformat(), network.ends_on, network.cap_amount) == ("2026-01-31", None, 500_000)
    assert (Milestone.objects.get().amount, Charge.objects.get().amount) == (123_450, 700)
    assert network.vendor == licences.vendor
    assert Vendor.objects.get(pk=network.vendor_id).status == Vendor.Status.PROSPECT


def test_a_second_run_changes_nothing_and_a_changed_file_changes_drafts(run):
    text = HEADER + "Firm;Desk;C-1;hourly;2026-01-01;2026-12-31;;;EUR;5\n"
    run(text)
    entries = Entry.objects.exclude(subject_type="vendors.importrun").count()

    assert "0 created, 0 updated, 1 unchanged" in run(text)[1]
    assert Entry.objects.exclude(subject_type="vendors.importrun").count() == entries
    assert "0 created, 1 updated, 0 unchanged" in run(text.replace("2026-12-31", "2027-12-31"))[1]
    assert Contract.objects.get().ends_on.year == 2027


def test_what_is_signed_is_not_changed_by_a_file(run):
    vendor = make.vendor("Firm", name_key="firm")
    signed = make.contract("Desk", vendor=vendor, number="C-1", status=Contract.Status.ACTIVE)

    code, _told, errors = run(HEADER + "Firm;Desk;C-1;;;2030-12-31;;;;\n")

    assert (code, f"row 2: {signed.ref} is signed" in errors) == (1, True)
    assert Contract.objects.get().ends_on == signed.ends_on


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Firm;Desk;C-1;;2026-13-01;;;;;", "row 3, column Starts: “2026-13-01” is no date"),
        ("Firm;Desk;C-1;;2026-02-01;2026-01-01;;;;", "row 3: it ends on 2026-01-01, before it starts"),
        ("Firm;Desk;C-1;;;;x;;;", "row 3, column Notice in days: “x” is no whole number"),
        ("Firm;Desk;C-1;;;;;500;;", "row 3, column Renewal: “500” is no whole number up to 120"),
        ("Firm;Desk;C-1;;;;;;XYZ;", "row 3, column Currency: “XYZ” is no currency"),
        ("Firm;Desk;C-1;;;;;;;-5", "row 3: the amount is below zero"),
        ("Firm;Desk;C-1;;;;;;;5.001", "row 3: the amount is finer than EUR"),
        ("Firm;Desk;C-1;;;;;;;a lot", "row 3, column Value: “a lot” is no amount"),
        ("Firm;=1+1;C-1;;;;;;;", "row 3, column Title: this is a formula"),
        (";Desk;C-1;;;;;;;", "row 3: the vendor, or both title and number, are missing"),
        ("Firm;;;;;;;;;", "row 3: the vendor, or both title and number, are missing"),
        ("Firm;Desk;C-1;;;;;;;5;6", "row 3: there are more cells than columns"),
        ("Twin;Desk;C-1;;;;;;;", "row 3: “Twin” may be VEN-"),
    ],
)
def test_one_bad_row_keeps_all_out_and_is_named(run, row, reason):
    make.vendor("Twin GmbH", name_key="twin")
    make.vendor("Twin Ltd", name_key="twin")
    text = f"{HEADER}Good Firm;Network;C-9;;;;;;;\n{row}\n"

    code, told, errors = run(text)
    assert code == 1
    assert reason in errors
    assert "0 created" in told
    assert (Contract.objects.count(), Vendor.objects.count(), ImportRun.objects.count()) == (0, 2, 0)

    code, told, _errors = run(text, "--partial")
    assert (code, "1 created" in told, Contract.objects.get().title) == (1, True, "Network")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"Name;Amount\nFirm;5\n", "“vendor” and “title” or “number” are needed"),
        ("Vendor;Title\nMüller;X\n".encode("latin-1"), "row 2: this is not UTF-8"),
        (b"Vendor;Title\nFirm;\x00\n", "NUL"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"Vendor;Title;Starts\nFirm;X;3/4/2026\n", "day and month cannot be told apart"),
        (b"Vendor;Title;Starts\nFirm;X;13/4/2026\nFirm;Y;4/13/2026\n", "day and month cannot be told apart"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(run, content, reason):
    code, _told, errors = run(content)

    assert code == 2
    assert reason in errors
    assert "contracts.csv" in errors


def test_dates_with_slashes_are_read_in_the_order_that_fits_all(run):
    text = "Vendor;Title;Starts\nFirm;A;3/4/2026\nFirm;B;4/13/2026\n"
    run(text)
    assert [one.starts_on.isoformat() for one in Contract.objects.order_by("title")] == ["2026-03-04", "2026-04-13"]

    run("Vendor;Title;Starts\nFirm;C;3/4/2026\n", "--dates", "dmy")
    assert Contract.objects.get(title="C").starts_on.isoformat() == "2026-04-03"


def test_a_modification_says_no_price_and_the_last_row_of_a_contract_counts(run):
    code, told, _errors = run(
        "Vendor;Title;Number;Mod number;Paid;Value\nFirm;First;C-1;0;project;100\nFirm;Later;C-1;2;project;-40\n"
    )

    assert (code, "1 created, 0 updated, 1 unchanged" in told) == (0, True)
    assert Contract.objects.get().title == "Later"
    assert not Milestone.objects.exists()


def test_a_dry_run_writes_nothing(run):
    code, told, _errors = run(HEADER + "Firm;Desk;C-1;;;;;;;\n", "--dry-run")

    assert (code, "Would be: 1 created" in told) == (0, True)
    assert (Contract.objects.count(), Vendor.objects.count()) == (0, 0)


def test_an_import_is_somebodys_and_leaves_one_entry_with_count_and_digest(run, buyer):
    assert run(HEADER, by="nobody@halden.example")[0] == 2
    run(HEADER + "Firm;Desk;C-1;;;;;;;\nFirm;Net;C-2;;;;;;;\n")

    imported = Entry.objects.of(ImportRun.objects.get()).get(act="imported")
    assert (imported.actor, imported.count, len(imported.digest)) == (buyer, 2, 64)


@pytest.mark.samples
def test_the_real_list_of_126_contracts_is_read(buyer):
    path = machine.samples() / "contracts" / "us_treasury_contracts_min.csv"
    options = ["--by", buyer.email, "--currency", "USD", "--partial"]

    for told in ("115 created, 0 updated, 1 unchanged, 10 errors", "0 created, 0 updated, 116 unchanged, 10 errors"):
        out, err = StringIO(), StringIO()
        with pytest.raises(CommandError, match="rows with errors were left out"):
            call_command("import_contracts", str(path), *options, stdout=out, stderr=err)
        assert told in out.getvalue()
        assert err.getvalue().count("before it starts") == 10
    assert not Contract.objects.exclude(status=Contract.Status.DRAFT).exists()
    assert Vendor.objects.filter(name="TRANSPORTATION, MARYLAND DEPARTMENT OF").exists()
    kinds = set(Contract.objects.values_list("kind", flat=True))
    assert kinds == {"hourly", "project", "other"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(st.text(max_size=12), max_size=12), max_size=6))
def test_whatever_stands_in_the_cells_each_row_is_read_or_named(rows):
    header = HEADER.strip().split(";")
    try:
        found = contract_rows.read(Table("x.csv", "", header, rows), "EUR")
    except Unreadable:
        return

    told = {row.number for row in found.rows} | {problem.row for problem in found.problems}
    assert told == {number for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    assert json.dumps([str(problem) for problem in found.problems])
