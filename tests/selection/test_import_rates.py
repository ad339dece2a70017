"""Exchange rates from files: all rows or none, each error with its row, and nothing doubles."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.models import Entry
from selection.models import ExchangeRate
from selection.readers import rate_rows
from tests import make, make_selection
from vendors.models import ImportRun
from vendors.readers.tables import Table, Unreadable

pytestmark = pytest.mark.django_db
HEADER = "on,base,currency,rate,source\n"
GOOD = HEADER + "2026-11-20,EUR,USD,1.0837,ECB\n2026-11-20,EUR,JPY,163.19,ECB\n"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def run(tmp_path):
    """Import a text as a file; returns the exit code, what it told, and its errors."""

    def call(text, *options):
        path = tmp_path / "rates.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out, err = StringIO(), StringIO()
        try:
            call_command("import_rates", str(path), *options, stdout=out, stderr=err)
        except CommandError as fault:
            return fault.returncode, out.getvalue(), f"{err.getvalue()}{fault}"
        return 0, out.getvalue(), err.getvalue()

    return call


def kept():
    return [(one.on, one.base, one.currency, one.rate_e10, one.source) for one in ExchangeRate.objects.order_by("pk")]


def test_rates_are_kept_exactly_with_their_day_and_source(run):
    code, told, _errors = run(GOOD)

    assert (code, told) == (0, "2 created, 0 updated, 0 unchanged, 0 errors.\n")
    assert kept() == [
        (date(2026, 11, 20), "EUR", "USD", 10_837_000_000, "ECB"),
        (date(2026, 11, 20), "EUR", "JPY", 1_631_900_000_000, "ECB"),
    ]
    done = ImportRun.objects.get()
    entry = Entry.objects.of(done)[0]
    assert (done.kind, done.created_count, entry.act, entry.count) == ("exchange rates", 2, "imported", 2)


def test_twice_changes_nothing(run):
    run(GOOD)
    before = kept()

    code, told, _errors = run(GOOD)

    assert (code, told) == (0, "0 created, 0 updated, 2 unchanged, 0 errors.\n")
    assert kept() == before


def test_a_corrected_rate_keeps_in_its_history_what_it_was(run):
    run(GOOD)

    code, told, _errors = run(GOOD.replace("1.0837", "1.0873"), "--by", make.user("procurement").email)

    usd = ExchangeRate.objects.get(currency="USD")
    assert (code, told) == (0, "0 created, 1 updated, 1 unchanged, 0 errors.\n")
    assert ["rate_e10", 10_837_000_000, 10_873_000_000] in Entry.objects.of(usd)[0].changes


def test_a_trial_run_writes_nothing(run):
    assert run(GOOD, "--dry-run")[1] == "Would be: 2 created, 0 updated, 0 unchanged, 0 errors.\n"
    assert kept() == []
    assert not ImportRun.objects.exists()


def test_other_names_other_orders_and_semicolons_are_understood(run):
    text = "Rate;Currency;Base currency;Date;Publisher;Note\n1.1;usd;eur;2026-11-23;  Own   desk ;x\n"

    code, told, _errors = run(text)

    assert code == 0
    assert "not read: Note" in told
    assert kept() == [(date(2026, 11, 23), "EUR", "USD", 11_000_000_000, "Own desk")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-02-30,EUR,USD,1.1,ECB", "row 3, column on: “2026-02-30” is no day"),
        ("20.11.2026,EUR,USD,1.1,ECB", "“20.11.2026” is no day. Write it like 2026-12-31"),
        ("2026-11-24,EUR,USD,1.1,ECB", "2026-11-24 has not come yet"),
        ("0001-01-01,EUR,USD,1.1,ECB", "“0001-01-01” is no day"),
        ("2026-11-20,EUR,XXQ,1.1,ECB", "row 3, column currency: “XXQ” is no currency"),
        ("2026-11-20,,USD,1.1,ECB", "row 3, column base: “” is no currency"),
        ("2026-11-20,USD,USD,1.1,ECB", "row 3: a currency has no rate against itself"),
        ('2026-11-20,EUR,USD,"1,1",ECB', "row 3, column rate: “1,1” is no rate. Write it like 1.0837"),
        ("2026-11-20,EUR,USD,-1.1,ECB", "is no rate"),
        ("2026-11-20,EUR,USD,1e5,ECB", "is no rate"),
        ("2026-11-20,EUR,USD,nan,ECB", "is no rate"),
        ("2026-11-20,EUR,USD,١,ECB", "is no rate"),
        ("2026-11-20,EUR,USD,0,ECB", "above zero"),
        ("2026-11-20,EUR,USD,900000001,ECB", "at most 900,000,000"),
        ("2026-11-20,EUR,USD,1.00000000001,ECB", "at most ten decimal places"),
        ("2026-11-20,EUR,USD,1.1,", "row 3, column source: say where the rate comes from"),
        ("2026-11-20,EUR,USD,1.1," + "x" * 201, "longer than 200 signs"),
        ("2026-11-20,EUR,USD,=1+1,ECB", "this is a formula"),
        ("2026-11-20,EUR,USD,#REF!,ECB", "could not compute this cell"),
        ("2026-11-20,EUR,USD,1.1,ECB,more", "row 3: there are more cells than columns"),
        ("2026-11-20,EUR,GBP,0.9,ECB", "row 3: row 2 says something else of EUR and GBP on that day"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(row, words, run):
    code, told, errors = run(HEADER + "2026-11-20,EUR,GBP,0.86,ECB\n" + row + "\n")

    assert code == 1
    assert words in errors
    assert "0 created" in told
    assert kept() == []


def test_a_rate_that_is_said_twice_alike_counts_once(run):
    assert run(GOOD + "2026-11-20,EUR,USD,1.08370,ECB\n")[1].startswith("2 created, 0 updated, 1 unchanged")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("on,base,rate,source\n", "missing: currency"),
        (HEADER, "there is no rate below the first row"),
        ("on,base,currency,rate,value,source\n2026-11-20,EUR,USD,1.1,9,ECB\n", "“rate” and “value” mean the same"),
        ("a,b\n1,2\n", "missing: on, base, currency, rate, source"),
        (b"on,base,currency,rate,source\n\xff\xfe,1\n", "this is not UTF-8"),
        (HEADER + '2026-11-20,EUR,USD,1.1,"ECB\n', "cut off"),
        (HEADER.encode("utf-16"), "UTF-16"),
        ("%PDF-1.7", "This is a PDF"),
        ('{"rates": {}}', "This is JSON"),
        (HEADER + "2026-11-20,EUR,USD,1.1,E\0CB\n", "NUL byte"),
    ],
)
def test_a_file_that_is_no_rate_table_is_refused_with_the_reason(text, words, run):
    code, _told, errors = run(text)

    assert code == 2
    assert words in errors
    assert kept() == []


def test_whose_import_it_is_must_be_somebody(run):
    assert run(GOOD, "--by", "nobody@halden.example")[0] == 2


def test_rates_of_other_days_stay(run):
    make_selection.rate("USD", 2, on=date(2026, 11, 19))

    run(GOOD)

    assert ExchangeRate.objects.count() == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=5), st.booleans())
def test_whatever_a_table_holds_each_row_is_clean_or_named(rows, has_header):
    header = ["on", "base", "currency", "rate", "source"] if has_header else ["a"]
    table = Table("rates.csv", "0" * 64, header, rows)

    rowful = [number for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    try:
        found = rate_rows.read(table, make.TODAY)
    except Unreadable:
        assert not (has_header and rowful)
        return

    named = {problem.row for problem in found.problems} | {row.number for row in found.rows}
    assert named == set(rowful)
