"""Every form of ours, sent twice and sent late: no address can forget what keeps it from harm.

Pages write `{% sent %}` in their forms; views are decorated with `once` or `edits` (history.twice).
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from history.models import Entry
from tests.vendortrack.test_permissions import LINES
from tests.vendortrack.who_may_cases import ABOUT, BEFORE, GIVEN
from tests.vendortrack.who_may_scene import NOW, WORDS, Scene

pytestmark = pytest.mark.django_db
POSTED = {line.name: line for line in LINES if line.method == "POST" and not line.is_api}
PAGES = sorted({line.name for line in LINES if line.method == "GET"} & POSTED.keys())
FIELD = re.compile(r'<input type="hidden" name="(as_of|once)" value="([^"]+)">')
# Forms that nothing of the kind can happen to, each for its own reason.
ASIDE = {
    "accounts:profile": "only its owner changes it",
    "accounts:setup": "works once, and for nobody who is signed in",
    "checklists:portal": "what was answered already is not taken again",
    "selection:import": "a list that is there twice is dropped by hand; reading one takes too long for a lock",
    "vendors:upload-new": "a list that is there twice is dropped by hand; reading one takes too long for a lock",
    "selection:rates": "a rate that is known is skipped",
    "sharing:clients": "a name is given once, and a token shown once",
    "sharing:approve": "what the gate said to each press is kept",
    "vendors:facts-confirm": "confirms exactly the values that its page showed",
    "vendors:upload": "matches the columns of one file once",
    "dev-mails": "a developer's page",
    "dev-mail": "a developer's page",
    "dev-mail-html": "a developer's page",
}
FORMS = [name for name in PAGES if name not in {*ASIDE, "sharing:new_version"}]  # that one only leads elsewhere
BUTTONS = sorted(POSTED.keys() - set(FORMS) - ASIDE.keys())


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, documents: Path) -> Iterator[Scene]:
    logging.disable()
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=documents),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield Scene()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


class Answer(NamedTuple):
    """What a form is answered with: the acts are what it wrote to the history, each with its record."""

    status: int
    led_to: str
    acts: list[tuple[str, str]]
    page: str


class Form:
    """One address, asked by somebody who may: its page, and what is sent to it."""

    def __init__(self, scene: Scene, name: str) -> None:
        if name in BEFORE:
            BEFORE[name](scene)
        self.scene, self.name = scene, name
        self.who = next(one for one in scene.cookies if one in POSTED[name].may)
        self.path = reverse(name, args=ABOUT[name](scene) if name in ABOUT else [])

    def data(self) -> tuple[str, dict[str, Any]]:
        given = {**WORDS, **(GIVEN[self.name](self.scene) if self.name in GIVEN else {})}
        query = given.pop("?", "")
        return f"{self.path}?{query}" if query else self.path, given

    def field(self) -> tuple[str, str]:
        """The hidden field of the page: its name and its value."""
        answer = self.scene.browser(self.who).get(self.data()[0])
        return found(answer.content.decode()) if answer.status_code == 200 else ("", "")

    def send(self, **hidden: str) -> "Answer":
        path, given = self.data()
        last = Entry.objects.order_by("pk").values_list("pk", flat=True).last()
        answer = self.scene.browser(self.who).post(path, {**given, **hidden})
        wrote = list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("act", "subject_ref"))
        return Answer(answer.status_code, answer.get("Location", ""), wrote, answer.content.decode())


def found(page: str) -> tuple[str, str]:
    named = FIELD.findall(page)
    return named[-1] if named else ("", "")


@pytest.fixture
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_twice_does_once_what_it_does(scene: Scene, undone: None, name: str) -> None:
    form = Form(scene, name)
    kind, value = form.field()
    assert kind, "write {% sent %} in its form, and decorate its view with history.twice.once or .edits"

    first = form.send(**{kind: value})
    second = form.send(**{kind: value})

    assert (first.status, bool(first.acts)) == (302, True)
    assert (second.status, second.led_to, second.acts) == (302, first.led_to, [])
    if any(act == "changed" for act, _ref in first.acts):
        assert kind == "as_of", "it changes what there is: history.twice.edits"


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_that_is_pressed_twice_makes_nothing_a_second_time(scene: Scene, undone: None, name: str) -> None:
    form = Form(scene, name)

    form.send(once="n1")
    second = form.send(once="n1")

    assert [ref for act, ref in second.acts if act == "created"] == [], "history.twice.once"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_older_than_what_it_changes_saves_nothing_until_it_is_sent_again(
    scene: Scene, undone: None, name: str
) -> None:
    form = Form(scene, name)
    kind, value = form.field()
    if kind != "as_of":
        return

    late = form.send(as_of="9.9.9")
    again = form.send(as_of=found(late.page)[1])

    assert (late.status, late.acts, found(late.page)) == (422, [], (kind, value))
    assert "This was changed after you opened the form, so nothing is saved yet." in late.page
    assert (again.status, bool(again.acts)) == (302, True)
    # what it changes is among what it watches
    assert name == "vendors:subcontractor-approve" or form.field() != (kind, value)
