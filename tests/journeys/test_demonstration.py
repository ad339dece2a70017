"""The demonstration as people see it: real pages full of records, without a barrier, and the pictures of docs/."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from checklists.models import Checklist
from contracts.models import Contract
from portfolio.demo import cast
from sharing.models import SharingRequest
from tests.journeys.conftest import NARROW, breaches
from vendors.models import PortalLink, Vendor

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday; the same day in every picture
SIZE = (1280, 960)


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path, live_server: Any) -> Iterator[None]:
    """Halden Mutual on that Monday, while the clock goes on from there."""
    settings.DEBUG, settings.ORGANISATION = True, "Halden Mutual"
    settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH = tmp_path / "documents", tmp_path / "mail"
    with time_machine.travel(NOW, tick=True):
        call_command("seed_demo", today=NOW.date(), stdout=StringIO())
        yield


@pytest.fixture
def see(browser_page: Callable[..., Page], shot: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """`see("maeve", "/vendors/", "vendors")`: a picture of what is seen first; in the end, no barrier anywhere."""
    found: list[str] = []

    def look(who: str, path: str, name: str, **how: Any) -> None:
        user = User.objects.get(email=f"{who}@{cast.DOMAIN}") if who else None
        page = browser_page(user, **{"size": SIZE, **how})
        page.goto(path)
        if not who:
            page.get_by_role("button", name="Open my questions").click()
            page.wait_for_url(f"**{reverse('checklists:portal')}")
        shot(page, name, whole=False)
        found.extend(f"{name}: {breach}" for breach in breaches(page))
        if (wider := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) > 0:
            found.append(f"{name}: scrolls sideways by {wider} px")
        page.close()

    yield look
    assert "\n".join(found) == ""


def of(title: str) -> str:
    return reverse("sharing:sharing", args=[SharingRequest.objects.get(title=title).ref])


def test_the_pages_of_the_demonstration_have_no_barrier(demonstration: None, see: Callable[..., None]) -> None:
    wislok = Vendor.objects.get(name="Wislok Support")
    checklist = Checklist.objects.get(vendor=wislok)
    contract = Contract.objects.get(vendor=wislok)
    link = PortalLink.objects.filter(contact__vendor=wislok).latest("pk")

    see("maeve", reverse("reminders:home"), "my-work")
    see("sinead", of("Service desk customer contact data"), "sharing-blocked")
    see("ines", of("Payroll master data"), "sharing-ready")
    see("ines", of("Staff access list, site plans"), "sharing-cleared-dark", dark=True)
    see("ravi", reverse("checklists:checklist", args=[checklist.ref]), "checklist-review")
    see("maeve", reverse("vendors:vendor", args=[wislok.ref]), "vendor")
    see("maeve", reverse("vendors:engagement", args=[checklist.engagement.ref]), "engagement")
    see("tom", reverse("contracts:contract", args=[contract.ref]), "contract")
    see("", reverse("checklists:portal-door", args=[link.token]), "portal-phone", size=NARROW)
    see("carla", reverse("reminders:index"), "reminders")
