"""Every page that the demonstration portfolio can show, as each role: no dead link, nothing that axe objects to."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from accounts.models import User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
SKIPPED = re.compile(r"^/(admin|static|dev|api|accounts/logout|history/export|styleguide)")
PEOPLE = ["sinead", "maeve", "ravi", "jonas", "tom", "ines", "aoife", "niall", "carla", "petra"]
A_KIND = 6  # pages of one kind that are followed; more of the same tell nothing new
LOOKS: list[dict[str, Any]] = [{}, {"size": (390, 844), "dark": True}]


def kind_of(path: str) -> str:
    """The address without what it is about: its name in urls.py."""
    return resolve(urlsplit(path).path).view_name


def links(body: str) -> Iterator[str]:
    for found in LINK.findall(body):
        path = found.replace("&amp;", "&")
        if not SKIPPED.match(path):
            yield path


def crawl(client: Client) -> dict[str, list[str]]:
    """The pages that somebody reaches by links from their start page, by kind; each address must answer."""
    pages: dict[str, list[str]] = {}
    tried: Counter[str] = Counter()
    known, waiting = {"/"}, deque([("/", "the address bar")])
    dead = []
    while waiting:
        path, found_on = waiting.popleft()
        try:
            kind = kind_of(path)
        except Resolver404:
            dead.append(f"{path} (on {found_on}): no such address")
            continue
        if tried[kind] >= A_KIND:
            continue
        tried[kind] += 1
        answer = client.get(path)
        if answer.status_code not in (200, 302):
            dead.append(f"{path} (on {found_on}): {answer.status_code}")
        if answer.streaming:  # a document: the file behind it is closed with the answer
            answer.close()
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        pages.setdefault(kind, []).append(path)
        for link in links(answer.content.decode()):
            if link not in known:
                known.add(link)
                waiting.append((link, path))
    assert not dead, "\n".join(dead)
    return pages


def test_no_page_links_to_what_its_reader_may_not_open_and_axe_objects_to_nothing(
    browser_page: Callable[..., Any],
    axe: Callable[[Any], None],
    shot: Callable[[Any, str], None],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH = tmp_path / "documents", tmp_path / "mail"
    with override_settings(DEBUG=True):
        call_command("seed_demo")
    looked_at: set[str] = set()
    for name in PEOPLE:
        user = User.objects.get(email=f"{name}@halden.example")
        client = Client()
        client.force_login(user)
        reached = crawl(client)
        new = {kind: paths[0] for kind, paths in reached.items() if kind not in looked_at}
        looked_at |= set(new)
        for number, how in enumerate(LOOKS):
            page = browser_page(user, **how)
            for kind, path in new.items():
                look_at(page, path, axe)
                shot(page, f"page-{kind.replace(':', '-')}-{'narrow-dark' if number else 'wide'}")
            page.close()

    assert {"reminders:home", "sharing:sharing", "vendors:vendor", "checklists:checklist"} <= looked_at


def look_at(page: Any, path: str, axe: Callable[[Any], None]) -> None:
    page.goto(path)
    axe(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{path} scrolls sideways by {wider} px"
    assert page.title().strip(" ·") not in ("", "VendorTrack"), f"{path} has no title"
