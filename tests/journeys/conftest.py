"""A real browser against a live server: pages as somebody, axe, pictures, and nothing that the policy forbids."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from tests import machine

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = (1440, 900), (390, 844)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PARTS = {"script", "stylesheet", "image", "font"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all journeys. Its event loop lives in this thread, so Django is told that this is meant."""
    was = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        chromium = playwright.chromium.launch(executable_path=machine.chromium(), args=ARGS)
        yield chromium
        chromium.close()
    if was is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def watch(page: Page, faults: list[str]) -> None:
    """Errors on the console, uncaught exceptions, breaches of the policy, parts that did not load."""

    def on_console(message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def on_response(response: Any) -> None:
        if response.status >= 400 and response.request.resource_type in PARTS:
            faults.append(f"{response.status}: {response.url}")

    def on_failure(request: Any) -> None:
        left = "ERR_ABORTED" in (request.failure or "")  # the page was left before it was there
        if request.resource_type in PARTS and not left:
            faults.append(f"not loaded: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
    page.on("response", on_response)
    page.on("requestfailed", on_failure)


def slow_down(page: Page) -> None:
    """With LATENCY=500 each answer comes 500 ms later, to a slow machine: a journey must wait for its pages, always."""
    if latency := os.environ.get("LATENCY"):
        devtools = page.context.new_cdp_session(page)
        line = {"offline": False, "latency": float(latency), "downloadThroughput": -1, "uploadThroughput": -1}
        devtools.send("Network.emulateNetworkConditions", line)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@contextlib.contextmanager
def windows(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """`open_window()` is a page of a browser of its own that starts at this address; it ends by failing on what it saw.

    May have size=NARROW, dark=True, script=False.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(size: tuple[int, int] = WIDE, dark: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        slow_down(page)
        watch(page, faults)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def browser_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`browser_page(user)` is a page signed in as that user (nobody without one); it ends by failing on what it saw.

    `page.goto("/vendors/")` starts at the live server; the rest is what `windows` knows.
    """
    with windows(browser, live_server.url) as open_window:

        def open_page(user: User | None = None, **how: Any) -> Page:
            page = open_window(**how)
            if user is not None:
                page.context.add_cookies([cookie_of(user, live_server.url)])
            return page

        yield open_page


def cookie_of(user: User, url: str) -> Any:
    """The session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def breaches(page: Page) -> list[str]:
    """Every breach of WCAG 2.2 AA (and axe's best practice) on the page as it stands."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations)", RULES
    )
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with every breach on the page."""

    def check(page: Page) -> None:
        assert breaches(page) == [], page.url

    return check


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`shot(page, "vendors")` writes a picture where --screenshots names a folder; whole=False: what is seen first."""
    folder = request.config.getoption("--screenshots")

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_load_state()
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png", full_page=whole)

    return take


LOOKS = {
    "wide-light": {"size": WIDE},
    "wide-dark": {"size": WIDE, "dark": True},
    "narrow-light": {"size": NARROW},
    "narrow-dark": {"size": NARROW, "dark": True},
}


@pytest.fixture
def in_each_look(
    browser_page: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., None]
) -> Callable[..., None]:
    """`in_each_look(user, "/vendors/", "vendors")`: axe, no sideways scroll, a picture; wide, narrow, light, dark."""

    def look(user: User | None, path: str, name: str) -> None:
        for label, how in LOOKS.items():
            page = browser_page(user, **how)
            page.goto(path)
            axe(page)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{path} scrolls sideways by {wider} px ({label})"
            shot(page, f"{name}-{label}")
            page.close()

    return look
