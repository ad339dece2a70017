"""A firm at work on a VendorTrack that genuinely runs: web, Celery worker, beat, broker, and a mail server.

Where DATABASE_URL and REDIS_URL are set, it runs on them, in a database of its own; else on the embedded defaults.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Browser, Locator, Page, expect
from psycopg import sql

from reminders.rules.calendar import Calendar
from tests.journeys.conftest import NARROW, WIDE, windows
from tests.postman import Postman
from tests.vendortrack.running import OURS, ROOT, Running, running, until

PASS_PHRASE = "a long enough pass phrase"
# Mails leave on working days only; on each day of the week, some of these countries work.
COUNTRIES = ("IE", "DE", "JP", "BR", "PY", "HK", "EG", "IL", "BD")
MAIL = {"MORNING_HOUR": "0", "PLAN_SECONDS": "15", "ORGANISATION": "Halden Mutual"}


@dataclass
class Firm:
    """The people of a firm, each in a browser of their own, and the mails that arrive."""

    it: Running
    given: dict[str, str]
    postman: Postman
    open_window: Callable[..., Page]
    today: date
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def country(self) -> str:
        """Where people work today, whichever day it is."""
        return next(country for country in COUNTRIES if Calendar(country).is_working(self.today))

    def day(self, offset: int) -> str:
        """The day so many days from today, as a field takes it."""
        return (self.today + timedelta(days=offset)).isoformat()

    def page_of(self, name: str) -> Page:
        """The page that a colleague has open; they sign in when they are first seen."""
        if name not in self.pages:
            page = self.pages[name] = self.open_window()
            page.goto("/")
            page.get_by_label("E-mail").fill(address(name))
            page.get_by_label("Password").fill(PASS_PHRASE)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("My work")
        return self.pages[name]

    def told(self, email: str, *words: str, seconds: float = 90) -> str:
        """Wait for a mail to this address that says all of these words; its text."""
        until(lambda: self._mails(email, words), seconds, f"a mail to {email} that says {words}")
        return self._mails(email, words)[-1]

    def _mails(self, email: str, words: tuple[str, ...]) -> list[str]:
        said = [text_of(mail) for mail in list(self.postman.mails) if f"<{email}>" in str(mail["To"])]
        return [text for text in said if all(word in text for word in words)]

    def ask(self, ref: str, token: str) -> tuple[int, set[str]]:
        """What the gate answers to a program at this second: the status, and the codes of its reasons."""
        url = f"http://127.0.0.1:{self.it.port}/api/v1/sharing/{ref}/pass"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                return answer.status, set()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, {one["code"] for one in json.load(answer)["reasons"]}

    def run(self, *command: str) -> str:
        """What a script says that runs on the same records."""
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env |= {"VAR_DIR": str(self.it.var_dir), "DJANGO_SETTINGS_MODULE": "vendortrack.settings", **self.given}
        run = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
        return run.stdout


@dataclass
class Look:
    """Looks at a page with axe and takes its picture; `narrow` on a phone as well."""

    axe: Callable[[Page], None]
    shot: Callable[..., None]
    story: str = "promise"

    def __call__(self, page: Page, name: str, *, narrow: bool = False) -> None:
        self.shot(page, f"{self.story}-{name}")
        self.axe(page)
        if narrow:
            page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            self.shot(page, f"{self.story}-{name}-narrow")
            self.axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


def address(name: str) -> str:
    return f"{name.split()[0].lower()}@halden.example"


def text_of(mail: Message) -> str:
    """Subject and plain text of a mail, in one string."""
    part = next(one for one in mail.walk() if one.get_content_type() == "text/plain")
    body = part.get_payload(decode=True)
    return f"{mail['Subject']}\n\n{body.decode() if isinstance(body, bytes) else body}"


def link_in(text: str, path: str) -> str:
    """The address in a mail that goes to this part of us."""
    found = re.search(rf"http://[^\s/]+({re.escape(path)}\S*)", text)
    assert found, text
    return found[1]


def each(found: Locator) -> list[Locator]:
    """All of what is found, once the page has it: `all()` alone counts what there is at that instant, even nothing."""
    expect(found.first).to_be_attached()
    found.page.wait_for_load_state()
    return found.all()


def click(page: Page | Locator, name: str, role: str = "link") -> None:
    """Click the first link or button whose name begins so, beside the navigation."""
    place = page.locator("main") if isinstance(page, Page) else page
    place.get_by_role(role, name=re.compile(rf"^\s*{re.escape(name)}")).first.click()  # type: ignore[arg-type]


def save(page: Page, button: str, **fields: str | bool) -> None:
    """Fill, choose or tick fields by the beginning of their labels, press the button, and be refused nothing."""
    for name, value in fields.items():
        label = re.compile(rf"^\s*{name.replace('_', ' ')}", re.IGNORECASE)
        found = page.locator("main").get_by_label(label).and_(page.locator("input, select, textarea")).first
        if isinstance(value, bool):
            found.set_checked(value)
        elif found.evaluate("field => field.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)
    click(page, button, "button")
    expect(page.locator("[aria-invalid=true], .vt-errsum")).to_have_count(0)


@contextlib.contextmanager
def at_work(browser: Browser, folder: Path, people: dict[str, list[str]], today: date) -> Iterator[Firm]:
    """Everything is started, and everybody can sign in."""
    postman = Postman()
    office = postman.open()
    smtp = {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}"}
    try:
        with (
            services() as given,
            running(folder, **given, **smtp, **MAIL) as it,
            windows(browser, f"http://127.0.0.1:{it.port}") as open_window,
        ):
            firm = Firm(it, given, postman, open_window, today)
            asked = {"roles": people, "country": firm.country, "zone": "UTC", "pass_phrase": PASS_PHRASE}
            firm.run("-m", "tests.journeys.people", json.dumps(asked))
            yield firm
    finally:
        office.stop()


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """The services that the environment names, with an empty database beside the one that it names; or none."""
    given = {"REDIS_URL": os.environ["REDIS_URL"]} if os.environ.get("REDIS_URL") else {}
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        yield given
        return
    name = f"{url.path.strip('/')}_firm"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {**given, "DATABASE_URL": url._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(drop)
