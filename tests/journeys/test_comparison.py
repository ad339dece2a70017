"""The candidates side by side in a browser, in each look."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from selection.models import Evaluation
from tests import make, make_checklists, make_selection

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ON_ITS_SIDE = (1047, 718)  # A4 less a centimetre on each edge
TITLES = ("Security and compliance", "Technical fit", "Communication and culture", "Continuity and exit")
GIVEN = {
    "Saltmarsh Apps": ((4, 5, 4, 4), (5, 4, 4, 3)),
    "Oakhollow Software": ((5, 4, 5, 4), (4, 3, 5, 4)),
    "Arundaya Systems": ((3, 4, 2, 3), (4, 4, 3, 4)),
    "Ostrel Code": ((3, 4, 4, 3), (3, 5, 3, 3)),
}


@pytest.fixture
def scene() -> Any:
    engagement = make.engagement(
        "Claims platform maintenance", status="evaluating", country="IE", budget_amount=180_000_00
    )
    engagement.benefits.create(
        kind="cost", expected="A tenth less a year", baseline="€200,000 a year", measure="Invoices"
    )
    card = make_selection.scorecard(engagement)
    for title, weight in zip(TITLES, (30, 25, 15, 10), strict=True):
        make_selection.criterion(card, title.lower().replace(" ", "-"), title=title, weight=weight)
    make_selection.criterion(card, "cost", title="Comparable cost", weight=20, source="cost")
    places = (["PT"], ["IE"], ["IN"], [])
    for number, (name, countries) in enumerate(zip(GIVEN, places, strict=True)):
        vendor = make.vendor(name, status="approved", delivery_countries=countries)
        one = make_selection.candidate(engagement, vendor=vendor)
        if number % 2:
            allowance = {"allowance_low": 500, "allowance_likely": 1_000, "allowance_high": 2_500}
            quote = make_selection.quote(one, "project", valid_until_on=make.TODAY, **allowance)
            make_selection.line(quote, "milestone", amount=(130_000 + 15_000 * number) * 100)
        else:
            quote = make_selection.quote(one, transition_amount=(12_000 + 9_000 * number) * 100)
            make_selection.line(quote, quantity=(120_000 - 9_000 * number, 160_000, 240_000))
        checklist = make_checklists.checklist(vendor=vendor, engagement=engagement)
        type(checklist).objects.filter(pk=checklist.pk).update(required_count=36, outstanding_count=4 + 5 * number)
        make.risk(engagement, vendor, before=(25, 16, 9, 4)[number], after=None if number else 4)
    make_selection.line(make_selection.quote(engagement), "people", (150_000, 180_000, 240_000))
    make_selection.lock(card)
    for turn in range(2):
        done = make_selection.evaluation(card)
        for one in engagement.candidates.all():
            asked = [each for each in card.criteria.all() if each.source == "scored"]
            for criterion, level in zip(asked, GIVEN[str(one)][turn], strict=True):
                make_selection.score(done, one, criterion, level)
        Evaluation.objects.filter(pk=done.pk).update(status="submitted", submitted_at=make.AT)
    return card


def test_the_comparison_in_each_look(scene: Any, in_each_look: Callable[..., None]) -> None:
    user = make.user("procurement")
    in_each_look(user, reverse("selection:compare", args=[scene.engagement.ref]), "compare")
    in_each_look(user, reverse("vendors:engagement", args=[scene.engagement.ref]), "compare-engagement")


def test_horizon_and_rates_in_each_look(scene: Any, in_each_look: Callable[..., None]) -> None:
    user = make.user("procurement")
    make_selection.rate("USD", 1.0837)
    make_selection.rate("JPY", 163.19, source="Bank of Japan, reference rates at the close of the day")
    in_each_look(user, reverse("selection:comparison", args=[scene.engagement.ref]), "compare-basis")
    in_each_look(user, reverse("selection:rates"), "compare-rates")


def test_rates_are_imported_and_the_horizon_changed_without_a_script(
    scene: Any, browser_page: Callable[..., Any], tmp_path: Any
) -> None:
    page = browser_page(make.user("procurement"), script=False)
    page.goto(reverse("selection:compare", args=[scene.engagement.ref]))
    page.get_by_role("link", name="Exchange rates").click()
    file = tmp_path / "rates.csv"
    file.write_text("on,base,currency,rate,source\n2026-01-05,EUR,USD,1.0837,ECB\n")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Import rates").click()
    page.get_by_text("1 EUR = 1.0837 USD").wait_for()

    page.goto(reverse("selection:compare", args=[scene.engagement.ref]))
    page.get_by_role("link", name="Horizon and pricing day").click()
    page.get_by_label("Horizon in months").fill("12")
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Comparable cost over 12 months in EUR").wait_for()


def test_the_comparison_before_it_is_open_in_each_look(scene: Any, in_each_look: Callable[..., None]) -> None:
    user = make.user("evaluator", "procurement")
    make_selection.evaluation(scene, user.person)
    in_each_look(user, reverse("selection:compare", args=[scene.engagement.ref]), "compare-sealed")


def test_on_a_phone_the_names_of_the_rows_stay_and_the_columns_scroll_by_keyboard(
    scene: Any, browser_page: Callable[..., Any]
) -> None:
    page = browser_page(make.user("auditor"), size=(390, 844))
    page.goto(reverse("selection:compare", args=[scene.engagement.ref]))
    region = page.get_by_role("region", name="Candidates as columns")
    head = region.get_by_role("rowheader", name="Location")
    before = head.bounding_box()["x"]

    region.focus()
    for _turn in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)

    assert region.evaluate("one => one.scrollLeft") > 50
    assert head.bounding_box()["x"] == pytest.approx(before, abs=1)


@pytest.fixture
def twelve() -> Any:
    """Twelve candidates on twenty criteria, with eight evaluators."""
    card = make_selection.scorecard(make.engagement("Claims platform", status="evaluating"), criteria=19)
    make_selection.criterion(card, "cost", source="cost")
    for number in range(12):
        one = make_selection.candidate(card.engagement, f"Company of quite a long name {number}")
        quote = make_selection.quote(one, "project" if number % 3 else "hourly")
        if number % 3:
            make_selection.line(quote, "milestone", amount=(100_000 + 4_000 * number) * 100)
        else:
            make_selection.line(quote, quantity=(90_000, 120_000 + 3_000 * number, 180_000))
        make.risk(card.engagement, one.vendor, before=(25, 16, 9, 4)[number % 4])
    for turn in range(8):
        make_selection.scored(card, *[1 + (turn * place + place) % 5 for place in range(12)])
    return card


def test_twelve_candidates_on_twenty_criteria_fit_in_each_look(twelve: Any, in_each_look: Callable[..., None]) -> None:
    in_each_look(make.user("auditor"), reverse("selection:compare", args=[twelve.engagement.ref]), "compare-twelve")


def test_on_paper_no_candidate_is_cut_off_and_nothing_stays_folded(
    twelve: Any, browser_page: Callable[..., Any]
) -> None:
    page = browser_page(make.user("auditor"), size=ON_ITS_SIDE)
    page.goto(reverse("selection:compare", args=[twelve.engagement.ref]))
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.querySelector('#scores')).page") == "landscape"
    for region in page.locator("main .vt-scroll, main .vt-chart-w").all():
        room = region.evaluate("one => one.scrollWidth - one.clientWidth")
        assert room == 0, region.get_attribute("aria-label")
    last = page.locator("#scores thead th").last
    assert last.inner_text().startswith("Company of quite a long name")
    assert last.bounding_box()["x"] + last.bounding_box()["width"] <= ON_ITS_SIDE[0]
    assert page.get_by_role("table", name="Total of each candidate by the weight of").is_visible()
