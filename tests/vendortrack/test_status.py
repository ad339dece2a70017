"""One word, one tone and one icon for each state, and each of them is there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from history.models import Stateful
from vendortrack import status

STATEFUL = [model for model in apps.get_models() if issubclass(model, Stateful)]
SPRITE = Path(settings.BASE_DIR, "vendortrack/static/vendortrack/vendor/icons.svg").read_text()
DRAWN = set(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE))
SOURCES = [
    path
    for folder in ("vendortrack", *settings.INSTALLED_APPS[:8])
    for path in Path(settings.BASE_DIR, folder).rglob("*.html")
    if "node_modules" not in path.parts
]


@pytest.mark.parametrize("model", STATEFUL, ids=lambda model: model.__name__)
def test_every_state_of_every_record_has_a_word(model):
    kind = status.kind_of(model._meta.model_name)

    unknown = [
        value for value, _label in model._meta.get_field("status").flatchoices if not status.is_known(kind, value)
    ]

    assert unknown == []


@pytest.mark.parametrize("kind", status.TABLE)
def test_every_word_has_a_known_tone_and_an_icon_that_is_drawn(kind):
    for word in status.TABLE[kind].values():
        assert word.tone in {"ok", "info", "warn", "bad", "wave", "mute", ""}
        assert word.icon in DRAWN


def test_within_one_kind_no_two_words_look_alike():
    """Colour is never the only signal, so two words of one kind never share their icon and tone."""
    for kind, words in status.TABLE.items():
        seen = {}
        for word in words.values():
            seen.setdefault((word.icon, word.tone), set()).add(str(word.word))
        alike = {look: names for look, names in seen.items() if len(names) > 1}
        allowed = {"Rejected", "Sent back"}, {"Accepted", "Valid", "Met"}, {"Accepted", "Met", "Valid"}
        assert [names for names in alike.values() if names not in allowed] == [], kind


def test_a_value_that_nobody_knows_is_shown_as_such_and_breaks_no_page():
    word = status.lookup("sharing", "half-cleared")

    assert (word.word, word.tone, word.icon) == ("Half cleared", "mute", "question-circle")


def test_every_icon_that_a_template_names_is_drawn():
    named = {
        name for path in SOURCES for name in re.findall(r'{% icon "([a-z0-9-]+)"|icon="([a-z0-9-]+)"', path.read_text())
    }

    assert {one for pair in named for one in pair if one} - DRAWN == set()
