"""Every address, asked by everybody: who_may.txt says who may do what, and whoever else asks gets nowhere.

Who may not see a record is told what they would be told if there were none (404); who sees it and may not do this is
forbidden it (403), or is told why not; whoever is not signed in is sent to sign in. Each case starts from one scene, in
which the act is possible, and leaves no trace: so a POST of somebody who may does change something.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.template.backends.django import Template
from django.test import override_settings
from django.urls import URLResolver, get_resolver, reverse

from history.models import Entry
from selection.writers import pdf
from tests.vendortrack.who_may_cases import ABOUT, BEFORE, GIVEN
from tests.vendortrack.who_may_scene import NOW, WORDS, Scene

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("who_may.txt")
OUTSIDE = ("anonymous", "contact")
STRANGERS = ("requester", "evaluator", "nobody")  # who sees what is their own, and nothing of the scene is
RELATED = ("asker", "sponsor", "invited")  # of whom each sees a part of the scene
QUIET = {"sharing:api-check", "checklists:portal-leave", "checklists:portal-open"}  # they change no record
LIBRARY = ("account_", "mfa_", "usersessions_")  # signing in, and one's own second factors and sessions
NAMELESS = {"accounts/email/", "accounts/confirm-email/", "accounts/confirm-email/<path:key>/", "api/v1/<path:rest>"}
NAMELESS |= {"admin/password_change/"}


@dataclass(frozen=True)
class Line:
    """Who may, who is told why not, and who is told that there is nothing."""

    name: str
    method: str
    may: frozenset[str]
    refused: frozenset[str]
    nothing: frozenset[str]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("sharing:api-")


def read() -> list[Line]:
    words: dict[str, frozenset[str]] = {}
    lines = []
    for row in TABLE.read_text().splitlines():
        text = row.partition("#")[0].strip()
        if " = " in text:
            word, _equals, names = text.partition(" = ")
            words[word.strip()] = people(names, words)
        elif text:
            name, methods, rest = text.split(maxsplit=2)
            may, refused, nothing = [people(part, words) for part in f"{rest} || ".split("|")[:3]]
            lines += [Line(name, method, may, refused, nothing - may) for method in methods.split("+")]
    return lines


def people(names: str, words: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(words.get(name, {name}) for name in names.split() if name != "-"))


LINES = read()
READERS = {line.name: line.may for line in LINES if line.method == "GET"}


def addresses(resolver: Any, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every address but the administration's, which has its own tests."""
    for one in resolver.url_patterns:
        whole = route + str(one.pattern)
        if not isinstance(one, URLResolver):
            yield f"{space}{one.name}" if one.name else "", whole
        elif whole != "admin/":
            yield from addresses(one, whole, f"{space}{one.namespace}:" if one.namespace else space)


ALL = [(name, route) for name, route in addresses(get_resolver()) if not name.startswith(LIBRARY)]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, documents: Path) -> Iterator[Scene]:
    """One scene for all cases; pages are not drawn, since who may see them was decided before."""
    logging.disable()
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=documents),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        patch.setattr(Template, "render", lambda *_args, **_more: "")
        patch.setattr(pdf, "written", lambda *_: b"")
        yield Scene()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def read_to_its_end(answer: Any) -> None:
    """A file that is handed out is closed; `close` itself would close the connection under the scene as well."""
    if answer.streaming:
        answer.getvalue()


def ask(scene: Scene, who: str, name: str, method: str, *, elsewhere: bool = False) -> tuple[int, bool, str]:
    """The status of the answer, whether a record changed, and where it leads; `elsewhere`: of a record that is not."""
    with transaction.atomic():
        if name in BEFORE:
            BEFORE[name](scene)
        parts = ABOUT[name](scene) if name in ABOUT else []
        path = reverse(name, args=[re.sub(r"\d+$", "987654", part) for part in parts] if elsewhere else parts)
        data = {**WORDS, **(GIVEN[name](scene) if name in GIVEN else {})}
        if query := data.pop("?", ""):
            path += f"?{query}"
        client, before = scene.browser(who), Entry.objects.count()
        kind = {"content_type": "application/json"} if name.startswith("sharing:api-") else {}
        answer = client.get(path) if method == "GET" else client.post(path, data, **kind)
        changed = Entry.objects.count() > before
        read_to_its_end(answer)
        transaction.set_rollback(True)
    return answer.status_code, changed, answer.get("Location", "")


def verdict(scene: Scene, line: Line, who: str) -> str:
    """What was wrong; empty where everything is as the table says."""
    status, changed, place = ask(scene, who, line.name, line.method)
    to_login = status == 302 and place.startswith("/accounts/login/")
    told = f"{who}: {status}{' to sign in' if to_login else ''}{', and something changed' if changed else ''}"
    if who in line.may:
        done = changed or line.method == "GET" or line.name in QUIET
        return "" if status < 400 and not to_login and done else f"{told}, though they may"
    if changed:
        return f"{told}, though they may not"
    if who in line.refused:
        return "" if status in (200, 302, 409, 422) and not to_login else f"{told}, expected to be told why not"
    if who in line.nothing:
        return "" if status in (401, 404, 410) else f"{told}, expected to be told that there is nothing"
    if who in OUTSIDE or who == "token-ended":
        return "" if status == 401 or (to_login and not line.is_api) else f"{told}, expected to have to sign in"
    if who in STRANGERS and ABOUT.get(line.name) and who not in READERS.get(line.name, ()):
        same = status == 404 or ask(scene, who, line.name, line.method, elsewhere=True)[0] == status == 403
        return "" if same else f"{told}, expected the answer for a record that does not exist"
    allowed = (403, 404) if who in RELATED or who.startswith("token-") else (403,)
    return "" if status in allowed else f"{told}, expected {' or '.join(map(str, allowed))}"


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.name} {line.method}")
def test_whoever_may_does_it_and_nobody_else_gets_anywhere(scene: Scene, line: Line) -> None:
    everybody = [*scene.cookies, *(scene.tokens if line.is_api else ())]

    assert (line.may | line.refused | line.nothing) <= set(everybody)
    assert [told for who in everybody if (told := verdict(scene, line, who))] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_the_table_does_not_name_answers_nobody(scene: Scene, method: str) -> None:
    known = {(line.name, line.method) for line in LINES}

    others = [name for name, _route in ALL if name and (name, method) not in known]

    answered = {name: ask(scene, "procurement", name, method)[0] for name in others}

    assert {name: status for name, status in answered.items() if status != 405} == {}, f"add them to {TABLE.name}"


def test_the_table_names_only_addresses_that_there_are() -> None:
    assert {line.name for line in LINES} <= {name for name, _ in ALL}
    assert {route for name, route in ALL if not name} == NAMELESS
    assert len({(line.name, line.method) for line in LINES}) == len(LINES)


@pytest.mark.parametrize("who", ["requester", "auditor", "approver", "contact", "anonymous"])
def test_the_administration_opens_to_its_staff_only(scene: Scene, who: str) -> None:
    assert scene.browser("administrator").get("/admin/").status_code == 200
    assert scene.browser(who).get("/admin/").status_code in (302, 403)
    assert scene.browser(who).get("/admin/accounts/user/").status_code in (302, 403)


@pytest.mark.parametrize("typed", ["nul\x00", "\u202erevo\r\nBcc: x@evil.example", "9" * 60_000])
def test_no_input_however_hostile_breaks_an_address(scene: Scene, typed: str) -> None:
    broken = []
    for line in LINES:
        who = next((one for one in scene.cookies if one in line.may), "anonymous")
        with transaction.atomic():
            if line.name in BEFORE:
                BEFORE[line.name](scene)
            given = {**WORDS, **(GIVEN[line.name](scene) if line.name in GIVEN else {}), "q": typed, "next": typed}
            data = {name: typed for name in given if not name.endswith("_FORMS")}
            path = reverse(line.name, args=ABOUT[line.name](scene) if line.name in ABOUT else [])
            client = scene.browser(who)
            client.raise_request_exception = False
            answer = client.get(path, data) if line.method == "GET" else client.post(path, data)
            client.raise_request_exception = True
            broken += [f"{line.name} {line.method}: {answer.status_code}"] if answer.status_code >= 500 else []
            read_to_its_end(answer)
            transaction.set_rollback(True)

    assert broken == []
