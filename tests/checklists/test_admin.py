"""The admin of checklists: everything is found there, drafts are edited, and nothing gets around the actions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from checklists.models import Section, TemplateItem, TemplateVersion
from history.models import Entry
from tests import make, make_checklists

pytestmark = pytest.mark.django_db
READ = ["checklist", "item", "answer", "evidence", "waiver"]
EDITED = ["template", "templateversion", "section", "templateitem"]


@pytest.fixture
def administrator(client):
    user = make.user("administrator", "auditor", is_staff=True)
    client.force_login(user)
    return user


def row_of(name):
    model = next(model for model in admin.site._registry if model._meta.label_lower == f"checklists.{name}")
    return model.objects.first()


def address(name, what, *args):
    return reverse(f"admin:checklists_{name}_{what}", args=args)


@pytest.mark.parametrize("name", READ + EDITED)
def test_every_record_is_searched_and_read_there_and_never_deleted(client, administrator, name):
    item = make_checklists.item("submitted")
    make_checklists.evidence(item.checklist.vendor)
    make_checklists.waiver(item)
    row = row_of(name)

    for page in (
        address(name, "changelist") + "?q=a",
        address(name, "change", row.pk),
        address(name, "history", row.pk),
    ):
        assert client.get(page).status_code == 200
    assert client.get(address(name, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("name", READ)
def test_what_actions_make_is_neither_added_nor_changed_there(client, administrator, name):
    item = make_checklists.item("submitted")
    make_checklists.evidence(item.checklist.vendor)
    make_checklists.waiver(item)

    assert client.get(address(name, "add")).status_code == 403
    assert client.post(address(name, "change", row_of(name).pk), {"status": "accepted"}).status_code == 403
    item.refresh_from_db()
    assert item.status == "submitted"


def form_of(item, **changes):
    names = ("key", "code", "title", "question", "why", "guidance", "source", "asks", "area", "answer_kind", "expected")
    values = {name: getattr(item, name) for name in names}
    more = {"version": item.version_id, "section": item.section_id, "choices": "[]", "condition": "{}", "position": 1}
    return {**values, **more, "is_required": "on", **changes}


def test_a_draft_is_edited_there_with_its_history(client, administrator):
    item = make_checklists.version({}, is_published=False).items.get()

    answer = client.post(address("templateitem", "change", item.pk), form_of(item, question="Is it really so?"))

    item.refresh_from_db()
    assert (answer.status_code, item.question) == (302, "Is it really so?")
    entry = Entry.objects.of(item).first()
    assert (entry.actor, entry.changes) == (administrator, [["question", "Is it so?", "Is it really so?"]])


def test_conditions_that_nobody_could_judge_are_refused(client, administrator):
    item = make_checklists.version({}, is_published=False).items.get()

    answer = client.post(address("templateitem", "change", item.pk), form_of(item, condition='{"tiers": ["low"]}'))

    assert "every worse one" in answer.content.decode()


def test_a_published_version_is_only_read_there(client, administrator):
    item = make_checklists.version({}).items.get()

    for name, row in (("templateitem", item), ("section", item.section), ("templateversion", item.version)):
        assert client.get(address(name, "change", row.pk)).status_code == 200
        assert client.post(address(name, "change", row.pk), {"title": "x"}).status_code == 403


def test_nothing_is_added_to_a_published_version(client, administrator):
    published = make_checklists.version({})
    blank = TemplateItem(
        version=published, section=published.sections.get(), key="new", code="B-99", title="T", question="Q?"
    )

    client.post(address("templateitem", "add"), form_of(blank))
    client.post(address("section", "add"), {"version": published.pk, "letter": "Z", "title": "T", "position": 1})

    assert published.items.count() == 1
    assert Section.objects.filter(version=published).count() == 1


def test_a_version_is_not_published_there(client, administrator):
    draft = make_checklists.version({}, is_published=False)
    data = {"template": draft.template_id, "number": 1, "scope": "engagement", "applies": "{}", "status": "published"}

    client.post(address("templateversion", "change", draft.pk), data)

    assert TemplateVersion.objects.get(pk=draft.pk).status == "draft"


def test_the_file_of_reserved_evidence_is_not_reached_there(client):
    client.force_login(make.user("administrator", is_staff=True))
    piece = make_checklists.evidence(make.vendor(), is_for_reviewers=True)

    assert piece.ref not in client.get(address("evidence", "changelist")).content.decode()
