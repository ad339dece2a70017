"""From the proposal to the dossier, in a browser: each look, what is printed, and the download."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from checklists.readers.facts import tiers_of
from selection import actions
from selection.models import Candidate, Dossier
from tests import make, make_selection
from vendors.models import Engagement

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def scene() -> tuple[User, Engagement, list[Candidate]]:
    """Two candidates with quotes, scored by two people, and one on the longlist."""
    engagement = make.engagement("Claims platform", status="evaluating", is_fit_demanded=True)
    make.fit_condition(engagement)
    names = ("Saltmarsh Apps", "Arundaya Systems")
    one, other = (make_selection.candidate(engagement, name) for name in names)
    make_selection.candidate(engagement, "Ostrel Code", status="longlisted")
    hours = {"supervision_low": 60, "supervision_likely": 90, "supervision_high": 120, "own_rate_e4": 57_3170}
    quote = make_selection.quote(one, note="Prices of May.", **hours)
    make_selection.line(quote, quantity=(60_000, 120_000, 240_000))
    make_selection.rate("USD", 1.25)
    fixed = make_selection.quote(other, "project", currency="USD")
    make_selection.line(fixed, "milestone", title="Go live", amount=140_000_00)
    card = make_selection.scorecard(engagement)
    make_selection.criterion(card, "skill", title="Skill", weight=60, about="People who have done it before.")
    make_selection.criterion(card, "cost", title="Cost", weight=40, source="cost")
    make_selection.scored(card, 5, 3, person=make.person("Asha Rao"))
    make_selection.scored(card, 4, 4, person=make.person("Jon Bell"))
    return make.user("procurement", name="Maeve Doran"), engagement, [one, other]


def test_an_award_is_proposed_with_a_reason_for_each(scene: Any, browser_page: Callable[..., Any]) -> None:
    user, engagement, (one, _other) = scene
    page = browser_page(user, script=False)

    page.goto(reverse("selection:propose", args=[one.ref]))
    page.get_by_label("Reasons").fill("Best score.")
    page.get_by_role("button", name="Propose award").click()
    expect(page.get_by_role("alert")).to_contain_text("Why not Arundaya Systems")
    page.get_by_label("Why not Arundaya Systems").fill("Dearer, and slower at night.")
    page.get_by_role("button", name="Propose award").click()

    expect(page.locator("#award")).to_contain_text("Dearer, and slower at night.")
    assert engagement.awards.get().rejections.count() == 2


def test_the_pages_of_an_award_in_each_look(scene: Any, in_each_look: Callable[..., None]) -> None:
    user, engagement, (one, other) = scene
    head = make.user("procurement-head", name="Aoife Brennan")
    in_each_look(user, reverse("selection:propose", args=[one.ref]), "award-propose")
    proposed = actions.propose_award(one, user, "Best score, and near.", {other.pk: "Dearer, and slower at night."})
    in_each_look(head, f"{reverse('vendors:engagement', args=[engagement.ref])}#award", "award-proposed")
    actions.confirm_award(proposed, head, make.AT, tiers=tiers_of)

    in_each_look(user, reverse("selection:dossier", args=[engagement.ref]), "dossier")


def test_a_dossier_is_downloaded_and_printed(scene: Any, browser_page: Callable[..., Any]) -> None:
    user, engagement, (one, other) = scene
    proposed = actions.propose_award(one, user, "Best score.", {other.pk: "Dearer."})
    actions.confirm_award(proposed, make.user("approver"), make.AT, tiers=tiers_of)
    page = browser_page(user)
    page.goto(reverse("vendors:engagement", args=[engagement.ref]))
    page.get_by_role("link", name="Selection dossier").click()

    with page.expect_download() as fetched:
        page.get_by_role("link", name="JSON").click()
    page.emulate_media(media="print")

    content = Path(fetched.value.path()).read_bytes()
    assert hashlib.sha256(content).hexdigest() == Dossier.objects.get().sha256
    expect(page.get_by_text(Dossier.objects.get().sha256)).to_be_visible()
    expect(page.get_by_role("link", name="JSON")).to_be_hidden()


def test_on_a_phone_no_figure_of_a_dossier_is_cut_off(scene: Any, browser_page: Callable[..., Any]) -> None:
    user, engagement, (one, other) = scene
    proposed = actions.propose_award(one, user, "Best score.", {other.pk: "Dearer."})
    actions.confirm_award(proposed, make.user("approver"), make.AT, tiers=tiers_of)
    page = browser_page(user, size=(390, 844))
    page.goto(reverse("selection:dossier", args=[engagement.ref]))

    exact = page.locator("#ranking td[data-l='Weighted score'] .vt-cell-s").all()

    assert max(len(each.inner_text()) for each in exact) > 20
    page.evaluate(
        "document.querySelectorAll('#ranking td .vt-cell-s').forEach(one => one.append('0123456789'.repeat(3)))"
    )
    edge = page.locator("#ranking").bounding_box()
    for each in exact:
        assert each.evaluate("one => one.getBoundingClientRect().right") <= edge["x"] + edge["width"]
