"""Sharing requests in a browser: each page in each look, and a page that follows every change by itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from checklists import actions as checklists
from checklists.models import Item
from sharing import actions
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
FOLLOWED = 15_000  # milliseconds: the page asks every five seconds


@pytest.fixture(autouse=True)
def _day_of_the_scenes() -> Iterator[None]:
    with time_machine.travel(make.AT + timedelta(minutes=1)):
        yield


def blocked() -> Scene:
    """Something is rejected, something waived, the rest accepted."""
    scene = make_sharing.scene({"title": "Penetration test"}, {"title": "Exit plan test"}, {})
    Item.objects.filter(pk=scene.items[0].pk).update(status="rejected", accepted_answer=None)
    Item.objects.filter(pk=scene.items[1].pk).update(status="waived", accepted_answer=None)
    make_checklists.waiver(scene.items[1])
    return scene


def test_a_blocked_a_ready_and_a_cleared_request_have_no_barrier_in_any_look(
    in_each_look: Callable[..., None],
) -> None:
    scene = blocked()
    path = f"/sharing/{scene.sharing.ref}/"
    in_each_look(scene.approver, path, "sharing-blocked")

    make_sharing.accept(scene.items[0])
    in_each_look(scene.approver, path, "sharing-ready")

    actions.approve(scene.sharing.ref, by=scene.approver, at=make.AT)
    in_each_look(scene.approver, path, "sharing-cleared")
    in_each_look(scene.approver, "/sharing/", "sharing-list")


def test_the_forms_the_clients_and_the_policy_have_no_barrier_in_any_look(in_each_look: Callable[..., None]) -> None:
    scene = make_sharing.scene(status="draft")
    administrator = make.user("administrator", "requester")
    ref = scene.sharing.ref

    for what in ("edit", "move", "under-way", "end"):
        in_each_look(scene.requester, f"/sharing/{ref}/{what}/", f"sharing-{what}")
    make_sharing.client()
    in_each_look(administrator, "/sharing/clients/", "sharing-clients")
    in_each_look(administrator, "/sharing/policy/", "sharing-policy")
    draft = actions.draft_policy(by=administrator, title="Next", rules=make_sharing.rules_of())
    in_each_look(administrator, f"/sharing/policy/{draft.ref}/", "sharing-policy-draft")


def test_the_page_follows_what_happens_elsewhere_and_keeps_what_is_being_typed(browser_page: Any) -> None:
    scene = make_sharing.scene({}, {})
    page = browser_page(scene.approver)
    page.goto(f"/sharing/{scene.sharing.ref}/")
    expect(page.locator("#verdict")).to_contain_text("Ready for approval")
    page.get_by_label("Comment").fill("Looked through the report")

    checklists.send_back(scene.item, by=scene.reviewer, note="Too old.", at=make.AT)

    expect(page.locator("#verdict")).to_contain_text("Blocked", timeout=FOLLOWED)
    make_sharing.accept(scene.item)
    expect(page.locator("#verdict")).to_contain_text("Ready for approval", timeout=FOLLOWED)
    Item.objects.filter(pk=scene.items[1].pk).update(status="waived", accepted_answer=None)
    make_checklists.waiver(scene.items[1])
    page.get_by_label("Comment").fill("Looked through the report")
    expect(page.get_by_label("I have read the waivers")).to_be_visible(timeout=FOLLOWED)
    expect(page.get_by_label("Comment")).to_have_value("Looked through the report")


def test_without_a_script_it_is_approved_and_suspended_as_well(browser_page: Any) -> None:
    scene = make_sharing.scene()
    page = browser_page(scene.approver, script=False)
    page.goto(f"/sharing/{scene.sharing.ref}/")

    page.get_by_role("button", name="Approve and issue clearance").click()
    expect(page.locator("#verdict")).to_contain_text("Cleared until")
    page.get_by_role("link", name="Suspend").click()
    page.get_by_label("Why").fill("A breach at the vendor.")
    page.get_by_role("button", name="Suspend").click()

    expect(page.locator("#verdict")).to_contain_text("Suspended")
