"""Mails in development are seen at /dev/mail/, whichever process wrote them, and never in production."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from vendortrack import devmail

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str = "1 answer overdue", text: str = "Hello Ewa", html: str = "<p>Hello <b>Ewa</b></p>") -> None:
    letter = EmailMultiAlternatives(
        subject,
        text,
        "vendortrack@halden.example",
        ["ewa@wislok.example"],
        headers={"Message-ID": "<1@halden.example>"},
    )
    if html:
        letter.attach_alternative(html, "text/html")
    get_connection("vendortrack.devmail.FolderBackend").send_messages([letter])


def names(folder) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.eml"))


def test_a_mail_is_kept_whole_and_for_nobody_else_on_this_machine(folder):
    send("Zwölf Antworten überfällig – heute")

    [path] = folder.iterdir()
    letter = devmail.read(path.stem)
    assert (letter.subject, letter.to, letter.text.strip()) == (
        "Zwölf Antworten überfällig – heute",
        "ewa@wislok.example",
        "Hello Ewa",
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_list_shows_the_newest_first_and_the_page_both_parts(client, folder):
    send("First")
    send("Second")

    listed = client.get(reverse("dev-mails")).content.decode()
    page = client.get(reverse("dev-mail", args=[names(folder)[0]])).content.decode()

    assert listed.index("Second") < listed.index("First")
    assert "Hello Ewa" in page
    assert 'sandbox=""' in page
    assert "&lt;1@halden.example&gt;" in page


def test_the_html_part_may_be_framed_here_and_run_nothing(client, folder):
    send(html="<script>alert(1)</script>")

    answer = client.get(reverse("dev-mail-html", args=names(folder)))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_of_words_alone_has_no_frame(client, folder):
    send(html="")

    assert "<iframe" not in client.get(reverse("dev-mail", args=names(folder))).content.decode()


def test_an_empty_folder_is_no_fault(client, folder):
    assert "No mail yet" in client.get(reverse("dev-mails")).content.decode()


@pytest.mark.parametrize("name", ["20260101T000000000000-00000000", "..", "x", "..%2f..%2fetc%2fpasswd"])
def test_only_mails_of_the_folder_are_shown(client, folder, name):
    folder.mkdir()

    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_in_production_there_is_no_such_page(client, folder, settings):
    send()
    settings.DEBUG = False
    [name] = names(folder)

    places = [reverse("dev-mails"), reverse("dev-mail", args=[name]), reverse("dev-mail-html", args=[name])]
    assert [client.get(place).status_code for place in places] == [404, 404, 404]
