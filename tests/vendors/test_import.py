"""Vendors out of files that strangers made: all rows, or none and the reason for each."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.models import Entry, Thread
from tests import machine, make
from vendors import actions
from vendors.actions.importing import import_vendors
from vendors.models import ImportRun, Vendor
from vendors.readers import sheets, tables, vendor_rows
from vendors.readers.tables import Unreadable
from vendors.rules.identifiers import is_lei

pytestmark = pytest.mark.django_db
LEI = "529900T8BM49AURSDO55"
SAMPLE = "vendors/well_known_vendors.csv"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.csv"


def run(path, content, **options):
    """What the command wrote, and how it ended."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_vendors", str(path), stdout=out, stderr=err, **options)
    except CommandError as fault:
        return fault.returncode, out.getvalue() + err.getvalue() + str(fault)
    return 0, out.getvalue() + err.getvalue()


def workbook(path, rows, *, formula=None):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
        if formula:
            sheet.write_formula(*formula)
    return path.read_bytes()


def names():
    return sorted(Vendor.objects.values_list("name", flat=True))


@pytest.mark.samples
def test_the_sample_of_563_vendors_comes_in_once():
    sample = str(machine.samples() / SAMPLE)
    first, second = io.StringIO(), io.StringIO()

    call_command("import_vendors", sample, stdout=first)
    call_command("import_vendors", sample, stdout=second)

    assert "563 created, 0 updated, 0 unchanged, 0 errors" in first.getvalue()
    assert "0 created, 0 updated, 563 unchanged, 0 errors" in second.getvalue()
    assert Vendor.objects.count() == 563
    one = Vendor.objects.get(domain="adobe.com", legal_name="Adobe Inc.")
    assert one.published_pages["other-domains"] == "omtrdc.net demdex.net 2o7.net"
    assert one.website.startswith("https://")
    assert one.country == ""


def test_every_column_finds_its_field(path):
    owner = make.user("procurement")
    rows = (
        "Vendor Name;Kind;Channel;Category;Country;Delivery countries;Languages;LEI;DUNS;Our number;Domains;"
        "securityPageUrl;Certifications;Colour\n"
        f"Ostrel Code;independent contractor;job board;CLOUD_PROVIDER;Czech Republic;cz, DE;English, cs;{LEI};"
        "12-345-6789;K-7;Ostrel.example ostrel.test;https://ostrel.example/security;SOC 2; blue\n"
    ).replace("SOC 2; blue", '"SOC 2; ISO/IEC 27001";blue')

    code, said = run(path, rows, by=owner.email)

    assert (code, "Columns that are not read: Colour." in said) == (0, True), said
    vendor = Vendor.objects.get()
    assert (vendor.kind, vendor.sourcing_channel, vendor.service_category) == (
        "contractor",
        "job-board",
        "Cloud provider",
    )
    assert (vendor.country, vendor.delivery_countries, vendor.delivery_languages) == ("CZ", ["CZ", "DE"], ["cs", "en"])
    assert (vendor.lei, vendor.duns, vendor.own_number, vendor.domain) == (LEI, "123456789", "K-7", "ostrel.example")
    assert vendor.published_pages == {"security": "https://ostrel.example/security", "other-domains": "ostrel.test"}
    assert vendor.certifications == ["SOC 2", "ISO/IEC 27001"]
    assert (vendor.status, vendor.entered_by, vendor.owner) == ("prospect", owner.person, owner.person)
    assert vendor.name_key == "ostrel code"


def test_one_record_and_one_entry_with_count_and_digest_stand_for_an_import(path):
    run(path, "name\nOne\nTwo\n")

    done = ImportRun.objects.get()
    entry = Entry.objects.get(act="imported")
    assert (done.created_count, done.file_name, len(done.sha256)) == (2, "list.csv", 64)
    assert (entry.subject_ref, entry.count, len(entry.digest)) == (done.ref, 2, 64)
    assert not Thread.objects.filter(subject_type="vendors.vendor").exists()


def test_an_imported_vendor_gets_the_next_reference_and_never_a_used_one(path):
    gone = make.vendor()
    gone_pk = gone.pk
    gone.delete()

    run(path, "name\nOne\n")

    assert Vendor.objects.get(name="One").pk > gone_pk
    assert make.vendor().pk > Vendor.objects.get(name="One").pk


def test_what_a_file_says_anew_is_written_and_what_it_leaves_empty_stays(path):
    vendor = make.vendor("Ostrel Code", name_key="ostrel code", country="CZ", address="Old 1")

    code, said = run(path, "name,address,country,website\nOSTREL CODE s.r.o.,New 2,,https://ostrel.example\n")

    vendor.refresh_from_db()
    assert (code, "0 created, 1 updated" in said) == (0, True)
    assert (vendor.name, vendor.address, vendor.country, vendor.website) == (
        "OSTREL CODE s.r.o.",
        "New 2",
        "CZ",
        "https://ostrel.example",
    )


@pytest.mark.parametrize(("cell", "epoch"), [("DE; IN", 2), ("DE", 1)])
def test_an_imported_delivery_country_stops_what_was_cleared_without_it(path, cell, epoch):
    vendor = make.vendor("Ostrel", name_key="ostrel", status="approved", delivery_countries=["DE"])

    run(path, f"name,delivery countries\nOstrel,{cell}\n")

    vendor.refresh_from_db()
    assert (vendor.status, vendor.epoch) == ("approved", epoch)


def test_a_website_without_a_scheme_is_taken_and_names_the_domain(path):
    code, _said = run(
        path, "name,website\nAcme,www.acme.example\nBetel,https://betel.example/\nCalder,portal.example/7\n"
    )

    assert code == 0
    assert list(Vendor.objects.order_by("name").values_list("website", "domain")) == [
        ("https://www.acme.example", "acme.example"),
        ("https://betel.example/", "betel.example"),
        ("https://portal.example/7", ""),
    ]


def test_vendors_are_told_apart_by_number_lei_and_domain(path):
    make.vendor("Acme", name_key="acme", own_number="K-1", domain="acme.example")

    code, said = run(path, "name,own number,domain\nAcme,K-2,acme.org\nAcme,,acme.test\nAcme Holding,K-1,\n")

    assert (code, "2 created, 1 updated" in said) == (0, True), said
    assert names() == ["Acme", "Acme", "Acme Holding"]


def test_a_row_that_may_be_two_vendors_is_not_guessed(path):
    one, other = (make.vendor("Acme", name_key="acme", domain=f"acme.{end}") for end in ("example", "test"))

    code, said = run(path, "name\nACME Ltd\n")

    assert code == 1
    assert f"list.csv, row 2: this may be {one.ref}, {other.ref}. Give our own number" in said


def test_a_second_row_of_one_vendor_is_an_error_new_or_known(path):
    make.vendor("Known", name_key="known")

    code, said = run(path, "name\nNew GmbH\nKnown\nNew\nknown inc.\n")

    assert code == 1
    assert "list.csv, row 4: this is the same vendor as in row 2." in said
    assert "list.csv, row 5: this is the same vendor as in row 3." in said
    assert names() == ["Known"]


def test_names_that_differ_in_more_than_the_legal_form_are_two_vendors(path):
    make.vendor("Wilker U.K. Ltd", name_key="wilker uk")

    for _time in range(2):
        code, _said = run(path, "name\nWilker UK Limited\nWilker U.K. Limited\n")

    assert code == 0
    assert names() == ["Wilker U.K. Limited", "Wilker UK Limited"]


def test_a_row_of_a_merged_vendor_brings_it_not_back(path):
    make.vendor("Old", name_key="old", merged_into=make.vendor("New"))

    code, said = run(path, "name\nOld\n")

    assert (code, "0 created, 0 updated, 1 unchanged" in said) == (0, True)


@pytest.mark.parametrize(
    ("header", "cell", "why"),
    [
        ("website", "javascript:alert(1)", "is no web address"),
        ("securityPageUrl", "www.example.com", "is no web address"),
        ("country", "Atlantis", "is no country"),
        ("delivery countries", "DE; Atlantis", "“Atlantis” is no country"),
        ("languages", "Klingonese", "is no language"),
        ("kind", "club", "is none of: Company, Independent contractor"),
        ("lei", LEI[:-1] + "6", "its check digits are wrong"),
        ("duns", "12", "needs nine digits"),
        ("domain", "not a/domain", "is no domain"),
        ("legal name", "x" * 251, "it has 251 signs; at most 250 fit"),
        ("address", "=HYPERLINK(1)", "this is a formula"),
        ("address", "#REF!", "could not compute"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_row_column_and_reason(path, header, cell, why):
    code, said = run(path, f"name,{header}\nGood,\nBad,{cell}\n")

    assert code == 1
    assert f"list.csv, row 3, column {header}: " in said
    assert why in said
    assert "nothing was imported" in said
    assert names() == []


def test_partial_takes_the_good_rows_and_keeps_the_errors(path):
    code, said = run(path, "name,country\nGood,DE\nBad,Atlantis\n,DE\n", partial=True)

    assert code == 1
    assert "1 created, 0 updated, 0 unchanged, 2 errors" in said
    assert "the rows with errors were left out" in said
    assert names() == ["Good"]
    assert len(ImportRun.objects.get().errors) == 2


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(path):
    known = make.vendor("Known", name_key="known")

    code, said = run(path, "name,address\nNew,\nKnown,Elsewhere 1\n", dry_run=True)

    known.refresh_from_db()
    assert (code, "Would be: 1 created, 1 updated, 0 unchanged" in said) == (0, True)
    assert (names(), known.address, ImportRun.objects.count(), Entry.objects.count()) == (["Known"], "", 0, 0)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "list.csv is empty"),
        (b" \n\n", "list.csv is empty"),
        (b"title,country\nOne,DE\n", "list.csv, row 1: no column is called “name”"),
        (b"name,vendor\nOne,Two\n", "list.csv, row 1: the columns “name” and “vendor” mean the same"),
        (b",,\nOne,Two,\n", "list.csv, row 1: there is no header"),
        ((",".join(f"c{n}" for n in range(1000)) + "\n").encode(), "list.csv, row 1: there are 1000 columns"),
        (b'name\nOne\n"Two\n', "list.csv, row 3: the file ends inside a quoted cell"),
        (b'name\n"One" or two\n', "list.csv, row 2: a quotation mark stands inside a cell"),
        (b"name\n" + b"x" * 200_000, "list.csv, row 2: a cell is longer than 131072 signs"),
        (
            "name\nOne\nMüller\n".encode("latin-1"),
            "row 3: this is not UTF-8; the file may be in Windows-1252",
        ),
        ("name\nOne\n".encode("utf-16"), "list.csv: the file is in UTF-16"),
        ("name\nOne\n".encode("utf-16-le"), "list.csv: the file seems to be in UTF-16"),
        (b"name\nOne\nTw\0o and a longer line\n", "list.csv, row 3: there is a NUL byte"),
        (b'{"parties": []}', "list.csv: this is no contracting data: it has neither releases nor records"),
        (b"%PDF-1.7", "list.csv: This is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "list.csv: This is an old or protected Excel file"),
        (b"PK\x03\x04 and then nothing", "list.csv: the file is damaged or protected"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(path, content, why):
    code, said = run(path, content)

    assert code == 2
    assert why in said
    assert names() == []


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(Unreadable, match=path.name):
            tables.read(path)


def test_a_file_above_the_limit_is_refused_before_it_is_read(path, settings):
    settings.IMPORT_MAX_MB = 1

    code, said = run(path, b"name\n" + b"One\n" * 400_000)

    assert (code, "has 2 MB; at most 1 MB are read at once" in said) == (2, True)


def test_the_stated_format_must_be_the_files(path):
    code, said = run(path, "name\nOne\n", format="xlsx")

    assert (code, "list.csv is CSV, not XLSX" in said) == (2, True)


def test_a_row_with_other_cells_than_the_header_is_named(path):
    code, said = run(path, "name,country\nOne,DE,,\nTwo,DE,surplus\nThree\n\nFour,DE\n")

    assert code == 1
    assert "list.csv, row 3: it has 3 cells, but the header has 2." in said
    assert "list.csv, row 4: it has 1 cells, but the header has 2." in said


def test_line_ends_in_quoted_cells_do_not_shift_the_row_numbers(path):
    code, said = run(path, 'name,address,country\nOne,"Street 1\nTown",DE\nTwo,Street 2,Atlantis\n')

    assert (code, "row 3, column country" in said) == (1, True)


def test_a_byte_order_mark_is_no_part_of_the_first_column(path):
    assert run(path, b"\xef\xbb\xbfname\nOne\n")[0] == 0
    assert names() == ["One"]


def test_a_workbook_is_read_as_it_is_seen(path):
    content = workbook(path, [["name", "Our number"], ["Ostrel", 4711], ["", ""], ["Mews", 4712.5]])

    assert run(path, content)[0] == 0
    assert sorted(Vendor.objects.values_list("name", "own_number")) == [("Mews", "4712.5"), ("Ostrel", "4711")]


def test_a_small_number_in_a_workbook_is_read_in_digits(path):
    assert list(sheets.rows_of(workbook(path, [["rate"], [0.00005321], [1e20]]))) == [
        ["rate"],
        ["0.00005321"],
        ["100000000000000000000"],
    ]


def test_a_workbook_that_is_damaged_within_is_refused(path):
    content = bytearray(workbook(path, [["name"], ["Ostrel"]]))
    with zipfile.ZipFile(path) as whole:
        member = whole.getinfo("xl/worksheets/sheet1.xml")
    begins = member.header_offset + 30 + len(member.filename)
    content[begins : begins + 20] = b"\xff" * 20

    code, said = run(path, bytes(content))

    assert (code, "the file is damaged or protected" in said) == (2, True)


def test_a_nul_in_a_workbook_is_named_where_it_stands_and_kept_nowhere(path):
    content = workbook(path, [["name"], ["Ostrel"]])
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(path, "w") as crafted:
        for member in given.namelist():
            crafted.writestr(member, given.read(member).replace(b"Ostrel", b"Ost_x0000_rel"))

    code, said = run(path, path.read_bytes())

    assert (code, "row 2" in said and "there are unreadable signs in it" in said, names()) == (1, True, [])
    assert not any("\0" in cell for row in sheets.rows_of(path.read_bytes()) for cell in row)


def test_a_formula_in_a_workbook_is_named(path):
    content = workbook(path, [["name"], ["Ostrel"]], formula=(2, 0, "=A2"))

    code, said = run(path, content)

    assert (code, "list.csv, row 3: there is a formula in A3" in said) == (2, True)


def test_a_truncated_workbook_is_refused(path):
    code, said = run(path, workbook(path, [["name"], ["Ostrel"]])[:-200])

    assert (code, "the file is damaged or protected" in said) == (2, True)


def test_an_archive_that_is_no_workbook_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert "this is no XLSX file" in run(path, path.read_bytes())[1]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(path, settings):
    settings.IMPORT_MAX_MB = 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 9 * 1024 * 1024)

    code, said = run(path, path.read_bytes())

    assert (code, "unpacked, the file has more than 8 MB" in said) == (2, True)


def test_a_workbook_whose_far_corner_asks_for_all_memory_is_refused(path):
    content = workbook(path, [["name"], ["Ostrel"]])
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as crafted:
        for member in given.namelist():
            unpacked = given.read(member)
            if member.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                unpacked = unpacked.replace(b"</sheetData>", far)
            crafted.writestr(member, unpacked)

    code, said = run(path, path.read_bytes())

    assert (code, "takes too much memory" in said) == (2, True)


def test_nothing_is_written_when_the_last_row_is_bad(path):
    rows = "".join(f"Vendor number {n},DE\n" for n in range(500))

    code, _said = run(path, f"name,country\n{rows}Last,Atlantis\n")

    assert (code, Vendor.objects.count(), ImportRun.objects.count()) == (1, 0, 0)


def test_who_imports_a_vendor_cannot_approve_it(path):
    buyer = make.user("procurement", "approver")
    run(path, "name\nOstrel\n", by=buyer.email)
    vendor = actions.start_review(Vendor.objects.get(), buyer)

    with pytest.raises(actions.vendor.NotAllowed, match="You entered Ostrel"):
        actions.approve(vendor, buyer, "internal", [], make.TODAY, make.TODAY)


def test_an_import_by_nobody_we_know_is_refused(path):
    code, said = run(path, "name\nOstrel\n", by="nobody@halden.example")

    assert (code, "Nobody signs in as nobody@halden.example" in said) == (2, True)


def test_an_import_takes_the_same_number_of_statements_for_30_rows_as_for_1(path):
    def rows(count, start):
        path.write_text("name\n" + "".join(f"Vendor {start + n} x\n" for n in range(count)))
        return vendor_rows.read(tables.read(path))

    import_vendors(rows(1, 1000), None, make.AT)
    one, many = rows(1, 2000), rows(30, 3000)
    with CaptureQueriesContext(connection) as first:
        import_vendors(one, None, make.AT)
    with CaptureQueriesContext(connection) as second:
        import_vendors(many, None, make.AT)

    assert len(first) == len(second)


@given(content=st.binary(max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_whatever_break_the_reader(tmp_path: Path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    try:
        rows = vendor_rows.read(tables.read(path))
    except Unreadable as refusal:
        said = str(refusal)
    else:
        said = rows.file_name
        assert {len(values) for values in rows.columns.values()} == {len(rows.numbers)}

    assert "any.csv" in said


@given(
    cells=st.lists(
        st.tuples(st.text(max_size=30), st.sampled_from(["", "DE", "Atlantis", "=1", "https://x.example"])), max_size=8
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_comes_in_comes_in_once(tmp_path: Path, cells):
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8", errors="ignore") as file:
        csv.writer(file).writerows([("name", "country"), *cells])
    try:
        rows = vendor_rows.read(tables.read(path))
    except Unreadable:
        return

    import_vendors(rows, None, make.AT, partial=True)
    known = Vendor.objects.count()
    again = import_vendors(vendor_rows.read(tables.read(path)), None, make.AT, partial=True)

    assert (again.created, Vendor.objects.count()) == (0, known)


@pytest.mark.parametrize(("code", "expected"), [(LEI, True), (LEI[:-1] + "4", False), ("529900", False), ("", False)])
def test_a_lei_has_twenty_signs_and_right_check_digits(code, expected):
    assert is_lei(code) is expected
