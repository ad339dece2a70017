"""Questionnaires out of files: OSCAL, VSAQ, CSV, XLSX; and files that are meant to hurt."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from checklists import actions
from checklists.models import Section, Template, TemplateItem, TemplateVersion
from checklists.readers import documents, files, oscal, vsaq
from checklists.readers.questionnaires import letter, plain
from history.models import Entry
from tests import machine, make
from vendors.models import ImportRun
from vendors.readers.tables import Unreadable

pytestmark = pytest.mark.django_db


def control(key="c-1", title="Access", prose="Access is limited.", **more):
    return {"id": key, "title": title, "parts": [{"name": "statement", "prose": prose}], **more}


def catalog(*controls, title="Our catalog", **more):
    group = {"id": "g", "title": "Group", "controls": list(controls) or [control()]}
    return {"catalog": {"metadata": {"title": title, "version": "1"}, "groups": [group], **more}}


def saved(folder, content, name="catalog.json"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def run(path, *options):
    """What the command says and with which code it exits."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_checklist", str(path), *options, stdout=out, stderr=err)
    except CommandError as fault:
        return fault.returncode, f"{err.getvalue()}{fault}"
    return 0, out.getvalue()


@pytest.mark.samples
def test_the_mvsp_catalog_becomes_a_draft_with_25_questions_in_four_sections():
    path = machine.samples() / "mvsp" / "mvsp_v3.0-20231109-catalog.json"

    code, said = run(path)

    draft = TemplateVersion.objects.exclude(template__key="security-baseline").get()
    assert (code, said.splitlines()[0]) == (0, "25 created, 0 updated, 0 unchanged, 0 errors.")
    assert draft.status == "draft"
    assert list(draft.sections.values_list("letter", "title")) == [
        ("A", "Business controls"),
        ("B", "Application design controls"),
        ("C", "Application implementation controls"),
        ("D", "Operational controls"),
    ]
    first = draft.items.first()
    assert (first.code, first.key, first.title) == ("A-01", "ctl_1.1-mvsp", "External vulnerability reports")
    assert first.source.endswith(", 1.1")
    assert first.question.startswith("- Publish a vulnerability disclosure policy")
    assert first.why.startswith("The ability for external parties")
    assert first.guidance.startswith("Appropriate processes")
    assert Entry.objects.of(draft).get(act="imported").count == 25


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "count", "sections"),
    [
        ("basic-catalog", 4, 2),
        ("nist_csf_2.0-catalog", None, 6),
        ("nist_sp800-53_rev5_supply_chain_subset", None, 2),
    ],
)
def test_other_catalogs_are_read_whole(name, count, sections):
    found = files.read(machine.samples() / "oscal" / f"{name}.json")

    assert found.problems == []
    assert len(found.parts) == sections
    assert count is None or found.count() == count
    texts = [text for part in found.parts for one in part.questions for text in one.values.values()]
    assert not any("{{" in str(text) or "](" in str(text) for text in texts)


@pytest.mark.samples
def test_parameters_are_put_into_the_prose_and_enhancements_are_asked():
    found = files.read(machine.samples() / "oscal" / "nist_sp800-53_rev5_supply_chain_subset.json")

    questions = {one.key: one.values for part in found.parts for one in part.questions}
    assert "[one or more of: standardized contract language; [contract language]]" in questions["sa-4"]["question"]
    assert "a. Security and privacy functional requirements;" in questions["sa-4"]["question"]
    assert questions["sa-4"]["source"].endswith(", SA-4")
    assert "sa-4.1" in questions


@pytest.mark.samples
@pytest.mark.parametrize(("name", "least"), [("infrastructure", 80), ("physical_and_datacenter", 25)])
def test_vsaq_questionnaires_are_read_whole(name, least):
    found = files.read(machine.samples() / "vsaq" / f"{name}.json")

    assert found.problems == []
    assert found.count() >= least
    one = found.parts[1].questions[0]
    assert one.values["answer_kind"] == "choice"
    assert len(one.values["choices"]) > 1
    assert any(not one.values["is_required"] for part in found.parts for one in part.questions)


def test_vsaq_is_nearly_json():
    text = '// head\n{"questionnaire": [{"type": "box", "id": "a", "text": "One " + "and // two",}, /* x */ ]}'

    assert json.loads(vsaq.as_json(text)) == {"questionnaire": [{"type": "box", "id": "a", "text": "One and // two"}]}


def test_importing_again_changes_nothing_and_a_changed_file_makes_a_new_draft(tmp_path):
    first = saved(tmp_path, catalog(control("a"), control("b")))
    assert run(first, "--key", "ours")[0] == 0
    TemplateItem.objects.filter(key="a").update(
        area="privacy", is_evidence_wanted=True, answer_kind="text", expected=""
    )

    code, said = run(first, "--key", "ours")
    assert (code, said.strip()) == (0, "0 created, 0 updated, 2 unchanged, 0 errors.")
    code, said = run(saved(tmp_path, catalog(control("a", prose="New."), control("c"))), "--key", "ours")

    assert said.startswith("1 created, 1 updated, 0 unchanged")
    newer = TemplateVersion.objects.get(template__key="ours", number=2)
    carried = newer.items.get(key="a")
    assert (carried.question, carried.area, carried.is_evidence_wanted, carried.answer_kind) == (
        "New.",
        "privacy",
        True,
        "text",
    )
    assert set(newer.items.values_list("key", flat=True)) == {"a", "c"}
    assert ImportRun.objects.count() == 2


def test_an_imported_draft_can_be_published_and_laid_out(tmp_path):
    run(saved(tmp_path, catalog(control("a"), control("b"))), "--key", "ours")
    by = make.user("administrator")

    version = actions.publish(TemplateVersion.objects.get(template__key="ours"), by=by, at=make.AT)

    made = actions.lay_out(version, make.vendor(), make.engagement(), by=by, at=make.AT)
    assert made.item_count == 2


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path):
    code, said = run(saved(tmp_path, catalog()), "--dry-run", "--key", "ours")

    assert (code, said.strip()) == (0, "Would be: 1 created, 0 updated, 0 unchanged, 0 errors.")
    assert not Template.objects.filter(key="ours").exists()
    assert not ImportRun.objects.exists()


BROKEN = [
    (catalog(control("a"), control("a")), "catalog.groups[0].controls[1] (a): this id occurs twice"),
    (catalog({"title": "No id"}), "catalog.groups[0].controls[0]: the control has no id"),
    (catalog({"id": "a"}), "the control has no title"),
    (catalog("text"), "catalog.groups[0].controls[0]: an object is expected"),
    ({"catalog": {"groups": {"a": 1}}}, "catalog.groups: a list is expected"),
    ({"catalog": {"groups": []}}, "there is no control in it"),
    (catalog(control(parts="x")), "a list is expected"),
]


@pytest.mark.parametrize(("document", "sentence"), BROKEN)
def test_a_catalog_with_a_fault_is_refused_whole_with_its_place(tmp_path, document, sentence):
    code, said = run(saved(tmp_path, document), "--key", "ours")

    assert code == 1
    assert said.startswith("catalog.json, ")
    assert sentence in said
    assert "nothing was imported" in said
    assert not Template.objects.filter(key="ours").exists()


def test_with_partial_what_is_in_order_goes_in(tmp_path):
    code, said = run(saved(tmp_path, catalog(control("a"), {"id": "b"})), "--key", "ours", "--partial")

    assert (code, "the rest is in" in said) == (1, True)
    assert list(TemplateItem.objects.filter(version__template__key="ours").values_list("key", flat=True)) == ["a"]


UNREADABLE = [
    (b"", "is empty"),
    (b"{", "line 1, column 2: this is not JSON, or it is cut off"),
    (json.dumps(catalog()).encode()[:-20], "cut off"),
    (json.dumps(catalog()).encode("utf-16"), "UTF-16|not in UTF-8|not UTF-8"),
    (b'{"catalog": "\xff"}', "line 1: this is not UTF-8"),
    (b"[" * 100_000, "more than 60 levels deep"),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "more than 60 levels deep"),
    (b'{"catalog": NaN}', "no value that JSON knows"),
    (b'{"profile": {}}', "is an OSCAL profile"),
    (b'{"other": {}}', "no OSCAL catalog"),
    (b"[1, 2]", "no OSCAL catalog"),
    (b'{"catalog": ' + b"9" * 5_000 + b"}", "digits|no OSCAL"),
    (b"a,b\n1,2\n", "no column .question."),
    (b"%PDF-1.7", "PDF"),
]


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, content, sentence):
    code, said = run(saved(tmp_path, content))

    assert (code, said.startswith("catalog.json")) == (2, True)
    with pytest.raises(Unreadable, match=sentence):
        files.read(tmp_path / "catalog.json")


def test_a_file_of_50_mb_is_not_even_read(tmp_path):
    path = tmp_path / "big.json"
    with path.open("wb") as big:
        big.truncate(50 * 1024 * 1024)

    assert run(path)[0] == 2
    assert "at most" in run(path)[1]
    assert run(tmp_path / "missing.json")[0] == 2


def test_quotes_that_never_end_are_counted_through_once():
    with pytest.raises(Unreadable, match="cut off"):
        documents.json_of("a.json", '["' + '\\"' * 200_000)


def test_prose_becomes_plain_text():
    hostile = '<script>alert(1)</script>Use **bold** <b onclick="x">and</b> [a link](javascript:x) &lt;b&gt;\u202e'

    assert plain(hostile) == "Use bold and a link <b>"


def test_html_in_prose_never_reaches_the_template(tmp_path):
    run(
        saved(tmp_path, catalog(control(title="<img src=x onerror=y>T", prose="<p>Do <i>it</i>.</p>"))), "--key", "ours"
    )

    item = TemplateItem.objects.get(version__template__key="ours")
    assert (item.title, item.question) == ("T", "Do it.")


def test_parameters_that_name_each_other_in_a_circle_end():
    params = [
        {"id": "p", "label": "{{ insert: param, q }}"},
        {"id": "q", "select": {"choice": ["{{ insert: param, p }}", "{{ insert: param, nobody }}"]}},
    ]
    document = catalog(control(prose="Every {{ insert: param, p }}.", params=params))

    question = oscal.read("a.json", "", document).parts[0].questions[0]

    assert question.values["question"] == "Every [[one or more of: [p]; [nobody]]]."


def test_parameters_that_multiply_stay_small():
    params = [
        {"id": f"p{n}", "label": f"{{{{ insert: param, p{n + 1} }}}} " * 50 if n < 9 else "end"} for n in range(10)
    ]

    found = oscal.read("a.json", "", catalog(control(prose="{{ insert: param, p0 }}" * 500, params=params)))

    assert len(found.parts[0].questions[0].values["question"]) <= 20_000


def test_withdrawn_controls_are_left_out_and_named():
    gone = control("b", props=[{"name": "status", "value": "withdrawn"}])

    found = oscal.read("a.json", "", catalog(control("a"), gone, control("c", prose="Dropped (moved to a)")))

    assert ([one.key for one in found.parts[0].questions], found.left_out) == (["a"], ["b", "c"])


def test_a_csv_of_questions_is_read_with_each_error_by_row(tmp_path):
    table = (
        "Section,Key,Question,Area,Answer,Choices,Evidence,Evidence days,Required,Owner\n"
        "People,p1,Are they trained?,privacy,yes-no,,yes,365,yes,x\n"
        "People,p2,How often?,security,choice,Yearly|Monthly,no,,no,x\n"
    )
    path = saved(tmp_path, table.encode(), "our_questions.csv")

    code, said = run(path)

    first, second = TemplateItem.objects.filter(version__template__key="our-questions")
    assert (code, "Left out: owner." in said) == (0, True)
    assert (first.area, first.is_evidence_wanted, first.evidence_days, first.section.title) == (
        "privacy",
        True,
        365,
        "People",
    )
    assert (second.answer_kind, second.choices, second.is_required) == ("choice", ["Yearly", "Monthly"], False)

    worse = table + "People,p1,Again?,astrology,perhaps,,maybe,0,yes,x\n,,,legal,,,,,,\n"
    code, said = run(saved(tmp_path, worse.encode(), "our_questions.csv"))
    assert code == 1
    assert "our_questions.csv, row 4: area: “astrology” is none of security" in said
    assert "row 4: the key “p1” is that of row 2 already" in said
    assert "row 5: there is no question" in said
    assert TemplateVersion.objects.filter(template__key="our-questions").count() == 1


def test_sections_are_lettered_on_and_on():
    assert [letter(place) for place in (0, 25, 26, 27, 51, 52, 701)] == ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ"]


def test_too_many_groups_are_refused():
    groups = [{"title": f"G{n}", "controls": [control(f"c{n}")]} for n in range(710)]

    found = oscal.read("a.json", "", {"catalog": {"groups": groups}})

    assert len(found.parts) == 702
    assert "more than 702 groups" in str(found.problems[0])
    assert Section._meta.get_field("letter").max_length == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["groups", "controls", "params", "parts", "id", "title", "props", "name", "prose", "select"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(document=JSON)
def test_no_shape_of_json_breaks_the_reader(document):
    found = oscal.read("a.json", "", {"catalog": document if isinstance(document, dict) else {"groups": document}})

    assert found.count() or found.problems or found.left_out


@given(document=JSON)
def test_no_shape_of_json_breaks_the_other_reader(document):
    found = vsaq.read("a.json", "", {"questionnaire": [document, {"type": "block", "items": [document]}]})

    assert found.problems or found.count()


@pytest.mark.parametrize("days", ["3661", "003650999", "9" * 30, "0", "-1", "x"])
def test_days_that_no_date_is_reckoned_by_are_refused_in_a_table(tmp_path, days):
    table = f"Section,Key,Question,Answer days,Evidence days\nPeople,p1,Are they trained?,{days},{days}\n"

    code, said = run(saved(tmp_path, table.encode(), "our_questions.csv"))

    assert code == 1
    assert "is no number of days from 1 to 3660." in said
