"""What may be uploaded, and what is refused with a sentence: hostile files made here."""

import hashlib
import io
import struct
import tracemalloc
import zipfile

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from contracts.readers import packages, uploads
from contracts.readers.uploads import Inspected, Unreadable, clean_name, inspect
from tests.make_contracts import JPG, PDF, PNG, office, open_document, package, upload


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        inspect(upload(name, content))
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPG, "image/jpeg"),
        ("a.jpeg", JPG, "image/jpeg"),
        ("a.docx", office("docx"), packages.TYPES["docx"]),
        ("a.xlsx", office("xlsx"), packages.TYPES["xlsx"]),
        ("a.pptx", office("pptx"), packages.TYPES["pptx"]),
        ("a.odt", open_document("text"), packages.TYPES["odt"]),
        ("a.ods", open_document("spreadsheet"), packages.TYPES["ods"]),
        ("a.txt", "Grüße, 1 €\r\n\tMZ BM II*".encode(), "text/plain"),
        ("a.csv", "\ufeffname;rate\nLotte;1".encode(), "text/csv"),
        ("a.md", b"# Title\n<p>hello</p>", "text/markdown"),
    ],
)
def test_a_file_is_what_its_content_says(name, content, media_type):
    found = inspect(upload(name, content))

    assert found == Inspected(name, media_type, len(content), hashlib.sha256(content).hexdigest())


def test_the_upload_is_left_at_its_beginning():
    given_file = upload("a.docx", office())

    inspect(given_file)

    assert given_file.read(4) == b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PNG),
        ("a.png", JPG),
        ("a.png", PDF),
        ("a.jpg", b"MZ" + b"\x00" * 100),
        ("a.txt", PDF),
        ("a.csv", b"\n <!DOCTYPE html><script>alert(1)</script>"),
        ("a.md", b"\xef\xbb\xbf<svg onload=alert(1)>"),
        ("a.pdf", b"GIF89a" + PDF),
    ],
)
def test_content_that_its_extension_denies_is_refused(name, content):
    assert "its content is something else" in refusal(name, content)


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.png", PNG), ("a.jpg", JPG), ("a.md", b"hello")])
def test_a_file_that_is_an_archive_as_well_is_refused(name, content):
    polyglot = content + package({"run.class": b"x" * 100})
    if name == "a.md":
        assert refusal(name, polyglot)
    else:
        assert "its content is something else" in refusal(name, polyglot)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.exe", "not a kind of file"),
        ("a.pdf.exe", "not a kind of file"),
        ("invoice\u202efdp.exe", "not a kind of file"),
        ("contract", "not a kind of file"),
        ("a.html", "not a kind of file"),
        ("a.svg", "not a kind of file"),
        ("a.docm", "can hold macros"),
        ("a.xlsm", "can hold macros"),
        ("a.doc", "old format"),
        ("a.zip", "one by one"),
    ],
)
def test_only_listed_kinds_are_taken(name, word):
    assert word in refusal(name, PDF)


def test_an_empty_file_is_refused():
    assert "is empty" in refusal("a.pdf", b"")


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.UPLOAD_MAX_MB = 1

    class Unread(io.BytesIO):
        def read(self, *_args):
            raise AssertionError("it was read")

    big = File(Unread(), name="a.pdf")
    big.size = 1024 * 1024 + 1

    with pytest.raises(Unreadable, match="at most 1 MB"):
        inspect(big)


def test_a_file_that_lies_about_its_size_is_refused_while_it_is_read(settings):
    settings.UPLOAD_MAX_MB = 1
    big = File(io.BytesIO(PDF + b" " * 2 * 1024 * 1024), name="a.pdf")
    big.size = 10

    with pytest.raises(Unreadable, match="at most 1 MB"):
        inspect(big)


def test_the_largest_file_is_taken(settings):
    settings.UPLOAD_MAX_MB = 1
    content = PDF[:-6] + b" " * (1024 * 1024 - len(PDF)) + PDF[-6:]

    assert inspect(upload("a.pdf", content)).size == 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [b"a\x00b", b"a\x1b[31mred", b"\x7fELF", "latin: \xe9".encode("latin-1"), "wide".encode("utf-16"), b"cut \xe2\x82"],
)
def test_text_is_utf8_without_control_characters(content):
    assert refusal("a.txt", content)


def test_a_character_may_be_split_between_two_pieces():
    text = ("é" * 70_000).encode()

    assert inspect(upload("a.txt", b"x" + text)).size == len(text) + 1


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF * 100), ("a.png", PNG), ("a.jpg", JPG)])
def test_a_file_that_is_cut_off_is_refused(name, content):
    assert "cut off" in refusal(name, content[:45])


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "odt", "ods"])
def test_a_package_cut_anywhere_is_refused(extension):
    whole = open_document("text" if extension == "odt" else "spreadsheet") if extension[0] == "o" else office(extension)
    for length in range(1, len(whole)):
        assert refusal(f"a.{extension}", whole[:length])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", package({"x.txt": b"only a zip"})),
        ("a.docx", office("xlsx")),
        ("a.xlsx", open_document("spreadsheet")),
        ("a.odt", open_document("spreadsheet")),
        ("a.odt", package({"content.xml": b"", "mimetype": b"application/vnd.oasis.opendocument.text"})),
        ("a.docx", b"junk" + office("docx")),
        ("a.docx", PDF),
        ("a.docx", office("docx", main_type="application/vnd.ms-word.template.main+xml")),
        ("a.docx", office("docx", members={"../../etc/passwd": b"x"})),
    ],
)
def test_a_package_of_another_kind_is_refused(name, content):
    assert "is not a whole" in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", office("docx", members={"word/vbaProject.bin": b"x"})),
        ("a.docx", office("docx", members={"word\\VBAPROJECT.BIN": b"x"})),
        ("a.xlsx", office("xlsx", members={"xl/macrosheets/sheet1.xml": b"x"})),
        ("a.xlsx", office("xlsx", main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        ("a.ods", open_document("spreadsheet", {"Basic/Standard/Module1.xml": b"x"})),
    ],
)
def test_macros_are_refused(name, content):
    assert "holds macros" in refusal(name, content)


def test_a_password_is_named():
    assert "protected by a password" in refusal("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)

    locked = bytearray(office("docx"))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in refusal("a.docx", bytes(locked))


def test_a_bomb_is_refused_by_what_it_says(settings):
    settings.UPLOAD_MAX_MB = 1
    bomb = office("docx", members={"word/media.bin": b"\x00" * 17 * 1024 * 1024})

    assert len(bomb) < 100_000
    assert "unpacks to more" in refusal("a.docx", bomb)


def test_a_bomb_that_lies_about_its_size_is_refused():
    lying = bytearray(office("docx", members={"word/media.bin": b"\x00" * 1_000_000}))
    place = lying.rfind(b"PK\x01\x02") + 24
    lying[place : place + 4] = struct.pack("<I", 10)

    assert "is not a whole" in refusal("a.docx", bytes(lying))


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch):
    many = office("docx", members={f"word/{n}.xml": b"" for n in range(5_000)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_args: pytest.fail("it was listed"))

    assert "unpacks to more" in refusal("a.docx", many)


def test_a_changed_byte_in_a_member_is_noticed():
    whole = bytearray(office("docx", members={"word/a.xml": b"abcdefgh" * 50}))
    at = whole.find(b"word/a.xml") + len(b"word/a.xml") + 3
    whole[at] ^= 0xFF

    assert "is not a whole" in refusal("a.docx", bytes(whole))


@pytest.mark.parametrize("mark", [b"PK\x05\x06" + b"\xff" * 18, b"PK\x06\x07" + b"\x00" * 16])
def test_an_archive_that_can_be_read_in_two_ways_is_refused_before_it_is_listed(mark, monkeypatch):
    whole = office("docx")
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_args: pytest.fail("it was listed"))

    assert "is not a whole" in refusal("a.docx", whole[:-2] + struct.pack("<H", len(mark)) + mark)


def test_memory_stays_flat_for_a_large_file():
    with TemporaryUploadedFile("a.docx", "", 0, "") as large:
        with zipfile.ZipFile(large.file, "w", zipfile.ZIP_DEFLATED) as archive:
            with zipfile.ZipFile(io.BytesIO(office("docx"))) as small:
                for member in small.infolist():
                    archive.writestr(member.filename, small.read(member))
            with archive.open("word/media.bin", "w") as media:
                for _ in range(100):
                    media.write(b"\x00" * 1024 * 1024)
        large.size = large.file.tell()
        tracemalloc.start()

        inspect(large)

        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("contract.pdf", "contract.pdf"),
        ("/etc/contract.pdf", "contract.pdf"),
        ("C:\\Users\\me\\contract.pdf", "contract.pdf"),
        ("con\x00tract\r\n.pdf", "contract.pdf"),
        ("in\u202evoice\u200b.pdf", "invoice.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("  two   words .pdf", "two words.pdf"),
        (".pdf", "document.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("com1.x.pdf", "_com1.x.pdf"),
        ("Vertrag für Café.pdf", "Vertrag für Café.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
    ],
)
def test_a_name_is_cleaned(raw, clean):
    assert clean_name(raw) == clean


@given(st.text(max_size=400))
def test_a_cleaned_name_fits_and_stays_as_it_is(raw):
    clean = clean_name(raw)

    assert 0 < len(clean) <= 255
    assert len(clean.encode()) <= 300
    assert not set(clean) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert clean_name(clean) == clean


def test_what_is_offered_is_what_is_taken():
    assert set(uploads.ACCEPT.split(",")) == {f".{extension}" for extension in uploads.TYPES}
