"""A list from upload to import: matched, looked at, imported once, and nothing before somebody says so."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.models import Entry, NotAllowed
from selection.actions.longlisting import longlist_imported
from selection.models import Candidate
from tests import make
from vendors import tasks
from vendors.actions import uploads
from vendors.models import ImportRun, Upload, Vendor
from vendors.readers.tables import Unreadable

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIST = "Firma,Land,Notiz\nWislok,Poland,x\nGale Ltd,DE,y\n"
COLUMNS = ["name", "country", ""]


@pytest.fixture(autouse=True)
def _documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def buyer():
    return make.user("procurement")


def given(content=LIST, name="list.csv"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def taken(by, content=LIST, **more):
    return uploads.take(given(content), "list.csv", by, **more)


def checked(by, content=LIST, columns=COLUMNS, **more):
    upload = uploads.match(taken(by, content, **more), by, columns)
    assert uploads.work(upload.pk, AT)
    return Upload.objects.get(pk=upload.pk)


def names():
    return sorted(Vendor.objects.values_list("name", flat=True))


def kept(settings):
    return [path for path in (settings.MEDIA_ROOT / "imports").rglob("*") if path.is_file()]


def test_a_list_is_kept_with_its_first_rows_and_a_guess_of_its_columns(buyer):
    upload = taken(buyer, "Vendor name,LEI,Supplier,Colour\nWislok,,,red\n")

    assert (upload.status, upload.row_count, upload.columns) == ("matching", 1, ["name", "lei", "", ""])
    assert upload.sample == [["Wislok", "", "", "red"]]
    assert names() == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and so on", b"name\n\xff\xfe\n", b'name\n"cut off'])
def test_what_is_no_table_is_refused_by_its_own_name_and_leaves_no_file(buyer, settings, content):
    with pytest.raises(Unreadable, match=r"^list\.csv"):
        taken(buyer, content)

    assert (Upload.objects.count(), kept(settings)) == (0, [])


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (["", "country", ""], "which column holds the vendor's name"),
        (["name", "name", ""], "Two columns hold the same"),
        (["name", "status", ""], "Choose a field"),
        (["name"], "Choose a field"),
    ],
)
def test_columns_that_cannot_be_are_refused(buyer, columns, why):
    upload = taken(buyer)

    with pytest.raises(NotAllowed, match=why):
        uploads.match(upload, buyer, columns)

    assert Upload.objects.get().status == "matching"


def test_a_check_tells_what_would_be_done_and_writes_nothing(buyer):
    known = make.vendor("Wislok", name_key="wislok", country="PL")

    upload = checked(buyer)

    assert upload.status == "checked"
    assert upload.report == {
        "created": 1,
        "updated": 0,
        "skipped": 1,
        "problems": [],
        "problem_count": 0,
        "vendors": [],
        "preview": [
            {"row": 2, "name": "Wislok", "vendor": known.ref, "act": "unchanged", "values": []},
            {"row": 3, "name": "Gale Ltd", "vendor": "", "act": "new", "values": [["country", "", "DE"]]},
        ],
    }
    assert names() == ["Wislok"]


def test_a_check_shows_row_by_row_what_would_be_written_over_what(client, buyer):
    into = make.vendor("Corvane", name_key="corvane")
    make.vendor("Corvane Networks", name_key="corvane networks", merged_into=into)
    known = make.vendor("Wislok", name_key="wislok", country="DE", services="Desk")
    content = "Firma,Land,Notiz\nWislok,Poland,Desk\nCorvane Networks,IE,\nGale Ltd,Nowhere,\nZeta,SK,Java\n"

    upload = checked(buyer, content, ["name", "country", "services"])

    assert [(row["row"], row["act"], row["values"]) for row in upload.report["preview"]] == [
        (2, "changed", [["country", "DE", "PL"]]),
        (3, "merged", []),
        (5, "new", [["country", "", "SK"], ["services", "", "Java"]]),
    ]
    client.force_login(buyer)
    shown = client.get(reverse("vendors:upload", args=[upload.ref])).content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert f"Wislok {known.ref} 2 Known, something new Country of registration: DE → becomes PL" in said
    assert "Zeta 5 New Country of registration: SK Services and skills: Java" in said
    uploads.start_import(upload, buyer, is_partial=True)
    uploads.work(upload.pk, AT)
    assert Upload.objects.get().report["preview"] == []


def test_a_check_shows_the_first_rows_and_says_how_many_more_there_are(client, buyer):
    upload = checked(buyer, "Firma,Land,Notiz\n" + "".join(f"Firm {number},DE,\n" for number in range(60)))

    assert len(upload.report["preview"]) == 50
    client.force_login(buyer)
    assert "the first 50, 10 more" in client.get(reverse("vendors:upload", args=[upload.ref])).content.decode()


def test_a_checked_list_is_imported_once_and_its_file_goes(buyer, settings, django_capture_on_commit_callbacks):
    upload = checked(buyer)
    uploads.start_import(upload, buyer)

    with django_capture_on_commit_callbacks(execute=True):
        done = [uploads.work(upload.pk, AT) for _time in range(2)]

    upload.refresh_from_db()
    assert (done, upload.status, names()) == ([True, False], "imported", ["Gale Ltd", "Wislok"])
    assert upload.run == ImportRun.objects.get()
    assert upload.run.by == buyer.person
    assert Vendor.objects.get(name="Wislok").entered_by == buyer.person
    assert kept(settings) == []
    assert Entry.objects.filter(subject_ref=upload.ref).count() == 5  # made, matched, checked, started, imported


def test_with_errors_only_the_good_rows_are_imported_and_only_when_told_so(buyer):
    upload = checked(buyer, "Firma,Land,Notiz\nWislok,Nowhere,\nGale,DE,\n")
    assert upload.report["problems"] == ["row 2, column Land: “Nowhere” is no country. Write its two letters, like DE."]
    with pytest.raises(NotAllowed, match="Some rows have errors"):
        uploads.start_import(upload, buyer)

    uploads.start_import(upload, buyer, is_partial=True)
    uploads.work(upload.pk, AT)

    assert names() == ["Gale"]


def test_what_became_wrong_since_the_check_imports_nothing_and_is_told(buyer):
    upload = checked(buyer, "Firma,Land,Notiz\nGale,DE,\n")
    for _number in range(2):
        make.vendor("Gale", name_key="gale")
    uploads.start_import(upload, buyer)

    uploads.work(upload.pk, AT)

    upload.refresh_from_db()
    assert (upload.status, upload.report["problem_count"], ImportRun.objects.count()) == ("checked", 1, 0)


def test_a_worker_that_was_killed_is_followed_by_another_once_its_lease_is_over(buyer):
    upload = uploads.match(taken(buyer), buyer, COLUMNS)
    Upload.objects.filter(pk=upload.pk).update(leased_until=AT + uploads.LEASE)

    assert not uploads.work(upload.pk, AT)
    assert uploads.work(upload.pk, AT + uploads.LEASE + timedelta(seconds=1))


def test_the_wake_up_works_on_whatever_waits(buyer):
    uploads.match(taken(buyer), buyer, COLUMNS)
    taken(buyer)

    tasks.work_on_uploads()

    assert sorted(Upload.objects.values_list("status", flat=True)) == ["checked", "matching"]


def test_a_file_that_went_bad_sends_the_list_back_with_the_reason(buyer):
    upload = uploads.match(taken(buyer), buyer, COLUMNS)
    with open(upload.file.path, "wb") as file:  # noqa: PTH123 — the storage's own file
        file.write(b"%PDF")

    uploads.work(upload.pk, AT)

    upload.refresh_from_db()
    assert (upload.status, upload.fault.startswith("list.csv: This is a PDF")) == ("matching", True)


def test_an_imported_list_of_an_engagement_becomes_its_longlist_once(buyer):
    engagement = make.engagement(status="sourcing")
    known = make.vendor("Wislok", name_key="wislok", country="PL")
    Candidate.objects.create(engagement=engagement, vendor=known, status="rejected", reason="Too far.")
    make.vendor("Gale Ltd", name_key="gale", country="DE", status="suspended")
    upload = checked(buyer, f"{LIST}Corvane,IE,\n", engagement=engagement)
    uploads.start_import(upload, buyer)
    uploads.work(upload.pk, AT)

    added = [longlist_imported(upload.pk, AT) for _time in range(2)]

    assert added == [1, 0]
    assert [(one.vendor.name, one.status) for one in engagement.candidates.order_by("pk")] == [
        ("Wislok", "rejected"),
        ("Corvane", "longlisted"),
    ]
    assert Upload.objects.get().report["longlisted"] == 1


# pages -----------------------------------------------------------------------------------------------


def test_from_the_file_to_the_import_by_pages(client, buyer):
    client.force_login(buyer)
    answer = client.post(reverse("vendors:upload-new"), {"file": given()})
    page = answer.url
    shown = client.get(page).content.decode()
    assert "Wislok · Gale Ltd" in shown

    answer = client.post(page, {"column-0": "name", "column-1": "country", "column-2": ""})
    assert answer.url == page
    assert "being checked" in client.get(page).content.decode()
    tasks.work_on_uploads()
    assert client.get(f"{page}state/")["HX-Refresh"] == "true"
    assert "Import all rows" in client.get(page).content.decode()
    client.post(f"{page}run/")
    tasks.work_on_uploads()

    assert "See the vendors" in client.get(page).content.decode()
    assert names() == ["Gale Ltd", "Wislok"]


def test_a_refused_file_or_column_is_told_above_the_form(client, buyer):
    client.force_login(buyer)

    refused = client.post(reverse("vendors:upload-new"), {"file": given(b"%PDF-1.7", "list.pdf")})
    upload = taken(buyer)
    unmatched = client.post(reverse("vendors:upload", args=[upload.ref]), {"column-1": "country"})

    assert (refused.status_code, unmatched.status_code) == (422, 422)
    assert "list.pdf: This is a PDF" in refused.content.decode()
    assert "which column holds" in unmatched.content.decode()


def test_a_list_is_its_owners_alone_and_only_who_may_import_has_one(client, buyer):
    upload = taken(buyer)
    paths = [reverse(f"vendors:upload{name}", args=[upload.ref]) for name in ("", "-state")]
    acts = [reverse(f"vendors:upload-{name}", args=[upload.ref]) for name in ("run", "again", "drop")]

    client.force_login(make.user("procurement"))
    assert {client.get(path).status_code for path in paths} | {client.post(act).status_code for act in acts} == {404}
    client.force_login(buyer)
    assert {client.get(act).status_code for act in acts} == {405}
    buyer.groups.clear()
    assert {client.get(path).status_code for path in (*paths, reverse("vendors:upload-new"))} == {403}


def test_candidates_are_imported_on_the_engagements_own_page(client, buyer):
    engagement = make.engagement(status="sourcing")
    client.force_login(buyer)

    client.post(reverse("selection:import", args=[engagement.ref]), {"file": given()})

    assert Upload.objects.get().engagement == engagement
    client.force_login(make.user("auditor"))
    assert client.get(reverse("selection:import", args=[engagement.ref])).status_code == 403


def test_dropping_takes_the_file_away_and_imports_nothing(client, buyer, settings, django_capture_on_commit_callbacks):
    client.force_login(buyer)
    upload = checked(buyer)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("vendors:upload-drop", args=[upload.ref]))

    assert (Upload.objects.get().status, kept(settings), names()) == ("dropped", [], [])


def test_the_page_takes_the_same_number_of_statements_for_many_rows_as_for_one(client, buyer):
    client.force_login(buyer)

    def cost(content):
        upload = checked(buyer, content)
        client.get(reverse("vendors:upload", args=[upload.ref]))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("vendors:upload", args=[upload.ref]))
        return len(seen)

    many = "Firma,Land,Notiz\n" + "".join(f"Firm {number},Nowhere,\n" for number in range(60))

    assert cost(LIST) == cost(many)
