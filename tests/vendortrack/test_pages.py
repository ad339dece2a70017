"""The shell of every page, and the pages of the wiring."""

import re
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


def test_the_style_guide_shows_staff_each_state_and_is_hidden_from_others(client):
    client.force_login(make.user("administrator", is_staff=True))
    assert "Ready for approval" in client.get(reverse("styleguide")).content.decode()

    client.force_login(make.user("procurement"))
    assert client.get(reverse("styleguide")).status_code == 404


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SR-0031", "/sharing/SR-0031/"),
        ("sr 31", "/sharing/SR-0031/"),
        ("VEN-7", "/vendors/VEN-0007/"),
        ("CHK-0007/B-04", "/checklists/CHK-0007/#B-04"),
        ("Wislok & Söhne", "/vendors/?q=Wislok+%26+S%C3%B6hne"),
        ("XYZ-0001", "/vendors/?q=XYZ-0001"),
    ],
)
def test_search_opens_a_reference_and_looks_for_the_rest_among_vendors(client, query, place):
    client.force_login(make.user("procurement"))

    answer = client.get(reverse("search"), {"q": query})

    assert (answer.status_code, answer["Location"]) == (302, place)


def test_an_unknown_address_is_answered_in_our_layout(client):
    client.force_login(make.user("procurement"))

    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "n" * 3 * 1024**2}, "a page takes 2 MB at once"),
        ({"name": "Ostrel", "pick": ["B-02"] * 100_000}, "it takes 5000 fields at once"),
    ],
)
@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_what_is_too_much_to_be_read_is_said_in_our_layout(client, typed, said, kind):
    client.force_login(make.user("procurement"))
    before = Entry.objects.count()
    sent = typed if kind.startswith("multipart") else urlencode(typed, doseq=True)
    content = MULTIPART_CONTENT if kind.startswith("multipart") else kind

    answer = client.post(reverse("vendors:new"), sent, content_type=content)

    page = answer.content.decode()
    assert (answer.status_code, Entry.objects.count()) == (400, before)
    assert said in page
    assert "what you typed is still there" in page
    assert "vendortrack.css" in page


@pytest.mark.parametrize(("fault", "code"), [(ZeroDivisionError, 500), (OperationalError, 503)])
def test_a_failure_is_said_without_asking_the_database(client, monkeypatch, fault, code):
    client.force_login(make.user("procurement"))
    client.raise_request_exception = False

    def fail(request):
        raise fault("secret detail")

    monkeypatch.setattr("vendortrack.nav.exists", fail)

    answer = client.get(reverse("search"))

    assert answer.status_code == code
    assert "secret detail" not in answer.content.decode()
    assert "vendortrack.css" in answer.content.decode()


def test_the_navigation_shows_where_one_is_and_only_what_one_may_open(client):
    client.force_login(make.user("auditor"))
    page = client.get("/history/").content.decode()
    assert re.search(r'href="/history/" aria-current="page"', page)

    client.force_login(make.user("procurement"))
    assert "Audit log" not in client.get(reverse("search")).content.decode()


def test_the_documentation_of_the_api_has_nothing_inline_that_the_policy_forbids(client):
    answer = client.get(reverse("api-docs"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="swagger-ui"' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    scripts = re.findall(r'<script(?: src="([^"]*)")?[^>]*>(.*?)</script>', page, re.DOTALL)
    assert len(scripts) == 3
    assert all(address.startswith("/") and not inside.strip() for address, inside in scripts)
