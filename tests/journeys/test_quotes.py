"""Quotes in a browser: in each look, and entered without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from selection.models import Quote
from tests import make, make_selection

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def scene() -> tuple[User, Any, Any]:
    engagement = make.engagement(
        "Claims platform", status="evaluating", budget_amount=100_000_00, sponsor=make.person("Sinéad Walsh")
    )
    one = make_selection.candidate(engagement, "Saltmarsh Apps")
    quote = make_selection.quote(one, valid_until_on=make.TODAY, exit_amount=2_500_00, note="Prices of May.")
    make_selection.line(quote, quantity=(60_000, 120_000, 240_000))
    other = make_selection.quote(make_selection.candidate(engagement, "Arundaya Systems"), "project", currency="USD")
    make_selection.line(other, "milestone", title="Go live")
    make_selection.line(make_selection.quote(make_selection.candidate(engagement, "Ostrel Code")))
    return make.user("procurement"), engagement, quote


def test_quotes_and_costs_in_each_look(scene: Any, in_each_look: Callable[..., None]) -> None:
    user, engagement, quote = scene
    draft = make_selection.quote(quote.candidate, "other", status="draft")
    make_selection.line(draft, "outcome", (10_000, 20_000, 30_000), title="Savings")

    in_each_look(user, reverse("vendors:engagement", args=[engagement.ref]), "quotes-engagement")
    in_each_look(user, reverse("selection:quote", args=[quote.ref]), "quotes-quote")
    in_each_look(user, reverse("selection:quote-lines", args=[draft.ref]), "quotes-lines")
    in_each_look(user, reverse("selection:quote-add", args=[quote.candidate.ref]), "quotes-add")


def test_a_quote_is_entered_without_a_script(scene: Any, browser_page: Callable[..., Any]) -> None:
    user, _engagement, quote = scene
    page = browser_page(user, script=False)

    page.goto(reverse("selection:quote-add", args=[quote.candidate.ref]))
    page.get_by_label("Kind").select_option("hourly")
    page.get_by_role("button", name="Continue to the prices").click()
    row = page.locator("tbody tr").first
    row.get_by_label("Role").fill("Tester")
    row.get_by_label("Rate an hour").fill("45")
    for name, hours in (("low", "100"), ("likely", "200"), ("high", "300")):
        row.get_by_label(f"Hours, {name}").fill(hours)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Submit quote").click()

    page.get_by_text("The quote counts now.").wait_for()
    quote.refresh_from_db()
    assert quote.status == "withdrawn"
    assert Quote.objects.submitted().get(candidate=quote.candidate).lines.get().quantity_likely == 200 * 60
