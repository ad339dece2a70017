"""Templates: what ships, drafting, publishing, and that a published version never changes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from checklists import actions
from checklists.actions.templates import digest_of, faults
from checklists.defaults import load_templates
from checklists.models import Template, TemplateItem, TemplateVersion
from checklists.rules.tier import Level
from history.models import Entry, NotAllowed
from tests import make, make_checklists

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make.user("administrator")


@pytest.fixture
def baseline():
    return TemplateVersion.objects.get(template__key="security-baseline", number=1)


def test_the_security_baseline_ships_published_with_all_25_controls_cited(baseline):
    sources = list(baseline.items.values_list("source", flat=True))

    assert len(sources) == 25
    assert sources == [
        f"MVSP 3.0, {part}.{number}"
        for part, count in ((1, 8), (2, 8), (3, 5), (4, 4))
        for number in range(1, count + 1)
    ]
    assert list(baseline.sections.values_list("letter", flat=True)) == ["A", "B", "C", "D"]
    assert list(TemplateVersion.objects.current(make.TODAY)) == [baseline]
    assert faults(baseline) == []
    assert baseline.digest == digest_of(baseline)


def test_loading_what_ships_again_changes_nothing(baseline):
    load_templates(apps)

    assert list(TemplateVersion.objects.all()) == [baseline]
    assert TemplateItem.objects.count() == 25


MILD = {"data_categories": [], "access": 0, "criticality": 0, "volume": 0, "delivery_countries": ["DE"]}
FACTS = {
    "low": {**MILD, "data_class": "public"},
    "moderate": {**MILD, "data_class": "internal"},
    "high": {**MILD, "data_class": "restricted"},
    "critical": {**MILD, "data_class": "public", "access": 4},
}


@pytest.mark.parametrize(("level", "most"), [("low", 8), ("moderate", 25), ("high", 60), ("critical", 110)])
def test_a_vendor_is_asked_no_more_than_its_tier_deserves(level, most):
    vendor, by = make.vendor(), make.user("procurement")

    made = actions.lay_out_all(vendor, make.engagement(**FACTS[level]), by=by, at=make.AT)

    asked = sum(checklist.items.filter(asks="vendor").count() for checklist in made)
    assert 0 < asked <= most
    assert {"low": 8, "moderate": 25}.get(level, 25) == asked
    assert set(FACTS) == set(Level.values)


def test_a_published_version_never_changes_in_the_database(baseline):
    item, section = baseline.items.first(), baseline.sections.first()

    for row, values in ((baseline, {"source": "x"}), (item, {"question": "x"}), (section, {"title": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateItem.objects.filter(pk=item.pk).delete()


def test_a_new_draft_carries_everything_over_with_its_keys(baseline, administrator):
    draft = actions.draft_version(baseline.template, by=administrator)

    assert (draft.number, draft.status, digest_of(draft)) == (2, "draft", baseline.digest)
    assert Entry.objects.of(draft).get(act="copied").count == 25
    with pytest.raises(NotAllowed, match="is a draft already"):
        actions.draft_version(baseline.template, by=administrator)


def test_a_version_that_follows_another_counts_from_30_days_on(baseline, administrator):
    draft = actions.draft_version(baseline.template, by=administrator)

    published = actions.publish(draft, by=administrator, at=make.AT)

    assert published.counts_from_on == make.TODAY + timedelta(days=30)
    assert list(TemplateVersion.objects.current(make.TODAY)) == [baseline]
    assert list(TemplateVersion.objects.current(make.TODAY + timedelta(days=30))) == [published]
    assert Entry.objects.of(published).first().actor == administrator


def test_a_first_version_counts_at_once_and_is_published_once(administrator):
    draft = make_checklists.version({}, is_published=False)

    published = actions.publish(draft, by=administrator, at=make.AT)

    assert (published.counts_from_on, published.published_by) == (make.TODAY, administrator.person)
    with pytest.raises(NotAllowed, match="cannot go from"):
        actions.publish(draft, by=administrator, at=make.AT)


@pytest.mark.parametrize(
    ("items", "applies", "sentence"),
    [
        ([{"question": " "}], {}, "B-01: there is no question"),
        ([{"answer_kind": "choice", "choices": ["one"]}], {}, "two choices"),
        ([{"expected": "maybe"}], {}, "expected answer is yes or no"),
        ([{"condition": {"tiers": ["low"]}}], {}, "every worse one"),
        ([{}], {"tier": "high"}, "is not a condition"),
    ],
)
def test_a_draft_with_faults_is_not_published_and_says_what_to_mend(administrator, items, applies, sentence):
    draft = make_checklists.version(*items, applies=applies, is_published=False)

    with pytest.raises(NotAllowed, match=sentence):
        actions.publish(draft, by=administrator, at=make.AT)


def test_an_empty_draft_and_a_past_day_are_refused(administrator):
    draft = make_checklists.version({}, is_published=False)
    with pytest.raises(NotAllowed, match="today or later"):
        actions.publish(draft, by=administrator, at=make.AT, counts_from_on=make.TODAY - timedelta(days=1))

    draft.items.all().delete()

    with pytest.raises(NotAllowed, match="asks nothing"):
        actions.publish(draft, by=administrator, at=make.AT)


def test_a_retired_template_is_not_laid_out_until_it_is_brought_back(baseline, administrator):
    actions.retire(baseline.template, by=administrator, why="Replaced by ours.")
    assert not TemplateVersion.objects.current(make.TODAY).exists()

    actions.bring_back(Template.objects.get(pk=baseline.template_id), by=administrator)

    assert TemplateVersion.objects.current(make.TODAY).exists()


def test_a_template_key_is_taken_once(administrator):
    with pytest.raises(NotAllowed, match="already"):
        actions.create_template(by=administrator, key="security-baseline", title="Again")
