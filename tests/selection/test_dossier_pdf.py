"""The dossier as PDF: the frozen words on paper, and nothing from elsewhere."""

import subprocess
import sys
from urllib.request import OpenerDirector

import pytest
from django.urls import reverse
from django.utils import timezone

from history.models.entry import canonical
from selection.models import Dossier
from selection.views.dossiers import paper
from selection.writers import pdf
from tests import make
from tests.selection import test_dossier
from tests.selection.test_dossier import award

pytestmark = pytest.mark.django_db
engagement, candidates, card = test_dossier.engagement, test_dossier.candidates, test_dossier.card
WRITE = """
import sys
from selection.writers import pdf
sys.stdout.buffer.write(pdf.written(sys.stdin.read(), 'a mark'))
"""


@pytest.fixture
def dossier(card, candidates):
    candidates[1].vendor.name = '<img src="file:///etc/passwd"> & Söhne'
    candidates[1].vendor.save(update_fields=["name"])
    award(candidates)
    return Dossier.objects.get()


def address(engagement, name="dossier-pdf"):
    return reverse(f"selection:{name}", args=[engagement.ref])


@pytest.mark.pdf
def test_it_is_downloaded_under_the_name_of_its_award(client, dossier, engagement):
    client.force_login(make.user("auditor"))

    answer = client.get(address(engagement))

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    name = f"{engagement.ref}-{dossier.award.ref}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert address(engagement) in client.get(address(engagement, "dossier")).content.decode()


def test_it_says_what_the_page_says_with_the_hash_of_the_frozen_bytes(client, dossier, engagement):
    client.force_login(make.user("auditor"))
    page, words = client.get(address(engagement, "dossier")).content.decode(), paper(dossier)

    for part in ('id="decision"', 'id="ranking"', 'id="scores"', 'id="costs"', "Asha Rao", "My brother works there."):
        assert part in words
        assert part in page
    assert dossier.sha256 in words
    assert "&lt;img src=&quot;file:///etc/passwd&quot;&gt; &amp; Söhne" in words


@pytest.mark.pdf
def test_the_same_dossier_gives_the_same_bytes_in_another_process_too(dossier):
    words = paper(dossier)
    here = pdf.written(words, "a mark")

    run = subprocess.run([sys.executable, "-c", WRITE], input=words.encode(), capture_output=True, check=True)

    assert run.stdout == here
    assert pdf.written(words, "another mark") != here


@pytest.mark.pdf
def test_every_reader_gets_the_same_bytes_wherever_they_are(client, dossier, engagement):
    bytes_of = []
    for zone in ("Asia/Tokyo", "America/Lima"):
        reader = make.user("auditor")
        type(reader.person).objects.filter(pk=reader.person_id).update(time_zone=zone)
        client.force_login(reader)
        bytes_of.append(client.get(address(engagement)).content)

    assert bytes_of[0] == bytes_of[1]
    with timezone.override("Asia/Tokyo"):
        words = paper(dossier)
    assert f"All times are in {timezone.get_default_timezone_name()}." in words
    assert f'content="{dossier.frozen_at:%Y-%m-%dT%H:%M:%S}Z"' in words


@pytest.mark.pdf
def test_words_that_do_not_end_and_reasons_that_do_not_stop_are_laid_out_all_the_same(dossier):
    """Where columns are measured by what is in them, this takes minutes of a web process."""
    facts = dossier.facts
    facts["candidates"][1]["vendor"]["name"] = "x" * 90 + " " + "請求書" * 60
    facts["candidates"][1]["reason"] = "A long reason. " * 900
    changed = Dossier(
        pk=dossier.pk, award=dossier.award, frozen_at=dossier.frozen_at, content=canonical(facts).decode()
    )

    assert pdf.written(paper(changed), "mark").startswith(b"%PDF-")


@pytest.mark.pdf
@pytest.mark.parametrize(
    "part",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:1/a.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/a.css">',
        "<style>@import url(file:///etc/passwd); p { background: url(data:image/png;base64,AAAA) }</style>",
        '<svg><use href="file:///etc/passwd#a"/></svg><object data="ftp://127.0.0.1/a"></object>',
    ],
)
def test_whatever_a_page_names_nothing_is_fetched_for_it(part, monkeypatch):
    asked = []
    monkeypatch.setattr(OpenerDirector, "open", lambda self, request, *_, **__: asked.append(request))

    assert pdf.written(f"<html lang=en><title>A</title><p>Text {part}", "mark").startswith(b"%PDF-")
    assert asked == []


def test_where_none_can_be_written_it_is_not_offered_and_the_page_says_what_to_do(
    client, dossier, engagement, monkeypatch
):
    monkeypatch.setattr(pdf, "weasyprint", lambda: None)
    client.force_login(make.user("auditor"))

    assert address(engagement) not in client.get(address(engagement, "dossier")).content.decode()
    answer = client.get(address(engagement), follow=True)
    assert answer.redirect_chain == [(f"{address(engagement, 'dossier')}?award={dossier.award.ref}", 302)]
    assert "No PDF can be written here. Print this page" in answer.content.decode()
