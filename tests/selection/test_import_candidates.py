"""Candidates out of a list or of contracting data, by command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from history.models import Entry
from selection.models import Candidate
from tests import make
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return make.user("procurement")


@pytest.fixture
def notices(tmp_path):
    suppliers = [{"name": "Wislok"}, {"name": "Gale Ltd"}, {"name": "GALE Limited"}]
    path = tmp_path / "notices.json"
    path.write_text(json.dumps({"releases": [{"ocid": "ocds-1", "awards": [{"id": "A1", "suppliers": suppliers}]}]}))
    return str(path)


def run(*words, **options):
    """The exit code, and what was told."""
    out = StringIO()
    try:
        call_command("import_candidates", *words, stdout=out, stderr=out, **options)
    except CommandError as fault:
        return fault.returncode, f"{out.getvalue()}{fault}"
    return 0, out.getvalue()


def names(engagement):
    return sorted(str(one.vendor) for one in engagement.candidates.filter(status="longlisted"))


def test_the_suppliers_of_open_contracting_data_come_onto_the_longlist_once(notices, buyer):
    engagement = make.engagement(status="sourcing")

    first, second = (run(engagement.ref, notices, by=buyer.email) for _time in range(2))

    assert (first[0], second[0]) == (0, 0)
    assert f"{engagement.ref}: 2 new on the longlist." in first[1]
    assert f"{engagement.ref}: 0 new on the longlist." in second[1]
    assert names(engagement) == ["Gale Ltd", "Wislok"]
    candidate = Candidate.objects.first()
    assert Entry.objects.of(candidate).get().actor == buyer


def test_with_an_error_in_any_row_nobody_comes_onto_it_unless_partial(tmp_path, buyer):
    engagement = make.engagement(status="draft")
    path = tmp_path / "list.csv"
    path.write_text("name,country\nWislok,PL\nGale,Nowhere\n")

    assert run(engagement.ref, str(path), by=buyer.email)[0] == 1
    assert (Vendor.objects.count(), names(engagement)) == (0, [])
    assert run(engagement.ref, str(path), by=buyer.email, dry_run=True)[0] == 1
    assert run(engagement.ref, str(path), by=buyer.email, partial=True)[0] == 1
    assert names(engagement) == ["Wislok"]


def test_it_is_refused_without_an_engagement_that_is_choosing_or_somebody_who_adds_them(notices, buyer):
    over = make.engagement(status="live")

    for words, options, why in (
        (("ENG-9999", notices), {"by": buyer.email}, "There is no engagement ENG-9999"),
        ((over.ref, notices), {"by": buyer.email}, "its candidates change only while"),
        ((make.engagement().ref, notices), {}, "who adds the candidates"),
        ((make.engagement().ref, "nowhere.json"), {"by": buyer.email}, "nowhere.json"),
    ):
        code, said = run(*words, **options)
        assert (code, why in said) == (2, True), said
    assert not Candidate.objects.exists()
