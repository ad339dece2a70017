"""What every format of a questionnaire is read into: sections, questions, and what was wrong where."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

import nh3

MOST_ITEMS = 2_000
TEXT_MAX = 20_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LINK = re.compile(r"!?\[([^\]\[]{0,300})\]\([^()\s]{0,500}\)")
_MARK = re.compile(r"(?<![\w*])(\*{1,2}|`)(?=\S)([^*`\n]{1,300}?)(?<=\S)\1(?![\w*])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, where; its text begins with the place."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}" if self.place else self.why


@dataclass(frozen=True)
class Question:
    """One question; `values` holds the fields of a template item that the file speaks of, and no other."""

    key: str
    values: dict[str, Any]


@dataclass
class Part:
    title: str
    questions: list[Question] = field(default_factory=list)


@dataclass
class Questionnaire:
    """A questionnaire as a file tells it; `problems` names each place that could not be read."""

    file_name: str
    sha256: str
    key: str
    title: str
    source: str = ""
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def count(self) -> int:
        return sum(len(part.questions) for part in self.parts)


def plain(text: str, most: int = TEXT_MAX) -> str:
    """Prose as plain text: no HTML, no Markdown links and marks, no control or direction characters."""
    cleaned = html.unescape(nh3.clean(text, tags=set(), attributes={}))
    cleaned = _MARK.sub(r"\2", _LINK.sub(r"\1", cleaned))
    cleaned = _CONTROLS.sub("", cleaned.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [_SPACES.sub(" ", line).strip() for line in cleaned.split("\n")]
    return _LINES.sub("\n\n", "\n".join(lines)).strip()[:most]


def line(text: str, most: int) -> str:
    """Prose as one line of at most so many characters."""
    joined = " ".join(plain(text).split())
    return joined if len(joined) <= most else joined[: most - 1].rstrip() + "…"


def slug(text: str, most: int = 60) -> str:
    """A key made of a title: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:most].strip("-") or "questionnaire"


def letter(place: int) -> str:
    """A, B, … Z, AA, AB, … of the section at this place, from 0."""
    if place < len(LETTERS):
        return LETTERS[place]
    return LETTERS[place // len(LETTERS) - 1] + LETTERS[place % len(LETTERS)]


MOST_PARTS = len(LETTERS) * (len(LETTERS) + 1)
